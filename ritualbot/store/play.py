"""The playground's own memory: what was posted, who has read what, where its clock stood."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.store.engine import UtcDateTime, new_ref


class PlayMessage(SQLModel, table=True):
    """A message of the playground. `user` is set in direct conversations: the only person who sees it."""

    __tablename__ = "play_message"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    key: str = Field(unique=True)
    conversation: str = Field(index=True)
    user: str = ""
    author: str = ""  # empty: the bot
    thread: str = ""
    card: str = ""
    text: str = ""
    posted_at: datetime = Field(sa_type=UtcDateTime)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 0


class PlaySeen(SQLModel, table=True):
    """The last message of a conversation that a person has read."""

    __tablename__ = "play_seen"
    __table_args__ = (sa.UniqueConstraint("user", "conversation"),)

    id: int | None = Field(default=None, primary_key=True)
    user: str
    conversation: str
    message_id: int


class PlayClock(SQLModel, table=True):
    """Where ritual time stood when the playground was last seen."""

    __tablename__ = "play_clock"

    id: int | None = Field(default=None, primary_key=True)
    stood_at: datetime = Field(sa_type=UtcDateTime)


def posted(session: Session, key: str) -> PlayMessage | None:
    return session.exec(select(PlayMessage).where(col(PlayMessage.key) == key)).first()


def by_ref(session: Session, ref: str) -> PlayMessage | None:
    return session.exec(select(PlayMessage).where(col(PlayMessage.ref) == ref)).first()


def visible(session: Session, conversations: list[str]) -> list[PlayMessage]:
    """The messages of these conversations, oldest first."""
    query = select(PlayMessage).where(col(PlayMessage.conversation).in_(conversations))
    return list(session.exec(query.order_by(col(PlayMessage.id))))


def seen(session: Session, user: str) -> dict[str, int]:
    """The id of the last message read, by conversation."""
    found = session.exec(select(PlaySeen).where(col(PlaySeen.user) == user))
    return {row.conversation: row.message_id for row in found}


def unread(session: Session, user: str, conversations: list[str]) -> dict[str, int]:
    """How many messages of others this person has not read, by conversation."""
    query = (
        select(PlayMessage.conversation, sa.func.count())
        .join(
            PlaySeen,
            sa.and_(col(PlaySeen.user) == user, col(PlaySeen.conversation) == col(PlayMessage.conversation)),
            isouter=True,
        )
        .where(
            col(PlayMessage.conversation).in_(conversations),
            col(PlayMessage.author) != user,
            col(PlayMessage.id) > sa.func.coalesce(col(PlaySeen.message_id), 0),
        )
        .group_by(col(PlayMessage.conversation))
    )
    return {conversation: number for conversation, number in session.exec(query)}  # noqa: C416 - rows, not tuples


def see(session: Session, user: str, conversation: str, message_id: int) -> None:
    found = session.exec(
        select(PlaySeen).where(col(PlaySeen.user) == user, col(PlaySeen.conversation) == conversation)
    ).first()
    row = found or PlaySeen(user=user, conversation=conversation, message_id=0)
    row.message_id = max(row.message_id, message_id)
    session.add(row)


def stood_at(session: Session) -> datetime | None:
    return session.exec(select(PlayClock.stood_at)).first()


def stand(session: Session, moment: datetime) -> None:
    """Keeps where ritual time stands."""
    row = session.exec(select(PlayClock)).first() or PlayClock(stood_at=moment)
    row.stood_at = moment
    session.add(row)
