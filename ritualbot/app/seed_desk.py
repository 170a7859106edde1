"""The desks of the playground's beginning: legal, with somebody on duty, and purchasing; both agreed on their times."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from ritualbot.rituals import desk_calendar
from ritualbot.rituals.desk import DeskKind, Seat
from ritualbot.rituals.inputs import name_key
from ritualbot.rituals.request_types import types_of
from ritualbot.store.desk import Desk, DeskCalendarVersion, DeskPerson, DeskTarget
from ritualbot.store.team import Address, Person, Workspace

_NAMES: Mapping[DeskKind, Mapping[str, str]] = {
    DeskKind.LEGAL: {"fr": "Juridique", "en": "Legal"},
    DeskKind.PURCHASING: {"fr": "Achats", "en": "Purchasing"},
}
_PEOPLE: Mapping[DeskKind, tuple[str, str]] = {
    DeskKind.LEGAL: ("nadia", "Nadia"),
    DeskKind.PURCHASING: ("olivier", "Olivier"),
}
_YEARS = range(2026, 2031)
_TZ, _REGION = "Europe/Paris", "FR"


def add_desks(session: Session, workspace: Workspace, language: str, now: datetime) -> None:
    for kind, (user, name) in _PEOPLE.items():
        desk = Desk(
            tenant_id=workspace.tenant_id,
            kind=kind,
            name=_NAMES[kind][language],
            name_key=name_key(_NAMES[kind][language]),
            tz=_TZ,
            language=language,
            created_at=now,
        )
        session.add(desk)
        session.flush()
        _open(session, desk, now)
        _seat(session, workspace, desk, user, name, now)


def _open(session: Session, desk: Desk, now: datetime) -> None:
    """The usual hours, and the usual targets, agreed on."""
    hours = desk_calendar.written(desk_calendar.usual(_REGION, _YEARS, _TZ))
    session.add(DeskCalendarVersion(desk_id=desk.id or 0, version=1, calendar=json.dumps(hours), made_at=now))
    for type_ in types_of(DeskKind(desk.kind)):
        target = DeskTarget(desk_id=desk.id or 0, type=type_.name, acknowledge=type_.acknowledge, decide=type_.decide)
        target.agreed_at = now
        session.add(target)


def _seat(session: Session, workspace: Workspace, desk: Desk, user: str, name: str, now: datetime) -> None:
    person = Person(
        tenant_id=workspace.tenant_id,
        name=name,
        function=desk.name,
        tz=_TZ,
        language=desk.language,
        region=_REGION,
        welcomed_at=now,
    )
    session.add(person)
    session.flush()
    session.add(Address(workspace_id=workspace.id or 0, person_id=person.id or 0, user=user))
    session.add(DeskPerson(desk_id=desk.id or 0, person_id=person.id or 0, role=Seat.LEAD, duty=True))
    session.flush()
