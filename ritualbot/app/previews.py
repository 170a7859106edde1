"""What the playground can show of each message: the JSON another platform would be sent for it."""

from ritualbot.chat.cards import Card
from ritualbot.chat.events import Place
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.playground.inbound import Previews
from ritualbot.platforms.slack.render import message as slack_message
from ritualbot.platforms.teams.actions import Scope
from ritualbot.platforms.teams.render import message as teams_message

_WORDS = Words(LANGUAGES[0])  # of a form in a message, which the playground has none of


def _slack(card: Card, _place: Place) -> object:
    return slack_message(card)


def _teams(card: Card, place: Place) -> object:
    return teams_message(card, Scope.PERSONAL if place.direct else Scope.SHARED, _WORDS)


PREVIEWS: Previews = {"Slack": _slack, "Teams": _teams}
