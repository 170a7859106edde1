"""What was already handled: one row per business key of an event, in the transaction of its effect."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.store.engine import UtcDateTime, insert_once
from ritualbot.store.team import Workspace


class Inbox(SQLModel, table=True):
    """An event seen. The key is the sender's own and survives redelivery."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    key: str
    received_at: datetime = Field(sa_type=UtcDateTime, index=True)


def first_time(session: Session, workspace_id: int, key: str, now: datetime) -> bool:
    """Notes the event; False when it was noted before."""
    return insert_once(session, Inbox, {"workspace_id": workspace_id, "key": key, "received_at": now})


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """A customer's keys from before then: no platform sends an event again that late."""
    there = select(Workspace.id).where(col(Workspace.tenant_id) == tenant_id)
    session.connection().execute(
        delete(Inbox).where(col(Inbox.workspace_id).in_(there), col(Inbox.received_at) < before)
    )
