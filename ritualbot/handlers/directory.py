"""What a platform says of people: who they are, that they changed, left or came back, and what follows from it."""

from contextlib import suppress

from ritualbot.chat.events import PersonChanged, Profile
from ritualbot.chat.replies import Nothing, Reply
from ritualbot.errors import RuleBroken
from ritualbot.handlers import desk_seat, standup_day as day
from ritualbot.handlers.context import Tick
from ritualbot.handlers.hand_over import hand_over
from ritualbot.i18n import LANGUAGES
from ritualbot.reports import person as report
from ritualbot.rituals import calendar, inputs
from ritualbot.rituals.permissions import Role
from ritualbot.store import (
    alarms,
    audit,
    digest_plan,
    outbox,
    person as people,
    standup_run,
    team as teams,
    team_roster as roster,
)
from ritualbot.store.audit import Action
from ritualbot.store.person import Described
from ritualbot.store.team import Person, Team, Workspace

LEADS = (Role.SCRUM_MASTER, Role.ASSISTANT)


def changed(tick: Tick, workspace: Workspace, event: PersonChanged) -> Reply:
    """A new name or zone, somebody who left or came back; of a stranger nothing is kept."""
    person = roster.known_person(tick.session, roster.id_of(workspace), event.profile.user)
    if person is not None:
        _update(tick, person, event.profile)
    return Nothing()


def meet(tick: Tick, workspace: Workspace, profile: Profile) -> None:
    """Someone an event names becomes known, unless they are no person of this workspace; or is brought up to date."""
    person = roster.known_person(tick.session, roster.id_of(workspace), profile.user)
    if person is not None:
        _update(tick, person, profile)
    elif profile.active and not profile.bot and not profile.stranger:
        _set_admin(tick, people.new(tick.session, workspace, _described(profile)), profile)


def _described(profile: Profile) -> Described:
    """What can be kept of a profile: what is blank or unknown is left to the house."""
    name = " ".join(inputs.clean_text(profile.name).split())
    zone = ""
    if profile.tz:
        with suppress(RuleBroken):
            zone = calendar.zone(profile.tz).key
    language = profile.language if profile.language in LANGUAGES else ""
    return Described(profile.user, "" if inputs.is_blank(name) else name, zone, language)


def _update(tick: Tick, person: Person, profile: Profile) -> None:
    if not profile.active:
        if person.active:
            _leave(tick, person)
        return
    before = (person.active, person.tz, person.region)
    if not person.active:
        person.active = True
        _record(tick, person, Action.PERSON_RETURNED)
    people.describe(tick.session, person, _described(profile))
    _set_admin(tick, person, profile)
    if before != (person.active, person.tz, person.region):
        day.replan(tick, person)
        digest_plan.expect_person(tick.session, person, tick.now)


def _set_admin(tick: Tick, person: Person, profile: Profile) -> None:
    """Who runs the workspace on its platform runs it here, as long as they do."""
    if profile.admin is not None and people.set_admin(tick.session, person, wanted=profile.admin):
        _record(tick, person, Action.PERSON_ADMIN_GIVEN if profile.admin else Action.PERSON_ADMIN_TAKEN)


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
        hand_over(tick, team, person)
    digest_plan.expect_person(tick.session, person, tick.now)
    desk_seat.leave(tick, person)


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
