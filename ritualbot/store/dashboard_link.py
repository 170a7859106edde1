"""Links to a team's dashboard, each for one person. Only a digest of what makes a link is kept.

What a link opens is looked at anew each time: whose it is, and what they may still read.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.errors import Unreadable
from ritualbot.rituals.permissions import Right, holds
from ritualbot.store import team as teams
from ritualbot.store.engine import UtcDateTime, new_ref
from ritualbot.store.request_link import address
from ritualbot.store.secrets import lent
from ritualbot.store.team import Address, Person, Team, Workspace, WorkspaceState
from ritualbot.store.team_roster import id_of

LASTS = timedelta(days=7)
PATH = "/dashboard"
_LONGEST = 400  # characters of what is looked at at all


class DashboardLink(SQLModel, table=True):
    """A link to one team's dashboard, for one person. It ends at a moment, or by hand before."""

    __tablename__ = "dashboard_link"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    digest: str = Field(unique=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


@dataclass(frozen=True)
class Opened:
    """What a link opens: whose it is, which team, until when."""

    link: DashboardLink
    person: Person
    team: Team


# -- making and ending ---------------------------------------------------------------------------------------------


def make(session: Session, team: Team, person: Person, now: datetime) -> str | None:
    """A new link's address; None where nobody reaches us from outside, or nothing can be signed."""
    vault, here = lent(session), address(session)
    if vault is None or not here:
        return None
    secret = secrets.token_urlsafe(24)
    session.add(
        DashboardLink(
            team_id=id_of(team),
            person_id=id_of(person),
            digest=_digest(secret),
            made_at=now,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return f"{here}{PATH}/{vault.encrypt(secret).rstrip('=')}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def revoke(session: Session, team: Team, person: Person | None, now: datetime) -> int:
    """Ends a person's links to a team, or everybody's; says how many there were."""
    found = [each for each in lasting(session, team, now) if person is None or each.person_id == person.id]
    for link in found:
        link.ended_at = now
        session.add(link)
    session.flush()
    return len(found)


# -- finding -------------------------------------------------------------------------------------------------------


def lasting(session: Session, team: Team, now: datetime) -> list[DashboardLink]:
    """A team's links that still lead somewhere, in the order they were made."""
    query = select(DashboardLink).where(
        col(DashboardLink.team_id) == id_of(team),
        col(DashboardLink.ended_at).is_(None),
        col(DashboardLink.expires_at) > now,
    )
    return list(session.exec(query.order_by(col(DashboardLink.id))))


def opened(session: Session, token: str, now: datetime) -> Opened | None:
    """What an address ends with leads to. None for one that is none of ours, that ended, and for whoever may not read
    the team's figures any more: who left, lost the role, is gone, or whose platform let us go."""
    link = _by_token(session, token)
    if link is None or link.ended_at is not None or now >= link.expires_at:
        return None
    person, team = session.get(Person, link.person_id), session.get(Team, link.team_id)
    if person is None or team is None or not person.active or person.tenant_id != team.tenant_id:
        return None
    if not holds(teams.roles_in(session, id_of(person), team), Right.DIGEST_READ) or not _reached(session, person):
        return None
    return Opened(link, person, team)


def _by_token(session: Session, token: str) -> DashboardLink | None:
    vault = lent(session)
    if vault is None or len(token) > _LONGEST or not token.isascii():
        return None
    try:
        secret = vault.decrypt(token + "=" * (-len(token) % 4))
    except Unreadable:
        return None
    return session.exec(select(DashboardLink).where(col(DashboardLink.digest) == _digest(secret))).first()


def _reached(session: Session, person: Person) -> bool:
    """Whether a platform still lets us in where they are."""
    query = select(Address.id).join(Workspace, col(Workspace.id) == col(Address.workspace_id))
    there = (col(Address.person_id) == id_of(person), col(Workspace.state) == WorkspaceState.ACTIVE)
    return session.exec(query.where(*there).limit(1)).first() is not None


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """A customer's links that ended before then."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    over = sa.or_(col(DashboardLink.expires_at) < before, col(DashboardLink.ended_at) < before)
    session.connection().execute(delete(DashboardLink).where(col(DashboardLink.team_id).in_(mine), over))
