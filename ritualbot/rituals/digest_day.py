"""When a sponsor's digest goes out, and when whoever leads a team sees it before, pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ritualbot.rituals.calendar import MIDDAY, WorkPattern, local_day, local_moment

LATE_AT = time(9)  # on the first day worked after the usual one
AHEAD = timedelta(hours=2)  # of the working hours of whoever leads, from the preview to the digest
WAITS_FOR_CLOSE = timedelta(hours=1)  # at most
WORD_LIMIT = 200

_WEEK, _ONE_DAY, _FAR = timedelta(days=7), timedelta(days=1), 366


@dataclass(frozen=True)
class Rhythm:
    """The day of the week (Monday 0) and the time, on the sponsor's own clock."""

    weekday: int = 4
    at: time = time(16)


USUAL = Rhythm()


@dataclass(frozen=True)
class Coming:
    """A digest to come. `week_on`: the Monday of the week it tells of, whichever day it goes out."""

    week_on: date
    day: date
    at: datetime


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def of_week(week_on: date, rhythm: Rhythm, pattern: WorkPattern) -> Coming:
    """Its usual moment; on a holiday or in an absence of the sponsor 09:00 of their next working day."""
    usual = week_on + timedelta(days=rhythm.weekday)
    for ahead in range(_FAR):
        day = usual + ahead * _ONE_DAY
        at = local_moment(day, rhythm.at if day == usual else LATE_AT, pattern.zone)
        if pattern.works_on(day) and not pattern.absent_at(at):
            return Coming(week_on, day, at)
    return Coming(week_on, usual, local_moment(usual, rhythm.at, pattern.zone))


def coming(rhythm: Rhythm, pattern: WorkPattern, now: datetime, told: date | None = None) -> Coming:
    """The next one after a moment, of a week after `told`. Of several weeks that an absence brings to one moment it is
    the last one's, which tells of all of them."""
    week_on = monday(local_day(now, pattern.zone)) - _FAR // 7 * _WEEK if told is None else told + _WEEK
    found = of_week(week_on, rhythm, pattern)
    while found.at <= now or of_week(found.week_on + _WEEK, rhythm, pattern).at <= found.at:
        found = of_week(found.week_on + _WEEK, rhythm, pattern)
    return found


# -- the preview ---------------------------------------------------------------------------------------------------


def previewed_at(pattern: WorkPattern, opens: time, closes: time, at: datetime) -> datetime | None:
    """Two of somebody's working hours before a moment; None where they work none of the year before it."""
    left = AHEAD
    for start, end in _stretches_before(pattern, opens, closes, at):
        if end - start >= left:
            return end - left
        left -= end - start
    return None


def _stretches_before(
    pattern: WorkPattern, opens: time, closes: time, at: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The working hours before a moment, the last first. Hours that end at or before they begin end a day later, and
    the night belongs to the day it began on."""
    today = local_day(at, pattern.zone)
    for ago in range(_FAR):
        day = today - ago * _ONE_DAY
        if not pattern.works_on(day):
            continue
        start = local_moment(day, opens, pattern.zone)
        end = local_moment(day if opens < closes else day + _ONE_DAY, closes, pattern.zone)
        midday = local_moment(day, MIDDAY, pattern.zone)
        if day in pattern.mornings:
            start = max(start, midday)
        if day in pattern.afternoons:
            end = min(end, midday)
        if start < min(end, at):
            yield start, min(end, at)
