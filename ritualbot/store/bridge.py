"""Bridge days: what a team was asked about each, and when the next question is due."""

from datetime import date, datetime, time
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.rituals import absence as rules
from ritualbot.rituals.calendar import local_day, local_moment
from ritualbot.store import absence, alarms, standup as standups
from ritualbot.store.engine import new_ref, one_of
from ritualbot.store.team import Team

ALARM = "absence.bridge"
ASKED_AT = time(10, 0)  # in the team's zone; whoever is asked is asked inside their own hours


class Answer(StrEnum):
    ASKED = "asked"  # none yet
    TEAM = "team"  # the whole team is closed
    EACH = "each"  # each decides
    NO = "no"


class Bridge(SQLModel, table=True):
    """A question about one day, asked once per team."""

    __table_args__ = (sa.UniqueConstraint("team_id", "held_on"), one_of("answer", "answer", Answer))

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id")
    held_on: date
    answer: str = Answer.ASKED
    version: int = 0  # counts what became of the question, so that every edit of it has its own key


def by_ref(session: Session, ref: str) -> Bridge | None:
    return session.exec(select(Bridge).where(col(Bridge.ref) == ref)).first()


def lock(session: Session, ref: str) -> Bridge | None:
    """The question, locked until the transaction ends: whoever answers second sees the first answer."""
    query = select(Bridge).where(col(Bridge.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def team_of_bridge(session: Session, ref: str) -> int | None:
    return session.exec(select(Bridge.team_id).where(col(Bridge.ref) == ref)).first()


def coming(session: Session, team: Team, now: datetime) -> rules.Bridge | None:
    """The next bridge of the team's region to ask about."""
    standup = standups.of_team(session, team.id or 0)
    if standup is None:
        return None
    today = local_day(now, team.zone())
    closed = absence.days_of(absence.closures(session, team.id or 0), today)
    asked = {row.held_on for row in session.exec(select(Bridge).where(col(Bridge.team_id) == team.id))}
    return rules.next_bridge(today, team.region, standup.ritual_days(), closed, asked)


def schedule(session: Session, team: Team, now: datetime) -> None:
    """Sets the alarm of the next question: ten business days before the holiday, at once when that is past."""
    bridge = coming(session, team, now)
    if bridge is None:
        alarms.clear(session, ALARM, team.ref)
    else:
        alarms.set(session, ALARM, team.ref, max(asked_at(team, bridge), now))


def asked_at(team: Team, bridge: rules.Bridge) -> datetime:
    return local_moment(bridge.asked_on, ASKED_AT, team.zone())


def ask(session: Session, team: Team, held_on: date) -> Bridge:
    row = Bridge(team_id=team.id or 0, held_on=held_on)
    session.add(row)
    session.flush()
    return row
