"""How a pilot goes on by itself: it asks at its checkpoints, says what was missed, comes to its end, asks its yield."""

from ritualbot.handlers import pilot_told as told
from ritualbot.handlers.context import Tick
from ritualbot.reports import pilot as report
from ritualbot.rituals.pilot import Happened, PilotState, to_warn
from ritualbot.rituals.pilot_day import Coming, Due, coming
from ritualbot.store import pilot as pilots, sprint as sprints
from ritualbot.store.pilot import Pilot
from ritualbot.store.team import Team


def due(tick: Tick, ref: str) -> None:
    """The alarm of a pilot: the one thing that is due. What is due besides rings at once."""
    row = pilots.by_ref(tick.session, ref)
    if row is None:
        return
    team = tick.session.get_one(Team, row.team_id)
    pattern = sprints.team_pattern(tick.session, team, row.starts_on or row.created_at.date())
    found = coming(pilots.stand(tick.session, row), pattern)
    if found is None or found.at > tick.now:
        pilots.refresh(tick.session, row, tick.now)
        return
    _do(tick, row, found)


def _do(tick: Tick, row: Pilot, found: Coming) -> None:
    week = {"week": str(found.week)} if found.week else {}
    kinds = {Due.CHECK: Happened.ASKED, Due.MISSED: Happened.MISSED, Due.YIELD: Happened.YIELD_ASKED}
    pilots.record(tick.session, row, kinds[found.what], None, tick.now, week)
    each = report.seen(tick.session, row)
    match found.what:
        case Due.CHECK:
            told.ask_check(tick, each, found.week)
        case Due.MISSED:
            told.tell_missed(tick, each, found.week)
            end(tick, row, {})
        case Due.YIELD:
            told.ask_yield(tick, each)


def end(tick: Tick, row: Pilot, data: dict[str, str], person_id: int | None = None) -> None:
    """Its last checkpoint was answered or missed, or somebody says why it should not go on: it has to be decided."""
    now = pilots.stand(tick.session, row)
    last = now.weeks[-1]
    over = last in now.checked or last in now.missed
    if now.state is PilotState.RUNNING and (over or data):
        pilots.record(tick.session, row, Happened.ENDED, person_id, tick.now, data)
        told.ask_decision(tick, report.seen(tick.session, row))


def watch_budget(tick: Tick, row: Pilot) -> None:
    """80 % and 100 % of the budget, each told once; reached together, the higher one."""
    level = to_warn(pilots.stand(tick.session, row))
    if level is not None:
        pilots.record(tick.session, row, Happened.WARNED, None, tick.now, {"level": str(level)})
        told.warn(tick, report.seen(tick.session, row), level)
