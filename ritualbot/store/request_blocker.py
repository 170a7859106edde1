"""Blockers that wait for a desk, and the requests made of them."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from ritualbot.rituals.blocker import BlockerState, BlockerTag
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.request_history import OPEN, Source
from ritualbot.rituals.request_words import waits_for
from ritualbot.store import desk_people, request_desk as desks
from ritualbot.store.blocker import Blocker
from ritualbot.store.request import Request
from ritualbot.store.team import Team


def waited_for(session: Session, team: Team, rows: Sequence[Blocker]) -> dict[str, DeskKind]:
    """By a blocker's ref the desk its text waits for, where there is such a desk and it was not asked yet."""
    listed = desk_people.of_tenant(session, team.tenant_id)
    if not rows or not listed:
        return {}
    kinds = {DeskKind(desk.kind) for desk in listed}
    names = {person.name: DeskKind(desk.kind) for desk in listed for _, person in desks.people(session, desk.id or 0)}
    asked = _asked(session, team)
    open_rows = [row for row in rows if row.state == BlockerState.OPEN and row.ref not in asked]
    heard = {row.ref: waits_for(row.text, names) for row in open_rows}
    return {ref: kind for ref, kind in heard.items() if kind in kinds}


def _asked(session: Session, team: Team) -> set[str]:
    """The refs of the blockers an open request was made of."""
    query = select(Request.source_ref).where(
        col(Request.team_id) == team.id, col(Request.source) == Source.BLOCKER, col(Request.state).in_(OPEN)
    )
    return set(session.exec(query))


def tag_of(kind: DeskKind) -> BlockerTag:
    """Where a blocker waits that a desk of this kind was asked about."""
    return BlockerTag.SUPPLIER if kind is DeskKind.AGENCY else BlockerTag(kind.value)
