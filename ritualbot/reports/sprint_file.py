"""A sprint's files as they are named, where its report says one is, and what those are told who stand in the other."""

import re
from dataclasses import replace

from ritualbot.chat.cards import Actions, Button, Card, File, Note
from ritualbot.i18n import Words
from ritualbot.reports.wording import text
from ritualbot.rituals.inputs import fold
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Team

COMING, HERE, FAILED = "coming", "here", "failed"


def sprint_file(words: Words, team: Team, sprint: Sprint) -> File:
    """Named after the team in plain letters: `printemps-sprint-12.xlsx`."""
    return File("sprint", sprint.ref, words.language, f"{_stem(team, sprint)}.xlsx", words.say("file.label"))


def names_file(words: Words, team: Team, sprint: Sprint) -> File:
    """The same with participation by person, which its name says in the reader's language."""
    name = f"{_stem(team, sprint)}-{words.say('sprint.names.file')}.xlsx"
    return File("sprint_names", sprint.ref, words.language, name, words.say("sprint.names.label", name=sprint.name))


def _stem(team: Team, sprint: Sprint) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", fold(team.name)).strip("-") or "ritualbot"
    return f"{plain}-sprint-{sprint.number}"


def names_told_card(words: Words, who: str, team: Team, sprint: Sprint) -> Card:
    """Who asked, of which sprint, what is in it, why it is told."""
    shown = Button("retention.privacy", "", words.say("sprint.names.privacy.label"))
    title = text(words, "sprint.names.told", who=who, name=sprint.name, team=team.name)
    blocks = (text(words, "sprint.names.content"), text(words, "sprint.names.why", who=who), Actions((shown,)))
    return Card(title, blocks)


def with_note(words: Words, card: Card, file: File, note: str) -> Card:
    """A report that says where its file is; a button brings it to whoever may have it, in their own language."""
    said = Note(text(words, f"sprint.file.{note}"))
    others = [item for block in card.blocks if isinstance(block, Actions) for item in block.items]
    above = (block for block in card.blocks if not isinstance(block, Actions))
    return replace(card, blocks=(*above, said, Actions((file.button, *others))))


def attached_card(words: Words, file: File) -> Card:
    """Under the report, where nobody asked for it."""
    return Card(text(words, "sprint.file.title", name=file.name), (file,))
