"""Desks and the people on them: found, founded, seated."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, delete, select

from ritualbot.rituals.desk import DeskKind, Seat
from ritualbot.rituals.inputs import name_key
from ritualbot.rituals.permissions import Role
from ritualbot.store import team as teams
from ritualbot.store.desk import Desk, DeskPerson
from ritualbot.store.team import Membership, Person, Team
from ritualbot.store.team_roster import id_of

LEADS = (Role.SCRUM_MASTER, Role.ASSISTANT)


def by_ref(session: Session, ref: str, tenant_id: int) -> Desk | None:
    return session.exec(select(Desk).where(col(Desk.ref) == ref, col(Desk.tenant_id) == tenant_id)).first()


def of_ref(session: Session, ref: str) -> Desk | None:
    """Whosever it is: for what no person asks."""
    return session.exec(select(Desk).where(col(Desk.ref) == ref)).first()


def by_name(session: Session, tenant_id: int, name: str) -> Desk | None:
    query = select(Desk).where(col(Desk.tenant_id) == tenant_id, col(Desk.name_key) == name_key(name))
    return session.exec(query).first()


def of_tenant(session: Session, tenant_id: int) -> list[Desk]:
    """In the order they were founded."""
    return list(session.exec(select(Desk).where(col(Desk.tenant_id) == tenant_id).order_by(col(Desk.id))))


def of_person(session: Session, person: Person) -> list[Desk]:
    """The desks someone is on, in the order they were founded."""
    mine = select(DeskPerson.desk_id).where(col(DeskPerson.person_id) == id_of(person))
    return list(session.exec(select(Desk).where(col(Desk.id).in_(mine)).order_by(col(Desk.id))))


def found(
    session: Session, tenant_id: int, kind: DeskKind, name: str, tz: str, language: str, now: datetime
) -> Desk | None:
    """A new desk; None where the tenant has one of that name."""
    if by_name(session, tenant_id, name) is not None:
        return None
    desk = Desk(
        tenant_id=tenant_id,
        kind=kind,
        name=name,
        name_key=name_key(name),
        tz=tz,
        language=language,
        created_at=now,
    )
    session.add(desk)
    session.flush()
    return desk


# Who sits there -----------------------------------------------------------------------------------


def seats(session: Session, desk: Desk) -> list[DeskPerson]:
    """In the order they came, those who left the company apart."""
    query = (
        select(DeskPerson)
        .join(Person, col(Person.id) == col(DeskPerson.person_id))
        .where(col(DeskPerson.desk_id) == id_of(desk), col(Person.active))
        .order_by(col(DeskPerson.id))
    )
    return list(session.exec(query))


def seat_of(session: Session, desk: Desk, person: Person) -> DeskPerson | None:
    query = select(DeskPerson).where(col(DeskPerson.desk_id) == id_of(desk), col(DeskPerson.person_id) == id_of(person))
    return session.exec(query).first()


def people(session: Session, desk: Desk, *only: Seat) -> list[Person]:
    """The people on a desk, of these seats or of any, in the order they came."""
    rows = [row for row in seats(session, desk) if not only or row.role in only]
    known = teams.people(session, {row.person_id for row in rows})
    return [known[row.person_id] for row in rows]


def seat(session: Session, desk: Desk, people: Collection[Person], leads: Collection[Person]) -> list[Person]:
    """These and no others sit there from now on, the leads as such; those who were not there before."""
    held = {row.person_id: row for row in session.exec(select(DeskPerson).where(col(DeskPerson.desk_id) == desk.id))}
    leading = {id_of(each) for each in leads}
    wanted = {id_of(each): each for each in (*leads, *people)}
    for person_id, row in held.items():
        if person_id not in wanted:
            session.delete(row)
        elif row.backup_id not in (None, *wanted):
            row.backup_id = None
    for person_id in wanted:
        row = held.get(person_id) or DeskPerson(desk_id=id_of(desk), person_id=person_id)
        row.role = Seat.LEAD if person_id in leading else Seat.CONTACT
        session.add(row)
        session.flush()
    return [person for person_id, person in wanted.items() if person_id not in held]


def set_duty(session: Session, desk: Desk, person: Person | None) -> None:
    """One person is on duty, or nobody."""
    for row in seats(session, desk):
        row.duty = person is not None and row.person_id == person.id
        session.add(row)
    session.flush()


def set_backup(session: Session, desk: Desk, person: Person, backup: Person | None) -> None:
    row = seat_of(session, desk, person)
    assert row is not None
    row.backup_id = backup.id if backup else None
    session.add(row)
    session.flush()


def leave(session: Session, desk: Desk, person: Person) -> None:
    """Their seat is free, and nobody's backup is they any more."""
    for row in session.exec(select(DeskPerson).where(col(DeskPerson.desk_id) == desk.id)):
        if row.backup_id == person.id:
            row.backup_id = None
            session.add(row)
    session.flush()
    session.connection().execute(
        delete(DeskPerson).where(col(DeskPerson.desk_id) == desk.id, col(DeskPerson.person_id) == person.id)
    )
    session.expire_all()


# Who may ------------------------------------------------------------------------------------------


def roles_on(session: Session, desk_id: int, person_id: int) -> frozenset[Role]:
    """What someone is on a desk: at most one thing."""
    query = select(DeskPerson.role).where(col(DeskPerson.desk_id) == desk_id, col(DeskPerson.person_id) == person_id)
    return frozenset(Role(role) for role in session.exec(query))


def scrum_masters(session: Session, tenant_id: int) -> list[Person]:
    """The active scrum masters of all the tenant's teams, each once, in the order they became it."""
    query = (
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Team, col(Team.id) == col(Membership.team_id))
        .where(col(Team.tenant_id) == tenant_id, col(Membership.role) == Role.SCRUM_MASTER, col(Person.active))
        .order_by(col(Membership.id))
    )
    return list({each.id: each for each in session.exec(query)}.values())
