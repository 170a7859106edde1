"""The log of a team: what it believes and tests, as far as each may see it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Note, Style
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports import hypothesis as report
from ritualbot.reports.hypothesis import Reader
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.hypothesis_history import HypothesisState
from ritualbot.rituals.inputs import echo
from ritualbot.rituals.permissions import Right, holds
from ritualbot.store import alarms, hypothesis as hypotheses
from ritualbot.store.hypothesis import Hypothesis, HypothesisSettings
from ritualbot.store.team import Person, Team

MOST_LISTED = 10


def list_card(session: Session, reader: Reader, team: Team, rows: Sequence[Hypothesis], title: str) -> Card:
    """`title`: the end of the key of what is listed. With none it says so, with an example."""
    words = reader.words
    foot = _foot(words, reader, team)
    if not rows:
        empty = "hypothesis.list.none_found" if title == "found" else "hypothesis.list.empty"
        return Card(text(words, empty), (text(words, "hypothesis.list.example"), foot))
    blocks = [block for row in rows[:MOST_LISTED] for block in _line(session, reader, row)]
    if len(rows) > MOST_LISTED:
        blocks.append(Note(counted(words, "hypothesis.list.more", len(rows) - MOST_LISTED)))
    return Card(counted(words, f"hypothesis.list.{title}", len(rows)), (*blocks, foot))


def _line(session: Session, reader: Reader, row: Hypothesis) -> tuple[Block, ...]:
    words, each = reader.words, report.scene(session, row)
    owner = each.owner.name if each.owner else words.say("hypothesis.card.nobody")
    state = report.state_text(words, each)
    line = Text("*{name}* {text}", {"name": each.name, "text": row.text})
    stands = Note(Text("{state}, {owner}", {"state": state, "owner": owner}))
    return (line, stands, Actions((Button("hypothesis.look", row.ref, words.say("hypothesis.look.label")),)))


def _foot(words: Words, reader: Reader, team: Team) -> Actions:
    """What one can do beside looking."""
    items = [Button("hypothesis.new", team.ref, words.say("hypothesis.new.label"), Style.MAIN)]
    if holds(reader.roles, Right.HYPOTHESIS_LEAD):
        items.append(Button("hypothesis.settings", team.ref, words.say("hypothesis.settings.label")))
    return Actions(tuple(items))


def handed_over_card(words: Words, gone: Person, team: Team, rows: Sequence[Hypothesis]) -> Card:
    """What someone who left owned, for whoever leads the team."""
    blocks: list[Block] = []
    for row in rows:
        blocks.append(Text("*{name}* {text}", {"name": f"H{row.number}", "text": row.text}))
        label = words.say("hypothesis.assign.label")
        blocks.append(Actions((Button("hypothesis.assign", row.ref, label),)))
    return Card(counted(words, "hypothesis.handed_over", len(rows), name=gone.name, team=team.name), tuple(blocks))


def moments(session: Session, words: Words, team: Team) -> list[tuple[datetime, str, str, Button]]:
    """When the tests that run are over: each with what it is, who is told, and its card."""
    found = []
    for row in hypotheses.listed(session, team.id or 0, {HypothesisState.RUNNING}):
        at, each = alarms.rings_at(session, hypotheses.END, row.ref), report.scene(session, row)
        if at is not None:
            title = words.say("hypothesis.moment.ended", name=each.name, text=echo(row.text))
            look = Button("hypothesis.look", row.ref, words.say("hypothesis.look.label"))
            found.append((at, title, each.owner.name if each.owner else words.say("ritual.moment.leads"), look))
    return found


def settings_card(words: Words, kept: HypothesisSettings) -> Card:
    key = "hypothesis.settings.approval" if kept.approval else "hypothesis.settings.no_approval"
    scored = text(words, "hypothesis.settings.scored", method=kept.scoring.upper())
    return Card(text(words, key), (scored if kept.scoring else text(words, "hypothesis.settings.unscored"),))
