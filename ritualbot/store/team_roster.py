"""People as a team's spec says them: written, found again, and what they are elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from ritualbot.errors import RuleBroken
from ritualbot.rituals.calendar import WORKWEEK, Weekdays
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.team_spec import PersonSpec
from ritualbot.store import team as teams
from ritualbot.store.engine import param
from ritualbot.store.team import Address, Membership, Person, Team, TenantRole, Workspace


class HasId(Protocol):
    id: int | None


@dataclass(frozen=True)
class Before:
    """What people took from the team until now: who followed it follows it on."""

    tz: str = ""
    region: str = ""


def write_person(
    session: Session, workspace: Workspace, each: PersonSpec, team: Team, was: Before
) -> tuple[Person, int]:
    person = known_person(session, id_of(workspace), each.user)
    if person is None:
        return _new_person(session, workspace, each, team), 1
    if not person.active:
        raise RuleBroken("team.person_inactive", field="people", typed=each.name)
    follows_tz, follows_region = person.tz == was.tz, person.region == was.region
    said = {
        "name": each.name,
        "function": each.function or person.function,
        "tz": each.tz or (team.tz if follows_tz else person.tz),
        "language": each.language or person.language,
        "region": each.region or (team.region if follows_region else person.region),
        "days": days_text(each.days) or person.days,
    }
    typed = person.typed_fields()
    return person, set_changed(person, **{field: value for field, value in said.items() if field not in typed})


def known_person(session: Session, workspace_id: int, user: str) -> Person | None:
    """Active or not."""
    return session.exec(
        select(Person)
        .join(Address, col(Address.person_id) == col(Person.id))
        .where(col(Address.workspace_id) == workspace_id, col(Address.user) == user)
    ).first()


def _new_person(session: Session, workspace: Workspace, each: PersonSpec, team: Team) -> Person:
    person = Person(
        tenant_id=workspace.tenant_id,
        name=each.name,
        function=each.function,
        tz=each.tz or team.tz,
        language=each.language,
        region=each.region or team.region,
        days=days_text(each.days or WORKWEEK),
    )
    session.add(person)
    session.flush()
    session.add(Address(workspace_id=id_of(workspace), person_id=id_of(person), user=each.user))
    session.flush()
    return person


def write_roles(session: Session, workspace: Workspace, team: Team, roster: dict[int, frozenset[Role]]) -> int:
    """Who has no address in this workspace joined from another one, which speaks for them."""
    here = set(session.exec(select(Address.person_id).where(col(Address.workspace_id) == workspace.id)))
    held: set[tuple[int, str]] = set()
    changes = 0
    for row in teams.memberships(session, id_of(team)):
        if row.person_id in here and row.role not in roster.get(row.person_id, frozenset()):
            session.delete(row)
            changes += 1
        held.add((row.person_id, row.role))
    for person_id, roles in roster.items():
        for role in Role:
            if role in roles and (person_id, role.value) not in held:
                session.add(Membership(team_id=id_of(team), person_id=person_id, role=role.value))
                changes += 1
    session.flush()
    return changes


def take_roles(session: Session, team: Team, person: Person, roles: Iterable[Role]) -> frozenset[Role]:
    """Takes these roles from the person; those they held."""
    held = select(Membership).where(
        col(Membership.team_id) == team.id,
        col(Membership.person_id) == person.id,
        col(Membership.role).in_([role.value for role in roles]),
    )
    rows = list(session.exec(held))
    for row in rows:
        session.delete(row)
    session.flush()
    return frozenset(Role(row.role) for row in rows)


def give_role(session: Session, team: Team, person: Person, role: Role) -> None:
    session.add(Membership(team_id=id_of(team), person_id=id_of(person), role=role.value))
    session.flush()


def person_spec(person: Person, user: str, roles: Iterable[Role]) -> PersonSpec:
    return PersonSpec(
        name=person.name,
        user=user,
        roles=frozenset(roles),
        tz=person.tz,
        language=person.language,
        region=person.region,
        days=frozenset(int(day) for day in person.days.split(",") if day),
        function=person.function,
    )


def names_at(session: Session, workspace_id: int, users: Iterable[str]) -> dict[str, str]:
    """The names of the active people behind these user ids, by user id."""
    found = session.exec(
        select(Address.user, Person.name)
        .join(Person, col(Address.person_id) == col(Person.id))
        .where(col(Address.workspace_id) == workspace_id, col(Address.user).in_(list(users)), col(Person.active))
    )
    return dict(found.all())


def specs_at(session: Session, workspace_id: int, users: Iterable[str]) -> dict[str, PersonSpec]:
    """The active people behind these user ids as members to be, by user id, in the order given."""
    known = dict(teams.addressed(session, workspace_id))
    return {user: person_spec(known[user], user, (Role.MEMBER,)) for user in users if user in known}


def roles_anywhere(session: Session, person: Person) -> frozenset[Role]:
    """All that a person is in any team, and over the tenant."""
    found = session.connection().execute(_ROLES_ANYWHERE, {"person": person.id})
    return frozenset(Role(role) for (role,) in found)


_ROLES_ANYWHERE = sa.union(
    sa.select(col(Membership.role)).where(col(Membership.person_id) == param("person")),
    sa.select(col(TenantRole.role)).where(col(TenantRole.person_id) == param("person")),
)


def set_changed(row: SQLModel, **values: object) -> int:
    """Writes what differs; how many columns did."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return len(changed)


def id_of(row: HasId) -> int:
    """The id of a row the database has seen."""
    assert row.id is not None
    return row.id


def days_text(days: Weekdays) -> str:
    return ",".join(str(day) for day in sorted(days))
