"""E15: how a desk answers, in figures; E2, E12, E23, S15: what is counted apart, or not at all.

The desk is open Monday to Friday, 09:00 to 17:00 UTC: 8 h a day.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from ritualbot.rituals.request_figures import Figures, History, Met, Paused, by_type, figures, until
from ritualbot.rituals.request_history import Happened, Party, Step
from tests.rituals.test_request import NINE_TO_FIVE, Line, filed, history

MONDAY = "2026-11-16"


def told(*steps: Line, type: str = "contest") -> History:
    return History(type, history(*steps), NINE_TO_FIVE)


def answered(minutes: int, type: str = "contest", start: Step | None = None) -> History:
    """Taken at once on Monday 09:00, and approved that long after."""
    end = datetime(2026, 11, 16, 9) + timedelta(minutes=minutes)  # noqa: DTZ001 - `history` reads UTC
    first = start or filed(f"{MONDAY}T09:00")
    return told(first, (f"{MONDAY}T09:00", Happened.TAKEN, {}), (end.isoformat(), Happened.APPROVED, {}), type=type)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def one(*steps: Line) -> Figures:
    return figures([told(*steps)])


# -- what is counted -----------------------------------------------------------------------------------------------


def test_both_clocks_are_met_up_to_their_last_minute() -> None:
    """8 h from Monday 09:00 are up on Monday 17:00, which is in time; a minute of Tuesday is not."""
    start = filed(f"{MONDAY}T09:00")
    taken: Line = (f"{MONDAY}T17:00", Happened.TAKEN, {})
    found = one(start, taken, ("2026-11-17T09:01", Happened.APPROVED, {}))
    assert (found.acknowledged, found.decided) == (Met(1, 1), Met(0, 1))
    assert found.times == (hours(8) + timedelta(minutes=1),)  # Monday 8 h, Tuesday 1 min
    in_time = one(start, taken, (f"{MONDAY}T17:00", Happened.APPROVED, {}))
    assert (in_time.acknowledged, in_time.decided) == (Met(1, 1), Met(1, 1))


def test_a_pause_is_no_time_of_the_answer_and_a_cause_of_its_own() -> None:
    """E5, E15: Monday 09-11 at the desk (2 h), 11-17 and Tuesday 09-12 with the team (6 + 3 = 9 h), 12-14 with the
    agency (2 h), 14-15 at the desk (1 h): answered in 3 h."""
    found = one(
        filed(f"{MONDAY}T09:00"),
        (f"{MONDAY}T10:00", Happened.TAKEN, {}),
        (f"{MONDAY}T11:00", Happened.ASKED, {"text": "?"}),
        ("2026-11-17T12:00", Happened.PAUSED, {"party": "agency", "text": "visuel"}),
        ("2026-11-17T14:00", Happened.RESUMED, {}),
        ("2026-11-17T15:00", Happened.APPROVED, {}),
    )
    assert found.times == (hours(3),)
    assert found.pauses == {Party.TEAM: Paused(1, hours(9)), Party.AGENCY: Paused(1, hours(2))}
    assert found.decided == Met(1, 1)


def test_a_pause_that_ends_with_the_answer_counts_up_to_it() -> None:
    """Paused Monday 11:00, refused Monday 15:00: 4 h with a third party, twice as often for two requests."""
    steps: tuple[Line, ...] = (
        filed(f"{MONDAY}T09:00"),
        (f"{MONDAY}T11:00", Happened.PAUSED, {"party": "third", "text": "devis"}),
        (f"{MONDAY}T15:00", Happened.REFUSED, {"text": "non"}),
    )
    assert one(*steps).pauses == {Party.THIRD: Paused(1, hours(4))}
    assert figures([told(*steps), told(*steps)]).pauses == {Party.THIRD: Paused(2, hours(8))}


def test_what_is_delivered_waits_for_nobody_of_the_desk_and_is_no_pause() -> None:
    """E2: promised Monday 10:00 for Wednesday, delivered Wednesday 16:00, accepted Friday: kept, answered in 1 h."""
    found = one(
        filed(f"{MONDAY}T09:00"),
        (f"{MONDAY}T10:00", Happened.COMMITTED, {"on": "2026-11-18"}),
        ("2026-11-18T16:00", Happened.DELIVERED, {}),
        ("2026-11-20T12:00", Happened.ACCEPTED, {}),
    )
    assert (found.promised, found.pauses, found.times) == (Met(1, 1), {}, (hours(1),))


@pytest.mark.parametrize(("again", "kept"), [("2026-11-18T16:30", 1), ("2026-11-19T09:30", 0)])
def test_a_promise_is_kept_by_the_delivery_that_was_accepted(again: str, kept: int) -> None:
    """E2: promised for Wednesday; given back, and delivered again the same day, or on Thursday."""
    found = one(
        filed(f"{MONDAY}T09:00"),
        (f"{MONDAY}T10:00", Happened.COMMITTED, {"on": "2026-11-18"}),
        ("2026-11-18T15:00", Happened.DELIVERED, {}),
        ("2026-11-18T16:00", Happened.REWORKED, {"text": "x"}),
        (again, Happened.DELIVERED, {}),
        ("2026-11-20T12:00", Happened.ACCEPTED, {}),
    )
    assert found.promised == Met(kept, 1)


def test_an_agreed_date_is_in_its_own_column_neither_met_nor_breached() -> None:
    """E12: answered on Wednesday, two days after its target, on the day both agreed on. Taken in time all the same."""
    proposal = {"on": "2026-11-18", "due": "2026-11-18T17:00:00+00:00", "by": "desk"}
    steps: tuple[Line, ...] = (
        filed(f"{MONDAY}T09:00"),
        (f"{MONDAY}T10:00", Happened.DATE_PROPOSED, proposal),
        (f"{MONDAY}T11:00", Happened.DATE_AGREED, {}),
    )
    for end in ("2026-11-18T12:00", "2026-11-20T12:00"):
        found = one(*steps, (end, Happened.APPROVED, {}))
        assert (found.closed, found.negotiated, found.decided, found.acknowledged) == (1, 1, Met(), Met(1, 1))


def test_what_is_withdrawn_or_open_is_in_no_rate() -> None:
    """E23: it is counted, and that is all."""
    late: Line = ("2026-11-20T12:00", Happened.TAKEN, {})
    withdrawn = told(filed(f"{MONDAY}T09:00"), late, ("2026-11-20T13:00", Happened.WITHDRAWN, {}))
    found = figures([withdrawn, told(filed(f"{MONDAY}T09:00"), late)])
    assert (found.filed, found.open, found.closed, found.withdrawn) == (2, 1, 0, 1)
    assert (found.acknowledged, found.decided, found.times, found.pauses) == (Met(), Met(), (), {})


def test_indicative_clocks_count_no_breach_and_no_success() -> None:
    """S15: its time is a time all the same."""
    start = filed(f"{MONDAY}T09:00")
    start = Step(1, start.kind, start.at, start.person, {**start.data, "firm": ""})
    found = figures([answered(60, start=start), answered(24 * 60 + 60, start=start)])
    assert (found.closed, found.indicative) == (2, 2)
    assert (found.acknowledged, found.decided) == (Met(), Met())
    assert found.times == (hours(1), hours(9))  # Tuesday 10:00 is 8 h + 1 h


def test_a_decision_taken_back_is_counted_by_the_one_that_stands() -> None:
    """Approved Monday 10:00, corrected 11:00, refused Tuesday 10:00: 9 h, past the 8 h."""
    found = one(
        filed(f"{MONDAY}T09:00"),
        (f"{MONDAY}T10:00", Happened.APPROVED, {}),
        (f"{MONDAY}T11:00", Happened.CORRECTED, {}),
        ("2026-11-17T10:00", Happened.REFUSED, {"text": "non"}),
    )
    assert (found.closed, found.decided, found.times) == (1, Met(0, 1), (hours(9),))


def test_opened_again_it_counts_the_time_the_desk_had_and_no_other() -> None:
    """E6: promised Monday 10:00 (1 h), delivered and accepted; opened again Wednesday 09:00, promised anew 11:00 (2 h)
    and delivered that day: 3 h in all, and neither the delivery that waited nor the time it was over is a pause."""
    found = one(
        filed(f"{MONDAY}T09:00"),
        (f"{MONDAY}T10:00", Happened.COMMITTED, {"on": "2026-11-16"}),
        (f"{MONDAY}T11:00", Happened.DELIVERED, {}),
        (f"{MONDAY}T16:00", Happened.ACCEPTED, {}),
        ("2026-11-18T09:00", Happened.REOPENED, {"text": "x"}),
        ("2026-11-18T11:00", Happened.COMMITTED, {"on": "2026-11-18"}),
        ("2026-11-18T12:00", Happened.DELIVERED, {}),
        ("2026-11-19T12:00", Happened.ACCEPTED, {}),
    )
    assert (found.closed, found.times, found.pauses, found.promised) == (1, (hours(3),), {}, Met(1, 1))


# -- rates and times -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("met", "counted", "percent"),
    [
        (4, 4, None),  # fewer than five: only how many
        (0, 0, None),
        (5, 5, 100),
        (0, 5, 0),
        (5, 8, 63),  # 62.5 rounds up
        (1, 6, 17),  # 16.67
        (1, 3000, 0),  # 0.03
        (299, 300, 99),  # 99.67 would be 100, which one breach is not
    ],
)
def test_a_percentage_is_whole_and_needs_five(met: int, counted: int, percent: int | None) -> None:
    assert Met(met, counted).percent == percent


@pytest.mark.parametrize(
    ("minutes", "median", "p90"),
    [
        ((10, 20, 30, 40), None, None),  # four: no time is told
        ((50, 10, 40, 20, 30), 30, 50),  # sorted 10 20 30 40 50: the third; 0.9 x 5 = 4.5, so the fifth
        ((10, 20, 30, 40, 50, 60), 35, 60),  # between 30 and 40; 0.9 x 6 = 5.4, so the sixth
        (tuple(range(10, 110, 10)), 55, 90),  # between 50 and 60; 0.9 x 10 = 9, the ninth exactly
        (tuple(range(10, 120, 10)), 60, 100),  # the sixth of eleven; 0.9 x 11 = 9.9, so the tenth
    ],
)
def test_median_and_ninety_percent(minutes: Sequence[int], median: int | None, p90: int | None) -> None:
    found = figures([answered(each) for each in minutes])
    assert found.median == (timedelta(minutes=median) if median else None)
    assert found.p90 == (timedelta(minutes=p90) if p90 else None)


def test_a_type_at_a_time_adds_up_to_all() -> None:
    many = [answered(60), answered(24 * 60 + 60), answered(30, type="claim"), told(filed(f"{MONDAY}T09:00"))]
    types, together = by_type(many), figures(many)
    assert list(types) == ["contest", "claim"]
    assert (types["contest"].filed, types["contest"].decided) == (3, Met(1, 2))  # 9 h is past the 8 h
    assert sum(each.filed for each in types.values()) == together.filed == 4
    assert together.decided == Met(2, 3)
    assert figures([]) == Figures()


def test_what_came_after_a_moment_is_not_of_it() -> None:
    """F1, F2: a closed sprint's figures are as of its close."""
    each = answered(60)
    assert len(until(each.steps, datetime(2026, 11, 16, 9, 59, tzinfo=UTC))) == 2
    assert until(each.steps, datetime(2026, 11, 16, 8, tzinfo=UTC)) == []
