"""A sprint's hypotheses as its file shows them: as of the moment it was closed, or of now."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from ritualbot.rituals.hypothesis import TESTING, Standing, standing
from ritualbot.rituals.hypothesis_history import HypothesisState
from ritualbot.store import hypothesis as hypotheses
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.sprint import Sprint
from ritualbot.store.sprint_export import Period
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of

_PLANNED = TESTING | {HypothesisState.READY, HypothesisState.WAITING}


@dataclass(frozen=True)
class HypothesisLine:
    """One that was ready, tested or closed in the sprint, and how it stood."""

    row: Hypothesis
    owner: str
    now: Standing


def lines(session: Session, of: Period) -> list[HypothesisLine]:
    """By number. What happened after the close does not count; ideas wait for another sprint."""
    query = select(Hypothesis).where(col(Hypothesis.team_id) == id_of(of.team), col(Hypothesis.opened_at) <= of.until)
    found = []
    for row in session.exec(query.order_by(col(Hypothesis.number))):
        now = standing(step for step in hypotheses.steps(session, row) if step.at <= of.until)
        closed = now.closed_at is not None and now.closed_at >= of.sprint.started_at
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
