"""What a team is measured by, as it was read: one value a day, with who read it."""

from datetime import date, datetime

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from ritualbot.rituals.inputs import name_key
from ritualbot.store.charter import Charter
from ritualbot.store.engine import UtcDateTime, insert_or_change


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


def put(
    session: Session, charter: Charter, on: date, value: str, note: str, person_id: int | None, now: datetime
) -> None:
    """The value of a day; a later one of the same day takes its place."""
    day = {"team_id": charter.team_id, "name_key": name_key(charter.kpi), "read_on": on}
    said = {"value": value, "note": note, "read_by": person_id, "read_at": now}
    insert_or_change(session, KpiReading, day, said)
    session.expire_all()
