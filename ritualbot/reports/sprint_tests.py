"""Hypotheses as a sprint shows them: those that wait for one, and those it means to test."""

from collections.abc import Sequence

from ritualbot.chat.cards import Actions, Block, Button
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted
from ritualbot.rituals.inputs import echo
from ritualbot.store.hypothesis import Hypothesis

MOST_SHOWN = 5


def waiting_blocks(words: Words, rows: Sequence[Hypothesis]) -> list[Block]:
    """Beside the backlog's items."""
    return _listed_tests(words, "sprint.tests.waiting", rows)


def planned_blocks(words: Words, rows: Sequence[Hypothesis]) -> list[Block]:
    return _listed_tests(words, "sprint.tests.planned", rows)


def _listed_tests(words: Words, key: str, rows: Sequence[Hypothesis]) -> list[Block]:
    if not rows:
        return []
    found: list[Block] = [counted(words, key, len(rows))]
    for row in rows[:MOST_SHOWN]:
        state = words.say(f"hypothesis.state.{row.state}")
        found.append(Text("*H{number}* {text}, {state}", {"number": str(row.number), "text": row.text, "state": state}))
        found.append(Actions((Button("hypothesis.look", row.ref, words.say("hypothesis.look.label")),)))
    return found


def choice(row: Hypothesis) -> str:
    """As an option of the form that starts a sprint."""
    return f"H{row.number} {echo(row.text)}"
