"""What people see of bridge days: the question, and what each answers."""

from ritualbot.chat.cards import Actions, Button, Card
from ritualbot.i18n import Words
from ritualbot.reports.absence import when
from ritualbot.reports.wording import text
from ritualbot.rituals.absence import Span
from ritualbot.store.bridge import Answer, Bridge
from ritualbot.store.team import Team

_BRIDGES = {
    Answer.TEAM: "bridge.answer.team",
    Answer.EACH: "bridge.answer.each",
    Answer.NO: "bridge.answer.no",
}


def question_card(words: Words, bridge: Bridge, team: Team) -> Card:
    """The question to who leads the team, or in its place what was answered."""
    day = words.day(bridge.held_on)
    if bridge.answer == Answer.ASKED:
        buttons = (
            Button("bridge.team", bridge.ref, words.say("bridge.team.label")),
            Button("bridge.each", bridge.ref, words.say("bridge.each.label")),
            Button("bridge.no", bridge.ref, words.say("bridge.no.label")),
        )
        line = text(words, "bridge.why", team=team.name)
        return Card(text(words, "bridge.ask", day=day), (line, Actions(buttons)))
    undo = Button("bridge.undo", bridge.ref, words.say("bridge.undo.label"))
    blocks = (Actions((undo,)),) if bridge.answer != Answer.EACH else ()
    return Card(text(words, _BRIDGES[Answer(bridge.answer)], day=day, team=team.name), blocks)


def choice_card(words: Words, bridge: Bridge) -> Card:
    """To each, when each decides."""
    title = text(words, "bridge.choose", day=words.day(bridge.held_on))
    return Card(title, (Actions((_take(words, bridge), _work(words, bridge))),))


def taken_card(words: Words, bridge: Bridge) -> Card:
    title = text(words, "absence.declared", when=when(words, Span(bridge.held_on, bridge.held_on)))
    return Card(title, (text(words, "bridge.taken"), Actions((_work(words, bridge),))))


def worked_card(words: Words, bridge: Bridge) -> Card:
    title = text(words, "bridge.worked", day=words.day(bridge.held_on))
    return Card(title, (Actions((_take(words, bridge),)),))


def _take(words: Words, bridge: Bridge) -> Button:
    return Button("bridge.take", bridge.ref, words.say("bridge.take.label"))


def _work(words: Words, bridge: Bridge) -> Button:
    return Button("bridge.work", bridge.ref, words.say("bridge.work.label"))
