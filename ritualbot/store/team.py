"""Tenants, workspaces, people, teams: who is who, where they can be reached, and what they may do."""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select, update

from ritualbot.chat.events import PlaceState
from ritualbot.rituals.calendar import WorkPattern
from ritualbot.rituals.permissions import Role
from ritualbot.store import absence
from ritualbot.store.engine import UtcDateTime, new_ref, one_of, param, params


class Tenant(SQLModel, table=True):
    """A customer."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class WorkspaceState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"  # the platform lets us in no more: nothing is sent there, everything else goes on


class Workspace(SQLModel, table=True):
    """A customer's place on one platform. `reason` is why it is paused; `resumed_at` when it last was no more."""

    __table_args__ = (
        sa.UniqueConstraint("platform", "external_id"),
        one_of("state", "state", WorkspaceState),
    )

    id: int | None = Field(default=None, primary_key=True)
    tenant_id: int = Field(foreign_key="tenant.id", index=True)
    platform: str
    external_id: str
    name: str
    language: str
    state: str = WorkspaceState.ACTIVE
    reason: str = ""
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resumed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    link: str = ""  # where whoever has not got the app gets it, on platforms where each person must


class Person(SQLModel, table=True):
    """Someone, once, however many addresses they have. Empty `tz`, `language`, `region`: the team's."""

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    tenant_id: int = Field(foreign_key="tenant.id", index=True)
    name: str
    function: str = ""
    tz: str
    language: str
    region: str
    days: str = "0,1,2,3,4"  # weekdays worked, Monday 0
    opens: time = time(9, 0)  # working hours, in the person's own zone
    closes: time = time(18, 0)
    active: bool = True
    typed: str = ""  # the fields the person set themselves: nobody else overwrites them
    added_by: str = ""  # the ref of the person who brought them in, or what did
    welcomed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    follows: bool = False  # wants the summary as a direct message

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    def typed_fields(self) -> frozenset[str]:
        return frozenset(field for field in self.typed.split(",") if field)


class Address(SQLModel, table=True):
    """Where a person is reached: their id in one workspace."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "user"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    user: str
    conversation: str = ""  # the direct conversation with the bot, once known


class Team(SQLModel, table=True):
    """A team. `name_key` folds the name, so that no two look alike within a tenant."""

    __table_args__ = (sa.UniqueConstraint("tenant_id", "name_key"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    tenant_id: int = Field(foreign_key="tenant.id")
    name: str
    name_key: str
    tz: str
    language: str
    region: str
    created_at: datetime = Field(sa_type=UtcDateTime)

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)


class Destination(SQLModel, table=True):
    """A conversation a team's rituals post to, in its own language; nothing is posted while it is not open."""

    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "conversation"),
        one_of("state", "state", PlaceState),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", index=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    conversation: str
    name: str
    language: str
    state: str = PlaceState.OPEN
    suspended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Membership(SQLModel, table=True):
    """One role of one person in one team; a person may hold several."""

    __table_args__ = (
        sa.UniqueConstraint("team_id", "person_id", "role"),
        one_of("role", "role", Role),
    )

    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    role: str


class TenantRole(SQLModel, table=True):
    """A role over a whole tenant (admin)."""

    __tablename__ = "tenant_role"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "person_id", "role"),
        one_of("role", "role", Role),
    )

    id: int | None = Field(default=None, primary_key=True)
    tenant_id: int = Field(foreign_key="tenant.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    role: str


PARTICIPANTS = (Role.MEMBER, Role.SCRUM_MASTER, Role.ASSISTANT)  # those a stand-up asks

# What every event and every sending asks is built once: building a statement takes longer than running it.
_WORKSPACE, _USER = param("workspace"), param("user")
_PERSON, _TEAM, _TENANT = param("person"), param("team"), param("tenant")
_PEOPLE, _ROLES = params("people"), params("roles")
_BY_EXTERNAL_ID = select(Workspace).where(
    col(Workspace.platform) == param("platform"), col(Workspace.external_id) == param("external_id")
)
PERSON_AT = (
    select(Person)
    .join(Address, col(Address.person_id) == col(Person.id))
    .where(col(Address.workspace_id) == _WORKSPACE, col(Address.user) == _USER, col(Person.active))
)
_ADDRESSES = select(Address).where(col(Address.person_id) == _PERSON).order_by(col(Address.id))
_DESTINATIONS = select(Destination).where(col(Destination.team_id) == _TEAM).order_by(col(Destination.id))
_DESTINATION_AT = select(Destination).where(
    col(Destination.workspace_id) == _WORKSPACE, col(Destination.conversation) == param("conversation")
)
_ROLES_IN = sa.union(
    sa.select(col(Membership.role)).where(col(Membership.team_id) == _TEAM, col(Membership.person_id) == _PERSON),
    sa.select(col(TenantRole.role)).where(col(TenantRole.tenant_id) == _TENANT, col(TenantRole.person_id) == _PERSON),
)
_JOINED = (
    sa.select(col(Membership.person_id), sa.func.min(col(Membership.id)).label("since"))
    .where(col(Membership.team_id) == _TEAM, col(Membership.role).in_(_ROLES))
    .group_by(col(Membership.person_id))
    .subquery()
)
_PEOPLE_WITH = (
    select(Person)
    .join(_JOINED, _JOINED.c.person_id == col(Person.id))
    .where(col(Person.active))
    .order_by(_JOINED.c.since)
)
_CLOSURES = (
    select(Membership.person_id, absence.Closure)
    .join(absence.Closure, col(absence.Closure.team_id) == col(Membership.team_id))
    .where(col(Membership.person_id).in_(_PEOPLE), col(Membership.role).in_([role.value for role in PARTICIPANTS]))
)


def workspace(session: Session, platform: str, external_id: str) -> Workspace | None:
    return session.exec(_BY_EXTERNAL_ID, params={"platform": platform, "external_id": external_id}).first()


def workspaces(session: Session) -> list[Workspace]:
    return list(session.exec(select(Workspace).order_by(col(Workspace.id))))


def person_at(session: Session, workspace_id: int, user: str) -> Person | None:
    """The active person behind a platform's user id."""
    return session.exec(PERSON_AT, params={"workspace": workspace_id, "user": user}).first()


def language_at(session: Session, platform: str, external_id: str, user: str) -> str:
    """The language someone is answered in where no card of ours says it; of the workspace for strangers."""
    here = workspace(session, platform, external_id)
    if here is None or here.id is None:
        return "en"
    person = person_at(session, here.id, user)
    return (person.language if person else "") or here.language


def addresses(session: Session, person_id: int) -> list[Address]:
    return list(session.exec(_ADDRESSES, params={"person": person_id}))


def destinations(session: Session, team_id: int) -> list[Destination]:
    return list(session.exec(_DESTINATIONS, params={"team": team_id}))


def team_at(session: Session, workspace_id: int, conversation: str) -> Team | None:
    """The team whose rituals live in this conversation."""
    return session.exec(
        select(Team)
        .join(Destination, col(Destination.team_id) == col(Team.id))
        .where(col(Destination.workspace_id) == workspace_id, col(Destination.conversation) == conversation)
    ).first()


def destination_at(session: Session, workspace_id: int, conversation: str) -> Destination | None:
    return session.exec(_DESTINATION_AT, params={"workspace": workspace_id, "conversation": conversation}).first()


def teams_of(session: Session, person_id: int) -> list[Team]:
    """The teams in which the person holds any role, oldest first."""
    mine = select(Membership.team_id).where(col(Membership.person_id) == person_id)
    return list(session.exec(select(Team).where(col(Team.id).in_(mine)).order_by(col(Team.id))))


def team_by_name_key(session: Session, tenant_id: int, name_key: str) -> Team | None:
    return session.exec(select(Team).where(col(Team.tenant_id) == tenant_id, col(Team.name_key) == name_key)).first()


def team_by_ref(session: Session, ref: str) -> Team | None:
    return session.exec(select(Team).where(col(Team.ref) == ref)).first()


def person_by_ref(session: Session, ref: str) -> Person | None:
    """An active person."""
    return session.exec(select(Person).where(col(Person.ref) == ref, col(Person.active))).first()


def teams(session: Session) -> list[Team]:
    return list(session.exec(select(Team).order_by(col(Team.id))))


def roles_in(session: Session, person_id: int, team: Team) -> frozenset[Role]:
    """Everything the person may be in this team: their roles there and over its tenant."""
    found = session.connection().execute(_ROLES_IN, {"team": team.id, "tenant": team.tenant_id, "person": person_id})
    return frozenset(Role(role) for (role,) in found)


def people_with(session: Session, team_id: int, *roles: Role) -> list[Person]:
    """The active people who hold one of these roles in the team, each once, in the order they joined."""
    return list(session.exec(_PEOPLE_WITH, params={"team": team_id, "roles": [role.value for role in roles]}))


def memberships(session: Session, team_id: int) -> list[Membership]:
    return list(session.exec(select(Membership).where(col(Membership.team_id) == team_id).order_by(col(Membership.id))))


def people(session: Session, ids: set[int]) -> dict[int, Person]:
    """By id."""
    found = session.exec(select(Person).where(col(Person.id).in_(ids)))
    return {person.id: person for person in found if person.id is not None}


def work_pattern(session: Session, person: Person, now: datetime) -> WorkPattern:
    """When this person works, with the absences that touch the next two months or the last one."""
    [pattern] = work_patterns(session, [person], now)
    return pattern


def work_patterns(session: Session, people: Sequence[Person], now: datetime) -> list[WorkPattern]:
    """The same for several people, in their order, read at once."""
    if not people:
        return []
    ids = [person.id for person in people if person.id is not None]
    days = [now.astimezone(person.zone()).date() for person in people]
    since = min(days) - timedelta(days=31)
    away = absence.days_off(session, ids, since, max(days) + timedelta(days=62))
    closures = _closures(session, ids)
    return [
        WorkPattern(
            zone=person.zone(),
            region=person.region,
            days=frozenset(int(day) for day in person.days.split(",") if day),
            absences=away[person_id].ranges,
            closures=absence.days_of(closures[person_id], since),
            mornings=away[person_id].mornings,
            afternoons=away[person_id].afternoons,
        )
        for person_id, person in zip(ids, people, strict=True)
    ]


def _closures(session: Session, person_ids: Collection[int]) -> dict[int, list[absence.Closure]]:
    """Those of every team whose rituals ask the person: where one of them is closed, so is the person."""
    found: dict[int, list[absence.Closure]] = {person_id: [] for person_id in person_ids}
    for person_id, closure in session.exec(_CLOSURES, params={"people": list(found)}):
        found[person_id].append(closure)
    return found


def addressed(session: Session, workspace_id: int) -> list[tuple[str, Person]]:
    """Everyone reachable in a workspace, with their user id there, in the order they came."""
    query = (
        select(Address.user, Person)
        .join(Person, col(Person.id) == col(Address.person_id))
        .where(col(Address.workspace_id) == workspace_id, col(Person.active))
        .order_by(col(Address.id))
    )
    return [(user, person) for user, person in session.exec(query)]


def set_language(session: Session, tenant_id: int, language: str) -> None:
    """Everyone and everything of a tenant speaks this language from now on, but for who chose their own."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    for statement in (
        update(Person).where(col(Person.tenant_id) == tenant_id, ~col(Person.typed).contains("language")),
        update(Team).where(col(Team.tenant_id) == tenant_id),
        update(Workspace).where(col(Workspace.tenant_id) == tenant_id),
        update(Destination).where(col(Destination.team_id).in_(mine)),
    ):
        session.connection().execute(statement.values(language=language))


def users(session: Session, workspace_id: int) -> dict[int, str]:
    """The platform's user ids of a workspace, by person id."""
    return {person.id: user for user, person in addressed(session, workspace_id) if person.id is not None}
