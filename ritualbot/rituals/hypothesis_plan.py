"""Planning a test, pure: how many people it takes, for how long, and what else to do where that is too long.

Rates and effects are in percent as people write them: a base of 5 is 5 %, an effect of 10 is +10 % of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import TypeAlias

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import hypothesis_form, inputs, statistics
from ritualbot.rituals.hypothesis_form import MOST_ARMS
from ritualbot.rituals.hypothesis_history import Piece
from ritualbot.rituals.statistics import ALPHA, LEAST_WEEKS, MOST_WEEKS, POWER

LIKELY_BASES = tuple(Decimal(each) for each in (2, 3, 5, 10))  # shown where nobody knows the rate of today
LIKELY_EFFECTS = tuple(Decimal(each) for each in (5, 10, 20))
_HUNDRED = Decimal(100)


class Way(StrEnum):
    """What to do in place of a test that takes too long."""

    BOLDER = "bolder"  # a change with a larger effect
    PILOT = "pilot"
    QUALITATIVE = "qualitative"


@dataclass(frozen=True)
class Rate:
    """Of today, in percent, above 0."""

    percent: Decimal


@dataclass(frozen=True)
class Mean:
    """Of a measured quantity today, not 0, with its standard deviation, above 0."""

    mean: Decimal
    sd: Decimal


Base: TypeAlias = Rate | Mean


@dataclass(frozen=True)
class Wanted:
    """What is to be shown, and who may be shown it. `visitors_a_week` are those the test sees, of all versions
    together; `arms` the versions beside the control."""

    base: Base
    effect: Decimal
    visitors_a_week: int
    arms: int = 1
    alpha: float = ALPHA
    power: float = POWER


@dataclass(frozen=True)
class Sizing:
    """How many people, and for how many whole weeks. `reachable`: the effect that can be shown in the weeks a test may
    last, rounded away from 0; None where the plan holds, or where no effect can."""

    per_arm: int
    versions: int
    weeks: int
    reachable: Decimal | None = None

    @property
    def total(self) -> int:
        return self.per_arm * self.versions

    @property
    def feasible(self) -> bool:
        return self.weeks <= MOST_WEEKS

    @property
    def ways(self) -> tuple[Way, ...]:
        """The alternatives to offer. No bolder change helps where even the boldest could not be shown."""
        if self.feasible:
            return ()
        return tuple(way for way in Way if way is not Way.BOLDER or self.reachable is not None)

    def ends_on(self, starts_on: date) -> date:
        """The last day, that one included; a test lasts as long as it may at most."""
        return starts_on + timedelta(weeks=min(self.weeks, MOST_WEEKS)) - timedelta(days=1)


# -- how many ------------------------------------------------------------------------------------------------------


def sizing(wanted: Wanted) -> Sizing:
    """Raises RuleBroken `hypothesis.size.*` for a plan that no test can follow."""
    if not wanted.visitors_a_week:
        raise RuleBroken("hypothesis.size.nobody", field=Piece.VISITORS)
    count = per_arm(wanted.base, wanted.effect, level(wanted.alpha, wanted.arms), wanted.power)
    versions = wanted.arms + 1
    weeks = statistics.weeks(count, versions, wanted.visitors_a_week)
    if weeks <= MOST_WEEKS:
        return Sizing(count, versions, weeks)
    return Sizing(count, versions, weeks, _reachable(wanted))


def per_arm(base: Base, effect: Decimal, alpha: float = ALPHA, power: float = POWER) -> int:
    """People per version. Raises RuleBroken `hypothesis.size.*` as `check` does."""
    check(base, effect)
    if isinstance(base, Mean):
        return statistics.size_of_mean(float(base.sd), float(base.mean * effect / _HUNDRED), alpha, power)
    start, target = base.percent / _HUNDRED, _target(base, effect) / _HUNDRED
    return statistics.size(float(start), float(target), alpha, power)


def level(alpha: float, arms: int) -> float:
    """The risk each version may take of winning by luck, so that all of them together take no more than `alpha`
    (Bonferroni)."""
    return alpha / arms


def check(base: Base, effect: Decimal) -> None:
    """Raises RuleBroken `hypothesis.size.base_zero`, `.sd_zero`, `.no_effect`, `.too_high`, `.too_low`."""
    if not (base.mean if isinstance(base, Mean) else base.percent):
        raise RuleBroken("hypothesis.size.base_zero", field=Piece.BASE)
    if isinstance(base, Mean) and base.sd <= 0:
        raise RuleBroken("hypothesis.size.sd_zero", field=Piece.SPREAD)
    if _vanishes(base, effect):
        raise RuleBroken("hypothesis.size.no_effect", field=Piece.EFFECT)
    if isinstance(base, Rate) and _target(base, effect) > _HUNDRED:
        raise RuleBroken("hypothesis.size.too_high", field=Piece.EFFECT)
    if isinstance(base, Rate) and effect < -_HUNDRED:
        raise RuleBroken("hypothesis.size.too_low", field=Piece.EFFECT)


def _vanishes(base: Base, effect: Decimal) -> bool:
    """Whether nothing, or what is too small for a computer to tell from it, would change."""
    if isinstance(base, Mean):
        return not float(base.mean * effect)
    return float(base.percent / _HUNDRED) == float(_target(base, effect) / _HUNDRED)


def _target(base: Rate, effect: Decimal) -> Decimal:
    return base.percent * (_HUNDRED + effect) / _HUNDRED


def _reachable(wanted: Wanted) -> Decimal | None:
    """The smallest effect of the same sign that the longest test shows."""
    each = wanted.visitors_a_week * MOST_WEEKS // (wanted.arms + 1)
    if not each:
        return None
    found = reachable(wanted.base, wanted.effect, each, level(wanted.alpha, wanted.arms), wanted.power)
    return None if found is None else _outwards(found).copy_sign(wanted.effect)


def reachable(base: Base, effect: Decimal, each: int, alpha: float = ALPHA, power: float = POWER) -> float | None:
    """How many percent of the base, up or down as `effect` goes, `each` people per version can show; None: none can.

    What falls is what is left of the others rising: both have one variance.
    """
    if isinstance(base, Mean):
        return statistics.reachable_of_mean(float(base.sd), each, alpha, power) / abs(float(base.mean)) * 100
    here = float(base.percent / _HUNDRED)
    start = here if effect > 0 else 1 - here
    found = statistics.reachable(start, each, alpha, power)
    return None if found is None else (found - start) / here * 100


def _outwards(percent: float) -> Decimal:
    """To the next whole percent, below 10 to the next tenth: what is promised can be shown."""
    step = Decimal(1) if percent >= 10 else Decimal("0.1")
    return Decimal(percent - 1e-9).quantize(step, ROUND_CEILING)  # what a root is off by makes no percent more


def likely_sizes(arms: int = 1) -> tuple[tuple[int, ...], ...]:
    """People per version for each of LIKELY_BASES, by LIKELY_EFFECTS: what a team that does not know its rate reads."""
    alpha = level(ALPHA, arms)
    return tuple(tuple(per_arm(Rate(base), effect, alpha) for effect in LIKELY_EFFECTS) for base in LIKELY_BASES)


# -- what is typed, and what is kept -------------------------------------------------------------------------------


def wanted(plan: Mapping[Piece, str]) -> Wanted | None:
    """From the pieces of a plan. None: today's rate, its deviation, the effect or the visitors are not known."""
    base, effect, visitors = base_of(plan), plan.get(Piece.EFFECT), plan.get(Piece.VISITORS)
    if base is None or not effect or not visitors:
        return None
    seen = int(int(visitors) * Decimal(plan.get(Piece.SHARE) or _HUNDRED) / _HUNDRED)
    return Wanted(base, Decimal(effect), seen, arms_of(plan))


def arms_of(plan: Mapping[Piece, str]) -> int:
    return int(plan.get(Piece.ARMS) or 1)


def base_of(plan: Mapping[Piece, str]) -> Base | None:
    """None where nobody knows it, and for a mean without its deviation, of which no size can be reckoned."""
    said, sd = plan.get(Piece.BASE, ""), plan.get(Piece.SPREAD, "")
    if not said:
        return None
    if plan.get(Piece.MEASURE) != hypothesis_form.MEAN:
        return Rate(Decimal(said))
    return Mean(Decimal(said), Decimal(sd)) if sd else None


def planned_size(plan: Mapping[Piece, str]) -> str:
    """People per version, as a start keeps it; empty where it cannot be reckoned.

    Raises RuleBroken `hypothesis.size.*` as `check` does.
    """
    base, effect = base_of(plan), plan.get(Piece.EFFECT)
    if base is None or not effect:
        return ""
    return str(per_arm(base, Decimal(effect), level(ALPHA, arms_of(plan))))


def planned_weeks(plan: Mapping[Piece, str]) -> int:
    """How long it takes, as long as a test may last at most; the least where that is not known."""
    found = wanted(plan)
    return min(sizing(found).weeks, MOST_WEEKS) if found is not None else LEAST_WEEKS


def parse(values: Mapping[str, str], language: str) -> dict[Piece, str]:
    """The pieces of a size. Raises FieldsRefused with one RuleBroken a field: as `inputs` and `hypothesis_form` do,
    `hypothesis.size.*`."""
    found: dict[Piece, str] = {}
    broken: list[RuleBroken] = []
    for read in (_base, _effect, _visitors, _share, _arms):
        try:
            found |= read(values, language)
        except RuleBroken as refused:
            broken.append(refused)
    if broken:
        raise FieldsRefused(broken)
    try:
        found[Piece.PER_ARM] = planned_size(found)
        if (plan := wanted(found)) is not None:
            sizing(plan)
    except RuleBroken as refused:
        raise FieldsRefused([refused]) from None
    return found


def _base(values: Mapping[str, str], language: str) -> dict[Piece, str]:
    """A deviation beside it says that it is a mean, whatever its unit."""
    typed, spread = values.get(Piece.BASE, ""), values.get(Piece.SPREAD, "")
    found = hypothesis_form.measured(typed, language)
    if inputs.is_blank(spread):
        if found[Piece.MEASURE] == hypothesis_form.MEAN:
            raise RuleBroken("hypothesis.size.sd_needed", field=Piece.SPREAD)
        return {**found, Piece.SPREAD: ""}
    sd = inputs.number(spread, language, field=Piece.SPREAD)
    if sd <= 0:
        raise RuleBroken("hypothesis.size.sd_zero", field=Piece.SPREAD)
    measure = {Piece.MEASURE: hypothesis_form.MEAN} if found[Piece.BASE] else {}
    return {**found, **measure, Piece.SPREAD: format(sd, "f")}


def _effect(values: Mapping[str, str], language: str) -> dict[Piece, str]:
    return {Piece.EFFECT: hypothesis_form.effect(values.get(Piece.EFFECT, ""), language)}


def _visitors(values: Mapping[str, str], language: str) -> dict[Piece, str]:
    """May be left empty: the size alone is said then, not how long it takes."""
    typed = values.get(Piece.VISITORS, "")
    if inputs.is_blank(typed):
        return {Piece.VISITORS: ""}
    count = inputs.integer(typed, language, field=Piece.VISITORS)
    if count < 1:
        raise RuleBroken("hypothesis.size.nobody", field=Piece.VISITORS)
    return {Piece.VISITORS: str(count)}


def _share(values: Mapping[str, str], language: str) -> dict[Piece, str]:
    share = inputs.percentage(values.get(Piece.SHARE, "") or "100", language, field=Piece.SHARE)
    if not share:
        raise RuleBroken("hypothesis.size.nobody", field=Piece.SHARE)
    return {Piece.SHARE: format(share, "f")}


def _arms(values: Mapping[str, str], language: str) -> dict[Piece, str]:
    typed = values.get(Piece.ARMS, "") or "1"
    arms = inputs.integer(typed, language, field=Piece.ARMS)
    if not 1 <= arms <= MOST_ARMS:
        raise RuleBroken("input.out_of_scale", field=Piece.ARMS, typed=inputs.echo(typed), low="1", high=str(MOST_ARMS))
    return {Piece.ARMS: str(arms)}
