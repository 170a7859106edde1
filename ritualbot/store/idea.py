"""Ideas in one line, as they were kept before each became a hypothesis. The next release drops them."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.team import Team


class IdeaState(StrEnum):
    FILED = "filed"


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


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Removes a customer's ideas filed before then."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    session.connection().execute(delete(Idea).where(col(Idea.team_id).in_(mine), col(Idea.filed_at) < before))
