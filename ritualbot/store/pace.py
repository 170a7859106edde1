"""How fast messages may leave: one after another in a conversation, so many a minute in a workspace.

Both are rows, so they hold over any number of processes.
"""

from datetime import datetime, timedelta

from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.store.engine import UtcDateTime, insert_once, insert_or_raise, param

BURST = timedelta(seconds=10)  # what a workspace that was silent may send at once, in seconds of its pace


class Lane(SQLModel, table=True):
    """A conversation's pace: nothing goes out before `next_at`."""

    lane: str = Field(primary_key=True)
    next_at: datetime = Field(sa_type=UtcDateTime)


class Bucket(SQLModel, table=True):
    """A workspace's pace (GCRA): the theoretical arrival time of its next message."""

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    arrives_at: datetime = Field(sa_type=UtcDateTime)


_OF_WORKSPACE = select(Bucket).where(col(Bucket.workspace_id) == param("workspace_id")).with_for_update()


def rest(session: Session, lane: str, until: datetime) -> None:
    """Nothing goes out on this lane before `until`."""
    insert_or_raise(session, Lane, {"lane": lane}, next_at=until)


def draw(session: Session, workspace_id: int, now: datetime, per_minute: int, wanted: int) -> int:
    """Takes up to `wanted` places from the workspace's bucket (GCRA); returns how many there were."""
    of_workspace = {"workspace_id": workspace_id}
    bucket = session.exec(_OF_WORKSPACE, params=of_workspace).first()
    if bucket is None:
        insert_once(session, Bucket, {**of_workspace, "arrives_at": now})
        bucket = session.exec(_OF_WORKSPACE, params=of_workspace).one()
    step = timedelta(minutes=1) / per_minute
    start = max(bucket.arrives_at, now)
    taken = min(max((now + BURST - start) // step, 0), wanted)
    bucket.arrives_at = start + taken * step
    session.add(bucket)
    return taken


def hold_bucket(session: Session, workspace_id: int, until: datetime) -> None:
    """The platform asked the whole workspace to wait; after that it starts at its pace, without a burst."""
    insert_or_raise(session, Bucket, {"workspace_id": workspace_id}, arrives_at=until + BURST)
