"""G5, S5: a pilot goes five years after it was stopped; what runs, or is a brick, stays."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from ritualbot.handlers.retention import RETAINED
from ritualbot.rituals.pilot import Happened
from ritualbot.store import pilot as pilots
from ritualbot.store.engine import begin
from ritualbot.store.pilot import Pilot, PilotEvent
from ritualbot.store.team import Person, Team
from tests.builders import SomeTeam, build_team

NOW = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
PLAN = {"name": "Relance", "moment": "Panier", "audience": "Tous", "share": "20", "metric": "Achats", "owner": "1"}


def plan(session: Session, team: Team, improves: Pilot | None = None) -> Pilot:
    by = session.exec(select(Person)).first()
    assert by is not None and by.id is not None
    return pilots.plan(session, team, PLAN | {"owner": str(by.id)}, by.id, NOW, improves)


def test_a_stopped_pilot_is_deleted_after_its_time_and_no_other(engine: sa.Engine) -> None:
    with begin(engine) as session:
        team = build_team(session, NOW, SomeTeam())
        old = plan(session, team)
        plan(session, team, improves=old)
        for row, at in ((old, NOW), (plan(session, team), NOW + timedelta(days=30))):
            pilots.record(session, row, Happened.STOPPED, row.owner_id, at, {"reason": "Trop tôt"})
        pilots.forget(session, team.tenant_id + 1, NOW + timedelta(days=90))  # another customer's
        assert len(session.exec(select(Pilot)).all()) == 3
        pilots.forget(session, team.tenant_id, NOW + timedelta(days=1))
        session.expire_all()
        left = session.exec(select(Pilot).order_by(Pilot.number)).all()  # type: ignore[arg-type]
        assert [(row.number, row.improves_id) for row in left] == [(2, None), (3, None)]
        assert len(session.exec(select(PilotEvent)).all()) == 3
    [kept] = [each.days for each in RETAINED if each.key == "pilots"]
    assert timedelta(days=kept) == timedelta(days=365 * 5 + 1)
