"""What people do with their team: look at it, change it."""

from datetime import timedelta

from ritualbot.chat.cards import Button, Style
from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Context
from ritualbot.handlers.hand_over import hand_over
from ritualbot.reports import setup as setup_report, standup_manage as manage, team as report
from ritualbot.reports.absence import closures_button
from ritualbot.rituals import permissions
from ritualbot.rituals.calendar import local_day, ritual_days, zone
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.team import amended
from ritualbot.rituals.team_spec import Effect, TeamSpec, effect as effect_of, scrum_masters
from ritualbot.store import standup as standups, team as teams, team_roster as roster, team_setup as setup
from ritualbot.store.team import Person


def show(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """The team at a glance; in a channel that has none, also the way to start one there."""
    team = context.team
    if team is None:
        return Say(report.empty_card(context.words, _start_here(context, Style.MAIN)))
    permissions.allow(context.roles, Right.TEAM_READ)
    buttons = _start_here(context, Style.PLAIN)
    if context.has(*permissions.needed_roles(Right.TEAM_EDIT)):
        buttons[:0] = [report.change_button(context.words, team), closures_button(context.words, team)]
    main = standups.of_team(context.session, roster.id_of(team))
    if main is not None and context.has(*permissions.needed_roles(Right.STANDUP_MANAGE)):
        buttons.append(manage.manage_button(context.words, main))
    spec = setup.spec_of(context.session, team)
    notes = manage.team_notes(context.session, context.words, team)
    return Say(report.team_card(context.session, context.words, team, spec, context.now, buttons, notes))


def edit(context: Context, event: ButtonPressed) -> Reply:
    team = context.this_team()
    spec = setup.spec_of(context.session, team, context.workspace)
    return OpenForm(report.team_form(context.words, team, spec))


def save(context: Context, event: FormSubmitted) -> Reply:
    """Only a scrum master or an admin changes who is scrum master, leaving one out included."""
    team = context.this_team()
    before = setup.spec_of(context.session, team, context.workspace)
    after = _with(context, before, event)
    if scrum_masters(after) != scrum_masters(before):
        permissions.allow(context.roles, Right.TEAM_APPOINT)
    if event.action == "team.save" and (effect := _surprise(context, before, after)):
        setup.verify(context.session, context.workspace, team, after)
        return OpenForm(report.confirm_form(context.words, "team.confirm", team.ref, after, effect))
    applied = setup.save(context.session, context.workspace, team, after, context.now, context.person.ref)
    for run in applied.left:
        day.refresh_live(context, run)
    for gone in _gone(context, before, after):
        hand_over(context, team, gone)
    standup = standups.of_team(context.session, roster.id_of(team))
    return Say(report.saved_card(context.words, before, after, standup.next_on if standup else None))


def _gone(context: Context, before: TeamSpec, after: TeamSpec) -> list[Person]:
    """Who was in the team until now."""
    stay = {each.user for each in after.people}
    left = {each.user for each in before.people} - stay
    known = dict(teams.addressed(context.session, roster.id_of(context.workspace)))
    return [known[user] for user in sorted(left) if user in known]


def _surprise(context: Context, before: TeamSpec | None, after: TeamSpec) -> Effect | None:
    """What a changed time or roster does to people of other zones: shown before it is saved."""
    if before is not None and (before.standup, before.people) == (after.standup, after.people):
        return None
    today = local_day(context.now, zone(after.tz))
    on = next(ritual_days(today - timedelta(days=1), after.standup.days), today)
    return effect_of(after, on)


def _start_here(context: Context, style: Style) -> list[Button]:
    """In a channel that has no team yet, whoever is scrum master or admin anywhere may start one."""
    place = context.place
    if place.direct or teams.team_at(context.session, roster.id_of(context.workspace), place.conversation):
        return []
    held = roster.roles_anywhere(context.session, context.person)
    may = bool(held & set(permissions.needed_roles(Right.TEAM_SETUP)))
    return [setup_report.open_button(context.words, place.conversation, style)] if may else []


def _with(context: Context, spec: TeamSpec, event: FormSubmitted) -> TeamSpec:
    """The spec with what the form says. Raises FieldsRefused."""
    picked = event.values.get("people", "").split(",")
    names = roster.names_at(context.session, roster.id_of(context.workspace), picked)
    return amended(spec, event.values, names)
