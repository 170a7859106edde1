"""SPEC E3 to E6 and I: due times and elapsed time, against sums by hand and a walk minute by minute."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as some

from ritualbot.errors import RuleBroken
from ritualbot.rituals import durations, sla
from ritualbot.rituals.desk_calendar import DeskCalendar, read, usual
from ritualbot.rituals.sla import Pause
from tests.rituals.sla_vectors import ALWAYS, FRIDAY_NOON, LUNCH, OFFICE, VECTORS, WEEKDAYS, Vector, desk
from tests.rituals.sla_walk import walk_between, walk_to_due

PARIS = ZoneInfo("Europe/Paris")
MINUTE, MICROSECOND = timedelta(minutes=1), timedelta(microseconds=1)
Stretch = tuple[datetime, datetime | None]


def at(text: str, tz: str = "Europe/Paris") -> datetime:
    """A moment; without an offset it is wall time of the zone, the first pass."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(tz))).astimezone(UTC)


def hours(text: str) -> timedelta:
    whole, _, minutes = text.partition(":")
    return timedelta(hours=int(whole), minutes=int(minutes or 0))


def due(calendar: Mapping[str, Any], start: str, budget: str, *pauses: str) -> datetime | None:
    stops = [Pause(begins, ends) for begins, ends in stretches(pauses)]
    return sla.due_at(read(calendar), at(start), hours(budget), stops)


def stretches(pauses: tuple[str, ...], tz: str = "Europe/Paris") -> list[Stretch]:
    parts = [each.split("/") for each in pauses]
    return [(at(begins, tz), at(ends, tz) if ends else None) for begins, ends in parts]


# -- the dated examples --------------------------------------------------------------------------------------------

EARLY = desk("Europe/Paris", [["08:00", "18:00"]], WEEKDAYS)


def test_e3_eight_hours_over_a_holiday_and_a_weekend() -> None:
    assert due(OFFICE, "2026-05-07 15:00", "8") == at("2026-05-11 15:00")


def test_e3_four_hours_over_christmas() -> None:
    assert due(OFFICE, "2026-12-24 16:00", "4") == at("2026-12-28 12:00")


def test_e3_eight_hours_with_a_lunch_break() -> None:
    assert due(LUNCH, "2026-11-20 11:00", "8") == at("2026-11-23 11:30")


def test_e4_the_alert_is_counted_in_business_time() -> None:
    assert due(EARLY, "2026-11-20 17:00", "4") == at("2026-11-23 11:00")
    assert due(EARLY, "2026-11-20 17:00", "3") == at("2026-11-23 10:00")
    friday, four = at("2026-11-20 17:00"), timedelta(hours=4)
    assert sla.share_at(read(EARLY), friday, four, 0.75) == at("2026-11-23 10:00")


def test_e5_a_pause_over_the_weekend() -> None:
    paused = "2026-11-20 12:00/2026-11-23 10:00"
    assert due(OFFICE, "2026-11-20 10:00", "8", paused) == at("2026-11-23 16:00")


def test_e5_a_holiday_inside_a_pause_is_not_counted_twice() -> None:
    # Thu 7 May 15:00-16:00 1 h; paused to Mon 11 10:00 over Friday 8 May; Mon 10:00-17:00 7 h.
    paused = "2026-05-07 16:00/2026-05-11 10:00"
    assert due(OFFICE, "2026-05-07 15:00", "8", paused) == at("2026-05-11 17:00")


def test_e6_what_was_left_is_left_when_the_clock_resumes() -> None:
    # One minute left at 12:59, resumed on Saturday: due on Monday, after the answer.
    resumed = at("2026-11-21 20:00")
    found = due(OFFICE, "2026-11-20 09:00", "4", "2026-11-20 12:59/2026-11-21 20:00")
    assert found == at("2026-11-23 09:01") and found > resumed


def test_e6_reopened_it_goes_on_where_it_stood() -> None:
    # Closed on Monday 11:00 after 2 h, reopened on Wednesday 16:00: 1 h then, 1 h on Thursday.
    closed = "2026-11-16 11:00/2026-11-18 16:00"
    assert due(OFFICE, "2026-11-16 09:00", "4", closed) == at("2026-11-19 10:00")


def worth(calendar: Mapping[str, Any], start: str, typed: str) -> timedelta:
    return sla.budget_of(read(calendar), at(start), durations.parse(typed, "fr", field=None))


def typed_due(calendar: Mapping[str, Any], start: str, typed: str) -> datetime | None:
    return sla.due_at(read(calendar), at(start), worth(calendar, start, typed))


def test_section_i_two_days_are_the_same_clock_time() -> None:
    assert typed_due(LUNCH, "2026-11-24 15:00", "2j") == at("2026-11-26 15:00")
    assert typed_due(LUNCH, "2026-11-24 15:00", "16h") == at("2026-11-26 16:00")
    assert worth(LUNCH, "2026-11-24 15:00", "2j") == timedelta(hours=15)


def test_section_i_a_day_that_closes_early_ends_the_wait() -> None:
    assert typed_due(FRIDAY_NOON, "2026-11-26 15:00", "1j") == at("2026-11-27 12:00")


# -- the vectors ---------------------------------------------------------------------------------------------------


def test_there_are_sixty_of_them() -> None:
    assert len(VECTORS) >= 60


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_the_sum_by_hand_the_walk_and_the_calculator_agree(vector: Vector) -> None:
    tz = vector.calendar["tz"]
    start, budget = at(vector.start, tz), hours(vector.budget)
    expected = at(vector.due, tz) if vector.due else None
    paused = stretches(vector.pauses, tz)
    assert walk_to_due(vector.calendar, start, budget // MINUTE, paused) == expected
    calendar, pauses = read(vector.calendar), [Pause(*each) for each in paused]
    assert sla.due_at(calendar, start, budget, pauses) == expected
    if expected:
        assert sla.elapsed(calendar, start, expected, pauses) == budget


def test_seconds_count() -> None:
    # 16:59:30.25 to 17:00 29.75 s, Monday 09:00:00 to 09:00:30.25 30.25 s
    start, found = at("2026-11-20T16:59:30.250"), at("2026-11-23T09:00:30.250")
    assert sla.due_at(read(OFFICE), start, MINUTE) == found
    assert sla.elapsed(read(OFFICE), start, found) == MINUTE


def test_whatever_zone_a_moment_is_told_in_it_is_the_same_moment() -> None:
    start = at("2026-11-20 16:00").astimezone(ZoneInfo("Asia/Tokyo"))
    found = sla.due_at(read(OFFICE), start, timedelta(hours=2))
    assert found == at("2026-11-23 10:00") and found.tzinfo is UTC


def test_nothing_has_gone_by_when_the_end_is_not_after_the_start() -> None:
    assert sla.elapsed(read(OFFICE), at("2026-11-20 16:00"), at("2026-11-20 10:00")) == timedelta()


def test_elapsed_stops_at_an_open_pause() -> None:
    stop = [Pause(at("2026-11-16 12:00"))]
    assert sla.elapsed(read(OFFICE), at("2026-11-16 09:00"), at("2026-11-18 09:00"), stop) == timedelta(hours=3)


def test_what_makes_no_sense_is_a_fault_of_the_caller() -> None:
    calendar, monday = read(OFFICE), at("2026-11-16 09:00")
    with pytest.raises(ValueError, match="negative"):
        sla.due_at(calendar, monday, timedelta(seconds=-1))
    with pytest.raises(ValueError, match="before it begins"):
        sla.due_at(calendar, monday, MINUTE, [Pause(monday, monday - MINUTE)])
    with pytest.raises(ValueError, match="out of reach"):
        sla.due_at(calendar, at("2250-01-01 09:00"), MINUTE)
    with pytest.raises(TypeError):
        sla.due_at(calendar, monday.replace(tzinfo=None), MINUTE)


# -- desks that hardly open ----------------------------------------------------------------------------------------

NEVER: Mapping[str, Any] = {"tz": "Europe/Paris", "week": {}}
ONE_DAY = {**NEVER, "overrides": {"2027-03-02": [["09:00", "17:00"]]}}


def test_a_desk_that_never_opens_has_no_due_time() -> None:
    assert due(NEVER, "2026-11-16 09:00", "1") is None
    with pytest.raises(RuleBroken) as refused:
        worth(NEVER, "2026-11-16 09:00", "1j")
    assert refused.value.key == "sla.never_open"
    assert worth(NEVER, "2026-11-16 09:00", "1h") == timedelta(hours=1)


def test_a_desk_that_opens_on_one_day_has_that_day() -> None:
    assert due(ONE_DAY, "2026-11-16 09:00", "8") == at("2027-03-02 17:00")
    assert due(ONE_DAY, "2026-11-16 09:00", "8:01") is None
    assert due(ONE_DAY, "2027-03-02 17:00", "0:01") is None
    with pytest.raises(RuleBroken):
        worth(ONE_DAY, "2026-11-16 09:00", "1j")


def test_a_desk_of_a_minute_a_week_is_worked_out_far_ahead() -> None:
    # One minute each Monday: the 60th Monday from 16 November 2026 is 3 January 2028.
    scarce = {"tz": "Europe/Paris", "week": {"mon": [["09:00", "09:01"]]}}
    assert due(scarce, "2026-11-16 09:00", "1") == at("2028-01-03 09:01")
    assert due(scarce, "2026-11-16 09:00", "200") is None  # 12,000 weeks: beyond the calendar


# -- days ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calendar", "start", "days", "expected"),
    [
        # Closed at 18:05 on Monday too: the end of that day.
        (LUNCH, "2026-11-20 18:05", 1, "2026-11-23 17:30"),
        # Within lunch: the desk is closed then.
        (LUNCH, "2026-11-16 13:00", 1, "2026-11-17 17:30"),
        # From a Saturday the first open day is Monday.
        (LUNCH, "2026-11-21 11:00", 1, "2026-11-23 11:00"),
        # 11 November is no open day.
        (LUNCH, "2026-11-10 11:00", 1, "2026-11-12 11:00"),
        (LUNCH, "2026-12-31 11:00", 2, "2027-01-05 11:00"),
        # 02:30 on the day the clocks go forward is 03:00.
        (ALWAYS, "2026-03-28 02:30", 1, "2026-03-29 03:00"),
        # ... and on the day they go back it is the first of two.
        (ALWAYS, "2026-10-24 02:30", 1, "2026-10-25 02:30+02:00"),
        (ALWAYS, "2026-10-25 02:30+01:00", 1, "2026-10-26 02:30"),
        (LUNCH, "2026-11-16 11:00", 0, "2026-11-16 11:00"),
    ],
)
def test_days_later(calendar: Mapping[str, Any], start: str, days: int, expected: str) -> None:
    assert sla.business_days_after(read(calendar), at(start), days) == at(expected)


def test_there_are_no_days_after_the_last() -> None:
    assert sla.business_days_after(read(NEVER), at("2026-11-16 09:00"), 1) is None
    assert sla.business_days_after(read(ONE_DAY), at("2026-11-16 09:00"), 2) is None


@pytest.mark.parametrize(
    ("start", "typed", "expected"),
    [
        # Tue 15:00 to Wed 15:00 7:30, half of Thursday's 7:30 3:45: Wed 2:30, Thu 1:15.
        ("2026-11-24 15:00", "1,5j", "2026-11-26 10:15"),
        ("2026-11-24 15:00", "0,5j", "2026-11-25 10:15"),
        # Wed 15:00 7:30, then 4 h: Wed 2:30, Thu 1:30.
        ("2026-11-24 15:00", "1j 4h", "2026-11-26 10:30"),
        # Ten open days: two weeks without a holiday.
        ("2026-11-24 15:00", "2 semaines", "2026-12-08 15:00"),
        # 24 to 31 December: Thu 24, Mon 28, Tue 29, Wed 30, Thu 31 are five.
        ("2026-12-23 15:00", "1 semaine", "2026-12-31 15:00"),
        ("2026-11-24 17:00", "90 min", "2026-11-25 10:00"),
        # Closed at that clock time one open day later: the end of that day's last window.
        ("2026-11-20 18:05", "1j", "2026-11-23 17:30"),
        ("2026-11-20 18:05", "2j", "2026-11-24 17:30"),
        ("2026-11-24 08:00", "1j", "2026-11-25 17:30"),
        ("2026-11-24 13:00", "1j", "2026-11-25 17:30"),
        # On a Saturday the day begins with Monday's opening: a day's 7:30 from then.
        ("2026-11-21 09:00", "1j", "2026-11-23 17:30"),
        ("2026-11-21 11:00", "1j", "2026-11-23 17:30"),
        ("2026-11-24 09:00", "1j", "2026-11-24 17:30"),
        ("2026-11-24 09:01", "1j", "2026-11-25 09:01"),
    ],
)
def test_what_is_typed_is_due(start: str, typed: str, expected: str) -> None:
    assert typed_due(LUNCH, start, typed) == at(expected)


def test_who_asks_later_is_never_answered_sooner() -> None:
    """Over a weekend, from Friday 13:30 to Monday 09:00, every ten minutes. Before opening and at lunch the letter of
    section I gives more than a minute later."""
    calendar, begins, two = read(LUNCH), at("2026-11-20 13:30"), durations.Duration(Decimal("1.5"))
    starts = [begins + 10 * n * MINUTE for n in range(int(67.5 * 6))]
    starts = [each for each in starts if each < at("2026-11-23 00:00")] + [at("2026-11-23 09:00")]
    found = [used(calendar, start, sla.budget_of(calendar, start, two), []) for start in starts]
    assert found == sorted(found)


def test_half_a_short_day_is_half_of_it() -> None:
    # Thursday 15:00; a day more ends on Friday noon, 5:30 later; half of that is Thu 2:30 and Fri 0:15.
    assert worth(FRIDAY_NOON, "2026-11-26 15:00", "0,5j") == timedelta(hours=2, minutes=45)
    assert typed_due(FRIDAY_NOON, "2026-11-26 15:00", "0,5j") == at("2026-11-27 09:15")


def test_a_share_of_the_budget() -> None:
    start, budget = at("2026-11-16 09:00"), timedelta(hours=10)
    stop = [Pause(at("2026-11-16 10:00"), at("2026-11-16 12:00"))]
    found = [sla.share_at(read(OFFICE), start, budget, share, stop) for share in (0.5, Fraction(3, 4), 0.9, 1)]
    # 1 h, the pause, 12:00-16:00 4 h | -17:00 1 h, Tue 1:30 | 3 h | 4 h
    assert found == [at(f"2026-11-{day}") for day in ("16 16:00", "17 10:30", "17 12:00", "17 13:00")]


def test_the_usual_desk_of_a_region() -> None:
    france, alsace = usual("FR", [2026]), usual("FR-57", [2026])
    start = at("2026-12-24 17:00")
    # Friday 25 is a holiday, the 26th of Alsace and Moselle a Saturday; Good Friday, 3 April, is theirs alone.
    assert sla.due_at(france, start, timedelta(hours=1)) == at("2026-12-28 09:30")
    thursday = at("2026-04-02 17:00")
    assert sla.due_at(france, thursday, timedelta(hours=1)) == at("2026-04-03 09:30")
    assert sla.due_at(alsace, thursday, timedelta(hours=1)) == at("2026-04-07 09:30")


# -- what always holds ---------------------------------------------------------------------------------------------

# Half an hour forward, a fold at midnight, one that ends a day twice, none at all.
ZONES = (
    *("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Havana", "America/Nuuk", "Asia/Kolkata"),
)
# Around the changes of 2026 in these zones, a new year, and a plain week.
STARTS = [
    at(day, "UTC") for day in ("2026-03-07", "2026-03-28", "2026-04-04", "2026-10-03", "2026-10-24", "2026-10-31")
]
STARTS += [at(day, "UTC") for day in ("2026-12-30", "2026-06-10", "2025-12-30", "2028-02-27")]


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@some.composite
def windows(draw: some.DrawFn) -> list[list[str]]:
    """None to three windows of a day, on the quarter of an hour; the last may cross midnight."""
    edges = sorted(draw(some.sets(some.integers(0, 96), max_size=6)))
    found = [[clock(15 * a), clock(15 * b)] for a, b in zip(edges[::2], edges[1::2], strict=False)]
    if found and len(edges) % 2 and edges[-1] < 96:
        found.append([clock(15 * edges[-1]), clock(15 * draw(some.integers(0, edges[0])))])
    return found


@some.composite
def calendars(draw: some.DrawFn) -> Mapping[str, Any]:
    """Open on at least one day a week."""
    week = {day: draw(windows()) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    week[draw(some.sampled_from(sorted(week)))] = [["01:00", "04:00"]]
    closed = draw(some.sets(some.sampled_from(["2026-03-29", "2026-10-25", "2026-11-01", "2027-01-01"])))
    return {"tz": draw(some.sampled_from(ZONES)), "week": week, "overrides": {day: [] for day in closed}}


moments = some.builds(lambda day, minutes: day + minutes * MINUTE, some.sampled_from(STARTS), some.integers(0, 5000))
budgets = some.integers(0, 6 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@some.composite
def pauses_after(draw: some.DrawFn, start: datetime) -> list[Pause]:
    found = []
    for _ in range(draw(some.integers(0, 4))):
        begins = start + draw(some.integers(-600, 6000)) * MINUTE
        found.append(Pause(begins, begins + draw(some.integers(0, 4000)) * MINUTE))
    return found


quick = settings(max_examples=40, deadline=None)


def used(calendar: DeskCalendar, start: datetime, budget: timedelta, pauses: list[Pause]) -> datetime:
    found = sla.due_at(calendar, start, budget, pauses)
    assert found is not None
    return found


@quick
@given(calendars(), moments, budgets, some.data())
def test_the_budget_is_what_has_elapsed_and_no_earlier_moment_would_do(
    form: Mapping[str, Any], start: datetime, budget: timedelta, data: some.DataObject
) -> None:
    calendar, pauses = read(form), data.draw(pauses_after(start))
    found = used(calendar, start, budget, pauses)
    assert found >= start
    assert sla.elapsed(calendar, start, found, pauses) == budget
    if budget:
        assert sla.elapsed(calendar, start, found - MICROSECOND, pauses) == budget - MICROSECOND


@quick
@given(calendars(), moments, budgets, budgets, some.data())
def test_more_time_is_never_due_sooner(
    form: Mapping[str, Any], start: datetime, one: timedelta, other: timedelta, data: some.DataObject
) -> None:
    calendar, pauses = read(form), data.draw(pauses_after(start))
    assert used(calendar, start, min(one, other), pauses) <= used(calendar, start, max(one, other), pauses)


@quick
@given(calendars(), moments, budgets, some.data())
def test_a_pause_never_brings_the_due_time_nearer_and_their_order_is_nothing(
    form: Mapping[str, Any], start: datetime, budget: timedelta, data: some.DataObject
) -> None:
    calendar, pauses = read(form), data.draw(pauses_after(start))
    found = used(calendar, start, budget, pauses)
    assert used(calendar, start, budget, data.draw(some.permutations(pauses))) == found
    assert used(calendar, start, budget, pauses + pauses) == found
    for less in range(len(pauses)):
        assert used(calendar, start, budget, pauses[:less]) <= found


@quick
@given(calendars(), moments, some.integers(0, 3000), some.data())
def test_what_elapses_is_what_a_walk_counts(
    form: Mapping[str, Any], start: datetime, minutes: int, data: some.DataObject
) -> None:
    pauses, end = data.draw(pauses_after(start)), start + minutes * MINUTE
    counted = walk_between(form, start, end, [(each.begins, each.ends) for each in pauses])
    assert sla.elapsed(read(form), start, end, pauses) == counted * MINUTE


@quick
@given(calendars(), moments, some.decimals(0, 20, places=1), some.decimals(0, 20, places=1))
def test_more_days_are_never_worth_less(form: Mapping[str, Any], start: datetime, one: Any, other: Any) -> None:
    calendar = read(form)
    less, more = (durations.Duration(days) for days in sorted((one, other)))
    assert sla.budget_of(calendar, start, less) <= sla.budget_of(calendar, start, more)


def test_a_year_before_the_first_one_asked_about_is_worked_out_too() -> None:
    asked, two = read(ALWAYS), timedelta(hours=2)
    for start in ("2026-12-31 23:00", "2024-02-28 23:00", "2025-06-30 23:00", "2023-12-31 23:00"):
        assert used(asked, at(start), two, []) == at(start) + two
    assert sla.elapsed(asked, at("2022-12-31 12:00"), at("2027-01-01 12:00")) == timedelta(days=365 * 3 + 366 + 1)


@quick
@given(calendars(), moments, moments, moments)
def test_a_calendar_answers_the_same_however_it_was_asked_before(
    form: Mapping[str, Any], one: datetime, other: datetime, third: datetime
) -> None:
    asked = read(form)
    for moment in (one, other, third):
        found = used(asked, moment, timedelta(hours=9), [])
        assert found == used(read(form), moment, timedelta(hours=9), [])
