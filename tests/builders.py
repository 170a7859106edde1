"""Teams as tests need them: rows, with the defaults of the product unless a test says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlmodel import Session, col, select

from ritualbot.rituals.permissions import Role
from ritualbot.rituals.questions import Kind
from ritualbot.store import absence, retention, standup_run
from ritualbot.store.standup import Standup, StandupQuestion
from ritualbot.store.team import (
    Address,
    Destination,
    Membership,
    Person,
    Team,
    Tenant,
    TenantRole,
    Workspace,
    person_at,
)

QUESTIONS = ((Kind.TEXT, "moved", "", False), (Kind.TEXT, "today", "", True), (Kind.BLOCKER, "blocker", "", False))


@dataclass(frozen=True)
class Someone:
    """A person of a test's team."""

    user: str
    roles: tuple[Role, ...] = (Role.MEMBER,)
    tz: str = "Europe/Paris"
    region: str = "FR"
    language: str = ""
    days: str = "0,1,2,3,4"
    away: tuple[tuple[date, date], ...] = ()
    hours: tuple[time, time] = (time(9, 0), time(18, 0))
    reachable: bool = True
    welcomed: bool = True
    follows: bool = False

    @property
    def name(self) -> str:
        return self.user.capitalize()


LEAD = (Role.MEMBER, Role.SCRUM_MASTER)
ALICE = Someone("alice", LEAD)
BRUNO = Someone("bruno", (Role.MEMBER, Role.ASSISTANT))
CHLOE = Someone("chloe")
DAVID = Someone("david")
HUGO = Someone("hugo", tz="America/Toronto", region="CA-ON")
CLAIRE = Someone("claire", (Role.SPONSOR,))


@dataclass(frozen=True)
class SomeTeam:
    """A team with a stand-up, in one workspace of the direct platform."""

    people: tuple[Someone, ...] = (ALICE, BRUNO, CHLOE)
    name: str = "Printemps"
    channel: str = "printemps"
    tz: str = "Europe/Paris"
    language: str = "fr"
    region: str = "FR"
    workspace: str = "W1"
    standup: Mapping[str, object] = field(default_factory=dict)
    questions: tuple[tuple[Kind, str, str, bool], ...] = QUESTIONS


def build_team(session: Session, now: datetime, wanted: SomeTeam, platform: str = "direct") -> Team:
    tenant = Tenant(name=f"Tenant of {wanted.workspace}", created_at=now)
    session.add(tenant)
    session.flush()
    assert tenant.id is not None
    workspace = Workspace(
        tenant_id=tenant.id,
        platform=platform,
        external_id=wanted.workspace,
        name=wanted.workspace,
        language=wanted.language,
    )
    team = Team(
        tenant_id=tenant.id,
        name=wanted.name,
        name_key=wanted.name.casefold(),
        tz=wanted.tz,
        language=wanted.language,
        region=wanted.region,
        created_at=now,
    )
    session.add_all([workspace, team])
    session.flush()
    assert workspace.id is not None and team.id is not None
    for someone in wanted.people:
        _build_person(session, now, someone, workspace, team, wanted.language)
    session.add(
        Destination(
            team_id=team.id,
            workspace_id=workspace.id,
            conversation=wanted.channel,
            name=wanted.channel,
            language=wanted.language,
        )
    )
    _build_standup(session, now, team, wanted)
    retention.schedule_missing(session, now)
    return team


def _build_standup(session: Session, now: datetime, team: Team, wanted: SomeTeam) -> None:
    standup = Standup.model_validate({"team_id": team.id, **wanted.standup})
    session.add(standup)
    session.flush()
    assert standup.id is not None
    for position, (kind, key, text, required) in enumerate(wanted.questions):
        session.add(
            StandupQuestion(standup_id=standup.id, position=position, key=key, kind=kind, text=text, required=required)
        )
    session.flush()
    standup_run.schedule(session, standup, now)


def build_further_team(session: Session, now: datetime, wanted: SomeTeam) -> Team:
    """Another team in a workspace that stands, of people who are there already."""
    workspace = session.exec(select(Workspace).where(col(Workspace.external_id) == wanted.workspace)).one()
    assert workspace.id is not None
    team = Team(
        tenant_id=workspace.tenant_id,
        name=wanted.name,
        name_key=wanted.name.casefold(),
        tz=wanted.tz,
        language=wanted.language,
        region=wanted.region,
        created_at=now,
    )
    session.add(team)
    session.flush()
    assert team.id is not None
    place = Destination(
        team_id=team.id,
        workspace_id=workspace.id,
        conversation=wanted.channel,
        name=wanted.channel,
        language=wanted.language,
    )
    session.add(place)
    for someone in wanted.people:
        person = person_at(session, workspace.id, someone.user)
        assert person is not None and person.id is not None
        session.add_all(Membership(team_id=team.id, person_id=person.id, role=role) for role in someone.roles)
    _build_standup(session, now, team, wanted)
    return team


def _build_person(
    session: Session, now: datetime, someone: Someone, workspace: Workspace, team: Team, language: str
) -> None:
    person = Person(
        tenant_id=workspace.tenant_id,
        name=someone.name,
        tz=someone.tz,
        language=someone.language or language,
        region=someone.region,
        days=someone.days,
        opens=someone.hours[0],
        closes=someone.hours[1],
        welcomed_at=now if someone.welcomed else None,
        follows=someone.follows,
    )
    session.add(person)
    session.flush()
    assert person.id is not None and workspace.id is not None and team.id is not None
    if someone.reachable:
        session.add(Address(workspace_id=workspace.id, person_id=person.id, user=someone.user))
    for role in someone.roles:
        if role is Role.ADMIN:
            session.add(TenantRole(tenant_id=workspace.tenant_id, person_id=person.id, role=role))
        else:
            session.add(Membership(team_id=team.id, person_id=person.id, role=role))
    for first, last in someone.away:
        absence.declare(session, person.id, first, last, now)
