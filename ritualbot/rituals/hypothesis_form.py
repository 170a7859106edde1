"""What the forms of a hypothesis's steps are read into: pieces of its plan, as normalised text."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from ritualbot.errors import RuleBroken
from ritualbot.rituals import dates, inputs
from ritualbot.rituals.hypothesis import LOCKED, Standing
from ritualbot.rituals.hypothesis_history import Piece, TestKind
from ritualbot.rituals.inputs import echo, require_text

TEXT_LIMIT = 500  # the sentence
SHORT, LONG = 300, 1000
TAG_LIMIT = 40
MOST_ARMS = 4  # versions beside the control
LEAST_WEEKS, MOST_WEEKS = 2, 12
_BASE = re.compile(r"(?P<number>[^%A-Za-z€$£]*?)\s*(?P<unit>%|[^\W\d_]{1,12}|[€$£])?")
_FAR = Decimal(1000)  # percent: no effect is larger
PILOT_SHARE = "20"  # percent of the target a pilot exposes, unless said otherwise
RATE = "rate"
MEAN = "mean"
_NOT_KNOWN = frozenset({"?", "je ne sais pas", "nsp", "inconnu", "i don't know", "dont know", "unknown", "n/a"})


def sentence(typed: str, *, field: str | None = "text") -> str:
    """An idea, on one line. Raises RuleBroken `input.empty`, `input.too_long`."""
    return _line(typed, field, TEXT_LIMIT)


def _line(typed: str, field: str | None, limit: int) -> str:
    return " ".join(require_text(typed, field=field, limit=limit, required=True).split())


def _kept(values: Mapping[str, str], piece: Piece, limit: int) -> str:
    return require_text(values.get(piece, ""), field=piece, limit=limit, required=True)


def shape(values: Mapping[str, str], language: str) -> dict[Piece, str]:
    """The six things that make an idea ready. Raises RuleBroken at the field."""
    said = {piece: _kept(values, piece, SHORT) for piece in (Piece.AUDIENCE, Piece.MOMENT, Piece.METRIC)}
    base = measured(values.get(Piece.BASE, ""), language)
    grows = effect(values.get(Piece.EFFECT, ""), language)
    _within(base, grows)
    return {**said, **base, Piece.EFFECT: str(grows), Piece.EVIDENCE: _kept(values, Piece.EVIDENCE, LONG)}


def measured(typed: str, language: str) -> dict[Piece, str]:
    """`5`, `5 %`: a rate; `42 €`, `380`: a mean with its unit; nothing, "je ne sais pas": not known.

    Raises RuleBroken as `inputs.number` does, `hypothesis.base_range` below zero or for a rate of nobody or everybody.
    """
    if inputs.is_blank(typed) or inputs.fold(typed).strip(" .") in _NOT_KNOWN:
        return {Piece.BASE: "", Piece.MEASURE: RATE, Piece.UNIT: ""}
    hit = _BASE.fullmatch(" ".join(typed.split()))
    value = inputs.number(hit["number"] if hit else typed, language, field=Piece.BASE)
    unit = (hit["unit"] if hit else "") or ""
    rate = unit == "%" or (not unit and value <= 100)
    if value <= 0 or (rate and value >= 100):
        raise RuleBroken("hypothesis.base_range", field=Piece.BASE, typed=echo(typed))
    return {Piece.BASE: _plain(value), Piece.MEASURE: RATE if rate else MEAN, Piece.UNIT: "" if rate else unit}


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def effect(typed: str, language: str) -> str:
    """`+10 %`, `10`, `-5`: relative, in percent. Raises RuleBroken as `inputs.number` does, `hypothesis.effect_range`
    for none at all, for less than nothing left, and for more than ten times as much."""
    bare = typed.strip().removesuffix("%").strip().replace("−", "-")
    if not bare:
        raise RuleBroken("input.empty", field=Piece.EFFECT)
    value = inputs.number(bare, language, field=Piece.EFFECT)
    if value == 0 or not -100 < value <= _FAR:
        raise RuleBroken("hypothesis.effect_range", field=Piece.EFFECT, typed=echo(typed))
    return _plain(value)


def _within(base: Mapping[Piece, str], grows: str) -> None:
    """A rate cannot grow beyond everybody."""
    if base[Piece.BASE] and base[Piece.MEASURE] == RATE:
        target = Decimal(base[Piece.BASE]) * (1 + Decimal(grows) / 100)
        if target >= 100:
            raise RuleBroken(
                "hypothesis.effect_beyond", field=Piece.EFFECT, base=base[Piece.BASE], target=_plain(target)
            )


def launch(values: Mapping[str, str], language: str, today: date) -> dict[Piece, str]:
    """What a start asks. Raises RuleBroken at the field, `hypothesis.dates` for an end that is not after the start."""
    kind = values.get(Piece.KIND, "")
    arms = values.get(Piece.ARMS, "") or "1"
    if kind not in {each.value for each in TestKind} or arms not in map(str, range(1, MOST_ARMS + 1)):
        raise RuleBroken("input.form_changed", field=Piece.KIND)
    share = inputs.percentage(values.get(Piece.SHARE, ""), language, field=Piece.SHARE)
    if share == 0:
        raise RuleBroken("hypothesis.share_none", field=Piece.SHARE)
    starts_on = dates.any_day(values.get(Piece.STARTS_ON, ""), language, today, field=Piece.STARTS_ON)
    ends_on = _end(values.get(Piece.ENDS_ON, ""), language, today, starts_on)
    return {
        Piece.KIND: kind,
        Piece.ARMS: arms,
        Piece.SHARE: _plain(share),
        Piece.STARTS_ON: starts_on.isoformat(),
        Piece.ENDS_ON: ends_on.isoformat(),
        Piece.RULE: _kept(values, Piece.RULE, LONG),
    }


def _end(typed: str, language: str, today: date, starts_on: date) -> date:
    ends_on = dates.coming_day(typed, language, today, field=Piece.ENDS_ON)
    if ends_on <= starts_on:
        raise RuleBroken("hypothesis.dates", field=Piece.ENDS_ON, typed=echo(typed))
    return ends_on


def proposed_end(starts_on: date, weeks: int) -> date:
    """The last day of a test of whole weeks."""
    return starts_on + timedelta(weeks=weeks) - timedelta(days=1)


def amend(values: Mapping[str, str], now: Standing, language: str, today: date) -> dict[str, str]:
    """What an amendment changes, with what each was and the reason. Raises RuleBroken at the field, `hypothesis.same`
    where nothing is changed."""
    reason = require_text(values.get("reason", ""), field="reason", limit=LONG, required=True)
    said: dict[Piece, str] = {
        Piece.SENTENCE: _line(values.get(Piece.SENTENCE, ""), Piece.SENTENCE, TEXT_LIMIT),
        Piece.METRIC: _kept(values, Piece.METRIC, SHORT),
        Piece.EFFECT: effect(values.get(Piece.EFFECT, ""), language),
        Piece.RULE: _kept(values, Piece.RULE, LONG),
    }
    ends_on = values.get(Piece.ENDS_ON, "")
    starts_on = date.fromisoformat(now.piece(Piece.STARTS_ON))
    kept = ends_on == now.piece(Piece.ENDS_ON)
    said[Piece.ENDS_ON] = ends_on if kept else _end(ends_on, language, today, starts_on).isoformat()
    changed = {piece: said[piece] for piece in LOCKED if said[piece] != now.piece(piece)}
    if not changed:
        raise RuleBroken("hypothesis.same", field="reason")
    were = {f"was_{piece}": now.piece(piece) for piece in changed}
    return {**{piece.value: new for piece, new in changed.items()}, **were, "reason": reason}


def learnt(values: Mapping[str, str]) -> dict[str, str]:
    """What closing takes: one sentence, and a tag. Raises RuleBroken at the field."""
    return {"learning": _line(values.get("learning", ""), "learning", TEXT_LIMIT), "tag": tag(values.get("tag", ""))}


def tag(typed: str, *, field: str = "tag") -> str:
    """One word or a few, without the sign in front. Raises RuleBroken `input.empty`, `input.too_long`."""
    return _line(typed.strip().removeprefix("#"), field, TAG_LIMIT)


def reason(values: Mapping[str, str]) -> str:
    return require_text(values.get("text", ""), field="text", limit=LONG, required=True)


def automated(values: Mapping[str, str], language: str, today: date) -> dict[str, str]:
    """The process that carries it from now on, and since when. Raises RuleBroken at the field."""
    on = dates.any_day(values.get("on", ""), language, today, field="on")
    return {
        "process": require_text(values.get("process", ""), field="process", limit=SHORT, required=True),
        "on": on.isoformat(),
    }
