"""What people do with actions: make one, take it or give it back, change, put off, finish or drop it."""

from datetime import date

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, NotAllowed, RuleBroken
from ritualbot.handlers import action_told as told, standup_day as day
from ritualbot.handlers.context import Context
from ritualbot.reports import action as report
from ritualbot.reports.action import Draft, Reader
from ritualbot.rituals import action as rules, inputs, permissions
from ritualbot.rituals.action import OPEN_STATES, TEXT_LIMIT, UNDO_WITHIN, ActionSource, ActionState, ActionStep
from ritualbot.rituals.permissions import Right
from ritualbot.store import (
    action as actions,
    action_step as steps,
    blocker as blockers,
    team as teams,
    team_roster as roster,
)
from ritualbot.store.action import Action, ActionEvent
from ritualbot.store.blocker import Blocker
from ritualbot.store.team import Person

# -- making --------------------------------------------------------------------------------------------------------


def command(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/ritual action`: the list. With a text that names an owner or a day it is made at once, else in the form."""
    typed = event.text if isinstance(event, CommandTyped) else ""
    if inputs.is_blank(typed):
        return Say(report.list_card(context.session, context.words, _reader(context), context.now))
    permissions.allow(context.roles, Right.ACTION_CREATE)
    owners = _owners(context)
    line = inputs.clean_text(typed)
    read = rules.read(line, [person.name for person in owners], context.words.language, context.today())
    owner = owners[read.who] if read.who is not None else context.person
    due_on = read.due_on or _usual(context)
    whole = not inputs.is_blank(read.text) and inputs.graphemes(read.text) <= TEXT_LIMIT
    if whole and (read.who is not None or read.due_on is not None):
        return _make(context, read.text, owner, due_on, ActionSource.COMMAND, "")
    draft = Draft("create", context.this_team().ref, read.text, owner.ref, due_on)
    return OpenForm(report.new_form(context.words, draft, owners))


def open(context: Context, event: ButtonPressed) -> Reply:
    draft = Draft("create", event.ref, "", context.person.ref, _usual(context))
    return OpenForm(report.new_form(context.words, draft, _owners(context)))


def create(context: Context, event: FormSubmitted) -> Reply:
    return _create(context, event, ActionSource.COMMAND, "")


def from_blocker(context: Context, event: ButtonPressed) -> Reply:
    """[Make an action] on a blocker: the form with its words."""
    draft = Draft(
        "create_unblocking", event.ref, _blocker(context, event.ref).text, context.person.ref, _usual(context)
    )
    return OpenForm(report.new_form(context.words, draft, _owners(context)))


def create_unblocking(context: Context, event: FormSubmitted) -> Reply:
    return _create(context, event, ActionSource.BLOCKER, _blocker(context, event.ref).ref)


def _blocker(context: Context, ref: str) -> Blocker:
    row = blockers.by_ref(context.session, ref)
    if row is None:
        raise Absent("permission.absent")
    return row


def _create(context: Context, event: FormSubmitted, source: ActionSource, source_ref: str) -> Reply:
    text, due_on = rules.parse(event.values, context.words.language, context.today())
    return _make(context, text, _chosen(context, event), due_on, source, source_ref)


def _make(context: Context, text: str, owner: Person, due_on: date, source: ActionSource, source_ref: str) -> Reply:
    team, by = context.this_team(), roster.id_of(context.person)
    team_id, owner_id = roster.id_of(team), roster.id_of(owner)
    row = actions.propose(context.session, team_id, text, owner_id, due_on, source, source_ref, by, context.now)
    told.ask(context, team, row, context.person)
    return _done(context, row, actions.last_event(context.session, row))


def _owners(context: Context) -> list[Person]:
    """Whom an action may be given to; the actor first."""
    people = teams.people_with(context.session, roster.id_of(context.this_team()), *teams.PARTICIPANTS)
    return sorted(people, key=lambda person: person.id != context.person.id)


def _chosen(context: Context, event: FormSubmitted) -> Person:
    """Raises RuleBroken `input.form_changed` for nobody of the team."""
    found = [person for person in _owners(context) if person.ref == event.values.get("owner", "")]
    if not found:
        raise RuleBroken("input.form_changed", field="owner")
    return found[0]


def _usual(context: Context) -> date:
    return actions.default_due(context.session, context.this_team(), context.now)


# -- what one was given --------------------------------------------------------------------------------------------


def accept(context: Context, event: ButtonPressed) -> Reply:
    """[I take it]."""
    row = _given(context, event.ref)
    return _accept(context, row, row.due_on)


def redate(context: Context, event: ButtonPressed) -> Reply:
    """[Another date]: it is taken, for another day."""
    row = _given(context, event.ref)
    return OpenForm(report.date_form(context.words, "take", row, row.due_on))


def take(context: Context, event: FormSubmitted) -> Reply:
    row = _given(context, event.ref)
    return _accept(context, row, rules.parse_day(event.values, context.words.language, context.today()))


def _accept(context: Context, row: Action, due_on: date) -> Reply:
    if row.state == ActionState.OPEN and due_on == row.due_on:
        return _done(context, row, None)
    moved, by = due_on != row.due_on, roster.id_of(context.person)
    step = steps.accept(context.session, row, by, due_on, context.now)
    told.settle(context, context.this_team(), row, row.asked_in, context.person, step)
    if moved:
        _tell(context, row, row.created_by, step)
    return _done(context, row, step)


def decline(context: Context, event: ButtonPressed) -> Reply:
    """[Not me]: it goes back, with a reason."""
    return OpenForm(report.reason_form(context.words, "refuse", _proposed(context, event.ref)))


def refuse(context: Context, event: FormSubmitted) -> Reply:
    row, reason = _proposed(context, event.ref), rules.parse_reason(event.values)
    back_to, asked_in, team = _back_to(context, row), row.asked_in, context.this_team()
    step = steps.decline(context.session, row, roster.id_of(context.person), back_to, reason, context.now)
    told.settle(context, team, row, asked_in, context.person, step)
    told.ask(context, team, row, context.person, reason)
    return _done(context, row, step)


def _back_to(context: Context, row: Action) -> int:
    """Who made it, as long as they are here; else who leads the team. Raises RuleBroken where that is oneself."""
    here = {roster.id_of(person) for person in _owners(context)} - {row.owner_id}
    leads = [roster.id_of(person) for person in day.leads(context, context.this_team())]
    found = next((each for each in (row.created_by, *leads) if each in here), None)
    if found is None:
        raise RuleBroken("action.nobody_else", number=str(row.number))
    return found


def _given(context: Context, ref: str) -> Action:
    """One's own, open. Raises as `_open`; NotAllowed `permission.own_only` for somebody else's."""
    row = _open(context, ref)
    permissions.allow(context.roles, Right.ACTION_ANSWER, own=row.owner_id == context.person.id)
    return row


def _proposed(context: Context, ref: str) -> Action:
    """As `_given`. Raises RuleBroken `action.taken` for what one took already."""
    row = _given(context, ref)
    if row.state != ActionState.PROPOSED:
        raise RuleBroken("action.taken", number=str(row.number))
    return row


# -- what is done with one -----------------------------------------------------------------------------------------


def done(context: Context, event: ButtonPressed) -> Reply:
    row = _editable(context, event.ref)
    step = steps.finish(context.session, row, roster.id_of(context.person), context.now)
    return _followed(context, row, row.owner_id, step)


def later(context: Context, event: ButtonPressed) -> Reply:
    """[Later]: the day before which it will be done; a week on, unless one says otherwise."""
    row = _editable(context, event.ref)
    return OpenForm(report.date_form(context.words, "postpone", row, max(row.due_on, context.today()) + rules.WEEK))


def postpone(context: Context, event: FormSubmitted) -> Reply:
    row = _editable(context, event.ref)
    due_on = rules.parse_day(event.values, context.words.language, context.today())
    if due_on == row.due_on:
        return _done(context, row, None)
    step = steps.postpone(context.session, row, roster.id_of(context.person), due_on, context.now)
    return _followed(context, row, row.owner_id, step)


def drop(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(report.reason_form(context.words, "abandon", _editable(context, event.ref)))


def abandon(context: Context, event: FormSubmitted) -> Reply:
    row, reason = _editable(context, event.ref), rules.parse_reason(event.values)
    step = steps.drop(context.session, row, roster.id_of(context.person), reason, context.now)
    return _followed(context, row, row.owner_id, step)


def edit(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(report.edit_form(context.words, _editable(context, event.ref), _owners(context)))


def save(context: Context, event: FormSubmitted) -> Reply:
    row = _editable(context, event.ref)
    text, due_on = rules.parse(event.values, context.words.language, context.today())
    owner, was, asked_in, by = _chosen(context, event), row.owner_id, row.asked_in, roster.id_of(context.person)
    if (text, owner.id, due_on) == (row.text, row.owner_id, row.due_on):
        return _done(context, row, None)
    step = steps.change(context.session, row, by, text, roster.id_of(owner), due_on, context.now)
    if owner.id != was:
        _settle_of(context, row, asked_in, was, step)
        told.ask(context, context.this_team(), row, context.person)
    return _followed(context, row, was, step)


def undo(context: Context, event: ButtonPressed) -> Reply:
    """Takes back one's own last step, for ten minutes and while nothing followed it."""
    step = actions.event_by_ref(context.session, event.ref)
    if step is None:
        raise Absent("permission.absent")
    if step.person_id != context.person.id:
        raise NotAllowed("permission.own_only")
    row = actions.of_event(context.session, step)
    last = actions.last_event(context.session, row)
    if last is not None and last.kind == ActionStep.UNDONE and last.person_id == context.person.id:
        return _done(context, row, None)
    if last is None or last.id != step.id or step.kind == ActionStep.CREATED:
        raise RuleBroken("action.undo_passed", number=str(row.number))
    if context.now - step.at > UNDO_WITHIN:
        raise RuleBroken("action.undo_late", number=str(row.number))
    return _undone(context, row, step)


def _undone(context: Context, row: Action, step: ActionEvent) -> Reply:
    was, asked_in, moved = row.owner_id, row.asked_in, step.due_on != row.due_on
    back = steps.undo(context.session, row, step, context.now)
    _settle_of(context, row, asked_in, was, back)
    if step.kind == ActionStep.ACCEPTED and moved:
        _tell(context, row, row.created_by, step, "undone")
    _tell(context, row, row.owner_id, step, "undone")
    return _done(context, row, back)


# -- what follows --------------------------------------------------------------------------------------------------


def _open(context: Context, ref: str) -> Action:
    """The action, locked. Raises RuleBroken `action.closed` once it is."""
    row = actions.by_ref(context.session, ref)
    if row is None:
        raise Absent("permission.absent")
    if row.state not in OPEN_STATES:
        raise RuleBroken("action.closed", number=str(row.number))
    return row


def _editable(context: Context, ref: str) -> Action:
    """As `_open`. Raises NotAllowed for who is neither its owner nor a scrum master or assistant."""
    row = _open(context, ref)
    permissions.allow(context.roles, Right.ACTION_EDIT, own=row.owner_id == context.person.id)
    return row


def _followed(context: Context, row: Action, was: int, step: ActionEvent) -> Reply:
    """Whose it was is told what somebody else did, and where they were asked stands what became of it."""
    if row.owner_id == was:
        _settle_of(context, row, row.asked_in, was, step)
    _tell(context, row, was, step)
    return _done(context, row, step)


def _settle_of(context: Context, row: Action, asked_in: str, person_id: int, step: ActionEvent) -> None:
    person = context.session.get(Person, person_id)
    assert person is not None
    told.settle(context, context.this_team(), row, asked_in, person, step)


def _tell(context: Context, row: Action, person_id: int, step: ActionEvent, key: str = "") -> None:
    person = context.session.get(Person, person_id)
    if person is not None and person.id != context.person.id:
        told.news(context, context.this_team(), row, person, context.person, step, key or step.kind)


def _reader(context: Context) -> Reader:
    return Reader(context.person, context.this_team(), context.roles, context.today())


def _done(context: Context, row: Action, step: ActionEvent | None) -> Reply:
    context.session.flush()
    each = report.seen(context.session, row, context.now)
    return Say(report.done_card(context.words, each, step, _reader(context)))
