"""One-time codes that let someone set up a team where nobody may yet. Only their hashes are kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Field, Session, SQLModel, col, func, select

from ritualbot.store.engine import UtcDateTime

VALID = timedelta(hours=72)
MOST_TRIES = 5
TRIES_WITHIN = timedelta(hours=1)


class SetupCode(SQLModel, table=True):
    """`person_id`: whoever typed it first, who alone may use it, once."""

    __tablename__ = "setup_code"

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    digest: str = Field(unique=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SetupTry(SQLModel, table=True):
    """A wrong code someone typed."""

    __tablename__ = "setup_try"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    tried_at: datetime = Field(sa_type=UtcDateTime)


def issue(session: Session, workspace_id: int, now: datetime) -> str:
    """A new code of 160 random bits, to be shown once: the database cannot tell it again."""
    code = secrets.token_hex(20)
    session.add(SetupCode(workspace_id=workspace_id, digest=_digest(code), expires_at=now + VALID))
    session.flush()
    return code


def claim(session: Session, workspace_id: int, person_id: int, code: str, now: datetime) -> bool:
    """Makes the code this person's. False for one that is unknown, someone else's, used or too old, and after
    too many wrong tries, when nothing is looked up."""
    if _tries(session, person_id, now) >= MOST_TRIES:
        return False
    found = session.exec(
        select(SetupCode)
        .where(
            col(SetupCode.digest) == _digest(code),
            col(SetupCode.workspace_id) == workspace_id,
            col(SetupCode.used_at).is_(None),
            col(SetupCode.expires_at) > now,
        )
        .with_for_update()
    ).first()
    if found is None or found.person_id not in (None, person_id):
        session.add(SetupTry(person_id=person_id, tried_at=now))
        session.flush()
        return False
    found.person_id = person_id
    session.flush()
    return True


def held(session: Session, workspace_id: int, person_id: int, now: datetime) -> SetupCode | None:
    """A code this person typed and has not used yet."""
    return session.exec(
        select(SetupCode)
        .where(
            col(SetupCode.workspace_id) == workspace_id,
            col(SetupCode.person_id) == person_id,
            col(SetupCode.used_at).is_(None),
            col(SetupCode.expires_at) > now,
        )
        .with_for_update()
    ).first()


def _tries(session: Session, person_id: int, now: datetime) -> int:
    query = select(func.count(col(SetupTry.id))).where(
        col(SetupTry.person_id) == person_id, col(SetupTry.tried_at) > now - TRIES_WITHIN
    )
    return session.exec(query).one()


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()
