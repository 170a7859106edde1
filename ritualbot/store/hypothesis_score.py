"""What people gave a hypothesis."""

import json
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from ritualbot.rituals.hypothesis_score import Marks, Method
from ritualbot.store.hypothesis import Hypothesis, HypothesisScore


def given(session: Session, row: Hypothesis, method: Method) -> dict[int, Marks]:
    """By who gave it, in the order they did."""
    query = select(HypothesisScore).where(
        col(HypothesisScore.hypothesis_id) == row.id, col(HypothesisScore.method) == method
    )
    return {each.person_id: _read(each.given) for each in session.exec(query.order_by(col(HypothesisScore.id)))}


def keep(session: Session, row: Hypothesis, person_id: int, method: Method, marks: Marks, at: datetime) -> None:
    """One per person and method: the last one given."""
    written = json.dumps({name: str(value) for name, value in marks.items()})
    found = session.exec(
        select(HypothesisScore).where(
            col(HypothesisScore.hypothesis_id) == row.id,
            col(HypothesisScore.person_id) == person_id,
            col(HypothesisScore.method) == method,
        )
    ).first()
    found = found or HypothesisScore(
        hypothesis_id=row.id or 0, person_id=person_id, method=method, given="", given_at=at
    )
    found.given, found.given_at = written, at
    session.add(found)
    session.flush()


def _read(written: str) -> Marks:
    return {name: Decimal(value) for name, value in json.loads(written).items()}
