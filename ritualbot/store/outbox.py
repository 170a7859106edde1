"""Everything the bot says: a row in the transaction of its cause, and the states it goes through until it is said.

pending -> leased -> sending -> sent
                        |-> pending   nothing left the machine, or the platform asked to wait
                        |-> uncertain nobody knows: looked up after a settle time, never blindly sent again
                        '-> dead      the platform will never take it
pending -> expired (too late), dropped (no longer wanted), replaced (a newer row says it better)
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, select, update

from ritualbot.chat.cards import Card
from ritualbot.chat.wire import dump_card
from ritualbot.store.engine import UtcDateTime, insert_once, new_ref, one_of
from ritualbot.store.team import Workspace

LEASE = timedelta(seconds=60)  # > HTTP timeout + settle + margin
SETTLE = timedelta(seconds=15)  # a message may show up that long after its answer was lost


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


ACTIVE = (State.PENDING, State.LEASED, State.SENDING, State.UNCERTAIN)


class Outbox(SQLModel, table=True):
    """One message to one conversation. `place` orders the rows of a lane; pages share their first page's place."""

    __table_args__ = (
        one_of("state", "state", State),
        sa.Index("ix_outbox_lane_state", "lane", "state"),
        sa.Index("ix_outbox_subject_state", "subject", "state"),
        sa.Index("ix_outbox_state_not_before", "state", "not_before"),
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
    message: str = ""  # the platform's reference, once sent
    reason: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    attempted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Lane(SQLModel, table=True):
    """A conversation's pace: nothing goes out before `next_at`."""

    lane: str = Field(primary_key=True)
    next_at: datetime = Field(sa_type=UtcDateTime)


class Bucket(SQLModel, table=True):
    """A workspace's pace (GCRA): the theoretical arrival time of its next message."""

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    arrives_at: datetime = Field(sa_type=UtcDateTime)


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
        return f"{self.workspace_id}:{self.conversation or '@' + self.user}"


def put(session: Session, now: datetime, out: Outgoing) -> None:
    """Adds the row once per `key`. Rows of the same subject not yet on their way give up their place to it."""
    place = _replace_pending(session, out.subject) if not _known(session, out.key) else None
    values: dict[str, object] = {
        "workspace_id": out.workspace_id,
        "lane": out.lane(),
        "conversation": out.conversation,
        "user": out.user,
        "kind": out.kind,
        "subject": out.subject,
        "page": 1,
        "pages": 0,
        "dedupe_key": out.key,
        "ref": out.ref,
        "card": dump_card(out.card),
        "thread": out.thread,
        "place": place or 0,
        "state": State.PENDING,
        "not_before": out.not_before or now,
        "fence": "",
        "tries": 0,
        "edits": "",
        "message": "",
        "reason": "",
        "created_at": now,
    }
    if insert_once(session, Outbox, values) and not place:
        session.connection().execute(update(Outbox).where(col(Outbox.dedupe_key) == out.key).values(place=Outbox.id))


def _known(session: Session, key: str) -> bool:
    return session.exec(select(Outbox.id).where(col(Outbox.dedupe_key) == key)).first() is not None


def _replace_pending(session: Session, subject: str) -> int | None:
    """Retires the unsent rows of a subject (all its pages); returns the place of the first, if any."""
    unsent = (col(Outbox.subject) == subject, col(Outbox.state) == State.PENDING)
    place = session.exec(select(Outbox.place).where(*unsent).order_by(col(Outbox.place)).limit(1)).first()
    if place is not None:
        session.connection().execute(update(Outbox).where(*unsent).values(state=State.REPLACED))
    return place


def heads(session: Session, now: datetime, most: int) -> list[Outbox]:
    """The rows that may go out now: due, first of their lane, their lane not resting. Locked for this transaction."""
    earlier = aliased(Outbox)
    ahead = (
        select(earlier.id)
        .where(
            col(earlier.lane) == col(Outbox.lane),
            col(earlier.state).in_(ACTIVE),
            sa.or_(col(earlier.state) != State.PENDING, col(earlier.not_before) <= now),
            sa.or_(
                col(earlier.place) < col(Outbox.place),
                sa.and_(col(earlier.place) == col(Outbox.place), col(earlier.page) < col(Outbox.page)),
            ),
        )
        .exists()
    )
    resting = select(Lane.lane).where(col(Lane.lane) == col(Outbox.lane), col(Lane.next_at) > now).exists()
    query = (
        select(Outbox)
        .where(col(Outbox.state) == State.PENDING, col(Outbox.not_before) <= now, ~ahead, ~resting)
        .order_by(col(Outbox.not_before), col(Outbox.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(query))


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


def release_expired(session: Session, now: datetime) -> None:
    """Leases that ran out return by themselves: unsent rows wait again, those being sent become uncertain."""
    late = col(Outbox.lease_until) <= now
    unsent = update(Outbox).where(col(Outbox.state) == State.LEASED, late)
    session.connection().execute(unsent.values(state=State.PENDING, fence="", lease_until=None))
    unknown = update(Outbox).where(col(Outbox.state) == State.SENDING, late)
    session.connection().execute(unknown.values(state=State.UNCERTAIN, fence="", lease_until=now + SETTLE))


def uncertain(session: Session, now: datetime, most: int) -> list[Outbox]:
    """Uncertain rows whose settle time is over, taken with a new fence for one look-up."""
    query = (
        select(Outbox)
        .where(col(Outbox.state) == State.UNCERTAIN, col(Outbox.lease_until) <= now)
        .order_by(col(Outbox.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = list(session.exec(query))
    for row in rows:
        row.fence, row.lease_until = new_ref(), now + LEASE
        session.add(row)
    return rows


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


def rest(session: Session, lane: str, until: datetime) -> None:
    """Nothing goes out on this lane before `until`."""
    if not insert_once(session, Lane, {"lane": lane, "next_at": until}):
        later = update(Lane).where(col(Lane.lane) == lane, col(Lane.next_at) < until)
        session.connection().execute(later.values(next_at=until))


def draw(session: Session, workspace_id: int, now: datetime, per_minute: int, wanted: int) -> int:
    """Takes up to `wanted` places from the workspace's bucket (GCRA, a burst of 10 seconds' worth); returns how many."""
    insert_once(session, Bucket, {"workspace_id": workspace_id, "arrives_at": now})
    bucket = session.exec(select(Bucket).where(col(Bucket.workspace_id) == workspace_id).with_for_update()).one()
    step = timedelta(minutes=1) / per_minute
    start = max(bucket.arrives_at, now)
    free = max(int((now + timedelta(seconds=10) - start) / step), 0)
    taken = min(free, wanted)
    bucket.arrives_at = start + taken * step
    session.add(bucket)
    return taken


def hold_bucket(session: Session, workspace_id: int, until: datetime) -> None:
    """The platform asked the whole workspace to wait."""
    insert_once(session, Bucket, {"workspace_id": workspace_id, "arrives_at": until})
    later = update(Bucket).where(
        col(Bucket.workspace_id) == workspace_id, col(Bucket.arrives_at) < until + timedelta(seconds=10)
    )
    session.connection().execute(later.values(arrives_at=until + timedelta(seconds=10)))


def next_moment(session: Session) -> datetime | None:
    """The earliest moment at which something may be sent or settled; past when a row only waits for its turn."""
    turn = sa.case((col(Lane.next_at) > col(Outbox.not_before), col(Lane.next_at)), else_=col(Outbox.not_before))
    waiting = (
        select(sa.type_coerce(turn, UtcDateTime))
        .select_from(Outbox)
        .join(Lane, col(Lane.lane) == col(Outbox.lane), isouter=True)
        .where(col(Outbox.state) == State.PENDING)
        .order_by(turn)
        .limit(1)
    )
    held = (
        select(Outbox.lease_until)
        .where(col(Outbox.state).in_((State.LEASED, State.SENDING, State.UNCERTAIN)))
        .order_by(col(Outbox.lease_until))
        .limit(1)
    )
    found = (session.exec(waiting).first(), session.exec(held).first())
    return min((moment for moment in found if moment), default=None)


def workspace_of(session: Session, row: Outbox) -> Workspace:
    found = session.get(Workspace, row.workspace_id)
    assert found is not None
    return found


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
