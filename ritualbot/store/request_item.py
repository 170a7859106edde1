"""Needs of a sprint's items, and the requests made of them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ritualbot.rituals.request_history import RequestState, Source
from ritualbot.rituals.sprint import ItemState, Need
from ritualbot.store.hypothesis import Hypothesis, HypothesisData
from ritualbot.store.request import Request
from ritualbot.store.sprint import Sprint, SprintItem


@dataclass(frozen=True)
class DataWanted:
    """Data that is not there yet: of which team, what it is for, where it is to come from, what describes it."""

    team_id: int
    what: str
    source: str = ""
    link: str = ""


def unasked(session: Session, sprint: Sprint) -> list[SprintItem]:
    """The sprint's open items that need somebody outside, and of which no request was made, in their order."""
    asked = select(Request.source_ref).where(
        col(Request.team_id) == sprint.team_id,
        col(Request.source) == Source.ITEM,
        col(Request.state) != RequestState.WITHDRAWN,
    )
    query = select(SprintItem).where(
        col(SprintItem.sprint_id) == sprint.id,
        col(SprintItem.state) == ItemState.OPEN,
        col(SprintItem.need) != "",
        col(SprintItem.ref).not_in(asked),
    )
    return list(session.exec(query.order_by(col(SprintItem.position), col(SprintItem.id))))


def source_of(session: Session, ref: str) -> Source:
    """What a request is made of: nothing, an item, data of a hypothesis, else a blocker."""
    if not ref:
        return Source.COMMAND
    if session.exec(select(HypothesisData.id).where(col(HypothesisData.ref) == ref)).first() is not None:
        return Source.HYPOTHESIS
    item = session.exec(select(SprintItem.id).where(col(SprintItem.ref) == ref)).first()
    return Source.BLOCKER if item is None else Source.ITEM


def is_asked(session: Session, row: SprintItem) -> bool:
    query = select(Request.id).where(
        col(Request.team_id) == row.team_id,
        col(Request.source) == Source.ITEM,
        col(Request.source_ref) == row.ref,
        col(Request.state) != RequestState.WITHDRAWN,
    )
    return session.exec(query.limit(1)).first() is not None


def _of_item(session: Session, ref: str) -> DataWanted | None:
    row = session.exec(select(SprintItem).where(col(SprintItem.ref) == ref)).first()
    if row is None or row.need != Need.DATA:
        return None
    return DataWanted(row.team_id, row.title, row.need_text, row.link)


def _of_hypothesis(session: Session, ref: str) -> DataWanted | None:
    """A source of data that a hypothesis names and that is not there yet."""
    query = select(Hypothesis, HypothesisData).where(col(HypothesisData.hypothesis_id) == col(Hypothesis.id))
    found = session.exec(query.where(col(HypothesisData.ref) == ref)).first()
    if found is None or found[1].available:
        return None
    row, source = found
    return DataWanted(row.team_id, row.text, source.name)


# What data may be wanted for. Whatever else names data that is not there yet adds how it is found.
_WANTED: tuple[Callable[[Session, str], DataWanted | None], ...] = (_of_item, _of_hypothesis)


def asked_for(session: Session, refs: Collection[str]) -> set[str]:
    """The refs of the sources of data a request was made of that was not withdrawn."""
    query = select(Request.source_ref).where(
        col(Request.source_ref).in_(refs), col(Request.state) != RequestState.WITHDRAWN
    )
    return set(session.exec(query))


def data_wanted(session: Session, ref: str) -> DataWanted | None:
    """By the ref of whatever wants it."""
    return next((found for look in _WANTED if (found := look(session, ref)) is not None), None)


def team_of_data(session: Session, ref: str) -> int | None:
    found = data_wanted(session, ref)
    return found.team_id if found else None
