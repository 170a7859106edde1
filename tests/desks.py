"""Desks as tests need them: rows, with the usual hours of France and targets that were agreed on."""

import json
from datetime import datetime

from sqlmodel import Session, col, select

from ritualbot.rituals import desk_calendar
from ritualbot.rituals.desk import DeskKind, Seat
from ritualbot.rituals.request_types import types_of
from ritualbot.store.desk import Desk, DeskCalendarVersion, DeskPerson, DeskTarget
from ritualbot.store.team import Address, Person, Workspace


def build_desk(
    session: Session,
    now: datetime,
    kind: DeskKind,
    name: str,
    *users: str,
    agreed: bool = True,
    lead: str = "",
    duty: str = "",
    tz: str = "Europe/Paris",
    tenant_id: int | None = None,
) -> Desk:
    """A desk of the first workspace; `users` are the platform's own ids of people who are there already."""
    workspace = session.exec(select(Workspace).order_by(col(Workspace.id))).first()
    assert workspace is not None
    desk = Desk(
        tenant_id=tenant_id or workspace.tenant_id,
        kind=kind,
        name=name,
        name_key=name.casefold(),
        tz=tz,
        language=workspace.language,
        created_at=now,
    )
    session.add(desk)
    session.flush()
    hours = desk_calendar.usual("FR", range(2026, 2029), tz)
    written = json.dumps(desk_calendar.written(hours))
    session.add(DeskCalendarVersion(desk_id=desk.id or 0, version=1, calendar=written, made_at=now))
    for type_ in types_of(kind):
        target = DeskTarget(desk_id=desk.id or 0, type=type_.name, acknowledge=type_.acknowledge, decide=type_.decide)
        target.agreed_at = now if agreed else None
        session.add(target)
    for user in users:
        person = _person(session, user)
        role = Seat.LEAD if user == lead else Seat.CONTACT
        session.add(DeskPerson(desk_id=desk.id or 0, person_id=person.id or 0, role=role, duty=user == duty))
    session.flush()
    return desk


def _person(session: Session, user: str) -> Person:
    return session.get_one(Person, session.exec(select(Address.person_id).where(col(Address.user) == user)).one())
