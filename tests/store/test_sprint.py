"""A sprint is kept for 24 months after its close; what is still to do stays."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from ritualbot.rituals.sprint import GoalMet, ItemState, Span, SprintSpec
from ritualbot.rituals.sprint_item import ItemSpec
from ritualbot.store import sprint as sprints, sprint_close as closing, sprint_item as items, team as teams
from ritualbot.store.engine import begin
from ritualbot.store.sprint import Sprint, SprintItem, SprintReport
from ritualbot.store.sprint_close import Outcome
from tests.builders import SomeTeam, build_team

START = datetime(2027, 2, 22, 8, 0, tzinfo=UTC)
CLOSED = datetime(2027, 3, 5, 15, 0, tzinfo=UTC)


def test_a_closed_sprint_goes_after_24_months_and_what_was_carried_over_stays(engine: sa.Engine) -> None:
    with begin(engine) as session:
        team = build_team(session, START, SomeTeam())
        [alice, *_] = teams.people_with(session, team.id or 0, *teams.PARTICIPANTS)
        spec = SprintSpec("Sprint 12", "But", Span(date(2027, 2, 22), date(2027, 3, 5)))
        sprint = sprints.start(session, team, spec, alice.id, START)
        specs = [ItemSpec(title) for title in ("done", "carried", "dropped")]
        rows = items.add(session, team.id or 0, sprint.id, specs, alice.id, START)
        items.settle(session, rows[0], ItemState.DONE, alice.id or 0, START)
        [dropped] = items.add(session, team.id or 0, None, [ItemSpec("dropped in the backlog")], alice.id, START)
        items.settle(session, dropped, ItemState.DROPPED, alice.id or 0, START)
        items.settle(session, rows[2], ItemState.DROPPED, alice.id or 0, START)
        closing.close(session, team, sprint, Outcome(GoalMet.YES, "", frozenset()), alice, CLOSED)
        closing.forget(session, team.tenant_id, CLOSED - timedelta(days=30))
        assert len(session.exec(select(SprintItem)).all()) == 4
        closing.forget(session, team.tenant_id, CLOSED + timedelta(seconds=1))
    with Session(engine) as session:
        assert not session.exec(select(Sprint)).all()
        assert not session.exec(select(SprintReport)).all()
        [left] = session.exec(select(SprintItem))
        assert (left.title, left.carries, left.carried_from) == ("carried", 1, None)
