"""A desk's clock walked minute by minute, on the JSON form of its calendar: nothing of `ritualbot` is used.

The desk opens and closes once a day, by the first clock that says so. So the walk keeps the furthest wall time seen:
when the clocks go back, nothing opens or closes again until they have caught up with it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Calendar = Mapping[str, Any]
Stretch = tuple[datetime, datetime | None]

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIMES = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)]
_WARM = timedelta(hours=3)  # before the start: what has been seen by then


def windows(calendar: Calendar, day: date) -> Sequence[Sequence[str]]:
    of_week: Sequence[Sequence[str]] = calendar["week"].get(_NAMES[day.weekday()], [])
    found: Sequence[Sequence[str]] = calendar.get("overrides", {}).get(day.isoformat(), of_week)
    return found


def open_times(calendar: Calendar, day: date) -> set[str]:
    """The minutes of a day, as text: `"09:00" <= "12:29" < "12:30"`."""
    today, evening = windows(calendar, day), windows(calendar, day - _DAY)
    return {
        at
        for at in _TIMES
        if any(opens <= at and (at < closes or closes < opens) for opens, closes in today)
        or any(closes < opens and at < closes for opens, closes in evening)
    }


class Walk:
    """Whole minutes from `start` on; `open` says of the minute that begins at `at` whether it counts."""

    def __init__(self, calendar: Calendar, start: datetime, pauses: Sequence[Stretch] = ()) -> None:
        self.calendar, self.zone, self.pauses = calendar, ZoneInfo(calendar["tz"]), pauses
        self.seen: dict[date, set[str]] = {}
        self.at = start.astimezone(UTC) - _WARM
        self.furthest = datetime.min  # noqa: DTZ901 - wall time
        while self.at < start:
            self.look()
            self.at += _MINUTE

    def look(self) -> bool:
        self.furthest = max(self.furthest, self.at.astimezone(self.zone).replace(tzinfo=None))
        paused = any(begins <= self.at and (ends is None or self.at < ends) for begins, ends in self.pauses)
        day = self.furthest.date()
        if day not in self.seen:
            self.seen[day] = open_times(self.calendar, day)
        return not paused and self.furthest.isoformat()[11:16] in self.seen[day]

    def step(self) -> bool:
        counts = self.look()
        self.at += _MINUTE
        return counts


def walk_to_due(
    calendar: Calendar, start: datetime, minutes: int, pauses: Sequence[Stretch] = (), days: int = 10
) -> datetime | None:
    """When that many minutes have counted; None: not within `days`."""
    walk = Walk(calendar, start, pauses)
    while minutes and walk.at < start + days * _DAY:
        minutes -= walk.step()
    return None if minutes else walk.at


def walk_between(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Stretch] = ()) -> int:
    """The minutes that count."""
    walk, counted = Walk(calendar, start, pauses), 0
    while walk.at < end:
        counted += walk.step()
    return counted
