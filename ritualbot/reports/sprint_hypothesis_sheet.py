"""The sheet of a sprint's workbook about hypotheses: what was believed, how it was tested, what was learnt."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from ritualbot.i18n import Words
from ritualbot.reports.hypothesis import base_text, effect_text
from ritualbot.reports.hypothesis_listen import mark_text
from ritualbot.reports.hypothesis_told import last_reading
from ritualbot.reports.hypothesis_verdict import metric_of, sentence
from ritualbot.reports.sheets import Row, Sheet, Value
from ritualbot.reports.sprint_sheets import columns, sheet
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.hypothesis_history import HypothesisState, Piece
from ritualbot.rituals.hypothesis_listen import mark
from ritualbot.rituals.hypothesis_return import read
from ritualbot.store.sprint_hypotheses import HypothesisLine


def hypotheses(words: Words, lines: Sequence[HypothesisLine], zone: ZoneInfo) -> Sheet:
    heads = columns(
        words,
        *(("number", 7), ("hypothesis", 40), ("owner", 14), ("hypothesis_state", 18), ("metric", 24)),
        *(("base", 12), ("effect", 14), ("test_kind", 20), ("starts_on", 15), ("ends_on", 15), ("per_arm", 12)),
        *(("said", 44), ("learning", 40), ("tag", 14), ("listening", 22), ("amended", 30)),
        *(("cost", 12), ("gain", 12), ("roi", 10), ("money_in", 16)),
    )
    return sheet(words, "hypotheses", heads, [_line(words, each, zone) for each in lines])


def decided(words: Words, lines: Sequence[HypothesisLine], zone: ZoneInfo) -> Sheet:
    """Of those decided what a sponsor reads: what was believed, what the test says, what was learnt. What it cost and
    brings stands in a sheet of its own."""
    heads = columns(
        words,
        *(("number", 6), ("hypothesis", 40), ("owner", 12), ("hypothesis_state", 16), ("decided_on", 16)),
        *(("metric", 20), ("said", 40), ("learning", 36), ("tag", 12)),
    )
    return sheet(words, "hypotheses", heads, [_decided(words, each, zone) for each in lines])


def _decided(words: Words, line: HypothesisLine, zone: ZoneInfo) -> Row:
    now = line.now
    return (
        line.row.number,
        now.piece(Piece.SENTENCE),
        line.owner or None,
        words.say(f"hypothesis.verdict.{now.verdict}") if now.verdict is not None else None,
        local_day(now.closed_at, zone) if now.closed_at else None,
        now.piece(Piece.METRIC) or None,
        _said(words, line),
        *((now.closing.learning or None, now.closing.tag or None) if now.closing else (None, None)),
    )


def _line(words: Words, line: HypothesisLine, zone: ZoneInfo) -> Row:
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
        *(date.fromisoformat(on) if (on := now.piece(each)) else None for each in (Piece.STARTS_ON, Piece.ENDS_ON)),
        int(now.piece(Piece.PER_ARM)) if now.piece(Piece.PER_ARM) else None,
        _said(words, line),
        *((now.closing.learning, now.closing.tag) if now.closing else (None, None)),
        _listening(words, line, zone),
        _amended(words, line, zone),
        *_money(words, line),
    )


def _said(words: Words, line: HypothesisLine) -> str | None:
    """What the last results say, without a symbol."""
    found = last_reading(line.now)
    return sentence(words, found, metric_of(line.now)).plain() if found is not None else None


def _listening(words: Words, line: HypothesisLine, zone: ZoneInfo) -> str | None:
    """S9: a solution before listening, or when it was added."""
    marked, at = mark(line.now), line.now.listened_at
    return mark_text(words, marked, local_day(at, zone) if at else None).plain() if marked is not None else None


def _amended(words: Words, line: HypothesisLine, zone: ZoneInfo) -> str | None:
    """D3: when, what, why."""
    told = []
    for each in line.now.amendments:
        what = ", ".join(words.say(f"hypothesis.piece.{piece}") for piece in each.changes)
        told.append(f"{words.day(local_day(each.at, zone))}, {what} ({each.reason})")
    return "\n".join(told) or None


def _money(words: Words, line: HypothesisLine) -> Sequence[Value]:
    """S7: what is not known stays empty."""
    kept = read(line.now.money)
    if kept is None:
        return (None,) * 4
    roi = round(kept.roi * 100) if kept.roi is not None else None
    return kept.cost, kept.gain, roi, f"{kept.currency}, {words.say(f'hypothesis.period.{kept.period}')}"


def _state(words: Words, line: HypothesisLine) -> str:
    """A decided one's verdict."""
    now = line.now
    if now.state is HypothesisState.DECIDED and now.verdict is not None:
        return words.say(f"hypothesis.verdict.{now.verdict}")
    return words.say(f"hypothesis.state.{now.state}")
