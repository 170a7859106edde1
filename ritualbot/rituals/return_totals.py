"""What decided tests and pilots cost and bring together, pure: S7. What nobody said is missing, and is no 0.

A gain is counted for twelve weeks, whatever period it was told for: what a pilot lasts, and what automated bricks are
asked their yield for. So what different tests bring can be added, and little is read into the future.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from ritualbot.rituals.hypothesis_return import Period, Return

GAIN_WEEKS = 12
PILOTS_IN = "EUR"  # what a pilot's amounts are in
_WEEKS_IN: Mapping[Period, Fraction] = MappingProxyType(
    {Period.WEEK: Fraction(1), Period.MONTH: Fraction(52, 12), Period.QUARTER: Fraction(13), Period.YEAR: Fraction(52)}
)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Figures:
    """Of one test or pilot; None: not said. `gain`: of twelve weeks."""

    cost: Decimal | None = None
    gain: Decimal | None = None
    currency: str = PILOTS_IN

    @property
    def roi(self) -> Decimal | None:
        """Of twelve weeks: what it brings beyond its cost, for each unit it cost."""
        if self.cost is None or self.gain is None:
            return None
        return _roi(self.cost, self.gain)


@dataclass(frozen=True)
class Entry:
    """What is counted once: a test, or a pilot with the tests it groups. A test's money was spent within its pilot's
    budget, and what it brings is in what the pilot yields: where the pilot's own figure is known, it alone counts."""

    own: Figures
    tests: tuple[Figures, ...] = ()

    def costs(self) -> list[tuple[Decimal | None, str]]:
        if self.own.cost is None and self.tests:
            return [(each.cost, each.currency) for each in self.tests]
        return [(self.own.cost, self.own.currency)]

    def gains(self) -> list[tuple[Decimal | None, str]]:
        if self.own.gain is None and self.tests:
            return [(each.gain, each.currency) for each in self.tests]
        return [(self.own.gain, self.own.currency)]


@dataclass(frozen=True)
class Totals:
    """By currency, of what is known; empty: nothing is. `roi`: of what has both a cost and a gain, in one currency;
    `whole`: whether that is everything. `counted`: tests and pilots."""

    counted: int = 0
    costs: Mapping[str, Decimal] = field(default_factory=dict)
    gains: Mapping[str, Decimal] = field(default_factory=dict)
    missing_costs: int = 0
    missing_gains: int = 0
    roi: Decimal | None = None
    whole: bool = True

    @property
    def missing(self) -> int:
        """Figures nobody gave."""
        return self.missing_costs + self.missing_gains


def of_test(said: Return | None) -> Figures:
    if said is None:
        return Figures()
    return Figures(said.cost, for_twelve_weeks(said.gain, said.period), said.currency)


def for_twelve_weeks(gain: Decimal | None, period: Period) -> Decimal | None:
    """To the cent. A year is 52 weeks, a month a twelfth of it."""
    if gain is None:
        return None
    found = Fraction(gain) * GAIN_WEEKS / _WEEKS_IN[period]
    amount = (Decimal(found.numerator) / found.denominator).quantize(_CENT)
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount


def together(entries: Iterable[Entry]) -> Totals:
    every = list(entries)
    costs = [each for entry in every for each in entry.costs()]
    gains = [each for entry in every for each in entry.gains()]
    both = [entry for entry in every if _known(entry.costs()) and _known(entry.gains())]
    return Totals(
        counted=sum(1 + len(entry.tests) for entry in every),
        costs=_sums(costs),
        gains=_sums(gains),
        missing_costs=sum(value is None for value, _ in costs),
        missing_gains=sum(value is None for value, _ in gains),
        roi=_pooled(both),
        whole=len(both) == len(every),
    )


def _known(parts: list[tuple[Decimal | None, str]]) -> bool:
    return all(value is not None for value, _ in parts)


def _sums(parts: Iterable[tuple[Decimal | None, str]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for value, currency in parts:
        if value is not None:
            found[currency] = found.get(currency, Decimal(0)) + value
    return dict(sorted(found.items()))


def _pooled(entries: list[Entry]) -> Decimal | None:
    """Money of two currencies is neither added nor compared."""
    costs = _sums(each for entry in entries for each in entry.costs())
    gains = _sums(each for entry in entries for each in entry.gains())
    if len(costs) != 1 or costs.keys() != gains.keys():
        return None
    [currency] = costs
    return _roi(costs[currency], gains[currency])


def _roi(cost: Decimal, gain: Decimal) -> Decimal | None:
    return (gain - cost) / cost if cost else None
