"""The playground's actions: a few that people took in the first half of the sprint."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session

from ritualbot.i18n import known
from ritualbot.rituals.action import ActionSource
from ritualbot.store import action as actions
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

# Whose, what, how many days after this week's Monday it is due.
_ACTIONS: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    "fr": (
        ("lea", "Réunir les mentions des jeux-concours passés", 11),
        ("alice", "Inviter la DSI à la prochaine revue", 15),
        ("lea", "Proposer au juridique un règlement type", 18),
    ),
    "en": (
        ("lea", "Gather the notices of past contests", 11),
        ("alice", "Invite IT to the next review", 15),
        ("lea", "Offer legal a standard set of contest rules", 18),
    ),
}


def give_actions(
    session: Session, team: Team, people: Mapping[str, Person], language: str, monday: date, now: datetime
) -> None:
    """Each made by its owner, in the middle of the week before."""
    for user, text, days in _ACTIONS[known(language)]:
        owner, made_at = id_of(people[user]), now - timedelta(days=5)
        due_on = monday + timedelta(days=days)
        actions.propose(session, id_of(team), text, owner, due_on, ActionSource.COMMAND, "", owner, made_at)
