"""A chart of intervals as a page draws it: across in percent, a row of the page each, one axis over all of them."""

import math
from dataclasses import dataclass
from decimal import Decimal

from ritualbot.chat.charts import IntervalChart, IntervalRow
from ritualbot.i18n import Words

_EDGE = 4.0  # percent on either side
_MARKS = 4  # figures on the axis, about


@dataclass(frozen=True)
class Mark:
    """A figure on the axis; `x` in percent."""

    x: float
    text: str


@dataclass(frozen=True)
class Axis:
    """What stands over the rows; `zero` in percent."""

    zero: float
    marks: tuple[Mark, ...]
    left: str
    right: str


@dataclass(frozen=True)
class Across:
    """An interval, in percent of the axis. `told`: the same, written."""

    low: float
    middle: float
    high: float
    leaning: str
    told: str


def _span(spec: IntervalChart) -> tuple[float, float]:
    """As far to either side of zero as the furthest interval, so that zero is in the middle and both have room."""
    furthest = max(abs(end) for row in spec.rows for end in (row.low, row.high)) or 1.0
    return -furthest, furthest


def _place(spec: IntervalChart, value: float) -> float:
    low, high = _span(spec)
    return round(_EDGE + (100 - 2 * _EDGE) * (value - low) / (high - low), 2)


def across(spec: IntervalChart, row: IntervalRow) -> Across:
    low, middle, high = (_place(spec, value) for value in (row.low, row.middle, row.high))
    return Across(low, middle, high, row.leaning.value, row.told)


def axis(spec: IntervalChart) -> Axis:
    """With as many round figures as have room on a phone, zero among them."""
    words, (low, high) = Words(spec.language), _span(spec)
    step = _step((high - low) / _MARKS)
    numbers = range(math.ceil(low / float(step)), math.floor(high / float(step)) + 1)
    marks = tuple(Mark(_place(spec, float(step * number)), words.signed(step * number)) for number in numbers)
    return Axis(_place(spec, 0), marks, spec.left, spec.right)


def _step(least: float) -> Decimal:
    """The next of 1, 2 and 5 times a power of ten."""
    power = Decimal(10) ** math.floor(math.log10(least))
    return next(power * each for each in (1, 2, 5, 10) if float(power * each) >= least)
