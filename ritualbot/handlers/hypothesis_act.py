"""What people do with a hypothesis: shape it, start it, amend it, end it, say what becomes of it."""

from collections.abc import Mapping
from types import MappingProxyType

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply
from ritualbot.errors import RuleBroken
from ritualbot.handlers import hypothesis_step as step
from ritualbot.handlers.context import Context
from ritualbot.handlers.hypothesis_step import done, ready, take
from ritualbot.reports import hypothesis as report, hypothesis_form as forms
from ritualbot.rituals import hypothesis_form as rules, hypothesis_plan as plans
from ritualbot.rituals.hypothesis import is_ready
from ritualbot.rituals.hypothesis_act import Act
from ritualbot.rituals.hypothesis_history import Happened, Piece
from ritualbot.store import hypothesis as hypotheses, team as teams
from ritualbot.store.audit import Action
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of

# -- what an idea needs --------------------------------------------------------------------------------------------


def shape(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(forms.shape_form(context.words, ready(context, Act.SHAPE, event.ref)))


def save_shape(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.SHAPE, event.ref)
    said = rules.shape(event.values, context.words.language)
    after = take(context, each, Happened.PLANNED, said)
    after = step.advance(context, after, is_ready(after.now))
    return done(context, after, after.now.state)


# -- starting ------------------------------------------------------------------------------------------------------


def start(context: Context, event: ButtonPressed) -> Reply:
    each = ready(context, Act.START, event.ref)
    return OpenForm(forms.start_form(context.words, each, context.today(), plans.planned_weeks(each.now.plan)))


def save_start(context: Context, event: FormSubmitted) -> Reply:
    """Where the team wants a yes first it waits for one."""
    each = ready(context, Act.START, event.ref)
    said = rules.launch(event.values, context.words.language, context.today())
    said[Piece.PER_ARM] = plans.planned_size({**each.now.plan, **said})
    if hypotheses.settings(context.session, each.row.team_id).approval:
        after = take(context, each, Happened.SUBMITTED, said)
        step.ask(context, after)
    else:
        after = take(context, each, Happened.STARTED, said)
    return done(context, after, after.now.state)


def approve(context: Context, event: ButtonPressed) -> Reply:
    """Nobody's yes to their own start."""
    each = ready(context, Act.APPROVE, event.ref)
    asked = hypotheses.steps(context.session, each.row)[-1]
    if asked.kind is Happened.SUBMITTED and asked.person == context.person.id:
        raise RuleBroken("hypothesis.own_start", name=each.name)
    return done(context, take(context, each, Happened.APPROVED, {}), "approved")


def send_back(context: Context, event: ButtonPressed) -> Reply:
    return _asks_text(Act.SEND_BACK, context, event)


def amend(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(forms.amend_form(context.words, ready(context, Act.AMEND, event.ref)))


def save_amend(context: Context, event: FormSubmitted) -> Reply:
    """What the start had locked changes for all to see; the planned size follows the effect."""
    each = ready(context, Act.AMEND, event.ref)
    said = rules.amend(event.values, each.now, context.words.language, context.today())
    if Piece.EFFECT in said:
        said[Piece.PER_ARM] = plans.planned_size({**each.now.plan, Piece.EFFECT: said[Piece.EFFECT]})
        said[f"was_{Piece.PER_ARM}"] = each.now.piece(Piece.PER_ARM)
    after = take(context, each, Happened.AMENDED, said, said["reason"])
    step.log(context, Action.HYPOTHESIS_AMENDED, after.row.ref)
    return done(context, after, "amended")


# -- acts that take one text, or nothing ---------------------------------------------------------------------------

TEXTS: Mapping[Act, Happened] = MappingProxyType(
    {
        Act.SEND_BACK: Happened.SENT_BACK,
        Act.STOP: Happened.STOPPED,
        Act.COMMENT: Happened.COMMENTED,
        Act.DOUBT: Happened.DOUBTED,
        Act.CORRECT: Happened.CORRECTED,  # asked here, written where verdicts are: what was posted follows
    }
)
_BARE: Mapping[Act, Happened] = MappingProxyType(
    {
        Act.END: Happened.ENDED,
        Act.ROLL_OUT: Happened.ROLLED_OUT,
        Act.REVIVE: Happened.REVIVED,
        Act.ARCHIVE: Happened.ARCHIVED,
    }
)


def press(act: Act, context: Context, event: ButtonPressed) -> Reply:
    """An act that is a click, or asks for one text."""
    if act in TEXTS:
        return _asks_text(act, context, event)
    each = ready(context, act, event.ref)
    return done(context, take(context, each, _BARE[act], {}), _BARE[act])


def _asks_text(act: Act, context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(forms.reason_form(context.words, ready(context, act, event.ref), act))


def save_text(act: Act, context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, act, event.ref)
    said = rules.reason(event.values)
    return done(context, take(context, each, TEXTS[act], {"text": said}, said), TEXTS[act])


# -- what becomes of it --------------------------------------------------------------------------------------------


def drop(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(forms.drop_form(context.words, ready(context, Act.DROP, event.ref)))


def save_drop(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.DROP, event.ref)
    said = rules.learnt(event.values)
    return done(context, take(context, each, Happened.DROPPED, said, said["learning"]), "dropped")


def automate(context: Context, event: ButtonPressed) -> Reply:
    each = ready(context, Act.AUTOMATE, event.ref)
    return OpenForm(forms.automate_form(context.words, each, _people(context), context.today()))


def save_automate(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.AUTOMATE, event.ref)
    said = rules.automated(event.values, context.words.language, context.today())
    owner = str(id_of(_chosen(context, event)))
    take(context, each, Happened.ASSIGNED, {"owner": owner})
    return done(context, take(context, each, Happened.AUTOMATED, {**said, "owner": owner}), "automated")


def assign(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(forms.assign_form(context.words, ready(context, Act.ASSIGN, event.ref), _people(context)))


def save_assign(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.ASSIGN, event.ref)
    owner = _chosen(context, event)
    return done(context, take(context, each, Happened.ASSIGNED, {"owner": str(id_of(owner))}), "assigned")


def _people(context: Context) -> list[Person]:
    return teams.people_with(context.session, id_of(context.this_team()), *teams.PARTICIPANTS)


def _chosen(context: Context, event: FormSubmitted) -> Person:
    """Raises RuleBroken `input.form_changed` for nobody of the team."""
    found = next((each for each in _people(context) if each.ref == event.values.get("owner", "")), None)
    if found is None:
        raise RuleBroken("input.form_changed", field="owner")
    return found


def iterate(context: Context, event: ButtonPressed) -> Reply:
    """Another one, made of what this one taught: its plan waits in it, and it is tested anew."""
    each = ready(context, Act.ITERATE, event.ref)
    person, platform = id_of(context.person), context.workspace.platform
    made = hypotheses.open(context.session, each.row.team_id, each.row.text, person, context.now, platform)
    made.improves_id = each.row.id
    kept = {piece.value: each.now.piece(piece) for piece in _KEPT if each.now.piece(piece)}
    hypotheses.record(context.session, made, Happened.PLANNED, person, context.now, kept, platform)
    take(context, each, Happened.ITERATED, {"into": made.ref})
    return done(context, report.scene(context.session, made), "iterated")


# What is believed of whom stays; how it will be tested, and what was heard, is for the next one to say.
_KEPT = (
    *(Piece.AUDIENCE, Piece.MOMENT, Piece.METRIC, Piece.BASE, Piece.MEASURE, Piece.UNIT, Piece.EFFECT, Piece.EVIDENCE),
    *(Piece.SEGMENT, Piece.CHANNEL),
)
