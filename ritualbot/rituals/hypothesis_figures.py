"""The figures of one look at a test: each version against the control, corrected where there are several."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from ritualbot.rituals import statistics
from ritualbot.rituals.hypothesis_counts import Counts, seen
from ritualbot.rituals.statistics import ALPHA, Arm, Compared, Interval, Sample

UNPLANNED = 10_000  # visitors a version: what early figures are tuned to where no size was planned
FEWEST = 30  # measures of a mean from which its deviation is taken for the true one


class Way(StrEnum):
    """How p was found. The interval is Newcombe's of rates, Welch's of means, or the always-valid one."""

    EARLY = "early"  # the always-valid figures
    Z = "z"
    FISHER = "fisher"
    WELCH = "welch"


@dataclass(frozen=True)
class Versus:
    """A version against the control. `number` is 1 for the first; `lift` is relative, None from a control of 0;
    `alone` is p before the correction. The interval is of `diff`."""

    number: int
    way: Way
    diff: float
    lift: float | None
    interval: Interval
    score: float | None
    p: float
    alone: float


# By version; None where there is nothing to compare.
Figures: TypeAlias = tuple[Versus | None, ...]


def fixed(counts: Counts, alpha: float = ALPHA) -> Figures:
    """What may be said once, at the planned size."""
    control, *versions = counts
    found = [_fixed(control, each, alpha / len(versions)) for each in versions]
    return _corrected(counts, found)


def at_any_look(counts: Counts, planned: int | None, alpha: float = ALPHA) -> Figures:
    """What may be said at any look."""
    control, *versions = counts
    found = [_early(control, each, planned or UNPLANNED, alpha / len(versions)) for each in versions]
    return _corrected(counts, found)


def _fixed(control: Arm | Sample, version: Arm | Sample, alpha: float) -> tuple[Way, Compared] | None:
    if isinstance(control, Arm) and isinstance(version, Arm):
        if not control.visitors or not version.visitors:
            return None
        found = statistics.compare(control, version, alpha)
        return (Way.FISHER if found.score is None else Way.Z), found
    assert isinstance(control, Sample) and isinstance(version, Sample)
    return Way.WELCH, statistics.welch(control, version, alpha)


def _early(control: Arm | Sample, version: Arm | Sample, planned: int, alpha: float) -> tuple[Way, Compared] | None:
    if isinstance(control, Arm) and isinstance(version, Arm):
        if not control.visitors or not version.visitors:
            return None
        return Way.EARLY, statistics.always_valid(control, version, planned, alpha)
    assert isinstance(control, Sample) and isinstance(version, Sample)
    if min(control.n, version.n) < FEWEST or not control.sd + version.sd:
        return None
    return Way.EARLY, statistics.always_valid_mean(control, version, planned, alpha)


def _corrected(counts: Counts, found: Sequence[tuple[Way, Compared] | None]) -> Figures:
    """Each p is corrected by Holm 1979; the intervals hold together, each at its part of alpha (Bonferroni)."""
    made = [_versus(counts, number, each) for number, each in enumerate(found, 1)]
    ranked = sorted((each for each in made if each), key=lambda each: each.alone)
    least, corrected = 0.0, {}
    for rank, each in enumerate(ranked):
        # A version nobody has seen yet is still one of those compared.
        least = max(least, min(1.0, (len(found) - rank) * each.alone))
        corrected[each.number] = least
    return tuple(each and replace(each, p=corrected[each.number]) for each in made)


def _versus(counts: Counts, number: int, found: tuple[Way, Compared] | None) -> Versus | None:
    if found is None:
        return None
    way, compared = found
    base = level(counts[0])
    lift = compared.diff / base if base else None
    score, p = compared.score, compared.p
    return Versus(number, way, compared.diff, lift, compared.interval, score, p, p)


def chance(counts: Counts, number: int) -> float | None:
    """That this version's rate is the larger one, with flat priors; None of a mean, and where nobody came."""
    control, version = counts[0], counts[number]
    if not isinstance(control, Arm) or not isinstance(version, Arm) or not control.visitors or not version.visitors:
        return None
    return statistics.chance_to_win(control, version)


def level(each: Arm | Sample) -> float | None:
    """The rate or mean of one version; None where nobody came."""
    if isinstance(each, Sample):
        return each.mean
    return each.rate if each.visitors else None


def split(counts: Counts) -> float:
    """How likely a split at least that uneven is, of a test that deals visitors out evenly."""
    return statistics.split_p([seen(each) for each in counts])
