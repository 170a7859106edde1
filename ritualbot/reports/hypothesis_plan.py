"""The size of a test as people read it: how many visitors and weeks, and what else to do where that is too long."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ritualbot.chat.cards import Block, Note, Row, Table
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import inputs
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


def sizing_blocks(words: Words, plan: Wanted, found: Sizing, starts_on: date | None) -> tuple[Block, ...]:
    """What it takes; the days where it can be done, what else to do where not; what it rests on."""
    blocks: list[Block] = [need_text(words, found)]
    if not found.feasible:
        blocks += [too_long_text(words, plan, found), *ways_blocks(words, found.ways)]
    elif starts_on is not None:
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
    """`+10 %`, `-5 %`; `rituals.hypothesis_plan.effect` reads it back."""
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
