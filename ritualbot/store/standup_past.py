"""Stand-ups that were held: found again by their day, and counted. Nobody's own count is read for anyone else."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from ritualbot.rituals.standup import Presence, Turnout, turnout
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun

COUNTED_RUNS = 10


def team_of_standup(session: Session, ref: str) -> int | None:
    return session.exec(select(Standup.team_id).where(col(Standup.ref) == ref)).first()


def run_on(session: Session, standup_id: int, day: date) -> StandupRun | None:
    """Whatever became of it."""
    return session.exec(
        select(StandupRun).where(col(StandupRun.standup_id) == standup_id, col(StandupRun.held_on) == day)
    ).first()


def runs_on(session: Session, standup_ids: Sequence[int], day: date) -> list[StandupRun]:
    """Those people were asked in, in the order they opened."""
    return list(
        session.exec(
            select(StandupRun)
            .where(
                col(StandupRun.standup_id).in_(standup_ids),
                col(StandupRun.held_on) == day,
                col(StandupRun.state) != RunState.SKIPPED,
            )
            .order_by(col(StandupRun.opened_at))
        )
    )


def last_runs(session: Session, standup_ids: Sequence[int], most: int) -> list[StandupRun]:
    """The closed ones, newest first."""
    return list(
        session.exec(
            select(StandupRun)
            .where(col(StandupRun.standup_id).in_(standup_ids), col(StandupRun.state) == RunState.CLOSED)
            .order_by(col(StandupRun.held_on).desc(), col(StandupRun.opened_at).desc())
            .limit(most)
        )
    )


def team_turnout(session: Session, standup_ids: Sequence[int]) -> Turnout:
    """Over the last ten stand-ups, everyone together."""
    runs = [run.id for run in last_runs(session, standup_ids, COUNTED_RUNS)]
    found = session.exec(
        select(StandupPart.presence).where(col(StandupPart.run_id).in_(runs), col(StandupPart.missed).is_(False))
    )
    return turnout(Presence(each) for each in found)


def own_turnout(session: Session, standup_ids: Sequence[int], person_id: int) -> Turnout:
    """Over the same stand-ups, for who asks, about themselves."""
    runs = [run.id for run in last_runs(session, standup_ids, COUNTED_RUNS)]
    found = session.exec(
        select(StandupPart.presence).where(
            col(StandupPart.run_id).in_(runs),
            col(StandupPart.missed).is_(False),
            col(StandupPart.person_id) == person_id,
        )
    )
    return turnout(Presence(each) for each in found)
