"""A verdict as the team's channels read it: what the test says in one sentence, its picture, what was learnt."""

from datetime import date

from ritualbot.chat.cards import Actions, Block, Button, Card, Chart, Said
from ritualbot.i18n import Words
from ritualbot.reports.hypothesis import Scene, state_text
from ritualbot.reports.hypothesis_chart import Against, Held, Result, Version, Wanted, result_chart
from ritualbot.reports.hypothesis_verdict import Metric, metric_of, sentence
from ritualbot.reports.wording import text
from ritualbot.rituals.hypothesis import Standing
from ritualbot.rituals.hypothesis_counts import LETTERS, Measure
from ritualbot.rituals.hypothesis_figures import Versus
from ritualbot.rituals.hypothesis_reading import reading_of
from ritualbot.rituals.hypothesis_verdict import Basis, Reading


def verdict_card(words: Words, each: Scene) -> Card:
    """One that was taken back says that it was, and nothing of what it said."""
    closing = each.now.closing
    look = Actions((Button("hypothesis.look", each.row.ref, words.say("hypothesis.look.label")),))
    if closing is None:
        return Card(text(words, "hypothesis.done.corrected", name=each.name), (Said("", each.row.text), look))
    title = text(words, "hypothesis.told.title", name=each.name, verdict=state_text(words, each))
    blocks: list[Block] = [Said("", each.row.text)]
    found = last_reading(each.now)
    if found is not None:
        metric = metric_of(each.now)
        blocks.append(sentence(words, found, metric))
        picture = result_picture(words, found, metric)
        blocks += [picture] if picture else []
    blocks += [text(words, "hypothesis.card.learnt", tag=closing.tag), Said("", closing.learning)]
    return Card(title, (*blocks, look))


def last_reading(now: Standing) -> Reading | None:
    """What the last results say, as of their day."""
    return reading_of(now, date.fromisoformat(now.results[-1].data["on"])) if now.results else None


def result_picture(words: Words, found: Reading, metric: Metric) -> Chart | None:
    """None where there is nothing to compare: the sentence says why."""
    shown = [each for each in found.deciding or found.figures if each]
    if not shown or found.uneven:
        return None
    compares = found.trial.compares
    result = Result(
        title="",
        metric=metric.name,
        control=LETTERS[0],
        versions=tuple(_version(found, each) for each in shown),
        held=Held.AT_THE_END if found.basis in (Basis.FIXED, Basis.REPEAT) else Held.ALWAYS,
        wanted=Wanted.UP if found.trial.good > 0 else Wanted.DOWN,
        against=Against.CONTROL if compares else Against.BEFORE,
        unit="" if found.trial.measure is Measure.RATE else metric.unit or metric.name,
    )
    return result_chart(words, result)


def _version(found: Reading, each: Versus) -> Version:
    """The exact interval of a difference may lie a rounding beside its middle."""
    points = 100 if found.trial.measure is Measure.RATE else 1
    low, middle, high = (value * points for value in (each.interval.low, each.diff, each.interval.high))
    return Version(LETTERS[each.number], min(low, middle), middle, max(middle, high))
