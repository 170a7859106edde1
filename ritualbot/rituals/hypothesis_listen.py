"""Listening first, pure: whom a hypothesis addresses, what was heard from them, and what it is marked with where nobody
was listened to."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import dates, inputs
from ritualbot.rituals.hypothesis import Standing
from ritualbot.rituals.hypothesis_history import Piece

SOURCE_LIMIT = 200
HEARD_LIMIT = 1000
UPSTREAM_LIMIT = 200
REASON_LIMIT = 500
ENTRY = ("source", "heard_on", "heard")  # what one piece of evidence is made of
_Read = TypeVar("_Read")


class Whom(StrEnum):
    """Whom a hypothesis addresses."""

    NON_USERS = "non_users"
    USERS = "users"
    BOTH = "both"


class Marked(StrEnum):
    SOLUTION_FIRST = "solution_first"
    ADDED = "added"  # listened to after all


@dataclass(frozen=True)
class Heard:
    """Audience evidence: one entry, which several hypotheses may stand on."""

    source: str
    heard_on: date
    heard: str


@dataclass(frozen=True)
class Fate:
    """How one that was tested ended."""

    marked: Marked | None
    verdict: str
    closed_at: datetime


@dataclass(frozen=True)
class Listening:
    """What the form says. `entry`: evidence there was before, by its ref; else `heard` is new."""

    whom: Whom
    upstream: str
    entry: str = ""
    heard: Heard | None = None


# -- what it comes to ----------------------------------------------------------------------------------------------


def whom_of(now: Standing) -> Whom | None:
    return Whom(now.piece(Piece.WHOM)) if now.piece(Piece.WHOM) else None


def mark(now: Standing) -> Marked | None:
    """What card, digest and file show. Evidence that came after skipping changes the mark and never takes it off."""
    if not now.skipped:
        return None
    return Marked.ADDED if now.entry else Marked.SOLUTION_FIRST


def users_only(running: Sequence[Whom | None]) -> bool:
    """Whether every running test addresses users only. With none running, or whom not said, it does not say so."""
    return bool(running) and all(whom is Whom.USERS for whom in running)


def tells(decided: Iterable[Fate], since: datetime | None) -> bool:
    """Whether the retro has something to learn of it: a marked one was decided since the one before."""
    return any(each.marked and (since is None or each.closed_at >= since) for each in decided)


def fared(decided: Iterable[Fate]) -> dict[Marked | None, Counter[str]]:
    """How many of each verdict, of those that listened first (None) and of the marked ones; a group of none is there
    with nothing in it."""
    found: dict[Marked | None, Counter[str]] = {each: Counter() for each in (None, *Marked)}
    for each in decided:
        found[each.marked][each.verdict] += 1
    return found


# -- what is typed -------------------------------------------------------------------------------------------------


def parse(values: Mapping[str, str], known: Collection[str], language: str, today: date) -> Listening:
    """Evidence that is typed is new, whatever is chosen beside it; `known`: the refs that may be chosen.

    Raises FieldsRefused with one RuleBroken a field: as `inputs` and `dates.past_day` do, `input.form_changed`.
    """
    broken: list[RuleBroken] = []
    whom = _tried(lambda: _whom(values), broken)
    upstream = _tried(lambda: _text(values, Piece.UPSTREAM, UPSTREAM_LIMIT), broken)
    entry, heard = values.get("entry", ""), None
    if not entry or not all(inputs.is_blank(values.get(name, "")) for name in ENTRY):
        entry, heard = "", _heard(values, language, today, broken)
    elif entry not in known:
        broken.append(RuleBroken("input.form_changed", field="entry"))
    if broken or whom is None or upstream is None:
        raise FieldsRefused(broken)
    return Listening(whom, upstream, entry, heard)


def parse_skip(values: Mapping[str, str]) -> tuple[Whom, str]:
    """Whom it addresses, and why nobody is listened to first. Raises FieldsRefused with one RuleBroken a field."""
    broken: list[RuleBroken] = []
    whom = _tried(lambda: _whom(values), broken)
    reason = _tried(lambda: _text(values, "reason", REASON_LIMIT), broken)
    if whom is None or reason is None:
        raise FieldsRefused(broken)
    return whom, reason


def _heard(values: Mapping[str, str], language: str, today: date, broken: list[RuleBroken]) -> Heard | None:
    source = _tried(lambda: _text(values, "source", SOURCE_LIMIT), broken)
    heard_on = _tried(lambda: _day(values.get("heard_on", ""), language, today), broken)
    heard = _tried(lambda: _text(values, "heard", HEARD_LIMIT), broken)
    if source is None or heard_on is None or heard is None:
        return None
    return Heard(source, heard_on, heard)


def _tried(read: Callable[[], _Read], broken: list[RuleBroken]) -> _Read | None:
    try:
        return read()
    except RuleBroken as refused:
        broken.append(refused)
        return None


def _whom(values: Mapping[str, str]) -> Whom:
    typed = values.get(Piece.WHOM, "")
    if typed not in {each.value for each in Whom}:
        raise RuleBroken("hypothesis.listen.whom", field=Piece.WHOM)
    return Whom(typed)


def _text(values: Mapping[str, str], field: str, limit: int) -> str:
    return inputs.require_text(values.get(field, ""), field=field, limit=limit, required=True)


def _day(typed: str, language: str, today: date) -> date:
    if inputs.is_blank(typed):
        raise RuleBroken("hypothesis.listen.day", field="heard_on")
    return dates.past_day(typed, language, today, field="heard_on")
