"""G5, S11: what a desk's meetings decided goes after its time; the rhythm stays."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import select

from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.desk_meeting import Coming, Decision, Rhythm
from ritualbot.store import desk_meeting as meetings
from ritualbot.store.desk_meeting import DeskDecision, DeskMeeting, DeskMeetingHeld
from ritualbot.store.engine import begin
from ritualbot.store.team import Person
from tests.builders import SomeTeam, build_team
from tests.desks import build_desk

NOW = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def test_decisions_are_deleted_after_their_time_and_no_others(engine: sa.Engine) -> None:
    with begin(engine) as session:
        team = build_team(session, NOW, SomeTeam())
        desk = build_desk(session, NOW, DeskKind.IT, "DSI")
        alice = session.exec(select(Person)).first()
        assert alice is not None
        meetings.write(session, desk, Rhythm(date(2027, 3, 2)), alice, NOW)
        for at in (NOW, NOW + WEEK):
            held = meetings.call(session, desk, Coming(at.date(), at, at, at), at)
            meetings.record(session, held, [Decision("Livré vendredi"), Decision("Plus tard")], alice, at)
        meetings.forget(session, team.tenant_id + 1, NOW + 2 * WEEK)  # another customer's
        assert len(session.exec(select(DeskDecision)).all()) == 4
        meetings.forget(session, team.tenant_id, NOW + timedelta(days=1))
        session.expire_all()
        assert [each.held_on for each in session.exec(select(DeskMeetingHeld))] == [(NOW + WEEK).date()]
        assert len(session.exec(select(DeskDecision)).all()) == 2
        assert session.exec(select(DeskMeeting)).one().every_weeks == 2
