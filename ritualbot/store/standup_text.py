"""Stand-up answers typed as direct messages: which message went where, so that changing it changes the answer."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.rituals.standup import Presence
from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun
from ritualbot.store.team import Person


class TextState(StrEnum):
    ASKED = "asked"  # "absent today?" waits for a yes or a no; the text is kept here
    OFFERED = "offered"  # handed on to the form, as its draft
    FILED = "filed"  # is the answer to `question`
    ABSENT = "absent"  # was an absence


class StandupText(SQLModel, table=True):
    """One direct message. `text` is kept while a question about it is open, and nowhere else than there."""

    __tablename__ = "standup_text"
    __table_args__ = (sa.UniqueConstraint("part_id", "message"), one_of("state", "state", TextState))

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    part_id: int = Field(foreign_key="standup_part.id", ondelete="CASCADE")
    message: str  # the platform's own id of the message
    state: str = TextState.ASKED
    text: str = ""
    question: str = ""
    version: int = 0  # counts what was said of it
    typed_at: datetime = Field(sa_type=UtcDateTime, index=True)


def by_ref(session: Session, ref: str) -> StandupText | None:
    return session.exec(select(StandupText).where(col(StandupText.ref) == ref)).first()


def of_message(session: Session, person_id: int, message: str) -> StandupText | None:
    """What became of a message of this person."""
    return session.exec(
        select(StandupText)
        .join(StandupPart, col(StandupPart.id) == col(StandupText.part_id))
        .where(col(StandupPart.person_id) == person_id, col(StandupText.message) == message)
    ).first()


def team_of_text(session: Session, ref: str) -> int | None:
    return session.exec(
        select(Standup.team_id)
        .join(StandupRun, col(StandupRun.standup_id) == col(Standup.id))
        .join(StandupPart, col(StandupPart.run_id) == col(StandupRun.id))
        .join(StandupText, col(StandupText.part_id) == col(StandupPart.id))
        .where(col(StandupText.ref) == ref)
    ).first()


def last_prompted(session: Session, person_id: int) -> tuple[StandupPart, int] | None:
    """The person's part in the open run they were asked for last, whatever the team, and the team's id."""
    present = (Presence.EXPECTED, Presence.ANSWERED, Presence.SKIPPED)
    query = (
        select(StandupPart, Standup.team_id)
        .join(StandupRun, col(StandupRun.id) == col(StandupPart.run_id))
        .join(Standup, col(Standup.id) == col(StandupRun.standup_id))
        .where(
            col(StandupPart.person_id) == person_id,
            col(StandupPart.prompted),
            col(StandupPart.presence).in_(present),
            col(StandupRun.state).in_((RunState.OPEN, RunState.POSTED)),
        )
        .order_by(col(StandupPart.prompt_at).desc(), col(StandupPart.id).desc())
    )
    found = session.exec(query).first()
    return None if found is None else (found[0], found[1])


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Removes what a customer's people typed before then."""
    mine = (
        select(StandupPart.id)
        .join(Person, col(Person.id) == col(StandupPart.person_id))
        .where(col(Person.tenant_id) == tenant_id)
    )
    old = delete(StandupText).where(col(StandupText.part_id).in_(mine), col(StandupText.typed_at) < before)
    session.connection().execute(old)
