"""What was heard from those a team addresses, and which of its hypotheses stand on it."""

from datetime import datetime

from sqlmodel import Session, col, select

from ritualbot.rituals.hypothesis import TESTING
from ritualbot.rituals.hypothesis_listen import Fate, Heard, Marked, Whom, mark, whom_of
from ritualbot.store import hypothesis as hypotheses
from ritualbot.store.hypothesis import Hypothesis, HypothesisListening

MOST_OFFERED = 20


def add(session: Session, team_id: int, person_id: int, heard: Heard, at: datetime) -> HypothesisListening:
    row = HypothesisListening(
        team_id=team_id,
        person_id=person_id,
        source=heard.source,
        heard_on=heard.heard_on,
        heard=heard.heard,
        created_at=at,
    )
    session.add(row)
    session.flush()
    return row


def recent(session: Session, team_id: int) -> list[HypothesisListening]:
    """What a hypothesis may stand on as well: the latest a team heard first."""
    query = select(HypothesisListening).where(col(HypothesisListening.team_id) == team_id)
    newest = query.order_by(col(HypothesisListening.heard_on).desc(), col(HypothesisListening.id).desc())
    return list(session.exec(newest.limit(MOST_OFFERED)))


def by_ref(session: Session, team_id: int, ref: str) -> HypothesisListening | None:
    """None for another team's, and for what was forgotten."""
    query = select(HypothesisListening).where(col(HypothesisListening.ref) == ref)
    return session.exec(query.where(col(HypothesisListening.team_id) == team_id)).first()


def running_whom(session: Session, team_id: int) -> list[Whom | None]:
    """Whom each of a team's running tests addresses."""
    return [whom_of(hypotheses.stand(session, row)) for row in hypotheses.listed(session, team_id, TESTING)]


def decided(session: Session, team_id: int) -> list[Fate]:
    """How each of a team's hypotheses ended that was closed with a verdict."""
    query = select(Hypothesis).where(col(Hypothesis.team_id) == team_id, col(Hypothesis.verdict) != "")
    rows = session.exec(query.order_by(col(Hypothesis.number)))
    return [Fate(_mark(session, row), row.verdict, row.closed_at) for row in rows if row.closed_at is not None]


def _mark(session: Session, row: Hypothesis) -> Marked | None:
    return mark(hypotheses.stand(session, row)) if row.unheard else None
