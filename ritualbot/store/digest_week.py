"""What a team's week comes to, for its sponsor's digest: read only, counts and what was decided, of no one person."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.rituals import sprint as sprint_rules
from ritualbot.rituals.blocker import STALE_AFTER, BlockerState
from ritualbot.rituals.calendar import WorkPattern, business_days_between, local_day
from ritualbot.rituals.digest import Change, Week
from ritualbot.rituals.hypothesis_listen import users_only, whom_of
from ritualbot.rituals.return_totals import Totals
from ritualbot.rituals.sprint import ItemState, Progress, SprintState, last_work_day
from ritualbot.rituals.sprint_snapshot import Became, load
from ritualbot.store import (
    charter as charters,
    digest_requests,
    digest_tests,
    kpi as kpis,
    return_totals,
    sprint as sprints,
)
from ritualbot.store.blocker import Blocker
from ritualbot.store.digest_requests import RequestsWeek
from ritualbot.store.digest_tests import PilotNow, TestNow
from ritualbot.store.sprint import Sprint, SprintItem
from ritualbot.store.team import Team
from ritualbot.store.team_roster import id_of

_AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class KpiNow:
    """Numbers as a charter keeps them; empty: missing. `before`: what was known a week ago, read on `before_on`."""

    name: str
    unit: str
    target: str
    value: str = ""
    read_on: date | None = None
    before: str = ""
    before_on: date | None = None


@dataclass(frozen=True)
class SprintNow:
    """The one that runs. `planned`: without what was dropped."""

    sprint: Sprint
    progress: Progress
    done: int
    planned: int


@dataclass(frozen=True)
class SprintOver:
    """One that was closed this week, by its last report."""

    sprint: Sprint
    done: int
    planned: int


@dataclass(frozen=True)
class BlockersWeek:
    """`old`: of those open, how many for longer than `STALE_AFTER` business days; `tags`: where those open wait."""

    open: Change
    raised: Change
    resolved: Change
    old: int
    tags: Counter[str]


@dataclass(frozen=True)
class Facts:
    """`starts_on`, `ends_on`: when the next sprint starts and the running one ends, where that is soon. `today`: the
    week's last day where the team is; up to `last` is told what comes next."""

    kpi: KpiNow | None
    running: SprintNow | None
    over: tuple[SprintOver, ...]
    items: Change
    blockers: BlockersWeek
    requests: RequestsWeek
    decided: tuple[TestNow, ...]
    tests: tuple[TestNow, ...]
    users_only: bool
    pilots: tuple[PilotNow, ...]
    totals: Totals
    starts_on: date | None
    ends_on: date | None
    today: date
    last: date


def facts(session: Session, team: Team, week: Week) -> Facts:
    team_id, today = id_of(team), local_day(week.until, team.zone())
    told_on = local_day(week.told_until, team.zone())
    last = today + _AHEAD
    sprint = sprints.current(session, team_id)
    over = _closed(session, team_id, week)
    tests = digest_tests.running(session, team_id, week)
    pattern = sprints.team_pattern(session, team, local_day(week.before, team.zone()) - timedelta(days=365))
    return Facts(
        kpi=_kpi(session, team, week),
        running=_running(session, sprint, pattern, told_on) if sprint is not None else None,
        over=tuple(_over(session, each) for each in over if each.closed_at and each.closed_at >= week.since),
        items=_items_done(session, [each for each in (*over, sprint) if each is not None], week),
        blockers=_blockers(session, team_id, week, pattern, told_on),
        requests=digest_requests.week_of(session, team_id, week, last),
        decided=digest_tests.decided(session, team_id, week),
        tests=tests,
        users_only=users_only([whom_of(each.now) for each in tests]),
        pilots=digest_tests.known_pilots(session, team_id, week, pattern, last),
        totals=return_totals.totals(session, team_id, None, week.told_until),
        starts_on=_starts_on(session, team, week, today, last),
        ends_on=_ends_on(sprint, pattern, today, last),
        today=today,
        last=last,
    )


def _kpi(session: Session, team: Team, week: Week) -> KpiNow | None:
    charter = charters.read(session, id_of(team))
    if not charter.kpi:
        return None
    now = kpis.as_of(session, charter, local_day(week.told_until, team.zone()))
    then = kpis.as_of(session, charter, local_day(week.since, team.zone()))
    return KpiNow(
        charter.kpi,
        charter.kpi_unit,
        charter.kpi_target,
        now.value if now else "",
        now.read_on if now else None,
        then.value if then else "",
        then.read_on if then else None,
    )


# -- the sprint ----------------------------------------------------------------------------------------------------


def _closed(session: Session, team_id: int, week: Week) -> list[Sprint]:
    """This week or the one before, the earliest first."""
    query = select(Sprint).where(
        col(Sprint.team_id) == team_id,
        col(Sprint.state) == SprintState.CLOSED,
        col(Sprint.closed_at) >= week.before,
        col(Sprint.closed_at) < week.told_until,
    )
    return list(session.exec(query.order_by(col(Sprint.number))))


def _running(session: Session, sprint: Sprint, pattern: WorkPattern, today: date) -> SprintNow:
    query = select(SprintItem.state).where(
        col(SprintItem.team_id) == sprint.team_id, col(SprintItem.sprint_id) == sprint.id
    )
    states = Counter(session.exec(query))
    done = states[ItemState.DONE]
    return SprintNow(sprint, sprint_rules.progress(sprint.span(), today, pattern), done, done + states[ItemState.OPEN])


def _over(session: Session, sprint: Sprint) -> SprintOver:
    report = sprints.last_report(session, sprint.id or 0)
    items = load(report.snapshot).items if report is not None else ()
    done = sum(item.became == Became.DONE for item in items)
    return SprintOver(sprint, done, sum(item.became != Became.DROPPED for item in items))


def _items_done(session: Session, of: Sequence[Sprint], week: Week) -> Change:
    """In these sprints, this week and the one before."""
    if not of:
        return Change(0, 0)
    query = select(SprintItem.done_at).where(
        col(SprintItem.team_id) == of[0].team_id,
        col(SprintItem.sprint_id).in_([each.id for each in of]),
        col(SprintItem.state) == ItemState.DONE,
        col(SprintItem.done_at) >= week.before,
    )
    return _change([at for at in session.exec(query) if at is not None], week)


def _change(moments: Collection[datetime], week: Week) -> Change:
    """How many of them lie in this week, and in the one before."""
    return Change(
        sum(week.since <= at < week.told_until for at in moments), sum(week.before <= at < week.since for at in moments)
    )


def _starts_on(session: Session, team: Team, week: Week, today: date, last: date) -> date | None:
    at = sprints.plan_moment(session, team, week.until)
    day = local_day(at, team.zone()) if at is not None else None
    return day if day is not None and today < day <= last else None


def _ends_on(sprint: Sprint | None, pattern: WorkPattern, today: date, last: date) -> date | None:
    day = last_work_day(sprint.span(), pattern) if sprint is not None else None
    return day if day is not None and today < day <= last else None


# -- what hinders --------------------------------------------------------------------------------------------------


def _blockers(session: Session, team_id: int, week: Week, pattern: WorkPattern, today: date) -> BlockersWeek:
    """All that were open at some time of this week or the one before; not those taken back at once."""
    query = select(Blocker).where(
        col(Blocker.team_id) == team_id,
        col(Blocker.state) != BlockerState.WITHDRAWN,
        col(Blocker.opened_at) < week.told_until,
        sa.or_(col(Blocker.closed_at).is_(None), col(Blocker.closed_at) >= week.before),
    )
    rows = list(session.exec(query))
    still = _open_at(rows, week.told_until)
    return BlockersWeek(
        open=Change(len(still), len(_open_at(rows, week.since))),
        raised=_change([row.opened_at for row in rows], week),
        resolved=_change([row.closed_at for row in rows if row.closed_at is not None], week),
        old=sum(business_days_between(row.opened_on, today, pattern) > STALE_AFTER for row in still),
        tags=Counter(row.tag for row in still if row.tag),
    )


def _open_at(rows: Sequence[Blocker], at: datetime) -> list[Blocker]:
    """What was open just before a moment."""
    return [row for row in rows if row.opened_at < at and (row.closed_at is None or row.closed_at >= at)]
