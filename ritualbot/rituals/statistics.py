"""The statistics of a test: sizes, differences with their intervals, and what may honestly be said early.

Everything is two-sided; shares are between 0 and 1. Standard library only: the normal law is `statistics.NormalDist`;
Student's t comes from the incomplete beta function by its continued fraction. Whoever calls has checked what was typed:
`Arm` and `Sample` refuse what no test can give.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

ALPHA, POWER = 0.05, 0.80
LEAST_WEEKS, MOST_WEEKS = 2, 12
SRM_BELOW = 0.001  # a split that unlikely says that the counting is broken
SMALL_CELL = 5  # below it the normal law is no good for a table: Cochran 1954
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Arm:
    """What one version got. Raises ValueError unless 0 <= conversions <= visitors."""

    conversions: int
    visitors: int

    def __post_init__(self) -> None:
        if not 0 <= self.conversions <= self.visitors:
            raise ValueError("conversions are between 0 and the visitors")

    @property
    def rate(self) -> float:
        """Raises ValueError where nobody came."""
        if not self.visitors:
            raise ValueError("nobody came")
        return self.conversions / self.visitors


@dataclass(frozen=True)
class Sample:
    """A measured quantity of one version: its mean, its standard deviation (n - 1), how many were measured."""

    mean: float
    sd: float
    n: int

    def __post_init__(self) -> None:
        if self.n < 2 or self.sd < 0 or not (math.isfinite(self.mean) and math.isfinite(self.sd)):
            raise ValueError("a mean needs two measures and a deviation that is not negative")


@dataclass(frozen=True)
class Interval:
    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Compared:
    """A version against the control. `score` is z, or t of a mean; None where an exact test took its place."""

    diff: float
    score: float | None
    p: float
    interval: Interval


# -- laws ----------------------------------------------------------------------------------------------------------


def _critical(alpha: float) -> float:
    return _NORMAL.inv_cdf(1 - alpha / 2)


def _two_sided(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def _chi_square_above(x: float, df: int) -> float:
    """P(X > x). Abramowitz and Stegun 26.4.4 and 26.4.5."""
    if x <= 0:
        return 1.0
    if df % 2:
        term, total = math.sqrt(2 * x / math.pi) * math.exp(-x / 2), 0.0
        for k in range(1, (df - 1) // 2 + 1):
            total += term
            term *= x / (2 * k + 1)
        return math.erfc(math.sqrt(x / 2)) + total
    term, total = math.exp(-x / 2), 0.0
    for k in range(df // 2):
        total += term
        term *= x / (2 * (k + 1))
    return total


def _beta_part(x: float, a: float, b: float) -> float:
    """I_x(a, b), the regularised incomplete beta function, by its continued fraction (DLMF 8.17.22, Lentz's method)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_part(1 - x, b, a)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d or tiny)
    value = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / ((1 + step * d) or tiny)
            c = (1 + step / c) or tiny
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return math.exp(front) * value / a


_NEARLY_NORMAL = 1e7  # degrees of freedom from which Student's law is the normal one to eight digits


def _student_two_sided(t: float, df: float) -> float:
    """P(|T| > |t|)."""
    if df > _NEARLY_NORMAL:
        return _two_sided(t)
    return _beta_part(df / (df + t * t), df / 2, 0.5)


def _student_critical(alpha: float, df: float) -> float:
    return _root(lambda t: alpha - _student_two_sided(t, df), 0.0, 1e6 / alpha)


def _root(grows: Callable[[float], float], low: float, high: float) -> float:
    """Where an increasing function crosses zero, by halving."""
    for _ in range(200):
        middle = (low + high) / 2
        if grows(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


# -- two proportions -----------------------------------------------------------------------------------------------


def wilson(arm: Arm, alpha: float = ALPHA) -> Interval:
    """The interval of a proportion: Wilson 1927, without correction."""
    z, n, rate = _critical(alpha), arm.visitors, arm.rate
    middle = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return Interval(0.0 if not arm.conversions else middle - half, 1.0 if arm.conversions == n else middle + half)


def newcombe(control: Arm, variant: Arm, alpha: float = ALPHA) -> Interval:
    """The interval of variant minus control: Newcombe 1998, method 10, from the two Wilson intervals."""
    a, b = wilson(control, alpha), wilson(variant, alpha)
    diff = variant.rate - control.rate
    low = diff - math.hypot(variant.rate - b.low, a.high - control.rate)
    return Interval(low, diff + math.hypot(b.high - variant.rate, control.rate - a.low))


def compare(control: Arm, variant: Arm, alpha: float = ALPHA) -> Compared:
    """The pooled z test, or Fisher's exact one where a cell is expected to hold fewer than five."""
    diff, interval = variant.rate - control.rate, newcombe(control, variant, alpha)
    if _smallest_expected(control, variant) < SMALL_CELL:
        return Compared(diff, None, fisher(control, variant), interval)
    z = pooled_z(control, variant)
    return Compared(diff, z, _two_sided(z), interval)


def pooled_z(control: Arm, variant: Arm) -> float:
    """The score of the difference under "no effect". 0 where nobody or everybody converted."""
    pooled = (control.conversions + variant.conversions) / (control.visitors + variant.visitors)
    variance = pooled * (1 - pooled) * (1 / control.visitors + 1 / variant.visitors)
    return (variant.rate - control.rate) / math.sqrt(variance) if variance else 0.0


def _smallest_expected(control: Arm, variant: Arm) -> float:
    total = control.visitors + variant.visitors
    yes = control.conversions + variant.conversions
    return min(control.visitors, variant.visitors) / total * min(yes, total - yes)


def fisher(control: Arm, variant: Arm) -> float:
    """Fisher's exact p: all tables with these margins that are no likelier than ours.

    Likelihoods are counted from the likeliest table outwards, by the ratio of neighbours, so that large margins cost
    no more than small ones.
    """
    n, m = control.visitors, variant.visitors
    yes = control.conversions + variant.conversions
    least, most = max(0, yes - m), min(n, yes)
    mode = min(max(least, (n + 1) * (yes + 1) // (n + m + 2)), most)
    found = {mode: 1.0}
    for step, end in ((1, most), (-1, least)):
        here, weight = mode, 1.0
        while here != end and weight > 1e-25:
            x = here if step > 0 else here - 1  # the ratio of x + 1 to x
            ratio = (n - x) * (yes - x) / ((x + 1) * (m - yes + x + 1))
            weight *= ratio if step > 0 else 1 / ratio
            here += step
            found[here] = weight
    ours = found.get(control.conversions, 0.0) * (1 + 1e-7)  # equal ones differ by rounding
    return min(1.0, math.fsum(each for each in found.values() if each <= ours) / math.fsum(found.values()))


# -- two means -----------------------------------------------------------------------------------------------------


def welch(control: Sample, variant: Sample, alpha: float = ALPHA) -> Compared:
    """Welch's t with the degrees of freedom of Satterthwaite 1946. Two constants differ for certain, or not at all."""
    diff = variant.mean - control.mean
    parts = [each.sd**2 / each.n for each in (control, variant)]
    variance = sum(parts)
    if not variance:
        return Compared(diff, None, float(diff == 0), Interval(diff, diff))
    df = variance**2 / sum(part**2 / (each.n - 1) for part, each in zip(parts, (control, variant), strict=True))
    t, half = diff / math.sqrt(variance), _student_critical(alpha, df) * math.sqrt(variance)
    return Compared(diff, t, _student_two_sided(t, df), Interval(diff - half, diff + half))


# -- how many ------------------------------------------------------------------------------------------------------


def size(base: float, target: float, alpha: float = ALPHA, power: float = POWER) -> int:
    """Visitors per version that show `target` against `base` with that power: the variance is pooled under "no effect"
    (Fleiss, Levin and Paik 2003, 4.14, without correction). Raises ValueError where the two are one, or no shares."""
    if not (0 <= base <= 1 and 0 <= target <= 1) or base == target:
        raise ValueError("two different shares between 0 and 1")
    middle = (base + target) / 2
    null = _critical(alpha) * math.sqrt(2 * middle * (1 - middle))
    real = _NORMAL.inv_cdf(power) * math.sqrt(base * (1 - base) + target * (1 - target))
    return math.ceil(((null + real) / (target - base)) ** 2)


def size_of_mean(sd: float, effect: float, alpha: float = ALPHA, power: float = POWER) -> int:
    """Measures per version that show a difference of means: 2 (z + z')² sd² / effect²."""
    if sd <= 0 or not effect:
        raise ValueError("a deviation above 0 and an effect")
    return math.ceil(2 * ((_critical(alpha) + _NORMAL.inv_cdf(power)) * sd / effect) ** 2)


def weeks(per_arm: int, arms: int, visitors_a_week: int) -> int:
    """Whole weeks until every version has its visitors, two at least."""
    return max(LEAST_WEEKS, math.ceil(per_arm * arms / visitors_a_week))


def reachable(base: float, per_arm: int, alpha: float = ALPHA, power: float = POWER) -> float | None:
    """The smallest share above `base` that so many visitors per version can show; None: none can."""
    if size(base, 1.0, alpha, power) > per_arm:
        return None
    return _root(lambda target: per_arm - size(base, target, alpha, power), math.nextafter(base, 1.0), 1.0)


def reachable_of_mean(sd: float, per_arm: int, alpha: float = ALPHA, power: float = POWER) -> float:
    """The smallest difference of means that so many measures per version can show: `size_of_mean` the other way."""
    return (_critical(alpha) + _NORMAL.inv_cdf(power)) * sd * math.sqrt(2 / per_arm)


# -- is the counting sound? ----------------------------------------------------------------------------------------


def split_p(counts: Sequence[int], planned: Sequence[float] = ()) -> float:
    """How likely a split at least that far from the planned one is (equal parts unless said): chi-square."""
    total = sum(counts)
    shares = planned or [1 / len(counts)] * len(counts)
    whole = math.fsum(shares)
    if not total:
        return 1.0
    away = math.fsum((n - total * s / whole) ** 2 / (total * s / whole) for n, s in zip(counts, shares, strict=True))
    return _chi_square_above(away, len(counts) - 1)


# -- looking early -------------------------------------------------------------------------------------------------


def always_valid(control: Arm, variant: Arm, planned: int, alpha: float = ALPHA) -> Compared:
    """What may be said at any look, however often: the mixture sequential ratio test of Robbins 1970 (Johari,
    Pekelis and Walsh 2015, for a difference), with a normal mixture whose variance makes the interval narrowest at
    `planned` visitors per version (Howard et al. 2021, 3.7)."""
    spread = _spread(control, variant)
    now = spread * (1 / control.visitors + 1 / variant.visitors)
    found = _mixture(variant.rate - control.rate, now, spread * 2 / planned, alpha)
    return replace(found, interval=Interval(max(-1.0, found.interval.low), min(1.0, found.interval.high)))


def always_valid_mean(control: Sample, variant: Sample, planned: int, alpha: float = ALPHA) -> Compared:
    """The same for two means, with the deviations measured put for the true ones (Waudby-Smith et al. 2021: valid as
    the measures become many). Raises ValueError where nothing varies."""
    parts = [each.sd**2 / each.n for each in (control, variant)]
    if not sum(parts):
        raise ValueError("two constants")
    spread = (control.sd**2 + variant.sd**2) / 2
    return _mixture(variant.mean - control.mean, sum(parts), spread * 2 / planned, alpha)


def _mixture(diff: float, now: float, then: float, alpha: float) -> Compared:
    """`now` is the variance of the difference as it stands, `then` the one planned."""
    sharp = 2 * math.log(1 / alpha)
    mixture = (sharp + math.log1p(sharp)) * then
    total = now + mixture
    ratio = 0.5 * math.log(now / total) + mixture * diff**2 / (2 * now * total)
    half = math.sqrt(now * total / mixture * (sharp + math.log(total / now)))
    return Compared(diff, None, min(1.0, math.exp(min(0.0, -ratio))), Interval(diff - half, diff + half))


def _spread(control: Arm, variant: Arm) -> float:
    """The variance of one visitor, pooled, with one conversion and one visitor without added (Agresti and Caffo 2000)
    so that it is never 0."""
    yes = control.conversions + variant.conversions + 1
    rate = yes / (control.visitors + variant.visitors + 2)
    return rate * (1 - rate)


# -- the chance to win ---------------------------------------------------------------------------------------------

_STEPS = 2000  # even, for Simpson's rule


class _Law:
    """Beta(1 + conversions, 1 + the others) on points of equal distance, as far out as anything weighs.

    Densities are taken relative to their peak and summed, so that very many visitors lose no digits.
    """

    def __init__(self, arm: Arm) -> None:
        a, b = arm.conversions + 1, arm.visitors - arm.conversions + 1
        middle, self.sd = a / (a + b), math.sqrt(a * b / (a + b + 1)) / (a + b)
        skew = 2 * abs(b - a) * math.sqrt(a + b + 1) / ((a + b + 2) * math.sqrt(a * b))
        reach = (9 + 8 * skew) * self.sd  # the tail of a skewed one falls no faster than by e a deviation
        self.low = max(0.0, middle - reach)
        self.step = (min(1.0, middle + reach) - self.low) / _STEPS
        heights = [_relative(arm, self.low + self.step * k) for k in range(_STEPS + 1)]
        total = math.fsum(height * weight for height, weight in zip(heights, self.weights(), strict=True))
        self.heights = [height / total for height in heights]
        self.sums = self._cumulated()

    def weights(self) -> list[float]:
        """Of the points, by Simpson's rule."""
        inner = [self.step * (4 if k % 2 else 2) / 3 for k in range(1, _STEPS)]
        return [self.step / 3, *inner, self.step / 3]

    def _cumulated(self) -> list[float]:
        """The part up to every second point."""
        sums = [0.0]
        for k in range(0, _STEPS, 2):
            left, middle, right = self.heights[k : k + 3]
            sums.append(sums[-1] + (left + 4 * middle + right) * self.step / 3)
        return sums

    def below(self, x: float) -> float:
        """P(it is below x), by the cubic through the sums whose slopes are the densities (Hermite)."""
        wide = 2 * self.step
        at = (x - self.low) / wide
        k = math.floor(at)
        if not 0 <= k < _STEPS // 2:
            return float(k >= 0)
        t = at - k
        slopes = (self.heights[2 * k] * wide, self.heights[2 * k + 2] * wide)
        rise = self.sums[k + 1] - self.sums[k]
        curve = t * t * (3 - 2 * t) * rise + t * (1 - t) ** 2 * slopes[0] - t * t * (1 - t) * slopes[1]
        return self.sums[k] + curve


def chance_to_win(control: Arm, variant: Arm) -> float:
    """P(the variant converts better), each rate with a flat prior: Beta(1 + conversions, 1 + the others).

    Summed over the points of the narrower law, on which the wider one is smooth.
    """
    here, there = _Law(control), _Law(variant)
    narrow, wide = (here, there) if here.sd < there.sd else (there, here)
    parts = zip(narrow.heights, narrow.weights(), strict=True)
    found = math.fsum(
        height * weight * wide.below(narrow.low + narrow.step * k) for k, (height, weight) in enumerate(parts)
    )
    above = min(1.0, max(0.0, found))  # that the narrower is
    return above if narrow is there else 1 - above


def _relative(arm: Arm, x: float) -> float:
    """The density, 1 at its peak."""
    yes, no, rate = arm.conversions, arm.visitors - arm.conversions, arm.rate if arm.visitors else 0.5
    if (x <= 0 and yes) or (x >= 1 and no):
        return 0.0
    away = x - rate
    log = yes * math.log1p(away / rate) if yes else 0.0
    return math.exp(log + (no * math.log1p(-away / (1 - rate)) if no else 0.0))
