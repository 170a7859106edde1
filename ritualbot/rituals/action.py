"""What becomes of an action, pure: when it is due, when its owner is reminded, what a typed line says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import regex

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import dates
from ritualbot.rituals.calendar import WorkPattern
from ritualbot.rituals.inputs import fold, require_text

TEXT_LIMIT = 300
REASON_LIMIT = 300
UNDO_WITHIN = timedelta(minutes=10)
REMIND_BEFORE = 2  # business days of its owner
WEEK = timedelta(days=7)
WITHOUT_SPRINT = timedelta(days=14)  # the time given where no sprint says it
FLAGGED_AT = 3  # retrospectives that opened with it still open
_FAR = 366  # days looked ahead or back


class ActionState(StrEnum):
    PROPOSED = "proposed"  # its owner has not taken it yet
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


OPEN_STATES = (ActionState.PROPOSED, ActionState.OPEN)


class ActionSource(StrEnum):
    """Where an action was made."""

    COMMAND = "command"
    RETRO = "retro"
    BLOCKER = "blocker"


class ActionStep(StrEnum):
    """What a line of an action's history tells."""

    CREATED = "created"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CHANGED = "changed"  # text, owner, date
    POSTPONED = "postponed"
    DONE = "done"
    DROPPED = "dropped"
    UNDONE = "undone"


def flagged(carries: int) -> bool:
    """Whether an action was carried so often that one asks: keep, change or drop?"""
    return carries >= FLAGGED_AT


# -- when ----------------------------------------------------------------------------------------------------------


def usual_due(today: date, next_ends_on: date | None) -> date:
    """The last day of the next sprint; two weeks where none is known, or it is over."""
    return next_ends_on if next_ends_on is not None and next_ends_on > today else today + WITHOUT_SPRINT


def next_reminder(due_on: date, after: date, pattern: WorkPattern) -> date | None:
    """The first day after `after` its owner is reminded: two business days before, on the day, then weekly.

    A day they do not work passes to the next one they do: somebody absent is reminded on return. None: they work on
    no day to come.
    """
    asked = [_before(due_on, pattern), due_on]
    asked += [due_on + WEEK * n for n in range(1, max((after - due_on).days // 7, 0) + 2)]
    found = (worked_from(day, pattern) for day in asked)
    return min((day for day in found if day is not None and day > after), default=worked_from(after + WEEK, pattern))


def _before(due_on: date, pattern: WorkPattern) -> date:
    day, left = due_on, REMIND_BEFORE
    for _ in range(_FAR):
        day -= timedelta(days=1)
        left -= pattern.works_on(day)
        if not left:
            break
    return day


def worked_from(day: date, pattern: WorkPattern) -> date | None:
    """The first day worked, this one or after; None: none within a year."""
    days = (day + timedelta(days=n) for n in range(_FAR))
    return next((each for each in days if pattern.works_on(each)), None)


# -- what is typed -------------------------------------------------------------------------------------------------

_AT = regex.compile(r"(?:^|(?<=\s))@(?=\S)")
_WORD = regex.compile(r"\S+")
_BEFORE_DATE = frozenset(("pour", "avant", "d'ici", "for", "by", "before", "until", "on", "le", "la", "ce"))
_OF = frozenset(("de", "du", "des", "of", "from", "depuis", "since"))  # `le bilan de mardi` is no date of the action
_MOST_DATE_WORDS = 4


@dataclass(frozen=True)
class Typed:
    """A line as it is understood. `who`: the place of its owner in the names given; None for nobody named."""

    text: str
    who: int | None = None
    due_on: date | None = None


def read(typed: str, names: Sequence[str], language: str, today: date) -> Typed:
    """`Relire la page @Léa vendredi`: the owner after an `@`, anywhere; the day at the end, or before the owner."""
    text, who = _owner(" ".join(typed.split()), names)
    text, due_on = _day(text, language, today)
    return Typed(text, who, due_on)


def _owner(line: str, names: Sequence[str]) -> tuple[str, int | None]:
    """The line without its `@name`; as it is where nobody, or more than one person, is named."""
    hits = []
    for at in _AT.finditer(line):
        place, length = _named(line[at.end() :], names)
        if place is not None:
            hits.append((at.start(), at.end() + length, place))
    if len({place for _, _, place in hits}) != 1:
        return line, None
    for start, end, _ in reversed(hits):
        line = f"{line[:start].rstrip()} {line[end:].lstrip()}"
    return line.strip(), hits[0][2]


def _named(rest: str, names: Sequence[str]) -> tuple[int | None, int]:
    """Who is named at the start, with how many characters: a whole name, the longest first, or one first name."""
    words = list(_WORD.finditer(rest))[:5]
    for length in range(len(words), 0, -1):
        end = words[length - 1].end()
        said = fold(rest[:end]).rstrip(".,;:!?")
        found = [place for place, name in enumerate(names) if fold(name) == said]
        if not found and length == 1:
            found = [place for place, name in enumerate(names) if fold(name).split()[:1] == [said]]
        if len(found) == 1:
            return found[0], end
    return None, 0


def _day(line: str, language: str, today: date) -> tuple[str, date | None]:
    """The line without the day it ends with; as it is where it ends with none that is to come."""
    words = line.split()
    for length in range(min(_MOST_DATE_WORDS, len(words) - 1), 0, -1):
        rest, said = words[:-length], " ".join(words[-length:])
        if fold(rest[-1]) in _OF:
            continue
        try:
            day = dates.coming_day(said, language, today)
        except RuleBroken:
            continue
        while len(rest) > 1 and fold(rest[-1]) in _BEFORE_DATE:
            rest.pop()
        return " ".join(rest), day
    return line, None


def parse(values: Mapping[str, str], language: str, today: date) -> tuple[str, date]:
    """The form's text, on one line, and its day. Raises FieldsRefused."""
    found: list[RuleBroken] = []
    text, due_on = "", today
    try:
        text = " ".join(require_text(values.get("text", ""), field="text", limit=TEXT_LIMIT, required=True).split())
    except RuleBroken as refused:
        found.append(refused)
    try:
        due_on = parse_day(values, language, today)
    except RuleBroken as refused:
        found.append(refused)
    if found:
        raise FieldsRefused(found)
    return text, due_on


def parse_day(values: Mapping[str, str], language: str, today: date) -> date:
    """Raises RuleBroken `input.date_*`."""
    return dates.coming_day(values.get("due", ""), language, today, field="due")


def parse_reason(values: Mapping[str, str]) -> str:
    """Raises RuleBroken `input.empty`, `input.too_long`."""
    return " ".join(require_text(values.get("reason", ""), field="reason", limit=REASON_LIMIT, required=True).split())
