"""Q6 and "One rule for every ping": how often, and the next minute at which somebody may be written to."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from ritualbot.rituals.calendar import WORKWEEK, WorkPattern
from ritualbot.rituals.hours import next_open_minute
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.quiet import ORDINARY, SPONSOR, allowance, stretch

PARIS = ZoneInfo("Europe/Paris")
NINE, SIX = time(9), time(18)


def paris(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=PARIS).astimezone(UTC)


def pattern(*absences: tuple[date, date]) -> WorkPattern:
    return WorkPattern(zone=PARIS, region="FR", days=WORKWEEK, absences=absences)


@pytest.mark.parametrize(
    ("moment", "opens_at"),
    [
        ("2027-03-02 10:15", "2027-03-02 10:15"),  # open: at once
        ("2027-03-02 08:59", "2027-03-02 09:00"),
        ("2027-03-02 18:00", "2027-03-03 09:00"),  # closed from the closing minute on
        ("2027-03-05 18:40", "2027-03-08 09:00"),  # over a weekend
        ("2027-03-26 19:00", "2027-03-30 09:00"),  # over a weekend, a clock change and Easter Monday
    ],
)
def test_the_next_open_minute(moment: str, opens_at: str) -> None:
    assert next_open_minute(pattern(), NINE, SIX, paris(moment)) == paris(opens_at)


def test_an_absence_is_waited_out() -> None:
    away = (date(2027, 3, 3), date(2027, 3, 5))
    assert next_open_minute(pattern(away), NINE, SIX, paris("2027-03-02 20:00")) == paris("2027-03-08 09:00")


@pytest.mark.parametrize(
    ("moment", "opens_at"),
    [
        ("2027-03-03 02:00", "2027-03-03 02:00"),  # Tuesday's night
        ("2027-03-06 02:00", "2027-03-06 02:00"),  # Friday's night ends on Saturday
        ("2027-03-06 06:00", "2027-03-08 22:00"),
        ("2027-03-08 02:00", "2027-03-08 22:00"),  # Sunday's night is nobody's
    ],
)
def test_a_night_belongs_to_the_day_it_begins_on(moment: str, opens_at: str) -> None:
    assert next_open_minute(pattern(), time(22), time(6), paris(moment)) == paris(opens_at)


def test_who_never_works_is_never_written_to() -> None:
    never = WorkPattern(zone=PARIS, region="FR", days=frozenset())
    assert next_open_minute(never, NINE, SIX, paris("2027-03-02 10:00")) is None


def test_a_sponsor_has_two_a_week_and_who_also_works_in_a_team_has_a_members_day() -> None:
    assert allowance([Role.SPONSOR]) == SPONSOR
    assert allowance([Role.SPONSOR, Role.ADMIN]) == SPONSOR
    assert allowance([Role.SPONSOR, Role.MEMBER]) == ORDINARY
    assert allowance([Role.OBSERVER]) == ORDINARY
    assert (ORDINARY.messages, SPONSOR.messages) == (3, 2)


def test_the_week_begins_on_monday_and_lasts_an_hour_less_when_the_clocks_go_forward() -> None:
    first, end = stretch(SPONSOR, PARIS, paris("2027-03-28 23:30"))
    assert (first, end) == (paris("2027-03-22 00:00"), paris("2027-03-29 00:00"))
    assert (end - first).total_seconds() == (7 * 24 - 1) * 3600


def test_the_day_is_the_persons_own() -> None:
    toronto = ZoneInfo("America/Toronto")
    first, _ = stretch(ORDINARY, toronto, paris("2027-03-03 03:00"))  # still Tuesday evening there
    assert first == datetime(2027, 3, 2, tzinfo=toronto)
