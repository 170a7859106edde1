"""What keeps the messages about a blocker true, whatever changed it: posted summaries, the alert that it lasts."""

from ritualbot.handlers import sponsor_help_told, standup_day as day
from ritualbot.handlers.context import Tick
from ritualbot.reports import blocker as report, standup as standup_report
from ritualbot.rituals.blocker import BlockerState
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.sponsor_help import About
from ritualbot.store import standup as standups, team as teams
from ritualbot.store.blocker import Blocker
from ritualbot.store.request_blocker import waited_for
from ritualbot.store.team import Person, Team


def settle(tick: Tick, team: Team, row: Blocker, key: str) -> None:
    """After a step of its history; `key` names the step."""
    sponsor_help_told.follow(tick, About.BLOCKER, row.ref, row.state == BlockerState.OPEN, key)
    if row.escalated_at is not None:
        for person in teams.people_with(tick.session, row.team_id, Role.SCRUM_MASTER, Role.ASSISTANT):
            alert(tick, row, team, person, "blocker.settled", key)
    for run in standups.posted_runs(tick.session, row.team_id):
        day.refresh_summary(tick, standup_report.scene(tick.session, run))


def alert(tick: Tick, row: Blocker, team: Team, person: Person, kind: str, key: str) -> None:
    assert person.id is not None
    roles = teams.roles_in(tick.session, person.id, team)
    each = report.seen(tick.session, row, tick.now)
    card = report.stale_card(day.words_for(person, team), each, person, roles, waited_for(tick.session, team, [row]))
    subject = f"blocker:{row.ref}:stale"
    tick.tell(person, kind, subject, f"{subject}:{key}", card, ref=row.ref)
