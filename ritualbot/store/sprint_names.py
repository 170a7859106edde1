"""Participation by person in a sprint: read for one file alone, in organisations that allow it."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from ritualbot.rituals.standup import Presence
from ritualbot.store.sprint_export import Period
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun
from ritualbot.store.team import Address, Person


def permit(engine: sa.Engine, nominative: bool) -> None:
    """What the settings say of such files, for everything that runs over this engine."""
    engine.update_execution_options(nominative=nominative)


def permitted(session: Session) -> bool:
    """Nobody said so: no."""
    return session.connection().get_execution_options().get("nominative") is True


@dataclass(frozen=True)
class PersonCounts:
    """One person's stand-ups of a sprint. `expected`: as a team's turnout has it, without those they were away."""

    person_id: int
    name: str
    expected: int
    answered: int
    skipped: int
    away: int


_PRESENCE, _MISSED = col(StandupPart.presence), col(StandupPart.missed)


def _number(*presences: Presence) -> "sa.ColumnElement[int]":
    """Of those who could be asked, as in the team's figures."""
    counted = sa.and_(_MISSED.is_(False), _PRESENCE.in_([each.value for each in presences]))
    return sa.func.coalesce(sa.func.sum(sa.case((counted, 1), else_=0)), 0)


def by_person(session: Session, of: Period) -> list[PersonCounts]:
    """By name. Whoever cannot be told of the file, having left or without an address, is not in it."""
    reached = sa.select(col(Address.id)).where(col(Address.person_id) == col(Person.id)).exists()
    query = (
        sa.select(
            col(Person.id),
            col(Person.name),
            _number(Presence.ANSWERED, Presence.SKIPPED, Presence.EXPECTED),
            _number(Presence.ANSWERED),
            _number(Presence.SKIPPED),
            _number(Presence.AWAY),
        )
        .join(StandupPart, col(StandupPart.person_id) == col(Person.id))
        .join(StandupRun, col(StandupRun.id) == col(StandupPart.run_id))
        .join(Standup, col(Standup.id) == col(StandupRun.standup_id))
        .where(
            col(Standup.team_id) == of.team.id,
            col(StandupRun.state).in_((RunState.POSTED, RunState.CLOSED)),
            col(StandupRun.held_on).between(of.first, of.last),
            col(Person.active).is_(True),
            reached,
        )
        .group_by(col(Person.id), col(Person.name))
        .order_by(col(Person.name), col(Person.id))
    )
    return [
        PersonCounts(id_ or 0, name, expected, answered, skipped, away)
        for id_, name, expected, answered, skipped, away in session.connection().execute(query)
    ]
