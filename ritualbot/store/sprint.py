"""Sprints, what is planned in them or waits in the backlog, and the reports their closings leave."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.rituals.sprint import GoalMet, ItemState, Priority, SprintState
from ritualbot.store.engine import UtcDateTime, new_ref, one_of


class Sprint(SQLModel, table=True):
    """A team's sprint. One runs at a time: whoever starts or reopens one holds the team's row meanwhile.

    `version` counts its reports: 0 before it was ever closed. `kpi_value` as a charter's numbers are kept.
    """

    __table_args__ = (
        sa.UniqueConstraint("team_id", "number"),
        one_of("state", "state", SprintState),
        one_of("goal_met", "goal_met", GoalMet),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id")
    number: int  # 1, 2… within the team
    name: str
    goal: str = ""
    starts_on: date
    ends_on: date
    state: str = SprintState.RUNNING
    started_at: datetime = Field(sa_type=UtcDateTime)
    started_by: int | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: int | None = Field(default=None, foreign_key="person.id")
    goal_met: str | None = None
    kpi_value: str = ""
    version: int = 0


class SprintItem(SQLModel, table=True):
    """Something to do, in a sprint or (None) in the team's backlog, in the order of `position`.

    `carries` counts how often it was carried over; `carried_from` is the sprint it was last carried out of, None for
    what was put back to the backlog on purpose. `done_*`: when it was ticked or dropped, and by whom.
    """

    __tablename__ = "sprint_item"
    __table_args__ = (
        one_of("state", "state", ItemState),
        one_of("priority", "priority", Priority),
        sa.Index("ix_sprint_item_team_id_sprint_id", "team_id", "sprint_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id")
    sprint_id: int | None = Field(default=None, foreign_key="sprint.id")
    position: int
    title: str
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    priority: str = Priority.NORMAL
    need: str = ""  # one of rituals.sprint.Need, or nothing; more come with the desks
    need_text: str = ""
    link: str = ""
    state: str = ItemState.OPEN
    carries: int = 0
    carried_from: int | None = Field(default=None, foreign_key="sprint.id")
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: int | None = Field(default=None, foreign_key="person.id")
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)


class SprintReport(SQLModel, table=True):
    """What one closing found: never changed. Version 2 and later say why the sprint was reopened.

    `snapshot` is JSON, of counts and references; no stand-up text is in it.
    """

    __tablename__ = "sprint_report"
    __table_args__ = (sa.UniqueConstraint("sprint_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    sprint_id: int = Field(foreign_key="sprint.id")
    version: int
    reason: str = ""
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: int | None = Field(default=None, foreign_key="person.id")
    snapshot: str = Field(sa_type=sa.Text)


def current(session: Session, team_id: int) -> Sprint | None:
    """The sprint that runs."""
    query = select(Sprint).where(col(Sprint.team_id) == team_id, col(Sprint.state) == SprintState.RUNNING)
    return session.exec(query).first()


def by_number(session: Session, team_id: int, number: int) -> Sprint | None:
    return session.exec(select(Sprint).where(col(Sprint.team_id) == team_id, col(Sprint.number) == number)).first()
