"""Requests to desks, and the line of history each step leaves."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.rituals.calendar import local_moment
from ritualbot.rituals.desk import Express
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.request import Standing, standing
from ritualbot.rituals.request_clock import next_ring
from ritualbot.rituals.request_history import OPEN, Happened, RequestState, Source, Step
from ritualbot.rituals.request_types import TYPES
from ritualbot.store import alarms, request_desk as desks, sprint as sprints
from ritualbot.store.desk import Desk
from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.team import Team

RING = "request.rung"  # the alarm of a request's next rung, by its ref


class Request(SQLModel, table=True):
    """What a team asks of a desk. The last columns are computed from its history, and may be computed again."""

    __table_args__ = (
        sa.UniqueConstraint("team_id", "number"),
        sa.Index("ix_request_desk_id_state_decide_due_at", "desk_id", "state", "decide_due_at"),
        sa.Index("ix_request_team_id_closed_at", "team_id", "closed_at"),
        one_of("source", "source", Source),
        one_of("state", "state", RequestState),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id")
    number: int  # #1, #2… within the team
    desk_id: int = Field(foreign_key="desk.id")
    type: str  # of the catalogue
    title: str
    fields: str = "{}"  # JSON: what the form said, by field
    requester_id: int = Field(foreign_key="person.id", index=True)
    link: str = ""
    needed_on: date | None = None
    campaign: str = ""
    confidential: bool = False
    external_ref: str = ""
    external_key: str = Field(default="", index=True)  # the same, folded, to be found by
    external_link: str = ""
    source: str = Source.COMMAND
    source_ref: str = ""
    filed_at: datetime = Field(sa_type=UtcDateTime)
    calendar_version: int
    # Computed:
    state: str = RequestState.NEW
    acknowledge_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decide_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class RequestEvent(SQLModel, table=True):
    """What happened to a request, who did it (None: time did) and through what: a platform's name, or `link`."""

    __tablename__ = "request_event"
    __table_args__ = (sa.UniqueConstraint("request_id", "seq"), one_of("kind", "kind", Happened))

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    request_id: int = Field(foreign_key="request.id")
    seq: int  # from 1 on
    kind: str
    at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    via: str = ""
    data: str = "{}"  # JSON


class RequestSignOff(SQLModel, table=True):
    """The evidence that a version was signed off. It outlives its request, and so repeats what names it."""

    __tablename__ = "request_sign_off"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id", index=True)
    desk_id: int = Field(foreign_key="desk.id")
    request_ref: str = Field(index=True)
    number: int
    title: str
    version: int
    link: str = ""
    conditions: str = ""
    signed_at: datetime = Field(sa_type=UtcDateTime)
    signed_by: int = Field(foreign_key="person.id")


@dataclass(frozen=True)
class Concerned:
    """What the rights on a request depend on."""

    desk_id: int
    requester_id: int


_BY_DEADLINE = (col(Request.decide_due_at).is_(None), col(Request.decide_due_at), col(Request.id))

# -- finding -------------------------------------------------------------------------------------------------------


def by_ref(session: Session, ref: str) -> Request | None:
    """The request, locked until the transaction ends."""
    query = select(Request).where(col(Request.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def seen(session: Session, ref: str) -> Request | None:
    """As it stands, for whatever only shows it."""
    return session.exec(select(Request).where(col(Request.ref) == ref)).first()


def team_of(session: Session, ref: str) -> int | None:
    return session.exec(select(Request.team_id).where(col(Request.ref) == ref)).first()


def concerned(session: Session, ref: str) -> Concerned | None:
    found = session.exec(select(Request.desk_id, Request.requester_id).where(col(Request.ref) == ref)).first()
    return Concerned(*found) if found else None


def event_by_ref(session: Session, ref: str) -> RequestEvent | None:
    return session.exec(select(RequestEvent).where(col(RequestEvent.ref) == ref)).first()


def of_event(session: Session, ref: str) -> Request | None:
    """The request an event is of, locked until the transaction ends."""
    of = select(RequestEvent.request_id).where(col(RequestEvent.ref) == ref)
    query = select(Request).where(col(Request.id).in_(of)).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def team_of_event(session: Session, ref: str) -> int | None:
    query = select(Request.team_id).join(RequestEvent, col(RequestEvent.request_id) == col(Request.id))
    return session.exec(query.where(col(RequestEvent.ref) == ref)).first()


def concerned_by_event(session: Session, ref: str) -> Concerned | None:
    query = select(Request.desk_id, Request.requester_id)
    query = query.join(RequestEvent, col(RequestEvent.request_id) == col(Request.id))
    found = session.exec(query.where(col(RequestEvent.ref) == ref)).first()
    return Concerned(*found) if found else None


def open_of_desks(session: Session, desk_ids: Collection[int]) -> list[Request]:
    """What waits at these desks, the nearest deadline first; what waits for somebody else last."""
    query = select(Request).where(col(Request.desk_id).in_(desk_ids), col(Request.state).in_(OPEN))
    return list(session.exec(query.order_by(*_BY_DEADLINE)))


def open_in(session: Session, team_id: int) -> list[Request]:
    """A team's open requests, the nearest deadline first."""
    query = select(Request).where(col(Request.team_id) == team_id, col(Request.state).in_(OPEN))
    return list(session.exec(query.order_by(*_BY_DEADLINE)))


def open_of(session: Session, person_id: int) -> list[Request]:
    """What a person asked for and still waits for: what someone who leaves has to hand over."""
    query = select(Request).where(col(Request.requester_id) == person_id, col(Request.state).in_(OPEN))
    return list(session.exec(query.order_by(col(Request.id))))


def fields(row: Request) -> dict[str, str]:
    """What the form said beyond the columns, by piece."""
    found: dict[str, str] = json.loads(row.fields)
    return found


def kept(said: Mapping[str, str]) -> str:
    """What the form said, as `fields` reads it."""
    return json.dumps(dict(said))


def need(session: Session, row: Request, on: str) -> None:
    """Another day it is needed by."""
    row.needed_on = date.fromisoformat(on)
    session.add(row)
    session.flush()


def retype(session: Session, row: Request, type_: str) -> None:
    """It is of another type of its desk. What that keeps to few people is kept to few people."""
    row.type = type_
    row.confidential = row.confidential or TYPES[type_].confidential
    session.add(row)
    session.flush()


def express_left(session: Session, desk: Desk, team_id: int, now: datetime) -> int:
    """How many more of a team's requests the desk takes faster in this sprint, or two weeks where there is none."""
    if desk.express != Express.AGREED:
        return 0
    sprint, team = sprints.current(session, team_id), session.get_one(Team, team_id)
    since = local_moment(sprint.starts_on, time(), team.zone()) if sprint else now - timedelta(days=14)
    query = (
        select(RequestEvent.data)
        .join(Request, col(Request.id) == col(RequestEvent.request_id))
        .where(col(Request.team_id) == team_id, col(Request.desk_id) == desk.id, col(RequestEvent.at) >= since)
        .where(col(RequestEvent.kind) == Happened.RETYPED)
    )
    used = sum("express" in json.loads(data) for data in session.exec(query))
    return max(0, desk.express_per_sprint - used)


# -- the history ---------------------------------------------------------------------------------------------------


def taken_with(session: Session, event: RequestEvent) -> list[tuple[RequestEvent, Request]]:
    """What the same person took in the same moment, the requests locked until the transaction ends."""
    query = (
        select(RequestEvent, Request)
        .join(Request, col(Request.id) == col(RequestEvent.request_id))
        .where(col(RequestEvent.person_id) == event.person_id, col(RequestEvent.at) == event.at)
        .where(col(RequestEvent.kind) == Happened.TAKEN)
        .order_by(col(Request.id))
        .with_for_update(of=Request)
    )
    return [(line, row) for line, row in session.exec(query.execution_options(populate_existing=True))]


def steps(session: Session, row: Request) -> list[Step]:
    query = select(RequestEvent).where(col(RequestEvent.request_id) == row.id).order_by(col(RequestEvent.seq))
    return [step_of(each) for each in session.exec(query)]


def step_of(event: RequestEvent) -> Step:
    return Step(event.seq, Happened(event.kind), event.at, event.person_id, json.loads(event.data))


@dataclass(frozen=True)
class Course:
    """What a request went through, the hours it is counted by, and how it stands by these alone: read once."""

    steps: list[Step]
    calendar: DeskCalendar
    now: Standing


def course(session: Session, row: Request) -> Course:
    found, calendar = steps(session, row), desks.calendar(session, row.desk_id, row.calendar_version)
    return Course(found, calendar, standing(found, calendar))


def stand(session: Session, row: Request) -> Standing:
    return course(session, row).now


def refresh(session: Session, row: Request) -> Standing:
    """Writes the computed columns anew: they may be lost without harm."""
    return _refresh(session, row, course(session, row).now)


def _refresh(session: Session, row: Request, now: Standing) -> Standing:
    row.state, row.owner_id, row.closed_at = now.state, now.owner, now.closed_at
    row.acknowledge_due_at, row.decide_due_at = now.acknowledge.due_at, now.decide.due_at
    session.add(row)
    session.flush()
    return now


def file(session: Session, row: Request, data: Mapping[str, str], via: str) -> Request:
    """Gives a new request its number and its first line. `data`: as `Step` says of a filing."""
    session.exec(select(Team.id).where(col(Team.id) == row.team_id).with_for_update()).one()  # numbers in a row
    last = session.exec(select(sa.func.max(col(Request.number))).where(col(Request.team_id) == row.team_id)).one()
    row.number = (last or 0) + 1
    session.add(row)
    session.flush()
    record(session, row, Happened.FILED, row.requester_id, row.filed_at, data, via)
    return row


def record(
    session: Session,
    row: Request,
    kind: Happened,
    person_id: int | None,
    at: datetime,
    data: Mapping[str, str],
    via: str = "",
) -> RequestEvent:
    """Adds a line to the history, and computes what follows. The row is locked: `by_ref`."""
    assert row.id is not None
    last = session.exec(select(sa.func.max(col(RequestEvent.seq))).where(col(RequestEvent.request_id) == row.id)).one()
    event = RequestEvent(
        request_id=row.id,
        seq=(last or 0) + 1,
        kind=kind,
        at=at,
        person_id=person_id,
        via=via,
        data=json.dumps(dict(data)),
    )
    session.add(event)
    session.flush()
    found = course(session, row)
    _refresh(session, row, found.now)
    _wind(session, row, found, at)
    return event


def wind(session: Session, row: Request, now: datetime) -> None:
    """Sets the alarm of the next rung; none while nobody of the desk has to move."""
    _wind(session, row, course(session, row), now)


def _wind(session: Session, row: Request, found: Course, now: datetime) -> None:
    at = next_ring(found.now, found.steps, found.calendar, now)
    if at is None:
        alarms.clear(session, RING, row.ref)
    else:
        alarms.set(session, RING, row.ref, at)


def sign_off(session: Session, row: Request, version: int, conditions: str, person_id: int, at: datetime) -> None:
    """Keeps who signed which version off, and under which conditions; a correction takes it back."""
    take_back_sign_off(session, row, version)
    session.add(
        RequestSignOff(
            team_id=row.team_id,
            desk_id=row.desk_id,
            request_ref=row.ref,
            number=row.number,
            title=row.title,
            version=version,
            link=row.link,
            conditions=conditions,
            signed_at=at,
            signed_by=person_id,
        )
    )
    session.flush()


def take_back_sign_off(session: Session, row: Request, version: int) -> None:
    its = (col(RequestSignOff.request_ref) == row.ref, col(RequestSignOff.version) == version)
    for kept in session.exec(select(RequestSignOff).where(*its)):
        session.delete(kept)
    session.flush()


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes a customer's requests closed before then, with their history. Open ones stay, and so does evidence."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    old = (col(Request.team_id).in_(mine), col(Request.state).not_in(OPEN), col(Request.closed_at) < before)
    connection = session.connection()
    connection.execute(delete(RequestEvent).where(col(RequestEvent.request_id).in_(select(Request.id).where(*old))))
    connection.execute(delete(Request).where(*old))


def forget_sign_offs(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes the evidence of what a customer's desks signed off before then."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    old = (col(RequestSignOff.team_id).in_(mine), col(RequestSignOff.signed_at) < before)
    session.connection().execute(delete(RequestSignOff).where(*old))
