"""What is in a form that was not sent: kept for one person, so that closing the form loses nothing."""

import json
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.store.engine import UtcDateTime, insert_or_change
from ritualbot.store.team import Person


class Draft(SQLModel, table=True):
    """What one person last typed in a form. `typed` is a JSON object of texts, by field name."""

    __table_args__ = (sa.UniqueConstraint("person_id", "action", "ref"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    action: str
    ref: str
    typed: str
    changed_at: datetime = Field(sa_type=UtcDateTime, index=True)

    def values(self) -> dict[str, str]:
        return dict(json.loads(self.typed))


def keep(session: Session, person_id: int, action: str, ref: str, values: Mapping[str, str], now: datetime) -> None:
    """The last one wins."""
    key: dict[str, object] = {"person_id": person_id, "action": action, "ref": ref}
    insert_or_change(session, Draft, key, {"typed": json.dumps(dict(values)), "changed_at": now})


def of(session: Session, person_id: int, action: str, ref: str) -> Draft | None:
    query = select(Draft).where(col(Draft.person_id) == person_id, col(Draft.action) == action, col(Draft.ref) == ref)
    return session.exec(query.execution_options(populate_existing=True)).first()


def forget(session: Session, person_id: int, ritual: str, ref: str) -> None:
    """After a form was sent: its draft, and those of the other steps of its dialog (`team.save`, `team.confirm`)."""
    mine = (col(Draft.person_id) == person_id, col(Draft.ref) == ref)
    session.connection().execute(
        delete(Draft).where(*mine, col(Draft.action).startswith(f"{ritual}.", autoescape=True))
    )


def forget_old(session: Session, tenant_id: int, before: datetime) -> None:
    """Removes a customer's drafts nobody touched since."""
    mine = select(Person.id).where(col(Person.tenant_id) == tenant_id)
    old = delete(Draft).where(col(Draft.person_id).in_(mine), col(Draft.changed_at) < before)
    session.connection().execute(old)
