"""A sprint's file as it is named, and where its report says it is."""

import re
from dataclasses import replace

from ritualbot.chat.cards import Actions, Card, File, Note
from ritualbot.i18n import Words
from ritualbot.reports.wording import text
from ritualbot.rituals.inputs import fold
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Team

COMING, HERE, FAILED = "coming", "here", "failed"


def sprint_file(words: Words, team: Team, sprint: Sprint) -> File:
    """Named after the team in plain letters: `printemps-sprint-12.xlsx`."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(team.name)).strip("-") or "ritualbot"
    return File("sprint", sprint.ref, words.language, f"{plain}-sprint-{sprint.number}.xlsx", words.say("file.label"))


def with_note(words: Words, card: Card, file: File, note: str) -> Card:
    """A report that says where its file is; a button brings it to whoever may have it, in their own language."""
    said = Note(text(words, f"sprint.file.{note}"))
    others = [item for block in card.blocks if isinstance(block, Actions) for item in block.items]
    above = (block for block in card.blocks if not isinstance(block, Actions))
    return replace(card, blocks=(*above, said, Actions((file.button, *others))))
