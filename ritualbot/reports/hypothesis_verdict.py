"""What the results of a test come to: one sentence without a symbol, and the figures for whoever wants them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ritualbot.chat.cards import Block, Card, Cell, Facts, Note, Row, Table
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import hypothesis_figures as figures, inputs
from ritualbot.rituals.hypothesis import Standing
from ritualbot.rituals.hypothesis_counts import LETTERS, Measure, seen
from ritualbot.rituals.hypothesis_figures import Versus, Way
from ritualbot.rituals.hypothesis_guardrail import Bound, Guarded, Guardrail, Holds
from ritualbot.rituals.hypothesis_history import Piece, Verdict
from ritualbot.rituals.hypothesis_verdict import Basis, Look, Reading, Side, side
from ritualbot.rituals.statistics import Arm, Interval, Sample

_FINEST = 6  # decimals
_RARE = Decimal("0.0001")


@dataclass(frozen=True)
class Metric:
    """What was measured, as the team calls it; `unit` is that of a mean."""

    name: str
    unit: str = ""


def metric_of(now: Standing) -> Metric:
    return Metric(now.piece(Piece.METRIC), now.piece(Piece.UNIT))


# -- numbers -------------------------------------------------------------------------------------------------------


def _decimals(values: Sequence[float]) -> int:
    """As few as still tell the values apart, and from nothing."""
    for places in range(1, _FINEST):
        rounded = [round(value, places) for value in values]
        if all(rounded[k] or not values[k] for k in range(len(values))) and len(set(rounded)) == len(set(values)):
            return places
    return _FINEST


def _signed(words: Words, value: float, places: int) -> str:
    number = round(Decimal(repr(value)), places)
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + inputs.number_text(abs(number), words)


def _in_points(reading: Reading, value: float) -> float:
    return value * 100 if reading.trial.measure is Measure.RATE else value


def _ends(words: Words, reading: Reading, metric: Metric, interval: Interval, places: int | None) -> dict[str, str]:
    """`+0,2` and `+1,4 point`; `places` None: as many decimals as it takes."""
    low, high = (_in_points(reading, value) for value in (interval.low, interval.high))
    digits = _decimals((low, high)) if places is None else places
    return {"low": _signed(words, low, digits), "high": _with_unit(words, reading, metric, high, digits)}


def _with_unit(words: Words, reading: Reading, metric: Metric, value: float, places: int) -> str:
    number = _signed(words, value, places)
    if reading.trial.measure is Measure.RATE:
        return words.count("hypothesis.said.points", abs(round(Decimal(repr(value)), places)), n=number)
    return f"{number} {metric.unit}".strip()


def _percent(words: Words, share: float, places: int) -> str:
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
    ends = _ends(words, reading, metric, best.interval, None)
    names = {"version": arm_name(words, reading, best.number), "control": arm_name(words, reading, 0)}
    said = {**names, **ends, "metric": metric.name}
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


# -- the figures ---------------------------------------------------------------------------------------------------


def detail_card(words: Words, reading: Reading, metric: Metric) -> Card:
    """All the figures of the last look; where an earlier one decides, those of that one too."""
    blocks: list[Block] = [sentence(words, reading, metric), _arms(words, reading, metric)]
    blocks += [_versus(words, reading, metric, each) for each in reading.figures if each]
    if reading.basis is Basis.REPEAT and reading.deciding and reading.decider:
        blocks.append(text(words, "hypothesis.detail.decided", day=words.day(reading.decider.on)))
        blocks += [_versus(words, reading, metric, each) for each in reading.deciding if each]
    if reading.guarded:
        blocks.append(_guardrails(words, reading))
    blocks += [Note(each) for each in _notes(words, reading)]
    title = text(words, "hypothesis.detail.title", metric=metric.name)
    return Card(title, tuple(blocks), text(words, "hypothesis.detail.as_of", day=words.day(reading.last.on)))


def _arms(words: Words, reading: Reading, metric: Metric) -> Table:
    first = text(words, "hypothesis.detail.version")
    if reading.trial.measure is Measure.RATE:
        head = (
            text(words, "hypothesis.detail.conversions"),
            text(words, "hypothesis.detail.visitors"),
            text(words, "hypothesis.detail.rate"),
        )
    else:
        head = (
            text(words, "hypothesis.detail.mean"),
            text(words, "hypothesis.detail.spread"),
            text(words, "hypothesis.detail.measures"),
        )
    return Table(
        (first, *head),
        tuple(
            Row(tuple(literal(cell) for cell in (arm_name(words, reading, number), *_cells(words, metric, each))))
            for number, each in enumerate(reading.last.counts)
        ),
    )


def _cells(words: Words, metric: Metric, each: Arm | Sample) -> tuple[str, str, str]:
    if isinstance(each, Arm):
        rate = _percent(words, each.rate, 2) if each.visitors else words.say("hypothesis.detail.none")
        return words.number(each.conversions), words.number(each.visitors), rate
    mean, spread = (inputs.number_text(Decimal(repr(value)), words) for value in (each.mean, each.sd))
    return f"{mean} {metric.unit}".strip(), spread, words.number(each.n)


def _versus(words: Words, reading: Reading, metric: Metric, versus: Versus) -> Facts:
    names = (arm_name(words, reading, number) for number in (versus.number, 0))
    title = text(words, "hypothesis.detail.difference", **dict(zip(("version", "control"), names, strict=True)))
    diff = _with_unit(words, reading, metric, _in_points(reading, versus.diff), 2)
    if versus.lift is not None:
        lift = _signed(words, versus.lift * 100, 1)
        diff = words.say("hypothesis.detail.relative", diff=diff, lift=lift)
    ends = _ends(words, reading, metric, versus.interval, 2)
    pairs: list[tuple[Text, Cell]] = [
        (title, literal(diff)),
        (_level(words, reading), text(words, "hypothesis.detail.between", **ends)),
        (text(words, "hypothesis.detail.p"), literal(_p(words, versus.p))),
        (text(words, "hypothesis.detail.way"), text(words, _WAYS[versus.way])),
    ]
    chance = figures.chance(_counted(reading, versus).counts, versus.number)
    if chance is not None:
        better = chance if reading.trial.good > 0 else 1 - chance
        pairs.append((text(words, "hypothesis.detail.chance"), literal(_percent(words, better, 1))))
    return Facts(tuple(pairs))


_WAYS = {
    Way.EARLY: "hypothesis.detail.way_early",
    Way.Z: "hypothesis.detail.way_z",
    Way.FISHER: "hypothesis.detail.way_fisher",
    Way.WELCH: "hypothesis.detail.way_welch",
}


def _counted(reading: Reading, versus: Versus) -> Look:
    """The look these figures are of."""
    decider = reading.decider
    return decider if decider and reading.deciding and versus in reading.deciding else reading.last


def _level(words: Words, reading: Reading) -> Text:
    level = _percent(words, 1 - reading.trial.alpha, 1)
    if reading.trial.versions > 1:
        return text(words, "hypothesis.detail.intervals", level=level)
    return text(words, "hypothesis.detail.interval", level=level)


def _p(words: Words, p: float) -> str:
    if Decimal(repr(p)) < _RARE:
        return words.say("hypothesis.detail.below", number=inputs.number_text(_RARE, words))
    return inputs.number_text(round(Decimal(repr(p)), 4), words)


def _guardrails(words: Words, reading: Reading) -> Facts:
    return Facts(tuple((rail_text(words, each.rail), _kept(words, each)) for each in reading.guarded))


def rail_text(words: Words, rail: Guardrail) -> Text:
    cut = inputs.number_text(rail.cut_off, words)
    key = "hypothesis.detail.at_least" if rail.bound is Bound.LEAST else "hypothesis.detail.at_most"
    return text(words, key, name=rail.name, number=cut)


def _kept(words: Words, each: Guarded) -> Text:
    if each.measured is None:
        return text(words, "hypothesis.detail.unmeasured")
    key = "hypothesis.detail.held" if each.holds is Holds.YES else "hypothesis.detail.failed"
    return text(words, key, number=inputs.number_text(each.measured, words))


def _notes(words: Words, reading: Reading) -> list[Text]:
    """What qualifies the figures: how often it was looked, which rule, whether the split is as it should be."""
    looks = counted(words, "hypothesis.detail.looks", reading.looks)
    notes = [looks, text(words, _BASES[reading.basis])]
    if reading.trial.versions > 1:
        notes.append(counted(words, "hypothesis.detail.corrected", reading.trial.versions))
    if reading.split is None:
        notes.append(text(words, "hypothesis.detail.split_unchecked"))
    else:
        key = "hypothesis.detail.split_uneven" if reading.uneven else "hypothesis.detail.split_even"
        notes.append(text(words, key, p=_p(words, reading.split)))
    return notes


_BASES = {
    Basis.EARLY: "hypothesis.detail.basis_early",
    Basis.FIXED: "hypothesis.detail.basis_fixed",
    Basis.REPEAT: "hypothesis.detail.basis_repeat",
    Basis.ANY: "hypothesis.detail.basis_any",
}
