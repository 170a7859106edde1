"""Listening first, pure: whom a hypothesis addresses, what was heard from them, and what it is marked with where nobody
was listened to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import dates, inputs

SOURCE_LIMIT = 200
HEARD_LIMIT = 1000
KPI_LIMIT = 200
REASON_LIMIT = 500


class Whom(StrEnum):
    """Whom a hypothesis addresses."""

    NON_USERS = "non_users"
    USERS = "users"
    BOTH = "both"


@dataclass(frozen=True)
class Heard:
    """Audience evidence: one entry, which several hypotheses may stand on."""

    source: str
    heard_on: date
    heard: str


@dataclass(frozen=True)
class Listening:
    """What a hypothesis says of its audience. `skipped`: the reason for not listening, empty where nobody skipped it;
    `added_on` the day the first evidence came after that."""

    whom: Whom | None = None
    upstream_kpi: str = ""
    heard: tuple[Heard, ...] = ()
    skipped: str = ""
    added_on: date | None = None


class Lack(StrEnum):
    """What keeps a hypothesis from being ready, in the order it is asked."""

    WHOM = "whom"
    UPSTREAM_KPI = "upstream_kpi"
    EVIDENCE = "evidence"


class Marked(StrEnum):
    SOLUTION_FIRST = "solution_first"
    ADDED = "added"  # listened to after all


def lacking(said: Listening) -> tuple[Lack, ...]:
    """Skipping stands in for the upstream KPI and the evidence, never for whom it addresses."""
    there = {
        Lack.WHOM: said.whom is not None,
        Lack.UPSTREAM_KPI: bool(said.upstream_kpi or said.skipped),
        Lack.EVIDENCE: bool(said.heard or said.skipped),
    }
    return tuple(lack for lack in Lack if not there[lack])


def require(said: Listening) -> None:
    """Raises RuleBroken `hypothesis.listen.lacks_whom`, `.lacks_upstream_kpi`, `.lacks_evidence`: the first of them."""
    for lack in lacking(said)[:1]:
        raise RuleBroken(f"hypothesis.listen.lacks_{lack}", field=lack.value)


def mark(said: Listening) -> Marked | None:
    """What card, digest and file show. Evidence that came after skipping changes the mark and never takes it off."""
    if not said.skipped:
        return None
    return Marked.ADDED if said.added_on is not None else Marked.SOLUTION_FIRST


def users_only(running: Sequence[Whom | None]) -> bool:
    """Whether every running test addresses users only. With none running, or whom not said, it does not say so."""
    return bool(running) and all(whom is Whom.USERS for whom in running)


def fared(decided: Iterable[tuple[Marked | None, str]]) -> dict[Marked | None, Counter[str]]:
    """How many of each verdict, of those that listened first (None) and of the marked ones; a group of none is there
    with nothing in it."""
    found: dict[Marked | None, Counter[str]] = {each: Counter() for each in (None, *Marked)}
    for marked, verdict in decided:
        found[marked][verdict] += 1
    return found


def parse_heard(values: Mapping[str, str], language: str, today: date) -> Heard:
    """Raises FieldsRefused with one RuleBroken a field: as `inputs` and `dates.past_day` do."""
    found: dict[str, str] = {}
    broken: list[RuleBroken] = []
    for name, limit in (("source", SOURCE_LIMIT), ("heard", HEARD_LIMIT)):
        try:
            found[name] = inputs.require_text(values.get(name, ""), field=name, limit=limit, required=True)
        except RuleBroken as refused:
            broken.append(refused)
    heard_on = today
    try:
        heard_on = _day(values.get("heard_on", ""), language, today)
    except RuleBroken as refused:
        broken.append(refused)
    if broken:
        raise FieldsRefused(broken)
    return Heard(found["source"], heard_on, found["heard"])


def _day(typed: str, language: str, today: date) -> date:
    if inputs.is_blank(typed):
        raise RuleBroken("input.empty", field="heard_on", typed="")
    return dates.past_day(typed, language, today, field="heard_on")


def parse_reason(typed: str) -> str:
    """Why nobody is listened to first. Raises RuleBroken `input.empty`, `input.too_long`."""
    return inputs.require_text(typed, field="reason", limit=REASON_LIMIT, required=True)
