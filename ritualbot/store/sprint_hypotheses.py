"""A sprint's hypotheses as its file shows them: as of the moment it was closed, or of now."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ritualbot.rituals.hypothesis import TESTING, Standing, standing
from ritualbot.rituals.hypothesis_history import HypothesisState
from ritualbot.rituals.sprint import SprintState
from ritualbot.store import hypothesis as hypotheses
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.sprint import Sprint
from ritualbot.store.sprint_export import Stretch
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of

_PLANNED = TESTING | {HypothesisState.READY, HypothesisState.WAITING}


@dataclass(frozen=True)
class HypothesisLine:
    """One that was ready, tested or closed in the sprint, and how it stood."""

    row: Hypothesis
    owner: str
    now: Standing


def lines(session: Session, of: Stretch) -> list[HypothesisLine]:
    """By number. What happened after the close does not count; ideas wait for another sprint."""
    query = select(Hypothesis).where(col(Hypothesis.team_id) == id_of(of.team), col(Hypothesis.opened_at) <= of.until)
    found = []
    for row in session.exec(query.order_by(col(Hypothesis.number))):
        now = standing(step for step in hypotheses.steps(session, row) if step.at <= of.until)
        closed = now.closed_at is not None and now.closed_at >= of.since
        if now.state in _PLANNED or closed:
            owner = session.get(Person, now.owner) if now.owner else None
            found.append(HypothesisLine(row, owner.name if owner else "", now))
    return found


def testing(session: Session, team_id: int) -> list[Hypothesis]:
    """The tests that go on."""
    return hypotheses.listed(session, team_id, TESTING)


def closed_in(session: Session, sprint: Sprint) -> list[Hypothesis]:
    """What was decided or dropped since the sprint began."""
    query = select(Hypothesis).where(col(Hypothesis.team_id) == sprint.team_id)
    return list(session.exec(query.where(col(Hypothesis.closed_at) >= sprint.started_at)))


# -- what a sprint means to test -----------------------------------------------------------------------------------


def ready(session: Session, team_id: int) -> list[Hypothesis]:
    """What waits for a sprint, the oldest first."""
    found = hypotheses.listed(session, team_id, {HypothesisState.READY, HypothesisState.WAITING})
    running = select(Sprint.id).where(col(Sprint.team_id) == team_id, col(Sprint.state) == SprintState.RUNNING)
    planned = set(session.exec(running))
    return [each for each in reversed(found) if each.sprint_id not in planned]


def plan(session: Session, sprint: Sprint, refs: Collection[str]) -> None:
    """Takes these of the ready ones into a sprint."""
    for row in ready(session, sprint.team_id):
        if row.ref in refs:
            row.sprint_id = sprint.id
            session.add(row)
    session.flush()


def of_sprint(session: Session, sprint: Sprint) -> list[Hypothesis]:
    """What it means to test, whatever became of it."""
    query = select(Hypothesis).where(col(Hypothesis.sprint_id) == sprint.id)
    return list(session.exec(query.order_by(col(Hypothesis.number))))
