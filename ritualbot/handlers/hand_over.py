"""What somebody who leaves a team had open in it goes to whoever leads it, as a list."""

from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Tick
from ritualbot.reports import blocker as report
from ritualbot.store import blocker as blockers, team_roster as roster
from ritualbot.store.team import Person, Team


def hand_over(tick: Tick, team: Team, gone: Person) -> None:
    """Told once for each leaving; nothing where there is nothing open."""
    rows = [row for row in blockers.open_of(tick.session, roster.id_of(gone)) if row.team_id == team.id]
    subject = f"person:{gone.ref}:hand_over:{team.ref}:{tick.now.isoformat()}"
    for lead in day.leads(tick, team) if rows else ():
        card = report.handed_over_card(day.words_for(lead, team), gone, team, rows)
        tick.tell(lead, "person.handed_over", subject, f"{subject}:{lead.ref}", card, ref=team.ref)
