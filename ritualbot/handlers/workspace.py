"""What a platform says of a workspace and its conversations: the app came, went, came back; a channel changed.

None of it needs anyone known. While a workspace is paused its alarms go on: what they say waits, or comes too late.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ritualbot.chat.events import Installed, Joined, PlaceChanged, PlaceState, Removed
from ritualbot.chat.replies import Nothing, Reply
from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Saying, Tick
from ritualbot.i18n import Words, known
from ritualbot.logs import log
from ritualbot.reports import workspace as report
from ritualbot.rituals.inputs import clean_text, is_blank
from ritualbot.store import (
    audit,
    conversation as conversations,
    install as installs,
    outbox,
    retention,
    team as teams,
    team_roster as roster,
    workspace as workspaces,
)
from ritualbot.store.audit import Action
from ritualbot.store.outbox import Outgoing
from ritualbot.store.team import Destination, Person, Team, Workspace
from ritualbot.store.workspace import Missed

Sayings = Mapping[str, Saying]

STALE = timedelta(days=1)  # of what nobody was told in time, where its kind knows no hour after which it is too late
SECOND = timedelta(seconds=1)
EDITS_ONLY = ("standup.gone", "standup.settled")  # of no use where the message they would change never came
_CHANGED = {
    PlaceState.OPEN: Action.PLACE_OPENED,
    PlaceState.CLOSED: Action.PLACE_CLOSED,
    PlaceState.SHARED: Action.PLACE_SHARED,
}


def found(tick: Tick, event: Installed) -> Workspace:
    """The workspace of an installation, made with its customer where it is the first."""
    who = event.who
    known_here = teams.workspace(tick.session, who.platform, who.workspace)
    if known_here is not None:
        return known_here
    name = " ".join(clean_text(event.name).split())
    name = who.workspace if is_blank(name) else name
    language = known(event.language)
    made = workspaces.create(tick.session, who.platform, who.workspace, name, language, tick.now)
    retention.schedule_missing(tick.session, tick.now)
    _record(tick, made, Action.WORKSPACE_INSTALLED)
    return made


def installed(tick: Tick, workspace: Workspace, event: Installed, sayings: Sayings) -> Reply:
    """Said again of a workspace that is active it changes nothing; a paused one takes messages again."""
    since = workspace.paused_at or tick.now
    workspace.link = event.link or workspace.link
    tick.session.add(workspace)
    if workspaces.resume(tick.session, workspace, tick.now):
        _record(tick, workspace, Action.WORKSPACE_RESUMED)
        missed = workspaces.give_up_late(tick.session, roster.id_of(workspace), "", tick.now, _late(sayings))
        _tell_missed(tick, workspace, report.Gap(missed, since))
    return Nothing()


def joined(tick: Tick, workspace: Workspace, event: Joined) -> Reply:
    """Who this is and what it is good for, once for each time the bot was put somewhere: to one person in their own
    language, to many once and to nobody by name."""
    workspace_id, place = roster.id_of(workspace), event.place
    if not conversations.greet(tick.session, workspace_id, place.conversation):
        return Nothing()
    person = teams.person_at(tick.session, workspace_id, event.who.user) if place.direct else None
    words = Words((person.language if person else "") or workspace.language)
    subject = f"workspace:{workspace_id}:joined:{place.conversation}:{tick.now.isoformat()}"
    said = Outgoing(
        workspace_id=workspace_id,
        kind="workspace.joined",
        subject=subject,
        key=subject,
        card=report.joined_card(words) if place.direct else report.joined_by_many_card(words),
        conversation=place.conversation,
        user=event.who.user if place.direct else "",
    )
    outbox.put(tick.session, tick.now, said)
    return Nothing()


def removed(tick: Tick, workspace: Workspace, event: Removed) -> Reply:
    """The token is forgotten, and nothing is sent there until the app is back. Twice is once; of a removal that is told
    only after the app came back, nothing is left to be done: the token there is now is another."""
    if event.at is not None and _is_over(tick, workspace, event.at + SECOND):
        return Nothing()
    installs.remove(tick.session, roster.id_of(workspace), tick.now)
    _pause(tick, workspace, "removed")
    return Nothing()


def _is_over(tick: Tick, workspace: Workspace, moment: datetime) -> bool:
    """Whether the app came, or came back, after it. A new token is there a moment before anything is sent again."""
    kept = installs.of_workspace(tick.session, roster.id_of(workspace))
    came = (workspace.resumed_at, kept.installed_at if kept else None)
    return any(each is not None and moment <= each for each in came)


def out_of_reach(tick: Tick, workspace: Workspace, asked_at: datetime, reason: str) -> None:
    """A sending found the workspace closed to us. One that began before the app came back says nothing of today."""
    if workspace.resumed_at is None or asked_at >= workspace.resumed_at:
        _pause(tick, workspace, reason)


def _pause(tick: Tick, workspace: Workspace, reason: str) -> None:
    if workspaces.pause(tick.session, workspace, reason, tick.now):
        log.warning("workspace.paused", platform=workspace.platform, reason=reason)
        _record(tick, workspace, Action.WORKSPACE_PAUSED)


def place_changed(tick: Tick, workspace: Workspace, event: PlaceChanged, sayings: Sayings) -> Reply:
    """A conversation no team of ours posts to is none of our business."""
    place = teams.destination_at(tick.session, roster.id_of(workspace), event.place.conversation)
    team = tick.session.get(Team, place.team_id) if place else None
    if place is None or team is None:
        return Nothing()
    name = " ".join(clean_text(event.name).split()).removeprefix("#")
    if not is_blank(name) and name != place.name:
        workspaces.rename_place(tick.session, place, name)
        audit.record(
            tick.session, team.tenant_id, tick.now, actor="system", action=Action.PLACE_RENAMED, object=team.ref
        )
    since = place.suspended_at or tick.now
    if event.state is not None and workspaces.set_place_state(tick.session, place, event.state, tick.now):
        audit.record(
            tick.session, team.tenant_id, tick.now, actor="system", action=_CHANGED[event.state], object=team.ref
        )
        _tell_place(tick, team, place, since, sayings)
    return Nothing()


def _tell_place(tick: Tick, team: Team, place: Destination, since: datetime, sayings: Sayings) -> None:
    """Who answers for the team hears once that nothing is posted there, or what was not meanwhile."""
    subject = f"place:{place.id}:{place.state}:{tick.now.isoformat()}"
    if place.state != PlaceState.OPEN:
        for lead in day.leads(tick, team):
            card = report.suspended_card(day.words_for(lead, team), team, place)
            tick.tell(lead, "place.suspended", subject, subject, card, ref=team.ref)
        return
    missed = workspaces.give_up_late(tick.session, place.workspace_id, place.conversation, tick.now, _late(sayings))
    for lead in day.leads(tick, team) if missed else ():
        card = report.reopened_card(day.words_for(lead, team), place, report.Gap(missed, since), lead.zone())
        tick.tell(lead, "place.back", subject, subject, card, ref=team.ref)


def _late(sayings: Sayings) -> dict[str, timedelta]:
    found = {kind: saying.max_late or STALE for kind, saying in sayings.items()}
    return found | dict.fromkeys(EDITS_ONLY, timedelta())


def _tell_missed(tick: Tick, workspace: Workspace, gap: report.Gap) -> None:
    """Each lead once, about all the teams they answer for."""
    told: dict[int, tuple[Person, Team, dict[int, Missed]]] = {}
    for team in workspaces.teams_in(tick.session, roster.id_of(workspace)):
        theirs = _of_team(tick, workspace, team, gap.missed)
        for lead in day.leads(tick, team) if theirs else ():
            told.setdefault(roster.id_of(lead), (lead, team, {}))[2].update({each.id: each for each in theirs})
    subject = f"workspace:{workspace.id}:back:{tick.now.isoformat()}"
    for lead, team, theirs_all in told.values():
        theirs_only = report.Gap([*theirs_all.values()], gap.since)
        card = report.back_card(day.words_for(lead, team), workspace, theirs_only, lead.zone())
        tick.tell(lead, "workspace.back", f"{subject}:{lead.ref}", f"{subject}:{lead.ref}", card)


def _of_team(tick: Tick, workspace: Workspace, team: Team, missed: Sequence[Missed]) -> list[Missed]:
    """What was for its conversations and its people."""
    places = {each.conversation for each in teams.destinations(tick.session, roster.id_of(team))}
    users = workspaces.users_of(tick.session, team, roster.id_of(workspace))
    return [each for each in missed if each.user in users or (not each.user and each.conversation in places)]


def _record(tick: Tick, workspace: Workspace, action: Action) -> None:
    audit.record(
        tick.session, workspace.tenant_id, tick.now, actor="system", action=action, object=workspace.external_id
    )
