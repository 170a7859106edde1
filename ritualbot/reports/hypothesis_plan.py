"""The size of a test as people read it: how many visitors and weeks, and what else to do where that is too long."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from ritualbot.chat.cards import Actions, Block, Button, Card, Note, Row, Style, Table
from ritualbot.chat.forms import ChoiceField, Field, Form, NumberField, Option
from ritualbot.chat.text import Text, literal
from ritualbot.errors import RuleBroken
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import hypothesis_plan as plans, inputs
from ritualbot.rituals.hypothesis import Standing
from ritualbot.rituals.hypothesis_form import MOST_ARMS, RATE
from ritualbot.rituals.hypothesis_history import HypothesisState, Piece
from ritualbot.rituals.hypothesis_plan import (
    LIKELY_BASES,
    LIKELY_EFFECTS,
    Base,
    Mean,
    Sizing,
    Wanted,
    Way,
    likely_sizes,
)
from ritualbot.rituals.statistics import MOST_WEEKS

_PLANNED = frozenset({HypothesisState.IDEA, HypothesisState.READY, HypothesisState.WAITING})
_WAYS: Mapping[Way, str] = {Way.BOLDER: "size_bolder", Way.PILOT: "as_pilot", Way.QUALITATIVE: "listen"}

# -- on the card, and as an answer ---------------------------------------------------------------------------------


def size_part(words: Words, now: Standing) -> tuple[Block, ...]:
    """What a plan takes, as far as it can be reckoned; nothing once it runs, for what was planned is told then."""
    if now.state not in _PLANNED or not now.piece(Piece.EFFECT):
        return ()
    if not now.piece(Piece.BASE):
        return unknown_blocks(words, plans.arms_of(now.plan))
    try:
        return _reckoned(words, now)
    except RuleBroken:  # a share that leaves nobody: the start asks for another
        return ()


def _reckoned(words: Words, now: Standing) -> tuple[Block, ...]:
    wanted = plans.wanted(now.plan)
    if wanted is None:
        per_arm = plans.planned_size(now.plan)
        return (text(words, "hypothesis.size.alone", per_arm=words.number(int(per_arm))),) if per_arm else ()
    found = plans.sizing(wanted)
    return (need_text(words, found), *(() if found.feasible else (too_long_text(words, wanted, found),)))


def size_card(words: Words, ref: str, name: str, now: Standing, today: date) -> Card:
    """The answer to a size that was worked out, and where to go from there."""
    wanted = plans.wanted(now.plan)
    title = text(words, "hypothesis.size.title", name=name)
    if wanted is None:
        again = Button("hypothesis.size", ref, words.say("hypothesis.size.label"))
        return Card(title, (*size_part(words, now), Actions((again,))))
    found = plans.sizing(wanted)
    blocks = sizing_blocks(words, wanted, found, today)
    return Card(title, (*blocks, Actions(_next(words, ref, now, found))))


def _next(words: Words, ref: str, now: Standing, found: Sizing) -> tuple[Button, ...]:
    ways = tuple(Button(f"hypothesis.{_WAYS[way]}", ref, way_label(words, way)) for way in found.ways)
    again = Button("hypothesis.size", ref, words.say("hypothesis.size.label"))
    if not found.feasible or now.state is not HypothesisState.READY:
        return (*ways, again)
    return (Button("hypothesis.start", ref, words.say("hypothesis.start.label"), Style.MAIN), again)


def size_form(words: Words, ref: str, name: str, now: Standing, effect: str = "") -> Form:
    """`effect`: one to try in place of the plan's."""
    arms = tuple(Option(str(number), words.number(number)) for number in range(1, MOST_ARMS + 1))
    kept = {**now.plan, **({Piece.EFFECT: effect} if effect else {})}
    kept[Piece.SHARE] = kept.get(Piece.SHARE) or "100"
    numbers = (Piece.SPREAD, Piece.EFFECT, Piece.VISITORS, Piece.SHARE)
    initial = {Piece.BASE: _base_typed(words, now), **{each: _typed(words, kept.get(each, "")) for each in numbers}}
    fields: list[Field] = [
        NumberField(piece, *_labels(words, piece), required=piece is Piece.EFFECT, initial=initial[piece])
        for piece in (Piece.BASE, *numbers)
    ]
    fields.append(ChoiceField(Piece.ARMS, *_labels(words, Piece.ARMS), True, arms, (str(plans.arms_of(now.plan)),)))
    title = text(words, "hypothesis.size.form", name=name)
    return Form("hypothesis.save_size", ref, title, tuple(fields), words.say("hypothesis.size.submit"))


def _labels(words: Words, piece: Piece) -> tuple[str, str]:
    return words.say(f"hypothesis.piece.{piece}"), words.say(f"hypothesis.hint.{piece}")


def _typed(words: Words, kept: str) -> str:
    return inputs.number_text(Decimal(kept), words) if kept else ""


def _base_typed(words: Words, now: Standing) -> str:
    """As it can be typed again."""
    if not now.piece(Piece.BASE):
        return ""
    value = Decimal(now.piece(Piece.BASE))
    if now.piece(Piece.MEASURE) == RATE:
        return inputs.percentage_text(value, words)
    return f"{inputs.number_text(value, words)} {now.piece(Piece.UNIT)}".strip()


# -- the sentences -------------------------------------------------------------------------------------------------


def sizing_blocks(words: Words, plan: Wanted, found: Sizing, starts_on: date) -> tuple[Block, ...]:
    """What it takes; the days where it can be done, what else to do where not; what it rests on."""
    blocks: list[Block] = [need_text(words, found)]
    if not found.feasible:
        blocks += [too_long_text(words, plan, found), *ways_blocks(words, found.ways)]
    else:
        ends_on = words.full_date(found.ends_on(starts_on))
        blocks.append(text(words, "hypothesis.size.days", first=words.full_date(starts_on), last=ends_on))
    return (*blocks, Note(_rests_on(words, plan)), *_shared_risk(words, plan.arms))


def need_text(words: Words, found: Sizing) -> Text:
    """`Il faut 31 234 visiteurs par version, soit 62 468 en tout : 6 semaines.`"""
    many = {"per_arm": words.number(found.per_arm), "total": words.number(found.total)}
    return counted(words, "hypothesis.size.need", found.weeks, **many)


def too_long_text(words: Words, plan: Wanted, found: Sizing) -> Text:
    """The guard: it is too long, and what can be shown in time."""
    most = words.number(MOST_WEEKS)
    if found.reachable is None:
        return text(words, "hypothesis.size.out_of_reach", most=most)
    effects = {"effect": effect_text(words, plan.effect), "reachable": effect_text(words, found.reachable)}
    return text(words, "hypothesis.size.too_long", most=most, **effects)


def ways_blocks(words: Words, ways: Sequence[Way]) -> tuple[Block, ...]:
    rows = tuple(Row((text(words, f"hypothesis.way.{way}"),)) for way in ways)
    return (text(words, "hypothesis.size.ways"), Table((), rows))


def way_label(words: Words, way: Way) -> str:
    """What the button says that goes that way."""
    return words.say(f"hypothesis.way_label.{way}")


def unknown_blocks(words: Words, arms: int = 1) -> tuple[Block, ...]:
    """Where today's rate is not known: what likely ones would take, by the effect that is hoped for."""
    head = (text(words, "hypothesis.size.base_head"), *(literal(effect_text(words, each)) for each in LIKELY_EFFECTS))
    rows = tuple(
        Row((literal(inputs.percentage_text(base, words)), *(literal(words.number(size)) for size in sizes)))
        for base, sizes in zip(LIKELY_BASES, likely_sizes(arms), strict=True)
    )
    return (text(words, "hypothesis.size.unknown"), Table(head, rows), Note(text(words, "hypothesis.size.measure")))


def effect_text(words: Words, effect: Decimal) -> str:
    """`+10 %`, `-5 %`; `rituals.hypothesis_form.effect` reads it back."""
    sign = "+" if effect > 0 else ""
    return sign + inputs.percentage_text(effect, words)


def base_text(words: Words, base: Base) -> str:
    if isinstance(base, Mean):
        mean, sd = (inputs.number_text(each, words) for each in (base.mean, base.sd))
        return words.say("hypothesis.size.mean", mean=mean, sd=sd)
    return inputs.percentage_text(base.percent, words)


def _rests_on(words: Words, plan: Wanted) -> Text:
    """Alpha and power as the test was planned with."""
    risk, power = (inputs.percentage_text(_percent(share), words) for share in (plan.alpha, plan.power))
    told = {"base": base_text(words, plan.base), "effect": effect_text(words, plan.effect)}
    week = words.number(plan.visitors_a_week)
    return text(words, "hypothesis.size.rests_on", week=week, risk=risk, power=power, **told)


def _percent(share: float) -> Decimal:
    return Decimal(f"{share * 100:.4g}")


def _shared_risk(words: Words, arms: int) -> tuple[Block, ...]:
    return (Note(text(words, "hypothesis.size.shared_risk", n=words.number(arms))),) if arms > 1 else ()
