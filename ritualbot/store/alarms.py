"""Everything that will happen by itself: a row each, rung once, by whichever worker takes it first."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.store.engine import UtcDateTime


class Alarm(SQLModel, table=True):
    """`kind` names the handler, `ref` what it is about."""

    __table_args__ = (sa.UniqueConstraint("kind", "ref"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    ref: str
    rings_at: datetime = Field(sa_type=UtcDateTime, index=True)
    tries: int = 0


def set(session: Session, kind: str, ref: str, rings_at: datetime) -> None:
    """Sets or moves the alarm."""
    found = _find(session, kind, ref)
    if found is None:
        session.add(Alarm(kind=kind, ref=ref, rings_at=rings_at))
    else:
        found.rings_at, found.tries = rings_at, 0
    session.flush()


def clear(session: Session, kind: str, ref: str) -> None:
    session.connection().execute(delete(Alarm).where(col(Alarm.kind) == kind, col(Alarm.ref) == ref))


def take_due(session: Session, now: datetime, most: int) -> list[Alarm]:
    """Removes and returns due alarms, oldest first; another worker's are passed over, not waited for.

    They are gone with the caller's commit and back with its rollback.
    """
    due = (
        select(Alarm)
        .where(col(Alarm.rings_at) <= now)
        .order_by(col(Alarm.rings_at), col(Alarm.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = list(session.exec(due))
    for alarm in taken:
        session.expunge(alarm)
    session.connection().execute(delete(Alarm).where(col(Alarm.id).in_([alarm.id for alarm in taken])))
    return taken


def postpone(session: Session, alarm: Alarm, rings_at: datetime) -> None:
    """Puts back an alarm whose handler failed."""
    session.add(Alarm(kind=alarm.kind, ref=alarm.ref, rings_at=rings_at, tries=alarm.tries + 1))
    session.flush()


def next_moment(session: Session) -> datetime | None:
    return session.exec(select(Alarm.rings_at).order_by(col(Alarm.rings_at)).limit(1)).first()


def upcoming(session: Session, kinds: tuple[str, ...] = ()) -> list[Alarm]:
    """What will ring, soonest first."""
    query = select(Alarm).order_by(col(Alarm.rings_at), col(Alarm.id))
    if kinds:
        query = query.where(col(Alarm.kind).in_(kinds))
    return list(session.exec(query))


def rings_at(session: Session, kind: str, ref: str) -> datetime | None:
    found = _find(session, kind, ref)
    return found.rings_at if found else None


def _find(session: Session, kind: str, ref: str) -> Alarm | None:
    return session.exec(select(Alarm).where(col(Alarm.kind) == kind, col(Alarm.ref) == ref)).first()
