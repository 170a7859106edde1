"""The recurring meeting of a desk and marketing: its rhythm, each one that was called, what was decided there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.desk_meeting import Coming, Decision, Rhythm, next_after
from ritualbot.rituals.sprint import ItemState, Need
from ritualbot.store import alarms, desk_hours as hours
from ritualbot.store.desk import Desk
from ritualbot.store.engine import UtcDateTime, new_ref
from ritualbot.store.request import Request
from ritualbot.store.sprint import Sprint, SprintItem
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

AGENDA = "meeting.agenda"  # the alarm of a meeting's next agenda, by the meeting's ref
MINUTES = "meeting.minutes"  # of one nobody wrote down, by the ref of the one that was called


class DeskMeeting(SQLModel, table=True):
    """A desk's meeting, in its zone: `first_on`, then every so many weeks. `led_by`: whoever set it."""

    __tablename__ = "desk_meeting"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    desk_id: int = Field(foreign_key="desk.id", unique=True)
    first_on: date
    every_weeks: int = 2
    at: time = time(10)
    minutes: int = 30
    paused: bool = False
    led_by: int = Field(foreign_key="person.id")
    changed_at: datetime = Field(sa_type=UtcDateTime)


class DeskMeetingHeld(SQLModel, table=True):
    """One that was called: its agenda was sent. `recorded_at`: what was decided there is written down."""

    __tablename__ = "desk_meeting_held"
    __table_args__ = (sa.UniqueConstraint("desk_id", "held_on"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    desk_id: int = Field(foreign_key="desk.id")
    held_on: date
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
    agenda_at: datetime = Field(sa_type=UtcDateTime)
    recorded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    recorded_by: int | None = Field(default=None, foreign_key="person.id")
    nudged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DeskDecision(SQLModel, table=True):
    """What was decided, in order. `request_ref`: the request it is about, which may be gone by now; empty for none."""

    __tablename__ = "desk_decision"
    __table_args__ = (sa.UniqueConstraint("held_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    held_id: int = Field(foreign_key="desk_meeting_held.id")
    position: int  # from 1 on
    text: str
    request_ref: str = ""


@dataclass(frozen=True)
class Planned:
    """What a team has in store for a desk. `sprint`: the name of the one it is in, empty for the backlog."""

    title: str
    team: Team
    sprint: str
    need_text: str


# -- its rhythm ----------------------------------------------------------------------------------------------------


def of_desk(session: Session, desk: Desk) -> DeskMeeting | None:
    return session.exec(select(DeskMeeting).where(col(DeskMeeting.desk_id) == id_of(desk))).first()


def by_ref(session: Session, ref: str) -> DeskMeeting | None:
    return session.exec(select(DeskMeeting).where(col(DeskMeeting.ref) == ref)).first()


def rhythm(row: DeskMeeting) -> Rhythm:
    return Rhythm(row.first_on, row.every_weeks, row.at, row.minutes)


def write(session: Session, desk: Desk, spec: Rhythm, by: Person, now: datetime) -> DeskMeeting:
    """From now on it is then, led by whoever says so."""
    row = of_desk(session, desk)
    if row is None:
        row = DeskMeeting(desk_id=id_of(desk), first_on=spec.first_on, led_by=id_of(by), changed_at=now)
    row.first_on, row.every_weeks, row.at, row.minutes = spec.first_on, spec.every_weeks, spec.at, spec.minutes
    row.paused, row.led_by, row.changed_at = False, id_of(by), now
    session.add(row)
    session.flush()
    return row


def stop(session: Session, row: DeskMeeting, now: datetime) -> None:
    """Until somebody sets it again."""
    row.paused, row.changed_at = True, now
    session.add(row)
    session.flush()


def coming(session: Session, desk: Desk, now: datetime) -> Coming | None:
    """The next one that is not called yet; None while there is none."""
    row, called = of_desk(session, desk), to_come(session, desk, now)
    if row is None or row.paused:
        return None
    return next_after(rhythm(row), hours.calendar(session, desk), called.starts_at if called else now)


def expect(session: Session, desk: Desk, now: datetime) -> None:
    """Sets the alarm of the next agenda: at once where its hour is past."""
    row, found = of_desk(session, desk), coming(session, desk, now)
    if row is None:
        return
    if found is None:
        alarms.clear(session, AGENDA, row.ref)
    else:
        alarms.set(session, AGENDA, row.ref, max(found.agenda_at, now))


# -- one of them ---------------------------------------------------------------------------------------------------


def call(session: Session, desk: Desk, found: Coming, now: datetime) -> DeskMeetingHeld:
    row = DeskMeetingHeld(
        desk_id=id_of(desk), held_on=found.on, starts_at=found.starts_at, ends_at=found.ends_at, agenda_at=now
    )
    session.add(row)
    session.flush()
    return row


def to_come(session: Session, desk: Desk, now: datetime) -> DeskMeetingHeld | None:
    """The one that was called and has not begun."""
    query = select(DeskMeetingHeld).where(
        col(DeskMeetingHeld.desk_id) == id_of(desk), col(DeskMeetingHeld.starts_at) > now
    )
    return session.exec(query.order_by(col(DeskMeetingHeld.starts_at).desc())).first()


def to_record(session: Session, desk: Desk, now: datetime) -> DeskMeetingHeld | None:
    """The last that has begun, while nothing is written down of it."""
    query = select(DeskMeetingHeld).where(
        col(DeskMeetingHeld.desk_id) == id_of(desk), col(DeskMeetingHeld.starts_at) <= now
    )
    last = session.exec(query.order_by(col(DeskMeetingHeld.starts_at).desc())).first()
    return last if last is not None and last.recorded_at is None else None


def held_by_ref(session: Session, ref: str) -> DeskMeetingHeld | None:
    """Locked until the transaction ends: what was decided is written down once."""
    query = select(DeskMeetingHeld).where(col(DeskMeetingHeld.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def call_off(session: Session, held: DeskMeetingHeld) -> None:
    alarms.clear(session, MINUTES, held.ref)
    session.delete(held)
    session.flush()


def record(session: Session, held: DeskMeetingHeld, found: Sequence[Decision], by: Person, now: datetime) -> None:
    held.recorded_at, held.recorded_by = now, id_of(by)
    session.add(held)
    for position, each in enumerate(found, 1):
        row = DeskDecision(held_id=held.id or 0, position=position, text=each.text, request_ref=each.request_ref)
        session.add(row)
    session.flush()
    alarms.clear(session, MINUTES, held.ref)


def decisions(session: Session, held: DeskMeetingHeld) -> list[DeskDecision]:
    query = select(DeskDecision).where(col(DeskDecision.held_id) == held.id)
    return list(session.exec(query.order_by(col(DeskDecision.position))))


def requests_of(session: Session, held: DeskMeetingHeld) -> list[Request]:
    """Those something was decided about, without those that are gone by now."""
    refs = [each.request_ref for each in decisions(session, held) if each.request_ref]
    return list(session.exec(select(Request).where(col(Request.ref).in_(refs))))


# -- whom it concerns ----------------------------------------------------------------------------------------------


def teams_of(session: Session, desk: Desk) -> list[Team]:
    """Those that ever asked it for something, or have something in store for it."""
    asked = select(Request.team_id).where(col(Request.desk_id) == id_of(desk))
    needs = select(SprintItem.team_id).where(*_in_store(desk))
    query = select(Team).where(
        col(Team.tenant_id) == desk.tenant_id, sa.or_(col(Team.id).in_(asked), col(Team.id).in_(needs))
    )
    return list(session.exec(query.order_by(col(Team.id))))


def planned(session: Session, desk: Desk) -> list[Planned]:
    """Of the sprints that run first, then of the backlogs."""
    query = (
        select(SprintItem, Team, Sprint.name)
        .join(Team, col(Team.id) == col(SprintItem.team_id))
        .outerjoin(Sprint, col(Sprint.id) == col(SprintItem.sprint_id))
        .where(col(Team.tenant_id) == desk.tenant_id, *_in_store(desk))
        .order_by(col(SprintItem.sprint_id).is_(None), col(Team.id), col(SprintItem.position), col(SprintItem.id))
    )
    return [Planned(item.title, team, sprint or "", item.need_text) for item, team, sprint in session.exec(query)]


def _in_store(desk: Desk) -> tuple[sa.ColumnElement[bool], ...]:
    needs = [desk.kind, *([Need.DATA] if desk.kind == DeskKind.IT else [])]
    return (col(SprintItem.need).in_(needs), col(SprintItem.state) == ItemState.OPEN)


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes what a customer's meetings that ended before then decided, and that they were held."""
    mine = select(Desk.id).where(col(Desk.tenant_id) == tenant_id)
    old = (col(DeskMeetingHeld.desk_id).in_(mine), col(DeskMeetingHeld.ends_at) < before)
    gone = select(DeskMeetingHeld.id).where(*old)
    connection = session.connection()
    connection.execute(delete(DeskDecision).where(col(DeskDecision.held_id).in_(gone)))
    connection.execute(delete(DeskMeetingHeld).where(*old))
