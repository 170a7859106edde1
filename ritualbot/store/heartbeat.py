"""A sign of life per worker, for health checks and `doctor`."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.store.engine import UtcDateTime


class Heartbeat(SQLModel, table=True):
    """`beat_at` is wall time: a worker's health is not a matter of ritual time."""

    worker: str = Field(primary_key=True)
    beat_at: datetime = Field(sa_type=UtcDateTime)


def beat(session: Session, worker: str, at: datetime) -> None:
    session.merge(Heartbeat(worker=worker, beat_at=at))


def latest(session: Session) -> datetime | None:
    return session.exec(select(Heartbeat.beat_at).order_by(col(Heartbeat.beat_at).desc()).limit(1)).first()


def forget(session: Session, before: datetime) -> None:
    session.connection().execute(delete(Heartbeat).where(col(Heartbeat.beat_at) < before))
