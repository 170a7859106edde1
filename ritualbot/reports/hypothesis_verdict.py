"""What the results of a test come to: one sentence without a symbol, as everybody may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.wording import text
from ritualbot.rituals import inputs
from ritualbot.rituals.hypothesis import Standing
from ritualbot.rituals.hypothesis_counts import LETTERS, Measure, seen
from ritualbot.rituals.hypothesis_figures import Versus
from ritualbot.rituals.hypothesis_guardrail import Guarded, Holds
from ritualbot.rituals.hypothesis_history import Piece, Verdict
from ritualbot.rituals.hypothesis_verdict import Reading, Side, side
from ritualbot.rituals.statistics import Interval

_FINEST = 6  # decimals


@dataclass(frozen=True)
class Metric:
    """What was measured, as the team calls it; `unit` is that of a mean."""

    name: str
    unit: str = ""


def metric_of(now: Standing) -> Metric:
    return Metric(now.piece(Piece.METRIC), now.piece(Piece.UNIT))


# -- numbers -------------------------------------------------------------------------------------------------------


def decimals(values: Sequence[float]) -> int:
    """As few as still tell the values apart, and from nothing."""
    for places in range(1, _FINEST):
        rounded = [round(value, places) for value in values]
        if all(rounded[k] or not values[k] for k in range(len(values))) and len(set(rounded)) == len(set(values)):
            return places
    return _FINEST


def signed(words: Words, value: float, places: int) -> str:
    number = round(Decimal(repr(value)), places)
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + inputs.number_text(abs(number), words)


def in_points(reading: Reading, value: float) -> float:
    return value * 100 if reading.trial.measure is Measure.RATE else value


def ends(words: Words, reading: Reading, metric: Metric, interval: Interval, least: int) -> dict[str, str]:
    """`+0,2` and `+1,4 point`, with at least so many decimals."""
    low, high = (in_points(reading, value) for value in (interval.low, interval.high))
    digits = max(least, decimals((low, high)))
    return {"low": signed(words, low, digits), "high": with_unit(words, reading, metric, high, digits)}


def with_unit(words: Words, reading: Reading, metric: Metric, value: float, places: int) -> str:
    number = signed(words, value, places)
    if reading.trial.measure is Measure.RATE:
        return words.count("hypothesis.said.points", abs(round(Decimal(repr(value)), places)), n=number)
    return f"{number} {metric.unit}".strip()


def percent(words: Words, share: float, places: int) -> str:
    return inputs.percentage_text(round(Decimal(repr(share)) * 100, places), words)


def arm_name(words: Words, reading: Reading, number: int) -> str:
    """`A`, `B`…; of a test without a control the two times."""
    if reading.trial.compares:
        return LETTERS[number]
    return words.say("hypothesis.said.after" if number else "hypothesis.said.before")


# -- the sentence --------------------------------------------------------------------------------------------------


def sentence(words: Words, reading: Reading, metric: Metric) -> Text:
    """What may be said, in one sentence or two."""
    if reading.uneven:
        return text(words, "hypothesis.said.uneven", counts=_counts(words, reading))
    empty = [number for number, each in enumerate(reading.last.counts) if not seen(each)]
    if reading.deciding is None:
        if empty:
            return text(words, "hypothesis.said.nobody", name=arm_name(words, reading, empty[0]))
        return _too_small(words, reading) if reading.over else _too_early(words, reading)
    best = reading.best
    if best is None:
        return text(words, "hypothesis.said.few")
    return _verdict(words, reading, metric, best)


def _counts(words: Words, reading: Reading) -> str:
    return words.listed([words.number(seen(each)) for each in reading.last.counts])


def _too_early(words: Words, reading: Reading) -> Text:
    if reading.earliest is None:
        return text(words, "hypothesis.said.never", so_far=_so_far(words, reading))
    return text(words, "hypothesis.said.early", so_far=_so_far(words, reading), day=words.day(reading.earliest))


def _too_small(words: Words, reading: Reading) -> Text:
    return text(words, "hypothesis.said.small", so_far=_so_far(words, reading))


def _so_far(words: Words, reading: Reading) -> str:
    """`3 100 visiteurs sur 12 400`; where the total is there, of the version that lacks some."""
    planned = reading.trial.per_arm
    sizes = [seen(each) for each in reading.last.counts]
    if planned is None:
        return words.count("hypothesis.said.seen", sum(sizes))
    total = planned * len(sizes)
    least = sizes.index(min(sizes))
    if sum(sizes) >= total and sizes[least] < planned:
        name = arm_name(words, reading, least)
        return words.count("hypothesis.said.least", sizes[least], name=name, total=words.number(planned))
    return words.count("hypothesis.said.progress", sum(sizes), total=words.number(total))


def _verdict(words: Words, reading: Reading, metric: Metric, best: Versus) -> Text:
    between = ends(words, reading, metric, best.interval, 1)
    names = {"version": arm_name(words, reading, best.number), "control": arm_name(words, reading, 0)}
    said = {**names, **between, "metric": metric.name}
    if not reading.trial.compares:
        return _without_control(words, reading, said, side(best, reading.trial))
    if reading.proposed is Verdict.REVIEW:
        return text(words, "hypothesis.said.review", **said, rails=_broken(words, reading.guarded))
    if reading.proposed is Verdict.WON:
        return text(words, "hypothesis.said.won", **said)
    if reading.proposed is Verdict.LOST:
        return text(words, "hypothesis.said.lost", **said)
    if reading.ruled_out:
        return text(words, "hypothesis.said.ruled_out", **said, effect=_effect(words, reading))
    return text(words, "hypothesis.said.unclear", **said)


def _without_control(words: Words, reading: Reading, said: dict[str, str], found: Side) -> Text:
    if reading.proposed is Verdict.REVIEW:
        return text(words, "hypothesis.said.review", **said, rails=_broken(words, reading.guarded))
    if found is Side.BETTER:
        return text(words, "hypothesis.said.signal", **said)
    if found is Side.WORSE:
        return text(words, "hypothesis.said.bad_signal", **said)
    return text(words, "hypothesis.said.unclear", **said)


def _broken(words: Words, guarded: Sequence[Guarded]) -> str:
    return words.listed([each.rail.name for each in guarded if each.holds is not Holds.YES])


def _effect(words: Words, reading: Reading) -> str:
    effect = reading.trial.effect
    sign = "+" if effect > 0 else "−"
    return sign + inputs.percentage_text(abs(effect), words)
