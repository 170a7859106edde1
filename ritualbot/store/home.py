"""What somebody's own page shows: over all their teams the first rows of each kind, and how many there are."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from ritualbot.rituals.action import OPEN_STATES
from ritualbot.rituals.request_history import OPEN, RequestState
from ritualbot.store.action import Action
from ritualbot.store.request import Request

Row = TypeVar("Row", bound=SQLModel)
_BY_DEADLINE = (col(Request.decide_due_at).is_(None), col(Request.decide_due_at), col(Request.id))
_AT_DESK = (RequestState.NEW, RequestState.TAKEN, RequestState.COMMITTED)  # it is for the desk to move


@dataclass(frozen=True)
class First(Generic[Row]):
    """The first rows of all those there are."""

    rows: tuple[Row, ...]
    every: int

    @property
    def more(self) -> int:
        return self.every - len(self.rows)


def actions_of(session: Session, person_id: int, most: int) -> First[Action]:
    """A person's own open ones, by due date."""
    query = select(Action).where(col(Action.owner_id) == person_id, col(Action.state).in_(OPEN_STATES))
    return _first(session, query.order_by(col(Action.due_on), col(Action.id)), most)


def requests_of(session: Session, person_id: int, most: int) -> First[Request]:
    """What a person asked for and waits for, the nearest deadline first."""
    query = select(Request).where(col(Request.requester_id) == person_id, col(Request.state).in_(OPEN))
    return _first(session, query.order_by(*_BY_DEADLINE), most)


def requests_at(session: Session, desk_ids: Collection[int], person_id: int, most: int) -> First[Request]:
    """What waits at these desks for an answer that this person may give, the nearest deadline first."""
    theirs = (col(Request.desk_id).in_(desk_ids), col(Request.requester_id) != person_id)
    query = select(Request).where(*theirs, col(Request.state).in_(_AT_DESK))
    return _first(session, query.order_by(*_BY_DEADLINE), most)


def _first(session: Session, query: SelectOfScalar[Row], most: int) -> First[Row]:
    every = session.exec(select(sa.func.count()).select_from(query.order_by(None).subquery())).one()
    return First(tuple(session.exec(query.limit(most))), every)
