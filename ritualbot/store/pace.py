"""How fast messages may leave: one after another in a conversation, so many a minute in a workspace.

Both are rows, so they hold over any number of processes.
"""

from datetime import datetime, timedelta

from sqlmodel import Field, Session, SQLModel, col, select, update

from ritualbot.store.engine import UtcDateTime, insert_once

BURST = timedelta(seconds=10)  # what a workspace that was silent may send at once, in seconds of its pace


class Lane(SQLModel, table=True):
    """A conversation's pace: nothing goes out before `next_at`."""

    lane: str = Field(primary_key=True)
    next_at: datetime = Field(sa_type=UtcDateTime)


class Bucket(SQLModel, table=True):
    """A workspace's pace (GCRA): the theoretical arrival time of its next message."""

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    arrives_at: datetime = Field(sa_type=UtcDateTime)


def rest(session: Session, lane: str, until: datetime) -> None:
    """Nothing goes out on this lane before `until`."""
    if not insert_once(session, Lane, {"lane": lane, "next_at": until}):
        later = update(Lane).where(col(Lane.lane) == lane, col(Lane.next_at) < until)
        session.connection().execute(later.values(next_at=until))


def draw(session: Session, workspace_id: int, now: datetime, per_minute: int, wanted: int) -> int:
    """Takes up to `wanted` places from the workspace's bucket (GCRA); returns how many there were."""
    insert_once(session, Bucket, {"workspace_id": workspace_id, "arrives_at": now})
    bucket = session.exec(select(Bucket).where(col(Bucket.workspace_id) == workspace_id).with_for_update()).one()
    step = timedelta(minutes=1) / per_minute
    start = max(bucket.arrives_at, now)
    taken = min(max((now + BURST - start) // step, 0), wanted)
    bucket.arrives_at = start + taken * step
    session.add(bucket)
    return taken


def hold_bucket(session: Session, workspace_id: int, until: datetime) -> None:
    """The platform asked the whole workspace to wait; after that it starts at its pace, without a burst."""
    arrives_at = until + BURST
    if not insert_once(session, Bucket, {"workspace_id": workspace_id, "arrives_at": arrives_at}):
        later = update(Bucket).where(col(Bucket.workspace_id) == workspace_id, col(Bucket.arrives_at) < arrives_at)
        session.connection().execute(later.values(arrives_at=arrives_at))
