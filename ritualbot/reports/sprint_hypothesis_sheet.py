"""The sheet of a sprint's workbook about hypotheses: what was believed, how it was tested, what was learnt."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ritualbot.i18n import Words
from ritualbot.reports.hypothesis import base_text, effect_text
from ritualbot.reports.sheets import Row, Sheet
from ritualbot.reports.sprint_sheets import columns, sheet
from ritualbot.rituals.hypothesis_history import HypothesisState, Piece
from ritualbot.store.sprint_hypotheses import HypothesisLine


def hypotheses(words: Words, lines: Sequence[HypothesisLine]) -> Sheet:
    heads = columns(
        words,
        *(("number", 7), ("hypothesis", 40), ("owner", 16), ("hypothesis_state", 18), ("metric", 26)),
        *(("base", 12), ("effect", 16), ("test_kind", 22), ("starts_on", 15), ("ends_on", 15), ("per_arm", 12)),
        *(("learning", 40), ("tag", 14), ("listening", 26), ("amended", 15), ("cost", 12), ("gain", 12)),
    )
    return sheet(words, "hypotheses", heads, [_line(words, each) for each in lines])


def _line(words: Words, line: HypothesisLine) -> Row:
    now = line.now
    return (
        line.row.number,
        now.piece(Piece.SENTENCE),
        line.owner or None,
        _state(words, line),
        now.piece(Piece.METRIC) or None,
        base_text(words, now) or None,
        effect_text(words, now) if now.piece(Piece.EFFECT) else None,
        words.say(f"hypothesis.kind.{now.piece(Piece.KIND)}") if now.piece(Piece.KIND) else None,
        _day(now.piece(Piece.STARTS_ON)),
        _day(now.piece(Piece.ENDS_ON)),
        int(now.piece(Piece.PER_ARM)) if now.piece(Piece.PER_ARM) else None,
        *((now.closing.learning, now.closing.tag) if now.closing else (None, None)),
        words.say("sheet.unheard") if now.skipped else None,
        len(now.amendments) or None,
        *(Decimal(now.money[what]) if now.money.get(what) else None for what in ("cost", "gain")),
    )


def _state(words: Words, line: HypothesisLine) -> str:
    """A decided one's verdict."""
    now = line.now
    if now.state is HypothesisState.DECIDED and now.verdict is not None:
        return words.say(f"hypothesis.verdict.{now.verdict}")
    return words.say(f"hypothesis.state.{now.state}")


def _day(kept: str) -> date | None:
    return date.fromisoformat(kept) if kept else None
