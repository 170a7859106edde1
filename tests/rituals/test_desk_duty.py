"""E13, E23: who of a desk looks after a request, and who while they are away. Never somebody who is not there."""

import pytest

from ritualbot.rituals.desk import Seat
from ritualbot.rituals.desk_duty import Sitting, instead_of, on_duty

NADIA, PAUL, INES, OMAR, OUTSIDE = 1, 2, 3, 4, 9
LEAD = Sitting(NADIA, Seat.LEAD)
DESK = (LEAD, Sitting(PAUL), Sitting(INES, duty=True, backup=OMAR), Sitting(OMAR))
EVERYBODY = frozenset({NADIA, PAUL, INES, OMAR, OUTSIDE})


@pytest.mark.parametrize(
    ("away", "who"),
    [
        ((), INES),  # on duty
        ((INES,), PAUL),  # a contact who is there, in the order they came
        ((INES, PAUL), OMAR),
        ((INES, PAUL, OMAR), NADIA),  # the lead when no contact is
        ((INES, PAUL, OMAR, NADIA), None),
    ],
)
def test_a_new_request_goes_to_duty_then_a_contact_then_the_lead(away: tuple[int, ...], who: int | None) -> None:
    assert on_duty(DESK, EVERYBODY - {*away}) == who


def test_a_backup_of_another_desk_comes_before_the_lead() -> None:
    desk = (LEAD, Sitting(PAUL, backup=OUTSIDE), Sitting(INES))
    assert on_duty(desk, EVERYBODY - {PAUL, INES}) == OUTSIDE
    assert on_duty(desk, EVERYBODY - {PAUL, INES, OUTSIDE}) == NADIA


def test_the_backup_of_who_is_on_duty_comes_before_anothers() -> None:
    desk = (LEAD, Sitting(PAUL, backup=OMAR), Sitting(INES, duty=True, backup=OUTSIDE))
    assert on_duty(desk, EVERYBODY - {PAUL, INES}) == OUTSIDE


def test_a_lead_on_duty_comes_before_the_contacts() -> None:
    assert on_duty((Sitting(NADIA, Seat.LEAD, duty=True), Sitting(PAUL)), EVERYBODY) == NADIA


def test_an_empty_desk_has_nobody() -> None:
    assert on_duty((), EVERYBODY) is None


@pytest.mark.parametrize(
    ("owner", "away", "who"),
    [
        (INES, (), INES),  # there: they themselves
        (INES, (INES,), OMAR),  # their backup
        (INES, (INES, OMAR), NADIA),  # else the lead
        (PAUL, (PAUL,), NADIA),  # no backup
        (INES, (INES, OMAR, NADIA), PAUL),  # else whoever is there
        (INES, (INES, OMAR, NADIA, PAUL), None),
        (NADIA, (NADIA,), INES),  # an absent lead without a backup: who is on duty
        (OUTSIDE, (OUTSIDE,), NADIA),  # an owner who left the desk
    ],
)
def test_an_absent_owner_is_stood_in_for(owner: int, away: tuple[int, ...], who: int | None) -> None:
    assert instead_of(owner, DESK, EVERYBODY - {*away}) == who


def test_two_who_stand_in_for_each_other_end_with_the_lead() -> None:
    """Section I, escalation: no loop, and nobody absent."""
    desk = (LEAD, Sitting(PAUL, backup=INES), Sitting(INES, backup=PAUL))
    assert instead_of(PAUL, desk, EVERYBODY - {PAUL}) == INES
    assert instead_of(PAUL, desk, EVERYBODY - {PAUL, INES}) == NADIA
