"""What somebody who leaves a team had open in it goes to whoever leads it, as a list."""

from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Tick
from ritualbot.reports import hand_over as report
from ritualbot.reports.hand_over import Left
from ritualbot.store import (
    action as actions,
    blocker as blockers,
    hypothesis as hypotheses,
    pilot as pilots,
    request as requests,
    sprint_item as items,
    team_roster as roster,
)
from ritualbot.store.team import Person, Team


def hand_over(tick: Tick, team: Team, gone: Person) -> None:
    """Told once for each leaving; nothing where there is nothing open."""
    left = _left(tick, team, gone)
    subject = f"person:{gone.ref}:hand_over:{team.ref}:{tick.now.isoformat()}"
    for lead in day.leads(tick, team) if left.anything() else ():
        card = report.handed_over_card(day.words_for(lead, team), gone, team, left)
        tick.tell(lead, "person.handed_over", subject, f"{subject}:{lead.ref}", card, ref=team.ref)


def _left(tick: Tick, team: Team, gone: Person) -> Left:
    session, team_id, gone_id = tick.session, roster.id_of(team), roster.id_of(gone)
    return Left(
        blockers=[row for row in blockers.open_of(session, gone_id) if row.team_id == team_id],
        actions=[row for row in actions.open_of(session, gone_id) if row.team_id == team_id],
        items=items.open_of(session, team_id, gone_id),
        requests=[row for row in requests.open_of(session, gone_id) if row.team_id == team_id],
        hypotheses=[row for row in hypotheses.open_of(session, gone_id) if row.team_id == team_id],
        pilots=pilots.owned_by(session, team_id, gone_id),
    )
