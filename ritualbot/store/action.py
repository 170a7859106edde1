"""Actions, the line of history each change leaves, and the alarm that reminds their owners."""

from collections.abc import Sequence
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.rituals.action import (
    OPEN_STATES,
    ActionSource,
    ActionState,
    ActionStep,
    next_reminder,
    usual_due,
    worked_from,
)
from ritualbot.rituals.calendar import local_day, local_moment
from ritualbot.store import alarms, sprint as sprints, team as teams
from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.team import Person, Team

REMIND = "action.remind"  # the alarm
MORNING = time(5)  # of its owner's day: before any prompt


class Action(SQLModel, table=True):
    """What somebody said they would do. `source_ref` is where it was made, which may be forgotten before it."""

    __table_args__ = (
        sa.UniqueConstraint("team_id", "number"),
        sa.Index("ix_action_team_id_state", "team_id", "state"),
        sa.Index("ix_action_source_ref", "source_ref"),
        one_of("state", "state", ActionState),
        one_of("source", "source", ActionSource),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id")
    number: int  # #1, #2… within the team
    text: str
    owner_id: int = Field(foreign_key="person.id", index=True)
    due_on: date
    state: str = ActionState.PROPOSED
    source: str = ActionSource.COMMAND
    source_ref: str = ""
    asked_in: str = ""  # the event in which its owner was asked to take it
    reminded_on: date | None = None  # the last time since anything changed
    carries: int = 0  # retrospectives that opened with it still open
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: int | None = Field(default=None, foreign_key="person.id")
    drop_reason: str = ""


class ActionEvent(SQLModel, table=True):
    """What happened to an action, who did it, `reason` as they gave it, and what stood before."""

    __tablename__ = "action_event"
    __table_args__ = (one_of("kind", "kind", ActionStep), one_of("state", "state", ActionState))

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    action_id: int = Field(foreign_key="action.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    kind: str
    at: datetime = Field(sa_type=UtcDateTime)
    reason: str = ""
    text: str
    owner_id: int = Field(foreign_key="person.id")
    due_on: date
    state: str
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


# -- finding -------------------------------------------------------------------------------------------------------


def by_ref(session: Session, ref: str) -> Action | None:
    """The action, locked until the transaction ends."""
    query = select(Action).where(col(Action.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def of_event(session: Session, event: ActionEvent) -> Action:
    """The action an event is of, locked until the transaction ends."""
    query = select(Action).where(col(Action.id) == event.action_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one()


def event_by_ref(session: Session, ref: str) -> ActionEvent | None:
    return session.exec(select(ActionEvent).where(col(ActionEvent.ref) == ref)).first()


def last_event(session: Session, row: Action) -> ActionEvent | None:
    query = select(ActionEvent).where(col(ActionEvent.action_id) == row.id)
    return session.exec(query.order_by(col(ActionEvent.id).desc()).limit(1)).first()


def open_in(session: Session, team_id: int) -> list[Action]:
    """A team's actions that are neither done nor dropped, by due date."""
    query = select(Action).where(col(Action.team_id) == team_id, col(Action.state).in_(OPEN_STATES))
    return list(session.exec(query.order_by(col(Action.due_on), col(Action.number))))


def made_in(session: Session, refs: Sequence[str]) -> list[Action]:
    """Those made at these places, in the order they were made."""
    query = select(Action).where(col(Action.source_ref).in_(refs))
    return list(session.exec(query.order_by(col(Action.number))))


def open_of(session: Session, person_id: int) -> list[Action]:
    """A person's in all teams, by due date: what someone who leaves has to hand over."""
    query = select(Action).where(col(Action.owner_id) == person_id, col(Action.state).in_(OPEN_STATES))
    return list(session.exec(query.order_by(col(Action.due_on), col(Action.id))))


def team_of(session: Session, ref: str) -> int | None:
    return session.exec(select(Action.team_id).where(col(Action.ref) == ref)).first()


def team_of_event(session: Session, ref: str) -> int | None:
    query = select(Action.team_id).join(ActionEvent, col(ActionEvent.action_id) == col(Action.id))
    return session.exec(query.where(col(ActionEvent.ref) == ref)).first()


# -- making --------------------------------------------------------------------------------------------------------


def default_due(session: Session, team: Team, now: datetime) -> date:
    """When an action is due unless somebody says otherwise; a team that never had a sprint has no next one."""
    next_ends_on = sprints.next_span(session, team, now).last if sprints.of_team(session, team.id or 0) else None
    return usual_due(local_day(now, team.zone()), next_ends_on)


def propose(  # noqa: PLR0913, PLR0917 - a new row is told all of it
    session: Session,
    team_id: int,
    text: str,
    owner_id: int,
    due_on: date,
    source: ActionSource,
    source_ref: str,
    by: int,
    now: datetime,
) -> Action:
    """A new action; one's own is accepted at once. Whoever else it is for is told by `handlers.action_told`."""
    session.exec(select(Team.id).where(col(Team.id) == team_id).with_for_update()).one()  # numbers are given in a row
    last = session.exec(select(sa.func.max(col(Action.number))).where(col(Action.team_id) == team_id)).one()
    row = Action(
        team_id=team_id,
        number=(last or 0) + 1,
        text=text,
        owner_id=owner_id,
        due_on=due_on,
        source=source,
        source_ref=source_ref,
        created_by=by,
        created_at=now,
    )
    if owner_id == by:
        row.state, row.accepted_at = ActionState.OPEN, now
    session.add(row)
    session.flush()
    event = record(session, row, ActionStep.CREATED, by, now)
    row.asked_in = event.ref if row.state == ActionState.PROPOSED else ""
    watch(session, row, now)
    return row


def carry_all(session: Session, team_id: int, now: datetime) -> list[Action]:
    """A retrospective opens: each open action was carried once more. The oldest first."""
    rows = sorted(open_in(session, team_id), key=lambda row: (row.created_at, row.number))
    for row in rows:
        row.carries += 1
        session.add(row)
    session.flush()
    return rows


def record(
    session: Session, row: Action, kind: ActionStep, person_id: int, at: datetime, reason: str = ""
) -> ActionEvent:
    """Adds a line to the history, with what the action says at this moment."""
    assert row.id is not None
    event = ActionEvent(
        action_id=row.id,
        person_id=person_id,
        kind=kind,
        at=at,
        reason=reason,
        text=row.text,
        owner_id=row.owner_id,
        due_on=row.due_on,
        state=row.state,
        accepted_at=row.accepted_at,
    )
    session.add_all([row, event])
    session.flush()
    return event


# -- reminding -----------------------------------------------------------------------------------------------------


def watch(session: Session, row: Action, now: datetime) -> None:
    """Sets the next morning its owner is reminded."""
    owner = session.get(Person, row.owner_id)
    assert owner is not None
    day = next_reminder(row.due_on, local_day(now, owner.zone()), teams.work_pattern(session, owner, now))
    if day is None:
        alarms.clear(session, REMIND, row.ref)
    else:
        alarms.set(session, REMIND, row.ref, local_moment(day, MORNING, owner.zone()))


def remind(session: Session, row: Action, owner: Person, now: datetime) -> bool:
    """Whether its owner is reminded today, and sets the next time; away since it was set, they are on return."""
    today, pattern = local_day(now, owner.zone()), teams.work_pattern(session, owner, now)
    day = worked_from(today, pattern)
    if day == today:
        row.reminded_on = today
        session.add(row)
        watch(session, row, now)
    elif day is not None:
        alarms.set(session, REMIND, row.ref, local_moment(day, MORNING, owner.zone()))
    return day == today


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes a customer's actions closed before then, with their history. Open ones stay."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    old = (
        col(Action.team_id).in_(mine),
        col(Action.state).not_in(OPEN_STATES),
        col(Action.closed_at) < before,
    )
    connection = session.connection()
    events = delete(ActionEvent).where(col(ActionEvent.action_id).in_(select(Action.id).where(*old)))
    connection.execute(events)
    connection.execute(delete(Action).where(*old))
