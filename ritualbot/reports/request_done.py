"""The answers to what one does with a request: what was done, what comes next, the way back."""

from datetime import date
from zoneinfo import ZoneInfo

from ritualbot.chat.cards import Actions, Block, Button, Card, Note, Style
from ritualbot.chat.text import literal
from ritualbot.i18n import Words
from ritualbot.reports import request as report
from ritualbot.reports.request import UNDO_WITHIN, Reader, Scene
from ritualbot.reports.wording import text
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.request_history import Step
from ritualbot.store.team import Person


def done_card(each: Scene, reader: Reader, step: Step, undo: str = "") -> Card:
    """What was done, who has it now, what comes next and, for ten minutes, the way back, by the ref `undo`."""
    words = reader.words
    title = text(
        words,
        "request.done",
        number=str(each.row.number),
        what=report.what_happened(words, each, step),
        desk=each.desk.name,
    )
    if not undo:
        return Card(title, tuple(report.turn(each, reader)))
    button = Button("request.undo", undo, words.say("request.undo.label"))
    note = Note(text(words, "request.undo.until", time=words.at(step.at + UNDO_WITHIN, reader.zone)))
    return Card(title, (*report.turn(each, reader), Actions((button,)), note))


def is_it_card(each: Scene, reader: Reader, said: str) -> Card:
    """Is this the awaited answer? `said` is what the buttons refer to."""
    words = reader.words
    yes = Button("request.expected", said, words.say("request.expected.label"), Style.MAIN)
    no = Button("request.just_said", said, words.say("request.just_said.label"))
    return Card(text(words, "request.is_it", number=str(each.row.number)), (Actions((yes, no)),))


def filed_card(each: Scene, reader: Reader, to: Person | None, express_left: int) -> Card:
    """Where it went, when an answer is due, and what to do where nobody is there or the day comes too early.
    `express_left`: how many more the desk takes faster."""
    words, now = reader.words, each.now
    title = text(words, "request.filed", number=str(each.row.number), desk=each.desk.name)
    blocks: list[Block] = [report.due(each, reader)]
    if to is None and not each.desk.conversation:
        blocks.append(text(words, "request.nobody", desk=each.desk.name))
    if each.row.needed_on is None:
        blocks.append(text(words, "request.needed_not_said"))
    needed = each.row.needed_on
    if needed is not None and now.decide.due_at is not None and _too_early(each, needed):
        decide = report.moment(words, now.decide.due_at, reader.zone, each.desk.tz)
        blocks.append(text(words, "request.needed_early", day=words.day(needed), decide=decide))
        change = Button("request.redate", each.row.ref, words.say("request.act.redate"))
        keep = Button("request.keep", each.row.ref, words.say("request.keep.label"))
        faster = (Button("request.express", each.row.ref, words.say("request.express.label")),) if express_left else ()
        blocks.append(Actions((*faster, change, keep)))
    else:
        blocks.append(literal(words.say("request.filed_next", name=to.name if to else each.desk.name)))
    return Card(title, tuple(blocks))


def _too_early(each: Scene, needed: date) -> bool:
    due_at = each.now.decide.due_at
    return due_at is not None and needed < local_day(due_at, ZoneInfo(each.desk.tz))


def just_said_card(words: Words, each: Scene) -> Card:
    return Card(text(words, "request.just_said", number=str(each.row.number), desk=each.desk.name))


def kept_card(words: Words, each: Scene) -> Card:
    day = words.day(each.row.needed_on) if each.row.needed_on else words.say("request.needed_later")
    return Card(text(words, "request.kept", number=str(each.row.number), desk=each.desk.name, day=day))


def nobody_card(each: Scene, words: Words) -> Card:
    """Tells the scrum master that a request reached nobody."""
    title = text(words, "request.nobody_told", number=str(each.row.number), desk=each.desk.name)
    return Card(title, (text(words, "request.nobody_remedy", desk=each.desk.name),))
