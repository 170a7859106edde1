"""Closing a sprint, once, and reopening it: the snapshot, what carries over, what time does next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from ritualbot.rituals.action import ActionState
from ritualbot.rituals.blocker import BlockerState
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.request_history import OPEN, RequestState
from ritualbot.rituals.retro import RetroPhase
from ritualbot.rituals.sprint import GoalMet, ItemState, SprintState
from ritualbot.rituals.sprint_snapshot import (
    ActionsThen,
    Became,
    BlockersThen,
    HypothesesThen,
    ItemThen,
    KpiThen,
    RequestsThen,
    Snapshot,
    StandupThen,
    dump,
    load,
)
from ritualbot.rituals.standup import Presence, turnout
from ritualbot.store import (
    action as actions,
    alarms,
    blocker as blockers,
    charter as charters,
    kpi as kpis,
    request as requests,
    retro as retros,
    sprint as sprints,
    sprint_hypotheses,
    sprint_item as items,
)
from ritualbot.store.blocker import Blocker
from ritualbot.store.retro import Retro
from ritualbot.store.sprint import OFFER, PLAN, Sprint, SprintItem, SprintReport
from ritualbot.store.sprint_goal import SprintGoal
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun
from ritualbot.store.team import Person, Team


@dataclass(frozen=True)
class Outcome:
    """What the closing form says. `back`: the refs of the items that go back to the backlog."""

    goal_met: GoalMet
    kpi_value: str
    back: frozenset[str]


def close(session: Session, team: Team, sprint: Sprint, outcome: Outcome, by: Person, now: datetime) -> SprintReport:
    """The sprint is running and its team locked: a report of its own, and nothing of it is open any more."""
    assert sprint.id is not None and by.id is not None
    planned = items.lock_of_sprint(session, sprint.id)
    _keep_value(session, team, outcome.kpi_value, by, now)
    snapshot = _snapshot(session, team, sprint, planned, outcome, now)
    sprint.state, sprint.version = SprintState.CLOSED, sprint.version + 1
    sprint.closed_at, sprint.closed_by = now, by.id
    sprint.goal_met, sprint.kpi_value = outcome.goal_met, outcome.kpi_value
    report = SprintReport(
        sprint_id=sprint.id,
        version=sprint.version,
        reason=sprint.reopened_for,
        made_at=now,
        made_by=by.id,
        snapshot=dump(snapshot),
    )
    session.add_all([sprint, report])
    session.flush()
    items.carry(session, sprint, [each for each in planned if each.state == ItemState.OPEN], outcome.back)
    _move_alarms(session, team, sprint, now)
    return report


def _keep_value(session: Session, team: Team, value: str, by: Person, now: datetime) -> None:
    """The value the close gives is read today, unless it is the one last known: that keeps its day."""
    charter, today = charters.read(session, team.id or 0), local_day(now, team.zone())
    last = kpis.as_of(session, charter, today)
    if charter.kpi and value and (last is None or Decimal(last.value) != Decimal(value)):
        kpis.put(session, charter, today, value, "", by.id, now)


def _move_alarms(session: Session, team: Team, sprint: Sprint, now: datetime) -> None:
    """Nobody is asked again to close it; the next one is proposed on its first day, if that is still to come."""
    alarms.clear(session, OFFER, sprint.ref)
    alarms.clear(session, PLAN, team.ref)
    at = sprints.plan_moment(session, team, now)
    if at is not None and at > now:
        alarms.set(session, PLAN, team.ref, at)


def reopen(session: Session, team: Team, sprint: Sprint, reason: str, now: datetime) -> int:
    """The sprint is closed, its team locked, and no other runs: it goes on with what it had; how many items came back.
    Its reports stay as they are."""
    assert sprint.id is not None
    last = sprints.last_report(session, sprint.id)
    assert last is not None
    before = load(last.snapshot)
    sprint.state = SprintState.RUNNING
    sprint.closed_at, sprint.closed_by, sprint.goal_met = None, None, None
    sprint.reopened_for = reason
    session.add(sprint)
    session.flush()
    sprints.expect_plan(session, team, now)
    return items.bring_back(session, sprint, before.refs(Became.CARRIED), before.refs(Became.BACK))


# -- the snapshot --------------------------------------------------------------------------------------------------


def _snapshot(
    session: Session, team: Team, sprint: Sprint, planned: Sequence[SprintItem], outcome: Outcome, now: datetime
) -> Snapshot:
    retro = retros.of_sprint(session, sprint.id or 0)
    today = local_day(now, team.zone())
    until = max(today, sprint.ends_on)
    return Snapshot(
        number=sprint.number,
        name=sprint.name,
        goal=sprint.goal,
        starts_on=sprint.starts_on.isoformat(),
        ends_on=sprint.ends_on.isoformat(),
        closed_on=today.isoformat(),
        goal_met=outcome.goal_met,
        kpi=_kpi(session, sprint.team_id, outcome.kpi_value, today),
        items=_items(session, planned, outcome.back),
        standup=_standup(session, sprint.team_id, sprint.starts_on, until),
        blockers=_blockers(session, sprint, until),
        actions=_actions(session, sprint),
        requests=_requests(session, sprint),
        hypotheses=_hypotheses(session, sprint),
        retro=retro.ref if retro else "",
        retro_open=retro is not None and retro.phase != RetroPhase.CLOSED,
    )


def _kpi(session: Session, team_id: int, value: str, today: date) -> KpiThen:
    """With the day `value` was read: missing, no day."""
    charter = charters.read(session, team_id)
    read = kpis.as_of(session, charter, today) if value else None
    read_on = read.read_on.isoformat() if read is not None else ""
    return KpiThen(charter.kpi, charter.kpi_unit, charter.kpi_baseline, value, charter.kpi_target, read_on)


def _items(session: Session, planned: Sequence[SprintItem], back: Collection[str]) -> tuple[ItemThen, ...]:
    ids = {each.owner_id for each in planned}
    owners = {person.id: person.ref for person in session.exec(select(Person).where(col(Person.id).in_(ids)))}
    found = []
    for each in planned:
        became = _became(each, back)
        found.append(
            ItemThen(
                ref=each.ref,
                title=each.title,
                owner=owners.get(each.owner_id, ""),
                priority=each.priority,
                need=each.need,
                became=became,
                carries=each.carries + (became is Became.CARRIED),
            )
        )
    return tuple(found)


def _became(item: SprintItem, back: Collection[str]) -> Became:
    if item.state != ItemState.OPEN:
        return Became(item.state)
    return Became.BACK if item.ref in back else Became.CARRIED


def _standup(session: Session, team_id: int, first: date, last: date) -> StandupThen:
    """Over all the team's stand-ups."""
    mine = select(Standup.id).where(col(Standup.team_id) == team_id)
    held = (
        col(StandupRun.standup_id).in_(mine),
        col(StandupRun.state) != RunState.SKIPPED,
        col(StandupRun.held_on) >= first,
        col(StandupRun.held_on) <= last,
    )
    runs = session.exec(select(StandupRun.id).where(*held)).all()
    parts = select(StandupPart.presence).where(col(StandupPart.run_id).in_(runs), col(StandupPart.missed).is_(False))
    there = turnout(Presence(each) for each in session.exec(parts))
    return StandupThen(len(runs), there.answered, there.expected)


def _blockers(session: Session, sprint: Sprint, until: date) -> BlockersThen:
    within = (
        col(Blocker.team_id) == sprint.team_id,
        col(Blocker.opened_on) >= sprint.starts_on,
        col(Blocker.opened_on) <= until,
        col(Blocker.state) != BlockerState.WITHDRAWN,
    )
    gone = (
        col(Blocker.team_id) == sprint.team_id,
        col(Blocker.closed_at) >= sprint.started_at,
        col(Blocker.state).in_((BlockerState.RESOLVED, BlockerState.CLEARED)),
    )
    opened, closed = (
        session.exec(select(sa.func.count(col(Blocker.id))).where(*which)).one() for which in (within, gone)
    )
    return BlockersThen(opened, closed, tuple(each.ref for each in blockers.open_in(session, sprint.team_id)))


def _actions(session: Session, sprint: Sprint) -> ActionsThen:
    done = select(sa.func.count(col(actions.Action.id))).where(
        col(actions.Action.team_id) == sprint.team_id,
        col(actions.Action.state) == ActionState.DONE,
        col(actions.Action.closed_at) >= sprint.started_at,
    )
    left = actions.open_in(session, sprint.team_id)
    return ActionsThen(session.exec(done).one(), tuple(each.ref for each in left))


def _requests(session: Session, sprint: Sprint) -> RequestsThen:
    """Answered, whatever the answer: what was withdrawn was not."""
    answered = select(sa.func.count(col(requests.Request.id))).where(
        col(requests.Request.team_id) == sprint.team_id,
        col(requests.Request.state).not_in((*OPEN, RequestState.WITHDRAWN)),
        col(requests.Request.closed_at) >= sprint.started_at,
    )
    left = requests.open_in(session, sprint.team_id)
    return RequestsThen(session.exec(answered).one(), tuple(each.ref for each in left))


def _hypotheses(session: Session, sprint: Sprint) -> HypothesesThen:
    left = sprint_hypotheses.testing(session, sprint.team_id)
    return HypothesesThen(len(sprint_hypotheses.closed_in(session, sprint)), tuple(each.ref for each in left))


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes a customer's sprints closed before then with their items and reports, and what was dropped from the
    backlog. What is still to do stays, without the sprint it came from."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    old = select(Sprint.id).where(
        col(Sprint.team_id).in_(mine), col(Sprint.state) == SprintState.CLOSED, col(Sprint.closed_at) < before
    )
    dropped = (
        col(SprintItem.team_id).in_(mine),
        col(SprintItem.state) != ItemState.OPEN,
        col(SprintItem.done_at) < before,
        col(SprintItem.sprint_id).is_(None),
    )
    connection = session.connection()
    came = sa.update(SprintItem).where(col(SprintItem.carried_from).in_(old))
    connection.execute(came.values(carried_from=None))
    connection.execute(sa.update(Retro).where(col(Retro.sprint_id).in_(old)).values(sprint_id=None))
    connection.execute(delete(SprintItem).where(col(SprintItem.sprint_id).in_(old)))
    connection.execute(delete(SprintItem).where(*dropped))
    connection.execute(delete(SprintGoal).where(col(SprintGoal.sprint_id).in_(old)))
    connection.execute(delete(SprintReport).where(col(SprintReport.sprint_id).in_(old)))
    connection.execute(
        delete(Sprint).where(
            col(Sprint.team_id).in_(mine), col(Sprint.state) == SprintState.CLOSED, col(Sprint.closed_at) < before
        )
    )
