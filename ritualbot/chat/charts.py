"""Pictures of figures, described: what is drawn, with no colour, size or language rule in it."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Leaning(StrEnum):
    """What an interval says; a picture shows it by its form, never by colour alone."""

    BETTER = "better"
    WORSE = "worse"
    UNSURE = "unsure"  # it holds zero
    ALONE = "alone"  # favourable, with nothing to compare with


@dataclass(frozen=True)
class IntervalRow:
    """One interval with its most plausible value, all in the chart's unit. `told`: the same, written.

    Raises ValueError unless low <= middle <= high, all finite.
    """

    label: str
    low: float
    middle: float
    high: float
    told: str
    leaning: Leaning

    def __post_init__(self) -> None:
        if not -math.inf < self.low <= self.middle <= self.high < math.inf:
            raise ValueError("an interval goes from low to high, around its middle")


@dataclass(frozen=True)
class IntervalChart:
    """Intervals under each other around a zero line.

    `zero` says what zero is, `left` and `right` what lies on each side of it, `note` how to read it all. `rule` is a
    second line, named by `rule_label`. Figures on the axis are written as `language` does.
    """

    language: str
    title: str
    unit: str
    zero: str
    left: str
    right: str
    rows: tuple[IntervalRow, ...]
    note: str = ""
    rule: float | None = None
    rule_label: str = ""

    def __post_init__(self) -> None:
        if not self.rows or not math.isfinite(self.rule or 0):
            raise ValueError("a chart shows at least one row")


@dataclass(frozen=True)
class LinePoint:
    """A value and its day. `told`: both, written; `value` is None where nobody knows it: the line is left open there,
    and `told` says so."""

    label: str
    value: float | None
    told: str

    def __post_init__(self) -> None:
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError("a point has a finite value or none")


@dataclass(frozen=True)
class Level:
    """A height that means something, with its name."""

    value: float
    label: str

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ValueError("a level is finite")


@dataclass(frozen=True)
class LineChart:
    """A figure over time, its points the same time apart. `last` is its newest value, written; `goal` is drawn in full,
    `levels` thinner; `low` and `high`: what the figure cannot pass, where there is such a thing."""

    language: str
    title: str
    points: tuple[LinePoint, ...]
    last: str = ""
    goal: Level | None = None
    levels: tuple[Level, ...] = ()
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if all(point.value is None for point in self.points):
            raise ValueError("a line has at least one point")


Spec: TypeAlias = IntervalChart | LineChart
