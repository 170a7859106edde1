"""The outbox's other end: what may go out now, who has it in hand, and what becomes of what a lost worker held.

Every statement that is asked again and again is built once: building one takes longer than running it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from ritualbot.chat.events import PlaceState
from ritualbot.store.engine import UtcDateTime, moment, new_ref, param, params
from ritualbot.store.outbox import UNDER_WAY, Outbox, State
from ritualbot.store.pace import Bucket, Lane
from ritualbot.store.team import Destination, Workspace, WorkspaceState

LEASE = timedelta(seconds=60)  # > HTTP timeout + settle + margin
SETTLE = timedelta(seconds=15)  # a message may show up that long after its answer was lost
_WAITING = {"state": State.PENDING, "fence": "", "lease_until": None}
_NOW = moment("now")
_MOST = sa.bindparam("most", type_=sa.Integer)


@dataclass(frozen=True)
class Served:
    """What one process can deliver. The rest is left to others: a newer release, another platform's worker."""

    kinds: Collection[str]
    platforms: Collection[str]

    def named(self) -> dict[str, object]:
        """What the statements about it are given."""
        return {"kinds": [*self.kinds], "platforms": [*self.platforms]}


def _open() -> tuple[sa.ColumnElement[bool], ...]:
    """Its workspace is not paused and its conversation not suspended: the rows of such wait."""
    paused = select(Workspace.id).where(col(Workspace.state) != WorkspaceState.ACTIVE)
    suspended = select(Destination.id).where(
        col(Destination.workspace_id) == col(Outbox.workspace_id),
        col(Destination.conversation) == col(Outbox.conversation),
        col(Destination.state) != PlaceState.OPEN,
    )
    return col(Outbox.workspace_id).not_in(paused), ~suspended.exists()


def _under_way() -> sa.ColumnElement[bool]:
    """With a worker, or to be looked up where that is possible now."""
    doubted = sa.and_(col(Outbox.state) == State.UNCERTAIN, *_open())
    return sa.or_(col(Outbox.state).in_((State.LEASED, State.SENDING)), doubted)


_SERVED = (
    col(Outbox.kind).in_(params("kinds")),
    col(Outbox.workspace_id).in_(select(Workspace.id).where(col(Workspace.platform).in_(params("platforms")))),
    *_open(),
)
_PENDING = col(Outbox.state) == State.PENDING
_DUE = sa.and_(_PENDING, col(Outbox.not_before) <= _NOW)

# -- is there anything ---------------------------------------------------------------------------------------------

_LATE = col(Outbox.lease_until) <= _NOW
_ANYTHING = sa.select(
    select(Outbox.id).where(_DUE, *_open()).exists(), select(Outbox.id).where(_under_way(), _LATE).exists()
)


@dataclass(frozen=True)
class Work:
    """What there is to do: rows to claim, leases that ran out to take back or look up."""

    waits: bool
    lapsed: bool

    @property
    def any(self) -> bool:
        return self.waits or self.lapsed


def work(session: Session, now: datetime) -> Work:
    """A read, so that an idle look holds no write lock."""
    waits, lapsed = session.connection().execute(_ANYTHING, {"now": now}).one()
    return Work(bool(waits), bool(lapsed))


def _next_moment() -> sa.Select[Any]:
    rested = sa.case((col(Lane.next_at) > col(Outbox.not_before), col(Lane.next_at)), else_=col(Outbox.not_before))
    turn = sa.type_coerce(rested, UtcDateTime)
    at_rest = col(Lane.lane) == col(Outbox.lane)
    waiting = sa.select(turn.label("at")).select_from(sa.outerjoin(Outbox, Lane, at_rest)).where(_PENDING, *_SERVED)
    held: sa.Select[tuple[datetime | None]] = sa.select(col(Outbox.lease_until).label("at")).where(_under_way())
    moments = sa.union_all(waiting, held).subquery()
    due, ahead = moments.c.at <= _NOW, moments.c.at > _NOW
    return sa.select(sa.func.min(sa.case((ahead, moments.c.at))), sa.func.max(sa.case((due, 1))))


_NEXT_MOMENT = _next_moment()


def next_moment(session: Session, now: datetime, served: Served) -> datetime | None:
    """The earliest moment ahead at which something may be sent or settled; what waits its turn is seen every second."""
    found = session.connection().execute(_NEXT_MOMENT, {"now": now, **served.named()})
    at, any_due = found.one()
    soon = now + timedelta(seconds=1) if any_due else None
    return min((each for each in (at, soon) if each is not None), default=None)


# -- claiming ------------------------------------------------------------------------------------------------------

_WAITING_WORKSPACES = (
    select(Workspace)
    .join(Bucket, col(Bucket.workspace_id) == col(Workspace.id), isouter=True)
    .where(col(Workspace.id).in_(select(Outbox.workspace_id).where(_DUE, *_SERVED)))
    .order_by(sa.nulls_first(col(Bucket.arrives_at)), col(Workspace.id))
    .limit(_MOST)
)


def waiting_workspaces(session: Session, now: datetime, served: Served, most: int) -> list[Workspace]:
    """Those with something due; the one whose turn was longest ago comes first, so that none starves another. Paused
    ones are left out."""
    return list(session.exec(_WAITING_WORKSPACES, params={"now": now, "most": most, **served.named()}))


def _behind_another() -> sa.Exists:
    """Its lane has one under way, or one that is due and comes first."""
    other = aliased(Outbox)
    sooner = sa.and_(
        col(other.state) == State.PENDING,
        col(other.not_before) <= _NOW,
        sa.tuple_(col(other.place), col(other.page), col(other.id))
        < sa.tuple_(col(Outbox.place), col(Outbox.page), col(Outbox.id)),
    )
    in_its_way = sa.or_(col(other.state).in_(UNDER_WAY), sooner)
    return select(other.id).where(col(other.lane) == col(Outbox.lane), in_its_way).exists()


_RESTING = select(Lane.lane).where(col(Lane.lane) == col(Outbox.lane), col(Lane.next_at) > _NOW).exists()
_HEADS = (
    select(Outbox)
    .where(col(Outbox.workspace_id) == param("workspace"), _DUE, *_SERVED, ~_behind_another(), ~_RESTING)
    .order_by(col(Outbox.not_before), col(Outbox.id))
    .limit(_MOST)
    .with_for_update(skip_locked=True)
)


def heads(session: Session, now: datetime, workspace_id: int, served: Served, most: int) -> list[Outbox]:
    """The workspace's rows that may go out now: due, first of their lane, their lane neither busy nor resting.

    Locked for this transaction; what another worker holds is passed over.
    """
    return list(session.exec(_HEADS, params={"now": now, "workspace": workspace_id, "most": most, **served.named()}))


def lease(session: Session, row: Outbox, now: datetime) -> None:
    row.state, row.fence, row.lease_until = State.LEASED, new_ref(), now + LEASE
    session.add(row)


# -- moving on -----------------------------------------------------------------------------------------------------

_OURS = (
    col(Outbox.id) == param("ours"),
    col(Outbox.fence) == param("with_fence"),
    col(Outbox.state) == param("start"),
)


@cache
def _moving(names: tuple[str, ...]) -> sa.Update:
    columns = sa.inspect(Outbox).local_table.c
    to = {name: sa.bindparam(f"to_{name}", type_=columns[name].type) for name in names}
    return update(Outbox).where(*_OURS).values(to)


def move(session: Session, row: Outbox, start: State, **values: object) -> bool:
    """Changes the row if it is still ours: same fence, in state `start`. False: the lease was lost."""
    ours = {"ours": row.id, "with_fence": row.fence, "start": start}
    to = {f"to_{name}": value for name, value in values.items()}
    return bool(session.connection().execute(_moving(tuple(values)), {**ours, **to}).rowcount)


_HELD = update(Outbox).where(*_OURS, *_open()).values(lease_until=moment("until"))


def hold(session: Session, row: Outbox, now: datetime) -> bool:
    """Renews the lease of a row whose sending begins, so that no other worker decides about it. False: the lease was
    lost, or its workspace or conversation takes no messages now and the row waits again."""
    ours = {"ours": row.id, "with_fence": row.fence, "start": State.LEASED, "until": now + LEASE}
    if session.connection().execute(_HELD, ours).rowcount:
        return True
    move(session, row, State.LEASED, **_WAITING)
    return False


def give_back(session: Session, rows: list[Outbox]) -> int:
    """Returns leased rows whose sending has not begun; says how many there were."""
    fences = [row.fence for row in rows]
    mine = update(Outbox).where(col(Outbox.state) == State.LEASED, col(Outbox.fence).in_(fences))
    return session.connection().execute(mine.values(**_WAITING)).rowcount


def release_expired(session: Session, now: datetime) -> None:
    """Leases that ran out return by themselves: unsent rows wait again, those being posted become uncertain."""
    late = col(Outbox.lease_until) <= now
    # Editing twice changes nothing, so an edit that was under way needs no look-up.
    harmless = sa.and_(col(Outbox.state) == State.SENDING, col(Outbox.edits) != "")
    waits = update(Outbox).where(late, sa.or_(col(Outbox.state) == State.LEASED, harmless))
    session.connection().execute(waits.values(**_WAITING))
    unknown = update(Outbox).where(late, col(Outbox.state) == State.SENDING)
    session.connection().execute(unknown.values(state=State.UNCERTAIN, fence="", lease_until=now + SETTLE))


def uncertain(session: Session, now: datetime, served: Served, most: int) -> list[Outbox]:
    """Uncertain rows whose settle time is over, taken with a new fence for one look-up."""
    query = (
        select(Outbox)
        .where(col(Outbox.state) == State.UNCERTAIN, _LATE, *_SERVED)
        .order_by(col(Outbox.lease_until), col(Outbox.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = list(session.exec(query, params={"now": now, **served.named()}))
    for row in rows:
        row.fence, row.lease_until = new_ref(), now + LEASE
        session.add(row)
    return rows


def end_pages_after(session: Session, row: Outbox, end: State, reason: str) -> None:
    """The pages behind one that will not be sent go with it: alone they would be text without a beginning."""
    behind = update(Outbox).where(
        col(Outbox.subject) == row.subject,
        col(Outbox.place) == row.place,
        col(Outbox.page) > row.page,
        col(Outbox.state) == State.PENDING,
    )
    session.connection().execute(behind.values(state=end, reason=reason))
