"""C10, RELIABILITY 5: what a retro was about stays two years from its close, whatever the team, and not a day less."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from ritualbot.handlers.retention import RETAINED
from ritualbot.rituals.retro import RetroMode, RetroPhase
from ritualbot.store import retro as retros
from ritualbot.store.engine import begin
from ritualbot.store.retro import Retro, RetroNote, RetroTopic
from ritualbot.store.team import Team
from tests.builders import SomeTeam, build_team

NOW = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)


def held(session: Session, team: Team, number: int, closed_at: datetime | None) -> None:
    phase = RetroPhase.CLOSED if closed_at else RetroPhase.VOTE
    retro = Retro(team_id=team.id or 0, number=number, phase=phase, mode=RetroMode.NAMED)
    retro.closed_at = closed_at
    session.add(retro)
    session.flush()
    topic = RetroTopic(retro_id=retro.id or 0, name=f"Topic {number}")
    session.add(topic)
    session.flush()
    session.add(RetroNote(retro_id=retro.id or 0, topic_id=topic.id or 0, column=0, text=f"Note {number}"))


def test_topics_stay_until_two_years_after_the_close_and_open_retros_for_good(engine: sa.Engine) -> None:
    with begin(engine) as session:
        team = build_team(session, NOW, SomeTeam())
        for number, closed_at in ((1, NOW), (2, NOW + timedelta(days=1)), (3, None)):
            held(session, team, number, closed_at)
        session.flush()
        for tenant, before, left in (
            (team.tenant_id + 1, NOW + timedelta(days=90), [1, 2, 3]),  # another customer's
            (team.tenant_id, NOW, [1, 2, 3]),
            (team.tenant_id, NOW + timedelta(hours=1), [2, 3]),
            (team.tenant_id, NOW + timedelta(days=90), [3]),
        ):
            retros.forget(session, tenant, before)
            session.expire_all()
            assert sorted(row.number for row in session.exec(select(Retro))) == left
            assert sorted(row.name for row in session.exec(select(RetroTopic))) == [f"Topic {each}" for each in left]
    [kept] = [each.days for each in RETAINED if each.key == "retros"]
    assert timedelta(days=kept) == timedelta(days=2 * 365)
