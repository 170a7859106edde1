"""ICE, RICE or PIE as people see them: the form, and what stands on the card."""

from collections.abc import Sequence
from decimal import Decimal

from ritualbot.chat.cards import Block, Callout, Row, Tone
from ritualbot.chat.forms import ChoiceField, Field, Form, NumberField, Option
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import inputs
from ritualbot.rituals.hypothesis_score import MARKS, Mark, Marks, Method, average, to_discuss


def score_form(words: Words, ref: str, name: str, method: Method, mine: Marks) -> Form:
    """`mine`: what whoever scores gave it before."""
    fields = tuple(_field(words, method, mark, mine.get(mark.name)) for mark in MARKS[method])
    title = text(words, "hypothesis.score.form", name=name, method=method.upper())
    intro = text(words, f"hypothesis.score.about.{method}")
    return Form("hypothesis.save_score", ref, title, fields, words.say("hypothesis.form.submit"), intro)


def _field(words: Words, method: Method, mark: Mark, given: Decimal | None) -> Field:
    label = words.say(f"hypothesis.score.{mark.name}")
    hint = words.say(f"hypothesis.score.hint.{method}.{mark.name}")
    if mark.steps:
        options = tuple(Option(str(step), inputs.number_text(step, words)) for step in mark.steps)
        return ChoiceField(mark.name, label, hint, True, options, (str(given),) if given is not None else ())
    return NumberField(mark.name, label, hint, True, inputs.number_text(given, words) if given is not None else "")


def score_part(words: Words, method: Method, given: Sequence[Marks]) -> tuple[Block, ...]:
    """The mean of all that were given, and where they are far apart."""
    mean = average(method, given)
    if mean is None:
        return ()
    score = inputs.number_text(mean.normalize(), words)
    line = counted(words, "hypothesis.score.mean", len(given), method=method.upper(), score=score)
    rows = tuple(
        Row(
            (
                text(
                    words,
                    "hypothesis.score.apart",
                    mark=words.say(f"hypothesis.score.{each.name}"),
                    low=inputs.number_text(each.low, words),
                    high=inputs.number_text(each.high, words),
                ),
            )
        )
        for each in to_discuss(method, given)
    )
    return (line, Callout(text(words, "hypothesis.score.discuss"), rows, Tone.WAIT)) if rows else (line,)
