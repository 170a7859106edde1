"""The results of a test, the verdict proposed and confirmed, and what it cost and brings."""

from collections.abc import Mapping

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import hypothesis_step as step
from ritualbot.handlers.context import Context
from ritualbot.handlers.hypothesis_step import done, ready, take
from ritualbot.i18n import Words
from ritualbot.reports import hypothesis as report, hypothesis_result as forms, hypothesis_told as told
from ritualbot.reports.hypothesis import Scene
from ritualbot.reports.hypothesis_detail import detail_card
from ritualbot.reports.hypothesis_verdict import metric_of
from ritualbot.reports.refusal import worded
from ritualbot.rituals import hypothesis_result as rules, hypothesis_return, inputs
from ritualbot.rituals.hypothesis import TESTING
from ritualbot.rituals.hypothesis_act import Act
from ritualbot.rituals.hypothesis_form import learnt, reason
from ritualbot.rituals.hypothesis_guardrail import parse_rails, written_rails
from ritualbot.rituals.hypothesis_history import Happened, Piece, Verdict
from ritualbot.rituals.hypothesis_reading import reading_of
from ritualbot.rituals.hypothesis_verdict import Reading
from ritualbot.rituals.permissions import Right, holds
from ritualbot.store import hypothesis as hypotheses
from ritualbot.store.audit import Action
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.team import destinations

VERDICT = "hypothesis.verdict"

# -- results -------------------------------------------------------------------------------------------------------


def typed(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/hypothesis result H12 [A 500/10000 B 580/10000]`: a line that cannot be read comes back in the form."""
    name, _, line = (event.text if isinstance(event, CommandTyped) else "").strip().partition(" ")
    if not name:
        raise RuleBroken("hypothesis.result.which")
    each = ready(context, Act.MEASURE, step.by_number(context, name).ref)
    if inputs.is_blank(line):
        return OpenForm(forms.result_form(context.words, each, context.today()))
    try:
        found = rules.typed_line(line, each.now, context.words.language, context.today())
    except RuleBroken as refused:
        why, kept = worded(context.words, refused), inputs.clean_text(line.strip())
        return OpenForm(forms.result_form(context.words, each, context.today(), kept, why))
    return _measured(context, each, found, "measured")


def measure(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(forms.result_form(context.words, ready(context, Act.MEASURE, event.ref), context.today()))


def save_measure(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.MEASURE, event.ref)
    found = rules.measured(event.values, each.now, context.words.language, context.today())
    return _measured(context, each, found, "measured")


def fix(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(forms.fix_form(context.words, _entered(context, event.ref)))


def save_fix(context: Context, event: FormSubmitted) -> Reply:
    """The last results corrected: what they were stays in the history, and their day stays theirs."""
    each = _entered(context, event.ref)
    last = each.now.results[-1]
    values = {**event.values, "on": last.data["on"]}
    found = rules.measured(values, each.now, context.words.language, context.today())
    return _measured(context, each, {**found, "corrects": str(last.seq)}, "fixed")


def _entered(context: Context, ref: str) -> Scene:
    each = ready(context, Act.MEASURE, ref)
    if not each.now.results:
        raise RuleBroken("hypothesis.result.none", name=each.name)
    return each


def _measured(context: Context, each: Scene, found: Mapping[str, str], key: str) -> Reply:
    return done(context, take(context, each, Happened.MEASURED, found), key)


def detail(context: Context, event: ButtonPressed) -> Reply:
    """All the figures, for whoever may read it."""
    row = hypotheses.by_ref(context.session, event.ref)
    if row is None or not (holds(context.roles, Right.TEAM_READ) or row.state in TESTING or _own(context, row)):
        raise Absent("permission.absent")
    each = report.scene(context.session, row)
    found = _reading(context, each)
    if found is None:
        raise RuleBroken("hypothesis.result.none", name=each.name)
    return Say(detail_card(context.words, found, metric_of(each.now)))


def _own(context: Context, row: Hypothesis) -> bool:
    return context.person.id in (row.author_id, row.owner_id)


def _reading(context: Context, each: Scene) -> Reading | None:
    return reading_of(each.now, context.today())


# -- guardrails, agreed on before the start ------------------------------------------------------------------------


def guard(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(forms.guard_form(context.words, ready(context, Act.GUARD, event.ref)))


def save_guard(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.GUARD, event.ref)
    step.whole(event, "rails")
    rails = parse_rails(event.values.get("rails", ""), context.words.language, field="rails")
    return done(context, take(context, each, Happened.PLANNED, {Piece.GUARDRAILS: written_rails(rails)}), "guarded")


# -- the verdict ---------------------------------------------------------------------------------------------------


def propose(context: Context, event: ButtonPressed) -> Reply:
    each = ready(context, Act.PROPOSE, event.ref)
    return OpenForm(forms.verdict_form(context.words, each, _reading(context, each)))


def save_propose(context: Context, event: FormSubmitted) -> Reply:
    """What departs from the figures is written down for good; whoever leads is asked to confirm."""
    each = ready(context, Act.PROPOSE, event.ref)
    found = _reading(context, each)
    said = {**rules.chosen(event.values, each.now, found), **learnt(event.values)}
    after = take(context, each, Happened.PROPOSED, said)
    if rules.overrides(said, found):
        step.log(context, Action.HYPOTHESIS_OVERRIDDEN, after.row.ref)
    step.ask_verdict(context, after, lambda reader: forms.proposed_card(after, reader, found, context.person.name))
    return done(context, after, "proposed")


def confirm(context: Context, event: ButtonPressed) -> Reply:
    """Raises RuleBroken `hypothesis.result.open` for what is only to be reviewed: that is no verdict."""
    each = ready(context, Act.CONFIRM, event.ref)
    proposal = each.now.proposal
    assert proposal is not None and proposal.verdict is not None
    if proposal.verdict is Verdict.REVIEW:
        raise RuleBroken("hypothesis.result.open", name=each.name)
    said = {"verdict": proposal.verdict.value, "reason": proposal.reason}
    said |= {"learning": proposal.learning, "tag": proposal.tag}
    after = take(context, each, Happened.CONFIRMED, said, proposal.learning)
    _post(context, after)
    return done(context, after, "confirmed")


def save_correct(context: Context, event: FormSubmitted) -> Reply:
    """The verdict is taken back, with the reason, also where the team has read it."""
    each = ready(context, Act.CORRECT, event.ref)
    said = reason(event.values)
    after = take(context, each, Happened.CORRECTED, {"text": said}, said)
    _post(context, after)
    return done(context, after, "corrected")


def _post(context: Context, after: Scene) -> None:
    """The verdict as it stands where the team reads, in each place's language: one message, kept true."""
    subject = f"hypothesis:{after.row.ref}:verdict"
    for place in destinations(context.session, after.team.id or 0):
        card = told.verdict_card(Words(place.language or after.team.language), after)
        context.post(place, VERDICT, subject, f"{subject}:{context.now.isoformat()}", card, ref=after.row.ref)


# -- cost and gain -------------------------------------------------------------------------------------------------


def price(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(forms.price_form(context.words, ready(context, Act.PRICE, event.ref)))


def save_price(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.PRICE, event.ref)
    said = hypothesis_return.parse(event.values, context.words.language)
    return done(context, take(context, each, Happened.PRICED, said), "priced")
