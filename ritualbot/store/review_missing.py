"""What the pack of a team's next review would still lack, for whoever can still see to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.pilot import PilotState
from ritualbot.rituals.request_history import Party
from ritualbot.rituals.review import Coming
from ritualbot.store import (
    charter as charters,
    kpi as kpis,
    pilot as pilots,
    request as requests,
    return_totals,
    review as reviews,
    sprint as sprints,
)
from ritualbot.store.review_period import agenda
from ritualbot.store.team import Team
from ritualbot.store.team_roster import id_of

FRESH = timedelta(days=7)  # how old a reading may be
HIDDEN = "…"  # in the place of a question that is confidential


class Lack(StrEnum):
    """In the order they are told."""

    UNNAMED = "unnamed"  # what the team is measured by
    KPI = "kpi"  # not read this week
    SPRINT = "sprint"  # over, and not closed
    COST = "cost"  # a decided test without its cost or its gain
    CHECK = "check"  # a checkpoint of a pilot nobody answered
    OURS = "ours"  # requests that wait for the team
    HELP = "help"  # asked of the sponsor, and still unanswered


@dataclass(frozen=True)
class Missing:
    """`names`: of what it is lacking, as the team calls them."""

    lack: Lack
    names: tuple[str, ...] = ()


def missing(session: Session, team: Team, coming: Coming, now: datetime) -> list[Missing]:
    found = {
        **_kpi(session, team, now),
        Lack.SPRINT: _sprint(session, team, coming),
        Lack.COST: _costs(session, team, coming, now),
        Lack.CHECK: _checks(session, team),
        Lack.OURS: _ours(session, team),
        Lack.HELP: _helps(session, team),
    }
    return [Missing(lack, names) for lack, names in found.items() if names]


def _kpi(session: Session, team: Team, now: datetime) -> dict[Lack, tuple[str, ...]]:
    charter, today = charters.read(session, id_of(team)), local_day(now, team.zone())
    if not charter.kpi:
        return {Lack.UNNAMED: (team.name,)}
    last = kpis.as_of(session, charter, today)
    fresh = last is not None and today - last.read_on <= FRESH
    return {} if fresh else {Lack.KPI: (charter.kpi,)}


def _sprint(session: Session, team: Team, coming: Coming) -> tuple[str, ...]:
    """One that should be closed before the pack goes out."""
    sprint = sprints.current(session, id_of(team))
    return (sprint.name,) if sprint is not None and sprint.ends_on < coming.pack_on else ()


def _costs(session: Session, team: Team, coming: Coming, now: datetime) -> tuple[str, ...]:
    since = reviews.since(session, team, coming)
    decided = [each for each in return_totals.tests(session, id_of(team), now) if each.at > since]
    return tuple(f"H{each.row.number}" for each in decided if each.figures.cost is None or each.figures.gain is None)


def _checks(session: Session, team: Team) -> tuple[str, ...]:
    rows = pilots.in_team(session, id_of(team), [PilotState.RUNNING, PilotState.AT_END])
    return tuple(row.name for row in rows if pilots.stand(session, row).open_weeks)


def _helps(session: Session, team: Team) -> tuple[str, ...]:
    """The questions, but for what is confidential."""
    found = agenda(session, team)
    return tuple(row.question if row.ref in found.open else HIDDEN for row in found.unanswered)


def _ours(session: Session, team: Team) -> tuple[str, ...]:
    rows = requests.open_in(session, id_of(team))
    return tuple(f"#{row.number}" for row in rows if requests.stand(session, row).ball is Party.TEAM)
