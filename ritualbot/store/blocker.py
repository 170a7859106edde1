"""Blockers, and the line of history each change leaves."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.rituals.blocker import ASIDE, BlockerState, BlockerTag, Happened, Heard, Known, hear, stale_at
from ritualbot.rituals.calendar import local_day
from ritualbot.store import alarms, team as teams
from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.team import Person, Team

STALE = "blocker.stale"  # the alarm


class Blocker(SQLModel, table=True):
    """What keeps a person from moving on. `*_in` are refs of stand-up parts, which may be forgotten before it."""

    __table_args__ = (
        sa.UniqueConstraint("team_id", "number"),
        sa.Index("ix_blocker_team_id_opened_on", "team_id", "opened_on"),
        one_of("tag", "tag", BlockerTag),
        one_of("state", "state", BlockerState),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id")
    number: int  # #1, #2… within the team
    person_id: int = Field(foreign_key="person.id", index=True)  # its owner
    text: str
    tag: str | None = None
    state: str = BlockerState.OPEN
    opened_on: date  # the owner's own day
    opened_at: datetime = Field(sa_type=UtcDateTime)
    opened_in: str = ""
    said_in: str = Field(default="", index=True)  # the last answer that named it
    closed_in: str = ""  # the answer that closed it; empty when somebody did
    acknowledged_by: int | None = Field(default=None, foreign_key="person.id")
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: int | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    escalated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class BlockerEvent(SQLModel, table=True):
    """What happened to a blocker, who did it (None: time did) and, in `text` and `tag`, what stood before."""

    __tablename__ = "blocker_event"
    __table_args__ = (one_of("kind", "kind", Happened), one_of("tag", "tag", BlockerTag))

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    blocker_id: int = Field(foreign_key="blocker.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    kind: str
    at: datetime = Field(sa_type=UtcDateTime)
    text: str = ""
    tag: str | None = None


# -- finding -------------------------------------------------------------------------------------------------------


def by_ref(session: Session, ref: str) -> Blocker | None:
    """The blocker, locked until the transaction ends."""
    query = select(Blocker).where(col(Blocker.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def seen(session: Session, ref: str) -> Blocker | None:
    """As it stands, for whatever only shows it."""
    return session.exec(select(Blocker).where(col(Blocker.ref) == ref)).first()


def of_event(session: Session, event: BlockerEvent) -> Blocker:
    """The blocker an event is of, locked until the transaction ends."""
    query = select(Blocker).where(col(Blocker.id) == event.blocker_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one()


def event_by_ref(session: Session, ref: str) -> BlockerEvent | None:
    return session.exec(select(BlockerEvent).where(col(BlockerEvent.ref) == ref)).first()


def last_event(session: Session, blocker: Blocker) -> BlockerEvent | None:
    """The last thing that changed something in it."""
    query = (
        select(BlockerEvent)
        .where(col(BlockerEvent.blocker_id) == blocker.id, col(BlockerEvent.kind).not_in(ASIDE))
        .order_by(col(BlockerEvent.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def open_in(session: Session, team_id: int) -> list[Blocker]:
    """A team's open blockers, the oldest first."""
    query = select(Blocker).where(col(Blocker.team_id) == team_id, col(Blocker.state) == BlockerState.OPEN)
    return list(session.exec(query.order_by(col(Blocker.opened_at), col(Blocker.number))))


def open_of(session: Session, person_id: int) -> list[Blocker]:
    """A person's open blockers in all teams, the oldest first: what someone who leaves has to hand over."""
    query = select(Blocker).where(col(Blocker.person_id) == person_id, col(Blocker.state) == BlockerState.OPEN)
    return list(session.exec(query.order_by(col(Blocker.opened_at), col(Blocker.id))))


def said_in(session: Session, parts: Collection[str]) -> list[Blocker]:
    """What the answers of these stand-up parts last named, resolved since or not."""
    shown = (BlockerState.OPEN, BlockerState.RESOLVED)
    query = select(Blocker).where(col(Blocker.said_in).in_(parts), col(Blocker.state).in_(shown))
    return list(session.exec(query.order_by(col(Blocker.number))))


def team_of(session: Session, ref: str) -> int | None:
    return session.exec(select(Blocker.team_id).where(col(Blocker.ref) == ref)).first()


def team_of_choice(session: Session, choice: str) -> int | None:
    """A choice is a blocker's ref and a tag: `<ref>:legal`."""
    ref, _, tag = choice.partition(":")
    return team_of(session, ref) if tag in {*BlockerTag} else None


def team_of_event(session: Session, ref: str) -> int | None:
    query = select(Blocker.team_id).join(BlockerEvent, col(BlockerEvent.blocker_id) == col(Blocker.id))
    return session.exec(query.where(col(BlockerEvent.ref) == ref)).first()


# -- what an answer says -------------------------------------------------------------------------------------------


def heard(session: Session, team: Team, part: str, person: Person, texts: Sequence[str], now: datetime) -> None:
    """Keeps the blockers true to what an answer names, by the rule in `rituals.blocker`. `part` is its ref."""
    assert team.id is not None and person.id is not None
    session.exec(select(Team.id).where(col(Team.id) == team.id).with_for_update()).one()  # numbers are given in a row
    rows = {row.number: row for row in _touched(session, team.id, part, person.id)}
    result = hear(texts, [_known(row, part) for row in rows.values()])
    for number, state in result.states.items():
        _become(session, rows[number], state, part, now)
    _say(session, team.id, part, person, texts, result, rows, now)
    session.flush()


def _touched(session: Session, team_id: int, part: str, person_id: int) -> list[Blocker]:
    """The person's open blockers here, and those this answer opened, named or closed."""
    here = (col(Blocker.opened_in) == part, col(Blocker.said_in) == part, col(Blocker.closed_in) == part)
    query = select(Blocker).where(
        col(Blocker.team_id) == team_id,
        col(Blocker.person_id) == person_id,
        sa.or_(col(Blocker.state) == BlockerState.OPEN, *here),
    )
    return list(session.exec(query.order_by(col(Blocker.number)).with_for_update()))


def _known(row: Blocker, part: str) -> Known:
    return Known(
        number=row.number,
        text=row.text,
        tagged=row.tag is not None,
        resolved=row.state == BlockerState.RESOLVED,
        opened_here=row.opened_in == part,
        said_here=row.said_in == part,
    )


def _say(
    session: Session,
    team_id: int,
    part: str,
    person: Person,
    texts: Sequence[str],
    result: Heard,
    rows: dict[int, Blocker],
    now: datetime,
) -> None:
    for text, number in zip(texts, result.said, strict=True):
        row = rows[number] if number is not None else _open(session, team_id, part, person, text, now)
        row.said_in = part
        session.add(row)
        if row.text != text and row.state == BlockerState.OPEN:
            update(session, row, person.id, text, row.tag, now)


def _open(session: Session, team_id: int, part: str, person: Person, text: str, now: datetime) -> Blocker:
    assert person.id is not None
    last = session.exec(select(sa.func.max(col(Blocker.number))).where(col(Blocker.team_id) == team_id)).one()
    opened_on = local_day(now, person.zone())
    row = Blocker(
        team_id=team_id,
        number=(last or 0) + 1,
        person_id=person.id,
        text=text,
        opened_on=opened_on,
        opened_at=now,
        opened_in=part,
    )
    session.add(row)
    session.flush()
    record(session, row, Happened.OPENED, person.id, now)
    watch(session, row, now)
    return row


def _become(session: Session, row: Blocker, state: BlockerState, part: str, now: datetime) -> None:
    """What an answer did to a blocker, or no longer does once it is edited."""
    if row.state == state:
        return
    if state is BlockerState.OPEN:
        reopen(session, row, now)
        record(session, row, Happened.REOPENED, row.person_id, now)
        return
    _close(session, row, state, now)
    row.closed_in = part
    record(session, row, Happened(state.value), row.person_id, now)


# -- what people do ------------------------------------------------------------------------------------------------


def record(session: Session, row: Blocker, kind: Happened, person_id: int | None, at: datetime) -> BlockerEvent:
    """Adds a line to the history, with what the blocker says at this moment."""
    assert row.id is not None
    event = BlockerEvent(blocker_id=row.id, person_id=person_id, kind=kind, at=at, text=row.text, tag=row.tag)
    session.add_all([row, event])
    session.flush()
    return event


def acknowledge(session: Session, row: Blocker, person_id: int, now: datetime) -> BlockerEvent:
    row.acknowledged_by, row.acknowledged_at = person_id, now
    return record(session, row, Happened.ACKNOWLEDGED, person_id, now)


def update(
    session: Session, row: Blocker, person_id: int | None, text: str, tag: str | None, now: datetime
) -> BlockerEvent:
    event = record(session, row, Happened.UPDATED, person_id, now)
    row.text, row.tag = text, tag
    session.add(row)
    return event


def resolve(session: Session, row: Blocker, person_id: int, now: datetime) -> BlockerEvent:
    _close(session, row, BlockerState.RESOLVED, now)
    row.closed_by = person_id
    return record(session, row, Happened.RESOLVED, person_id, now)


def escalate(session: Session, row: Blocker, now: datetime) -> None:
    row.escalated_at = now
    record(session, row, Happened.ESCALATED, None, now)


def undo(session: Session, row: Blocker, event: BlockerEvent, now: datetime) -> BlockerEvent:
    """Puts back what stood before an acknowledgement, an update or a resolution."""
    match event.kind:
        case Happened.ACKNOWLEDGED:
            row.acknowledged_by, row.acknowledged_at = None, None
        case Happened.RESOLVED:
            reopen(session, row, now)
        case Happened.UPDATED:
            row.text, row.tag = event.text, event.tag
    return record(session, row, Happened.UNDONE, event.person_id, now)


def _close(session: Session, row: Blocker, state: BlockerState, now: datetime) -> None:
    row.state, row.closed_at = state, now
    alarms.clear(session, STALE, row.ref)


def reopen(session: Session, row: Blocker, now: datetime) -> None:
    row.state, row.closed_at, row.closed_by, row.closed_in = BlockerState.OPEN, None, None, ""
    watch(session, row, now)


def watch(session: Session, row: Blocker, now: datetime) -> None:
    """Sets the moment a blocker has lasted too long; it is told once."""
    person = session.get(Person, row.person_id)
    assert person is not None
    if row.escalated_at is None:
        alarms.set(session, STALE, row.ref, stale_at(row.opened_at, teams.work_pattern(session, person, now)))


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes a customer's blockers closed before then, with their history. Open ones stay."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    old = (
        col(Blocker.team_id).in_(mine),
        col(Blocker.state) != BlockerState.OPEN,
        col(Blocker.closed_at) < before,
    )
    connection = session.connection()
    events = delete(BlockerEvent).where(col(BlockerEvent.blocker_id).in_(select(Blocker.id).where(*old)))
    connection.execute(events)
    connection.execute(delete(Blocker).where(*old))
