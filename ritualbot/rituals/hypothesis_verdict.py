"""What a test's results allow to be said: the figures of each look, the verdict they propose and those on offer.

The planned size and two weeks are agreed on before; until both are there only always-valid figures are read. The first
look after is read with the fixed ones, and decides; whatever is looked at later is shown, and changes no verdict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from ritualbot.rituals import hypothesis_figures as figures, statistics
from ritualbot.rituals.hypothesis_counts import Counts, Measure, seen
from ritualbot.rituals.hypothesis_figures import Figures, Versus
from ritualbot.rituals.hypothesis_guardrail import Guarded, Guardrail, Holds
from ritualbot.rituals.hypothesis_history import TestKind, Verdict
from ritualbot.rituals.statistics import ALPHA, SRM_BELOW

LEAST_DAYS = 7 * statistics.LEAST_WEEKS
FURTHEST_DAYS = 731  # an honest date further away is none


@dataclass(frozen=True)
class Trial:
    """What was agreed on before. `effect` is relative, in percent: its sign says which way is good; `versions` stand
    beside the control; `per_arm` is the planned size of each, None where none was planned; `resized_from`: the one
    before, where it was changed after results had been seen."""

    kind: TestKind
    measure: Measure
    versions: int
    per_arm: int | None
    starts_on: date
    ends_on: date
    effect: Decimal
    rails: tuple[Guardrail, ...] = ()
    alpha: float = ALPHA
    resized_from: int | None = None

    @property
    def lasts_until(self) -> date:
        """The first day on which it has run for the least time a test takes."""
        return self.starts_on + timedelta(days=LEAST_DAYS)

    @property
    def good(self) -> int:
        """1 where more is better, -1 where less is."""
        return 1 if self.effect > 0 else -1

    @property
    def decides_once(self) -> bool:
        """Whether the size was agreed on before anybody looked: only then may the fixed figures be read."""
        return self.per_arm is not None and self.resized_from is None

    @property
    def tuned_to(self) -> int | None:
        """What the always-valid figures are tuned to: it must not follow what was seen."""
        return self.resized_from or self.per_arm

    @property
    def compares(self) -> bool:
        """Whether there is a control at the same time."""
        return self.kind is not TestKind.BEFORE_AFTER


@dataclass(frozen=True)
class Look:
    """Results as of a day, with what was measured of guardrails by their names."""

    on: date
    counts: Counts
    measured: Mapping[str, Decimal]


class Basis(StrEnum):
    """What the figures of the last look are."""

    EARLY = "early"  # before the planned size or time
    FIXED = "fixed"  # the first look after: it decides
    REPEAT = "repeat"  # a later one: always-valid again, beside the one that decides
    ANY = "any"  # no size was planned, or it was changed: always-valid, and they decide


@dataclass(frozen=True)
class Reading:
    """All that may be said after the last look. `figures` are of it, `deciding` those the verdict rests on (of the look
    `decider`; None before), `split` how likely the split is (None where it need not be even); `over`: its planned time
    is; `earliest`: the first day a reliable answer can be had (None: it is there, or cannot be told). `proposed` and
    `offered`: None is "not yet"; nothing else can be chosen without saying why."""

    trial: Trial
    last: Look
    looks: int
    basis: Basis
    figures: Figures
    deciding: Figures | None
    decider: Look | None
    split: float | None
    guarded: tuple[Guarded, ...]
    over: bool
    earliest: date | None
    proposed: Verdict | None
    offered: tuple[Verdict | None, ...]

    @property
    def uneven(self) -> bool:
        return self.split is not None and self.split < SRM_BELOW

    @property
    def ruled_out(self) -> bool:
        """Whether the effect that was expected lies outside every interval: what is too small a test to say so is
        never lost."""
        if self.deciding is None or self.decider is None:
            return False
        return all(_falls_short(self.trial, self.decider, each) for each in self.deciding)

    @property
    def best(self) -> Versus | None:
        """The version furthest on the good side, of the figures that count."""
        found = [each for each in self.deciding or self.figures if each]
        return max(found, key=lambda each: each.diff * self.trial.good, default=None)


class Side(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "unclear"


def side(versus: Versus, trial: Trial) -> Side:
    """Sure only where the whole interval is on one side and the test agrees."""
    ends = sorted((versus.interval.low * trial.good, versus.interval.high * trial.good))
    if versus.p >= trial.alpha:
        return Side.UNCLEAR
    if ends[0] > 0:
        return Side.BETTER
    return Side.WORSE if ends[1] < 0 else Side.UNCLEAR


# -- a reading -----------------------------------------------------------------------------------------------------


def reading(trial: Trial, looks: Sequence[Look], today: date) -> Reading | None:
    """Of all looks in their order, corrected ones as they were corrected; None before the first."""
    if not looks:
        return None
    last = looks[-1]
    basis, decider = _basis(trial, looks)
    early = figures.at_any_look(last.counts, trial.tuned_to, trial.alpha)
    deciding = _deciding(trial, decider, early) if decider else None
    shown = deciding if basis is Basis.FIXED and deciding else early
    split = _split(trial, [decider or last, last])
    guarded = tuple(Guarded(rail, _measured(rail, looks)) for rail in trial.rails)
    over = max(today, last.on) > trial.ends_on and today >= trial.lasts_until
    earliest = None if decider else earliest_on(trial, last, today)
    found = Reading(trial, last, len(looks), basis, shown, deciding, decider, split, guarded, over, earliest, None, ())
    proposed, offered = _verdicts(found)
    return replace(found, proposed=proposed, offered=offered)


def complete(trial: Trial, look: Look) -> bool:
    """Whether it had run for long enough and every version had its size."""
    return look.on >= trial.lasts_until and all(seen(each) >= (trial.per_arm or 1) for each in look.counts)


def _deciding(trial: Trial, look: Look, early: Figures) -> Figures:
    return figures.fixed(look.counts, trial.alpha) if trial.decides_once else early


def _basis(trial: Trial, looks: Sequence[Look]) -> tuple[Basis, Look | None]:
    """With the look that decides, if there is one."""
    done = [number for number, each in enumerate(looks) if complete(trial, each)]
    if not trial.decides_once:
        return Basis.ANY, looks[-1] if complete(trial, looks[-1]) else None
    if not done:
        return Basis.EARLY, None
    return Basis.FIXED if done[0] == len(looks) - 1 else Basis.REPEAT, looks[done[0]]


def _split(trial: Trial, looks: Sequence[Look]) -> float | None:
    """Of the look that decides and of the last one; only an A/B test deals its visitors out evenly."""
    return min(figures.split(each.counts) for each in looks) if trial.kind is TestKind.AB else None


def _measured(rail: Guardrail, looks: Sequence[Look]) -> Decimal | None:
    return next((each.measured[rail.name] for each in reversed(looks) if rail.name in each.measured), None)


def earliest_on(trial: Trial, look: Look, today: date) -> date | None:
    """When the least seen version will have its size at the pace so far, never before the least time; None where nobody
    came yet, or for more than two years ahead."""
    least = min(seen(each) for each in look.counts)
    missing = max(0, (trial.per_arm or 1) - least)
    if missing and not least:
        return None
    passed = max(1, (look.on - trial.starts_on).days)
    ahead = -(-missing * passed // least) if missing else 0
    if ahead > FURTHEST_DAYS:
        return None
    return max(look.on + timedelta(days=ahead), trial.lasts_until, today)


# -- verdicts ------------------------------------------------------------------------------------------------------

_EARLY = (None, Verdict.STOPPED)


def _verdicts(found: Reading) -> tuple[Verdict | None, tuple[Verdict | None, ...]]:
    """What is proposed, and what is on offer."""
    if found.uneven:
        return Verdict.INVALID, ((Verdict.INVALID,) if found.deciding else (*_EARLY, Verdict.INVALID))
    if found.deciding is None:
        # Its time is over and it is too small: that says nothing against a version.
        return (Verdict.INCONCLUSIVE, (*_EARLY, Verdict.INCONCLUSIVE)) if found.over else (None, _EARLY)
    proposed = _proposed(found.trial, found.deciding, found.guarded)
    offered = [proposed, Verdict.INCONCLUSIVE, Verdict.INVALID]
    if found.trial.compares and found.ruled_out:
        offered.append(Verdict.LOST)
    return proposed, tuple(dict.fromkeys(offered))


def _proposed(trial: Trial, deciding: Figures, guarded: Sequence[Guarded]) -> Verdict:
    sides = [side(each, trial) if each else Side.UNCLEAR for each in deciding]
    if Side.BETTER in sides:
        if any(each.holds is not Holds.YES for each in guarded):
            return Verdict.REVIEW
        return Verdict.WON if trial.compares else Verdict.SIGNAL
    if trial.compares and all(each is Side.WORSE for each in sides):
        return Verdict.LOST
    return Verdict.INCONCLUSIVE


def _falls_short(trial: Trial, look: Look, versus: Versus | None) -> bool:
    base = figures.level(look.counts[0])
    if versus is None or base is None:
        return False
    hoped = abs(base * float(trial.effect) / 100)
    return max(versus.interval.low * trial.good, versus.interval.high * trial.good) < hoped


# What a person may still say where they have reasons, and what is never said.
_SAID = (Verdict.WON, Verdict.SIGNAL, Verdict.LOST, Verdict.INCONCLUSIVE, Verdict.INVALID, Verdict.STOPPED)


def free(found: Reading | None) -> tuple[Verdict, ...]:
    """The verdicts that need no reason, what is proposed first; without any results it was stopped."""
    if found is None:
        return (Verdict.STOPPED,)
    return tuple(each for each in dict.fromkeys((found.proposed, *found.offered)) if each is not None)


def with_reason(found: Reading | None) -> tuple[Verdict, ...]:
    """The others that may be chosen against what the figures say, with the reason written down. Never: a verdict over a
    split that is wrong; won or lost with no control, a signal with one; lost where the test is too small to say so."""
    if found is None:
        return (Verdict.INCONCLUSIVE, Verdict.INVALID)
    if found.uneven:
        return ()
    never = {Verdict.SIGNAL} if found.trial.compares else {Verdict.WON, Verdict.LOST}
    if found.deciding:
        never |= {Verdict.STOPPED}
    if Verdict.LOST not in found.offered:
        never |= {Verdict.LOST}
    return tuple(each for each in _SAID if each not in never and each not in free(found))
