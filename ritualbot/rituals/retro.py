"""What a retrospective is, pure: its phases and when they move, its templates, how votes are counted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from math import isqrt
from typing import TypeVar
from zoneinfo import ZoneInfo

from ritualbot.errors import RuleBroken
from ritualbot.rituals.calendar import local_moment
from ritualbot.rituals.inputs import NAME_LIMIT, echo, fold, integer, require_text

NOTE_LIMIT = 500
COLUMN_LIMIT = 60
MOST_COLUMNS = 6
MOST_NOTES = 30  # of one person in one retro
FEW_NOTES = 8  # as many need no grouping
LEAST_ANONYMOUS = 5  # people among whom nobody can be told from another
LEAST_POINTS = 3
MOST_POINTS = 30
MOST_PER_TOPIC = 3
LEAST_AVERAGED = 5  # answers an average needs to hide each
LEAST_TREND = 3  # retros
MOST_TREND = 5
UNDO_WITHIN = timedelta(minutes=10)
WORTH = range(1, 6)
WEEK_LONG = 7  # days of a sprint that has the short calendar
SHORT_MINUTES, MINUTES = 20, 30  # the live discussion's
_LOOKED_BACK = 60  # days
_HALF_DAY = timedelta(hours=12)
_T = TypeVar("_T")


class RetroPhase(StrEnum):
    WRITE = "write"
    GROUP = "group"
    VOTE = "vote"
    DISCUSS = "discuss"
    CLOSED = "closed"


ORDER = tuple(RetroPhase)


class RetroMode(StrEnum):
    """Whose a note is. A retro may become anonymous, and never named again."""

    NAMED = "named"
    ANONYMOUS = "anonymous"


class Template(StrEnum):
    START_STOP = "start_stop"  # start, stop, continue
    MAD_SAD_GLAD = "mad_sad_glad"
    FOUR_LS = "four_ls"  # liked, learned, lacked, longed for
    SAILBOAT = "sailboat"
    WORKING_STUCK = "working_stuck"
    CAMPAIGN = "campaign"  # a campaign, test and learn
    CUSTOM = "custom"  # the team's own columns


# The columns of each template; a custom one has titles instead.
COLUMNS: Mapping[Template, tuple[str, ...]] = {
    Template.START_STOP: ("start", "stop", "continue"),
    Template.MAD_SAD_GLAD: ("mad", "sad", "glad"),
    Template.FOUR_LS: ("liked", "learned", "lacked", "longed"),
    Template.SAILBOAT: ("wind", "anchor", "rocks", "island"),
    Template.WORKING_STUCK: ("working", "stuck", "try"),
    Template.CAMPAIGN: ("tested", "read", "surprised", "next"),
    Template.CUSTOM: (),
}


class BoxKind(StrEnum):
    """What a sealed box holds while it must not be read."""

    NOTES = "notes"
    BALLOTS = "ballots"
    WORTH = "worth"  # what the time was worth to each


# -- whose notes ---------------------------------------------------------------------------------------------------


def usual_mode(people: int) -> RetroMode:
    return RetroMode.ANONYMOUS if people >= LEAST_ANONYMOUS else RetroMode.NAMED


def check_mode(before: RetroMode, after: RetroMode, people: int) -> None:
    """Raises RuleBroken `retro.mode_lowered`, or `retro.too_few` where so few people hide nobody."""
    if before is RetroMode.ANONYMOUS and after is RetroMode.NAMED:
        raise RuleBroken("retro.mode_lowered", field="mode")
    if before is not after and people < LEAST_ANONYMOUS:
        raise RuleBroken("retro.too_few", field="mode", people=str(people), least=str(LEAST_ANONYMOUS))


# -- phases --------------------------------------------------------------------------------------------------------


def following(phase: RetroPhase, notes: int) -> RetroPhase:
    """What comes after a phase: few notes need no grouping, and with none there is nothing to vote on."""
    if phase is RetroPhase.WRITE and not notes:
        return RetroPhase.DISCUSS
    if phase is RetroPhase.WRITE and notes <= FEW_NOTES:
        return RetroPhase.VOTE
    return ORDER[min(ORDER.index(phase) + 1, len(ORDER) - 1)]


def due(phase: RetroPhase, notes: int, now: datetime, vote_at: datetime | None) -> RetroPhase:
    """What comes when the time of a phase is over. A vote that is for the next day does not begin in the evening,
    however few the notes are: until then they can be grouped."""
    after = following(phase, notes)
    waits = phase is RetroPhase.WRITE and after is RetroPhase.VOTE and vote_at is not None and vote_at - now > _HALF_DAY
    return RetroPhase.GROUP if waits else after


def passing_over(phase: RetroPhase, notes: int) -> RetroPhase:
    """What comes after a phase when the one that would come is skipped."""
    after = following(phase, notes)
    return after if after is RetroPhase.CLOSED else ORDER[ORDER.index(after) + 1]


def preceding(phase: RetroPhase) -> RetroPhase:
    """Raises RuleBroken `retro.first_phase`."""
    if phase is RetroPhase.WRITE:
        raise RuleBroken("retro.first_phase")
    return ORDER[ORDER.index(phase) - 1]


@dataclass(frozen=True)
class Dates:
    """When each phase begins by itself, aware UTC; `call_at`: people are asked to write. `meets_at`: when what was
    voted on is talked over, for so many `minutes`."""

    call_at: datetime
    group_at: datetime
    vote_at: datetime
    discuss_at: datetime
    meets_at: datetime
    close_at: datetime
    minutes: int


def usual_dates(last_on: date, sprint_days: int, zone: ZoneInfo, works_on: Callable[[date], bool]) -> Dates:
    """The calendar of VOICE for a sprint that ends on `last_on`; the days counted back from it are days worked."""
    days = list(islice((day for n in range(_LOOKED_BACK) if works_on(day := last_on - timedelta(days=n))), 3))
    days += [last_on] * (3 - len(days))
    last, before, call = days

    def at(day: date, hour: int, minute: int = 0) -> datetime:
        return local_moment(day, time(hour, minute), zone)

    close = at(last, 12)
    if sprint_days <= WEEK_LONG:
        vote, meet = at(last, 9, 30), at(last, 11)
        return Dates(at(call, 9, 30), at(before, 17), vote, meet, meet, close, SHORT_MINUTES)
    group, vote = at(before, 12), at(before, 14)
    return Dates(at(call, 9, 30), group, vote, at(last, 10, 30), at(last, 11), close, MINUTES)


REMINDED: Mapping[RetroPhase, timedelta] = {
    RetroPhase.WRITE: timedelta(hours=2, minutes=MINUTES),  # before the phase ends
    RetroPhase.VOTE: timedelta(hours=1),
}


def reminded_at(phase: RetroPhase, begins_at: datetime, ends_at: datetime | None) -> datetime | None:
    """The one reminder of a phase; None where there is none, or it would come as the phase begins."""
    before = REMINDED.get(phase)
    at = ends_at - before if before and ends_at else None
    return at if at is not None and at > begins_at else None


# -- what is typed -------------------------------------------------------------------------------------------------


def note_text(typed: str) -> str:
    """Raises RuleBroken `input.empty` or `input.too_long`."""
    return require_text(typed, field="text", limit=NOTE_LIMIT, required=True).strip()


def with_column(typed: str, titles: Sequence[str]) -> tuple[int, str]:
    """The column a line names before a colon, and the rest; the first column and the whole line where it names none."""
    head, colon, rest = typed.partition(":")
    folded = [fold(title) for title in titles]
    if colon and rest.strip() and fold(head) in folded:
        return folded.index(fold(head)), rest
    return 0, typed


def topic_name(typed: str) -> str:
    """One line, or empty."""
    return " ".join(require_text(typed, field="name", limit=NAME_LIMIT, required=False).split())


def own_columns(typed: str) -> tuple[str, ...]:
    """A custom template's titles, one a line. Raises RuleBroken `retro.columns`, `input.too_long`."""
    lines = (require_text(line, field="columns", limit=COLUMN_LIMIT, required=False) for line in typed.splitlines())
    found = tuple(" ".join(line.split()) for line in lines if line)
    if not 1 <= len(found) <= MOST_COLUMNS or len({fold(each) for each in found}) < len(found):
        raise RuleBroken("retro.columns", field="columns", typed=echo(typed), most=str(MOST_COLUMNS))
    return found


def own_budget(typed: str, language: str) -> int:
    """Points each may give, 0 for what the number of topics suggests. Raises RuleBroken `retro.budget`."""
    if not typed.strip():
        return 0
    found = integer(typed, language, field="budget")
    if not 1 <= found <= MOST_POINTS:
        raise RuleBroken("retro.budget", field="budget", typed=echo(typed), most=str(MOST_POINTS))
    return found


# -- points --------------------------------------------------------------------------------------------------------


def suggested_points(topics: int) -> int:
    """ceil(sqrt(topics)), three at least."""
    return max(LEAST_POINTS, ceil_sqrt(topics))


def ceil_sqrt(number: int) -> int:
    """Whole numbers only: a float's root may round up where it must not."""
    return 0 if number == 0 else isqrt(number - 1) + 1


def ballot(values: Mapping[str, str]) -> dict[str, int]:
    """The points given, by topic; none for a topic left out. Raises RuleBroken `input.form_changed` for no number."""
    given = {topic: typed for topic, typed in values.items() if typed}
    if any(not typed.isascii() or not typed.isdigit() or len(typed) > 2 for typed in given.values()):
        raise RuleBroken("input.form_changed")
    return {topic: int(typed) for topic, typed in given.items() if int(typed)}


def check_ballot(given: Mapping[str, int], budget: int, most: int) -> None:
    """Raises RuleBroken `retro.too_many_points`, or `retro.too_many_on_one`."""
    over = next((topic for topic, points in given.items() if points > most), None)
    if over is not None:
        raise RuleBroken("retro.too_many_on_one", field=over, most=str(most))
    if sum(given.values()) > budget:
        last = list(given)[-1]
        raise RuleBroken("retro.too_many_points", field=last, given=str(sum(given.values())), budget=str(budget))


def heir(topic: str, filled: frozenset[str], into: Mapping[str, str]) -> str | None:
    """The topic that has another's points while that one holds no note: where its notes went, and so on."""
    seen: set[str] = set()
    while topic not in filled:
        if topic in seen or topic not in into:
            return None
        seen.add(topic)
        topic = into[topic]
    return topic


def ballot_now(given: Mapping[str, int], filled: frozenset[str], into: Mapping[str, str]) -> dict[str, int]:
    """A ballot over the topics there are now: what was given to a topic follows its notes."""
    found: dict[str, int] = {}
    for topic, points in given.items():
        at = heir(topic, filled, into)
        if at is not None:
            found[at] = found.get(at, 0) + points
    return found


def tally(ballots: Sequence[Mapping[str, int]], filled: frozenset[str], into: Mapping[str, str]) -> dict[str, int]:
    """The points of every topic that holds notes."""
    found = dict.fromkeys(filled, 0)
    for ballot in ballots:
        for topic, points in ballot_now(ballot, filled, into).items():
            found[topic] += points
    return found


# -- what the time was worth ---------------------------------------------------------------------------------------


def worth(marks: Sequence[int]) -> tuple[int, int | None]:
    """How many marked, and their sum; None where an average of so few would tell on someone."""
    return len(marks), sum(marks) if len(marks) >= LEAST_AVERAGED else None


def trend(known: Sequence[_T]) -> Sequence[_T]:
    """The last of the retros with an average, the oldest first; nothing before there are three."""
    return known[-MOST_TREND:] if len(known) >= LEAST_TREND else ()
