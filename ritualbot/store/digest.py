"""The digests of sponsors: to whom one goes when, what whoever leads a team said to it, and what was sent."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.digest_day import USUAL, WAITS_FOR_CLOSE, Rhythm
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.sprint import last_work_day
from ritualbot.store import alarms, sprint as sprints
from ritualbot.store.engine import UtcDateTime, new_ref
from ritualbot.store.team import Membership, Person, Team

SEND = "digest.send"  # the alarm of a digest, by its ref
PREVIEW = "digest.preview"  # of a team's part of it, by the part's ref
_RECENT = timedelta(days=92)
_A_MOMENT = timedelta(seconds=1)  # what happened before it is told of, the close itself too


class Digest(SQLModel, table=True):
    """One sponsor's, of one week (its Monday), over all their teams. `content`: what was sent, JSON; empty before."""

    __table_args__ = (sa.UniqueConstraint("sponsor_id", "week_on"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    sponsor_id: int = Field(foreign_key="person.id")
    week_on: date
    since_at: datetime = Field(sa_type=UtcDateTime)  # from when on it tells
    due_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    content: str = Field(default="", sa_type=sa.Text)


class DigestPart(SQLModel, table=True):
    """A team's part of a digest: what whoever leads it added, took out (keys of lines, one a line), and let go."""

    __tablename__ = "digest_part"
    __table_args__ = (sa.UniqueConstraint("digest_id", "team_id"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    digest_id: int = Field(foreign_key="digest.id")
    team_id: int = Field(foreign_key="team.id", index=True)
    word: str = ""
    removed: str = ""
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    approved_by: int | None = Field(default=None, foreign_key="person.id")
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    previewed_for: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the moment it was to go out then

    def removed_keys(self) -> frozenset[str]:
        return frozenset(key for key in self.removed.splitlines() if key)


class DigestRhythm(SQLModel, table=True):
    """When a team's sponsor gets the digest, where it is not the usual moment."""

    __tablename__ = "digest_rhythm"

    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id", unique=True)
    weekday: int
    at: time

    def rhythm(self) -> Rhythm:
        return Rhythm(self.weekday, self.at)


# -- finding -------------------------------------------------------------------------------------------------------


def by_ref(session: Session, ref: str) -> Digest | None:
    """Locked until the transaction ends."""
    query = select(Digest).where(col(Digest.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def part_by_ref(session: Session, ref: str) -> tuple[Digest, DigestPart] | None:
    """With its digest, which is locked until the transaction ends."""
    part = session.exec(select(DigestPart).where(col(DigestPart.ref) == ref)).first()
    if part is None:
        return None
    query = select(Digest).where(col(Digest.id) == part.digest_id).with_for_update()
    digest = session.exec(query.execution_options(populate_existing=True)).one()
    session.refresh(part)
    return digest, part


def team_of_part(session: Session, ref: str) -> int | None:
    return session.exec(select(DigestPart.team_id).where(col(DigestPart.ref) == ref)).first()


def parts(session: Session, digest: Digest) -> list[DigestPart]:
    """The oldest team first."""
    query = select(DigestPart).where(col(DigestPart.digest_id) == digest.id).order_by(col(DigestPart.team_id))
    return list(session.exec(query.execution_options(populate_existing=True)))


def _unsent(sponsor_id: int) -> SelectOfScalar[Digest]:
    return select(Digest).where(col(Digest.sponsor_id) == sponsor_id, col(Digest.sent_at).is_(None))


def unsent(session: Session, sponsor_id: int) -> Digest | None:
    """The one to come."""
    return session.exec(_unsent(sponsor_id)).first()


def lock_unsent(session: Session, sponsor_id: int) -> Digest | None:
    """The one to come, locked until the transaction ends."""
    query = _unsent(sponsor_id).with_for_update().execution_options(populate_existing=True)
    return session.exec(query).first()


def last_sent(session: Session, sponsor_id: int) -> Digest | None:
    query = select(Digest).where(col(Digest.sponsor_id) == sponsor_id, col(Digest.sent_at).is_not(None))
    return session.exec(query.order_by(col(Digest.week_on).desc()).limit(1)).first()


def to_come(session: Session, team_id: int) -> list[tuple[Digest, DigestPart]]:
    """A team's parts of digests that did not go out yet, the soonest first."""
    query = (
        select(Digest, DigestPart)
        .join(DigestPart, col(DigestPart.digest_id) == col(Digest.id))
        .where(col(DigestPart.team_id) == team_id, col(Digest.sent_at).is_(None))
        .order_by(col(Digest.due_at), col(Digest.id))
    )
    return [(digest, part) for digest, part in session.exec(query)]


def showing(session: Session, key: str, team_id: int, now: datetime) -> list[Digest]:
    """What was sent of late and has this line in it, by its key."""
    mine = select(DigestPart.digest_id).where(col(DigestPart.team_id) == team_id)
    query = select(Digest).where(
        col(Digest.id).in_(mine), col(Digest.sent_at) > now - _RECENT, col(Digest.content).contains(f'"{key}"')
    )
    return list(session.exec(query.order_by(col(Digest.id))))


def sponsored(session: Session, sponsor_id: int) -> list[Team]:
    """The teams somebody is sponsor of, the oldest first."""
    mine = select(Membership.team_id).where(
        col(Membership.person_id) == sponsor_id, col(Membership.role) == Role.SPONSOR
    )
    return list(session.exec(select(Team).where(col(Team.id).in_(mine)).order_by(col(Team.id))))


def sponsors(session: Session) -> list[Person]:
    """Everybody who is one."""
    mine = select(Membership.person_id).where(col(Membership.role) == Role.SPONSOR)
    return list(session.exec(select(Person).where(col(Person.id).in_(mine)).order_by(col(Person.id))))


def expecting(session: Session, team_id: int) -> list[Person]:
    """To whom a digest with a part of this team is to go, sponsor of it or not any more."""
    mine = (
        select(Digest.sponsor_id)
        .join(DigestPart, col(DigestPart.digest_id) == col(Digest.id))
        .where(col(DigestPart.team_id) == team_id, col(Digest.sent_at).is_(None))
    )
    return list(session.exec(select(Person).where(col(Person.id).in_(mine)).order_by(col(Person.id))))


# -- its rhythm ----------------------------------------------------------------------------------------------------


def rhythm_of(session: Session, team_id: int) -> Rhythm:
    found = session.exec(select(DigestRhythm).where(col(DigestRhythm.team_id) == team_id)).first()
    return found.rhythm() if found is not None else USUAL


def set_rhythm(session: Session, team_id: int, rhythm: Rhythm) -> None:
    row = session.exec(select(DigestRhythm).where(col(DigestRhythm.team_id) == team_id)).first()
    row = row or DigestRhythm(team_id=team_id, weekday=rhythm.weekday, at=rhythm.at)
    row.weekday, row.at = rhythm.weekday, rhythm.at
    session.add(row)
    session.flush()


# -- what becomes of it --------------------------------------------------------------------------------------------


def write(session: Session, sponsor_id: int, week_on: date, due_at: datetime, since_at: datetime) -> Digest:
    """The one to come, made or moved."""
    row = lock_unsent(session, sponsor_id) or Digest(
        sponsor_id=sponsor_id, week_on=week_on, due_at=due_at, since_at=since_at
    )
    row.week_on, row.due_at, row.since_at = week_on, due_at, since_at
    session.add(row)
    session.flush()
    return row


def write_parts(session: Session, digest: Digest, among: Sequence[Team]) -> list[DigestPart]:
    """A part a team; those of other teams are gone."""
    wanted = {team.id for team in among}
    there = {part.team_id: part for part in parts(session, digest)}
    for team_id, part in there.items():
        if team_id not in wanted:
            alarms.clear(session, PREVIEW, part.ref)
            session.delete(part)
    session.add_all(
        DigestPart(digest_id=digest.id or 0, team_id=team.id or 0) for team in among if team.id not in there
    )
    session.flush()
    return parts(session, digest)


def drop(session: Session, digest: Digest) -> None:
    """Nobody gets it."""
    write_parts(session, digest, ())
    alarms.clear(session, SEND, digest.ref)
    session.delete(digest)
    session.flush()


def waits_until(session: Session, digest: Digest, now: datetime) -> datetime | None:
    """Until when it waits for a sprint that ends this day and is not closed; None: for nothing."""
    until = digest.due_at + WAITS_FOR_CLOSE
    waits = (_closes_today(session, part.team_id, now) for part in parts(session, digest))
    return until if now < until and any(waits) else None


def _closes_today(session: Session, team_id: int, now: datetime) -> bool:
    team, sprint = session.get_one(Team, team_id), sprints.current(session, team_id)
    if sprint is None:
        return False
    pattern = sprints.team_pattern(session, team, sprint.starts_on)
    return last_work_day(sprint.span(), pattern) == local_day(now, team.zone())


def hurry(session: Session, team_id: int, now: datetime) -> None:
    """A sprint was closed: what waited for it is looked at again at once."""
    for digest, _ in to_come(session, team_id):
        if digest.due_at <= now:
            alarms.set(session, SEND, digest.ref, now + _A_MOMENT)


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes what was sent to a customer's sponsors before then, with what was said to it."""
    people: Collection[int | None] = session.exec(select(Person.id).where(col(Person.tenant_id) == tenant_id)).all()
    old = select(Digest.id).where(col(Digest.sponsor_id).in_(people), col(Digest.sent_at) < before)
    session.connection().execute(delete(DigestPart).where(col(DigestPart.digest_id).in_(old)))
    session.connection().execute(delete(Digest).where(col(Digest.sponsor_id).in_(people), col(Digest.sent_at) < before))
