"""The sources of data a team's hypotheses use, and what each was worth at the end."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from ritualbot.rituals.hypothesis import TESTING, TRIED
from ritualbot.rituals.hypothesis_data import Source, Use
from ritualbot.rituals.hypothesis_history import HypothesisState
from ritualbot.rituals.inputs import fold
from ritualbot.store.hypothesis import Hypothesis, HypothesisData


def of_hypothesis(session: Session, row: Hypothesis) -> list[HypothesisData]:
    query = select(HypothesisData).where(col(HypothesisData.hypothesis_id) == row.id)
    return list(session.exec(query.order_by(col(HypothesisData.id))))


def team_of_source(session: Session, ref: str) -> int | None:
    query = select(Hypothesis.team_id).join(HypothesisData, col(HypothesisData.hypothesis_id) == col(Hypothesis.id))
    return session.exec(query.where(col(HypothesisData.ref) == ref)).first()


def keep(session: Session, row: Hypothesis, sources: Sequence[Source]) -> None:
    """Those named are there, and no others; what one was worth stays with it."""
    there = {each.key: each for each in of_hypothesis(session, row)}
    for each in sources:
        key = fold(each.name)
        found = there.pop(key, None) or HypothesisData(hypothesis_id=row.id or 0, name=each.name, key=key)
        found.name, found.available = each.name, each.available
        session.add(found)
    for gone in there.values():
        session.delete(gone)
    session.flush()


def value(session: Session, rows: Sequence[HypothesisData], worth: Mapping[str, Use]) -> None:
    """`worth`: by the ref of the source."""
    for row in rows:
        if row.ref in worth:
            row.worth = worth[row.ref]
            session.add(row)
    session.flush()


def valued(session: Session, team_id: int) -> list[tuple[str, Use]]:
    """What every source of a team's hypotheses was worth, the oldest first."""
    query = select(HypothesisData).join(Hypothesis, col(Hypothesis.id) == col(HypothesisData.hypothesis_id))
    mine = query.where(col(Hypothesis.team_id) == team_id, col(HypothesisData.worth) != "")
    return [(row.name, Use(row.worth)) for row in session.exec(mine.order_by(col(HypothesisData.id)))]


def moments(session: Session, team_id: int) -> list[tuple[str, bool]]:
    """The contact moment of each of a team's hypotheses, and whether it is or was tested. One that was dropped before
    is of no journey."""
    query = select(Hypothesis).where(col(Hypothesis.team_id) == team_id, col(Hypothesis.moment) != "")
    rows = session.exec(query.order_by(col(Hypothesis.number)))
    found = [(row.moment, row.state, row.verdict != "" or row.state in TESTING | TRIED) for row in rows]
    return [(moment, tested) for moment, state, tested in found if tested or state != HypothesisState.DROPPED]
