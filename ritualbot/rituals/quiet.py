"""When the bot may write to someone unasked, and how often: pure rules, the same for every ritual and team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from ritualbot.rituals.calendar import local_day, local_moment
from ritualbot.rituals.permissions import Role

MOST_LINES = 5  # under "Also", before [See all]
_ASKED = frozenset({Role.MEMBER, Role.SCRUM_MASTER, Role.ASSISTANT})


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
