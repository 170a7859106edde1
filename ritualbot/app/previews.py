"""What the playground can show of each message: the JSON another platform would be sent for it."""

from ritualbot.chat.cards import Card
from ritualbot.chat.events import Place
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.playground.inbound import Previews
from ritualbot.platforms.slack.render import message as slack_message
from ritualbot.platforms.teams.actions import Scope
from ritualbot.platforms.teams.render import message as teams_message

# In the place of a picture, whose bytes tell nobody anything.
_SLACK_PICTURE, _TEAMS_PICTURE = "F0123456789", "data:image/png;base64,…"
_WORDS = Words(LANGUAGES[0])  # of a form in a message, which the playground has none of


def _slack(card: Card, _place: Place) -> object:
    return slack_message(card.pictured(dict.fromkeys(card.charts, _SLACK_PICTURE)))


def _teams(card: Card, place: Place) -> object:
    shown = card.pictured(dict.fromkeys(card.charts, _TEAMS_PICTURE))
    return teams_message(shown, Scope.PERSONAL if place.direct else Scope.SHARED, _WORDS)


PREVIEWS: Previews = {"Slack": _slack, "Teams": _teams}
