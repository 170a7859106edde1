"""What was typed about a request and waits for a press. Its reference is that of the line, a dot, the request's."""

from datetime import datetime

from sqlmodel import Session, col, select

from ritualbot.store import also, outbox, request as requests, team as teams
from ritualbot.store.request import Concerned
from ritualbot.store.team_choice import TypedLine


def team_of(session: Session, ref: str) -> int | None:
    return requests.team_of(session, _request(session, ref))


def concerned(session: Session, ref: str) -> Concerned | None:
    return requests.concerned(session, _request(session, ref))


def _request(session: Session, ref: str) -> str:
    """Empty where no such line is kept."""
    line, _, request = ref.partition(".")
    return request if session.exec(select(TypedLine.id).where(col(TypedLine.ref) == line)).first() else ""


def told_since(session: Session, person_id: int, kinds: list[str], since: datetime, now: datetime) -> bool:
    """Whether somebody got a message of these kinds since then."""
    lanes = [outbox.lane_of(each.workspace_id, each.user) for each in teams.addresses(session, person_id)]
    return any(also.said(session, lane, kinds, since, now) for lane in lanes)
