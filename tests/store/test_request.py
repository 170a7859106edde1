"""RELIABILITY 5: requests are kept 24 months from their end, the evidence of what was signed off five years."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.request_history import Happened
from ritualbot.store import request as requests
from ritualbot.store.engine import begin
from ritualbot.store.request import Request, RequestEvent, RequestSignOff
from ritualbot.store.team import Person, Team
from tests.builders import SomeTeam, build_team
from tests.desks import build_desk

NOW = datetime(2027, 3, 2, 9, 40, tzinfo=UTC)


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with begin(engine) as session:
        yield session


def file(session: Session, team: Team, desk_id: int, title: str) -> Request:
    person = session.exec(select(Person).where(Person.tenant_id == team.tenant_id)).first()
    assert person is not None and team.id is not None
    row = Request(
        team_id=team.id,
        number=0,
        desk_id=desk_id,
        type="contest",
        title=title,
        requester_id=person.id or 0,
        filed_at=NOW,
        calendar_version=1,
    )
    return requests.file(session, row, {"acknowledge": "27000", "decide": "135000"}, "direct")


def test_what_is_closed_goes_what_is_open_and_what_was_signed_stay(session: Session) -> None:
    team = build_team(session, NOW, SomeTeam())
    other = build_team(session, NOW, SomeTeam(name="Automne", channel="automne", workspace="W2"))
    for each in (team, other):
        desk = build_desk(session, NOW, DeskKind.LEGAL, "Juridique", tenant_id=each.tenant_id)
        file(session, each, desk.id or 0, "ouverte")
        row = file(session, each, desk.id or 0, "close")
        requests.record(session, row, Happened.APPROVED, row.requester_id, NOW, {})
        requests.sign_off(session, row, 1, "", row.requester_id, NOW)
    requests.forget(session, team.tenant_id, NOW)
    assert len(session.exec(select(Request)).all()) == 4  # closed at that moment, not before it
    requests.forget(session, team.tenant_id, NOW + timedelta(seconds=1))
    left = session.exec(select(Request)).all()
    assert sorted((row.team_id, row.title) for row in left) == sorted(
        [(team.id, "ouverte"), (other.id, "ouverte"), (other.id, "close")]
    )
    assert {event.request_id for event in session.exec(select(RequestEvent))} == {row.id for row in left}
    assert len(session.exec(select(RequestSignOff)).all()) == 2
    requests.forget_sign_offs(session, team.tenant_id, NOW + timedelta(seconds=1))
    [kept] = session.exec(select(RequestSignOff)).all()
    assert (kept.team_id, kept.title, kept.number) == (other.id, "close", 2)
