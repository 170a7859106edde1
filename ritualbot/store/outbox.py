"""Everything the bot says: a row in the transaction of its cause, and the states it goes through until it is said.

pending -> leased -> sending -> sent
                        |-> pending   nothing left the machine, or the platform asked to wait
                        |-> uncertain nobody knows: looked up after a settle time, never blindly sent again
                        '-> dead      the platform will never take it
pending -> expired (too late), dropped (no longer wanted), replaced (a newer row says it better, or its lane is full)
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, select, update

from ritualbot.chat.cards import Card
from ritualbot.chat.events import PlaceState
from ritualbot.chat.text import literal
from ritualbot.chat.wire import dump_card
from ritualbot.store.engine import UtcDateTime, insert_once, new_ref, one_of
from ritualbot.store.pace import Bucket, Lane
from ritualbot.store.team import Destination, Workspace, WorkspaceState, destination_at, person_at

LEASE = timedelta(seconds=60)  # > HTTP timeout + settle + margin
SETTLE = timedelta(seconds=15)  # a message may show up that long after its answer was lost
LANE_HOLDS = 500  # rows that wait in one conversation; what comes after them is counted, not queued
MORE_WAITING = "ritual.more_waiting"  # the kind of the row that counts them
_FULL = "lane full"
_COUNTED = "lane full, told"
_GONE = "person gone"


class State(StrEnum):
    PENDING = "pending"
    LEASED = "leased"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    EXPIRED = "expired"
    DROPPED = "dropped"
    REPLACED = "replaced"
    DEAD = "dead"


UNDER_WAY = (State.LEASED, State.SENDING, State.UNCERTAIN)
ACTIVE = (State.PENDING, *UNDER_WAY)
_STANDING = (*ACTIVE, State.SENT)
_WAITING = {"state": State.PENDING, "fence": "", "lease_until": None}


class Outbox(SQLModel, table=True):
    """One message to one conversation. `place` orders the rows of a lane; pages share their first page's place."""

    __table_args__ = (
        one_of("state", "state", State),
        sa.Index("ix_outbox_lane_state", "lane", "state"),
        sa.Index("ix_outbox_subject_state", "subject", "state"),
        sa.Index("ix_outbox_state_not_before", "state", "not_before"),
        sa.Index("ix_outbox_message", "message"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    lane: str
    conversation: str = ""
    user: str = ""
    kind: str
    subject: str
    page: int = 1
    pages: int = 0  # 0: not cut yet
    dedupe_key: str = Field(unique=True)
    ref: str = ""
    card: str
    thread: str = ""  # the subject whose message this one answers
    place: int = Field(default=0, sa_type=sa.BigInteger)
    state: str = State.PENDING
    not_before: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fence: str = ""
    tries: int = 0
    edits: str = ""  # the message this row edits, decided at claim
    repeated: bool = False  # sent once more although nobody knew whether it had arrived
    message: str = ""  # the platform's reference, once sent
    reason: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    attempted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


@dataclass(frozen=True)
class Outgoing:
    """What to say, where, and the fact it states. Same `subject` as a posted message: that message is edited."""

    workspace_id: int
    kind: str
    subject: str
    key: str
    card: Card
    conversation: str = ""
    user: str = ""
    ref: str = ""
    thread: str = ""
    not_before: datetime | None = None

    def lane(self) -> str:
        """A person's is theirs by name: it stays the same once their direct conversation is known."""
        return lane_of(self.workspace_id, self.user) if self.user else f"{self.workspace_id}:{self.conversation}"


def lane_of(workspace_id: int, user: str) -> str:
    """The lane of a person's direct conversation."""
    return f"{workspace_id}:@{user}"


@dataclass(frozen=True)
class Served:
    """What one process can deliver. The rest is left to others: a newer release, another platform's worker."""

    kinds: Collection[str]
    platforms: Collection[str]

    def matches(self) -> tuple[sa.ColumnElement[bool], ...]:
        known = select(Workspace.id).where(col(Workspace.platform).in_([*self.platforms]))
        return col(Outbox.kind).in_([*self.kinds]), col(Outbox.workspace_id).in_(known), *_open()


def _open() -> tuple[sa.ColumnElement[bool], ...]:
    """Its workspace is not paused and its conversation not suspended: the rows of such wait."""
    paused = select(Workspace.id).where(col(Workspace.state) != WorkspaceState.ACTIVE)
    suspended = select(Destination.id).where(
        col(Destination.workspace_id) == col(Outbox.workspace_id),
        col(Destination.conversation) == col(Outbox.conversation),
        col(Destination.state) != PlaceState.OPEN,
    )
    return col(Outbox.workspace_id).not_in(paused), ~suspended.exists()


def put(session: Session, now: datetime, out: Outgoing) -> None:
    """Adds the row once per `key`. Rows of the same subject not yet on their way give up their place to it."""
    row = Outbox(
        workspace_id=out.workspace_id,
        lane=out.lane(),
        conversation=out.conversation,
        user=out.user,
        kind=out.kind,
        subject=out.subject,
        dedupe_key=out.key,
        ref=out.ref,
        card=dump_card(out.card),
        thread=out.thread,
        not_before=out.not_before or now,
        created_at=now,
    )
    if not insert(session, row):
        return
    mine = col(Outbox.dedupe_key) == out.key
    place = _retire_unsent(session, out)
    session.connection().execute(update(Outbox).where(mine).values(place=Outbox.id if place is None else place))
    if place is None and out.kind != MORE_WAITING and _is_full(session, row.lane) and not posted(session, out.subject):
        session.connection().execute(update(Outbox).where(mine).values(state=State.REPLACED, reason=_FULL))
        _say_more_waits(session, now, out)


def insert(session: Session, row: Outbox) -> bool:
    """Adds a row unless its fact was already stated."""
    return insert_once(session, Outbox, row.model_dump(exclude={"id"}))


def _retire_unsent(session: Session, out: Outgoing) -> int | None:
    """Retires the older unsent rows of a subject (all its pages); returns the place of the first, if any."""
    older = (
        col(Outbox.subject) == out.subject,
        col(Outbox.state) == State.PENDING,
        col(Outbox.dedupe_key) != out.key,
    )
    place = session.exec(select(sa.func.min(Outbox.place)).where(*older)).one()
    if place is not None:
        session.connection().execute(update(Outbox).where(*older).values(state=State.REPLACED))
    return place


def _is_full(session: Session, lane: str) -> bool:
    waiting = select(sa.func.count(col(Outbox.id))).where(col(Outbox.lane) == lane, col(Outbox.state) == State.PENDING)
    return session.exec(waiting).one() > LANE_HOLDS


def _say_more_waits(session: Session, now: datetime, out: Outgoing) -> None:
    """One row stands for all of a lane that found no room; how many they are is counted when it is claimed."""
    waits = select(Outbox.id).where(
        col(Outbox.lane) == out.lane(), col(Outbox.kind) == MORE_WAITING, col(Outbox.state) == State.PENDING
    )
    if session.exec(waits).first() is None:
        # The key names the first that found no room: a later flood has a message of its own.
        key, uncounted = f"{MORE_WAITING}:{out.key}", Card(literal(""))
        put(session, now, replace(out, kind=MORE_WAITING, subject=key, key=key, card=uncounted, thread=""))


def drop_unsent(session: Session, workspace_id: int, user: str) -> None:
    """Nothing that still waits for this person goes out."""
    mine = (col(Outbox.workspace_id) == workspace_id, col(Outbox.user) == user, col(Outbox.state) == State.PENDING)
    session.connection().execute(update(Outbox).where(*mine).values(state=State.DROPPED, reason=_GONE))


def count_more(session: Session, lane: str) -> int:
    """How many messages found no room in the lane since this was last asked."""
    full = (col(Outbox.lane) == lane, col(Outbox.state) == State.REPLACED, col(Outbox.reason) == _FULL)
    number = session.exec(select(sa.func.count(sa.distinct(col(Outbox.subject)))).where(*full)).one()
    session.connection().execute(update(Outbox).where(*full).values(reason=_COUNTED))
    return number


def waiting_workspaces(session: Session, now: datetime, served: Served, most: int) -> list[Workspace]:
    """Those with something due; the one whose turn was longest ago comes first, so that none starves another. Paused
    ones are left out."""
    due = select(Outbox.workspace_id).where(
        col(Outbox.state) == State.PENDING, col(Outbox.not_before) <= now, *served.matches()
    )
    query = (
        select(Workspace)
        .join(Bucket, col(Bucket.workspace_id) == col(Workspace.id), isouter=True)
        .where(col(Workspace.id).in_(due))
        .order_by(sa.nulls_first(col(Bucket.arrives_at)), col(Workspace.id))
        .limit(most)
    )
    return list(session.exec(query))


def heads(session: Session, now: datetime, workspace_id: int, served: Served, most: int) -> list[Outbox]:
    """The workspace's rows that may go out now: due, first of their lane, their lane neither busy nor resting.

    Locked for this transaction; what another worker holds is passed over.
    """
    resting = select(Lane.lane).where(col(Lane.lane) == col(Outbox.lane), col(Lane.next_at) > now).exists()
    due = (
        col(Outbox.workspace_id) == workspace_id,
        col(Outbox.state) == State.PENDING,
        col(Outbox.not_before) <= now,
        *served.matches(),
    )
    query = (
        select(Outbox)
        .where(*due, ~_behind_another(now), ~resting)
        .order_by(col(Outbox.not_before), col(Outbox.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(query))


def _behind_another(now: datetime) -> sa.Exists:
    """Its lane has one under way, or one that is due and comes first."""
    other = aliased(Outbox)
    sooner = sa.and_(
        col(other.state) == State.PENDING,
        col(other.not_before) <= now,
        sa.tuple_(col(other.place), col(other.page), col(other.id))
        < sa.tuple_(col(Outbox.place), col(Outbox.page), col(Outbox.id)),
    )
    in_its_way = sa.or_(col(other.state).in_(UNDER_WAY), sooner)
    return select(other.id).where(col(other.lane) == col(Outbox.lane), in_its_way).exists()


def lease(session: Session, row: Outbox, now: datetime) -> None:
    row.state, row.fence, row.lease_until = State.LEASED, new_ref(), now + LEASE
    session.add(row)


def move(session: Session, row: Outbox, start: State, **values: object) -> bool:
    """Changes the row if it is still ours: same fence, in state `start`. False: the lease was lost."""
    done = session.connection().execute(
        update(Outbox)
        .where(col(Outbox.id) == row.id, col(Outbox.fence) == row.fence, col(Outbox.state) == start)
        .values(**values)
    )
    return bool(done.rowcount)


def is_open(session: Session, row: Outbox) -> bool:
    """Whether its workspace and conversation take messages, as things stand now."""
    return session.exec(select(Outbox.id).where(col(Outbox.id) == row.id, *_open())).first() is not None


def put_back(session: Session, row: Outbox) -> bool:
    """A leased row whose sending will not begin now waits again."""
    return move(session, row, State.LEASED, **_WAITING)


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
        .where(col(Outbox.state) == State.UNCERTAIN, col(Outbox.lease_until) <= now, *served.matches())
        .order_by(col(Outbox.lease_until), col(Outbox.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = list(session.exec(query))
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


def posted(session: Session, subject: str, page: int = 1) -> str:
    """The platform's reference of the message that stands for this subject and page, or empty."""
    query = (
        select(Outbox.message)
        .where(
            col(Outbox.subject) == subject,
            col(Outbox.page) == page,
            col(Outbox.state) == State.SENT,
            col(Outbox.message) != "",
        )
        .order_by(col(Outbox.id).desc())
        .limit(1)
    )
    return session.exec(query).first() or ""


def standing(session: Session, platform: str, external_id: str, message: str) -> str:
    """The card of a posted message as it is or is about to be; empty where no such message is known."""
    there = select(Workspace.id).where(col(Workspace.platform) == platform, col(Workspace.external_id) == external_id)
    mine = (col(Outbox.workspace_id).in_(there), col(Outbox.message) == message)
    row = session.exec(select(Outbox).where(*mine).order_by(col(Outbox.id).desc())).first()
    if not message or row is None:
        return ""
    coming = (col(Outbox.subject) == row.subject, col(Outbox.page) == row.page, col(Outbox.state).in_(_STANDING))
    newest = select(Outbox.card).where(*coming).order_by(col(Outbox.id).desc()).limit(1)
    return session.exec(newest).first() or ""


def posted_pages(session: Session, subject: str) -> int:
    """How many pages of this subject stand in the conversation."""
    query = select(sa.func.max(Outbox.page)).where(
        col(Outbox.subject) == subject, col(Outbox.state) == State.SENT, col(Outbox.message) != ""
    )
    return session.exec(query).first() or 0


def forget_posted(session: Session, subject: str, page: int) -> None:
    """The message is gone from the platform: the next row of the subject posts anew."""
    gone = update(Outbox).where(
        col(Outbox.subject) == subject, col(Outbox.page) == page, col(Outbox.state) == State.SENT
    )
    session.connection().execute(gone.values(message=""))


def next_moment(session: Session, now: datetime, served: Served) -> datetime | None:
    """The earliest moment ahead at which something may be sent or settled; what waits its turn is seen every second."""
    rested = sa.case((col(Lane.next_at) > col(Outbox.not_before), col(Lane.next_at)), else_=col(Outbox.not_before))
    turn = sa.type_coerce(rested, UtcDateTime)
    at_rest = col(Lane.lane) == col(Outbox.lane)
    waiting = sa.select(turn.label("at")).select_from(sa.outerjoin(Outbox, Lane, at_rest))
    waiting = waiting.where(col(Outbox.state) == State.PENDING, *served.matches())
    held: sa.Select[tuple[datetime | None]] = sa.select(col(Outbox.lease_until).label("at")).where(_under_way())
    moments = sa.union_all(waiting, held).subquery()
    due, ahead = moments.c.at <= now, moments.c.at > now
    found = session.connection().execute(
        sa.select(sa.func.min(sa.case((ahead, moments.c.at))), sa.func.max(sa.case((due, 1))))
    )
    at, any_due = found.one()
    soon = now + timedelta(seconds=1) if any_due else None
    return min((each for each in (at, soon) if each is not None), default=None)


def _under_way() -> sa.ColumnElement[bool]:
    """With a worker, or to be looked up where that is possible now."""
    doubted = sa.and_(col(Outbox.state) == State.UNCERTAIN, *_open())
    return sa.or_(col(Outbox.state).in_((State.LEASED, State.SENDING)), doubted)


def is_quiet(session: Session, now: datetime) -> bool:
    """Whether there is nothing to claim, look up or take back: a read, so that an idle look holds no write lock."""
    due = sa.or_(
        sa.and_(col(Outbox.state) == State.PENDING, col(Outbox.not_before) <= now, *_open()),
        sa.and_(_under_way(), col(Outbox.lease_until) <= now),
    )
    return session.exec(select(Outbox.id).where(due).limit(1)).first() is None


def workspace_of(session: Session, row: Outbox) -> Workspace:
    found = session.get(Workspace, row.workspace_id)
    assert found is not None
    return found


def language_of(session: Session, row: Outbox) -> str:
    """The language of wherever a row goes."""
    place = destination_at(session, row.workspace_id, row.conversation)
    if place is not None:
        return place.language
    person = person_at(session, row.workspace_id, row.user)
    return (person.language if person else "") or workspace_of(session, row).language


def kinds(session: Session, keys: list[str]) -> dict[str, str]:
    """The kind of each message, by its dedupe key."""
    found = session.exec(select(Outbox.dedupe_key, Outbox.kind).where(col(Outbox.dedupe_key).in_(keys)))
    return {key: kind for key, kind in found}  # noqa: C416 - rows are not tuples to the type checker


def counts(session: Session) -> dict[str, int]:
    """How many rows wait, and how many will never be sent."""
    found = session.exec(select(Outbox.state, sa.func.count()).group_by(col(Outbox.state)))
    by_state = dict((state, number) for state, number in found)  # noqa: C402 - rows are not tuples to the checker
    return {
        "waiting": sum(by_state.get(state, 0) for state in ACTIVE),
        "dead": by_state.get(State.DEAD, 0),
    }
