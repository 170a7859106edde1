"""Writing a team from its spec, and reading it back: the same for a file, a form and the first install."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ritualbot.errors import RuleBroken
from ritualbot.rituals.inputs import name_key
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.team_spec import ClosureSpec, TeamSpec, check
from ritualbot.store import (
    absence,
    audit,
    bridge,
    digest_plan,
    person as people,
    retention,
    standup as standups,
    standup_run,
    standup_setup,
    team as teams,
)
from ritualbot.store.audit import Action
from ritualbot.store.standup import StandupRun
from ritualbot.store.team import Address, Destination, Team, Workspace
from ritualbot.store.team_roster import (
    Before,
    id_of,
    person_spec,
    set_changed,
    write_person,
    write_roles,
)


@dataclass(frozen=True)
class Applied:
    """What became of a spec. `changes` counts rows and columns written: 0 when it already was so."""

    team: Team
    created: bool
    changes: int
    left: tuple[StandupRun, ...] = ()  # the runs at hand from which somebody was taken out


def apply(session: Session, workspace: Workspace, spec: TeamSpec, now: datetime, actor: str) -> Applied:
    """The team of a file, found again by its name, else by its channel. Raises as `save` does."""
    team = teams.team_by_name_key(session, workspace.tenant_id, name_key(spec.name))
    if team is None:
        assert workspace.id is not None
        team = teams.team_at(session, workspace.id, spec.channel)
    return save(session, workspace, team, spec, now, actor)


def save(
    session: Session, workspace: Workspace, team: Team | None, spec: TeamSpec, now: datetime, actor: str
) -> Applied:
    """Makes `team` (None: a new one) what the spec says, and sets its next stand-up anew.

    Roles and memberships become those of the spec, for everyone with an address in this workspace. Raises
    FieldsRefused as `check` does; RuleBroken `team.name_taken`, `team.channel_taken`, `team.person_inactive`.
    """
    verify(session, workspace, team, spec)
    created = team is None
    team, was, changes = _write_team(session, workspace, team, spec, now)
    roster: dict[int, frozenset[Role]] = {}
    for each in spec.people:
        person, changed = write_person(session, workspace, each, team, was)
        assert person.id is not None
        roster[person.id] = each.roles
        changes += changed
    joined = {*roster} - {row.person_id for row in teams.memberships(session, id_of(team))}
    changes += write_roles(session, workspace, team, roster)
    changes += _write_destination(session, workspace, team, spec)
    changes += _write_closures(session, team, spec)
    changes += standup_setup.write_all(session, team, (spec.standup, *spec.more), now)
    retention.schedule_missing(session, now)
    left: list[StandupRun] = []
    if changes:
        digest_plan.expect_team(session, team, now)
        for standup in standups.of_team_all(session, id_of(team)):
            left += filter(None, [standup_run.drop_leavers(session, standup)])
            standup_run.reschedule(session, standup, now)
        bridge.schedule(session, team, now)
        people.expect_welcome(session, teams.people(session, joined).values(), actor, now)
        action = Action.TEAM_CREATED if created else Action.TEAM_APPLIED
        audit.record(session, workspace.tenant_id, now, actor=actor, action=action, object=team.ref)
    return Applied(team, created, changes, tuple(left))


def verify(session: Session, workspace: Workspace, team: Team | None, spec: TeamSpec) -> None:
    """Everything `save` would refuse, but for people, with nothing written."""
    check(spec)
    mine = team.id if team else None
    named = teams.team_by_name_key(session, workspace.tenant_id, name_key(spec.name))
    if named is not None and named.id != mine:
        raise RuleBroken("team.name_taken", field="name", typed=spec.name)
    there = teams.team_at(session, id_of(workspace), spec.channel)
    if there is not None and there.id != mine:
        raise RuleBroken("team.channel_taken", field="channel", typed=spec.channel)


def _write_team(
    session: Session, workspace: Workspace, team: Team | None, spec: TeamSpec, now: datetime
) -> tuple[Team, Before, int]:
    if team is not None:
        was = Before(team.tz, team.region)
        key = name_key(spec.name)
        changes = set_changed(
            team, name=spec.name, name_key=key, tz=spec.tz, language=spec.language, region=spec.region
        )
        return team, was, changes
    team = Team(
        tenant_id=workspace.tenant_id,
        name=spec.name,
        name_key=name_key(spec.name),
        tz=spec.tz,
        language=spec.language,
        region=spec.region,
        created_at=now,
    )
    session.add(team)
    session.flush()
    return team, Before(), 1


def _write_destination(session: Session, workspace: Workspace, team: Team, spec: TeamSpec) -> int:
    """A team that was in another channel of this workspace moves; its places in others stay."""
    places = [each for each in teams.destinations(session, id_of(team)) if each.workspace_id == workspace.id]
    place = next((each for each in places if each.conversation == spec.channel), next(iter(places), None))
    if place is None:
        session.add(
            Destination(
                team_id=id_of(team),
                workspace_id=id_of(workspace),
                conversation=spec.channel,
                name=spec.channel,
                language=spec.language,
            )
        )
        session.flush()
        return 1
    name = place.name if place.conversation == spec.channel else spec.channel
    return set_changed(place, conversation=spec.channel, name=name, language=spec.language)


def _write_closures(session: Session, team: Team, spec: TeamSpec) -> int:
    if not spec.closures:
        return 0
    changes = 0
    wanted = {(each.first, each.last): each.name for each in spec.closures}
    for row in absence.closures(session, id_of(team)):
        name = wanted.pop((row.first_on, row.last_on), None)
        if name is None:
            session.delete(row)
            changes += 1
        else:
            changes += set_changed(row, name=name)
    session.flush()
    for (first, last), name in wanted.items():
        absence.close(session, id_of(team), first, last, name)
    return changes + len(wanted)


def spec_of(session: Session, team: Team, workspace: Workspace | None = None) -> TeamSpec:
    """The team as it stands, seen from one workspace (None: that of its first channel). Left out: who was
    deactivated, or has no address there."""
    places = teams.destinations(session, id_of(team))
    seen_from = workspace.id if workspace else next((each.workspace_id for each in places), None)
    places = [each for each in places if each.workspace_id == seen_from]
    found = session.exec(select(Address).where(col(Address.workspace_id) == seen_from))
    users = {row.person_id: row.user for row in found}
    roles: dict[int, set[Role]] = {}
    for row in teams.memberships(session, id_of(team)):
        roles.setdefault(row.person_id, set()).add(Role(row.role))
    return TeamSpec(
        name=team.name,
        tz=team.tz,
        language=team.language,
        channel=places[0].conversation if places else "",
        region=team.region,
        people=tuple(
            person_spec(person, users[id_of(person)], roles[id_of(person)])
            for person in teams.people_with(session, id_of(team), *Role)
            if person.id in users
        ),
        standup=standup_setup.main_spec(session, team),
        more=standup_setup.more_specs(session, team),
        closures=tuple(
            ClosureSpec(row.first_on, row.last_on, row.name) for row in absence.closures(session, id_of(team))
        ),
    )


def about_team(session: Session, ref: str) -> int | None:
    return session.exec(select(Team.id).where(col(Team.ref) == ref)).first()
