"""Goals of sprints that were changed while they ran, and what the sponsor said of it."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.rituals.decision import GoalAnswer
from ritualbot.rituals.inputs import is_blank
from ritualbot.rituals.sprint import SprintState
from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Person


class SprintGoal(SQLModel, table=True):
    """One change: `before` is the goal the sponsor last knew, `after` the new one. `settled_at`: since when it needs no
    answer any more, because the goal was changed again."""

    __tablename__ = "sprint_goal"
    __table_args__ = (one_of("answer", "answer", GoalAnswer),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id", index=True)
    sprint_id: int = Field(foreign_key="sprint.id", index=True)
    before: str
    after: str
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime = Field(sa_type=UtcDateTime)
    answer: str | None = None
    reason: str = ""  # why it was refused
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


_OPEN = (col(SprintGoal.answered_at).is_(None), col(SprintGoal.settled_at).is_(None))


def by_ref(session: Session, ref: str) -> SprintGoal | None:
    """Locked until the transaction ends."""
    query = select(SprintGoal).where(col(SprintGoal.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def seen(session: Session, ref: str) -> SprintGoal | None:
    """As it stands, for a look."""
    return session.exec(select(SprintGoal).where(col(SprintGoal.ref) == ref)).first()


def team_of(session: Session, ref: str) -> int | None:
    return session.exec(select(SprintGoal.team_id).where(col(SprintGoal.ref) == ref)).first()


def of_sprint(session: Session, sprint_id: int) -> list[SprintGoal]:
    """The first change first."""
    query = select(SprintGoal).where(col(SprintGoal.sprint_id) == sprint_id).order_by(col(SprintGoal.id))
    return list(session.exec(query))


def waiting(session: Session, team_ids: Collection[int]) -> list[tuple[SprintGoal, Sprint]]:
    """Changes nobody has decided on, of sprints that still run; the sprint that ends soonest first."""
    query = (
        select(SprintGoal, Sprint)
        .join(Sprint, col(Sprint.id) == col(SprintGoal.sprint_id))
        .where(col(SprintGoal.team_id).in_(team_ids), *_OPEN, col(Sprint.state) == SprintState.RUNNING)
    )
    return [(row, sprint) for row, sprint in session.exec(query.order_by(col(Sprint.ends_on), col(SprintGoal.id)))]


def changed(session: Session, sprint: Sprint, before: str, person_id: int | None, now: datetime) -> list[SprintGoal]:
    """The goal of a running sprint is another one since: what is wanted of the sponsor now. The first goal of a sprint
    that had none is no change, and of one that was put back nothing is asked. What is settled by it, and the change.
    """
    assert sprint.id is not None
    if is_blank(before) or sprint.goal == before:
        return []
    earlier = [row for row in of_sprint(session, sprint.id) if row.answered_at is None and row.settled_at is None]
    for row in earlier:
        row.settled_at = now
        session.add(row)
    known = earlier[0].before if earlier else before
    made = SprintGoal(
        team_id=sprint.team_id,
        sprint_id=sprint.id,
        before=known,
        after=sprint.goal,
        changed_by=person_id,
        changed_at=now,
        settled_at=now if known == sprint.goal else None,
    )
    session.add(made)
    session.flush()
    return [*earlier, made]


def answer(session: Session, row: SprintGoal, said: GoalAnswer, reason: str, by: Person, now: datetime) -> None:
    row.answer, row.reason, row.answered_by, row.answered_at = said, reason, by.id, now
    session.add(row)
    session.flush()
