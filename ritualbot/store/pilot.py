"""Pilots, and the line of history each step leaves."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.rituals.pilot import Happened, PilotState, Standing, Step, standing
from ritualbot.rituals.pilot_day import coming, ends_on
from ritualbot.store import alarms, sprint as sprints
from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Team

DUE = "pilot.due"  # the alarm of what comes next in a pilot, by its ref


class Pilot(SQLModel, table=True):
    """A pilot of a team. `improves`: the one it betters. The last columns are computed from its history, and may be
    computed again."""

    __table_args__ = (
        sa.UniqueConstraint("team_id", "number"),
        sa.Index("ix_pilot_team_id_state", "team_id", "state"),
        one_of("state", "state", PilotState),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id")
    number: int  # 1, 2… within the team
    improves_id: int | None = Field(default=None, foreign_key="pilot.id", index=True)
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    # Computed:
    state: str = PilotState.PLANNED
    name: str = ""
    moment: str = ""  # of contact, as it was typed
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    starts_on: date | None = None
    ends_on: date | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class PilotEvent(SQLModel, table=True):
    """What happened to a pilot, who did it (None: time did) and through what: a platform's name."""

    __tablename__ = "pilot_event"
    __table_args__ = (sa.UniqueConstraint("pilot_id", "seq"), one_of("kind", "kind", Happened))

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    pilot_id: int = Field(foreign_key="pilot.id")
    seq: int  # from 1 on
    kind: str
    at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    via: str = ""
    data: str = "{}"  # JSON


# -- finding -------------------------------------------------------------------------------------------------------


def by_ref(session: Session, ref: str) -> Pilot | None:
    """The pilot, locked until the transaction ends."""
    query = select(Pilot).where(col(Pilot.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def named(session: Session, ref: str) -> Pilot | None:
    """As it stands, for its number and its name."""
    return session.exec(select(Pilot).where(col(Pilot.ref) == ref)).first()


def team_of(session: Session, ref: str) -> int | None:
    return session.exec(select(Pilot.team_id).where(col(Pilot.ref) == ref)).first()


def team_of_check(session: Session, ref: str) -> int | None:
    """Of a checkpoint: the pilot's ref and the week, with a colon between."""
    return team_of(session, ref.partition(":")[0])


def in_team(session: Session, team_id: int, states: Collection[PilotState]) -> list[Pilot]:
    """A team's in these states, the oldest first."""
    query = select(Pilot).where(col(Pilot.team_id) == team_id, col(Pilot.state).in_(states))
    return list(session.exec(query.order_by(col(Pilot.number))))


def on_or_before(session: Session, team_ids: Collection[int], until: date) -> list[Pilot]:
    """These teams' that are planned, run or wait for a decision, unless they start later; those without a day last."""
    states = (PilotState.PLANNED, PilotState.RUNNING, PilotState.AT_END)
    near = sa.or_(col(Pilot.starts_on).is_(None), col(Pilot.starts_on) <= until)
    query = select(Pilot).where(col(Pilot.team_id).in_(team_ids), col(Pilot.state).in_(states), near)
    undated = col(Pilot.starts_on).is_(None)
    return list(session.exec(query.order_by(undated, col(Pilot.starts_on), col(Pilot.team_id), col(Pilot.number))))


def owned_by(session: Session, team_id: int, person_id: int) -> list[Pilot]:
    """A person's that are not over, automated ones too: what someone who leaves has to hand over."""
    theirs = (col(Pilot.team_id) == team_id, col(Pilot.owner_id) == person_id)
    query = select(Pilot).where(*theirs, col(Pilot.state) != PilotState.STOPPED)
    return list(session.exec(query.order_by(col(Pilot.number))))


def improved(session: Session, row: Pilot) -> Pilot | None:
    """The one it betters."""
    return session.get(Pilot, row.improves_id) if row.improves_id is not None else None


def improvements(session: Session, row: Pilot) -> list[Pilot]:
    query = select(Pilot).where(col(Pilot.improves_id) == row.id)
    return list(session.exec(query.order_by(col(Pilot.number))))


def sprints_of(session: Session, row: Pilot) -> list[Sprint]:
    """The sprints it spans, the first first."""
    if row.starts_on is None or row.ends_on is None:
        return []
    spanned = (col(Sprint.starts_on) <= row.ends_on, col(Sprint.ends_on) >= row.starts_on)
    query = select(Sprint).where(col(Sprint.team_id) == row.team_id, *spanned)
    return list(session.exec(query.order_by(col(Sprint.number))))


# -- the history ---------------------------------------------------------------------------------------------------


def steps(session: Session, row: Pilot) -> list[Step]:
    query = select(PilotEvent).where(col(PilotEvent.pilot_id) == row.id).order_by(col(PilotEvent.seq))
    return [step_of(each) for each in session.exec(query)]


def steps_of(session: Session, rows: Sequence[Pilot]) -> dict[int, list[Step]]:
    """The histories of these, by their ids, read at once."""
    query = select(PilotEvent).where(col(PilotEvent.pilot_id).in_([row.id for row in rows]))
    found: dict[int, list[Step]] = {}
    for event in session.exec(query.order_by(col(PilotEvent.pilot_id), col(PilotEvent.seq))):
        found.setdefault(event.pilot_id, []).append(step_of(event))
    return found


def step_of(event: PilotEvent) -> Step:
    return Step(event.seq, Happened(event.kind), event.at, event.person_id, json.loads(event.data))


def stand(session: Session, row: Pilot) -> Standing:
    return standing(steps(session, row))


def refresh(session: Session, row: Pilot, now: datetime) -> Standing:
    """Writes the computed columns and the alarm anew: they may be lost without harm."""
    found = stand(session, row)
    row.state, row.name, row.moment = found.state, found.plan.get("name", ""), found.plan.get("moment", "")
    row.owner_id, row.starts_on, row.ends_on = found.owner or None, found.starts_on, ends_on(found)
    stopped = found.decided if found.state is PilotState.STOPPED else None
    row.closed_at = stopped.at if stopped else None
    session.add(row)
    session.flush()
    _wind(session, row, found, now)
    return found


def _wind(session: Session, row: Pilot, found: Standing, now: datetime) -> None:
    team = session.get_one(Team, row.team_id)
    nearest = coming(found, sprints.team_pattern(session, team, row.starts_on or row.created_at.date()))
    if nearest is None:
        alarms.clear(session, DUE, row.ref)
    else:
        alarms.set(session, DUE, row.ref, max(nearest.at, now))


def plan(
    session: Session, team: Team, data: Mapping[str, str], person_id: int, at: datetime, improves: Pilot | None = None
) -> Pilot:
    """A new one, with its number and its first line."""
    session.exec(select(Team.id).where(col(Team.id) == team.id).with_for_update()).one()  # numbers are given in a row
    last = session.exec(select(sa.func.max(col(Pilot.number))).where(col(Pilot.team_id) == team.id)).one()
    row = Pilot(team_id=team.id or 0, number=(last or 0) + 1, created_by=person_id, created_at=at)
    row.improves_id = improves.id if improves else None
    session.add(row)
    session.flush()
    record(session, row, Happened.PLANNED, person_id, at, data)
    return row


def record(
    session: Session,
    row: Pilot,
    kind: Happened,
    person_id: int | None,
    at: datetime,
    data: Mapping[str, str],
    via: str = "",
) -> PilotEvent:
    """Adds a line to the history, and computes what follows. The row is locked: `by_ref`."""
    assert row.id is not None
    last = session.exec(select(sa.func.max(col(PilotEvent.seq))).where(col(PilotEvent.pilot_id) == row.id)).one()
    event = PilotEvent(
        pilot_id=row.id,
        seq=(last or 0) + 1,
        kind=kind,
        at=at,
        person_id=person_id,
        via=via,
        data=json.dumps(dict(data)),
    )
    session.add(event)
    session.flush()
    refresh(session, row, at)
    return event


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes a customer's pilots stopped before then, with their history. What was rolled out stays."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    old = (col(Pilot.team_id).in_(mine), col(Pilot.state) == PilotState.STOPPED, col(Pilot.closed_at) < before)
    gone = select(Pilot.id).where(*old)
    connection = session.connection()
    connection.execute(sa.update(Pilot).where(col(Pilot.improves_id).in_(gone)).values(improves_id=None))
    connection.execute(delete(PilotEvent).where(col(PilotEvent.pilot_id).in_(gone)))
    connection.execute(delete(Pilot).where(*old))
