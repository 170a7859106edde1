"""Retrospectives: what is said in them, whom nobody can name.

While a note, a ballot or a mark must not be read it lies in a sealed box: one row a retro and kind, written anew as a
whole each time, under a key of its own that is itself sealed with the settings' key and thrown away at the close. So
no row, no order of rows and no moment tells one note from another. `retro_note` is filled when the writing ends, all
notes at once and in no order; it has no author and no moment, and who wrote a note of a named retro stands apart.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select, update

from ritualbot.chat.cards import Card
from ritualbot.chat.text import Text
from ritualbot.chat.wire import dump_card
from ritualbot.rituals.retro import BoxKind, RetroMode, RetroPhase, Template
from ritualbot.store.engine import UtcDateTime, new_ref, one_of, scrub_after
from ritualbot.store.outbox import Outbox
from ritualbot.store.team import Team

_BETWEEN = (RetroPhase.GROUP, RetroPhase.VOTE, RetroPhase.DISCUSS)
BLANK = dump_card(Card(Text("")))


class Retro(SQLModel, table=True):
    """A team's retro. One at a time takes notes. The moments are those its phases begin at by themselves.

    `columns`: titles of the team's own, one a line. `budget`: points each may give, 0 for what the number of topics
    suggests. `worth_count` people marked the time it took from 1 to 5; `worth_sum` is None where they are too few for
    an average to hide anyone.
    """

    __table_args__ = (
        sa.UniqueConstraint("team_id", "number"),
        one_of("phase", "phase", RetroPhase),
        one_of("mode", "mode", RetroMode),
        one_of("template", "template", Template),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id")
    number: int  # 1, 2… within the team
    sprint_id: int | None = Field(default=None, foreign_key="sprint.id")
    phase: str = RetroPhase.WRITE
    mode: str
    template: str = Template.START_STOP
    columns: str = ""
    budget: int = 0
    most_per_topic: int = 3
    tells_done: bool = False  # "I'm done" is offered
    called_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    call_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    group_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    vote_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    discuss_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    meets_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    minutes: int = 30  # the live discussion's
    close_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: int | None = Field(default=None, foreign_key="person.id")
    moves: int = 0  # how often its phase changed: names the messages of a phase
    topics_counted: bool = False  # the points of its topics are known
    worth_count: int | None = None
    worth_sum: int | None = None


class RetroBox(SQLModel, table=True):
    """What must not be read yet. `key` opens `sealed` and is sealed itself; empty once it was thrown away."""

    __tablename__ = "retro_box"
    __table_args__ = (sa.UniqueConstraint("retro_id", "kind"), one_of("kind", "kind", BoxKind))

    id: int | None = Field(default=None, primary_key=True)
    retro_id: int = Field(foreign_key="retro.id")
    kind: str
    key: str
    sealed: str


class RetroTopic(SQLModel, table=True):
    """What is voted on: notes that say the same, or one. `into_id`: where its points go while it holds no note."""

    __tablename__ = "retro_topic"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    retro_id: int = Field(foreign_key="retro.id", index=True)
    name: str = ""  # empty: its only note's text
    into_id: int | None = Field(default=None, foreign_key="retro_topic.id")
    points: int = 0  # counted when the vote closes


class RetroNote(SQLModel, table=True):
    """A note that everyone may read."""

    __tablename__ = "retro_note"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    retro_id: int = Field(foreign_key="retro.id", index=True)
    topic_id: int = Field(foreign_key="retro_topic.id", index=True)
    column: int
    text: str


class RetroAuthor(SQLModel, table=True):
    """Who wrote a note of a named retro. An anonymous one has no such row."""

    __tablename__ = "retro_author"

    note_id: int = Field(foreign_key="retro_note.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)


class RetroMove(SQLModel, table=True):
    """A grouping that can be taken back: `before` is a JSON object of topic refs by note ref. Gone at the close."""

    __tablename__ = "retro_move"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    retro_id: int = Field(foreign_key="retro.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    before: str
    undone: bool = False


# -- finding -------------------------------------------------------------------------------------------------------


def by_ref(session: Session, ref: str) -> Retro | None:
    """The retro, locked until the transaction ends."""
    query = select(Retro).where(col(Retro.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def taking(session: Session, team_id: int) -> Retro | None:
    """The one that takes notes."""
    query = select(Retro).where(col(Retro.team_id) == team_id, col(Retro.phase) == RetroPhase.WRITE)
    return session.exec(query.order_by(col(Retro.number)).limit(1)).first()


def under_way(session: Session, team_id: int) -> Retro | None:
    """The one whose notes are grouped, voted on or talked over; failing that, the one that takes notes."""
    query = select(Retro).where(col(Retro.team_id) == team_id, col(Retro.phase).in_(_BETWEEN))
    return session.exec(query.order_by(col(Retro.number)).limit(1)).first() or taking(session, team_id)


def latest(session: Session, team_id: int) -> Retro | None:
    query = select(Retro).where(col(Retro.team_id) == team_id)
    return session.exec(query.order_by(col(Retro.number).desc()).limit(1)).first()


def of_sprint(session: Session, sprint_id: int) -> Retro | None:
    return session.exec(select(Retro).where(col(Retro.sprint_id) == sprint_id).order_by(col(Retro.number))).first()


def closed_in(session: Session, team_id: int) -> list[Retro]:
    """A team's closed retros, the oldest first."""
    query = select(Retro).where(col(Retro.team_id) == team_id, col(Retro.phase) == RetroPhase.CLOSED)
    return list(session.exec(query.order_by(col(Retro.number))))


def notes(session: Session, retro: Retro) -> list[RetroNote]:
    """Those everyone may read, in no order that says anything."""
    return list(session.exec(select(RetroNote).where(col(RetroNote.retro_id) == retro.id).order_by(col(RetroNote.id))))


def topic_rows(session: Session, retro: Retro) -> list[RetroTopic]:
    query = select(RetroTopic).where(col(RetroTopic.retro_id) == retro.id)
    return list(session.exec(query.order_by(col(RetroTopic.id))))


def authors(session: Session, retro: Retro) -> dict[int, int]:
    """The person of each note of a named retro."""
    query = select(RetroAuthor).join(RetroNote, col(RetroNote.id) == col(RetroAuthor.note_id))
    found = session.exec(query.where(col(RetroNote.retro_id) == retro.id))
    return {row.note_id: row.person_id for row in found}


def move_by_ref(session: Session, ref: str) -> RetroMove | None:
    query = select(RetroMove).where(col(RetroMove.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def last_move(session: Session, retro: Retro) -> RetroMove | None:
    query = select(RetroMove).where(col(RetroMove.retro_id) == retro.id, ~col(RetroMove.undone))
    return session.exec(query.order_by(col(RetroMove.id).desc()).limit(1)).first()


# -- whose a reference is ------------------------------------------------------------------------------------------


def team_of(session: Session, ref: str) -> int | None:
    """Of a retro's ref, alone or with what follows a full stop: a form's own id, a mark."""
    return session.exec(select(Retro.team_id).where(col(Retro.ref) == ref.partition(".")[0])).first()


def team_of_move(session: Session, ref: str) -> int | None:
    query = select(Retro.team_id).join(RetroMove, col(RetroMove.retro_id) == col(Retro.id))
    return session.exec(query.where(col(RetroMove.ref) == ref)).first()


def topic_by_ref(session: Session, ref: str) -> RetroTopic | None:
    return session.exec(select(RetroTopic).where(col(RetroTopic.ref) == ref)).first()


def team_of_topic(session: Session, ref: str) -> int | None:
    query = select(Retro.team_id).join(RetroTopic, col(RetroTopic.retro_id) == col(Retro.id))
    return session.exec(query.where(col(RetroTopic.ref) == ref)).first()


# -- retention -----------------------------------------------------------------------------------------------------


def forget_notes(session: Session, tenant_id: int, before: datetime) -> None:
    """The raw notes of a customer's retros closed before then, and the messages that showed them. Topics that are one
    note stay without its text."""
    mine = _closed_before(tenant_id, before)
    notes_of = select(RetroNote.id).where(col(RetroNote.retro_id).in_(mine))
    connection = session.connection()
    connection.execute(delete(RetroAuthor).where(col(RetroAuthor.note_id).in_(notes_of)))
    connection.execute(delete(RetroNote).where(col(RetroNote.retro_id).in_(mine)))
    refs = select(Retro.ref).where(col(Retro.id).in_(mine))
    shown = update(Outbox).where(col(Outbox.ref).in_(refs), col(Outbox.kind).startswith("retro."))
    connection.execute(shown.where(col(Outbox.card) != BLANK).values(card=BLANK))
    scrub_after(session, "retro_note", "retro_author", "outbox")


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """A customer's retros closed before then, with their topics and points."""
    mine = _closed_before(tenant_id, before)
    connection = session.connection()
    notes_of = select(RetroNote.id).where(col(RetroNote.retro_id).in_(mine))
    connection.execute(delete(RetroAuthor).where(col(RetroAuthor.note_id).in_(notes_of)))
    connection.execute(delete(RetroNote).where(col(RetroNote.retro_id).in_(mine)))
    connection.execute(update(RetroTopic).where(col(RetroTopic.retro_id).in_(mine)).values(into_id=None))
    for table in (RetroTopic, RetroBox, RetroMove):
        connection.execute(delete(table).where(table.retro_id.in_(mine)))  # type: ignore[attr-defined]
    connection.execute(delete(Retro).where(col(Retro.id).in_(mine)))


def _closed_before(tenant_id: int, before: datetime) -> sa.Select[Any]:
    teams = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    return sa.select(col(Retro.id)).where(col(Retro.team_id).in_(teams), col(Retro.closed_at) < before)
