"""Someone without the right asks to set up a team in a channel; one person decides."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.rituals.permissions import Role
from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.team import Membership, Person, Team, TenantRole


class AccessState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    USED = "used"  # the team was created


class AccessRequest(SQLModel, table=True):
    """`said` is what was typed into the form, or pre-filled there, as JSON."""

    __tablename__ = "access_request"
    __table_args__ = (one_of("state", "state", AccessState),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    conversation: str
    channel: str  # its name, as far as the platform told it
    said: str
    state: str = AccessState.ASKED
    asked_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="person.id")

    def values(self) -> dict[str, str]:
        return {str(name): str(value) for name, value in json.loads(self.said).items()}


def ask(
    session: Session,
    workspace_id: int,
    person_id: int,
    conversation: str,
    channel: str,
    values: Mapping[str, str],
    now: datetime,
) -> AccessRequest:
    request = AccessRequest(
        workspace_id=workspace_id,
        person_id=person_id,
        conversation=conversation,
        channel=channel,
        said=json.dumps(dict(values), ensure_ascii=False),
        asked_at=now,
    )
    session.add(request)
    session.flush()
    return request


def current(session: Session, workspace_id: int, person_id: int, conversation: str) -> AccessRequest | None:
    """The person's last request for this channel. Two clicks at once wait here for each other."""
    session.exec(select(Person.id).where(col(Person.id) == person_id).with_for_update()).one()
    return session.exec(
        select(AccessRequest)
        .where(
            col(AccessRequest.workspace_id) == workspace_id,
            col(AccessRequest.person_id) == person_id,
            col(AccessRequest.conversation) == conversation,
        )
        .order_by(col(AccessRequest.id).desc())
    ).first()


def granted(session: Session, workspace_id: int, person_id: int, conversation: str) -> AccessRequest | None:
    found = current(session, workspace_id, person_id, conversation)
    return found if found is not None and found.state == AccessState.GRANTED else None


def lock(session: Session, ref: str) -> AccessRequest | None:
    """The request, held so that only one person decides it."""
    return session.exec(select(AccessRequest).where(col(AccessRequest.ref) == ref).with_for_update()).first()


def deciders(session: Session, tenant_id: int) -> list[Person]:
    """The customer's admins; where there are none, the scrum masters of its teams."""
    admins = select(TenantRole.person_id).where(
        col(TenantRole.tenant_id) == tenant_id, col(TenantRole.role) == Role.ADMIN.value
    )
    found = _people(session, session.exec(admins).all())
    if found:
        return found
    masters = (
        select(Membership.person_id)
        .join(Team, col(Team.id) == col(Membership.team_id))
        .where(col(Team.tenant_id) == tenant_id, col(Membership.role) == Role.SCRUM_MASTER.value)
    )
    return _people(session, session.exec(masters).all())


def _people(session: Session, ids: Iterable[int]) -> list[Person]:
    query = select(Person).where(col(Person.id).in_(set(ids)), col(Person.active)).order_by(col(Person.id))
    return list(session.exec(query))
