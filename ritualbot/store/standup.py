"""Stand-ups: their settings and questions, each day's run, who is expected, what they answered."""

import json
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.rituals.schedule import Schedule, SprintDay
from ritualbot.rituals.standup import Grouping, Presence
from ritualbot.store.engine import UtcDateTime, new_ref, one_of, param


class RunState(StrEnum):
    OPEN = "open"  # people answer, the summary is to come
    POSTED = "posted"  # the summary is posted; answers still join it
    CLOSED = "closed"  # the next run has opened
    SKIPPED = "skipped"  # fewer than two people were expected


class Standup(SQLModel, table=True):
    """One of a team's stand-ups. `at` in each person's own zone, `summary_at` in the team's; seconds elsewhere.

    The first one has no name of its own (empty); `name_key` folds the name, so that no two look alike in a team.
    """

    __table_args__ = (
        sa.UniqueConstraint("team_id", "name_key"),
        one_of("grouping", '"grouping"', Grouping),
        one_of("sprint_day", "sprint_day", SprintDay),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id")
    name: str = ""
    name_key: str = ""
    at: time = time(9, 30)
    window_seconds: int = 7200
    summary_at: time = time(11, 30)
    reminder_seconds: int = 4500  # after the own prompt
    days: str = "0,1,2,3,4"
    every_weeks: int = 1
    starts_on: date | None = None  # the week that `every_weeks` counts from; none before it
    once_on: date | None = None  # that day alone; of the sprint that runs, where it is held on a day of each
    sprint_day: str | None = None  # that day of each sprint alone
    sprint_before: int = 0  # working days before the sprint's last, where it is so many before its end
    grouping: str = Grouping.PERSON
    mentions: bool = False
    next_on: date | None = None  # the local day the next run is set for
    last_on: date | None = None  # the last day a run was opened, or passed over, for
    asked_from: datetime | None = Field(default=None, sa_type=UtcDateTime)  # nobody is asked before, on `next_on`
    skipped_on: date | None = None  # the day last passed over on purpose
    skipped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def ritual_days(self) -> frozenset[int]:
        return frozenset(int(day) for day in self.days.split(",") if day)

    def schedule(self) -> Schedule:
        of_sprint = self.sprint_day is not None
        return Schedule(self.ritual_days(), self.every_weeks, self.starts_on, self.once_on, of_sprint)

    def sleeps(self) -> bool:
        """Whether no run opens by itself: paused, or archived."""
        return self.paused_at is not None or self.archived_at is not None

    def window(self) -> timedelta:
        return timedelta(seconds=self.window_seconds)


class StandupQuestion(SQLModel, table=True):
    """A question. Empty `text`: the catalogue's words for `key`, in each reader's language.

    `kind` is one of `rituals.questions.TYPES`: no CHECK names them, so that a new type needs no migration. `options`
    is a JSON list.
    """

    __tablename__ = "standup_question"
    __table_args__ = (sa.UniqueConstraint("standup_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    standup_id: int = Field(foreign_key="standup.id")
    position: int
    key: str
    kind: str
    text: str = ""
    required: bool = False
    low: int = 1
    high: int = 5
    options: str = "[]"

    def choices(self) -> tuple[str, ...]:
        return tuple(json.loads(self.options))


class StandupRun(SQLModel, table=True):
    """One local day of one stand-up."""

    __tablename__ = "standup_run"
    __table_args__ = (sa.UniqueConstraint("standup_id", "held_on"), one_of("state", "state", RunState))

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    standup_id: int = Field(foreign_key="standup.id")
    held_on: date
    state: str = RunState.OPEN
    opened_at: datetime = Field(sa_type=UtcDateTime)
    deadline: datetime = Field(sa_type=UtcDateTime)  # the summary posts then at the latest
    posted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 0  # counts what was said of it, so that every edit has its own key


class StandupPart(SQLModel, table=True):
    """One person's part in a run: when they are asked, where they stand. Frozen when the run opens."""

    __tablename__ = "standup_part"
    __table_args__ = (sa.UniqueConstraint("run_id", "person_id"), one_of("presence", "presence", Presence))

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    run_id: int = Field(foreign_key="standup_run.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    prompt_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    presence: str = Presence.EXPECTED
    prompted: bool = False
    missed: bool = False  # the prompt could not reach them in time
    reminders: int = 0
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the last answer, skip or absence
    to_come: bool = False  # the posted summary listed them "to come"
    late_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # "added at"
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    line_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the last threaded line about them
    lines: int = 0
    line_before: str = ""  # JSON: the answers before that line, so that one line tells the whole change
    version: int = 0


class StandupAnswer(SQLModel, table=True):
    """One answer to one question, as `rituals.questions` writes it."""

    __tablename__ = "standup_answer"
    __table_args__ = (sa.UniqueConstraint("part_id", "question"),)

    id: int | None = Field(default=None, primary_key=True)
    part_id: int = Field(foreign_key="standup_part.id")
    question: str
    value: str


def of_team(session: Session, team_id: int) -> Standup | None:
    """The team's first stand-up, its main one, even when archived."""
    return next(iter(of_team_all(session, team_id)), None)


def of_team_all(session: Session, team_id: int) -> list[Standup]:
    """The main one first; archived ones too."""
    return list(session.exec(select(Standup).where(col(Standup.team_id) == team_id).order_by(col(Standup.id))))


def by_ref(session: Session, ref: str) -> Standup | None:
    return session.exec(select(Standup).where(col(Standup.ref) == ref)).first()


def questions(session: Session, standup_id: int) -> list[StandupQuestion]:
    return list(
        session.exec(
            select(StandupQuestion)
            .where(col(StandupQuestion.standup_id) == standup_id)
            .order_by(col(StandupQuestion.position))
        )
    )


def run_by_ref(session: Session, ref: str) -> StandupRun | None:
    return session.exec(select(StandupRun).where(col(StandupRun.ref) == ref)).first()


def lock_run(session: Session, run_id: int) -> StandupRun:
    """The run, locked until the transaction ends: answers and the summary queue on it."""
    query = select(StandupRun).where(col(StandupRun.id) == run_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one()


def live_run(session: Session, standup_id: int) -> StandupRun | None:
    """The run people can still answer or edit: the newest that is open or posted."""
    return session.exec(
        select(StandupRun)
        .where(
            col(StandupRun.standup_id) == standup_id,
            col(StandupRun.state).in_((RunState.OPEN, RunState.POSTED)),
        )
        .order_by(col(StandupRun.held_on).desc())
        .limit(1)
    ).first()


_REF, _RUN, _PART = param("ref"), param("run"), param("part")
_PERSON = param("person")
_PART_BY_REF = select(StandupPart).where(col(StandupPart.ref) == _REF)
_PART_OF = select(StandupPart).where(col(StandupPart.run_id) == _RUN, col(StandupPart.person_id) == _PERSON)
_PARTS = select(StandupPart).where(col(StandupPart.run_id) == _RUN).order_by(col(StandupPart.id))
_LIVE_PARTS = (
    select(StandupPart)
    .join(StandupRun, col(StandupRun.id) == col(StandupPart.run_id))
    .where(col(StandupPart.person_id) == _PERSON, col(StandupRun.state).in_((RunState.OPEN, RunState.POSTED)))
    .order_by(col(StandupPart.id))
)
_ANSWERS = select(StandupAnswer).where(col(StandupAnswer.part_id) == _PART)


def live_runs(session: Session, standup_id: int) -> list[StandupRun]:
    return list(
        session.exec(
            select(StandupRun).where(
                col(StandupRun.standup_id) == standup_id,
                col(StandupRun.state).in_((RunState.OPEN, RunState.POSTED)),
            )
        )
    )


def posted_runs(session: Session, team_id: int) -> list[StandupRun]:
    """The team's runs whose summary stands and can still change, locked."""
    mine = select(Standup.id).where(col(Standup.team_id) == team_id)
    query = select(StandupRun).where(col(StandupRun.standup_id).in_(mine), col(StandupRun.state) == RunState.POSTED)
    return list(session.exec(query.with_for_update().execution_options(populate_existing=True)))


def part_by_ref(session: Session, ref: str) -> StandupPart | None:
    return session.exec(_PART_BY_REF, params={"ref": ref}).first()


def part_of(session: Session, run_id: int, person_id: int) -> StandupPart | None:
    return session.exec(_PART_OF, params={"run": run_id, "person": person_id}).first()


def parts(session: Session, run_id: int) -> list[StandupPart]:
    return list(session.exec(_PARTS, params={"run": run_id}))


def live_parts(session: Session, person_id: int) -> list[StandupPart]:
    """The person's parts in the runs people can still answer, over all teams."""
    return list(session.exec(_LIVE_PARTS, params={"person": person_id}))


def answers(session: Session, part_id: int) -> dict[str, str]:
    """By question key."""
    return {row.question: row.value for row in session.exec(_ANSWERS, params={"part": part_id})}


def answers_of_run(session: Session, run_id: int) -> dict[int, dict[str, str]]:
    """By part id, then by question key."""
    found = session.exec(
        select(StandupAnswer)
        .join(StandupPart, col(StandupPart.id) == col(StandupAnswer.part_id))
        .where(col(StandupPart.run_id) == run_id)
    )
    by_part: dict[int, dict[str, str]] = {}
    for row in found:
        by_part.setdefault(row.part_id, {})[row.question] = row.value
    return by_part


def save_answers(session: Session, part_id: int, values: dict[str, str]) -> None:
    """Replaces the part's answers by `values`."""
    for row in session.exec(_ANSWERS, params={"part": part_id}):
        if row.question not in values:
            session.delete(row)
        else:
            row.value = values[row.question]
            session.add(row)
    known = answers(session, part_id)
    session.add_all(
        StandupAnswer(part_id=part_id, question=question, value=value)
        for question, value in values.items()
        if question not in known
    )
    session.flush()


def last_answers(session: Session, standup_id: int, person_id: int, before: date) -> tuple[date, dict[str, str]] | None:
    """The person's most recent answers to this stand-up before a day, with the day they are from."""
    query = (
        select(StandupPart, StandupRun)
        .join(StandupRun, col(StandupRun.id) == col(StandupPart.run_id))
        .where(
            col(StandupRun.standup_id) == standup_id,
            col(StandupPart.person_id) == person_id,
            col(StandupPart.presence) == Presence.ANSWERED,
            col(StandupRun.held_on) < before,
        )
        .order_by(col(StandupRun.held_on).desc())
        .limit(1)
    )
    found = session.exec(query).first()
    if found is None:
        return None
    part, run = found
    assert part.id is not None
    return run.held_on, answers(session, part.id)


def team_of_run(session: Session, ref: str) -> int | None:
    return session.exec(
        select(Standup.team_id)
        .join(StandupRun, col(StandupRun.standup_id) == col(Standup.id))
        .where(col(StandupRun.ref) == ref)
    ).first()


def team_of_part(session: Session, ref: str) -> int | None:
    return session.exec(
        select(Standup.team_id)
        .join(StandupRun, col(StandupRun.standup_id) == col(Standup.id))
        .join(StandupPart, col(StandupPart.run_id) == col(StandupRun.id))
        .where(col(StandupPart.ref) == ref)
    ).first()
