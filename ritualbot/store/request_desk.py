"""What a request needs of its desk: who sits there, its hours as they were, how fast it agreed to answer."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ritualbot.rituals.desk import DeskKind, Seat
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.request_types import TYPES
from ritualbot.store import desk_people
from ritualbot.store.blocker import team_of as team_of_blocker
from ritualbot.store.desk import Desk, DeskCalendarVersion, DeskPerson, DeskTarget
from ritualbot.store.desk_hours import as_written
from ritualbot.store.hypothesis_data import team_of_source
from ritualbot.store.sprint_item import team_of_item
from ritualbot.store.team import Person, Team

_KNOWN = "desk calendars"  # in the session's own notes


@dataclass(frozen=True)
class Terms:
    """How fast a desk answers, as typed durations; `firm` once both sides agreed on it."""

    acknowledge: str
    decide: str
    firm: bool


def of_kind(session: Session, tenant_id: int, kind: DeskKind) -> list[Desk]:
    return [desk for desk in desk_people.of_tenant(session, tenant_id) if desk.kind == kind]


def people(session: Session, desk_id: int) -> list[tuple[DeskPerson, Person]]:
    """The active people of a desk, in the order they came."""
    query = (
        select(DeskPerson, Person)
        .join(Person, col(Person.id) == col(DeskPerson.person_id))
        .where(col(DeskPerson.desk_id) == desk_id, col(Person.active))
        .order_by(col(DeskPerson.id))
    )
    return list(session.exec(query))


def receivers(session: Session, desk_id: int, owner_id: int | None, but: Collection[int]) -> list[Person]:
    """Whom a request goes to: its owner, else whoever is on duty, else the lead, else the first contact. `but`: never
    those, for nobody answers themselves."""
    seated = [(seat, person) for seat, person in people(session, desk_id) if person.id not in but]
    ranks = (
        [person for _, person in seated if person.id == owner_id],
        [person for seat, person in seated if seat.duty],
        [person for seat, person in seated if seat.role == Seat.LEAD],
        [person for _, person in seated],
    )
    return next((found[:1] for found in ranks if found), [])


def newest_version(session: Session, desk_id: int) -> int:
    """The version of the hours that counts now; 0 where none was written down yet."""
    query = select(DeskCalendarVersion.version).where(col(DeskCalendarVersion.desk_id) == desk_id)
    return max(session.exec(query), default=0)


def calendar(session: Session, desk_id: int, version: int) -> DeskCalendar:
    """The hours as that version has them, read once a transaction: a version is never changed. Raises NoResultFound
    where nobody wrote it down."""
    known: dict[tuple[int, int], DeskCalendar] = session.info.setdefault(_KNOWN, {})
    if (desk_id, version) not in known:
        query = select(DeskCalendarVersion.calendar).where(
            col(DeskCalendarVersion.desk_id) == desk_id, col(DeskCalendarVersion.version) == version
        )
        known[desk_id, version] = as_written(session.exec(query).one())
    return known[desk_id, version]


def terms(session: Session, desk_id: int, type_: str) -> Terms:
    """The desk's own, or the usual ones, which nobody agreed on."""
    query = select(DeskTarget).where(col(DeskTarget.desk_id) == desk_id, col(DeskTarget.type) == type_)
    row = session.exec(query).first()
    if row is None:
        return Terms(TYPES[type_].acknowledge, TYPES[type_].decide, firm=False)
    return Terms(row.acknowledge, row.decide, firm=row.agreed_at is not None)


def _teams_of_source(session: Session, ref: str) -> tuple[int | None, ...]:
    """Of a blocker, an item, a source of data: whatever a request is made of."""
    return team_of_blocker(session, ref), team_of_item(session, ref), team_of_source(session, ref)


def team_of_filing(session: Session, ref: str) -> int | None:
    """`<team>:<desk>:<type>`: the team, when the desk is of its tenant and takes that type; and behind it
    `:<blocker>`, `:<item>` or `:<source of data>`, when that one is of the team."""
    team_ref, _, rest = ref.partition(":")
    desk_ref, _, rest = rest.partition(":")
    type_, made_of, of = rest.partition(":")
    query = (
        select(Team.id, Desk.kind)
        .join(Desk, col(Desk.tenant_id) == col(Team.tenant_id))
        .where(col(Team.ref) == team_ref, col(Desk.ref) == desk_ref)
    )
    found = session.exec(query).first()
    known = found is not None and type_ in TYPES and TYPES[type_].desk == found[1]
    if found is None or not known or (made_of and found[0] not in _teams_of_source(session, of)):
        return None
    return found[0]
