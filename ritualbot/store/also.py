"""What found no room in a person's day and waits for their morning prompt; and what they were told that day."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select, update

from ritualbot.rituals.standup import Presence
from ritualbot.store.engine import UtcDateTime, insert_once, moment, param, params
from ritualbot.store.outbox import Outbox, State
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun
from ritualbot.store.team import PARTICIPANTS, PERSON_AT, Membership, Person

# What a person may have received: where nobody knows, it counts.
_SAID = sa.or_(
    col(Outbox.state).in_((State.SENDING, State.UNCERTAIN, State.SENT)),
    sa.and_(col(Outbox.state) == State.DEAD, col(Outbox.reason) == "unsure"),
)


class Also(SQLModel, table=True):
    """One line for one conversation. `key` is that of the message it stands for, `lane` where that was to go."""

    __table_args__ = (sa.Index("ix_also_lane_shown_in", "lane", "shown_in"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    lane: str
    key: str = Field(unique=True)
    line: str
    action: str = ""  # the button's, empty for none
    ref: str = ""
    label: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    shown_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    shown_in: str = ""  # the subject of the message that shows it


_LANE, _PERSON, _TODAY = param("lane"), param("person"), param("today")
_LINES = (
    select(Also, Outbox)
    .join(Outbox, col(Outbox.dedupe_key) == col(Also.key))
    .where(col(Also.lane) == _LANE, col(Also.shown_in).in_(params("shown_in")))
    .order_by(col(Also.id))
)
_LOCKED = PERSON_AT.with_for_update(of=Person)
_SAID_BETWEEN = (
    select(Outbox)
    .where(
        col(Outbox.lane) == _LANE,
        _SAID,
        col(Outbox.kind).in_(params("kinds")),
        col(Outbox.edits) == "",
        col(Outbox.page) == 1,
        col(Outbox.attempted_at) >= moment("since"),
        col(Outbox.attempted_at) < moment("until"),
    )
    .order_by(col(Outbox.attempted_at), col(Outbox.id))
)
_AWAITED = (
    select(StandupPart.ref)
    .join(StandupRun, col(StandupRun.id) == col(StandupPart.run_id))
    .where(
        col(StandupPart.person_id) == _PERSON,
        col(StandupPart.presence) == Presence.EXPECTED,
        col(StandupPart.missed).is_(False),
        col(StandupRun.held_on) == _TODAY,
        col(StandupRun.state).in_((RunState.OPEN, RunState.POSTED)),
    )
)
_ASKED_IN = select(Membership.team_id).where(
    col(Membership.person_id) == _PERSON, col(Membership.role).in_([role.value for role in PARTICIPANTS])
)
_UNOPENED = select(sa.func.count(col(Standup.id))).where(
    col(Standup.next_on) == _TODAY, col(Standup.team_id).in_(_ASKED_IN)
)


def keep(session: Session, line: Also) -> bool:
    """Adds the line; False when it already waits."""
    return insert_once(session, Also, line.model_dump(exclude={"id"}))


def lines(session: Session, lane: str, subject: str) -> list[tuple[Also, Outbox]]:
    """What waits in a conversation, and what the message of `subject` already shows, with the message each stands for.

    Oldest first.
    """
    found = session.exec(_LINES, params={"lane": lane, "shown_in": ["", subject]})
    return [(line, row) for line, row in found]


def show(session: Session, shown: Collection[Also], subject: str, now: datetime) -> None:
    ids = [line.id for line in shown if not line.shown_in]
    if ids:
        here = update(Also).where(col(Also.id).in_(ids))
        session.connection().execute(here.values(shown_in=subject, shown_at=now))


def lock_person(session: Session, row: Outbox) -> Person | None:
    """Whom a direct message goes to, locked, so that all that is said to them is counted in turn."""
    return session.exec(_LOCKED, params={"workspace": row.workspace_id, "user": row.user}).first() if row.user else None


def person_by_ref(session: Session, ref: str) -> Person | None:
    return session.exec(select(Person).where(col(Person.ref) == ref)).first()


def said(session: Session, lane: str, kinds: Collection[str], since: datetime, until: datetime) -> list[Outbox]:
    """The messages of these kinds that were posted in a conversation (edits and further pages are none), in order."""
    asked = {"lane": lane, "kinds": [*kinds], "since": since, "until": until}
    return list(session.exec(_SAID_BETWEEN, params=asked))


def waiting(session: Session, lane: str, kinds: Collection[str]) -> int:
    """How many messages of these kinds are still to be posted in a conversation."""
    query = select(sa.func.count(col(Outbox.id))).where(
        col(Outbox.lane) == lane,
        col(Outbox.state) == State.PENDING,
        col(Outbox.kind).in_(kinds),
        col(Outbox.edits) == "",
        col(Outbox.page) == 1,
    )
    return session.exec(query).one()


def newest(session: Session, subject: str) -> Outbox:
    """The last message said of a subject."""
    query = select(Outbox).where(col(Outbox.subject) == subject, col(Outbox.page) == 1)
    return session.exec(query.order_by(col(Outbox.id).desc()).limit(1)).one()


def awaited_parts(session: Session, person_id: int, today: date) -> list[str]:
    """The refs of the parts of today's stand-ups in which this person is still expected."""
    return list(session.exec(_AWAITED, params={"person": person_id, "today": today}))


def unopened(session: Session, person_id: int, today: date) -> int:
    """How many of the person's teams have a stand-up set for today that has not opened."""
    return session.exec(_UNOPENED, params={"person": person_id, "today": today}).one()
