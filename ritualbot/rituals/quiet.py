"""When the bot may write to someone unasked, and how often: pure rules, the same for every ritual and team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ritualbot.rituals.calendar import WorkPattern, local_day, local_moment
from ritualbot.rituals.permissions import Role

MOST_LINES = 5  # under "Also", before [See all]
_ASKED = frozenset({Role.MEMBER, Role.SCRUM_MASTER, Role.ASSISTANT})
_FAR = 366  # days looked ahead for an open minute


@dataclass(frozen=True)
class Allowance:
    """At most `messages` in each stretch of `days`: one local day, or a local week from its Monday."""

    messages: int
    days: int


ORDINARY = Allowance(messages=3, days=1)
SPONSOR = Allowance(messages=2, days=7)


def allowance(roles: Iterable[Role]) -> Allowance:
    """What is allowed to someone with these roles in all their teams. Who also works in one has a member's."""
    held = frozenset(roles)
    return SPONSOR if Role.SPONSOR in held and not held & _ASKED else ORDINARY


def stretch(allowed: Allowance, zone: ZoneInfo, moment: datetime) -> tuple[datetime, datetime]:
    """The local day or week around a moment, as instants [first, end)."""
    today = local_day(moment, zone)
    first = today - timedelta(days=today.weekday() % allowed.days)
    end = first + timedelta(days=allowed.days)
    return local_moment(first, time(0), zone), local_moment(end, time(0), zone)


def next_open_minute(pattern: WorkPattern, opens: time, closes: time, moment: datetime) -> datetime | None:
    """The first instant from `moment` on inside the working hours of a day worked; None: none within a year.

    `closes` before `opens` crosses midnight, and such a night belongs to the day it begins on; equal means all day.
    """
    day = local_day(moment, pattern.zone) - timedelta(days=1)
    for ahead in range(_FAR):
        each = day + timedelta(days=ahead)
        opening, closing = _shift_of(each, opens, closes, pattern)
        if moment < closing and pattern.works_on(each):
            return max(moment, opening)
    return None


def _shift_of(day: date, opens: time, closes: time, pattern: WorkPattern) -> tuple[datetime, datetime]:
    ends_on = day + timedelta(days=1) if closes <= opens else day
    return local_moment(day, opens, pattern.zone), local_moment(ends_on, closes, pattern.zone)
