"""Local days and times, holidays, working patterns."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from ritualbot.errors import RuleBroken
from ritualbot.rituals.calendar import (
    PROMPTS_CLOSE,
    PROMPTS_OPEN,
    WORKWEEK,
    WorkPattern,
    day_codes,
    local_day,
    local_moment,
    parse_days,
    ritual_days,
    time_instead,
    within_hours,
    zone,
)

PARIS = ZoneInfo("Europe/Paris")
TORONTO = ZoneInfo("America/Toronto")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
CASABLANCA = ZoneInfo("Africa/Casablanca")
APIA = ZoneInfo("Pacific/Apia")
IN_FRANCE = WorkPattern(PARIS, "FR", WORKWEEK)
IN_ONTARIO = WorkPattern(TORONTO, "CA-ON", WORKWEEK)
EVERY_DAY = frozenset(range(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "where", "moment"),
    [
        ("2027-03-26", "09:30", PARIS, "2027-03-26T08:30"),
        ("2027-03-30", "09:30", PARIS, "2027-03-30T07:30"),
        ("2027-10-29", "09:30", PARIS, "2027-10-29T07:30"),
        ("2027-11-02", "09:30", PARIS, "2027-11-02T08:30"),
        ("2027-11-01", "09:30", TORONTO, "2027-11-01T13:30"),
        # The night of each change: 02:30 does not exist in spring and is there twice in autumn.
        ("2027-03-28", "02:30", PARIS, "2027-03-28T01:00"),
        ("2027-10-31", "02:30", PARIS, "2027-10-31T00:30"),
        # The edges of the gap and of the fold.
        ("2027-03-28", "01:59", PARIS, "2027-03-28T00:59"),
        ("2027-03-28", "02:00", PARIS, "2027-03-28T01:00"),
        ("2027-03-28", "02:59", PARIS, "2027-03-28T01:00"),
        ("2027-03-28", "03:00", PARIS, "2027-03-28T01:00"),
        ("2027-10-31", "02:00", PARIS, "2027-10-31T00:00"),
        ("2027-10-31", "03:00", PARIS, "2027-10-31T02:00"),
        # Lord Howe moves by half an hour, at 02:00 local.
        ("2027-10-03", "02:15", LORD_HOWE, "2027-10-02T15:30"),
        ("2027-10-03", "02:30", LORD_HOWE, "2027-10-02T15:30"),
        ("2027-04-04", "01:45", LORD_HOWE, "2027-04-03T14:45"),
        # Casablanca turns back for Ramadan and forward after it: 2026-02-15 and 2026-03-22.
        ("2026-02-15", "02:30", CASABLANCA, "2026-02-15T01:30"),
        ("2026-03-22", "02:30", CASABLANCA, "2026-03-22T02:00"),
        # Apia had no 2011-12-30 at all: the first instant of the 31st there.
        ("2011-12-30", "09:00", APIA, "2011-12-30T10:00"),
        ("2011-12-30", "00:00", APIA, "2011-12-30T10:00"),
        ("2011-12-31", "00:00", APIA, "2011-12-30T10:00"),
        ("2011-12-31", "09:00", APIA, "2011-12-30T19:00"),
        ("2011-12-29", "09:00", APIA, "2011-12-29T19:00"),
    ],
)
def test_a_local_time_is_one_instant(day: str, at: str, where: ZoneInfo, moment: str) -> None:
    found = local_moment(date.fromisoformat(day), time.fromisoformat(at), where)
    assert found == utc(moment)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(("first", "last"), [("2027-03-24", "2027-04-02"), ("2027-10-27", "2027-11-05")])
def test_a_half_past_two_ritual_fires_once_each_day_through_both_changes(first: str, last: str) -> None:
    days = list(islice(ritual_days(date.fromisoformat(first), EVERY_DAY), 9))
    assert days[-1] == date.fromisoformat(last)
    moments = [local_moment(day, time(2, 30), PARIS) for day in days]
    assert [local_day(moment, PARIS) for moment in moments] == days
    gaps = {after - before for before, after in pairwise(moments)}
    assert gaps <= {timedelta(hours=h, minutes=m) for h, m in [(24, 0), (23, 30), (25, 0)]}


def test_prompts_of_paris_and_toronto_skip_their_own_holidays() -> None:
    at = time(9, 30)
    spring = [day for day in islice(ritual_days(date(2027, 3, 25), WORKWEEK), 3) if IN_FRANCE.works_on(day)]
    assert [local_moment(day, at, PARIS) for day in spring] == [
        utc("2027-03-26T08:30"),
        utc("2027-03-30T07:30"),
    ]
    autumn = list(islice(ritual_days(date(2027, 10, 28), WORKWEEK), 3))
    assert [local_moment(day, at, PARIS) for day in autumn if IN_FRANCE.works_on(day)] == [
        utc("2027-10-29T07:30"),
        utc("2027-11-02T08:30"),
    ]
    assert local_moment(autumn[1], at, TORONTO) == utc("2027-11-01T13:30")
    assert IN_ONTARIO.works_on(autumn[1])


@pytest.mark.parametrize(
    ("day", "at", "where", "instead"),
    [
        # Europe goes from 2:00 to 3:00 on the last Sunday of March, Toronto on the second; Lord Howe by half an hour.
        (date(2027, 3, 28), time(2, 30), PARIS, time(3)),
        (date(2027, 3, 28), time(2), PARIS, time(3)),
        (date(2027, 3, 14), time(2, 59), TORONTO, time(3)),
        (date(2027, 10, 3), time(2, 15), LORD_HOWE, time(2, 30)),
        (date(2027, 3, 28), time(1, 59), PARIS, None),
        (date(2027, 3, 28), time(3), PARIS, None),
        (date(2027, 3, 29), time(2, 30), PARIS, None),
        (date(2027, 10, 31), time(2, 30), PARIS, None),  # twice that night, never skipped
    ],
)
def test_a_time_the_clocks_skip_has_another_instead(day: date, at: time, where: ZoneInfo, instead: time | None) -> None:
    """Section I: 02:30 on a gap day is that day at 3:00."""
    assert time_instead(day, at, where) == instead


ZONES = st.sampled_from([PARIS, TORONTO, LORD_HOWE, CASABLANCA, APIA, ZoneInfo("Europe/London"), ZoneInfo("UTC")])
DAYS = st.dates(date(2012, 1, 1), date(2036, 12, 31))


@given(DAYS, st.times(), ZONES)
def test_a_local_moment_is_on_its_day_and_never_before_its_time(day: date, at: time, where: ZoneInfo) -> None:
    local = local_moment(day, at, where).astimezone(where)
    assert local.date() == day
    assert local.time() >= at
    if local.time() != at:  # only a gap moves it, to an instant just before which the offset was another
        assert (local.astimezone(UTC) - timedelta(seconds=1)).astimezone(where).utcoffset() != local.utcoffset()
    else:
        assert local.fold == 0


@given(DAYS, st.times(), st.times(), ZONES)
def test_moments_of_a_day_keep_the_order_of_their_times_outside_a_fold(
    day: date, one: time, other: time, where: ZoneInfo
) -> None:
    first, second = local_moment(day, min(one, other), where), local_moment(day, max(one, other), where)
    assert first <= second


def test_the_local_day_is_the_readers_own() -> None:
    late = utc("2027-03-02T23:30")
    assert local_day(late, PARIS) == date(2027, 3, 3)
    assert local_day(late, TORONTO) == date(2027, 3, 2)


@pytest.mark.parametrize("name", ["Europe/Paris", "UTC", "America/Argentina/Buenos_Aires", "Australia/Lord_Howe"])
def test_exact_zone_names_are_taken(name: str) -> None:
    assert zone(name).key == name


@pytest.mark.parametrize(
    ("typed", "example"),
    [
        ("Europe/paris", "Europe/Paris"),
        ("EUROPE/PARIS", "Europe/Paris"),
        (" Europe/Paris", "Europe/Paris"),
        ("america/new york", "America/New_York"),
        ("Toronto", "America/Toronto"),
        ("Europe/Pariss", "Europe/Paris"),
        ("", "Europe/Paris"),
        ("Mars/Olympus", "Europe/Paris"),
        ("localtime", "Europe/Paris"),
        ("../Europe/Paris", "Europe/Paris"),
        ("/etc/passwd", "Europe/Paris"),
        ("\x00", "Europe/Paris"),
        ("\ud800", "Europe/Paris"),
    ],
)
def test_other_zone_names_are_refused_with_a_suggestion(typed: str, example: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        zone(typed)
    assert refused.value.key == "input.zone_unknown"
    assert refused.value.params["example"] == example


def test_day_codes_and_numbers_go_both_ways() -> None:
    assert parse_days(["fri", "mon", "mon"]) == frozenset({0, 4})
    assert day_codes(frozenset({4, 0})) == ("mon", "fri")
    assert parse_days(day_codes(EVERY_DAY)) == EVERY_DAY
    assert parse_days(["mon", "tue", "wed", "thu", "fri"]) == WORKWEEK


def test_ritual_days_come_strictly_after_and_in_order() -> None:
    monday = date(2027, 3, 1)
    assert list(islice(ritual_days(monday, frozenset({0, 3})), 4)) == [
        date(2027, 3, 4),
        date(2027, 3, 8),
        date(2027, 3, 11),
        date(2027, 3, 15),
    ]
    assert list(ritual_days(monday, frozenset())) == []
    assert list(ritual_days(date.max, EVERY_DAY)) == []
    assert list(ritual_days(date.max - timedelta(days=2), EVERY_DAY))[-1] == date.max


@pytest.mark.parametrize(
    ("at", "inside"),
    [("08:29:59", False), ("08:30", True), ("18:29:59", True), ("18:30", False), ("02:00", False)],
)
def test_prompts_land_from_half_past_eight_until_just_before_half_past_six(at: str, inside: bool) -> None:
    moment = local_moment(date(2027, 3, 2), time.fromisoformat(at), PARIS)
    assert within_hours(moment, PARIS, PROMPTS_OPEN, PROMPTS_CLOSE) is inside


def test_hours_are_the_persons_own() -> None:
    assert within_hours(utc("2027-03-02T08:00"), PARIS, PROMPTS_OPEN, PROMPTS_CLOSE)
    assert not within_hours(utc("2027-03-02T08:00"), TORONTO, PROMPTS_OPEN, PROMPTS_CLOSE)


@pytest.mark.parametrize(
    ("at", "inside"), [("21:59", False), ("22:00", True), ("00:00", True), ("05:59", True), ("06:00", False)]
)
def test_hours_may_cross_midnight(at: str, inside: bool) -> None:
    moment = local_moment(date(2027, 3, 2), time.fromisoformat(at), PARIS)
    assert within_hours(moment, PARIS, time(22), time(6)) is inside


def test_hours_that_end_where_they_start_are_never() -> None:
    assert not within_hours(utc("2027-03-02T08:00"), PARIS, time(9), time(9))
