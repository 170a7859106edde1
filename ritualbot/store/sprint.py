"""Sprints, what is planned in them or waits in the backlog, and the reports their closings leave."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.rituals import sprint as rules
from ritualbot.rituals.calendar import WORKWEEK, WorkPattern, local_day, local_moment
from ritualbot.rituals.schedule import SprintDay
from ritualbot.rituals.sprint import (
    CLOSE_OFFERED_AT,
    PLANNED_AT,
    GoalMet,
    ItemState,
    Other,
    Priority,
    Progress,
    Span,
    SprintSpec,
    SprintState,
)
from ritualbot.store import absence, alarms, charter as charters
from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.team import Team

PLAN = "sprint.plan"  # the alarm of a team's next sprint; its ref is the team's
OFFER = "sprint.offer"  # the alarm that offers to close a sprint


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
    reopened_for: str = ""  # why it was last reopened: the next report's reason

    def span(self) -> Span:
        return Span(self.starts_on, self.ends_on)


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


def report_subject(sprint: Sprint, version: int) -> str:
    """Of a report in the channels: each version is a message of its own, what was read stays as it was."""
    return f"sprint:{sprint.ref}:closed:v{version}"


# -- finding -------------------------------------------------------------------------------------------------------


def current(session: Session, team_id: int) -> Sprint | None:
    """The sprint that runs."""
    query = select(Sprint).where(col(Sprint.team_id) == team_id, col(Sprint.state) == SprintState.RUNNING)
    return session.exec(query).first()


def by_number(session: Session, team_id: int, number: int) -> Sprint | None:
    return session.exec(select(Sprint).where(col(Sprint.team_id) == team_id, col(Sprint.number) == number)).first()


def by_ref(session: Session, ref: str) -> Sprint | None:
    return session.exec(select(Sprint).where(col(Sprint.ref) == ref)).first()


def team_of_sprint(session: Session, ref: str) -> int | None:
    return session.exec(select(Sprint.team_id).where(col(Sprint.ref) == ref)).first()


def of_team(session: Session, team_id: int) -> list[Sprint]:
    """All of a team's sprints, the latest first."""
    return list(session.exec(select(Sprint).where(col(Sprint.team_id) == team_id).order_by(col(Sprint.number).desc())))


def lock_team(session: Session, team_id: int) -> None:
    """Whoever starts, closes or reopens a sprint of a team does so alone until the transaction ends."""
    session.exec(select(Team.id).where(col(Team.id) == team_id).with_for_update()).one()


def lock(session: Session, ref: str) -> Sprint | None:
    """The sprint as it stands now, its team locked."""
    team_id = team_of_sprint(session, ref)
    if team_id is None:
        return None
    lock_team(session, team_id)
    query = select(Sprint).where(col(Sprint.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def reports(session: Session, sprint_id: int) -> list[SprintReport]:
    """The first version first."""
    query = select(SprintReport).where(col(SprintReport.sprint_id) == sprint_id).order_by(col(SprintReport.version))
    return list(session.exec(query))


def last_report(session: Session, sprint_id: int) -> SprintReport | None:
    return next(reversed(reports(session, sprint_id)), None)


# -- its days ------------------------------------------------------------------------------------------------------


def team_pattern(session: Session, team: Team, since: date) -> WorkPattern:
    """The days the team works: weekdays without its region's holidays and its own closures."""
    closed = absence.days_of(absence.closures(session, team.id or 0), since)
    return WorkPattern(zone=team.zone(), region=team.region, days=WORKWEEK, closures=closed)


def progress(session: Session, team: Team, sprint: Sprint, today: date) -> Progress:
    return rules.progress(sprint.span(), today, team_pattern(session, team, sprint.starts_on))


@dataclass(frozen=True)
class Running:
    """The running sprint on one of its days, as other rituals name it."""

    sprint: Sprint
    progress: Progress


def running_on(session: Session, team: Team, day: date) -> Running | None:
    """None on a day that is not in the sprint."""
    sprint = current(session, team.id or 0)
    if sprint is None or not sprint.starts_on <= day <= sprint.ends_on:
        return None
    return Running(sprint, progress(session, team, sprint, day))


def others(session: Session, team: Team, sprint: Sprint | None) -> list[Other]:
    """The team's other sprints, with the days that are theirs."""
    found = (each for each in of_team(session, team.id or 0) if sprint is None or each.id != sprint.id)
    return [Other(each.name, Span(each.starts_on, _own_last(each, team))) for each in found]


def _own_last(sprint: Sprint, team: Team) -> date:
    """Closed before its last day, a sprint leaves the day of its close to the next one."""
    if sprint.closed_at is None:
        return sprint.ends_on
    closed_on = local_day(sprint.closed_at, team.zone())
    return sprint.ends_on if closed_on >= sprint.ends_on else closed_on - timedelta(days=1)


def next_span(session: Session, team: Team, now: datetime) -> Span:
    """When the team's rhythm has the next sprint."""
    charter = charters.read(session, team.id or 0)
    last = next(iter(of_team(session, team.id or 0)), None)
    span = Span(last.starts_on, _own_last(last, team)) if last else None
    first = rules.next_first_day(charter.sprint_weeks, charter.sprint_on, span, local_day(now, team.zone()))
    return rules.usual_span(first, charter.sprint_weeks)


def day_of(session: Session, team: Team, sprint_day: SprintDay, before: int) -> date | None:
    """The day of the running sprint that something is held on; None between two."""
    sprint = current(session, team.id or 0)
    if sprint is None:
        return None
    return rules.anchored(sprint_day, before, sprint.span(), team_pattern(session, team, sprint.starts_on))


# -- what time does ------------------------------------------------------------------------------------------------


def plan_moment(session: Session, team: Team, now: datetime) -> datetime | None:
    """09:00 of the next sprint's first day worked, in the team's zone; None in a team without a rhythm."""
    if charters.read(session, team.id or 0).sprint_on is None and not of_team(session, team.id or 0):
        return None
    span = next_span(session, team, now)
    pattern = team_pattern(session, team, span.first)
    first = next(iter(rules.work_days(span, pattern)), span.first)
    return local_moment(first, PLANNED_AT, team.zone())


def expect_plan(session: Session, team: Team, now: datetime) -> None:
    """Sets the alarm of the next sprint's first day; at once where that has begun."""
    at = plan_moment(session, team, now)
    if at is not None:
        alarms.set(session, PLAN, team.ref, max(at, now))


def expect_close(session: Session, team: Team, sprint: Sprint) -> None:
    """Sets the alarm that offers to close: 14:00 of the last day worked."""
    last = rules.last_work_day(sprint.span(), team_pattern(session, team, sprint.starts_on))
    alarms.set(session, OFFER, sprint.ref, local_moment(last, CLOSE_OFFERED_AT, team.zone()))


# -- what people do ------------------------------------------------------------------------------------------------


def last_number(session: Session, team_id: int) -> int:
    return session.exec(select(sa.func.max(col(Sprint.number))).where(col(Sprint.team_id) == team_id)).one() or 0


def start(session: Session, team: Team, spec: SprintSpec, person_id: int | None, now: datetime) -> Sprint:
    """The team is locked."""
    assert team.id is not None
    row = Sprint(
        team_id=team.id,
        number=rules.number_of(spec.name, last_number(session, team.id)),
        name=spec.name,
        goal=spec.goal,
        starts_on=spec.span.first,
        ends_on=spec.span.last,
        started_at=now,
        started_by=person_id,
    )
    session.add(row)
    session.flush()
    expect_close(session, team, row)
    expect_plan(session, team, now)
    return row


def change(session: Session, team: Team, sprint: Sprint, spec: SprintSpec, now: datetime) -> None:
    sprint.name, sprint.goal = spec.name, spec.goal
    sprint.starts_on, sprint.ends_on = spec.span.first, spec.span.last
    session.add(sprint)
    session.flush()
    expect_close(session, team, sprint)
    expect_plan(session, team, now)
