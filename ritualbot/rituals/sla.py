"""How long a desk has had something, and when its time is up: counted in the desk's open time, less the pauses.

One definition gives every convention: a budget is due at the first moment at which that much open time has gone by
since the start. So what ends exactly with a window is due there and not at the next opening, a budget of nothing is due
at the start, and a pause that never ends leaves no due time, unless time was up before it began.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from ritualbot.errors import RuleBroken
from ritualbot.rituals.calendar import local_day, local_moment, zone
from ritualbot.rituals.desk_calendar import DeskCalendar, is_open, next_open
from ritualbot.rituals.durations import Duration
from ritualbot.rituals.open_time import instant, moment

_MICROSECOND = timedelta(microseconds=1)
_ONE_DAY = timedelta(days=1)
_ONE_SECOND = timedelta(seconds=1)
_NEVER = 1 << 62


@dataclass(frozen=True)
class Pause:
    """[begins, ends); `ends` None: it lasts."""

    begins: datetime
    ends: datetime | None = None


def due_at(calendar: DeskCalendar, start: datetime, budget: timedelta, pauses: Iterable[Pause] = ()) -> datetime | None:
    """When the budget is used up, in UTC; None while a pause lasts, or when the desk never opens long enough.

    Raises ValueError for a negative budget, a pause that ends before it begins, a year out of reach.
    """
    left = budget // _MICROSECOND
    if left < 0:
        raise ValueError("a budget is not negative")
    at = instant(start)
    if left == 0:
        return moment(at)
    open_time = calendar.open_time
    for begins, ends in _apart(pauses):
        if ends <= at:
            continue
        if begins > at:
            reached = open_time.after(at, left)
            if reached is None or reached <= begins:
                return None if reached is None else moment(reached)
            left -= open_time.between(at, begins)
        if ends == _NEVER:
            return None
        at = ends
    reached = open_time.after(at, left)
    return None if reached is None else moment(reached)


def elapsed(calendar: DeskCalendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
    """The open time from start to end that no pause covers; none at all when the end is not after the start.

    Raises ValueError for a pause that ends before it begins, a year out of reach.
    """
    first, last = instant(start), instant(end)
    if last <= first:
        return timedelta()
    open_time = calendar.open_time
    used = open_time.between(first, last)
    for begins, ends in _apart(pauses):
        since, until = max(first, begins), min(last, ends)
        if since < until:
            used -= open_time.between(since, until)
    return timedelta(microseconds=used)


def share_at(
    calendar: DeskCalendar, start: datetime, budget: timedelta, share: Fraction | float, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """When a share of the budget (0.75: three quarters) is used up; None as `due_at`."""
    part = Fraction(share).limit_denominator(10_000)
    return due_at(calendar, start, timedelta(microseconds=round(budget // _MICROSECOND * part)), pauses)


def business_days_after(calendar: DeskCalendar, at: datetime, days: int) -> datetime | None:
    """The same clock time that many open days later; if the desk is closed then, the end of that day's last window.

    An open day is one on which a window opens; the day of `at` itself is not counted, open or not. None: the calendar
    has not that many. No days at all is `at`.
    """
    place = zone(calendar.tz)
    local = at.astimezone(place)
    day = local.date()
    for _ in range(days):
        day += _ONE_DAY
        while not calendar.windows_on(day):
            day += _ONE_DAY
            if day.year > calendar.open_time.last_year:
                return None
    if days <= 0:
        return at
    then = local_moment(day, local.time(), place)
    return then if is_open(calendar, then) else calendar.open_time.closing_on(day)


def budget_of(calendar: DeskCalendar, start: datetime, duration: Duration) -> timedelta:
    """What a duration is worth in open time, worked out once, at the start: SPEC section I.

    Whole days lead to the moment that `business_days_after` names; the open time up to it is the budget. On a day on
    which the desk does not open they begin with its next opening: the same clock time one open day after a Saturday
    09:00 is Monday 09:00, which would be no time at all. Part of a day is that part of the open time that one day more
    would have brought: half a day is half of the day it falls in, however long that day is, and more days are never
    worth less. Hours are open hours and are added. Raises RuleBroken `sla.never_open`.
    """
    if not duration.days:
        return duration.hours
    opens_today = calendar.windows_on(local_day(start, zone(calendar.tz)))
    begins = start if opens_today or is_open(calendar, start) else next_open(calendar, start)
    whole = int(duration.days)
    worth = _days_worth(calendar, begins, whole)
    part = Fraction(duration.days) - whole
    if part:
        more = _days_worth(calendar, begins, whole + 1) - worth
        worth += timedelta(seconds=round(more // _ONE_SECOND * part))
    return worth + duration.hours


def _days_worth(calendar: DeskCalendar, begins: datetime | None, days: int) -> timedelta:
    then = business_days_after(calendar, begins, days) if begins else None
    if begins is None or then is None:
        raise RuleBroken("sla.never_open")
    return elapsed(calendar, begins, then)


def _apart(pauses: Iterable[Pause]) -> Iterator[tuple[int, int]]:
    """In order; what overlaps or touches is one."""
    begun: int | None = None
    until = 0
    for begins, ends in sorted(map(_stretch, pauses)):
        if begun is not None and begins <= until:
            until = max(until, ends)
            continue
        if begun is not None:
            yield begun, until
        begun, until = begins, ends
    if begun is not None:
        yield begun, until


def _stretch(pause: Pause) -> tuple[int, int]:
    begins, ends = instant(pause.begins), _NEVER if pause.ends is None else instant(pause.ends)
    if ends < begins:
        raise ValueError("a pause does not end before it begins")
    return begins, ends
