"""D5-D8: the figures of a test. What scipy and statsmodels answer stands in `statistics.json`, made by
`statistics_reference.py`."""

import json
import math
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings, strategies as some

from ritualbot.rituals import statistics as figures
from ritualbot.rituals.statistics import Arm, Sample

KNOWN: dict[str, list[dict[str, Any]]] = json.loads(Path(__file__).with_name("statistics.json").read_text("utf-8"))
CLOSE = 1e-6


def two(found: dict[str, Any]) -> tuple[Arm, Arm]:
    x, n, y, m = found["arms"]
    return Arm(x, n), Arm(y, m)


def near(*pairs: tuple[float | None, float]) -> bool:
    return all(a is not None and math.isclose(a, b, rel_tol=0, abs_tol=CLOSE) for a, b in pairs)


# -- against others ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", KNOWN["tables"], ids=lambda each: str(each["arms"]))
def test_two_proportions_are_as_statsmodels_has_them(known: dict[str, Any]) -> None:
    control, variant = two(known)
    found = figures.compare(control, variant)
    low, high = known["interval"]
    assert near((found.score, known["z"]), (found.p, known["p"]))
    assert near((found.interval.low, low), (found.interval.high, high))
    assert near((figures.chance_to_win(control, variant), known["chance"]))


@pytest.mark.parametrize("known", KNOWN["small"], ids=lambda each: str(each["arms"]))
def test_small_tables_are_as_scipy_has_them(known: dict[str, Any]) -> None:
    control, variant = two(known)
    assert near((figures.fisher(control, variant), known["p"]))
    assert near((figures.chance_to_win(control, variant), known["chance"]))


@pytest.mark.parametrize("known", KNOWN["means"], ids=lambda each: str(each["samples"]))
def test_two_means_are_as_scipy_has_them(known: dict[str, Any]) -> None:
    a, s, n, b, t, m = known["samples"]
    found = figures.welch(Sample(a, s, n), Sample(b, t, m))
    low, high = known["interval"]
    assert near((found.score, known["t"]), (found.p, known["p"]))
    assert near((found.interval.low, low), (found.interval.high, high))


@pytest.mark.parametrize("known", KNOWN["splits"], ids=lambda each: str(each["counts"]))
def test_a_split_is_as_likely_as_scipy_has_it(known: dict[str, Any]) -> None:
    assert near((figures.split_p(known["counts"], known["shares"]), known["p"]))


@pytest.mark.parametrize("known", KNOWN["wilson"], ids=lambda each: str(each["arm"]))
def test_one_proportion_is_as_statsmodels_has_it(known: dict[str, Any]) -> None:
    found = figures.wilson(Arm(*known["arm"]))
    assert near((found.low, known["interval"][0]), (found.high, known["interval"][1]))


@pytest.mark.parametrize("known", KNOWN["sizes"], ids=lambda each: f"{each['base']} to {each['target']}")
def test_a_size_is_the_next_whole_number_of_what_statsmodels_has(known: dict[str, Any]) -> None:
    assert figures.size(known["base"], known["target"]) == math.ceil(known["per_arm"])


# -- the worked numbers --------------------------------------------------------------------------------------------


def test_the_worked_sizes() -> None:
    """D5, at a power of 0.80 and an alpha of 0.05."""
    assert [figures.size(base, target) for base, target in ((0.05, 0.055), (0.10, 0.11), (0.03, 0.033))] == [
        *(31_234, 14_751, 53_211)
    ]
    assert figures.size(0.02, 0.024) == 21_109


def test_the_duration_is_in_whole_weeks_and_two_at_least() -> None:
    """D5: 2 × 31,234 visitors at 10,000 a week are 6.2 weeks."""
    assert figures.weeks(31_234, 2, 10_000) == 7
    assert figures.weeks(10_000, 2, 10_000) == 2
    assert figures.weeks(100, 2, 10_000) == figures.LEAST_WEEKS


def test_the_reachable_effect() -> None:
    """D6: from 3 % with 4,000 a version, 39 % more."""
    found = figures.reachable(0.03, 4_000)
    assert found is not None and round(found / 0.03 - 1, 2) == 0.39
    assert figures.size(0.03, found) <= 4_000 < figures.size(0.03, found - 1e-6)
    assert figures.reachable(0.5, 3) is None


def test_the_worked_result() -> None:
    """D7: 16 % more, +0.17 to +1.43 points, z = 2.50, p = 0.0123; a split of 460 to 540 is nothing to worry about, ten
    times that is."""
    control, variant = Arm(500, 10_000), Arm(580, 10_000)
    found = figures.compare(control, variant)
    assert found.score is not None
    assert round(variant.rate / control.rate - 1, 2) == 0.16
    assert (round(found.interval.low * 100, 2), round(found.interval.high * 100, 2)) == (0.17, 1.43)
    assert (round(found.score, 2), round(found.p, 4)) == (2.50, 0.0123)
    assert figures.split_p([460, 540]) > figures.SRM_BELOW > figures.split_p([4_600, 5_400])


# -- properties ----------------------------------------------------------------------------------------------------


@some.composite
def arms(draw: some.DrawFn) -> Arm:
    n = draw(some.integers(1, 10**9))
    return Arm(draw(some.integers(0, n)), n)


@settings(deadline=None, max_examples=60)
@given(arms(), arms())
def test_exchanged_the_versions_change_signs_alone(control: Arm, variant: Arm) -> None:
    """D7: in every way of comparing."""
    for compared in (figures.compare, lambda a, b: figures.always_valid(a, b, 10_000)):
        here, there = compared(control, variant), compared(variant, control)
        assert near((here.diff, -there.diff), (here.p, there.p))
        assert near((here.interval.low, -there.interval.high), (here.interval.high, -there.interval.low))
        assert here.diff in figures.Interval(here.interval.low - 1e-12, here.interval.high + 1e-12)


@settings(deadline=None, max_examples=25)
@given(arms(), arms())
def test_one_of_the_two_wins(control: Arm, variant: Arm) -> None:
    """D7."""
    assert near((figures.chance_to_win(control, variant), 1 - figures.chance_to_win(variant, control)))


@settings(deadline=None, max_examples=60)
@given(some.integers(1, 60), some.integers(1, 60), some.integers(2, 50))
def test_the_same_rates_of_more_visitors_are_surer(yes: int, other: int, times: int) -> None:
    """D7: p falls and the interval narrows with the visitors."""
    few = figures.compare(Arm(yes, 1_000), Arm(other, 1_000))
    many = figures.compare(Arm(yes * times, 1_000 * times), Arm(other * times, 1_000 * times))
    if few.score is not None:
        assert many.p <= few.p + 1e-12
    assert many.interval.high - many.interval.low < few.interval.high - few.interval.low


@settings(deadline=None, max_examples=60)
@given(some.integers(1, 98), some.integers(1, 40))
def test_a_smaller_effect_and_more_power_need_more_visitors(base: int, step: int) -> None:
    """D5."""
    low, high = base / 100, min(base + step, 99) / 100
    middle = (low + high) / 2
    assert figures.size(low, middle) >= figures.size(low, high)
    assert figures.size(low, high, power=0.9) >= figures.size(low, high)
    assert figures.size(low, high) == figures.size(high, low)


def binomials(chance: Random, n: int, rate: float, times: int) -> list[int]:
    """As many draws of the binomial law, by turning its table around."""
    table, total, p = [], 0.0, (1 - rate) ** n
    for k in range(n + 1):
        total += p
        table.append(total)
        p *= (n - k) / (k + 1) * rate / (1 - rate)
    return [next((k for k, at in enumerate(table) if at >= u), n) for u in (chance.random() for _ in range(times))]


def test_without_an_effect_p_is_even_and_the_interval_covers() -> None:
    """D7: 3,000 tests of two versions alike. Three deviations of a share of 5 % in 3,000 are 1.2 points."""
    chance, times = Random(7), 3_000
    found = [
        figures.compare(Arm(x, 400), Arm(y, 400))
        for x, y in zip(binomials(chance, 400, 0.25, times), binomials(chance, 400, 0.25, times), strict=True)
    ]
    for share in (0.05, 0.25, 0.5, 0.75):
        three = 3 * math.sqrt(share * (1 - share) / times)
        # Whole numbers of conversions: p takes steps, of 2 % where they are largest.
        assert abs(sum(each.p <= share for each in found) / times - share) < three + 0.02
    assert abs(sum(0 in each.interval for each in found) / times - 0.95) < 0.012 + 0.005


def test_looking_twenty_times_the_always_valid_figures_stay_honest_and_the_others_do_not() -> None:
    """D8: 1,000 tests without an effect, each looked at 20 times."""
    chance, times, looks, step = Random(11), 1_000, 20, 200
    rows = [binomials(chance, step, 0.1, times) for _ in range(2 * looks)]
    naive = honest = 0
    for each in zip(*rows, strict=True):
        x, y = each[:looks], each[looks:]
        seen = [(Arm(sum(x[:k]), k * step), Arm(sum(y[:k]), k * step)) for k in range(1, looks + 1)]
        naive += any(figures.compare(a, b).p < 0.05 for a, b in seen)
        honest += any(figures.always_valid(a, b, looks * step).p < 0.05 for a, b in seen)
    assert honest / times < 0.05
    assert naive / times > 0.15


def test_an_always_valid_figure_is_sure_where_its_interval_is() -> None:
    """D8: p is under 5 % exactly where the interval at 95 % leaves 0 out."""
    chance = Random(3)
    for _ in range(300):
        n = chance.randrange(50, 20_000)
        control, variant = (Arm(chance.randrange(n // 10, n // 5), n) for _ in range(2))
        found = figures.always_valid(control, variant, 10_000)
        assert (found.p < 0.05) == (0 not in found.interval)


def test_the_always_valid_interval_is_narrowest_at_the_planned_size() -> None:
    """D8: tuned to the planned total. By hand at 10,000 a version, 0.0540446 converting: the variance of the difference
    is V = 1.02248e-5, the mixture’s τ² = 7.93615 V, so that half the interval is √((V + τ²) V/τ² (ln 400 + ln 8.93615))
    = √(1.12601 V · 8.18161) = 0.0097054."""
    control, variant = Arm(500, 10_000), Arm(580, 10_000)

    def half(planned: int) -> float:
        found = figures.always_valid(control, variant, planned).interval
        return (found.high - found.low) / 2

    assert round(half(10_000), 5) == 0.00971
    assert half(10_000) < min(half(5_000), half(20_000)) < max(half(1_000), half(100_000))


def test_the_always_valid_interval_of_means_by_hand() -> None:
    """D8: 100 of each with a deviation of 3, 200 planned: V = 0.18, τ² = 7.93615 · 0.09 = 0.714254, so that half of it
    is √(0.18 · 0.894254 / 0.714254 · (ln 400 + ln 4.96808)) = 1.30824."""
    found = figures.always_valid_mean(Sample(12, 3, 100), Sample(13, 3, 100), 200)
    assert near((found.diff, 1.0))
    assert (round(found.interval.low, 4), round(found.interval.high, 4)) == (-0.3082, 2.3082)
    assert (found.p < 0.05) == (0 not in found.interval)
    with pytest.raises(ValueError, match="constants"):
        figures.always_valid_mean(Sample(1, 0, 5), Sample(2, 0, 5), 10)


# -- what no test should give --------------------------------------------------------------------------------------

EDGES = [Arm(0, 1), Arm(1, 1), Arm(0, 10), Arm(10, 10), Arm(0, 10**12), Arm(10**12, 10**12), Arm(5, 10**12)]


@pytest.mark.parametrize(("control", "variant"), list(product(EDGES, EDGES)))
def test_at_the_edges_every_figure_is_a_number(control: Arm, variant: Arm) -> None:
    """D7: nobody, everybody, one visitor, 10^12 of them."""
    for found in (figures.compare(control, variant), figures.always_valid(control, variant, 1_000)):
        numbers = [found.diff, found.p, found.interval.low, found.interval.high, found.score or 0.0]
        assert all(math.isfinite(each) for each in numbers)
        assert 0 <= found.p <= 1 and -1 <= found.interval.low <= found.interval.high <= 1
    assert 0 <= figures.chance_to_win(control, variant) <= 1


def test_small_differences_of_very_many_visitors_are_seen() -> None:
    """10^12 visitors a version, 10 % of them, a million more in the second: 2.36 deviations by hand (√(2 · 0.1 · 0.9 ·
    10^12) = 424,264 conversions)."""
    control, variant = Arm(10**11, 10**12), Arm(10**11 + 10**6, 10**12)
    found = figures.compare(control, variant)
    assert found.score is not None and round(found.score, 3) == round(10**6 / 424_264.07, 3)
    assert near((figures.chance_to_win(control, variant), 1 - found.p / 2))


@pytest.mark.parametrize(("conversions", "visitors"), [(-1, 10), (11, 10), (1, 0), (0, -1)])
def test_no_arm_converts_more_than_came(conversions: int, visitors: int) -> None:
    with pytest.raises(ValueError, match="conversions"):
        Arm(conversions, visitors)


def test_nobody_came_is_no_arm_to_compare() -> None:
    with pytest.raises(ValueError, match="nobody came"):
        figures.compare(Arm(0, 0), Arm(1, 10))


@pytest.mark.parametrize(("mean", "sd", "n"), [(1.0, -1.0, 5), (1.0, 1.0, 1), (math.nan, 1.0, 5), (1.0, math.inf, 5)])
def test_a_mean_needs_two_measures_and_a_deviation(mean: float, sd: float, n: int) -> None:
    with pytest.raises(ValueError, match="two measures"):
        Sample(mean, sd, n)


def test_two_constants_differ_for_certain_or_not_at_all() -> None:
    assert figures.welch(Sample(2, 0, 5), Sample(2, 0, 9)).p == 1
    assert figures.welch(Sample(2, 0, 5), Sample(3, 0, 9)).p == 0


@pytest.mark.parametrize(("base", "target"), [(0.1, 0.1), (-0.1, 0.1), (0.1, 1.1), (math.nan, 0.1)])
def test_no_size_for_what_is_no_effect(base: float, target: float) -> None:
    with pytest.raises(ValueError, match="two different shares"):
        figures.size(base, target)


@pytest.mark.parametrize("per_arm", [2, 600, 14_128])
def test_what_a_mean_can_reach_takes_as_many(per_arm: int) -> None:
    effect = figures.reachable_of_mean(30, per_arm)
    assert figures.size_of_mean(30, effect * (1 + 1e-12)) == per_arm
