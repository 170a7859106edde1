"""The stand-up's decisions, pure: when a run opens, when its summary posts, how an answer joins it, what is counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from ritualbot.rituals.calendar import MIDDAY, Off, WorkPattern, local_day, local_moment, within_hours
from ritualbot.rituals.schedule import Schedule

CATCH_UP = timedelta(minutes=45)  # a prompt later than this expires and is told to the scrum master
LEAST_TIME = timedelta(minutes=60)  # left to answer when a prompt was caught up late
AFTER_LAST = timedelta(minutes=10)  # from the last expected answer to the summary
ONE_LINE = timedelta(minutes=15)  # edits within it share one threaded line
LEAST_EXPECTED = 2
MOST_REMINDERS = 2
_FAR = 2 * 366  # days looked ahead for the next run


class Presence(StrEnum):
    EXPECTED = "expected"
    ANSWERED = "answered"
    SKIPPED = "skipped"  # present, without an answer
    AWAY = "away"
    UNREACHABLE = "unreachable"


class Grouping(StrEnum):
    PERSON = "person"
    QUESTION = "question"
    ROLE = "role"


SETTLED = (Presence.ANSWERED, Presence.SKIPPED, Presence.AWAY, Presence.UNREACHABLE)


class Arrival(StrEnum):
    """How a new or changed answer joins the summary."""

    SILENT = "silent"
    EDITED = "edited"  # marked edited
    CHANGED = "changed"  # marked edited, and told in the thread
    LATE = "late"  # marked "added at", and told in the thread


WIDENED = timedelta(minutes=30)  # prompts and reminders may land this much around the working hours


@dataclass(frozen=True)
class Attendee:
    """Someone a stand-up asks: when they work, and between which hours of their day they may be written to.

    `opens` and `closes` are working hours; `closes` before `opens` crosses midnight.
    """

    pattern: WorkPattern
    opens: time
    closes: time

    def may_be_asked(self, moment: datetime) -> bool:
        """Inside the working hours, widened by half an hour on both sides, and not absent then."""
        return self._within_hours(moment) and not self.pattern.absent_at(moment)

    def _within_hours(self, moment: datetime) -> bool:
        opens, closes = _shift(self.opens, -WIDENED), _shift(self.closes, WIDENED)
        return opens == closes or within_hours(moment, self.pattern.zone, opens, closes)

    def prompt_on(self, day: date, at: time) -> datetime:
        """When the stand-up of `day` asks: at its time, or at the first open minute after it that day; not before
        13:00 after a morning off."""
        moment = local_moment(day, at, self.pattern.zone)
        if not self._within_hours(moment):
            moment = max(moment, local_moment(day, _shift(self.opens, -WIDENED), self.pattern.zone))
        if day in self.pattern.mornings:
            moment = max(moment, local_moment(day, MIDDAY, self.pattern.zone))
        return moment

    def is_away(self, day: date, at: time) -> bool:
        """Absent on a day otherwise worked, or for the half of it in which the stand-up would ask."""
        why_off = self.pattern.why_off(day)
        return why_off is Off.ABSENT or (why_off is None and self.pattern.absent_at(self.prompt_on(day, at)))

    def prompt_from(self, day: date, at: time, start: datetime) -> datetime | None:
        """The same where nobody is asked before `start`: whose time is past by then is asked at `start`, or not at all
        (None) outside their hours of that day."""
        own = self.prompt_on(day, at)
        return own if own >= start else self._at_once(day, start)

    def prompt_now(self, day: date, at: time, now: datetime) -> datetime | None:
        """When a stand-up that was started by hand asks: at once; outside the person's hours at their own time, if
        that is still ahead."""
        return self._at_once(day, now) or self.prompt_from(day, at, now)

    def _at_once(self, day: date, now: datetime) -> datetime | None:
        return now if local_day(now, self.pattern.zone) == day and self.may_be_asked(now) else None


def _shift(moment: time, by: timedelta) -> time:
    """A wall-clock time moved within its day, held at its two ends."""
    minutes = moment.hour * 60 + moment.minute + int(by.total_seconds() // 60)
    held = min(max(minutes, 0), 24 * 60 - 1)
    return time(held // 60, held % 60)


@dataclass(frozen=True)
class Opening:
    """The next run: its local day and the earliest prompt."""

    held_on: date
    at: datetime


def next_opening(
    after: date, at: time, schedule: Schedule, people: Sequence[Attendee], now: datetime
) -> Opening | None:
    """The first scheduled day after `after` on which somebody works and whose first prompt is not past; None when
    there is none within two years."""
    for day in schedule.days_after(after):
        if (day - after).days > _FAR:
            return None
        there = [person for person in people if person.pattern.works_on(day) and not person.is_away(day, at)]
        prompts = [person.prompt_on(day, at) for person in there]
        if prompts and min(prompts) >= now:
            return Opening(day, min(prompts))
    return None


def window_end(prompt_at: datetime, window: timedelta, now: datetime) -> datetime:
    """When a person's time to answer ends: as scheduled, but an hour at least from a prompt caught up late."""
    scheduled = prompt_at + window
    return max(scheduled, now + LEAST_TIME) if now > prompt_at else scheduled


def too_late_to_prompt(prompt_at: datetime, now: datetime) -> bool:
    return now - prompt_at > CATCH_UP


def summary_moment(deadline: datetime, presences: Iterable[Presence], last_change: datetime | None) -> datetime:
    """The deadline, or ten minutes after the last expected person settled, whichever is first."""
    if last_change is None or any(presence not in SETTLED for presence in presences):
        return deadline
    return min(deadline, last_change + AFTER_LAST)


def arrival(
    *,
    posted_at: datetime | None,
    deadline: datetime,
    ends_at: datetime,
    to_come: bool,
    first: bool,
    now: datetime,
) -> Arrival:
    """How an answer given `now` joins the summary.

    Before it is posted, or from someone it lists "to come" while their window is open: in silence. A first answer
    after it was posted is late. A change is only marked before the ritual's deadline, and told after it.
    """
    if posted_at is None or (to_come and now <= ends_at):
        return Arrival.SILENT
    if first:
        return Arrival.LATE
    return Arrival.EDITED if now < deadline else Arrival.CHANGED


def same_line(line_at: datetime | None, now: datetime) -> bool:
    """Whether a further change goes into the line already in the thread."""
    return line_at is not None and now - line_at < ONE_LINE


@dataclass(frozen=True)
class Standing:
    """One person as the summary counts them."""

    presence: Presence
    prompt_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Counts:
    """What the summary says in one sentence. `to_come`: their windows are still open."""

    answered: int
    skipped: int
    away: int
    unreachable: int
    to_come: int
    missing: int


def is_to_come(standing: Standing, now: datetime) -> bool:
    return standing.presence is Presence.EXPECTED and now < standing.ends_at


def count(standings: Sequence[Standing], now: datetime) -> Counts:
    """Everyone of the roster falls in exactly one count."""
    present = [standing.presence for standing in standings]
    to_come = sum(is_to_come(standing, now) for standing in standings)
    return Counts(
        answered=present.count(Presence.ANSWERED),
        skipped=present.count(Presence.SKIPPED),
        away=present.count(Presence.AWAY),
        unreachable=present.count(Presence.UNREACHABLE),
        to_come=to_come,
        missing=present.count(Presence.EXPECTED) - to_come,
    )


LEAST_TOLD = 5  # answers, before a share of them is told


@dataclass(frozen=True)
class Turnout:
    """How many of those expected answered, over some runs."""

    answered: int
    expected: int

    def percent(self) -> int:
        return round(100 * self.answered / self.expected)

    def may_be_told(self) -> bool:
        """A share of a handful would point at people."""
        return self.answered >= LEAST_TOLD


def turnout(presences: Iterable[Presence]) -> Turnout:
    """Answered, of those expected and not away. Who could not be reached was never asked: in neither number."""
    asked = [each for each in presences if each not in (Presence.AWAY, Presence.UNREACHABLE)]
    return Turnout(asked.count(Presence.ANSWERED), len(asked))
