"""What a team is told of its sponsor's decisions: whoever leads it, and its channels."""

from collections.abc import Callable

from ritualbot.chat.cards import Card
from ritualbot.handlers.context import Tick
from ritualbot.handlers.standup_day import words_for
from ritualbot.i18n import Words
from ritualbot.store import person as people, team as teams
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

TOLD, POSTED = "decision.told", "decision.posted"


def tell(tick: Tick, team: Team, ref: str, by: Person, made: Callable[[Words], Card]) -> None:
    """To whoever leads, and in the team's channels; once by `ref`."""
    tell_leads(tick, team, ref, by, made)
    post(tick, team, ref, made)


def tell_leads(tick: Tick, team: Team, ref: str, by: Person, made: Callable[[Words], Card]) -> None:
    """Unless they said it themselves."""
    subject = f"decision:{ref}"
    for person in people.leads(tick.session, team, tick.now):
        if person.id != by.id:
            card = made(words_for(person, team))
            tick.tell(person, TOLD, f"{subject}:{person.ref}", f"{subject}:{person.ref}", card, ref=ref)


def post(tick: Tick, team: Team, ref: str, made: Callable[[Words], Card]) -> None:
    """In the team's channels alone."""
    subject = f"decision:{ref}"
    for place in teams.destinations(tick.session, id_of(team)):
        tick.post(place, POSTED, subject, subject, made(Words(place.language)), ref)
