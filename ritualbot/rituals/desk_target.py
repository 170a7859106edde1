"""What a desk and marketing agree on: for each type of request two targets, and what must come with it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import durations, inputs
from ritualbot.rituals.desk import USUAL_EXPRESS
from ritualbot.rituals.team_typed import Typed

PIECES_LIMIT = 500
MOST_EXPRESS = 20  # a team and sprint


@dataclass(frozen=True)
class Terms:
    """What is agreed, or proposed, for one type: two durations as they were typed, and the pieces, one a line."""

    type: str
    acknowledge: str
    decide: str
    pieces: str = ""


@dataclass(frozen=True)
class ExpressTerms:
    """How many requests a team may have answered faster in a sprint, none with 0, and how fast, as it was typed."""

    per_sprint: int = 0
    target: str = USUAL_EXPRESS


def express_typed(values: Mapping[str, str], before: ExpressTerms, language: str) -> ExpressTerms:
    """What the same form says of those; a field that is not there stays as it was. Raises FieldsRefused."""
    form = Typed("", {key: values[key] for key in ("express_per_sprint", "express_target") if key in values}, [])
    found = ExpressTerms(
        per_sprint=form.text("express_per_sprint", lambda said: _number(said, language), before.per_sprint),
        target=form.text("express_target", lambda said: _express(said, language), before.target),
    )
    if form.broken:
        raise FieldsRefused(form.broken)
    return found


def _number(said: str, language: str) -> int:
    if inputs.is_blank(said):
        return 0
    found = inputs.integer(said, language, field=None)
    if not 0 <= found <= MOST_EXPRESS:
        raise RuleBroken("desk.express_range", limit=str(MOST_EXPRESS))
    return found


def _express(said: str, language: str) -> str:
    return USUAL_EXPRESS if inputs.is_blank(said) else _duration(said, language, "express_target")


def typed(values: Mapping[str, str], before: Sequence[Terms], language: str) -> list[Terms]:
    """What a form says of each type; a field that is not there stays as it was. Raises FieldsRefused, with what
    `durations.parse` refuses, or `input.too_long`; RuleBroken `input.form_changed` for what is another form."""
    found, broken = [], list[RuleBroken]()
    if not any(f"{each.type}_decide" in values for each in before):
        raise RuleBroken("input.form_changed")
    for each in before:
        try:
            found.append(_terms(values, each, language))
        except RuleBroken as error:
            broken.append(error)
    if broken:
        raise FieldsRefused(broken)
    return found


def _terms(values: Mapping[str, str], was: Terms, language: str) -> Terms:
    names = {name: f"{was.type}_{name}" for name in ("acknowledge", "decide", "pieces")}
    acknowledge = _duration(values.get(names["acknowledge"], was.acknowledge), language, names["acknowledge"])
    decide = _duration(values.get(names["decide"], was.decide), language, names["decide"])
    pieces = inputs.require_text(
        values.get(names["pieces"], was.pieces).strip(), field=names["pieces"], limit=PIECES_LIMIT, required=False
    )
    return Terms(was.type, acknowledge, decide, pieces)


def _duration(said: str, language: str, field: str) -> str:
    """As it was typed, once it can be read."""
    durations.parse(said, language, field=field)
    return " ".join(said.split())


def stamp(terms: Sequence[Terms], express: ExpressTerms | None, at: datetime) -> str:
    """What tells one offer from another: whoever agrees agrees to what they saw."""
    parts = [[each.type, each.acknowledge, each.decide, each.pieces] for each in terms]
    faster = [] if express is None else [[str(express.per_sprint), express.target]]
    said = json.dumps([at.isoformat(), *parts, *faster])
    return hashlib.sha256(said.encode()).hexdigest()[:16]
