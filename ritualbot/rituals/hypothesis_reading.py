"""A test as its history tells it, read: what was agreed on, its looks, what they allow to be said."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ritualbot.rituals.hypothesis import Standing
from ritualbot.rituals.hypothesis_counts import Measure, read
from ritualbot.rituals.hypothesis_guardrail import read_measured, read_rails
from ritualbot.rituals.hypothesis_history import Piece, Step, TestKind
from ritualbot.rituals.hypothesis_verdict import Look, Reading, Trial, reading


def trial_of(now: Standing) -> Trial:
    """What a started plan says."""
    plan = now.plan
    return Trial(
        TestKind(plan[Piece.KIND]),
        Measure(plan.get(Piece.MEASURE) or Measure.RATE),
        int(plan.get(Piece.ARMS) or "1"),
        int(plan[Piece.PER_ARM]) if plan.get(Piece.PER_ARM) else None,
        date.fromisoformat(plan[Piece.STARTS_ON]),
        date.fromisoformat(plan[Piece.ENDS_ON]),
        _effect(now),
        read_rails(plan.get(Piece.GUARDRAILS, "")),
        resized_from=_resized_from(now),
    )


def _resized_from(now: Standing) -> int | None:
    """The planned size as it was when results were first entered, if it was changed since."""
    size = _agreed(now, Piece.PER_ARM)
    return int(size) if size and size != now.piece(Piece.PER_ARM) else None


def _effect(now: Standing) -> Decimal:
    """Which way is good was said before anybody looked: an amendment does not turn it around afterwards."""
    effect, agreed = (Decimal(each) for each in (now.piece(Piece.EFFECT), _agreed(now, Piece.EFFECT)))
    return effect if effect * agreed > 0 else agreed


def _agreed(now: Standing, piece: Piece) -> str:
    """What the plan said when results were first entered."""
    if now.results:
        since = (each.changes for each in now.amendments if each.at >= now.results[0].at)
        for changes in since:
            if piece in changes:
                return changes[piece][0]
    return now.piece(piece)


def reading_of(now: Standing, today: date) -> Reading | None:
    """Of a test as it stands; None before any results."""
    return reading(trial_of(now), looks_of(now.results), today) if now.results else None


def looks_of(results: Sequence[Step]) -> tuple[Look, ...]:
    """The lines with counts, in the order of the looks; a correction stands in the place of what it corrects."""
    return tuple(
        Look(
            date.fromisoformat(step.data["on"]),
            read(step.data["counts"]),
            read_measured(step.data.get("guardrails", "")),
        )
        for step in results
    )
