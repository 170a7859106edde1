"""What people do with a sprint's items and the backlog: add, change, tick, drop, take back."""

from dataclasses import replace

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.forms import filled
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, NotAllowed, RuleBroken
from ritualbot.handlers import sprint_day
from ritualbot.handlers.context import Context
from ritualbot.reports import sprint as report, sprint_form as forms
from ritualbot.reports.refusal import worded
from ritualbot.rituals import permissions
from ritualbot.rituals.inputs import is_blank
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.sprint import ItemState, SprintState
from ritualbot.rituals.sprint_item import parse_lines, read
from ritualbot.store import sprint as sprints, sprint_item as items
from ritualbot.store.sprint import Sprint, SprintItem
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of


def backlog(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """What waits; lines typed after the command join it."""
    team = context.this_team()
    if isinstance(event, CommandTyped) and not is_blank(event.text):
        permissions.allow(context.roles, Right.SPRINT_MANAGE)
        return _add_typed(context, event.text)
    return Say(report.backlog_card(context.session, context.words, team, context.roles))


def _add_typed(context: Context, typed: str) -> Reply:
    """What cannot be read comes back in the form, with why."""
    try:
        return _add(context, typed, None, field=None)
    except RuleBroken as broken:
        sprint = sprints.current(context.session, id_of(context.this_team()))
        form = forms.lines_form(context.words, context.this_team().ref, sprint)
        return OpenForm(replace(filled(form, {"lines": typed}), intro=worded(context.words, broken)))


def add(context: Context, event: ButtonPressed) -> Reply:
    sprint = sprints.current(context.session, id_of(context.this_team()))
    return OpenForm(forms.lines_form(context.words, event.ref, sprint))


def add_lines(context: Context, event: FormSubmitted) -> Reply:
    """Raises RuleBroken at the field for a line that cannot be read; nothing of the others is kept then."""
    wanted = event.values.get("where") == forms.SPRINT
    sprint = sprints.current(context.session, id_of(context.this_team())) if wanted else None
    return _add(context, event.values.get("lines", ""), sprint, field="lines")


def _add(context: Context, typed: str, sprint: Sprint | None, field: str | None) -> Reply:
    team, session = context.this_team(), context.session
    specs = parse_lines(typed, sprint_day.people(context), field=field)
    sprints.lock_team(session, id_of(team))  # positions are given in a row
    rows = items.add(session, id_of(team), sprint.id if sprint else None, specs, context.person.id, context.now)
    return Say(report.added_card(session, context.words, team, rows, sprint))


def item(context: Context, event: ButtonPressed) -> Reply:
    row = _open(context, event.ref)
    sprint = sprints.current(context.session, row.team_id)
    owner = context.session.get(Person, row.owner_id) if row.owner_id else None
    people = sprint_day.people(context)
    if owner is not None and owner.ref not in people.values():
        people[owner.name] = owner.ref  # who has left keeps the item until somebody else has it
    return OpenForm(forms.item_form(context.words, row, people, owner.ref if owner else "", sprint))


def save_item(context: Context, event: FormSubmitted) -> Reply:
    row = _open(context, event.ref)
    owner = context.session.get(Person, row.owner_id) if row.owner_id else None
    people = sprint_day.people(context) | ({owner.name: owner.ref} if owner else {})
    items.write(context.session, row, read(event.values, people))
    sprint = sprints.current(context.session, row.team_id)
    if sprint is not None and event.values.get("where") in (forms.SPRINT, forms.BACKLOG):
        items.place(context.session, row, sprint.id if event.values["where"] == forms.SPRINT else None)
    return _done(context, row, "saved")


# -- ticking -------------------------------------------------------------------------------------------------------


def tick(context: Context, event: ButtonPressed) -> Reply:
    """It is done. Pressed again it says so."""
    row = _live(context, event.ref)
    if row.sprint_id is None:
        raise RuleBroken("sprint.item_waits", title=row.title)
    return _settle(context, row, ItemState.DONE)


def drop(context: Context, event: ButtonPressed) -> Reply:
    """It will not be done at all."""
    return _settle(context, _live(context, event.ref), ItemState.DROPPED)


def _settle(context: Context, row: SprintItem, state: ItemState) -> Reply:
    if row.state == ItemState.OPEN:
        items.settle(context.session, row, state, id_of(context.person), context.now)
    return _done(context, row, row.state)


def undo(context: Context, event: ButtonPressed) -> Reply:
    """Takes back one's own tick or drop, for ten minutes."""
    row = _live(context, event.ref)
    if row.state == ItemState.OPEN:
        return _done(context, row, ItemState.OPEN)
    if row.done_by != context.person.id:
        raise NotAllowed("permission.own_only")
    if report.undo_until(row, context.now) is None:
        raise RuleBroken("sprint.undo_late", title=row.title)
    items.reopen(context.session, row)
    return _done(context, row, ItemState.OPEN)


def _live(context: Context, ref: str) -> SprintItem:
    """The item, locked. Raises RuleBroken `sprint.closed_already` for one of a sprint that is over."""
    row = items.by_ref(context.session, ref)
    if row is None:
        raise Absent("permission.absent")
    sprint = context.session.get(Sprint, row.sprint_id) if row.sprint_id else None
    if sprint is not None and sprint.state == SprintState.CLOSED:
        raise sprint_day.closed_already(context, sprint)
    return row


def _open(context: Context, ref: str) -> SprintItem:
    """Raises RuleBroken `sprint.item_settled`."""
    row = _live(context, ref)
    if row.state != ItemState.OPEN:
        raise RuleBroken("sprint.item_settled", title=row.title)
    return row


def _done(context: Context, row: SprintItem, key: str) -> Reply:
    mine = row.state != ItemState.OPEN and row.done_by == context.person.id
    until = report.undo_until(row, context.now) if mine else None
    card = report.item_card(context.session, context.words, context.this_team(), row, key, until, context.person.zone())
    return Say(card)
