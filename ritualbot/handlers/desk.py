"""What people do with desks: look at one, begin one, say who is on it and who looks after whose requests."""

from collections.abc import Sequence

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers import desk_offer as asking, desk_right as right, desk_seat as seating
from ritualbot.handlers.context import Context
from ritualbot.reports import desk as report, desk_target as target_report
from ritualbot.rituals import desk_calendar, inputs, permissions
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.permissions import Right
from ritualbot.store import (
    desk_hours as hours,
    desk_offer as offers,
    desk_people as desks,
    desk_target as targets,
    team as teams,
)
from ritualbot.store.audit import Action
from ritualbot.store.desk import Desk
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of

YEARS = 3  # whose holidays a new desk's calendar holds, this one included


def command(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/ritual desk`: the one that was named, the only one there is, or all of them."""
    found = right.seen(context)
    typed = event.text if isinstance(event, CommandTyped) else ""
    if not inputs.is_blank(typed):
        named = [each for each in found if each.name_key == inputs.name_key(typed)]
        if not named:
            raise RuleBroken("desk.unknown", typed=inputs.echo(typed))
        return _page(context, named[0])
    may_open = permissions.holds(right.roles_at_any(context), Right.DESK_OPEN)
    if len(found) == 1 and not may_open:
        return _page(context, found[0])
    buttons = (report.open_button(context.words),) if may_open else ()
    return Say(report.list_card(context.words, found, *buttons))


def show(context: Context, event: ButtonPressed) -> Reply:
    return _page(context, right.the_desk(context, event.ref, Right.DESK_READ))


def _page(context: Context, desk: Desk) -> Reply:
    roles = right.roles_at(context, desk)
    offer = offers.stamped(context.session, desk) if offers.asks(context.session, desk, context.person) else ""
    return Say(report.desk_card(context.session, context.words, desk, roles, context.person, context.now, offer))


# A new one ----------------------------------------------------------------------------------------


def open(context: Context, event: ButtonPressed) -> Reply:
    permissions.allow(right.roles_at_any(context), Right.DESK_OPEN)
    return OpenForm(report.open_form(context.words))


def create(context: Context, event: FormSubmitted) -> Reply:
    """With the usual hours, its lead's holidays and the usual targets, which its lead is asked to agree to."""
    permissions.allow(right.roles_at_any(context), Right.DESK_OPEN)
    kind = event.values.get("kind", "")
    if kind not in set(DeskKind):
        raise RuleBroken("input.form_changed")
    typed = event.values.get("name", "")
    name = context.words.say(f"desk.kind.{kind}") if inputs.is_blank(typed) else inputs.team_name(typed)
    leads, contacts = _leads(context, event), right.picked(context, event.values, "contacts")
    tz, language = leads[0].tz, context.team.language if context.team else context.workspace.language
    desk = desks.found(context.session, context.person.tenant_id, DeskKind(kind), name, tz, language, context.now)
    if desk is None:
        raise RuleBroken("desk.exists", field="name", typed=name)
    this_year = local_day(context.now, leads[0].zone()).year
    calendar = desk_calendar.usual(leads[0].region, range(this_year, this_year + YEARS), tz)
    hours.change(context.session, desk, calendar, context.person, context.now)
    usual = target_report.usual(right.words_for(leads[0], desk), DeskKind(kind))
    targets.begin(context.session, desk, usual, context.person, context.now)
    right.record(context, Action.DESK_CREATED, desk.ref)
    seating.seat(context, desk, contacts, leads)
    return Say(report.founded_card(context.words, desk, asking.ask(context, desk)))


def _leads(context: Context, event: FormSubmitted) -> list[Person]:
    """One at least. Raises RuleBroken at the field."""
    found = right.picked(context, event.values, "lead")
    if not found:
        raise RuleBroken("desk.no_lead", field="lead")
    return found


# Who is on it -------------------------------------------------------------------------------------


def people(context: Context, event: ButtonPressed) -> Reply:
    desk = right.the_desk(context, event.ref, Right.DESK_EDIT)
    users = teams.users(context.session, id_of(context.workspace))
    return OpenForm(report.people_form(context.session, context.words, desk, users))


def save_people(context: Context, event: FormSubmitted) -> Reply:
    """Those picked and no others sit there. Whoever is on duty is one of them. Raises RuleBroken at the field."""
    desk = right.the_desk(context, event.ref, Right.DESK_EDIT)
    leads, contacts = _leads(context, event), right.picked(context, event.values, "contacts")
    duty = right.picked(context, event.values, "duty")
    if len(duty) > 1:
        raise RuleBroken("setup.one_person", field="duty")
    if duty and duty[0].id not in {each.id for each in (*leads, *contacts)}:
        raise RuleBroken("desk.duty_elsewhere", field="duty", name=duty[0].name)
    seating.seat(context, desk, contacts, leads)
    asking.ask(context, desk)  # a new lead: each is asked once
    before = [row.person_id for row in desks.seats(context.session, desk) if row.duty]
    if before != [each.id for each in duty]:
        desks.set_duty(context.session, desk, duty[0] if duty else None)
        right.record(context, Action.DESK_DUTY, desk.ref)
    desk.stats_open = bool(event.values.get("stats_open"))
    context.session.add(desk)
    context.session.flush()
    return (
        _page(context, desk) if _may_read(context, desk) else Say(report.list_card(context.words, right.mine(context)))
    )


def _may_read(context: Context, desk: Desk) -> bool:
    """A lead who gave the desk away may look at it no more, unless a team of theirs turns to it."""
    return permissions.holds(right.roles_at(context, desk), Right.DESK_READ)


def backup(context: Context, event: ButtonPressed) -> Reply:
    desk = right.the_desk(context, event.ref, Right.DESK_BACKUP)
    whose = _whose(context, desk)
    if len(desks.people(context.session, desk)) < 2:
        raise RuleBroken("desk.alone", desk=desk.name)
    return OpenForm(report.backup_form(context.session, context.words, desk, whose, context.person))


def _whose(context: Context, desk: Desk) -> Sequence[Person]:
    """Whose backup the actor may choose: one's own, or anybody's there."""
    everyone = desks.people(context.session, desk)
    if permissions.holds(right.roles_at(context, desk), Right.DESK_EDIT):
        return everyone
    return [each for each in everyone if each.id == context.person.id]


def save_backup(context: Context, event: FormSubmitted) -> Reply:
    desk = right.the_desk(context, event.ref, Right.DESK_BACKUP)
    there = {each.ref: each for each in desks.people(context.session, desk)}
    whose = {each.ref: each for each in _whose(context, desk)}
    asked = whose.get(event.values.get("who", context.person.ref))
    chosen = event.values.get("backup", "")
    if asked is None or (chosen and chosen not in there):
        raise RuleBroken("input.form_changed")
    if chosen == asked.ref:
        raise RuleBroken("desk.own_backup", field="backup")
    desks.set_backup(context.session, desk, asked, there.get(chosen))
    right.record(context, Action.DESK_BACKUP, asked.ref)
    return _page(context, desk)
