"""What becomes of a blocker, pure: what an answer says of it, how old it is, when it has lasted too long.

The rule of an answer, which depends only on what it says in the end, however often it is edited:

- A text much like a known blocker's is that blocker, carried on in these words. Failing that, it is the blocker this
  answer spoke of before it was edited. Failing that, it is a new one.
- A blocker this answer opened and no longer names is withdrawn.
- A clean answer, which names none, closes those without a tag. Those with a tag wait for somebody to resolve them.
- What somebody resolved stays resolved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from ritualbot.errors import RuleBroken
from ritualbot.rituals.calendar import WorkPattern, business_days_between, local_moment
from ritualbot.rituals.inputs import fold, require_text
from ritualbot.rituals.questions import ANSWER_LIMIT

STALE_AFTER = 2  # business days of its owner
UNDO_WITHIN = timedelta(minutes=10)
_ALIKE = 0.6  # of 1: how much two texts share when they speak of the same thing
_COMPARED = 300  # characters: the rest of a long text changes nothing
_FAR = 366  # days looked ahead


class BlockerTag(StrEnum):
    """Where a blocker waits."""

    LEGAL = "legal"
    PURCHASING = "purchasing"
    IT = "it"
    COMPLIANCE = "compliance"
    FINANCE = "finance"
    SUPPLIER = "supplier"  # or an agency
    OTHER = "other"


class BlockerState(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"  # somebody said so
    CLEARED = "cleared"  # it had no tag, and its owner's answer was clean
    WITHDRAWN = "withdrawn"  # taken out of the answer that opened it


class Happened(StrEnum):
    """What a line of a blocker's history tells."""

    OPENED = "opened"
    UPDATED = "updated"
    REOPENED = "reopened"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    CLEARED = "cleared"
    WITHDRAWN = "withdrawn"
    ESCALATED = "escalated"
    UNDONE = "undone"
    HELP_ASKED = "help_asked"  # of the sponsor
    HELP_ANSWERED = "help_answered"


ASIDE = frozenset({Happened.ESCALATED, Happened.HELP_ASKED, Happened.HELP_ANSWERED})  # changes nothing in it


@dataclass(frozen=True)
class Known:
    """A blocker as an answer finds it: open, or touched by this very answer before it was edited."""

    number: int
    text: str
    tagged: bool = False
    resolved: bool = False
    opened_here: bool = False
    said_here: bool = False


@dataclass(frozen=True)
class Heard:
    """What an answer does. `said`: for each text the blocker it speaks of, None for a new one; `states`: what becomes
    of those known, by number."""

    said: tuple[int | None, ...]
    states: Mapping[int, BlockerState]


def hear(texts: Sequence[str], known: Sequence[Known]) -> Heard:
    """Reads the blockers an answer names, by the rule above."""
    free = {each.number: each for each in known}
    said: list[int | None] = [None] * len(texts)
    for find in (_nearest, _said_here):
        for place, text in enumerate(texts):
            if said[place] is None and (found := find(text, [*free.values()])) is not None:
                said[place] = free.pop(found).number
    states = {each.number: _unsaid(each, bool(texts)) for each in free.values()}
    states |= {each.number: _carried(each) for each in known if each.number not in free}
    return Heard(tuple(said), states)


def _nearest(text: str, known: Sequence[Known]) -> int | None:
    likeness = [(_likeness(text, each.text), -each.number) for each in known]
    best, number = max(likeness, default=(0.0, 0))
    return -number if best >= _ALIKE else None


def _likeness(one: str, other: str) -> float:
    first, second = fold(one)[:_COMPARED], fold(other)[:_COMPARED]
    return 1.0 if first == second else SequenceMatcher(None, first, second, autojunk=False).ratio()


def _said_here(text: str, known: Sequence[Known]) -> int | None:
    mine = [each for each in known if each.said_here and not each.resolved]
    return min(mine, key=lambda each: (not each.opened_here, each.number)).number if mine else None


def _carried(known: Known) -> BlockerState:
    return BlockerState.RESOLVED if known.resolved else BlockerState.OPEN


def _unsaid(known: Known, others_named: bool) -> BlockerState:
    if known.resolved:
        return BlockerState.RESOLVED
    if known.opened_here:
        return BlockerState.WITHDRAWN
    return BlockerState.OPEN if known.tagged or others_named else BlockerState.CLEARED


# -- how long it lasts ---------------------------------------------------------------------------------------------


def age(opened_on: date, today: date, pattern: WorkPattern) -> int:
    """Business days since it was opened, its owner's own; absences stop nothing."""
    return business_days_between(opened_on, today, replace(pattern, absences=()))


def stale_at(opened_at: datetime, pattern: WorkPattern) -> datetime:
    """The same time of day, two business days later."""
    ever = replace(pattern, absences=())
    opened = opened_at.astimezone(pattern.zone)
    day, left = opened.date(), STALE_AFTER
    for _ in range(_FAR):
        day += timedelta(days=1)
        left -= ever.works_on(day)
        if not left:
            break
    return local_moment(day, opened.time(), pattern.zone)


# -- what is typed -------------------------------------------------------------------------------------------------


def parse(values: Mapping[str, str]) -> tuple[str, BlockerTag | None]:
    """The form's text and tag. Raises RuleBroken `input.empty`, `input.too_long`, `input.form_changed`."""
    text = require_text(values.get("text", ""), field="text", limit=ANSWER_LIMIT, required=True)
    typed = values.get("tag", "")
    if typed and typed not in {*BlockerTag}:
        raise RuleBroken("input.form_changed", field="tag")
    return text, BlockerTag(typed) if typed else None
