"""The forms of results, verdict and return, and the cards around them."""

from datetime import date

from ritualbot.chat.cards import Actions, Block, Button, Card, Said
from ritualbot.chat.forms import ChoiceField, DateField, Field, Form, NumberField, Option, TextField
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.hypothesis import Reader, Scene, buttons
from ritualbot.reports.hypothesis_form import learnt_fields
from ritualbot.reports.hypothesis_verdict import metric_of, rail_text, sentence
from ritualbot.reports.wording import text
from ritualbot.rituals import inputs
from ritualbot.rituals.hypothesis_counts import LETTERS, LINE_LIMIT, Measure, read, shown
from ritualbot.rituals.hypothesis_form import LONG
from ritualbot.rituals.hypothesis_guardrail import LINES_LIMIT, MOST_RAILS, rails_text, read_measured, read_rails
from ritualbot.rituals.hypothesis_history import Piece
from ritualbot.rituals.hypothesis_reading import trial_of
from ritualbot.rituals.hypothesis_result import LINE, arm_fields, rail_field
from ritualbot.rituals.hypothesis_return import Period, read as read_return
from ritualbot.rituals.hypothesis_verdict import Reading, Trial, free, with_reason


def result_form(words: Words, each: Scene, today: date, typed: str = "", refused: Text | None = None) -> Form:
    """Counts, guardrails, the day they are of; `typed` and why it was refused, of a line that could not be read."""
    trial = trial_of(each.now)
    initial = {arm_fields(trial)[0]: typed}
    on = DateField(
        "on", words.say("hypothesis.result.on"), words.say("hypothesis.result.on_hint"), True, today.isoformat()
    )
    fields = (*_count_fields(words, trial, initial), *_rail_fields(words, trial, {}), on)
    title = text(words, "hypothesis.result.form", name=each.name)
    return Form("hypothesis.save_measure", each.row.ref, title, fields, words.say("hypothesis.form.submit"), refused)


def fix_form(words: Words, each: Scene) -> Form:
    """What was entered last, to be corrected; of the day it is of."""
    trial, last = trial_of(each.now), each.now.results[-1]
    arms = [shown(arm, words) for arm in read(last.data["counts"])]
    if trial.versions == 1:
        initial = dict(zip(arm_fields(trial), arms, strict=True))
    else:
        initial = {LINE: "\n".join(f"{letter} {arm}" for letter, arm in zip(LETTERS, arms, strict=False))}
    kept = read_measured(last.data.get("guardrails", ""))
    rails = {
        rail_field(number): inputs.number_text(kept[rail.name], words)
        for number, rail in enumerate(trial.rails)
        if rail.name in kept
    }
    fields = (*_count_fields(words, trial, initial), *_rail_fields(words, trial, rails))
    title = text(words, "hypothesis.result.fix", name=each.name)
    day = text(words, "hypothesis.result.fix_intro", day=words.full_date(date.fromisoformat(last.data["on"])))
    return Form("hypothesis.save_fix", each.row.ref, title, fields, words.say("hypothesis.form.submit"), day)


def _count_fields(words: Words, trial: Trial, initial: dict[str, str]) -> list[Field]:
    rate = trial.measure is Measure.RATE
    hint = words.say("hypothesis.result.rate_hint" if rate else "hypothesis.result.mean_hint")
    if trial.versions > 1:
        label = words.say("hypothesis.result.line", last=LETTERS[trial.versions])
        line = words.say("hypothesis.result.rate_line" if rate else "hypothesis.result.mean_line")
        return [TextField(LINE, label, line, True, initial.get(LINE, ""), limit=LINE_LIMIT)]
    labels = [_arm_label(words, trial, number) for number in range(2)]
    return [
        TextField(field, label, hint, not number, initial.get(field, ""), limit=LINE_LIMIT, lines=False)
        for number, (field, label) in enumerate(zip(arm_fields(trial), labels, strict=True))
    ]


def _arm_label(words: Words, trial: Trial, number: int) -> str:
    if trial.compares:
        return words.say("hypothesis.result.version" if number else "hypothesis.result.control")
    return words.say("hypothesis.result.after" if number else "hypothesis.result.before")


def _rail_fields(words: Words, trial: Trial, initial: dict[str, str]) -> list[Field]:
    found: list[Field] = []
    for number, rail in enumerate(trial.rails):
        name = rail_field(number)
        found.append(NumberField(name, rail_text(words, rail).plain(), initial=initial.get(name, "")))
    return found


def guard_form(words: Words, each: Scene) -> Form:
    """What must not suffer, agreed on before the start."""
    kept = rails_text(read_rails(each.now.piece(Piece.GUARDRAILS)), words)
    hint = words.say("hypothesis.rail.hint", limit=str(MOST_RAILS))
    field = TextField("rails", words.say("hypothesis.rail.rails"), hint, False, kept, limit=LINES_LIMIT)
    title = text(words, "hypothesis.rail.form", name=each.name)
    return Form("hypothesis.save_guard", each.row.ref, title, (field,), words.say("hypothesis.form.submit"))


# -- the verdict ---------------------------------------------------------------------------------------------------


def verdict_form(words: Words, each: Scene, found: Reading | None) -> Form:
    """What the figures propose comes first; what departs from it says that it takes a reason."""
    options = [Option(verdict.value, words.say(f"hypothesis.verdict.{verdict}")) for verdict in free(found)]
    for verdict in with_reason(found):
        name = words.say(f"hypothesis.verdict.{verdict}")
        options.append(Option(verdict.value, words.say("hypothesis.result.with_reason", verdict=name)))
    choice = ChoiceField("verdict", words.say("hypothesis.result.verdict"), "", True, tuple(options), _first(found))
    reason = TextField(
        *("reason", words.say("hypothesis.result.reason"), words.say("hypothesis.result.reason_hint")),
        initial=each.now.stopped,
        limit=LONG,
    )
    title = text(words, "hypothesis.result.propose", name=each.name)
    intro = sentence(words, found, metric_of(each.now)) if found else None
    fields = (choice, *learnt_fields(words, each.now), reason)
    return Form("hypothesis.save_propose", each.row.ref, title, fields, words.say("hypothesis.form.submit"), intro)


def _first(found: Reading | None) -> tuple[str, ...]:
    return (free(found)[0].value,)


def proposed_card(each: Scene, reader: Reader, found: Reading | None, who: str) -> Card:
    """A verdict that waits for whoever leads: what was proposed and why, and what may be done."""
    words, proposal = reader.words, each.now.proposal
    assert proposal is not None and proposal.verdict is not None
    verdict = words.say(f"hypothesis.verdict.{proposal.verdict}")
    title = text(words, "hypothesis.result.proposed", name=each.name, who=who, verdict=verdict)
    blocks: list[Block] = [Said("", each.row.text)]
    if found:
        blocks.append(sentence(words, found, metric_of(each.now)))
    if proposal.reason:
        blocks.append(text(words, "hypothesis.card.reason", reason=proposal.reason))
    blocks += [text(words, "hypothesis.card.learnt", tag=proposal.tag), Said("", proposal.learning)]
    return Card(title, (*blocks, Actions((*buttons(each, reader), *detail_buttons(words, each)))))


def detail_buttons(words: Words, each: Scene) -> tuple[Button, ...]:
    if not each.now.results:
        return ()
    return (Button("hypothesis.detail", each.row.ref, words.say("hypothesis.detail.label")),)


# -- cost and gain -------------------------------------------------------------------------------------------------


def price_form(words: Words, each: Scene) -> Form:
    kept = read_return(each.now.money)
    cost, gain = ("", "")
    if kept:
        cost, gain = (
            f"{inputs.number_text(value, words)} {kept.currency}" if value is not None else ""
            for value in (kept.cost, kept.gain)
        )
    periods = tuple(Option(period.value, words.say(f"hypothesis.period.{period}")) for period in Period)
    hint = words.say("hypothesis.price.hint")
    fields = (
        NumberField("cost", words.say("hypothesis.price.cost"), hint, initial=cost),
        NumberField("gain", words.say("hypothesis.price.gain"), hint, initial=gain),
        ChoiceField(
            "period", words.say("hypothesis.price.period"), "", True, periods, (kept.period if kept else Period.MONTH,)
        ),
    )
    title = text(words, "hypothesis.price.form", name=each.name)
    return Form("hypothesis.save_price", each.row.ref, title, fields, words.say("hypothesis.form.submit"))
