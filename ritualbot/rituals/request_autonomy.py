"""Whether marketing could do an IT request alone next time, pure: when that is asked, and what was last said."""

from collections.abc import Sequence
from enum import StrEnum

from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.request import Standing
from ritualbot.rituals.request_history import Happened, RequestState, Step

_DONE = frozenset({RequestState.DELIVERED, RequestState.ACCEPTED, RequestState.REFUSED})


class Autonomy(StrEnum):
    ACCESS = "access"
    TRAINING = "training"
    NO = "no"


def asks_autonomy(now: Standing, kind: DeskKind) -> bool:
    """Of IT, once its part is done."""
    return kind is DeskKind.IT and now.state in _DONE


def said_autonomy(steps: Sequence[Step]) -> Autonomy | None:
    """The last answer counts."""
    said = [step.data["answer"] for step in steps if step.kind is Happened.AUTONOMY]
    return Autonomy(said[-1]) if said else None
