"""On which days a stand-up is held: days of the week, every so many weeks, or one day alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ritualbot.rituals.calendar import WORKWEEK, Weekdays, ritual_days

MOST_WEEKS = 26
MOST_BEFORE = 20  # working days before a sprint's last one
_WEEK = timedelta(weeks=1)


class SprintDay(StrEnum):
    """The one day of each sprint a stand-up is held on."""

    FIRST = "first"
    LAST = "last"
    BEFORE_END = "before_end"  # so many working days before the last


@dataclass(frozen=True)
class Schedule:
    """`days` of the week as `date.weekday()` counts them, of every `every_weeks`-th week counted from the week of
    `starts_on`, and not before it. `once_on`: that day alone, whatever the rest says. `of_sprint`: on one day of each
    sprint, which `once_on` is while one runs."""

    days: Weekdays = WORKWEEK
    every_weeks: int = 1
    starts_on: date | None = None
    once_on: date | None = None
    of_sprint: bool = False

    def holds_on(self, day: date) -> bool:
        if self.of_sprint or self.once_on is not None:
            return day == self.once_on
        if day.weekday() not in self.days or (self.starts_on is not None and day < self.starts_on):
            return False
        if self.every_weeks == 1 or self.starts_on is None:
            return True
        return (_monday(day) - _monday(self.starts_on)) // _WEEK % self.every_weeks == 0

    def days_after(self, day: date) -> Iterator[date]:
        """The days strictly after `day`, in order; without end but for a day alone."""
        if self.of_sprint or self.once_on is not None:
            yield from (self.once_on,) if self.once_on is not None and self.once_on > day else ()
            return
        yield from (each for each in ritual_days(day, self.days) if self.holds_on(each))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
