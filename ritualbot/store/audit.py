"""Who did what and when: append-only, chained by hashes per tenant, without content."""

import hashlib
import json
from collections.abc import Collection
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.store.engine import UtcDateTime, on_postgresql
from ritualbot.store.team import Person, Team

SHOWN = 20
SYSTEM, COMMAND_LINE = "system", "command line"  # who acts where nobody does
ACTIONS = ("team.created", "team.applied")
"""What is recorded, and has words (`audit.action.<action>`). Whatever records something new adds it here."""


class Audit(SQLModel, table=True):
    """`hash` covers the row and `previous`: changing or removing any row breaks every later one."""

    __table_args__ = (sa.UniqueConstraint("tenant_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    tenant_id: int = Field(foreign_key="tenant.id")
    number: int
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str  # a person's ref, SYSTEM or COMMAND_LINE
    action: str
    object: str
    result: str
    previous: str
    hash: str


def record(
    session: Session,
    tenant_id: int,
    at: datetime,
    *,
    actor: str,
    action: str,
    object: str,
    result: str = "done",
) -> None:
    """Appends a row. Writers of one tenant queue, so that the chain has no fork."""
    if on_postgresql(session):
        session.connection().execute(sa.text("SELECT pg_advisory_xact_lock(7301, :tenant)"), {"tenant": tenant_id})
    last = session.exec(
        select(Audit).where(col(Audit.tenant_id) == tenant_id).order_by(col(Audit.number).desc()).limit(1)
    ).first()
    row = Audit(
        tenant_id=tenant_id,
        number=last.number + 1 if last else 1,
        at=at,
        actor=actor,
        action=action,
        object=object,
        result=result,
        previous=last.hash if last else "",
        hash="",
    )
    row.hash = digest(row)
    session.add(row)
    session.flush()


def digest(row: Audit) -> str:
    """SHA-256 over the row's fields and its predecessor's hash."""
    parts = [
        row.tenant_id,
        row.number,
        row.at.astimezone(UTC).isoformat(),
        row.actor,
        row.action,
        row.object,
        row.result,
        row.previous,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def broken_at(session: Session, tenant_id: int) -> int | None:
    """The number of the first row that does not fit the chain, or None when it is whole."""
    previous = ""
    for row in session.exec(select(Audit).where(col(Audit.tenant_id) == tenant_id).order_by(col(Audit.number))):
        if row.previous != previous or row.hash != digest(row):
            return row.number
        previous = row.hash
    return None


def chain(session: Session, tenant_id: int) -> list[Audit]:
    """All of a tenant's rows, the oldest first."""
    return list(session.exec(select(Audit).where(col(Audit.tenant_id) == tenant_id).order_by(col(Audit.number))))


def latest(session: Session, tenant_id: int) -> list[Audit]:
    """The last rows of a tenant, the newest first."""
    query = select(Audit).where(col(Audit.tenant_id) == tenant_id).order_by(col(Audit.number).desc())
    return list(session.exec(query.limit(SHOWN)))


def names(session: Session, tenant_id: int, refs: Collection[str]) -> dict[str, str]:
    """What the people and teams of a tenant are called, by ref."""
    people = session.exec(select(Person).where(col(Person.tenant_id) == tenant_id, col(Person.ref).in_(refs)))
    teams = session.exec(select(Team).where(col(Team.tenant_id) == tenant_id, col(Team.ref).in_(refs)))
    return {each.ref: each.name for each in (*people, *teams)}
