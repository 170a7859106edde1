"""The end of a sprint as people see it: the demo with what was remarked, and what was learnt."""

from collections.abc import Sequence

from ritualbot.chat.cards import Actions, Block, Button, Card, Facts, Note, Row, Said, Table
from ritualbot.chat.forms import ChoiceField, Field, Form, Option, TextField
from ritualbot.chat.text import Channel, Text
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.sprint_end import LINE_LIMIT, MOST_LEARNT, SHOWN_LIMIT, WHOM_LIMIT
from ritualbot.store.sprint import Sprint
from ritualbot.store.sprint_end import SprintDemo, SprintLearnt
from ritualbot.store.team import Destination, Team


def end_buttons(words: Words, ref: str) -> tuple[Button, ...]:
    """Offered under a sprint's report."""
    return tuple(Button(f"sprint.{each}", ref, words.say(f"sprint.{each}.label")) for each in ("demo", "learnt"))


# -- the forms -----------------------------------------------------------------------------------------------------


def demo_form(words: Words, sprint: Sprint, kept: SprintDemo | None, places: Sequence[Destination]) -> Form:
    """What is kept stands in it; remarks are only added."""
    shown, to_whom = (kept.shown, kept.to_whom) if kept else ("", "")
    fields: tuple[Field, ...] = (
        TextField("shown", words.say("sprint.field.shown"), required=True, initial=shown, limit=SHOWN_LIMIT),
        TextField(
            "to_whom",
            words.say("sprint.field.to_whom"),
            words.say("sprint.field.to_whom_hint"),
            required=True,
            initial=to_whom,
            limit=WHOM_LIMIT,
            lines=False,
        ),
        TextField("remarks", words.say("sprint.field.remarks"), words.say("sprint.field.remarks_hint")),
        *(() if kept else _place_field(words, places)),
    )
    title = text(words, "sprint.demo.form", name=sprint.name)
    return Form("sprint.show", sprint.ref, title, fields, words.say("sprint.end.submit"))


def learnt_form(words: Words, sprint: Sprint, kept: SprintLearnt | None, places: Sequence[Destination]) -> Form:
    lines, limit = kept.lines if kept else "", MOST_LEARNT * LINE_LIMIT
    fields: tuple[Field, ...] = (
        TextField(
            "lines",
            words.say("sprint.field.learnt"),
            words.say("sprint.field.learnt_hint"),
            required=True,
            initial=lines,
            limit=limit,
        ),
        *(() if kept else _place_field(words, places)),
    )
    title = text(words, "sprint.learnt.form", name=sprint.name)
    return Form("sprint.learn", sprint.ref, title, fields, words.say("sprint.end.submit"))


def _place_field(words: Words, places: Sequence[Destination]) -> tuple[Field, ...]:
    """In which of the team's channels; nothing to choose from one."""
    options = tuple(Option(str(place.id), f"#{place.name}") for place in places)
    label = words.say("sprint.field.place")
    field = ChoiceField("place", label, required=True, options=options, initial=(options[0].value,))
    return (field,) if len(options) > 1 else ()


# -- the posts -----------------------------------------------------------------------------------------------------


def demo_post(words: Words, sprint: Sprint, demo: SprintDemo, who: str) -> Card:
    """For the channel."""
    pairs = (
        (text(words, "sprint.demo.shown"), Said("", demo.shown)),
        (text(words, "sprint.demo.to_whom"), Said("", demo.to_whom)),
    )
    blocks: list[Block] = [Facts(pairs)]
    remarks = demo.remarks.splitlines()
    if remarks:
        blocks += [counted(words, "sprint.demo.remarks", len(remarks)), _rows(remarks)]
    return Card(
        text(words, "sprint.demo.title", name=sprint.name), (*blocks, Note(text(words, "sprint.end.by", who=who)))
    )


def learnt_post(words: Words, sprint: Sprint, learnt: SprintLearnt, who: str) -> Card:
    title = text(words, "sprint.learnt.title", name=sprint.name)
    return Card(title, (_rows(learnt.lines.splitlines()), Note(text(words, "sprint.end.by", who=who))))


def _rows(lines: Sequence[str]) -> Table:
    return Table((), tuple(Row((Said("", line),)) for line in lines))


# -- the answers ---------------------------------------------------------------------------------------------------


def shown_card(words: Words, team: Team, sprint: Sprint, place: Destination, added: int) -> Card:
    """For whoever wrote it: where it stands, what joined the backlog, how to correct it."""
    again, learn = end_buttons(words, sprint.ref)
    blocks: list[Block] = [_where(words, place)]
    items = [again, learn]
    if added:
        blocks.append(counted(words, "sprint.added.backlog", added))
        items.append(Button("sprint.backlog", team.ref, words.say("sprint.backlog.label")))
    blocks += [text(words, "sprint.end.correct"), Actions(tuple(items))]
    return Card(text(words, "sprint.demo.kept", name=sprint.name), tuple(blocks))


def learnt_card(words: Words, sprint: Sprint, place: Destination) -> Card:
    demo, again = end_buttons(words, sprint.ref)
    blocks = (_where(words, place), text(words, "sprint.end.correct"), Actions((again, demo)))
    return Card(text(words, "sprint.learnt.kept", name=sprint.name), blocks)


def _where(words: Words, place: Destination) -> Text:
    return Text(words.markup("sprint.end.posted"), {"place": Channel(place.conversation, place.name)})
