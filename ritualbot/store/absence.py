"""Absences: whole days, in the person's own calendar."""

from datetime import date, datetime

from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.store.engine import UtcDateTime, new_ref


class Absence(SQLModel, table=True):
    """From the morning of `first_on` to the evening of `last_on`. A cancelled one keeps its row."""

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    first_on: date
    last_on: date
    created_at: datetime = Field(sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def declare(session: Session, person_id: int, first_on: date, last_on: date, now: datetime) -> Absence:
    row = Absence(person_id=person_id, first_on=first_on, last_on=last_on, created_at=now)
    session.add(row)
    session.flush()
    return row


def cancel(session: Session, person_id: int, day: date, now: datetime) -> None:
    """Ends every one-day absence of that day."""
    for row in _touching(session, person_id, day, day):
        if row.first_on == row.last_on:
            row.cancelled_at = now


def ranges(session: Session, person_id: int, first_on: date, last_on: date) -> list[tuple[date, date]]:
    """The absences that touch these days, as (first, last) pairs."""
    return [(row.first_on, row.last_on) for row in _touching(session, person_id, first_on, last_on)]


def _touching(session: Session, person_id: int, first_on: date, last_on: date) -> list[Absence]:
    return list(
        session.exec(
            select(Absence).where(
                col(Absence.person_id) == person_id,
                col(Absence.cancelled_at).is_(None),
                col(Absence.first_on) <= last_on,
                col(Absence.last_on) >= first_on,
            )
        )
    )
