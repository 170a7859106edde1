"""How a desk answers, in figures: of all requests together, never of a person. Pure.

Rates and times are of closed requests, those withdrawn apart. A clock whose targets nobody agreed on is only
indicative and neither met nor breached; a date that both sides agreed on stands for the target of the answer, so that
answer is neither either; a promised day, kept or not, is a figure of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ritualbot.rituals import sla
from ritualbot.rituals.calendar import local_day, zone
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.request import Clock, Standing, standing
from ritualbot.rituals.request_history import Happened, Party, RequestState, Step

LEAST = 5  # closed requests: of fewer no percentage is told, and no median
PERIOD = timedelta(days=365)  # in which a desk's requests are counted, by when they were filed
LEAST_PEOPLE = 3  # on a desk: of fewer, rates and times are its own to see


@dataclass(frozen=True)
class History:
    """A request as it is counted: what happened to it, under its desk's hours."""

    type: str
    steps: Sequence[Step]
    calendar: DeskCalendar


@dataclass(frozen=True)
class Met:
    """How many kept a time, of those that are counted for it."""

    met: int = 0
    counted: int = 0

    @property
    def percent(self) -> int | None:
        """Whole points, rounded half up; all of them only when it is all of them, and none below `LEAST`."""
        if self.counted < LEAST:
            return None
        points = (200 * self.met + self.counted) // (2 * self.counted)
        return points if self.met == self.counted else min(points, 99)


@dataclass(frozen=True)
class Paused:
    """How often somebody outside the desk had the ball, and for how many of its open hours."""

    times: int = 0
    spent: timedelta = timedelta()


@dataclass(frozen=True)
class Figures:
    """`closed`: answered, whatever the answer; `negotiated`, `indicative`: of those. `times`: from the start of the
    decide clock to the answer, without pauses, the shortest first."""

    filed: int = 0
    open: int = 0
    closed: int = 0
    withdrawn: int = 0
    negotiated: int = 0
    indicative: int = 0
    acknowledged: Met = Met()
    decided: Met = Met()
    promised: Met = Met()
    times: tuple[timedelta, ...] = ()
    pauses: Mapping[Party, Paused] = field(default_factory=dict)

    @property
    def median(self) -> timedelta | None:
        """The middle time, or half-way between the two in the middle."""
        if len(self.times) < LEAST:
            return None
        middle = len(self.times) // 2
        if len(self.times) % 2:
            return self.times[middle]
        return (self.times[middle - 1] + self.times[middle]) / 2

    @property
    def p90(self) -> timedelta | None:
        """The shortest time within which nine of ten were answered: one of the times, never a mean of two."""
        if len(self.times) < LEAST:
            return None
        return self.times[-(-9 * len(self.times) // 10) - 1]


def figures(histories: Iterable[History]) -> Figures:
    return _together([_one(each, standing(each.steps, each.calendar)) for each in histories])


def by_type(histories: Iterable[History]) -> dict[str, Figures]:
    """In the order in which the types first come."""
    found: dict[str, list[History]] = {}
    for each in histories:
        found.setdefault(each.type, []).append(each)
    return {type_: figures(those) for type_, those in found.items()}


def until(steps: Sequence[Step], moment: datetime) -> list[Step]:
    """What had happened by then: nothing for what was not filed yet."""
    return [step for step in steps if step.at <= moment]


# -- one request ---------------------------------------------------------------------------------------------------


def _one(each: History, now: Standing) -> Figures:
    if now.open:
        return Figures(filed=1, open=1)
    if now.state is RequestState.WITHDRAWN:
        return Figures(filed=1, withdrawn=1)
    negotiated = now.agreed_at is not None
    return Figures(
        filed=1,
        closed=1,
        negotiated=int(negotiated),
        indicative=int(not now.firm),
        acknowledged=_met(now.acknowledge) if now.firm else Met(),
        decided=_met(now.decide) if now.firm and not negotiated else Met(),
        promised=_promised(each, now),
        times=_time(each, now),
        pauses=_pauses(each, now),
    )


def _met(clock: Clock) -> Met:
    if clock.met_at is None or clock.due_at is None:
        return Met()
    return Met(int(clock.met_at <= clock.due_at), 1)


def _promised(each: History, now: Standing) -> Met:
    """By the last day promised, the delivery that was accepted: one given back did not keep it."""
    delivered = [step.at for step in each.steps if step.kind is Happened.DELIVERED]
    if now.state is not RequestState.ACCEPTED or now.committed_on is None or not delivered:
        return Met()
    return Met(int(local_day(delivered[-1], zone(each.calendar.tz)) <= now.committed_on), 1)


def _time(each: History, now: Standing) -> tuple[timedelta, ...]:
    if now.decide.starts_at is None or now.decide.met_at is None:
        return ()
    return (sla.elapsed(each.calendar, now.decide.starts_at, now.decide.met_at, now.pauses),)


def _pauses(each: History, now: Standing) -> dict[Party, Paused]:
    """While the decide clock had not ended: what is delivered waits for its requester, and suspends nothing; nor does
    the time in which it was over, before it was opened again."""
    end = now.decide.met_at or now.closed_at
    assert end is not None
    changes = [*(since for since, _ in now.held[1:]), end]
    found: dict[Party, Paused] = {}
    for (since, party), after in zip(now.held, changes, strict=True):
        over = any(closed.begins <= since and (closed.ends is None or since < closed.ends) for closed in now.closures)
        if party is not None and party is not Party.DESK and since < end and not over:
            spent = sla.elapsed(each.calendar, since, min(after, end))
            found[party] = _added(found.get(party, Paused()), Paused(1, spent))
    return found


# -- all of them ---------------------------------------------------------------------------------------------------


def _added(one: Paused, other: Paused) -> Paused:
    return Paused(one.times + other.times, one.spent + other.spent)


def _sum(parts: Iterable[Met]) -> Met:
    found = list(parts)
    return Met(sum(each.met for each in found), sum(each.counted for each in found))


def _together(parts: Sequence[Figures]) -> Figures:
    pauses: dict[Party, Paused] = {}
    for each in parts:
        for party, paused in each.pauses.items():
            pauses[party] = _added(pauses.get(party, Paused()), paused)
    return Figures(
        filed=sum(each.filed for each in parts),
        open=sum(each.open for each in parts),
        closed=sum(each.closed for each in parts),
        withdrawn=sum(each.withdrawn for each in parts),
        negotiated=sum(each.negotiated for each in parts),
        indicative=sum(each.indicative for each in parts),
        acknowledged=_sum(each.acknowledged for each in parts),
        decided=_sum(each.decided for each in parts),
        promised=_sum(each.promised for each in parts),
        times=tuple(sorted(time for each in parts for time in each.times)),
        pauses={party: pauses[party] for party in Party if party in pauses},
    )
