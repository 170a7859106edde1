"""What a team shows and says at a sprint's end, as people type it: the demo, and what was learnt."""

from collections.abc import Mapping
from dataclasses import dataclass

import regex

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.team_typed import Typed

SHOWN_LIMIT = 500
WHOM_LIMIT = 200
LINE_LIMIT = 200
MOST_LEARNT = 6  # lines
_BULLET = regex.compile(r"^\s*(?:[-*•–—]\s+|[0-9]{1,2}[.)]\s+)?")


@dataclass(frozen=True)
class Demo:
    """What was shown and to whom."""

    shown: str
    to_whom: str


def read_demo(values: Mapping[str, str]) -> Demo:
    """Raises FieldsRefused, one RuleBroken per field."""
    form = Typed("", {field: values.get(field, "") for field in ("shown", "to_whom")}, [])
    demo = Demo(
        form.text("shown", lambda typed: _line(typed, SHOWN_LIMIT), ""),
        form.text("to_whom", lambda typed: _line(typed, WHOM_LIMIT), ""),
    )
    if form.broken:
        raise FieldsRefused(form.broken)
    return demo


def read_learnt(typed: str) -> tuple[str, ...]:
    """One thing a line, six at most. Raises RuleBroken `input.empty`, `input.too_long`, `sprint.learnt.many`."""
    lines = [_BULLET.sub("", line, count=1) for line in inputs.clean_text(typed).splitlines()]
    kept = [line for line in lines if not inputs.is_blank(line)]
    if not kept:
        raise RuleBroken("input.empty", field="lines", typed=inputs.echo(typed))
    if len(kept) > MOST_LEARNT:
        raise RuleBroken("sprint.learnt.many", field="lines", limit=str(MOST_LEARNT), n=str(len(kept)))
    return tuple(
        " ".join(inputs.require_text(line, field="lines", limit=LINE_LIMIT, required=True).split()) for line in kept
    )


def _line(typed: str, limit: int) -> str:
    return " ".join(inputs.require_text(typed, field=None, limit=limit, required=True).split())
