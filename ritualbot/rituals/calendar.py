"""Local time is computed here and nowhere else: zones, holidays, working patterns, the days of a ritual.

Moments are aware UTC, days are `date`. A local ritual happens once per local day: in a daylight-saving gap at
the first valid instant, in a fold at the first pass.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, available_timezones

import holidays

from ritualbot.errors import RuleBroken
from ritualbot.i18n import territory
from ritualbot.rituals import inputs

Weekdays: TypeAlias = frozenset[int]
"""Days of the week as `date.weekday()` counts them: Monday is 0."""

WORKWEEK: Weekdays = frozenset(range(5))

# Prompts and reminders land inside these hours of the person's own zone, [opens, closes).
PROMPTS_OPEN = time(8, 30)
PROMPTS_CLOSE = time(18, 30)

MIDDAY = time(13, 0)  # where the two halves of a day meet, on the person's own clock

_ONE_DAY = timedelta(days=1)
_ONE_SECOND = timedelta(seconds=1)


def parse_days(codes: Iterable[str]) -> Weekdays:
    """`["mon", "wed"]` to `{0, 2}`. Raises RuleBroken `input.no_day` or `input.day_unknown`."""
    return inputs.weekdays(list(codes))


def day_codes(days: Weekdays) -> tuple[str, ...]:
    """`{0, 2}` to `("mon", "wed")`, in the order of the week: what is stored and what choices carry."""
    return tuple(inputs.DAY_CODES[day] for day in sorted(days))


# Zones --------------------------------------------------------------------------------------------


@cache
def _zone_names() -> Mapping[str, str]:
    """Exact names by folded name. `localtime` is the machine's own zone and `Factory` none at all."""
    names = available_timezones() - {"localtime", "Factory"}
    return {name.casefold(): name for name in sorted(names)}


def zone(name: str) -> ZoneInfo:
    """The zone of an exact IANA name. Raises RuleBroken `input.zone_unknown`; `example` is the nearest."""
    if _zone_names().get(name.casefold()) == name:
        return ZoneInfo(name)
    raise RuleBroken("input.zone_unknown", typed=inputs.echo(name), example=_likely_zone(name))


def _likely_zone(typed: str) -> str:
    """The nearest name: wrong case and spaces first, then a city alone, then a slip of the finger."""
    folded = "_".join(typed[:80].casefold().split())
    names = _zone_names()
    if folded in names:
        return names[folded]
    cities = [name for key, name in names.items() if folded and key.endswith("/" + folded)]
    near = get_close_matches(folded, names, n=1, cutoff=0.75)
    return cities[0] if cities else names[near[0]] if near else "Europe/Paris"


def region_of(zone: str) -> str:
    """The country a zone lies in, as a region with public holidays; France where there is none."""
    country = territory(zone)
    return country if region_known(country) else "FR"


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a local day and time.

    In a gap it is the first valid instant after it (02:30 in Paris on 2027-03-28 is 03:00 there, 01:00Z),
    in a fold the first pass. Where a whole day was skipped (Apia, 2011-12-30) it is the first instant of
    the next day.
    """
    wall = datetime.combine(day, at, zone)
    first = wall.replace(fold=0).astimezone(UTC)
    second = wall.replace(fold=1).astimezone(UTC)
    # Only inside a gap does the later offset (fold=1) give the earlier instant: the change lies between them.
    return _change_between(second, first, zone) if second < first else first


def time_instead(day: date, at: time, zone: ZoneInfo) -> time | None:
    """The local time at which something set for `at` happens on a day whose clocks skip that; None: they do not."""
    local = local_moment(day, at, zone).astimezone(zone)
    return None if local.replace(tzinfo=None, fold=0) == datetime.combine(day, at) else local.time()


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant with the offset of `after`, found by halving: changes fall on whole seconds."""
    new_offset = after.astimezone(zone).utcoffset()
    while after - before > _ONE_SECOND:
        middle = before + timedelta(seconds=(after - before) // _ONE_SECOND // 2)
        if middle.astimezone(zone).utcoffset() == new_offset:
            after = middle
        else:
            before = middle
    return after


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day people in `zone` live at `moment`."""
    return moment.astimezone(zone).date()


def within_hours(moment: datetime, zone: ZoneInfo, opens: time, closes: time) -> bool:
    """Whether the local time is in [opens, closes); `closes` before `opens` crosses midnight."""
    local = moment.astimezone(zone).time()
    if opens <= closes:
        return opens <= local < closes
    return local >= opens or local < closes


# Holidays -----------------------------------------------------------------------------------------

_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")

# Alsace has one set of rules and several codes: its departments and its old region. The library knows `6AE`.
_SAME_RULES = {"FR-67": "FR-6AE", "FR-68": "FR-6AE", "FR-A": "FR-6AE"}


def holiday(day: date, region: str) -> bool:
    """Whether `day` is a public holiday. An unknown region has none: `require_region` refuses it early."""
    return day in _holidays(region, day.year, "")


def holiday_name(day: date, region: str, language: str) -> str | None:
    """The holiday's name, in `language` where known, else in a language of the country; None: no holiday."""
    return _holidays(region, day.year, language).get(day)


def region_known(region: str) -> bool:
    """Whether holidays are known for a code such as `FR`, `FR-57`, `FR-974`, `CA-QC`, `CH-GE`, `GB-ENG`."""
    return _library(region, None, "") is not None


def require_region(typed: str, *, field: str | None = None) -> str:
    """The region code, in capitals. Raises RuleBroken `input.region_unknown` (typed)."""
    region = typed.strip().upper()
    if not region_known(region):
        raise RuleBroken("input.region_unknown", field=field, typed=inputs.echo(typed))
    return region


@lru_cache(maxsize=2048)
def _holidays(region: str, year: int, language: str) -> Mapping[date, str]:
    found = _library(region, year, language)
    return {} if found is None else {day: found.get(day) or "" for day in found}


def _library(region: str, year: int | None, language: str) -> holidays.HolidayBase | None:
    """The library's calendar of a year; None for a region it does not have (school zones are no regions)."""
    if not _REGION.fullmatch(region):
        return None
    country, _, part = _SAME_RULES.get(region, region).partition("-")
    try:
        speaks = holidays.country_holidays(country).supported_languages
        spoken = next((each for each in speaks if each.split("_")[0] == language), None)
        return holidays.country_holidays(country, subdiv=part or None, years=year, expand=False, language=spoken)
    except NotImplementedError:
        return None


# People's days ------------------------------------------------------------------------------------


class Off(StrEnum):
    """Why someone does not work on a day. Only ABSENT is told as away; the others are not expected at all."""

    NOT_A_WORKDAY = "not_a_workday"
    HOLIDAY = "holiday"
    ABSENT = "absent"


@dataclass(frozen=True)
class WorkPattern:
    """When a person works. `absences` are (first, last) days, both included; on `closures` the company is
    closed, bridge days too: they count as holidays. `mornings` and `afternoons` are the halves of days absent."""

    zone: ZoneInfo
    region: str
    days: Weekdays
    absences: tuple[tuple[date, date], ...] = ()
    closures: frozenset[date] = frozenset()
    mornings: frozenset[date] = frozenset()
    afternoons: frozenset[date] = frozenset()

    def why_off(self, day: date) -> Off | None:
        """None on a day worked. A day off or a holiday within an absence is not counted as away."""
        if day.weekday() not in self.days:
            return Off.NOT_A_WORKDAY
        if day in self.closures or holiday(day, self.region):
            return Off.HOLIDAY
        return Off.ABSENT if self._absent_on(day) else None

    def _absent_on(self, day: date) -> bool:
        """For the whole of the day, in one piece or in two."""
        return any(first <= day <= last for first, last in self.absences) or day in self.mornings & self.afternoons

    def absent_at(self, moment: datetime) -> bool:
        """Whether an absence covers the moment: that day's, or that of the half it is in."""
        local = moment.astimezone(self.zone)
        half = self.afternoons if local.time() >= MIDDAY else self.mornings
        return local.date() in half or self._absent_on(local.date())

    def works_on(self, day: date) -> bool:
        return self.why_off(day) is None


def ritual_days(after: date, days: Weekdays) -> Iterator[date]:
    """The days of a weekly ritual strictly after `after`, without end (none at all when `days` is empty)."""
    day = after
    while days and day < date.max:
        day += _ONE_DAY
        if day.weekday() in days:
            yield day


def business_days_between(start: date, end: date, pattern: WorkPattern) -> int:
    """Days worked after `start`, up to and with `end`: Friday to Monday is 1. 0 when `end` is not after."""
    days = (start + _ONE_DAY * n for n in range(1, (end - start).days + 1))
    return sum(pattern.works_on(day) for day in days)
