"""When people may be written to unasked (SPEC, "`/ritual me`": one rule for every ping)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from ritualbot.rituals.calendar import WORKWEEK, WorkPattern
from ritualbot.rituals.hours import next_open_minute

PARIS = ZoneInfo("Europe/Paris")
NINE, SIX = time(9), time(18)
OFFICE = WorkPattern(PARIS, "FR", WORKWEEK)


def paris(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=PARIS).astimezone(UTC)


def opening(moment: str, opens: time = NINE, closes: time = SIX, pattern: WorkPattern = OFFICE) -> datetime | None:
    return next_open_minute(pattern, opens, closes, paris(moment))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2027-03-02 09:00", "2027-03-02 09:00"),  # the first minute is inside
        ("2027-03-02 12:34", "2027-03-02 12:34"),
        ("2027-03-02 17:59", "2027-03-02 17:59"),
        ("2027-03-02 18:00", "2027-03-03 09:00"),  # the last is not
        ("2027-03-02 08:59", "2027-03-02 09:00"),
        ("2027-03-05 18:00", "2027-03-08 09:00"),  # Friday evening
        ("2027-03-06 12:00", "2027-03-08 09:00"),  # Saturday
        ("2027-03-28 12:00", "2027-03-30 09:00"),  # Easter Monday is a holiday
    ],
)
def test_inside_the_hours_it_is_now_else_the_next_opening(moment: str, expected: str) -> None:
    assert opening(moment) == paris(expected)


def test_an_absence_is_waited_out() -> None:
    away = WorkPattern(PARIS, "FR", WORKWEEK, ((date(2027, 3, 2), date(2027, 3, 10)),))
    assert opening("2027-03-02 10:00", pattern=away) == paris("2027-03-11 09:00")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2027-03-02 12:00", "2027-03-02 22:00"),
        ("2027-03-02 23:30", "2027-03-02 23:30"),
        ("2027-03-03 05:59", "2027-03-03 05:59"),
        ("2027-03-03 06:00", "2027-03-03 22:00"),
        ("2027-03-06 03:00", "2027-03-06 03:00"),  # Friday's night, on Saturday morning
        ("2027-03-06 06:00", "2027-03-08 22:00"),
        ("2027-03-08 03:00", "2027-03-08 22:00"),  # Monday before dawn would be Sunday's night
    ],
)
def test_hours_may_cross_midnight_and_the_night_belongs_to_the_day_it_began_on(moment: str, expected: str) -> None:
    assert opening(moment, time(22), time(6)) == paris(expected)


def test_an_absence_closes_the_whole_night_that_begins_on_its_day() -> None:
    away = WorkPattern(PARIS, "FR", WORKWEEK, ((date(2027, 3, 3), date(2027, 3, 3)),))
    assert opening("2027-03-03 05:00", time(22), time(6), away) == paris("2027-03-03 05:00")
    assert opening("2027-03-04 05:00", time(22), time(6), away) == paris("2027-03-04 22:00")


def test_the_clock_is_the_persons_own_when_it_changes() -> None:
    # Sunday 28 March 2027, 02:00 becomes 03:00: hours from 02:30 begin at the first instant there is, 01:00 UTC.
    everyday = WorkPattern(PARIS, "", frozenset(range(7)))  # no region, no holidays
    before = datetime(2027, 3, 28, 0, 10, tzinfo=UTC)
    assert next_open_minute(everyday, time(2, 30), time(12), before) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    # Hours that fall into the gap altogether are no hours that day.
    assert next_open_minute(everyday, time(2, 15), time(2, 45), before) == datetime(2027, 3, 29, 0, 15, tzinfo=UTC)
    # 09:00 is 08:00 UTC on the Friday before, and 07:00 UTC on the Tuesday after (Easter Monday is a holiday).
    assert opening("2027-03-25 20:00") == datetime(2027, 3, 26, 8, 0, tzinfo=UTC)
    assert opening("2027-03-26 20:00") == datetime(2027, 3, 30, 7, 0, tzinfo=UTC)
    # Sunday 31 October 2027, 03:00 becomes 02:00: the hour from 02:00 comes twice, and both are inside 02:00-03:00.
    assert next_open_minute(everyday, time(2), time(3), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)) == datetime(
        2027, 10, 31, 0, 30, tzinfo=UTC
    )


def test_the_same_hour_twice_is_the_whole_day() -> None:
    assert opening("2027-03-02 03:00", NINE, NINE) == paris("2027-03-02 03:00")  # Monday's day lasts until Tuesday's
    assert opening("2027-03-01 03:00", NINE, NINE) == paris("2027-03-01 09:00")  # Sunday has none
