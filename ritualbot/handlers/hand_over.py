"""What somebody who leaves a team had open in it goes to whoever leads it, as a list."""

from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Tick
from ritualbot.reports import hand_over as report
from ritualbot.store import (
    action as actions,
    blocker as blockers,
    pilot as pilots,
    request as requests,
    sprint_item as items,
    team_roster as roster,
)
from ritualbot.store.team import Person, Team


def hand_over(tick: Tick, team: Team, gone: Person) -> None:
    """Told once for each leaving; nothing where there is nothing open."""
    stuck = [row for row in blockers.open_of(tick.session, roster.id_of(gone)) if row.team_id == team.id]
    to_do = [row for row in actions.open_of(tick.session, roster.id_of(gone)) if row.team_id == team.id]
    asked = [row for row in requests.open_of(tick.session, roster.id_of(gone)) if row.team_id == team.id]
    tried = pilots.owned_by(tick.session, team.id or 0, roster.id_of(gone))
    planned = items.open_of(tick.session, team.id or 0, roster.id_of(gone))
    subject = f"person:{gone.ref}:hand_over:{team.ref}:{tick.now.isoformat()}"
    for lead in day.leads(tick, team) if stuck or to_do or planned or asked or tried else ():
        card = report.handed_over_card(day.words_for(lead, team), gone, team, stuck, to_do, planned, asked, tried)
        tick.tell(lead, "person.handed_over", subject, f"{subject}:{lead.ref}", card, ref=team.ref)
