"""When a request's clock makes itself heard, and to whom: a ladder of rungs, the data of a desk, pure.

A share rung comes when that part of the budget is used up, a rung after the end that many business days later; what is
only listed waits for the next morning. Rungs
less than two business hours apart are one message: the first of them speaks, and whoever it told is not told again by
the next. The end itself is always told to whoever asked, at its moment.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ritualbot.rituals import sla
from ritualbot.rituals.calendar import local_day, local_moment, zone
from ritualbot.rituals.desk_calendar import DeskCalendar, next_open
from ritualbot.rituals.durations import Duration
from ritualbot.rituals.sla import Pause

TOGETHER = timedelta(hours=2)  # of the desk's time: rungs closer than this are one message


class Heard(StrEnum):
    """Who hears of a rung."""

    OWNER = "owner"
    BACKUP = "backup"
    REQUESTER = "requester"
    LEAD = "lead"  # of the desk
    SCRUM_MASTER = "scrum_master"


class RungName(StrEnum):
    """The rungs there are, the lowest first; the first two are of the acknowledge clock."""

    UNTAKEN = "untaken"
    UNMET = "unmet"
    LISTED = "listed"  # a line of the owner's morning list, never a message
    NEAR = "near"
    CLOSE = "close"
    BREACH = "breach"
    LATE = "late"
    STUCK = "stuck"
    AGAIN = "again"  # when whoever looks after it asked to hear of it again


@dataclass(frozen=True)
class Rung:
    """`share` of the budget, in percent; 0: `days` business days after its end. `least_days`: only for budgets of that
    many days and more."""

    name: RungName
    tells: frozenset[Heard]
    share: int = 0
    days: int = 0
    least_days: int = 0


def _tells(*heard: Heard) -> frozenset[Heard]:
    return frozenset(heard)


USUAL: tuple[Rung, ...] = (
    Rung(RungName.LISTED, _tells(Heard.OWNER), share=50),
    Rung(RungName.NEAR, _tells(Heard.OWNER), share=75),
    Rung(RungName.CLOSE, _tells(Heard.OWNER, Heard.BACKUP), share=90, least_days=3),
    Rung(RungName.BREACH, _tells(Heard.OWNER, Heard.REQUESTER), share=100),
    Rung(RungName.LATE, _tells(Heard.LEAD), days=1),
    Rung(RungName.STUCK, _tells(Heard.SCRUM_MASTER), days=2),
)
"""SPEC E8."""


@dataclass(frozen=True)
class Moment:
    """A rung and when it comes, with those it tells."""

    rung: RungName
    at: datetime
    tells: frozenset[Heard]


def moments(
    calendar: DeskCalendar,
    start: datetime,
    budget: timedelta,
    pauses: Collection[Pause] = (),
    rungs: Iterable[Rung] = USUAL,
) -> tuple[Moment, ...]:
    """When each rung comes, in order; none while the clock stands still or where the desk never opens that long.

    A rung whose people were all told less than `TOGETHER` before by the ones below is left out. Raises as `sla.due_at`.
    """
    due_at = sla.due_at(calendar, start, budget, pauses)
    if due_at is None:
        return ()
    found: list[Moment] = []
    for rung in rungs:
        if rung.least_days and budget < sla.budget_of(calendar, start, Duration(Decimal(rung.least_days))):
            continue
        share = sla.share_at(calendar, start, budget, Fraction(rung.share, 100), pauses) if rung.share else None
        at = share or sla.business_days_after(calendar, due_at, rung.days)
        if at is None:
            continue
        if rung.name is RungName.LISTED:
            at = _next_morning(calendar, at) or at
        elif found and found[-1].rung is RungName.LISTED and at <= found[-1].at:
            found.pop()  # it would be listed after it was told
        tells = rung.tells - _told_just_before(calendar, found, at)
        if tells:
            found.append(Moment(rung.name, at, tells))
    return tuple(found)


def _next_morning(calendar: DeskCalendar, at: datetime) -> datetime | None:
    """When the desk first opens on a later day."""
    place = zone(calendar.tz)
    return next_open(calendar, local_moment(local_day(at, place) + timedelta(days=1), time(0), place))


def _told_just_before(calendar: DeskCalendar, before: Sequence[Moment], at: datetime) -> frozenset[Heard]:
    told = (each for each in before if each.rung is not RungName.LISTED)
    return frozenset[Heard]().union(
        *(each.tells for each in told if sla.elapsed(calendar, each.at, at) < TOGETHER),
    )


@dataclass(frozen=True)
class Call:
    """What is to be said now. `rung` is the highest reached, `at` when it was; `tells` all those who were to hear of a
    rung that nobody spoke of. `passed`: the rungs this speaks for."""

    rung: RungName
    at: datetime
    tells: frozenset[Heard]
    passed: tuple[RungName, ...]


def call(found: Sequence[Moment], spoken: Collection[RungName], now: datetime) -> Call | None:
    """What the moments up to now make to be said, in one message however many were missed; None: nothing."""
    reached = [each for each in found if each.at <= now and each.rung not in spoken]
    if not reached:
        return None
    last = reached[-1]
    told = (each.tells for each in reached if each.rung is not RungName.LISTED or each is last)
    return Call(last.rung, last.at, frozenset[Heard]().union(*told), tuple(each.rung for each in reached))


def following(found: Sequence[Moment], spoken: Collection[RungName], now: datetime) -> datetime | None:
    """When the next rung comes."""
    return next((each.at for each in found if each.at > now and each.rung not in spoken), None)
