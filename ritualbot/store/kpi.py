"""What a team is measured by, as it was read: one value a day, with who read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, delete, select

from ritualbot.rituals import kpi as rules
from ritualbot.rituals.calendar import local_day, local_moment
from ritualbot.rituals.inputs import name_key
from ritualbot.store import alarms, person as persons, team as teams
from ritualbot.store.charter import Charter
from ritualbot.store.engine import UtcDateTime, insert_or_change
from ritualbot.store.team import Person, Team

ASK = "kpi.ask"  # the alarm; its ref is the charter's


class KpiReading(SQLModel, table=True):
    """A value of what the charter names, by `name_key`: of another indicator since, it counts no more. `value` as a
    charter's numbers are kept; empty: asked on that day, and nobody knew."""

    __tablename__ = "kpi_reading"
    __table_args__ = (UniqueConstraint("team_id", "name_key", "read_on"),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id")
    name_key: str
    read_on: date  # in the team's zone
    value: str
    note: str = ""
    read_by: int | None = Field(default=None, foreign_key="person.id")
    read_at: datetime = Field(sa_type=UtcDateTime)


def readings(session: Session, charter: Charter, since: date | None = None) -> list[KpiReading]:
    """Of what the charter names now, the oldest first."""
    query = select(KpiReading).where(
        col(KpiReading.team_id) == charter.team_id, col(KpiReading.name_key) == name_key(charter.kpi)
    )
    if since is not None:
        query = query.where(col(KpiReading.read_on) >= since)
    return list(session.exec(query.order_by(col(KpiReading.read_on))))


def as_of(session: Session, charter: Charter, day: date) -> KpiReading | None:
    """The last value known at the end of a day."""
    query = select(KpiReading).where(
        col(KpiReading.team_id) == charter.team_id,
        col(KpiReading.name_key) == name_key(charter.kpi),
        col(KpiReading.read_on) <= day,
        col(KpiReading.value) != "",
    )
    return session.exec(query.order_by(col(KpiReading.read_on).desc()).limit(1)).first()


def before(session: Session, charter: Charter, day: date) -> KpiReading | None:
    """The last value known on the eve of a day."""
    return as_of(session, charter, day - timedelta(days=1))


def put(
    session: Session, charter: Charter, on: date, value: str, note: str, person_id: int | None, now: datetime
) -> None:
    """The value of a day; a later one of the same day takes its place."""
    day = {"team_id": charter.team_id, "name_key": name_key(charter.kpi), "read_on": on}
    said = {"value": value, "note": note, "read_by": person_id, "read_at": now}
    insert_or_change(session, KpiReading, day, said)
    session.expire_all()


def this_week(session: Session, charter: Charter, now: datetime, zone: ZoneInfo) -> KpiReading | None:
    """The last that was said since the week's asking, empty where nobody knew; None: nothing was said."""
    query = select(KpiReading).where(
        col(KpiReading.team_id) == charter.team_id,
        col(KpiReading.name_key) == name_key(charter.kpi),
        col(KpiReading.read_at) >= rules.week_begins_at(now, zone),
    )
    return session.exec(query.order_by(col(KpiReading.read_on).desc()).limit(1)).first()


def say(session: Session, charter: Charter, team: Team, told: rules.Told, by: Person, now: datetime) -> None:
    """The week's value, or, once there is one, what it should have been: that keeps its day."""
    said = this_week(session, charter, now, by.zone())
    on = said.read_on if said is not None and said.value else local_day(now, team.zone())
    put(session, charter, on, told.value, told.note, by.id, now)


# -- asking --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Turn:
    """Whom a week's question goes to, and on which day of theirs."""

    people: Sequence[Person]
    on: date
    zone: ZoneInfo


def by_ref(session: Session, ref: str) -> Charter | None:
    return session.exec(select(Charter).where(col(Charter.ref) == ref)).first()


def turn(session: Session, charter: Charter, team: Team, day: date, now: datetime) -> Turn:
    """From `day` on: its owner, the first day they work; away all week, gone or nobody, whoever leads the team."""
    owner = owner_of(session, charter, team)
    if owner is not None:
        on = rules.day_to_ask(day, teams.work_pattern(session, owner, now))
        if on is not None:
            return Turn((owner,), on, owner.zone())
    leads = persons.leads(session, team, now)
    found = [rules.day_to_ask(day, teams.work_pattern(session, lead, now)) for lead in leads]
    return Turn(leads, min((on for on in found if on is not None), default=day), team.zone())


def owner_of(session: Session, charter: Charter, team: Team) -> Person | None:
    """Whoever the charter names, as long as they are of the team."""
    owner = session.get(Person, charter.kpi_owner_id) if charter.kpi_owner_id else None
    if owner is None or not owner.active or not teams.roles_in(session, owner.id or 0, team):
        return None
    return owner


def expect(session: Session, charter: Charter, team: Team, now: datetime) -> None:
    """Sets the next morning the value is asked for; none where the charter names no indicator."""
    if not charter.kpi:
        alarms.clear(session, ASK, charter.ref)
        return
    owner = owner_of(session, charter, team)
    today = local_day(now, owner.zone() if owner else team.zone())
    wait(session, charter, turn(session, charter, team, rules.next_asked_on(today), now))


def wait(session: Session, charter: Charter, coming: Turn) -> None:
    alarms.set(session, ASK, charter.ref, local_moment(coming.on, rules.MORNING, coming.zone))


def expect_missing(session: Session, now: datetime) -> None:
    """Every indicator is asked for, also those from before there was a question."""
    waiting = {alarm.ref for alarm in alarms.upcoming(session, (ASK,))}
    for charter in session.exec(select(Charter).where(col(Charter.kpi) != "")).all():
        if charter.ref not in waiting:
            expect(session, charter, session.get_one(Team, charter.team_id), now)


def next_on(session: Session, charter: Charter, team: Team) -> date | None:
    """The day of the next question, for who it is asked of."""
    at = alarms.rings_at(session, ASK, charter.ref)
    owner = owner_of(session, charter, team)
    return local_day(at, owner.zone() if owner else team.zone()) if at else None


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes a customer's values read before then."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    old = (col(KpiReading.team_id).in_(mine), col(KpiReading.read_on) < before.date())
    session.connection().execute(delete(KpiReading).where(*old))
