"""When a pilot asks, pure: the days of its checkpoints, when one is missed, when an automated brick tells its yield."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from ritualbot.rituals.calendar import WorkPattern, local_day, local_moment
from ritualbot.rituals.pilot import PilotState, Standing

ASKED_AT = time(9)
MISSED_AFTER = 2  # business days
YIELD_EVERY = timedelta(weeks=12)
_ONE_DAY = timedelta(days=1)
_FAR = 366  # days looked ahead


class Due(StrEnum):
    CHECK = "check"
    MISSED = "missed"
    YIELD = "yield"


@dataclass(frozen=True)
class Coming:
    """What happens next by itself. `week`: of the checkpoint; 0 for a yield."""

    what: Due
    week: int
    at: datetime


def business_day(after: date, number: int, pattern: WorkPattern) -> date:
    """The `number`th day worked after a day; 0: that day itself, or the next one worked."""
    day, left = after, number
    if not left and pattern.works_on(day):
        return day
    for _ in range(_FAR):
        day += _ONE_DAY
        if pattern.works_on(day):
            left -= 1
            if left <= 0:
                break
    return day


def checked_on(now: Standing, week: int, pattern: WorkPattern) -> date:
    """The first business day after that week of the pilot is over. Weeks of an extension are counted from the day it
    began."""
    assert now.starts_on is not None
    if now.extension is not None and week > now.extension.after:
        over = now.extension.on + timedelta(weeks=week - now.extension.after)
    else:
        over = now.starts_on + timedelta(weeks=week)
    return business_day(over, 0, pattern)


def ends_on(now: Standing) -> date | None:
    """The last day of the pilot; None before it has dates."""
    if now.starts_on is None:
        return None
    last = now.weeks[-1]
    if now.extension is not None:
        return now.extension.on + timedelta(weeks=now.extension.weeks) - _ONE_DAY
    return now.starts_on + timedelta(weeks=last) - _ONE_DAY


def coming(now: Standing, pattern: WorkPattern) -> Coming | None:
    """The next thing to do, which may be past; None: nothing happens by itself."""
    if now.state is PilotState.RUNNING:
        return min((*_checks(now, pattern), *_missed(now, pattern)), key=lambda each: each.at, default=None)
    if now.state is PilotState.AUTOMATED:
        return _yield(now, pattern)
    return None


def _checks(now: Standing, pattern: WorkPattern) -> list[Coming]:
    left = [week for week in now.weeks if week not in now.asked]
    return [Coming(Due.CHECK, week, _at(checked_on(now, week, pattern), pattern)) for week in left[:1]]


def _missed(now: Standing, pattern: WorkPattern) -> list[Coming]:
    found = []
    for week in now.open_weeks:
        if week not in now.missed:
            day = business_day(local_day(now.asked[week], pattern.zone), MISSED_AFTER, pattern)
            found.append(Coming(Due.MISSED, week, _at(day, pattern)))
    return found


def _yield(now: Standing, pattern: WorkPattern) -> Coming | None:
    """Every twelve weeks from the day it was automated on; what was due before anybody said so is not asked."""
    if now.automated_on is None or now.yield_told_at is None:
        return None
    last = local_day(now.yield_told_at, pattern.zone)
    past = max(0, (last - now.automated_on) // YIELD_EVERY)
    day = business_day(now.automated_on + YIELD_EVERY * (past + 1), 0, pattern)
    return Coming(Due.YIELD, 0, _at(day, pattern))


def _at(day: date, pattern: WorkPattern) -> datetime:
    return local_moment(day, ASKED_AT, pattern.zone)
