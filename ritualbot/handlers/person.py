"""What people do with their own settings, their first word from us, and what follows when they change or leave."""

from contextlib import suppress

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted, PersonChanged
from ritualbot.chat.replies import Nothing, OpenForm, Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Context, Tick
from ritualbot.i18n import Words
from ritualbot.reports import person as report
from ritualbot.rituals import calendar, inputs
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.person import Settings, amended
from ritualbot.store import alarms, audit, outbox, person as people, standup_run, team as teams, team_roster as roster
from ritualbot.store.audit import Action
from ritualbot.store.team import Person, Team, Workspace

LEADS = (Role.SCRUM_MASTER, Role.ASSISTANT)
REPLAN = {"tz", "opens", "closes", "region", "days"}  # what moves the next stand-up


# -- settings ------------------------------------------------------------------------------------------------------


def show(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    return Say(report.me_card(context.session, context.words, context.person, context.team, context.now))


def edit(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(report.me_form(context.session, context.words, context.person, _settings(context)))


def save(context: Context, event: FormSubmitted) -> Reply:
    """Echoes everything kept, in the language just chosen, and moves what is still to be asked."""
    person, before = context.person, _settings(context)
    changed = people.write(context.session, person, before, amended(before, event.values))
    follows = bool(event.values.get("follows")) and report.may_follow(context.session, person)
    switched = follows != person.follows
    person.follows = follows
    if changed & REPLAN:
        _replan(context, person)
    words = Words(report.language_for(person, context.team, context.workspace.language))
    kept = bool(changed) or switched
    return Say(report.saved_card(context.session, words, person, context.team, context.now, changed=kept))


def _settings(context: Context) -> Settings:
    return people.settings_of(context.person, context.words.language)


def _replan(tick: Tick, person: Person) -> None:
    """The next run of each of their teams is set anew, and today's prompt moves if it has not left yet."""
    for standup in people.standups_of(tick.session, person):
        standup_run.schedule(tick.session, standup, tick.now)
        day.refresh_live(tick, standup_run.retime(tick.session, standup, person, tick.now))
    if person.welcomed_at is None and alarms.rings_at(tick.session, "person.welcome", person.ref):
        people.expect_welcome(tick.session, [person], person.added_by, tick.now)


# -- a first word --------------------------------------------------------------------------------------------------


def welcome(tick: Tick, ref: str) -> None:
    """The alarm of a first word; outside their hours after all, it waits for the next opening."""
    person = people.by_ref(tick.session, ref)
    if person is None or not person.active or person.welcomed_at is not None:
        return
    at = people.next_open(tick.session, person, tick.now)
    if at == tick.now:
        tick.welcome(person)
    elif at is not None:
        alarms.set(tick.session, "person.welcome", ref, at)


# -- what the platform says of people ------------------------------------------------------------------------------


def changed(tick: Tick, workspace: Workspace, event: PersonChanged) -> Reply:
    """A new name or zone, somebody who left or came back."""
    person = roster.known_person(tick.session, roster.id_of(workspace), event.who.user)
    if person is None:
        return Nothing()
    if not event.active:
        if person.active:
            _leave(tick, person)
        return Nothing()
    if not person.active:
        person.active = True
        _record(tick, person, Action.PERSON_RETURNED)
    _rename(tick, person, event)
    _replan(tick, person)
    return Nothing()


def _rename(tick: Tick, person: Person, event: PersonChanged) -> None:
    """What the person typed themselves stays; a zone nobody knows is not taken."""
    name = " ".join(inputs.clean_text(event.name).split())
    if not inputs.is_blank(name):
        person.name = name
    if event.tz and "tz" not in person.typed_fields():
        with suppress(RuleBroken):
            person.tz = calendar.zone(event.tz).key
    tick.session.add(person)
    tick.session.flush()


def _leave(tick: Tick, person: Person) -> None:
    """Nothing more is asked of them or sent to them, and what they led passes on. They come back without that."""
    person.active = False
    tick.session.add(person)
    tick.session.flush()
    _record(tick, person, Action.PERSON_LEFT)
    alarms.clear(tick.session, "person.welcome", person.ref)
    for address in teams.addresses(tick.session, roster.id_of(person)):
        outbox.drop_unsent(tick.session, address.workspace_id, address.user)
    for standup in people.standups_of(tick.session, person):
        day.refresh_live(tick, standup_run.drop_leavers(tick.session, standup))
        standup_run.schedule(tick.session, standup, tick.now)
    for team in teams.teams_of(tick.session, roster.id_of(person)):
        _pass_on(tick, team, person)


def _pass_on(tick: Tick, team: Team, gone: Person) -> None:
    """A scrum master's place goes to the first assistant; with none, one admin is told at once."""
    led = roster.take_roles(tick.session, team, gone, LEADS)
    if Role.SCRUM_MASTER not in led or teams.people_with(tick.session, roster.id_of(team), Role.SCRUM_MASTER):
        return
    subject = f"team:{team.ref}:lead:{gone.ref}:{tick.now.isoformat()}"
    assistants = teams.people_with(tick.session, roster.id_of(team), Role.ASSISTANT)
    if assistants:
        heir = assistants[0]
        roster.take_roles(tick.session, team, heir, (Role.ASSISTANT,))
        roster.give_role(tick.session, team, heir, Role.SCRUM_MASTER)
        card = report.passed_card(day.words_for(heir, team), team, gone)
        opens_at = people.next_open(tick.session, heir, tick.now)
        tick.tell(heir, "team.lead", subject, subject, card, ref=team.ref, not_before=opens_at)
        audit.record(
            tick.session, team.tenant_id, tick.now, actor="system", action=Action.TEAM_LEAD_PASSED, object=team.ref
        )
        return
    admins = people.admins(tick.session, team.tenant_id)
    for admin in (people.at_work_today(tick.session, admins, tick.now) or admins)[:1]:
        card = report.orphaned_card(day.words_for(admin, team), team, gone)
        tick.tell(admin, "team.lead", subject, subject, card, ref=team.ref)


def _record(tick: Tick, person: Person, action: Action) -> None:
    audit.record(tick.session, person.tenant_id, tick.now, actor="system", action=action, object=person.ref)
