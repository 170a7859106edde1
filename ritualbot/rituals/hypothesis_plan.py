"""Planning a test, pure: how many people it takes, for how long, and what else to do where that is too long.

Rates and effects are in percent as people write them: a base of 5 is 5 %, an effect of 10 is +10 % of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs, statistics
from ritualbot.rituals.statistics import ALPHA, MOST_WEEKS, POWER

MOST_ARMS = 4  # beside the control
LIKELY_BASES = tuple(Decimal(each) for each in (2, 3, 5, 10))  # shown where nobody knows the rate of today
LIKELY_EFFECTS = tuple(Decimal(each) for each in (5, 10, 20))
FIELDS = ("base", "sd", "effect", "visitors_a_week", "share", "arms")
_NOT_KNOWN = frozenset({"?", "je ne sais pas", "nsp", "inconnu", "i don't know", "dont know", "unknown", "n/a"})
_HUNDRED = Decimal(100)
_ALL = Decimal(100)  # of the visitors, unless a share is said


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
        raise RuleBroken("hypothesis.size.nobody", field="visitors_a_week")
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
        raise RuleBroken("hypothesis.size.base_zero", field="base")
    if isinstance(base, Mean) and base.sd <= 0:
        raise RuleBroken("hypothesis.size.sd_zero", field="sd")
    if _vanishes(base, effect):
        raise RuleBroken("hypothesis.size.no_effect", field="effect")
    if isinstance(base, Rate) and _target(base, effect) > _HUNDRED:
        raise RuleBroken("hypothesis.size.too_high", field="effect")
    if isinstance(base, Rate) and effect < -_HUNDRED:
        raise RuleBroken("hypothesis.size.too_low", field="effect")


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


def wanted(pieces: Mapping[str, str]) -> Wanted | None:
    """From the plan's pieces as `parse` leaves them. None: today's rate, the effect or the visitors are unknown."""
    base = base_of(pieces)
    if base is None or not (pieces.get("effect") and pieces.get("visitors_a_week")):
        return None
    seen = int(int(pieces["visitors_a_week"]) * Decimal(pieces.get("share") or _ALL) / _HUNDRED)
    return Wanted(base, Decimal(pieces["effect"]), seen, int(pieces.get("arms") or 1))


def base_of(pieces: Mapping[str, str]) -> Base | None:
    """A mean where a deviation stands beside it; None where nobody knows it."""
    if not pieces.get("base"):
        return None
    base, sd = Decimal(pieces["base"]), pieces.get("sd", "")
    return Mean(base, Decimal(sd)) if sd else Rate(base)


def parse(values: Mapping[str, str], language: str) -> dict[str, str]:
    """The pieces of a size, numbers with a full stop; what may be unknown is empty. Raises FieldsRefused with one
    RuleBroken a field: as `inputs` does, `hypothesis.size.*`."""
    readers = _MEAN if not inputs.is_blank(values.get("sd", "")) else _RATE
    found: dict[str, str] = {}
    broken: list[RuleBroken] = []
    for name, read in readers.items():
        typed = values.get(name, "")
        try:
            found[name] = "" if _unknown(typed) else read(typed, language, name)
        except RuleBroken as refused:
            broken.append(refused)
    if broken:
        raise FieldsRefused(broken)
    try:
        _check_together(found)
    except RuleBroken as refused:
        raise FieldsRefused([refused]) from None
    return found


def _check_together(pieces: Mapping[str, str]) -> None:
    base, plan = base_of(pieces), wanted(pieces)
    if base is not None and pieces["effect"]:
        check(base, Decimal(pieces["effect"]))
    if plan is not None:
        sizing(plan)


def _unknown(typed: str) -> bool:
    return inputs.is_blank(typed) or inputs.fold(typed).strip(" .") in _NOT_KNOWN


def effect(typed: str, language: str, field: str = "effect") -> Decimal:
    """`10`, `+10 %`, `-5`: percent of the base, of either sign. Raises as `inputs.number` does."""
    text = typed.strip()
    return inputs.number(text[:-1].rstrip() if text.endswith("%") else text, language, field=field)


def _read_percentage(typed: str, language: str, field: str) -> str:
    return _plain(inputs.percentage(typed, language, field=field))


def _read_number(typed: str, language: str, field: str) -> str:
    return _plain(inputs.number(typed, language, field=field))


def _read_effect(typed: str, language: str, field: str) -> str:
    return _plain(effect(typed, language, field))


def _read_share(typed: str, language: str, field: str) -> str:
    share = inputs.percentage(typed, language, field=field)
    if not share:
        raise RuleBroken("hypothesis.size.nobody", field=field)
    return _plain(share)


def _read_visitors(typed: str, language: str, field: str) -> str:
    count = inputs.integer(typed, language, field=field)
    if count < 1:
        raise RuleBroken("hypothesis.size.nobody", field=field)
    return str(count)


def _read_arms(typed: str, language: str, field: str) -> str:
    arms = inputs.integer(typed, language, field=field)
    if not 1 <= arms <= MOST_ARMS:
        raise RuleBroken("input.out_of_scale", field=field, typed=inputs.echo(typed), low="1", high=str(MOST_ARMS))
    return str(arms)


def _plain(value: Decimal) -> str:
    return format(value, "f")


_RATE: Mapping[str, Callable[[str, str, str], str]] = MappingProxyType(
    {
        "base": _read_percentage,
        "effect": _read_effect,
        "visitors_a_week": _read_visitors,
        "share": _read_share,
        "arms": _read_arms,
    }
)
_MEAN = MappingProxyType({**_RATE, "base": _read_number, "sd": _read_number})
