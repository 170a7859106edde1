"""What people do with their team: look at it, change it, start one."""

from datetime import timedelta

from ritualbot.chat.cards import Style
from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Context
from ritualbot.reports import standup_manage as manage, team as report
from ritualbot.reports.absence import closures_button
from ritualbot.rituals import permissions
from ritualbot.rituals.calendar import local_day, ritual_days, zone
from ritualbot.rituals.permissions import Right, Role
from ritualbot.rituals.team import amended
from ritualbot.rituals.team_spec import Effect, TeamSpec, effect as effect_of, scrum_masters
from ritualbot.store import standup as standups, team as teams, team_roster as roster, team_setup as setup


def show(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """The team at a glance; in a channel that has none, also the way to start one there, for who may."""
    team = context.team
    if team is None:
        buttons = (
            [report.create_button(context.words, context.place.conversation, Style.MAIN)]
            if _may_create(context)
            else []
        )
        return Say(report.empty_card(context.words, buttons))
    permissions.allow(context.roles, Right.TEAM_READ)
    buttons = []
    if context.has(*permissions.needed_roles(Right.TEAM_EDIT)):
        buttons.append(report.change_button(context.words, team))
        buttons.append(closures_button(context.words, team))
    main = standups.of_team(context.session, roster.id_of(team))
    if main is not None and context.has(*permissions.needed_roles(Right.STANDUP_MANAGE)):
        buttons.append(manage.manage_button(context.words, main))
    if _may_create(context):
        buttons.append(report.create_button(context.words, context.place.conversation))
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
    standup = standups.of_team(context.session, roster.id_of(team))
    return Say(report.saved_card(context.words, before, after, standup.next_on if standup else None))


def _surprise(context: Context, before: TeamSpec | None, after: TeamSpec) -> Effect | None:
    """What a changed time or roster does to people of other zones: shown before it is saved."""
    if before is not None and (before.standup, before.people) == (after.standup, after.people):
        return None
    today = local_day(context.now, zone(after.tz))
    on = next(ritual_days(today - timedelta(days=1), after.standup.days), today)
    return effect_of(after, on)


def create(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(report.new_form(context.words, _founded(context, event)))


def found(context: Context, event: FormSubmitted) -> Reply:
    """A team in the channel the form was opened for, with who fills it in as its scrum master."""
    spec = _with(context, _founded(context, event), event)
    if event.action == "team.found" and (effect := _surprise(context, None, spec)):
        setup.verify(context.session, context.workspace, None, spec)
        return OpenForm(report.confirm_form(context.words, "team.start", event.ref, spec, effect))
    applied = setup.save(context.session, context.workspace, None, spec, context.now, context.person.ref)
    standup = standups.of_team(context.session, roster.id_of(applied.team))
    next_on = standup.next_on if standup else None
    return Say(report.created_card(context.words, applied.team, spec, next_on))


def _may_create(context: Context) -> bool:
    """In a channel that has no team yet, whoever is scrum master or admin anywhere."""
    if context.place.direct or _team_at(context, context.place.conversation):
        return False
    held = roster.roles_anywhere(context.session, context.person)
    return bool(held & set(permissions.needed_roles(Right.TEAM_SETUP)))


def _team_at(context: Context, conversation: str) -> teams.Team | None:
    return teams.team_at(context.session, roster.id_of(context.workspace), conversation)


def _founded(context: Context, event: ButtonPressed | FormSubmitted) -> TeamSpec:
    """A team of one, with the defaults, in the channel that is the event's ref.

    Raises as `permissions.allow` does; RuleBroken `team.not_here` for no channel, `team.channel_taken`.
    """
    person = context.person
    permissions.allow(roster.roles_anywhere(context.session, person), Right.TEAM_SETUP)
    if not event.ref:
        raise RuleBroken("team.not_here")
    if _team_at(context, event.ref):
        raise RuleBroken("team.channel_taken", typed=event.ref)
    lead = roster.person_spec(person, event.who.user, (Role.MEMBER, Role.SCRUM_MASTER))
    language = person.language or context.workspace.language
    return TeamSpec("", person.tz, language, event.ref, person.region, (lead,))


def _with(context: Context, spec: TeamSpec, event: FormSubmitted) -> TeamSpec:
    """The spec with what the form says. Raises FieldsRefused."""
    picked = event.values.get("people", "").split(",")
    names = roster.names_at(context.session, roster.id_of(context.workspace), picked)
    return amended(spec, event.values, names)
