"""Retrospectives: what is said in them, whom nobody can name.

While a note, a ballot or a mark must not be read it lies in a sealed box: one row a retro and kind, written anew as a
whole each time, under a key of its own that is itself sealed with the settings' key and thrown away at the close. So
no row, no order of rows and no moment tells one note from another. `retro_note` is filled when the writing ends, all
notes at once and in no order; it has no author and no moment, and who wrote a note of a named retro stands apart.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ritualbot.rituals.retro import BoxKind, RetroMode, RetroPhase, Template
from ritualbot.store.engine import UtcDateTime, new_ref, one_of


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
