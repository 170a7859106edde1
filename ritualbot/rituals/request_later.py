"""Putting off what a request's owner is told of it, pure. The clock runs on, and nobody else hears any later."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from ritualbot.rituals import sla
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.ladder import TOGETHER, Heard, Moment, RungName
from ritualbot.rituals.request import Standing
from ritualbot.rituals.request_history import Happened, Step

MOST = 2  # a rung


class Later(StrEnum):
    """Until when."""

    HOURS = "hours"  # two of them
    TOMORROW = "tomorrow"  # at 09:00
    DATE = "date"  # at 09:00


def postponed(found: Iterable[Moment], until: datetime, calendar: DeskCalendar) -> list[Moment]:
    """What the owner would hear before then is one message at that moment, which also stands for what would follow it
    within two business hours. What others hear stays where it is."""
    kept = [Moment(RungName.AGAIN, until, frozenset({Heard.OWNER}))]
    for each in found:
        waits = each.at < until or sla.elapsed(calendar, until, each.at) < TOGETHER
        tells = each.tells - {Heard.OWNER} if waits else each.tells
        if tells:
            kept.append(replace(each, tells=tells))
    return kept


def times(steps: Sequence[Step], rung: str) -> int:
    """How often it was put off since this rung."""
    since = max((at for at, step in enumerate(steps) if _speaks(step, rung)), default=0)
    return sum(step.kind is Happened.SNOOZED and step.data["rung"] == rung for step in steps[since:])


def _speaks(step: Step, rung: str) -> bool:
    return step.kind is Happened.RUNG and rung in step.data["rungs"].split(",")


def deadline(now: Standing) -> datetime | None:
    """The next moment somebody of the desk is awaited; None while no clock runs."""
    clock = now.decide if now.acknowledge.met_at is not None else now.acknowledge
    return clock.due_at
