"""What was shown at a sprint's end and what was learnt: one of each a sprint, corrected in place."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.rituals.sprint import SprintState
from ritualbot.rituals.sprint_end import Demo
from ritualbot.store.engine import UtcDateTime
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Team


class SprintDemo(SQLModel, table=True):
    """What was shown, to whom, and what they remarked, a line each. `version` counts what was said of it."""

    __tablename__ = "sprint_demo"

    id: int | None = Field(default=None, primary_key=True)
    sprint_id: int = Field(foreign_key="sprint.id", unique=True)
    place_id: int = Field(foreign_key="destination.id")
    shown: str
    to_whom: str
    remarks: str = ""
    version: int = 0
    written_by: int = Field(foreign_key="person.id")
    written_at: datetime = Field(sa_type=UtcDateTime)


class SprintLearnt(SQLModel, table=True):
    """Six lines at most."""

    __tablename__ = "sprint_learnt"

    id: int | None = Field(default=None, primary_key=True)
    sprint_id: int = Field(foreign_key="sprint.id", unique=True)
    place_id: int = Field(foreign_key="destination.id")
    lines: str
    version: int = 0
    written_by: int = Field(foreign_key="person.id")
    written_at: datetime = Field(sa_type=UtcDateTime)


def demo_of(session: Session, sprint_id: int) -> SprintDemo | None:
    return session.exec(select(SprintDemo).where(col(SprintDemo.sprint_id) == sprint_id)).first()


def learnt_of(session: Session, sprint_id: int) -> SprintLearnt | None:
    return session.exec(select(SprintLearnt).where(col(SprintLearnt.sprint_id) == sprint_id)).first()


def show(
    session: Session, sprint: Sprint, place_id: int, demo: Demo, remarks: Sequence[str], by: int, now: datetime
) -> SprintDemo:
    """Kept or corrected, where it was posted first; remarks only join those there are. The team is locked."""
    found = demo_of(session, sprint.id or 0)
    row = found or SprintDemo(
        sprint_id=sprint.id or 0, place_id=place_id, shown="", to_whom="", written_by=by, written_at=now
    )
    row.shown, row.to_whom, row.written_by, row.written_at = demo.shown, demo.to_whom, by, now
    row.remarks = "\n".join((*row.remarks.splitlines(), *remarks))
    row.version += 1
    session.add(row)
    session.flush()
    return row


def learn(
    session: Session, sprint: Sprint, place_id: int, lines: Sequence[str], by: int, now: datetime
) -> SprintLearnt:
    """Kept or corrected, where it was posted first. The team is locked."""
    found = learnt_of(session, sprint.id or 0)
    row = found or SprintLearnt(sprint_id=sprint.id or 0, place_id=place_id, lines="", written_by=by, written_at=now)
    row.lines, row.written_by, row.written_at = "\n".join(lines), by, now
    row.version += 1
    session.add(row)
    session.flush()
    return row


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Goes with the sprint it is of, before it."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    old = select(Sprint.id).where(
        col(Sprint.team_id).in_(mine), col(Sprint.state) == SprintState.CLOSED, col(Sprint.closed_at) < before
    )
    session.connection().execute(delete(SprintDemo).where(col(SprintDemo.sprint_id).in_(old)))
    session.connection().execute(delete(SprintLearnt).where(col(SprintLearnt.sprint_id).in_(old)))
