"""How hypotheses are put in order, pure: ICE, RICE and PIE, by several scorers.

ICE (Sean Ellis, Hacking Growth, 2017): impact, confidence, ease, 1 to 10 each; the score is their mean.
PIE (Chris Goward, You Should Test That!, 2013): potential, importance, ease, 1 to 10 each; their mean.
RICE (Sean McBride, Intercom, 2016): reach × impact × confidence / effort. Reach is people a quarter, impact one of five
steps from 0.25 to 3, confidence 50, 80 or 100 %, effort person-months.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs

APART = 3  # points between the highest and the lowest mark from which one talks about it
TIMES_APART = 3  # the same for what has no points: so many times as much
_TENTH = Decimal("0.1")


class Method(StrEnum):
    """None is in use until somebody who leads chooses one; the first is proposed first."""

    ICE = "ice"
    RICE = "rice"
    PIE = "pie"


@dataclass(frozen=True)
class Mark:
    """One thing a scorer says, from `low` to `high`; one of `steps`, lowest first, where there are some."""

    name: str
    low: Decimal = Decimal(1)
    high: Decimal = Decimal(10)
    steps: tuple[Decimal, ...] = ()
    in_points: bool = True


Marks: TypeAlias = Mapping[str, Decimal]  # what one scorer said, by the names of the method's marks

_IMPACTS = tuple(Decimal(each) for each in ("0.25", "0.5", "1", "2", "3"))
_CONFIDENCES = tuple(Decimal(each) for each in ("50", "80", "100"))
MARKS: Mapping[Method, tuple[Mark, ...]] = MappingProxyType(
    {
        Method.ICE: (Mark("impact"), Mark("confidence"), Mark("ease")),
        Method.RICE: (
            Mark("reach", Decimal(1), Decimal(1_000_000_000), in_points=False),
            Mark("impact", _IMPACTS[0], _IMPACTS[-1], _IMPACTS),
            Mark("confidence", _CONFIDENCES[0], _CONFIDENCES[-1], _CONFIDENCES),
            Mark("effort", _TENTH, Decimal(120), in_points=False),
        ),
        Method.PIE: (Mark("potential"), Mark("importance"), Mark("ease")),
    }
)


def scoring(typed: str) -> str:
    """The method a team chose; empty for none."""
    return typed if typed in {method.value for method in Method} else ""


def parse(method: Method, values: Mapping[str, str], language: str) -> dict[str, Decimal]:
    """What one scorer says. Raises FieldsRefused with one RuleBroken a field: `input.empty`, `input.out_of_scale`, as
    `inputs.number` does."""
    found: dict[str, Decimal] = {}
    broken: list[RuleBroken] = []
    for mark in MARKS[method]:
        try:
            found[mark.name] = _read(mark, values.get(mark.name, ""), language)
        except RuleBroken as refused:
            broken.append(refused)
    if broken:
        raise FieldsRefused(broken)
    return found


def _read(mark: Mark, typed: str, language: str) -> Decimal:
    if inputs.is_blank(typed):
        raise RuleBroken("input.empty", field=mark.name, typed="")
    if mark.steps and typed in {str(step) for step in mark.steps}:
        return Decimal(typed)
    value = inputs.number(typed, language, field=mark.name)
    if not mark.low <= value <= mark.high or (mark.steps and value not in mark.steps):
        low, high = format(mark.low, "f"), format(mark.high, "f")
        raise RuleBroken("input.out_of_scale", field=mark.name, typed=inputs.echo(typed), low=low, high=high)
    return value


def score(method: Method, marks: Marks) -> Decimal:
    """Of one scorer, not rounded."""
    if method is Method.RICE:
        return marks["reach"] * marks["impact"] * marks["confidence"] / 100 / marks["effort"]
    return sum((marks[mark.name] for mark in MARKS[method]), Decimal()) / len(MARKS[method])


def average(method: Method, given: Sequence[Marks]) -> Decimal | None:
    """Of all scorers, to a tenth; None where nobody scored."""
    if not given:
        return None
    total = sum((score(method, marks) for marks in given), Decimal())
    return (total / len(given)).quantize(_TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Disagreement:
    """A mark on which the scorers are far apart."""

    name: str
    low: Decimal
    high: Decimal


def to_discuss(method: Method, given: Sequence[Marks]) -> tuple[Disagreement, ...]:
    """The marks three points apart or more, in the method's order: steps are points; reach and effort, which have none,
    are far apart where one is three times the other."""
    found = []
    for mark in MARKS[method]:
        said = sorted(marks[mark.name] for marks in given)
        if said and _far_apart(mark, said[0], said[-1]):
            found.append(Disagreement(mark.name, said[0], said[-1]))
    return tuple(found)


def _far_apart(mark: Mark, low: Decimal, high: Decimal) -> bool:
    if mark.steps:
        return mark.steps.index(high) - mark.steps.index(low) >= APART
    return high - low >= APART if mark.in_points else high >= TIMES_APART * low
