"""When a request makes itself heard, pure: the rungs of its two clocks, from its history and the desk's hours."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from ritualbot.rituals import ladder, request_later, sla
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.ladder import Heard, Moment, Rung, RungName
from ritualbot.rituals.request import Clock, Standing
from ritualbot.rituals.request_history import Happened, Party, Step

# SPEC E23: what nobody took at half of its time goes to the backup. That it was not taken in time is the lead's matter,
# and whoever asked hears it: whoever did not take it hears of a breach once, if the answer is late as well.
UNTAKEN: tuple[Rung, ...] = (
    Rung(RungName.UNTAKEN, frozenset({Heard.BACKUP}), share=50),
    Rung(RungName.UNMET, frozenset({Heard.LEAD, Heard.REQUESTER}), share=100),
)
BREACHES = frozenset({RungName.UNMET, RungName.BREACH, RungName.LATE, RungName.STUCK})
# What makes the clock another one: its rungs are spoken of again. Re-opened, it goes on.
_ANEW = frozenset({Happened.DATE_AGREED, Happened.CORRECTED, Happened.RETYPED})
_DAYS_AFTER = {rung.name: rung.days for rung in ladder.USUAL if rung.days}


def _anew(step: Step) -> bool:
    return step.kind in _ANEW or bool(step.data.get("anew"))


def moments(now: Standing, calendar: DeskCalendar) -> tuple[Moment, ...]:
    """The rungs of a request as it stands, in order. None while nobody of the desk has to move; without targets that
    both sides agreed on, none that speaks of a breach."""
    if not now.open or now.ball is not Party.DESK:
        return ()
    found = [*_acknowledge(now, calendar), *_decide(now, calendar)]
    kept = [each for each in found if now.firm or now.agreed_at or each.rung not in BREACHES]
    if now.snoozed_until is not None:
        kept = request_later.postponed(kept, now.snoozed_until, calendar)
    return tuple(sorted(kept, key=lambda each: each.at))


def _acknowledge(now: Standing, calendar: DeskCalendar) -> tuple[Moment, ...]:
    clock = now.acknowledge
    if clock.met_at is not None or clock.starts_at is None:
        return ()
    return ladder.moments(calendar, clock.starts_at, clock.budget, now.closures, UNTAKEN)


def _decide(now: Standing, calendar: DeskCalendar) -> tuple[Moment, ...]:
    clock = _agreed(now, calendar)
    if clock.met_at is not None or clock.starts_at is None:
        return ()
    found = ladder.moments(calendar, clock.starts_at, clock.budget, now.pauses)
    due_at = sla.due_at(calendar, clock.starts_at, clock.budget, now.pauses)
    return tuple(_reopened(now, calendar, due_at, each) for each in found)


def _reopened(now: Standing, calendar: DeskCalendar, due_at: datetime | None, each: Moment) -> Moment:
    """The days after a time limit that was over before the end count anew from the re-opening: nobody was late while
    it was closed."""
    days = _DAYS_AFTER.get(each.rung)
    for closed in now.closures if days and due_at else ():
        assert closed.ends is not None and due_at is not None and days is not None
        if due_at <= closed.begins < each.at:
            each = replace(each, at=sla.business_days_after(calendar, closed.ends, days) or each.at)
    return each


def _agreed(now: Standing, calendar: DeskCalendar) -> Clock:
    """The decide clock; with a date both sides agreed on, it has the time up to that."""
    clock = now.decide
    if now.agreed_at is None or clock.starts_at is None:
        return clock
    return replace(clock, budget=sla.elapsed(calendar, clock.starts_at, now.agreed_at, now.pauses))


def spoken(steps: Sequence[Step]) -> frozenset[RungName]:
    """The rungs that were spoken of since the clock last became another one."""
    return frozenset(_named(_since(steps, _anew))) - {RungName.AGAIN} | frozenset(
        name for name in _named(_since(steps, _snoozed)) if name is RungName.AGAIN
    )


def current(steps: Sequence[Step]) -> str:
    """The last rung that was spoken of since the clock last became another one; empty: none yet."""
    named = [name for name in _named(_since(steps, _anew)) if name is not RungName.AGAIN]
    return named[-1] if named else ""


def _snoozed(step: Step) -> bool:
    return step.kind is Happened.SNOOZED


def _since(steps: Sequence[Step], last: Callable[[Step], bool]) -> Sequence[Step]:
    return steps[max((at for at, step in enumerate(steps) if last(step)), default=0) :]


def _named(steps: Sequence[Step]) -> list[RungName]:
    said = [step.data["rungs"].split(",") for step in steps if step.kind is Happened.RUNG]
    return [RungName(name) for names in said for name in names]


def cycle(steps: Sequence[Step]) -> int:
    """How often the clock became another one, or its owner asked for another moment: a rung is told once in each."""
    return sum(_anew(step) or _snoozed(step) for step in steps)


def next_ring(now: Standing, steps: Sequence[Step], calendar: DeskCalendar, at: datetime) -> datetime | None:
    """When the request is to be looked at again: at once where a rung was reached that nobody spoke of."""
    found, said = moments(now, calendar), spoken(steps)
    return at if ladder.call(found, said, at) else ladder.following(found, said, at)
