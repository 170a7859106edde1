"""When a request was late, pure: a time limit that both sides agreed on had passed, and the desk had not answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.request import Clock, Standing, standing
from ritualbot.rituals.request_history import Step


@dataclass(frozen=True)
class Late:
    """From the moment it was due until the desk moved, or another limit stood; None: it still is. `agreed`: by a date
    that both sides had agreed on in place of the target."""

    since: datetime
    ended_at: datetime | None = None
    agreed: bool = False

    def within(self, first: datetime, last: datetime) -> bool:
        """Whether it was late at some time of [first, last)."""
        return self.since < last and (self.ended_at is None or self.ended_at > first)


def lates(steps: Sequence[Step], calendar: DeskCalendar, first: datetime, until: datetime) -> list[Late]:
    """Each time it was late between two moments, the earliest first. What nobody agreed on is only indicative, and is
    never passed; a clock that stands still is not either."""
    found: dict[tuple[str, datetime], Late] = {}
    for now, ends in _stretches(steps, calendar, first, until):
        for name, clock in (("acknowledge", now.acknowledge), ("decide", now.decide)):
            agreed = now.agreed_at is not None and name == "decide"
            if clock.due_at is not None and _passed(now, clock, ends) and (now.firm or agreed):
                key = (name, clock.due_at)
                found[key] = Late(clock.due_at, None if ends == until else ends, agreed)
    return sorted(found.values(), key=lambda late: late.since)


def _passed(now: Standing, clock: Clock, ends: datetime) -> bool:
    return now.open and clock.met_at is None and clock.due_at is not None and clock.due_at < ends


def _stretches(
    steps: Sequence[Step], calendar: DeskCalendar, first: datetime, until: datetime
) -> Iterator[tuple[Standing, datetime]]:
    """How it stood from each step to the next one, as far as that lies in [first, until]."""
    known = [step for step in steps if step.at <= until]
    for place in range(len(known)):
        ends = known[place + 1].at if place + 1 < len(known) else until
        if ends > first:
            yield standing(known[: place + 1], calendar), ends


def together(found: Sequence[Late]) -> Late | None:
    """Both clocks of a request as one: late since the first limit that passed, until none is passed any more."""
    if not found:
        return None
    ended = [late.ended_at for late in found if late.ended_at is not None]
    return replace(found[0], ended_at=max(ended) if len(ended) == len(found) else None)
