"""When a desk is open: a week of windows in the desk's wall time, and the days that are not like the others.

The JSON form is `{"tz": "Europe/Paris", "week": {"mon": [["09:00", "12:00"], ["13:00", "17:00"]]}, "overrides":
{"2026-05-01": []}}`; a day that is not named is closed. `24:00` is the next midnight, and a window that closes
before it opens crosses midnight: all of it belongs to the day on which it opens.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias

from ritualbot.errors import RuleBroken
from ritualbot.rituals.calendar import holiday, zone
from ritualbot.rituals.inputs import DAY_CODES, echo
from ritualbot.rituals.open_time import DAY_MINUTES, EARLIEST_YEAR, LATEST_YEAR, OpenTime, instant, moment

Windows: TypeAlias = tuple[tuple[int, int], ...]
"""Minutes of the day, [open, close): 1440 is the next midnight, more is on the day after."""

CLOSED: Windows = ()
USUAL_DAY: Windows = ((9 * 60, 12 * 60 + 30), (13 * 60 + 30, 17 * 60 + 30))
MOST_WINDOWS = 24  # a day
MOST_OVERRIDES = 5_000

_CLOCK = re.compile(r"(?P<hour>[01][0-9]|2[0-4]):(?P<minute>[0-5][0-9])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, eq=False)
class DeskCalendar:
    """Two calendars are the same only if they are one object: each keeps the open time it has worked out."""

    tz: str
    week: tuple[Windows, ...]
    overrides: Mapping[date, Windows] = field(default_factory=dict)
    open_time: OpenTime = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Raises RuleBroken `input.zone_unknown`."""
        days = MappingProxyType(dict(self.overrides))
        object.__setattr__(self, "overrides", days)
        week = self.week
        last_year = LATEST_YEAR if any(week) else max((day.year for day in days), default=EARLIEST_YEAR)
        open_time = OpenTime(zone(self.tz), lambda day: days.get(day, week[day.weekday()]), last_year)
        object.__setattr__(self, "open_time", open_time)

    def windows_on(self, day: date) -> Windows:
        return self.overrides.get(day, self.week[day.weekday()])


def is_open(calendar: DeskCalendar, at: datetime) -> bool:
    return calendar.open_time.between(instant(at), instant(at) + 1) == 1


def next_open(calendar: DeskCalendar, at: datetime) -> datetime | None:
    """The moment itself while the desk is open, else its next opening; None: it never opens again."""
    begun = calendar.open_time.after(instant(at), 1)
    return None if begun is None else moment(begun - 1)


def usual(region: str, years: Iterable[int], tz: str = "Europe/Paris") -> DeskCalendar:
    """Monday to Friday 09:00-12:30 and 13:30-17:30, closed on the region's public holidays of these years."""
    closed = {day: CLOSED for year in years for day in _days_of(year) if holiday(day, region)}
    return DeskCalendar(tz, (USUAL_DAY,) * 5 + (CLOSED,) * 2, closed)


def _days_of(year: int) -> Iterable[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))


# The JSON form ------------------------------------------------------------------------------------


def read(data: object) -> DeskCalendar:
    """From parsed JSON. Raises RuleBroken `desk_calendar.*`, or `input.zone_unknown`; `where` is the key at fault."""
    whole = _object(data, "{}")
    _only(whole, {"tz", "week", "overrides"}, "")
    tz = whole.get("tz")
    if not isinstance(tz, str):
        raise RuleBroken("desk_calendar.no_zone")
    named = _object(whole.get("week"), "week")
    _only(named, set(DAY_CODES), "week.")
    week = tuple(_windows(named.get(code, []), f"week.{code}") for code in DAY_CODES)
    others = _object(whole.get("overrides", {}), "overrides")
    if len(others) > MOST_OVERRIDES:
        raise RuleBroken("desk_calendar.too_many_days", limit=str(MOST_OVERRIDES))
    return DeskCalendar(tz, week, {_day(key): _windows(each, f"overrides.{key}") for key, each in others.items()})


def written(calendar: DeskCalendar) -> dict[str, object]:
    """What `read` reads back to the same calendar; days in order, so that two versions can be compared."""
    week = {code: _pairs(windows) for code, windows in zip(DAY_CODES, calendar.week, strict=True)}
    overrides = {day.isoformat(): _pairs(calendar.overrides[day]) for day in sorted(calendar.overrides)}
    return {"tz": calendar.tz, "week": week, "overrides": overrides}


def _object(data: object, where: str) -> Mapping[str, object]:
    if not isinstance(data, dict):
        raise RuleBroken("desk_calendar.no_object", where=echo(where))
    return data


def _only(data: Mapping[str, object], known: set[str], before: str) -> None:
    for key in data:
        if key not in known:
            raise RuleBroken("desk_calendar.key_unknown", where=echo(f"{before}{key}"))


def _day(key: str) -> date:
    try:
        day = date.fromisoformat(key if _DAY.fullmatch(key) else "")
    except ValueError:
        raise RuleBroken("desk_calendar.no_day", where=echo(f"overrides.{key}")) from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise RuleBroken("desk_calendar.no_day", where=echo(f"overrides.{key}"))
    return day


def _windows(data: object, where: str) -> Windows:
    """In order; windows of one day may touch but not overlap, and only the last may cross midnight."""
    if not isinstance(data, list) or len(data) > MOST_WINDOWS:
        raise RuleBroken("desk_calendar.no_windows", where=echo(where))
    found = tuple(sorted(_window(each, where) for each in data))
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise RuleBroken("desk_calendar.overlap", where=echo(where))
    return found


def _window(data: object, where: str) -> tuple[int, int]:
    if not isinstance(data, list) or len(data) != 2:
        raise RuleBroken("desk_calendar.no_windows", where=echo(where))
    opens, closes = (_minute(each, where) for each in data)
    if opens in (closes, DAY_MINUTES):
        raise RuleBroken("desk_calendar.no_length", where=echo(where))
    return opens, closes if opens < closes else closes + DAY_MINUTES


def _minute(data: object, where: str) -> int:
    hit = _CLOCK.fullmatch(data) if isinstance(data, str) else None
    minute = int(hit["hour"]) * 60 + int(hit["minute"]) if hit else DAY_MINUTES + 1
    if minute > DAY_MINUTES:
        raise RuleBroken("desk_calendar.no_time", where=echo(where), typed=echo(str(data)))
    return minute


def _pairs(windows: Windows) -> list[list[str]]:
    return [
        [_clock(opens), _clock(closes if closes <= DAY_MINUTES else closes - DAY_MINUTES)] for opens, closes in windows
    ]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
