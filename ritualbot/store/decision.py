"""What teams want their sponsor to decide, and what the sponsor asks before deciding."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.rituals.decision import Decision, Wanted
from ritualbot.rituals.pilot import PilotState
from ritualbot.store import pilot as pilots, sponsor_help as helps, sprint_goal as goals
from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.team import Person, Team


class DecisionQuestion(SQLModel, table=True):
    """What a sponsor asked about something they are wanted to decide, by its ref, which may be forgotten before it."""

    __tablename__ = "decision_question"
    __table_args__ = (
        sa.Index("ix_decision_question_about_ref_id", "about_ref", "id"),
        one_of("about", "about", Wanted),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id", index=True)
    about: str
    about_ref: str
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    text: str


def wanted(session: Session, sponsor: Person, team_ids: Collection[int]) -> list[Decision]:
    """Everything these teams wait for from the sponsor, told or not: pilots first, then by when it is needed."""
    found = [
        Decision(Wanted.PILOT, row.ref, team_id, None)
        for team_id in team_ids
        for row in pilots.in_team(session, team_id, [PilotState.AT_END])
    ]
    changed = [
        (sprint.ends_on, Decision(Wanted.GOAL, row.ref, row.team_id, sprint.ends_on))
        for row, sprint in goals.waiting(session, team_ids)
    ]
    helped = [
        (row.needed_on, Decision(Wanted.HELP, row.ref, row.team_id, row.needed_on))
        for row in helps.unanswered(session, sponsor.id or 0, team_ids)
    ]
    return [*found, *(each for _, each in sorted((*helped, *changed), key=lambda pair: pair[0]))]


def for_digest(session: Session, sponsor: Person, team_ids: Collection[int]) -> list[Decision]:
    """The same without the help that digests have shown and shown again, which waits for the review."""
    shown = {row.ref for row in helps.waiting_for_digest(session, sponsor.id or 0)}
    return [each for each in wanted(session, sponsor, team_ids) if each.about is not Wanted.HELP or each.ref in shown]


def ask(
    session: Session, about: Wanted, ref: str, team_id: int, by: Person, text: str, now: datetime
) -> DecisionQuestion:
    row = DecisionQuestion(team_id=team_id, about=about, about_ref=ref, asked_by=by.id or 0, asked_at=now, text=text)
    session.add(row)
    session.flush()
    return row


def questions(session: Session, ref: str) -> list[DecisionQuestion]:
    """The first first."""
    query = select(DecisionQuestion).where(col(DecisionQuestion.about_ref) == ref)
    return list(session.exec(query.order_by(col(DecisionQuestion.id))))


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes the questions a customer's sponsors asked before then."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    old = (col(DecisionQuestion.team_id).in_(mine), col(DecisionQuestion.asked_at) < before)
    session.connection().execute(delete(DecisionQuestion).where(*old))
