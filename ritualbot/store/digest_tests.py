"""A team's tests and pilots as its week's digest tells them: what was decided, what runs, how pilots do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from ritualbot.rituals import hypothesis as hypothesis_rules, pilot as pilot_rules
from ritualbot.rituals.calendar import WorkPattern, local_day
from ritualbot.rituals.digest import Week
from ritualbot.rituals.hypothesis import TESTING, Amendment
from ritualbot.rituals.pilot import PilotState
from ritualbot.rituals.pilot_day import Due, coming
from ritualbot.store import hypothesis as hypotheses, pilot as pilots
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.pilot import Pilot


@dataclass(frozen=True)
class TestNow:
    """A hypothesis with its history. `changed`: the amendments of this week."""

    row: Hypothesis
    now: hypothesis_rules.Standing
    changed: tuple[Amendment, ...] = ()

    __test__ = False  # not one of ours to collect


@dataclass(frozen=True)
class PilotNow:
    """A pilot, what happened to it this week, and when its next checkpoint is, if that is soon."""

    row: Pilot
    now: pilot_rules.Standing
    steps: tuple[pilot_rules.Step, ...]
    check_on: date | None = None
    check_week: int = 0


def decided(session: Session, team_id: int, week: Week) -> tuple[TestNow, ...]:
    """With a verdict, the last one decided first."""
    query = select(Hypothesis).where(
        col(Hypothesis.team_id) == team_id,
        col(Hypothesis.closed_at) >= week.since,
        col(Hypothesis.closed_at) < week.told_until,
        col(Hypothesis.verdict) != "",
    )
    rows = session.exec(query.order_by(col(Hypothesis.closed_at).desc(), col(Hypothesis.id))).all()
    return tuple(TestNow(row, now) for row, now in hypotheses.stands(session, rows))


def running(session: Session, team_id: int, week: Week) -> tuple[TestNow, ...]:
    """Those that run, by number."""
    rows = list(reversed(hypotheses.listed(session, team_id, TESTING)))
    return tuple(
        TestNow(row, now, tuple(each for each in now.amendments if each.at >= week.since))
        for row, now in hypotheses.stands(session, rows)
    )


def known_pilots(session: Session, team_id: int, week: Week, pattern: WorkPattern, last: date) -> tuple[PilotNow, ...]:
    """All but those stopped before this week."""
    rows = pilots.in_team(session, team_id, [each for each in PilotState if each is not PilotState.STOPPED])
    stopped = pilots.in_team(session, team_id, [PilotState.STOPPED])
    rows += [row for row in stopped if row.closed_at is not None and row.closed_at >= week.since]
    steps = pilots.steps_of(session, rows)
    return tuple(_pilot(row, steps.get(row.id or 0, []), week, pattern, last) for row in rows)


def _pilot(row: Pilot, steps: Sequence[pilot_rules.Step], week: Week, pattern: WorkPattern, last: date) -> PilotNow:
    now = pilot_rules.standing(steps)
    recent = tuple(step for step in steps if week.since <= step.at < week.told_until)
    found = coming(now, pattern)
    day = local_day(found.at, pattern.zone) if found is not None and found.what is Due.CHECK else None
    if day is None or found is None or not local_day(week.until, pattern.zone) < day <= last:
        return PilotNow(row, now, recent)
    return PilotNow(row, now, recent, day, found.week)
