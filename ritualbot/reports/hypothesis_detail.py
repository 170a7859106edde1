"""The figures of a test for whoever wants them: each version against the control, how they were found, how often it was
looked."""

from decimal import Decimal

from ritualbot.chat.cards import Block, Card, Cell, Facts, Note, Row, Table
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.hypothesis_verdict import (
    Metric,
    arm_name,
    decimals,
    ends,
    in_points,
    percent,
    sentence,
    signed,
    with_unit,
)
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import hypothesis_figures as figures, inputs
from ritualbot.rituals.hypothesis_counts import Measure
from ritualbot.rituals.hypothesis_figures import Versus, Way
from ritualbot.rituals.hypothesis_guardrail import Bound, Guarded, Guardrail, Holds
from ritualbot.rituals.hypothesis_verdict import Basis, Look, Reading
from ritualbot.rituals.statistics import Arm, Sample

_RARE = Decimal("0.0001")
_SURE = 0.001


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
        rate = percent(words, each.rate, 2) if each.visitors else words.say("hypothesis.detail.none")
        return words.number(each.conversions), words.number(each.visitors), rate
    mean, spread = (inputs.number_text(Decimal(repr(value)), words) for value in (each.mean, each.sd))
    return f"{mean} {metric.unit}".strip(), spread, words.number(each.n)


def _versus(words: Words, reading: Reading, metric: Metric, versus: Versus) -> Facts:
    names = (arm_name(words, reading, number) for number in (versus.number, 0))
    title = text(words, "hypothesis.detail.difference", **dict(zip(("version", "control"), names, strict=True)))
    points = in_points(reading, versus.diff)
    diff = with_unit(words, reading, metric, points, max(2, decimals((points,))))
    if versus.lift is not None:
        lift = signed(words, versus.lift * 100, 1)
        diff = words.say("hypothesis.detail.relative", diff=diff, lift=lift)
    between = ends(words, reading, metric, versus.interval, 2)
    pairs: list[tuple[Text, Cell]] = [
        (title, literal(diff)),
        (_level(words, reading), text(words, "hypothesis.detail.between", **between)),
        (text(words, "hypothesis.detail.p"), literal(_p(words, versus.p))),
        (text(words, "hypothesis.detail.way"), text(words, _WAYS[versus.way])),
    ]
    chance = figures.chance(_counted(reading, versus).counts, versus.number)
    if chance is not None:
        better = chance if reading.trial.good > 0 else 1 - chance
        pairs.append((text(words, "hypothesis.detail.chance"), _chance(words, better)))
    return Facts(tuple(pairs))


_WAYS = {
    Way.EARLY: "hypothesis.detail.way_early",
    Way.Z: "hypothesis.detail.way_z",
    Way.FISHER: "hypothesis.detail.way_fisher",
    Way.WELCH: "hypothesis.detail.way_welch",
}


def _chance(words: Words, share: float) -> Text:
    """Nothing is certain: neither 0 nor 100 %."""
    if share > 1 - _SURE:
        return text(words, "hypothesis.detail.above", number=percent(words, 1 - _SURE, 1))
    if share < _SURE:
        return text(words, "hypothesis.detail.below", number=percent(words, _SURE, 1))
    return literal(percent(words, share, 1))


def _counted(reading: Reading, versus: Versus) -> Look:
    """The look these figures are of."""
    decider = reading.decider
    return decider if decider and reading.deciding and versus in reading.deciding else reading.last


def _level(words: Words, reading: Reading) -> Text:
    level = inputs.percentage_text((100 - Decimal(repr(reading.trial.alpha)) * 100).normalize(), words)
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
    notes = [looks, basis_text(words, reading)]
    if reading.trial.versions > 1:
        notes.append(counted(words, "hypothesis.detail.corrected", reading.trial.versions))
    if reading.split is None:
        notes.append(text(words, "hypothesis.detail.split_unchecked"))
    else:
        key = "hypothesis.detail.split_uneven" if reading.uneven else "hypothesis.detail.split_even"
        notes.append(text(words, key, p=_p(words, reading.split)))
    return notes


def basis_text(words: Words, reading: Reading) -> Text:
    """Which figures these are, and why."""
    return text(words, _BASES[reading.basis])


_BASES = {
    Basis.EARLY: "hypothesis.detail.basis_early",
    Basis.FIXED: "hypothesis.detail.basis_fixed",
    Basis.REPEAT: "hypothesis.detail.basis_repeat",
    Basis.ANY: "hypothesis.detail.basis_any",
}
