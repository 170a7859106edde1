"""Links for one person outside the chat, to one request each. Only a digest of what makes a link is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.errors import Unreadable
from ritualbot.rituals.request_link import FORM_LASTS
from ritualbot.store.engine import UtcDateTime, new_ref
from ritualbot.store.request import Concerned, Request
from ritualbot.store.secrets import lent
from ritualbot.store.team import Workspace

END = "request.link_end"  # the alarm of a link's last moment, by its ref
PATH = "/request"
_LONGEST = 400  # characters of what is looked at at all


class RequestLink(SQLModel, table=True):
    """A link somebody made for a person outside, whose `name` they typed. It ends at a moment, or by hand before."""

    __tablename__ = "request_link"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    workspace_id: int = Field(foreign_key="workspace.id")  # where it was made, and where what comes of it is noted
    digest: str = Field(unique=True)
    name: str
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def lasts(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


def offer(engine: sa.Engine, public_url: str) -> None:
    """Links made over this engine from now on lead to this address; empty: none are made."""
    engine.update_execution_options(public_url=public_url.rstrip("/"))


def address(session: Session) -> str:
    """What links begin with; empty where nobody reaches us from outside, or nothing can be signed."""
    found = session.connection().get_execution_options().get("public_url", "")
    return str(found) if lent(session) is not None else ""


# -- making and ending ---------------------------------------------------------------------------------------------


def make(
    session: Session, row: Request, name: str, days: int, made_by: int, workspace_id: int, now: datetime
) -> tuple[RequestLink, str]:
    """The link, and its address, which nobody can show a second time."""
    secret, vault = secrets.token_urlsafe(24), lent(session)
    assert vault is not None and row.id is not None
    link = RequestLink(
        request_id=row.id,
        workspace_id=workspace_id,
        digest=_digest(secret),
        name=name,
        made_by=made_by,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(link)
    session.flush()
    return link, f"{address(session)}{PATH}/{vault.encrypt(secret).rstrip('=')}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def end(session: Session, link: RequestLink, now: datetime) -> None:
    link.ended_at = now
    session.add(link)
    session.flush()


# -- finding -------------------------------------------------------------------------------------------------------


def by_token(session: Session, token: str, now: datetime) -> RequestLink | None:
    """The link an address ends with; None for one that is none of ours, or has ended."""
    vault = lent(session)
    if vault is None or len(token) > _LONGEST or not token.isascii():
        return None
    try:
        secret = vault.decrypt(token + "=" * (-len(token) % 4))
    except Unreadable:
        return None
    link = session.exec(select(RequestLink).where(col(RequestLink.digest) == _digest(secret))).first()
    return link if link is not None and link.lasts(now) else None


def by_ref(session: Session, ref: str) -> RequestLink | None:
    """The link, locked until the transaction ends."""
    query = select(RequestLink).where(col(RequestLink.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def request_of(session: Session, link: RequestLink) -> Request:
    return session.get_one(Request, link.request_id)


def open_of(session: Session, request_id: int) -> list[RequestLink]:
    """Those nobody ended yet, in the order they were made."""
    query = select(RequestLink).where(col(RequestLink.request_id) == request_id, col(RequestLink.ended_at).is_(None))
    return list(session.exec(query.order_by(col(RequestLink.id))))


def team_of_link(session: Session, ref: str) -> int | None:
    query = select(Request.team_id).join(RequestLink, col(RequestLink.request_id) == col(Request.id))
    return session.exec(query.where(col(RequestLink.ref) == ref)).first()


def concerned_by_link(session: Session, ref: str) -> Concerned | None:
    query = select(Request.desk_id, Request.requester_id)
    query = query.join(RequestLink, col(RequestLink.request_id) == col(Request.id))
    found = session.exec(query.where(col(RequestLink.ref) == ref)).first()
    return Concerned(*found) if found else None


# -- the forms of the page a link leads to -------------------------------------------------------------------------


@dataclass(frozen=True)
class Sealed:
    """What a form of the page says of itself: which act, and a key of its own, so that it counts once."""

    act: str
    key: str


def seal_form(session: Session, link: RequestLink, act: str, now: datetime) -> str:
    vault = lent(session)
    assert vault is not None
    return vault.encrypt(" ".join((link.ref, act, secrets.token_urlsafe(12), now.isoformat())))


def open_form(session: Session, link: RequestLink, sealed: str, now: datetime) -> Sealed | None:
    """None for a form of another link, or of none, and for one that was open for too long."""
    vault = lent(session)
    if vault is None or len(sealed) > _LONGEST or not sealed.isascii():
        return None
    try:
        said = vault.decrypt(sealed)
    except Unreadable:
        return None
    ref, _, rest = said.partition(" ")
    act, _, rest = rest.partition(" ")
    key, _, made_at = rest.partition(" ")
    if ref != link.ref or now - datetime.fromisoformat(made_at) > FORM_LASTS:
        return None
    return Sealed(act, f"link:{ref}:{key}")


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """A customer's links that ended before then, with the names on them."""
    there = select(Workspace.id).where(col(Workspace.tenant_id) == tenant_id)
    over = sa.or_(col(RequestLink.expires_at) < before, col(RequestLink.ended_at) < before)
    session.connection().execute(delete(RequestLink).where(col(RequestLink.workspace_id).in_(there), over))
