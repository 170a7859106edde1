"""Absences of people, in their own calendar, and the days on which a whole team is closed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.rituals.absence import Declared, Half, Span
from ritualbot.store.engine import UtcDateTime, new_ref, one_of, param, params

_ONE_DAY = timedelta(days=1)


class Absence(SQLModel, table=True):
    """From the morning of `first_on` to the evening of `last_on`, or a half of one day. A cancelled one keeps its row.

    `declared_by_id`: who declared it for the person; None for the person.
    """

    __table_args__ = (one_of("half", "half", Half),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    first_on: date
    last_on: date
    half: str = Half.WHOLE
    reason: str = ""
    reason_shown: bool = False
    declared_by_id: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def span(self) -> Span:
        return Span(self.first_on, self.last_on, Half(self.half))


class Closure(SQLModel, table=True):
    """Days on which nobody of a team works: the company is closed, or the team takes a bridge day."""

    __table_args__ = (sa.UniqueConstraint("team_id", "first_on", "last_on"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id")
    first_on: date
    last_on: date
    name: str = ""


# Absences -----------------------------------------------------------------------------------------


def declare(session: Session, person_id: int, first_on: date, last_on: date, now: datetime) -> Absence:
    """Whole days, by the person."""
    return note(session, person_id, Declared(Span(first_on, last_on)), now)


def note(
    session: Session, person_id: int, declared: Declared, now: datetime, declared_by_id: int | None = None
) -> Absence:
    row = Absence(
        person_id=person_id,
        first_on=declared.span.first_on,
        last_on=declared.span.last_on,
        half=declared.span.half,
        reason=declared.reason,
        reason_shown=declared.shown,
        declared_by_id=declared_by_id,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def by_ref(session: Session, ref: str) -> Absence | None:
    return session.exec(select(Absence).where(col(Absence.ref) == ref)).first()


def coming(session: Session, person_id: int, today: date) -> list[Absence]:
    """Those that are not over, soonest first."""
    return _touching(session, [person_id], today, date.max)


def on(session: Session, person_id: int, day: date) -> list[Absence]:
    return _touching(session, [person_id], day, day)


def touching(session: Session, person_id: int, span: Span) -> list[Absence]:
    return _touching(session, [person_id], span.first_on, span.last_on)


def cancel(session: Session, row: Absence, today: date, now: datetime) -> None:
    """As if it had not been declared; days already past stay absent."""
    row.cancelled_at = now
    session.add(row)
    _keep(session, row, row.first_on, today - _ONE_DAY, now)
    session.flush()


def cut_out(session: Session, person_id: int, day: date, now: datetime) -> None:
    """The person is there on that day after all: what was declared around it stays."""
    for row in on(session, person_id, day):
        row.cancelled_at = now
        session.add(row)
        _keep(session, row, row.first_on, day - _ONE_DAY, now)
        _keep(session, row, day + _ONE_DAY, row.last_on, now)
    session.flush()


def _keep(session: Session, row: Absence, first_on: date, last_on: date, now: datetime) -> None:
    if first_on <= last_on:
        rest = row.model_dump(exclude={"id", "ref", "cancelled_at", "created_at"})
        session.add(Absence(**{**rest, "first_on": first_on, "last_on": last_on, "created_at": now}))


@dataclass(frozen=True)
class DaysOff:
    """Absences as a calendar reads them: ranges of whole days, both ends included, and halves of days."""

    ranges: tuple[tuple[date, date], ...]
    mornings: frozenset[date]
    afternoons: frozenset[date]


_TOUCHING = (
    select(Absence)
    .where(
        col(Absence.person_id).in_(params("people")),
        col(Absence.cancelled_at).is_(None),
        col(Absence.first_on) <= param("until"),
        col(Absence.last_on) >= param("since"),
    )
    .order_by(col(Absence.first_on), col(Absence.id))
)


def days_off(session: Session, person_ids: Collection[int], first_on: date, last_on: date) -> dict[int, DaysOff]:
    """The absences that touch these days, by person; nobody is left out."""
    rows: dict[int, list[Absence]] = {person_id: [] for person_id in person_ids}
    for row in _touching(session, person_ids, first_on, last_on):
        rows[row.person_id].append(row)
    return {person_id: _days_off(mine) for person_id, mine in rows.items()}


def _days_off(rows: Sequence[Absence]) -> DaysOff:
    return DaysOff(
        tuple((row.first_on, row.last_on) for row in rows if row.half == Half.WHOLE),
        frozenset(row.first_on for row in rows if row.half == Half.MORNING),
        frozenset(row.first_on for row in rows if row.half == Half.AFTERNOON),
    )


def _touching(session: Session, person_ids: Collection[int], first_on: date, last_on: date) -> list[Absence]:
    asked = {"people": [*person_ids], "since": first_on, "until": last_on}
    return list(session.exec(_TOUCHING, params=asked))


# Closures -----------------------------------------------------------------------------------------


def close(session: Session, team_id: int, first_on: date, last_on: date, name: str) -> Closure:
    """The closure of these days, with this name from now on where there was one."""
    row = session.exec(
        select(Closure).where(
            col(Closure.team_id) == team_id, col(Closure.first_on) == first_on, col(Closure.last_on) == last_on
        )
    ).first()
    row = row or Closure(team_id=team_id, first_on=first_on, last_on=last_on)
    row.name = name
    session.add(row)
    session.flush()
    return row


def open_again(session: Session, team_id: int, day: date) -> None:
    """Takes back the closure of this one day."""
    for row in closures(session, team_id):
        if row.first_on == row.last_on == day:
            session.delete(row)
    session.flush()


def closures(session: Session, team_id: int) -> list[Closure]:
    query = select(Closure).where(col(Closure.team_id) == team_id)
    return list(session.exec(query.order_by(col(Closure.first_on), col(Closure.id))))


def closure_by_ref(session: Session, ref: str) -> Closure | None:
    return session.exec(select(Closure).where(col(Closure.ref) == ref)).first()


def team_of_closure(session: Session, ref: str) -> int | None:
    return session.exec(select(Closure.team_id).where(col(Closure.ref) == ref)).first()


def days_of(rows: Iterable[Closure], since: date) -> frozenset[date]:
    """Every day of these closures, from `since` on."""
    return frozenset(
        first + _ONE_DAY * n
        for row in rows
        for first in (max(row.first_on, since),)
        for n in range((row.last_on - first).days + 1)
    )
