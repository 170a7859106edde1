"""Everything the bot says: a row in the transaction of its cause, and the states it goes through until it is said.

pending -> leased -> sending -> sent
                        |-> pending   nothing left the machine, or the platform asked to wait
                        |-> uncertain nobody knows: looked up after a settle time, never blindly sent again
                        '-> dead      the platform will never take it
pending -> expired (too late), dropped (no longer wanted), replaced (a newer row says it better, or its lane is full)
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select, update

from ritualbot.chat.cards import Card
from ritualbot.chat.text import literal
from ritualbot.chat.wire import dump_card
from ritualbot.store.engine import UtcDateTime, insert_once, one_of, param, params
from ritualbot.store.team import Workspace, destination_at, person_at

LANE_HOLDS = 500  # rows that wait in one conversation; what comes after them is counted, not queued
MORE_WAITING = "ritual.more_waiting"  # the kind of the row that counts them
_FULL = "lane full"
_COUNTED = "lane full, told"
_OURS = ("failed", "unsure", "thread gone")  # why a row is dead without its conversation being closed to us
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
_SHOWN = (*ACTIVE, State.SENT)


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


_THIS, _LANE = col(Outbox.subject) == param("about"), col(Outbox.lane) == param("in_lane")
_PENDING = col(Outbox.state) == State.PENDING
_OLDER = (_THIS, _PENDING)
# What putting a row takes, in one question: the place of the first unsent row of its subject, how many rows wait in
# its lane, and a place behind everything there is.
_ASKED = sa.select(
    sa.select(sa.func.min(Outbox.place)).where(*_OLDER).scalar_subquery(),
    sa.select(sa.func.count(col(Outbox.id))).where(_LANE, _PENDING).scalar_subquery(),
    sa.select(sa.func.coalesce(sa.func.max(Outbox.id), 0) + 1).scalar_subquery(),
)
_RETIRED = update(Outbox).where(*_OLDER, col(Outbox.dedupe_key) != param("key")).values(state=State.REPLACED)
_STANDING = (
    select(Outbox.subject, Outbox.page, Outbox.message)
    .where(
        col(Outbox.subject).in_(params("subjects")),
        col(Outbox.state) == State.SENT,
        col(Outbox.message) != "",
    )
    .order_by(col(Outbox.id))
)


def put(session: Session, now: datetime, out: Outgoing) -> None:
    """Adds the row once per `key`. Rows of the same subject not yet on their way give up their place to it."""
    lane = out.lane()
    older, waiting, last = session.connection().execute(_ASKED, {"about": out.subject, "in_lane": lane}).one()
    row = Outbox(
        workspace_id=out.workspace_id,
        lane=lane,
        conversation=out.conversation,
        user=out.user,
        kind=out.kind,
        subject=out.subject,
        dedupe_key=out.key,
        ref=out.ref,
        card=dump_card(out.card),
        thread=out.thread,
        place=last if older is None else older,
        not_before=out.not_before or now,
        created_at=now,
    )
    if not insert(session, row):
        return
    if older is not None:
        session.connection().execute(_RETIRED, {"about": out.subject, "key": out.key})
    elif out.kind != MORE_WAITING and waiting >= LANE_HOLDS and not posted(session, out.subject):
        mine = col(Outbox.dedupe_key) == out.key
        session.connection().execute(update(Outbox).where(mine).values(state=State.REPLACED, reason=_FULL))
        _say_more_waits(session, now, out)


def insert(session: Session, row: Outbox) -> bool:
    """Adds a row unless its fact was already stated."""
    return insert_once(session, Outbox, row.model_dump(exclude={"id"}))


def stated(session: Session, subject: str) -> bool:
    """Whether anything was ever said of it, as far back as is kept."""
    return session.exec(select(Outbox.id).where(col(Outbox.subject) == subject).limit(1)).first() is not None


def newest(session: Session, subject: str) -> Outbox | None:
    """What was last said of it, sent or not, as far back as is kept."""
    query = select(Outbox).where(col(Outbox.subject) == subject).order_by(col(Outbox.id).desc())
    return session.exec(query.limit(1)).first()


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


def standing(session: Session, subjects: Collection[str]) -> dict[str, dict[int, str]]:
    """The messages that stand for these subjects: the platform's reference, by subject and page."""
    found: dict[str, dict[int, str]] = {subject: {} for subject in subjects}
    for subject, page, message in session.exec(_STANDING, params={"subjects": list(found)}):
        found[subject][page] = message
    return found


def posted(session: Session, subject: str, page: int = 1) -> str:
    """The platform's reference of the message that stands for this subject and page, or empty."""
    return standing(session, (subject,))[subject].get(page, "")


def shown_card(session: Session, platform: str, external_id: str, message: str) -> str:
    """The card of a posted message as it is or is about to be; empty where no such message is known."""
    there = select(Workspace.id).where(col(Workspace.platform) == platform, col(Workspace.external_id) == external_id)
    mine = (col(Outbox.workspace_id).in_(there), col(Outbox.message) == message)
    row = session.exec(select(Outbox).where(*mine).order_by(col(Outbox.id).desc())).first()
    if not message or row is None:
        return ""
    coming = (col(Outbox.subject) == row.subject, col(Outbox.page) == row.page, col(Outbox.state).in_(_SHOWN))
    newest = select(Outbox.card).where(*coming).order_by(col(Outbox.id).desc()).limit(1)
    return session.exec(newest).first() or ""


def forget_posted(session: Session, subject: str, page: int) -> None:
    """The message is gone from the platform: the next row of the subject posts anew."""
    gone = update(Outbox).where(
        col(Outbox.subject) == subject, col(Outbox.page) == page, col(Outbox.state) == State.SENT
    )
    session.connection().execute(gone.values(message=""))


def refused(session: Session, lane: str, since: datetime) -> bool:
    """Whether the platform took nothing from us in a conversation, the last time we tried since then."""
    tried = (col(Outbox.lane) == lane, col(Outbox.edits) == "", col(Outbox.attempted_at) >= since)
    ended = (col(Outbox.state).in_((State.SENT, State.DEAD)), col(Outbox.reason).not_in(_OURS))
    last = select(Outbox.state).where(*tried, *ended).order_by(col(Outbox.attempted_at).desc(), col(Outbox.id).desc())
    return session.exec(last.limit(1)).first() == State.DEAD


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
