"""A request's versions: what the form says now, the final word on each, and what was offered to choose from."""

from collections.abc import Collection

from sqlmodel import Session, col, or_, select

from ritualbot.rituals.request_form import Filled
from ritualbot.rituals.request_history import OPEN, Happened
from ritualbot.rituals.request_types import TYPES
from ritualbot.store import request as requests
from ritualbot.store.request import Request, RequestEvent, RequestSignOff
from ritualbot.store.request_desk import newest_version

MOST_FOUND = 50


def signed(session: Session, row: Request, version: int) -> RequestSignOff | None:
    """The final word on a version."""
    query = select(RequestSignOff).where(
        col(RequestSignOff.request_ref) == row.ref, col(RequestSignOff.version) == version
    )
    return session.exec(query).first()


def signed_in(session: Session, team_id: int) -> list[RequestSignOff]:
    """All final words on a team's requests, in the order of these."""
    query = select(RequestSignOff).where(col(RequestSignOff.team_id) == team_id)
    order = (col(RequestSignOff.number), col(RequestSignOff.version), col(RequestSignOff.id))
    return list(session.exec(query.order_by(*order)))


def offer(session: Session, row: Request) -> str:
    """The ref of the event that last offered options."""
    query = select(RequestEvent.ref).where(
        col(RequestEvent.request_id) == row.id, col(RequestEvent.kind) == Happened.OPTIONS_OFFERED
    )
    return session.exec(query.order_by(col(RequestEvent.seq).desc())).first() or ""


def give(session: Session, row: Request, link: str) -> None:
    """Another version of the pieces. One that was answered is open again, under the desk's hours as they are now."""
    row.link = link
    if row.state not in OPEN:
        row.calendar_version = newest_version(session, row.desk_id)
    session.add(row)
    session.flush()


def values(row: Request) -> dict[str, str]:
    """Everything its form says, by piece, as `parse` reads it."""
    needed_on = row.needed_on.isoformat() if row.needed_on else ""
    beside = {"link": row.link, "needed_on": needed_on, "campaign": row.campaign}
    return {"title": row.title, **requests.fields(row), **beside, "confidential": "1" if row.confidential else ""}


def change(session: Session, row: Request, filled: Filled) -> None:
    """The form says this from now on, beside what it said when it was of another type."""
    asked = {piece.name for piece in TYPES[row.type].pieces}
    other = {name: said for name, said in requests.fields(row).items() if name not in asked}
    row.title, row.fields, row.link = filled.title, requests.kept({**other, **filled.fields}), filled.link
    row.needed_on, row.campaign, row.confidential = filled.needed_on, filled.campaign, filled.confidential
    session.add(row)
    session.flush()


def refer(session: Session, row: Request, ref: str, key: str, link: str) -> None:
    """Another system's number for it."""
    row.external_ref, row.external_key, row.external_link = ref, key, link
    session.add(row)
    session.flush()


def of_team(session: Session, team_id: int) -> list[Request]:
    """All of a team's requests, open and closed, in order."""
    return list(session.exec(select(Request).where(col(Request.team_id) == team_id).order_by(col(Request.number))))


def at_desk(session: Session, desk_id: int) -> list[Request]:
    """All that was asked of a desk, open and closed, the oldest first."""
    return list(session.exec(select(Request).where(col(Request.desk_id) == desk_id).order_by(col(Request.id))))


def found(
    session: Session, team_id: int | None, desk_ids: Collection[int], key: str, number: int | None
) -> list[Request]:
    """The requests of a team or at these desks whose reference has this in it, or a team's of that number; the newest
    first. `key`: letters and digits only."""
    here = or_(col(Request.team_id) == team_id, col(Request.desk_id).in_(desk_ids))
    named = col(Request.external_key).contains(key)
    meant = or_(named, col(Request.number) == number) if number is not None else named
    query = select(Request).where(here, meant).order_by(col(Request.id).desc()).limit(MOST_FOUND)
    return list(session.exec(query))
