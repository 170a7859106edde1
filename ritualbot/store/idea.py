"""Ideas in one line, kept as they were typed until a hypothesis is made of them."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.team import Team

MOST_SHOWN = 10


class IdeaState(StrEnum):
    FILED = "filed"  # nothing has been made of it yet


class Idea(SQLModel, table=True):
    """One line for a team, by someone who is in it or follows it."""

    __table_args__ = (one_of("state", "state", IdeaState),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    text: str
    filed_at: datetime = Field(sa_type=UtcDateTime)
    state: str = IdeaState.FILED


def file(session: Session, team_id: int, person_id: int, text: str, now: datetime) -> Idea:
    row = Idea(team_id=team_id, person_id=person_id, text=text, filed_at=now)
    session.add(row)
    session.flush()
    return row


def ideas_of(session: Session, team_id: int, person_id: int) -> list[Idea]:
    """The person's latest ideas for a team, newest first."""
    mine = select(Idea).where(col(Idea.team_id) == team_id, col(Idea.person_id) == person_id)
    return list(session.exec(mine.order_by(col(Idea.id).desc()).limit(MOST_SHOWN)))


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Removes a customer's ideas filed before then."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    session.connection().execute(delete(Idea).where(col(Idea.team_id).in_(mine), col(Idea.filed_at) < before))
