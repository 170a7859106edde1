"""What is said of a stand-up answer typed as a direct message."""

from ritualbot.chat.cards import Actions, Button, Card, Style
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.standup import Scene
from ritualbot.reports.wording import text
from ritualbot.rituals.standup import Presence
from ritualbot.store.standup import StandupPart
from ritualbot.store.standup_text import StandupText


def thanks_card(words: Words) -> Card:
    return Card(text(words, "standup.typed.thanks"))


def absent_card(words: Words, scene: Scene, row: StandupText) -> Card:
    """A question: an absence is never guessed."""
    buttons = (
        Button("standup.absent", row.ref, words.say("standup.absent.label"), Style.MAIN),
        Button("standup.typed", row.ref, words.say("standup.typed.label")),
    )
    return Card(_question(words, scene), (text(words, "standup.absent.next"), Actions(buttons)))


def _question(words: Words, scene: Scene) -> Text:
    return text(words, "standup.absent.title", day=words.day(scene.run.held_on))


def offer_card(words: Words, scene: Scene, part: StandupPart, row: StandupText) -> Card:
    """The text waits in the form: something else is asked for as well, or there is an answer already."""
    there_is_one = part.presence == Presence.ANSWERED
    sentence = text(words, "standup.typed.second" if there_is_one else "standup.typed.incomplete")
    button = Button("standup.open", part.ref, words.say("standup.typed.complete"), Style.MAIN)
    return Card(sentence, (Actions((button,)),))


def absence_noted_card(words: Words) -> Card:
    return Card(text(words, "standup.typed.absent"))


def taken_back_card(words: Words) -> Card:
    return Card(text(words, "standup.typed.taken_back"))


def filed_card(words: Words) -> Card:
    return Card(text(words, "standup.typed.filed"))
