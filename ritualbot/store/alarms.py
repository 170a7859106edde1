"""Everything that will happen by itself: a row each, rung once, by whichever worker takes it first."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.store.engine import UtcDateTime, insert_once, insert_or_change


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
    insert_or_change(session, Alarm, {"kind": kind, "ref": ref}, {"rings_at": rings_at, "tries": 0})


def clear(session: Session, kind: str, ref: str) -> None:
    session.connection().execute(delete(Alarm).where(col(Alarm.kind) == kind, col(Alarm.ref) == ref))


def due(session: Session, now: datetime, most: int, kinds: Collection[str]) -> list[Alarm]:
    """Due alarms of these kinds, oldest first, locked; another worker's are passed over, not waited for.

    A kind that is not asked for is left to a newer release, which knows it.
    """
    query = (
        select(Alarm)
        .where(col(Alarm.rings_at) <= now, col(Alarm.kind).in_([*kinds]))
        .order_by(col(Alarm.rings_at), col(Alarm.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    found = list(session.exec(query))
    for alarm in found:
        session.expunge(alarm)
    return found


def take(session: Session, alarm: Alarm) -> bool:
    """Removes a due alarm that is about to ring. False: an alarm rung before it has cleared or moved it.

    It is gone with the caller's commit and back with its rollback.
    """
    still = (col(Alarm.id) == alarm.id, col(Alarm.rings_at) == alarm.rings_at)
    return bool(session.connection().execute(delete(Alarm).where(*still)).rowcount)


def postpone(session: Session, alarm: Alarm, rings_at: datetime) -> None:
    """Puts back an alarm whose handler failed, unless it was set anew."""
    again = {"kind": alarm.kind, "ref": alarm.ref, "rings_at": rings_at, "tries": alarm.tries + 1}
    insert_once(session, Alarm, again)


def next_moment(session: Session, kinds: Collection[str] | None = None) -> datetime | None:
    query = select(Alarm.rings_at).order_by(col(Alarm.rings_at)).limit(1)
    if kinds is not None:
        query = query.where(col(Alarm.kind).in_([*kinds]))
    return session.exec(query).first()


def upcoming(session: Session, kinds: tuple[str, ...] = ()) -> list[Alarm]:
    """What will ring, soonest first."""
    query = select(Alarm).order_by(col(Alarm.rings_at), col(Alarm.id))
    if kinds:
        query = query.where(col(Alarm.kind).in_(kinds))
    return list(session.exec(query.execution_options(populate_existing=True)))


def rings_at(session: Session, kind: str, ref: str) -> datetime | None:
    query = select(Alarm.rings_at).where(col(Alarm.kind) == kind, col(Alarm.ref) == ref)
    return session.exec(query).first()
