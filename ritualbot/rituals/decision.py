"""What a sponsor is wanted to decide, and what may be answered, pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ritualbot.rituals import inputs

QUESTION_LIMIT = 300
REASON_LIMIT = 200


class Wanted(StrEnum):
    """What a decision is about."""

    PILOT = "pilot"  # at its end: scale, extend, stop
    HELP = "help"  # asked by whoever leads the team
    GOAL = "goal"  # of a running sprint, changed after its start


class GoalAnswer(StrEnum):
    """What the sponsor says of a sprint's new goal."""

    APPROVE = "approve"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Decision:
    """`ref`: of the pilot, of the help asked, or of the change of a goal. `needed_on`: by when, None where nobody
    said."""

    about: Wanted
    ref: str
    team_id: int
    needed_on: date | None


def parse_question(values: Mapping[str, str]) -> str:
    """What a sponsor asks before deciding, on one line. Raises RuleBroken at the field."""
    return _line(values, "question", QUESTION_LIMIT)


def parse_reason(values: Mapping[str, str]) -> str:
    """Why a sponsor refuses. Raises RuleBroken at the field."""
    return _line(values, "reason", REASON_LIMIT)


def _line(values: Mapping[str, str], field: str, limit: int) -> str:
    text = inputs.require_text(values.get(field, ""), field=field, limit=limit, required=True)
    return " ".join(text.split())
