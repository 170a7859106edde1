"""SPEC E3: when a desk is open, as JSON says it."""

from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ritualbot.errors import RuleBroken
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals.desk_calendar import DeskCalendar, is_open, next_open, read, usual, written
from tests.rituals.sla_vectors import ACROSS, ALWAYS, HALF, LUNCH, NIGHTS, OFFICE, SMALL_HOURS

PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def opens(calendar: Any, moment: str) -> datetime | None:
    return next_open(read(calendar), at(moment))


def test_it_is_open_from_the_opening_to_before_the_close() -> None:
    lunch = read(LUNCH)
    for moment, is_so in {
        "08:59": False,
        "09:00": True,
        "12:29": True,
        "12:30": False,
        "13:30": True,
        "17:30": False,
    }.items():
        assert is_open(lunch, at(f"2026-11-16 {moment}")) is is_so


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-16 10:00:30", "2026-11-16 10:00:30"),
        ("2026-11-16 12:30", "2026-11-16 13:30"),
        ("2026-11-20 18:05", "2026-11-23 09:00"),
        ("2026-12-24 12:00", "2026-12-28 09:00"),
        ("2026-12-31 20:00", "2027-01-04 09:00"),
    ],
)
def test_the_next_opening(moment: str, expected: str) -> None:
    assert opens(HALF, moment) == at(expected)


def test_a_night_belongs_to_the_day_on_which_it_began() -> None:
    # Wednesday 18 November is closed: Tuesday's night goes on into it, its own is not there.
    across = read(ACROSS)
    assert is_open(across, at("2026-11-18 05:59"))
    assert not is_open(across, at("2026-11-18 06:00"))
    assert next_open(across, at("2026-11-18 22:00")) == at("2026-11-19 22:00")


def test_a_night_that_began_in_the_year_before_is_known() -> None:
    assert is_open(read(NIGHTS), at("2028-01-01 05:00"))
    assert opens(NIGHTS, "2028-01-01 06:00") == at("2028-01-01 22:00")


def test_a_desk_that_never_opens_again_has_no_next_opening() -> None:
    assert opens({"tz": "Europe/Paris", "week": {}}, "2026-11-16 09:00") is None
    once = {"tz": "Europe/Paris", "week": {}, "overrides": {"2026-11-16": [["09:00", "10:00"]]}}
    assert opens(once, "2026-11-16 08:00") == at("2026-11-16 09:00")
    assert opens(once, "2026-11-16 10:00") is None
    assert not is_open(read(once), at("2026-11-17 09:00"))


# -- the JSON form -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [OFFICE, HALF, ACROSS, ALWAYS, SMALL_HOURS, {"tz": "UTC", "week": {}}])
def test_what_is_written_is_read_back(form: Any) -> None:
    calendar = read(form)
    again = read(written(calendar))
    assert (again.tz, again.week, again.overrides) == (calendar.tz, calendar.week, calendar.overrides)
    assert written(again) == written(calendar)


def test_what_is_written_is_the_form_of_the_command_line() -> None:
    night = (22 * 60, 30 * 60)
    calendar = DeskCalendar("Europe/Paris", (((540, 720), (780, 1440)), *[()] * 5, (night,)), {date(2026, 5, 1): ()})
    assert written(calendar) == {
        "tz": "Europe/Paris",
        "week": {
            "mon": [["09:00", "12:00"], ["13:00", "24:00"]],
            **{day: [] for day in ("tue", "wed", "thu", "fri", "sat")},
            "sun": [["22:00", "06:00"]],
        },
        "overrides": {"2026-05-01": []},
    }


def test_windows_are_put_in_order_and_midnight_is_told_both_ways() -> None:
    week = {"mon": [["13:00", "17:00"], ["09:00", "12:00"]], "tue": [["22:00", "00:00"]], "wed": [["22:00", "24:00"]]}
    read_week = read({"tz": "Europe/Paris", "week": week}).week
    assert read_week[0] == ((540, 720), (780, 1020))
    assert read_week[1] == read_week[2] == ((1320, 1440),)


GOOD: dict[str, Any] = {"tz": "Europe/Paris", "week": {"mon": [["09:00", "12:00"]]}, "overrides": {}}

BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "no zone": ({"tz": None}, "no_zone", ""),
    "a key too many": ({"holidays": []}, "key_unknown", "holidays"),
    "a week in a list": ({"week": []}, "no_object", "week"),
    "overrides in a list": ({"overrides": []}, "no_object", "overrides"),
    "a day in full": ({"week": {"monday": []}}, "key_unknown", "week.monday"),
    "windows of one time": ({"week": {"mon": [["09:00"]]}}, "no_windows", "week.mon"),
    "one window alone": ({"week": {"mon": ["09:00", "12:00"]}}, "no_windows", "week.mon"),
    "no list": ({"week": {"mon": None}}, "no_windows", "week.mon"),
    "too many windows": ({"week": {"mon": [["09:00", "09:01"]] * 25}}, "no_windows", "week.mon"),
    "a number": ({"week": {"mon": [[9, 12]]}}, "no_time", "week.mon"),
    "no such hour": ({"week": {"mon": [["09:00", "24:01"]]}}, "no_time", "week.mon"),
    "an hour of one digit": ({"week": {"mon": [["9:00", "12:00"]]}}, "no_time", "week.mon"),
    "other digits": ({"week": {"mon": [["０９:00", "12:00"]]}}, "no_time", "week.mon"),
    "no length": ({"week": {"mon": [["09:00", "09:00"]]}}, "no_length", "week.mon"),
    "opens at 24:00": ({"week": {"mon": [["24:00", "06:00"]]}}, "no_length", "week.mon"),
    "two that overlap": ({"week": {"mon": [["09:00", "12:00"], ["11:59", "14:00"]]}}, "overlap", "week.mon"),
    "after the night": ({"week": {"mon": [["22:00", "06:00"], ["23:00", "24:00"]]}}, "overlap", "week.mon"),
    "no such day": ({"overrides": {"2026-02-30": []}}, "no_day", "overrides.2026-02-30"),
    "a day first": ({"overrides": {"01/05/2026": []}}, "no_day", "overrides.01/05/2026"),
    "a day without dashes": ({"overrides": {"20260501": []}}, "no_day", "overrides.20260501"),
    "a day of another age": ({"overrides": {"1789-07-14": []}}, "no_day", "overrides.1789-07-14"),
}


@pytest.mark.parametrize(("change", "key", "where"), BAD.values(), ids=BAD)
def test_what_is_no_calendar_is_refused_with_its_place(change: dict[str, Any], key: str, where: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read({**deepcopy(GOOD), **change})
    broken = refused.value
    assert broken.key == f"desk_calendar.{key}" and broken.params.get("where", "") == where
    for language in LANGUAGES:
        assert where in Words(language).say(broken.key, **broken.params)


def test_too_many_days_are_refused() -> None:
    first = date(2000, 1, 1)
    days: dict[str, list[list[str]]] = {(first + timedelta(days=n)).isoformat(): [] for n in range(5_001)}
    with pytest.raises(RuleBroken, match="too_many_days"):
        read({**GOOD, "overrides": days})


def test_a_zone_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(RuleBroken) as refused:
        read({**GOOD, "tz": "Europe/paris"})
    assert (refused.value.key, refused.value.params["example"]) == ("input.zone_unknown", "Europe/Paris")


# -- the usual one -------------------------------------------------------------------------------------------------


def test_the_usual_hours_are_voices() -> None:
    calendar = usual("FR", [2026, 2027])
    assert written(calendar)["week"] == {
        **{day: [["09:00", "12:30"], ["13:30", "17:30"]] for day in ("mon", "tue", "wed", "thu", "fri")},
        "sat": [],
        "sun": [],
    }
    assert calendar.tz == "Europe/Paris"
    # Eleven a year in France; Easter Monday is the 6th of April 2026 and the 29th of March 2027.
    assert len(calendar.overrides) == 22 and not any(calendar.overrides.values())
    assert {date(2026, 4, 6), date(2027, 3, 29), date(2026, 12, 25)} <= calendar.overrides.keys()
    assert usual("CA-QC", [2026], "America/Toronto").overrides.keys() >= {date(2026, 6, 24)}


def test_two_calendars_are_never_the_same_and_a_change_of_what_made_one_is_not_seen() -> None:
    days: dict[date, Any] = {}
    calendar = DeskCalendar("UTC", (((540, 600),),) * 7, days)
    days[date(2026, 11, 16)] = ()
    assert calendar.windows_on(date(2026, 11, 16)) == ((540, 600),)
    assert calendar != DeskCalendar("UTC", calendar.week) and {calendar: 1}[calendar] == 1
    monday = datetime.combine(date(2026, 11, 16), time(8), UTC)
    assert next_open(calendar, monday) == monday + timedelta(hours=1)
