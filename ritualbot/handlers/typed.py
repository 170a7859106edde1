"""What is typed and waits: drafts of forms, the question which team is meant, answers to what is no click."""

from collections.abc import Sequence
from dataclasses import replace

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted, FormTyped
from ritualbot.chat.forms import filled
from ritualbot.chat.replies import Nothing, OpenForm, Reply, Say
from ritualbot.errors import Absent
from ritualbot.handlers.context import CarryOn, Context
from ritualbot.reports import typed as report
from ritualbot.rituals.inputs import clean_text
from ritualbot.store import draft as drafts, team_choice
from ritualbot.store.team import Team
from ritualbot.store.team_choice import TypedLine

LONGEST_DRAFT = 200_000  # characters: more than all the fields of any form hold

# -- which team ----------------------------------------------------------------------------------------------------


def which_team(context: Context, event: CommandTyped | ButtonPressed, among: Sequence[Team]) -> Reply:
    """Asked once a day; what was asked for is kept, and carried on with after the answer."""
    kept = _kept(context, event)
    return Say(report.which_team_card(context.words, kept.ref, among))


def _kept(context: Context, event: CommandTyped | ButtonPressed) -> TypedLine:
    assert context.person.id is not None
    if isinstance(event, ButtonPressed):
        return team_choice.keep_line(context.session, context.person.id, context.now, action=event.action)
    line = clean_text(f"{event.command} {event.text}")
    return team_choice.keep_line(context.session, context.person.id, context.now, line=line)


def choose(context: Context, event: ButtonPressed) -> CarryOn:
    assert context.person.id is not None
    team_choice.choose(context.session, context.person.id, context.this_team().id or 0, context.today())
    return carry_on(context, replace(event, ref=event.ref.partition(".")[0]))


def carry_on(context: Context, event: ButtonPressed) -> CarryOn:
    """What was typed before, now. Raises Absent for what somebody else typed, or what is kept no more."""
    assert context.person.id is not None
    kept = team_choice.line_by_ref(context.session, context.person.id, event.ref)
    if kept is None:
        raise Absent("ritual.expired")
    if kept.action:
        return CarryOn(replace(event, action=kept.action, ref=""))
    command, _, text = kept.line.partition(" ")
    return CarryOn(CommandTyped(event.id, event.who, event.place, command, text))


# -- a message has no answer in place ------------------------------------------------------------------------------


def answered_apart(context: Context, event: Event, reply: Reply) -> Reply:
    """The answer to a message, as a message to the person; a form stands in it where it can, and else waits behind a
    button, for it takes a click. What was a click opens its form all the same, where
    the place of the click can show one. What somebody wrote that is nobody's stands in no message."""
    match reply:
        case OpenForm(form=form) if form.veiled and event.form_in_message and any(each.initial for each in form.fields):
            _say(context, event, report.not_here_card(context.words))
        case OpenForm(form=form) if isinstance(event, CommandTyped | ButtonPressed) and event.form_in_message:
            _say(context, event, Card(form.title, form=form))
        case OpenForm(form=form) if isinstance(event, CommandTyped):
            _say(context, event, report.form_card(context.words, form, _kept(context, event).ref))
        case Say(card=card):
            _say(context, event, card)
        case _:
            return reply if isinstance(event, ButtonPressed) else Nothing()
    return Nothing()


def _say(context: Context, event: Event, card: Card) -> None:
    subject = f"ritual:answer:{context.workspace.id}:{event.id}"
    context.tell(context.person, "ritual.answer", subject, subject, card)


# -- drafts --------------------------------------------------------------------------------------------------------


def keep_draft(context: Context, event: FormTyped) -> Reply:
    assert context.person.id is not None
    if sum(map(len, (*event.values, *event.values.values()))) <= LONGEST_DRAFT:
        drafts.keep(context.session, context.person.id, event.action, event.ref, event.values, context.now)
    return Nothing()


def with_draft(context: Context, reply: Reply) -> Reply:
    """A form that opens holds what was last typed in it, and says so."""
    if not isinstance(reply, OpenForm) or not reply.form.drafts:
        return reply
    form = reply.form
    assert context.person.id is not None
    found = drafts.of(context.session, context.person.id, form.action, form.ref)
    kept = filled(form, found.values()) if found else form
    if found is None or kept == form:
        return reply
    intro = report.draft_intro(context.words, form.intro, found.changed_at, context.person.zone())
    return OpenForm(replace(kept, intro=intro))


def sent(context: Context, event: FormSubmitted, reply: Reply) -> None:
    """A form that led to no further one is done with: its draft goes."""
    assert context.person.id is not None
    if not isinstance(reply, OpenForm):
        drafts.forget(context.session, context.person.id, event.action.partition(".")[0], event.ref)
