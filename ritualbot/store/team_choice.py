"""The team someone of several speaks of: the channel's, the one chosen for the day, else the question which."""

from datetime import date, datetime

from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.store import team as teams
from ritualbot.store.engine import UtcDateTime, insert_or_change, new_ref
from ritualbot.store.team import Person, Team


class TeamChoice(SQLModel, table=True):
    """The team a person chose, for that day of theirs."""

    __tablename__ = "team_choice"

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
    chosen_on: date


class TypedLine(SQLModel, table=True):
    """What was asked for while a question had to be answered first. A command has a `line`, a button an `action`."""

    __tablename__ = "typed_line"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    line: str = ""
    action: str = ""
    typed_at: datetime = Field(sa_type=UtcDateTime, index=True)


def meant(session: Session, workspace_id: int, conversation: str, person_id: int, today: date) -> list[Team]:
    """The teams that something said there may be about: one where it is clear."""
    here = teams.team_at(session, workspace_id, conversation)
    if here is not None and teams.roles_in(session, person_id, here):
        return [here]
    mine = teams.teams_of(session, person_id)
    choice = session.get(TeamChoice, person_id, populate_existing=True)
    chosen = [team for team in mine if choice and choice.chosen_on == today and choice.team_id == team.id]
    return chosen or mine


def choose(session: Session, person_id: int, team_id: int, today: date) -> None:
    insert_or_change(session, TeamChoice, {"person_id": person_id}, {"team_id": team_id, "chosen_on": today})


def keep_line(session: Session, person_id: int, now: datetime, *, line: str = "", action: str = "") -> TypedLine:
    row = TypedLine(person_id=person_id, line=line, action=action, typed_at=now)
    session.add(row)
    session.flush()
    return row


def line_by_ref(session: Session, person_id: int, ref: str) -> TypedLine | None:
    """Somebody else's line does not exist."""
    mine = (col(TypedLine.ref) == ref, col(TypedLine.person_id) == person_id)
    return session.exec(select(TypedLine).where(*mine)).first()


def team_of_choice(session: Session, ref: str) -> int | None:
    """The team a button of the question stands for; its reference is that of the line and that of the team."""
    team = teams.team_by_ref(session, ref.partition(".")[2])
    return team.id if team else None


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Removes the lines a customer's people typed before then."""
    mine = select(Person.id).where(col(Person.tenant_id) == tenant_id)
    old = delete(TypedLine).where(col(TypedLine.person_id).in_(mine), col(TypedLine.typed_at) < before)
    session.connection().execute(old)
