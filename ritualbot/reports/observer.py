"""What those around a team see: the summary as a direct message, and their ideas in one line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Button, Card, Facts, Note, Said, Style
from ritualbot.chat.forms import Form, TextField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.standup import Scene
from ritualbot.reports.standup_summary import summary_card
from ritualbot.reports.wording import text
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.hypothesis_form import TEXT_LIMIT
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.team import Person, Team

IDEA_LIMIT = TEXT_LIMIT


def copy_card(session: Session, words: Words, scene: Scene, now: datetime) -> Card:
    """The summary as the channel reads it, without the buttons that are the team's."""
    card = summary_card(session, words, scene, scene.places[0], now)
    blocks = [block for block in card.blocks if not isinstance(block, Actions)]
    return replace(card, blocks=(*blocks, Note(text(words, "observer.copy", team=scene.team.name))))


def ideas_card(words: Words, team: Team, person: Person, ideas: Sequence[Hypothesis]) -> Card:
    """One's own ideas for a team; with none yet, an example."""
    if ideas:
        filed = Facts(tuple((_filed_on(words, person, idea), Said("", idea.text)) for idea in ideas))
        title = text(words, "idea.title", team=team.name)
        return Card(title, (filed, _open_button(words, team)))
    return Card(text(words, "idea.none", team=team.name), (text(words, "idea.example"), _open_button(words, team)))


def _filed_on(words: Words, person: Person, idea: Hypothesis) -> Text:
    return literal(words.day(local_day(idea.opened_at, person.zone())))


def _open_button(words: Words, team: Team) -> Actions:
    return Actions((Button("idea.open", team.ref, words.say("idea.open.label"), Style.MAIN),))


def idea_form(words: Words, team: Team, initial: str = "") -> Form:
    field = TextField("text", words.say("idea.form.text"), "", True, initial, limit=IDEA_LIMIT, lines=False)
    intro = text(words, "idea.form.intro", team=team.name)
    return Form("idea.save", team.ref, text(words, "idea.form.title"), (field,), words.say("idea.form.submit"), intro)


def filed_card(words: Words, team: Team, idea: Hypothesis) -> Card:
    return Card(text(words, "idea.filed.title", team=team.name), (Said("", idea.text), text(words, "idea.filed.next")))
