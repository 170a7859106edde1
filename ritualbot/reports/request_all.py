"""The answers to taking all that is new at once, and to taking that back."""

from collections.abc import Sequence
from datetime import datetime

from ritualbot.chat.cards import Actions, Block, Button, Card, Note
from ritualbot.reports import request as report
from ritualbot.reports.request import UNDO_WITHIN, Reader, Scene
from ritualbot.reports.wording import counted, text

MOST_LISTED = 10


def taken_card(reader: Reader, taken: Sequence[Scene], undo: str, now: datetime) -> Card:
    """How many, when each is to be answered, and for ten minutes the way back; `undo` is what the button refers to."""
    words = reader.words
    if not taken:
        none = (text(words, "request.take_all.none"), text(words, "request.take_all.next"))
        return Card(text(words, "request.take_all.title"), none)
    button = Button("request.untake_all", undo, words.say("request.undo.label"))
    note = Note(text(words, "request.undo.until", time=words.at(now + UNDO_WITHIN, reader.zone)))
    done = counted(words, "request.take_all.done", len(taken))
    return Card(text(words, "request.take_all.title"), (done, *_lines(reader, taken), Actions((button,)), note))


def given_back_card(reader: Reader, given_back: Sequence[Scene]) -> Card:
    words = reader.words
    if not given_back:
        none = (text(words, "request.take_all.moved_on"), text(words, "request.take_all.next"))
        return Card(text(words, "request.take_all.title"), none)
    undone = counted(words, "request.take_all.undone", len(given_back))
    return Card(text(words, "request.take_all.title"), (undone, *_lines(reader, given_back)))


def _lines(reader: Reader, found: Sequence[Scene]) -> list[Block]:
    words = reader.words
    lines: list[Block] = []
    for each in found[:MOST_LISTED]:
        due = report.due(each, reader).plain()
        lines.append(text(words, "request.take_all.line", number=str(each.row.number), title=each.row.title, due=due))
        lines.append(Actions((Button("request.look", each.row.ref, words.say("request.look.label")),)))
    if len(found) > MOST_LISTED:
        lines.append(Note(counted(words, "request.list.more", len(found) - MOST_LISTED)))
    return lines
