"""What a team's dashboard shows, read by few queries that each find their rows by the team and the time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.rituals.blocker import BlockerState, BlockerTag
from ritualbot.rituals.hypothesis import Standing as TestStanding, standing as test_standing
from ritualbot.rituals.hypothesis_history import HypothesisState
from ritualbot.rituals.pilot import PilotState, Standing as PilotStanding, standing as pilot_standing
from ritualbot.rituals.request_history import RequestState
from ritualbot.rituals.retro import RetroPhase
from ritualbot.rituals.sprint import ItemState
from ritualbot.rituals.standup import Presence, Turnout, turnout
from ritualbot.store import action as actions, hypothesis as hypotheses, pilot as store
from ritualbot.store.action import Action
from ritualbot.store.blocker import Blocker
from ritualbot.store.hypothesis import Hypothesis, HypothesisEvent
from ritualbot.store.pilot import Pilot
from ritualbot.store.request import Request
from ritualbot.store.retro import Retro, RetroTopic
from ritualbot.store.sprint import Sprint, SprintItem
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of

_HELD = (RunState.POSTED, RunState.CLOSED)
_TESTED = (HypothesisState.RUNNING, HypothesisState.ANALYSIS)
_WEEK = timedelta(weeks=1)


def sprints_back(session: Session, team_id: int, most: int) -> list[Sprint]:
    """A team's last sprints, the running one included, the latest first."""
    query = select(Sprint).where(col(Sprint.team_id) == team_id).order_by(col(Sprint.number).desc())
    return list(session.exec(query.limit(most)))


def items_done(session: Session, sprint: Sprint) -> tuple[int, int]:
    """How many of a sprint's items are done, of those that were not dropped."""
    of_it = (col(SprintItem.team_id) == sprint.team_id, col(SprintItem.sprint_id) == sprint.id)
    query = sa.select(col(SprintItem.state), sa.func.count()).where(*of_it).group_by(col(SprintItem.state))
    found = {state: number for state, number in session.connection().execute(query)}  # noqa: C416 - rows are no tuples
    return found.get(ItemState.DONE, 0), sum(found.values()) - found.get(ItemState.DROPPED, 0)


# -- participation -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WeekTurnout:
    """A week's stand-ups, everyone together. `people`: as many as the largest of them asked."""

    monday: date
    turnout: Turnout
    people: int


def weekly_turnout(session: Session, team_id: int, since: date) -> list[WeekTurnout]:
    """The weeks in which one was held, the first first."""
    query = (
        sa.select(col(StandupRun.held_on), col(StandupRun.id), col(StandupPart.presence), sa.func.count())
        .join(Standup, col(Standup.id) == col(StandupRun.standup_id))
        .join(StandupPart, col(StandupPart.run_id) == col(StandupRun.id))
        .where(
            col(Standup.team_id) == team_id,
            col(StandupRun.held_on) >= since,
            col(StandupRun.state).in_(_HELD),
            col(StandupPart.missed).is_(False),
        )
        .group_by(col(StandupRun.held_on), col(StandupRun.id), col(StandupPart.presence))
        .order_by(col(StandupRun.held_on), col(StandupRun.id))
    )
    counted = [(day, run or 0, presence, number) for day, run, presence, number in session.connection().execute(query)]
    by_week = groupby(counted, key=lambda row: _monday(row[0]))
    return [_week(monday, list(rows)) for monday, rows in by_week]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(monday: date, rows: Sequence[tuple[date, int, str, int]]) -> WeekTurnout:
    asked: dict[int, int] = {}
    for _day, run, _presence, number in rows:
        asked[run] = asked.get(run, 0) + number
    answered = turnout(Presence(presence) for _, _, presence, number in rows for _ in range(number))
    return WeekTurnout(monday, answered, max(asked.values()))


# -- blockers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BlockerSpan:
    """A blocker without its words. `tag`: None where nobody said whom it waits for; the days are its owner's or the
    team's."""

    tag: BlockerTag | None
    opened_on: date
    closed_at: datetime | None


def blockers_since(session: Session, team_id: int, since: date) -> list[BlockerSpan]:
    """Opened since then, those taken back apart."""
    query = sa.select(col(Blocker.tag), col(Blocker.opened_on), col(Blocker.closed_at), col(Blocker.state)).where(
        col(Blocker.team_id) == team_id,
        col(Blocker.opened_on) >= since,
        col(Blocker.state) != BlockerState.WITHDRAWN,
    )
    return [
        BlockerSpan(BlockerTag(tag) if tag else None, opened_on, None if state == BlockerState.OPEN else closed_at)
        for tag, opened_on, closed_at, state in session.connection().execute(query)
    ]


# -- requests ------------------------------------------------------------------------------------------------------


def requests_closed(session: Session, team_id: int, since: datetime) -> list[Request]:
    """Answered since then, in the order in which they were; withdrawn ones apart."""
    query = select(Request).where(
        col(Request.team_id) == team_id,
        col(Request.closed_at) >= since,
        col(Request.state) != RequestState.WITHDRAWN,
    )
    return list(session.exec(query.order_by(col(Request.closed_at), col(Request.id))))


# -- tests and pilots ----------------------------------------------------------------------------------------------


def tests(session: Session, team_id: int, decided: int) -> list[tuple[Hypothesis, TestStanding]]:
    """Those decided last, the latest first, then those that run."""
    ours = (col(Hypothesis.team_id) == team_id, col(Hypothesis.verdict) != "")
    last = select(Hypothesis).where(*ours).order_by(col(Hypothesis.closed_at).desc(), col(Hypothesis.number).desc())
    rows = [*session.exec(last.limit(decided)), *reversed(hypotheses.listed(session, team_id, _TESTED))]
    ids = [row.id for row in rows]
    query = select(HypothesisEvent).where(col(HypothesisEvent.hypothesis_id).in_(ids))
    found = session.exec(query.order_by(col(HypothesisEvent.hypothesis_id), col(HypothesisEvent.seq)))
    steps = {
        id_: [hypotheses.step_of(event) for event in events]
        for id_, events in groupby(found, key=lambda event: event.hypothesis_id)
    }
    return [(row, test_standing(steps[id_of(row)])) for row in rows]


def pilots(session: Session, team_id: int, states: Collection[PilotState]) -> list[tuple[Pilot, PilotStanding]]:
    """A team's in these states, the oldest first."""
    query = select(Pilot).where(col(Pilot.team_id) == team_id, col(Pilot.state).in_(states))
    rows = list(session.exec(query.order_by(col(Pilot.number))))
    steps = store.steps_of(session, rows)
    return [(row, pilot_standing(steps[id_of(row)])) for row in rows]


# -- actions -------------------------------------------------------------------------------------------------------


def last_retro(session: Session, team_id: int) -> Retro | None:
    """The one closed last."""
    query = select(Retro).where(col(Retro.team_id) == team_id, col(Retro.phase) == RetroPhase.CLOSED)
    return session.exec(query.order_by(col(Retro.number).desc()).limit(1)).first()


def actions_of(session: Session, retro: Retro) -> list[tuple[Action, str]]:
    """What was decided there, each with its owner's name."""
    topics = session.exec(select(RetroTopic.ref).where(col(RetroTopic.retro_id) == retro.id))
    made = actions.made_in(session, [retro.ref, *topics])
    names = dict(
        iter(session.exec(select(Person.id, Person.name).where(col(Person.id).in_({row.owner_id for row in made}))))
    )
    return [(row, names.get(row.owner_id, "")) for row in made]
