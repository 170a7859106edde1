"""The review with the sponsor: a team's rhythm, and each review whose pack was sent."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.rituals import review as rules
from ritualbot.rituals.calendar import local_day, local_moment
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.review import Coming, Diaries, Outcome, Rhythm, Wanted
from ritualbot.store import alarms, charter as charters, sprint as sprints, team as teams
from ritualbot.store.engine import UtcDateTime, new_ref
from ritualbot.store.team import Membership, Person, Team
from ritualbot.store.team_roster import id_of

REMIND, PACK = "review.remind", "review.pack"  # alarms, by the team's ref
AFTER = "review.after"  # of the morning after, by the ref of the one whose pack was sent


class Review(SQLModel, table=True):
    """When a team reviews with its sponsor, in its zone, where somebody said so; with no row, as is usual.
    `every_weeks` 0: not at all."""

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id", unique=True)
    first_on: date
    every_weeks: int = rules.USUAL_WEEKS
    at: time = rules.USUAL_AT
    place: str = ""
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime = Field(sa_type=UtcDateTime)


class ReviewHeld(SQLModel, table=True):
    """One whose pack was sent: it tells of `since` to `until`. `outcome`: what was said of it, empty while nothing
    was."""

    __tablename__ = "review_held"
    __table_args__ = (
        sa.UniqueConstraint("team_id", "held_on"),
        sa.CheckConstraint("outcome IN ('', 'held', 'moved')", name="outcome"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id")
    held_on: date
    starts_at: datetime = Field(sa_type=UtcDateTime, index=True)
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    pack_on: date  # in the sponsor's zone
    place: str = ""
    outcome: str = ""
    said_by: int | None = Field(default=None, foreign_key="person.id")
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


# -- its rhythm ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """A team's rhythm as it stands; None: no reviews."""

    rhythm: Rhythm | None
    place: str = ""


def kept(session: Session, team: Team) -> Kept:
    row = session.exec(select(Review).where(col(Review.team_id) == id_of(team))).first()
    if row is None:
        return Kept(rules.usual(_begun_on(session, team), charters.read(session, id_of(team)).sprint_weeks))
    if not row.every_weeks:
        return Kept(None, row.place)
    return Kept(Rhythm(row.first_on, row.every_weeks, row.at), row.place)


def _begun_on(session: Session, team: Team) -> date:
    """The first day of its first sprint, had or planned; else the day the team was made."""
    first = next(reversed(sprints.of_team(session, id_of(team))), None)
    planned = charters.read(session, id_of(team)).sprint_on
    days = [day for day in (first.starts_on if first else None, planned) if day is not None]
    return min(days, default=local_day(team.created_at, team.zone()))


def write(session: Session, team: Team, wanted: Wanted, by: Person, now: datetime) -> None:
    row = session.exec(select(Review).where(col(Review.team_id) == id_of(team))).first()
    if row is None:
        row = Review(team_id=id_of(team), first_on=local_day(now, team.zone()), changed_at=now)
    if wanted.rhythm is None:
        row.every_weeks = 0
    else:
        row.first_on, row.every_weeks, row.at = wanted.rhythm.first_on, wanted.rhythm.every_weeks, wanted.rhythm.at
    row.place, row.changed_by, row.changed_at = wanted.place, by.id, now
    session.add(row)
    session.flush()
    expect(session, team, now)


# -- the next one --------------------------------------------------------------------------------------------------


def coming(session: Session, team: Team, now: datetime) -> Coming | None:
    """The next one whose pack was not sent yet; None while there is none."""
    rhythm, called = kept(session, team).rhythm, to_come(session, team, now)
    if rhythm is None:
        return None
    return rules.next_after(rhythm, _diaries(session, team, now), called.starts_at if called else now)


def next_on(session: Session, team: Team, now: datetime) -> date | None:
    """The day of the next one, whether its pack was sent or not."""
    called = to_come(session, team, now)
    found = coming(session, team, now)
    return called.held_on if called else found.on if found else None


def _diaries(session: Session, team: Team, now: datetime) -> Diaries:
    since = local_day(now, team.zone()) - timedelta(days=31)
    sponsors = sponsors_of(session, team)
    return Diaries(sprints.team_pattern(session, team, since), teams.work_patterns(session, sponsors, now))


def sponsors_of(session: Session, team: Team) -> list[Person]:
    return teams.people_with(session, id_of(team), Role.SPONSOR)


def expect(session: Session, team: Team, now: datetime) -> None:
    """Sets the alarms of the next one. They look again as they ring: what moved it since moves them too."""
    found = coming(session, team, now)
    for kind, at in ((REMIND, found.remind_at if found else None), (PACK, found.pack_at if found else None)):
        if at is None or (at <= now and kind == REMIND):
            alarms.clear(session, kind, team.ref)
        else:
            alarms.set(session, kind, team.ref, max(at, now))


def packs_between(session: Session, sponsor_id: int, since: datetime, until: datetime) -> int:
    """How many packs are still to be made for a sponsor in a stretch of time."""
    mine = select(Team.ref).join(Membership, col(Membership.team_id) == col(Team.id))
    mine = mine.where(col(Membership.person_id) == sponsor_id, col(Membership.role) == Role.SPONSOR)
    return alarms.count(session, PACK, mine, since, until)


def expect_all(session: Session, now: datetime) -> None:
    """Every team has the alarm of its next one where it has reviews, also those from before there were any."""
    waiting = {alarm.ref for alarm in alarms.upcoming(session, (PACK,))}
    for team in teams.teams(session):
        if team.ref not in waiting:
            expect(session, team, now)


def replaces_digest(session: Session, team: Team, day: date) -> bool:
    """Whether the pack of a review stands in the place of this team's part of the digest of that day."""
    return any(rules.replaces(each, day) for each in _packs(session, team, day))


def announced_by(session: Session, team: Team, day: date) -> Coming | None:
    """The review that the digest of that day announces: its pack goes out before the next digest."""
    found = coming(session, team, local_moment(day, time(0), team.zone()))
    return found if found is not None and rules.announces(found.pack_on, day) else None


def _packs(session: Session, team: Team, day: date) -> list[date]:
    query = select(ReviewHeld).where(col(ReviewHeld.team_id) == id_of(team))
    sent = [row.pack_on for row in session.exec(query.where(col(ReviewHeld.pack_on) > day - timedelta(days=14)))]
    found = coming(session, team, local_moment(day - timedelta(days=7), time(0), team.zone())) if not sent else None
    return [*sent, *([found.pack_on] if found is not None else [])]


# -- those whose pack was sent -------------------------------------------------------------------------------------


def call(session: Session, team: Team, found: Coming, now: datetime) -> ReviewHeld:
    """Its pack goes out now: it tells of what was since the last one."""
    _clear(session, team, found.on)
    row = ReviewHeld(
        team_id=id_of(team),
        held_on=found.on,
        starts_at=found.starts_at,
        since=since(session, team, found),
        until=now,
        pack_on=found.pack_on,
        place=kept(session, team).place,
    )
    session.add(row)
    session.flush()
    after = rules.looked_back(found.on, _diaries(session, team, now).team)
    alarms.set(session, AFTER, row.ref, after)
    expect(session, team, now)
    return row


def _clear(session: Session, team: Team, on: date) -> None:
    """One that was moved away from that day, and came back to it, is one."""
    same = (col(ReviewHeld.team_id) == id_of(team), col(ReviewHeld.held_on) == on)
    for row in session.exec(select(ReviewHeld).where(*same)):
        alarms.clear(session, AFTER, row.ref)
        session.delete(row)
    session.flush()


def since(session: Session, team: Team, found: Coming) -> datetime:
    """What the last pack told of is not told again, unless that review was moved; the first tells of its own weeks."""
    last = last_called(session, team)
    if last is not None:
        return last.since if last.outcome == Outcome.MOVED else last.until
    rhythm = kept(session, team).rhythm
    weeks = rhythm.every_weeks if rhythm else rules.USUAL_WEEKS
    return local_moment(found.planned_on - timedelta(weeks=weeks), time(0), team.zone())


def to_come(session: Session, team: Team, now: datetime) -> ReviewHeld | None:
    """The one whose pack was sent and that has not begun, nor was moved."""
    query = select(ReviewHeld).where(
        col(ReviewHeld.team_id) == id_of(team),
        col(ReviewHeld.starts_at) > now,
        col(ReviewHeld.outcome) != Outcome.MOVED,
    )
    return session.exec(query.order_by(col(ReviewHeld.starts_at).desc())).first()


def last_called(session: Session, team: Team) -> ReviewHeld | None:
    query = select(ReviewHeld).where(col(ReviewHeld.team_id) == id_of(team))
    return session.exec(query.order_by(col(ReviewHeld.starts_at).desc())).first()


def before(session: Session, held: ReviewHeld) -> ReviewHeld | None:
    """The one it follows."""
    query = select(ReviewHeld).where(
        col(ReviewHeld.team_id) == held.team_id, col(ReviewHeld.starts_at) < held.starts_at
    )
    return session.exec(query.order_by(col(ReviewHeld.starts_at).desc())).first()


def held_by_ref(session: Session, ref: str) -> ReviewHeld | None:
    """Locked until the transaction ends: what became of it is said once."""
    query = select(ReviewHeld).where(col(ReviewHeld.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def named(session: Session, ref: str) -> ReviewHeld | None:
    """As it stands, to read."""
    return session.exec(select(ReviewHeld).where(col(ReviewHeld.ref) == ref)).first()


def team_of_held(session: Session, ref: str) -> int | None:
    return session.exec(select(ReviewHeld.team_id).where(col(ReviewHeld.ref) == ref)).first()


def say(session: Session, held: ReviewHeld, outcome: Outcome, by: Person, now: datetime) -> None:
    held.outcome, held.said_by, held.said_at = outcome, by.id, now
    session.add(held)
    session.flush()
    alarms.clear(session, AFTER, held.ref)


def move(session: Session, team: Team, held: ReviewHeld, on: date, by: Person, now: datetime) -> None:
    """It is held on that day instead, and those after it follow from there."""
    say(session, held, Outcome.MOVED, by, now)
    now_kept = kept(session, team)
    rhythm = now_kept.rhythm or Rhythm(on)
    moved = Wanted(Rhythm(on, rhythm.every_weeks, rhythm.at), now_kept.place)
    write(session, team, moved, by, now)


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes a customer's reviews that began before then. The rhythm stays."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    old = (col(ReviewHeld.team_id).in_(mine), col(ReviewHeld.starts_at) < before)
    session.connection().execute(delete(ReviewHeld).where(*old))
