"""Everything that will happen by itself: a row each, rung once, by whichever worker takes it first."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from ritualbot.store.engine import UtcDateTime, insert_once, insert_or_change, moment, param, params


class Alarm(SQLModel, table=True):
    """`kind` names the handler, `ref` what it is about."""

    __table_args__ = (sa.UniqueConstraint("kind", "ref"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    ref: str
    rings_at: datetime = Field(sa_type=UtcDateTime, index=True)
    tries: int = 0


_NOW = moment("now")
_KINDS = params("kinds")
_DUE = (
    select(Alarm)
    .where(col(Alarm.rings_at) <= _NOW, col(Alarm.kind).in_(_KINDS))
    .order_by(col(Alarm.rings_at), col(Alarm.id))
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)
_NEXT = select(Alarm.rings_at).order_by(col(Alarm.rings_at)).limit(1)
_NEXT_OF = _NEXT.where(col(Alarm.kind).in_(_KINDS))
_TAKEN = delete(Alarm).where(col(Alarm.id) == param("taken"), col(Alarm.rings_at) == _NOW)
_CLEARED = delete(Alarm).where(col(Alarm.kind) == param("kind"), col(Alarm.ref) == param("ref"))


def set(session: Session, kind: str, ref: str, rings_at: datetime) -> None:
    """Sets or moves the alarm."""
    insert_or_change(session, Alarm, {"kind": kind, "ref": ref}, {"rings_at": rings_at, "tries": 0})


def clear(session: Session, kind: str, ref: str) -> None:
    session.connection().execute(_CLEARED, {"kind": kind, "ref": ref})


def due(session: Session, now: datetime, most: int, kinds: Collection[str]) -> list[Alarm]:
    """Due alarms of these kinds, oldest first, locked; another worker's are passed over, not waited for.

    A kind that is not asked for is left to a newer release, which knows it.
    """
    found = list(session.exec(_DUE, params={"now": now, "kinds": [*kinds], "most": most}))
    for alarm in found:
        session.expunge(alarm)
    return found


def take(session: Session, alarm: Alarm) -> bool:
    """Removes a due alarm that is about to ring. False: an alarm rung before it has cleared or moved it.

    It is gone with the caller's commit and back with its rollback.
    """
    still = {"taken": alarm.id, "now": alarm.rings_at}
    return bool(session.connection().execute(_TAKEN, still).rowcount)


def postpone(session: Session, alarm: Alarm, rings_at: datetime) -> None:
    """Puts back an alarm whose handler failed, unless it was set anew."""
    again = {"kind": alarm.kind, "ref": alarm.ref, "rings_at": rings_at, "tries": alarm.tries + 1}
    insert_once(session, Alarm, again)


def next_moment(session: Session, kinds: Collection[str] | None = None) -> datetime | None:
    if kinds is None:
        return session.exec(_NEXT).first()
    return session.exec(_NEXT_OF, params={"kinds": [*kinds]}).first()


def upcoming(session: Session, kinds: tuple[str, ...] = ()) -> list[Alarm]:
    """What will ring, soonest first."""
    query = select(Alarm).order_by(col(Alarm.rings_at), col(Alarm.id))
    if kinds:
        query = query.where(col(Alarm.kind).in_(kinds))
    return list(session.exec(query.execution_options(populate_existing=True)))


def rings_at(session: Session, kind: str, ref: str) -> datetime | None:
    query = select(Alarm.rings_at).where(col(Alarm.kind) == kind, col(Alarm.ref) == ref)
    return session.exec(query).first()


def count(session: Session, kind: str, refs: SelectOfScalar[str], since: datetime, until: datetime) -> int:
    """How many alarms of a kind will ring about these in a stretch of time."""
    query = select(sa.func.count(col(Alarm.id))).where(
        col(Alarm.kind) == kind, col(Alarm.ref).in_(refs), col(Alarm.rings_at) >= since, col(Alarm.rings_at) < until
    )
    return session.exec(query).one()
