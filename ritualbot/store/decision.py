"""What teams want their sponsor to decide."""

from collections.abc import Collection

from sqlmodel import Session

from ritualbot.rituals.decision import Decision, Wanted
from ritualbot.rituals.pilot import PilotState
from ritualbot.store import pilot as pilots, sponsor_help as helps
from ritualbot.store.team import Person


def wanted(session: Session, sponsor: Person, team_ids: Collection[int]) -> list[Decision]:
    """Everything these teams wait for from the sponsor, told or not: pilots first, then by when it is needed."""
    found = [
        Decision(Wanted.PILOT, row.ref, team_id, None)
        for team_id in team_ids
        for row in pilots.in_team(session, team_id, [PilotState.AT_END])
    ]
    helped = helps.unanswered(session, sponsor.id or 0, team_ids)
    return [*found, *(Decision(Wanted.HELP, row.ref, row.team_id, row.needed_on) for row in helped)]
