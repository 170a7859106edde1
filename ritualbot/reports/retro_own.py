"""What one person sees of a retro, in private: where it stands, its forms, the answers to what they did, past ones."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Note, Row, Style, Table
from ritualbot.chat.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    NumberField,
    Option,
    PeopleField,
    TextField,
    ToggleField,
)
from ritualbot.chat.text import Text, literal
from ritualbot.graphemes import cut
from ritualbot.i18n import Words
from ritualbot.reports.retro import (
    MOST_LISTED,
    Scene,
    column_titles,
    done_buttons,
    moment,
    open_actions,
    topic_title,
)
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import retro as rules
from ritualbot.rituals.action import TEXT_LIMIT
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.inputs import NAME_LIMIT, echo
from ritualbot.rituals.permissions import Right, Role, holds
from ritualbot.rituals.retro import NOTE_LIMIT, RetroMode, RetroPhase, Template
from ritualbot.store import retro as retros
from ritualbot.store.engine import new_ref
from ritualbot.store.retro import Retro, RetroMove
from ritualbot.store.retro_run import Topic
from ritualbot.store.team import Team

MOST_EDITED = 10  # of one's own notes in one form
MOST_VOTED = 30  # topics in one form
_LABEL = 70  # characters of a note in a choice


def state_card(
    session: Session, words: Words, seen: Scene, roles: frozenset[Role], zone: ZoneInfo, now: datetime, done: str
) -> Card:
    """`/retro`: where it stands, what one may do, and for who runs it how it goes on. `done`: who said they are."""
    retro, phase = seen.retro, seen.phase
    blocks: list[Block] = []
    if phase is RetroPhase.WRITE:
        blocks += open_actions(session, words, seen.team, now)
        columns = words.listed(column_titles(words, retro))
        blocks += [text(words, "retro.call.columns", columns=columns), text(words, f"retro.call.{retro.mode}")]
        blocks += [counted(words, "retro.state.in_box", seen.in_box)]
    else:
        blocks += [counted(words, "retro.state.topics", len(seen.topics))]
    blocks += [literal(done)] if done else []
    if seen.ends_at is not None:
        blocks += [text(words, f"retro.until.{phase}", when=moment(words, seen.ends_at, zone))]
    elif phase is not RetroPhase.CLOSED:
        blocks += [text(words, "retro.until.by_hand")]
    blocks += [Actions(own_buttons(words, seen))]
    if holds(roles, Right.RETRO_RUN):
        blocks += [Note(text(words, "retro.run.note")), Actions(run_buttons(words, seen))]
    return Card(text(words, f"retro.state.{phase}", number=seen.number), tuple(blocks))


def own_buttons(words: Words, seen: Scene) -> tuple[Button, ...]:
    ref = seen.retro.ref
    doing = {
        RetroPhase.WRITE: ("retro.write", "retro.mine"),
        RetroPhase.GROUP: ("retro.group",),
        RetroPhase.VOTE: ("retro.vote", "retro.group"),
        RetroPhase.DISCUSS: ("retro.act",),
        RetroPhase.CLOSED: (),
    }[seen.phase]
    first, *rest = (*(Button(action, ref, words.say(f"{action}.label")) for action in doing), _list(words))
    done = done_buttons(words, seen) if seen.phase in (RetroPhase.WRITE, RetroPhase.VOTE) else ()
    return (Button(first.action, first.ref, first.label, Style.MAIN), *rest[:-1], *done, *rest[-1:])


def _list(words: Words) -> Button:
    return Button("retro.list", "", words.say("retro.list.label"))


def run_buttons(words: Words, seen: Scene) -> tuple[Button, ...]:
    """How it goes on: the next phase, the one after it, the one before, the settings, the end."""
    ref, phase, notes = seen.retro.ref, seen.phase, len(seen.notes()) + seen.in_box
    if phase is RetroPhase.CLOSED:
        return (Button("retro.back", ref, words.say("retro.back.label", phase=words.say("retro.phase.discuss"))),)
    found: list[Button] = []
    if phase is RetroPhase.WRITE and seen.retro.called_at is None:
        found.append(Button("retro.open", ref, words.say("retro.open.label"), Style.MAIN))
    after, beyond = rules.following(phase, notes), rules.passing_over(phase, notes)
    if after is not RetroPhase.CLOSED:
        found.append(Button("retro.next", ref, words.say("retro.next.label", phase=words.say(f"retro.phase.{after}"))))
    if beyond not in (after, RetroPhase.CLOSED):
        found.append(Button("retro.skip", ref, words.say("retro.skip.label", phase=words.say(f"retro.phase.{after}"))))
    if phase is not RetroPhase.WRITE:
        before = words.say(f"retro.phase.{rules.preceding(phase)}")
        found.append(Button("retro.back", ref, words.say("retro.back.label", phase=before)))
    if phase is RetroPhase.WRITE:
        found.append(Button("retro.settings", ref, words.say("retro.settings.label")))
    return (*found, Button("retro.close", ref, words.say("retro.close.label"), Style.DANGER))


def none_card(words: Words, last: Retro | None) -> Card:
    """No retro yet: a note makes one."""
    buttons = (Button("retro.add", "", words.say("retro.write.label"), Style.MAIN), _list(words))
    blocks = (text(words, "retro.none.example"), Actions(buttons[: 2 if last else 1]))
    return Card(text(words, "retro.none.title"), blocks)


# -- forms ---------------------------------------------------------------------------------------------------------


def write_form(words: Words, seen: Scene, typed: str = "") -> Form:
    """Its ref is the retro's and an id of its own: sent twice, it is one note."""
    titles = column_titles(words, seen.retro)
    columns = tuple(Option(str(at), title) for at, title in enumerate(titles))
    first = (ChoiceField("column", words.say("retro.field.column"), required=True, options=columns),)
    fields: tuple[Field, ...] = (
        *(first if len(columns) > 1 else ()),
        TextField("text", words.say("retro.field.text"), required=True, limit=NOTE_LIMIT, initial=typed),
    )
    return Form(
        "retro.save_note",
        f"{seen.retro.ref}.{new_ref()}",
        text(words, "retro.write.title", number=seen.number),
        fields,
        words.say("retro.write.submit"),
        intro=text(words, f"retro.call.{seen.retro.mode}"),
        drafts=False,
        veiled=True,
    )


def mine_form(words: Words, seen: Scene, notes: Mapping[str, Mapping[str, Any]]) -> Form:
    """One's own notes, the last ones, to be changed; an empty one is taken out."""
    titles = column_titles(words, seen.retro)
    fields = tuple(
        TextField(note, titles[min(each["column"], len(titles) - 1)], initial=each["text"], limit=NOTE_LIMIT)
        for note, each in list(notes.items())[-MOST_EDITED:]
    )
    return Form(
        "retro.save_mine",
        seen.retro.ref,
        text(words, "retro.mine.title", number=seen.number),
        fields,
        words.say("retro.mine.submit"),
        intro=text(words, "retro.mine.intro"),
        drafts=False,
        veiled=True,
    )


def topic_label(words: Words, topic: Topic) -> str:
    label = _label(topic_title(words, topic))
    return f"{label} ({words.number(len(topic.notes))})" if len(topic.notes) > 1 else label


def _label(typed: str) -> str:
    """On one line, as long as a choice may be."""
    line = echo(typed)
    return line if len(line) <= _LABEL else f"{cut(line, _LABEL - 1)[0].rstrip()}…"


def group_form(words: Words, seen: Scene) -> Form:
    """Select notes, then say where they go: a group there is, or a new one by its name."""
    titles = column_titles(words, seen.retro)
    notes = tuple(
        Option(note.ref, _label(f"{titles[min(note.column, len(titles) - 1)]} — {note.text}")) for note in seen.notes()
    )
    named = (topic for topic in seen.topics if topic.row.name or len(topic.notes) > 1)
    groups = tuple(Option(topic.row.ref, topic_label(words, topic)) for topic in named)
    fields: tuple[Field, ...] = (
        ChoiceField("notes", words.say("retro.field.notes"), required=True, options=notes, many=True),
        *((ChoiceField("into", words.say("retro.field.into"), options=groups),) if groups else ()),
        TextField("name", words.say("retro.field.name"), lines=False, limit=NAME_LIMIT),
    )
    return Form(
        "retro.save_group",
        seen.retro.ref,
        text(words, "retro.group.title", number=seen.number),
        fields,
        words.say("retro.group.submit"),
        intro=text(words, "retro.group.intro"),
        drafts=False,
    )


def vote_form(words: Words, seen: Scene, given: Mapping[str, int]) -> Form:
    most = seen.retro.most_per_topic
    points = tuple(Option(str(number), words.number(number)) for number in range(most + 1))
    fields = tuple(
        ChoiceField(
            topic.row.ref,
            topic_label(words, topic),
            options=points,
            initial=(str(min(given[topic.row.ref], most)),) if given.get(topic.row.ref) else (),
        )
        for topic in seen.topics[:MOST_VOTED]
    )
    return Form(
        "retro.save_vote",
        seen.retro.ref,
        text(words, "retro.vote.form", number=seen.number),
        fields,
        words.say("retro.vote.submit"),
        intro=counted(words, "retro.vote.rule", seen.budget(), most=words.number(most)),
        drafts=False,
        veiled=True,
    )


def settings_form(words: Words, seen: Scene, last_on: date | None) -> Form:
    retro = seen.retro
    templates = tuple(Option(each, words.say(f"retro.template.{each}")) for each in Template)
    modes = tuple(Option(each, words.say(f"retro.mode.{each}")) for each in RetroMode)
    fields: tuple[Field, ...] = (
        ChoiceField("template", words.say("retro.field.template"), options=templates, initial=(retro.template,)),
        TextField("columns", words.say("retro.field.columns"), hint=words.say("retro.field.columns.hint"),
                  initial=retro.columns),
        ChoiceField("mode", words.say("retro.field.mode"), hint=words.say("retro.field.mode.hint"), options=modes,
                    initial=(retro.mode,)),
        DateField("last_on", words.say("retro.field.last_on"), initial=last_on.isoformat() if last_on else ""),
        NumberField("budget", words.say("retro.field.budget"), hint=words.say("retro.field.budget.hint"),
                    initial=str(retro.budget) if retro.budget else ""),
        ToggleField("tells_done", words.say("retro.field.tells_done"), initial=retro.tells_done),
    )  # fmt: skip
    return Form(
        "retro.save_settings",
        retro.ref,
        text(words, "retro.settings.title", number=seen.number),
        fields,
        words.say("retro.settings.submit"),
    )


def act_form(words: Words, seen: Scene, due_on: date, user: str) -> Form:
    topics = tuple(Option(topic.row.ref, topic_label(words, topic)) for topic in seen.topics)
    fields: tuple[Field, ...] = (
        *((ChoiceField("topic", words.say("retro.field.topic"), options=topics),) if topics else ()),
        TextField("text", words.say("retro.field.action"), required=True, limit=TEXT_LIMIT),
        PeopleField("owner", words.say("retro.field.owner"), required=True, initial=(user,) if user else ()),
        DateField("due_on", words.say("retro.field.due_on"), initial=due_on.isoformat()),
    )
    title = text(words, "retro.act.title", number=seen.number)
    return Form("retro.save_act", seen.retro.ref, title, fields, words.say("retro.act.submit"))


# -- what was done -------------------------------------------------------------------------------------------------


def noted_card(words: Words, seen: Scene, zone: ZoneInfo, late: tuple[Note, ...]) -> Card:
    """The answer to a note. It says neither the note nor how many there are: who reads it may not be alone."""
    retro = seen.retro
    if seen.ends_at is not None:
        next_step = text(words, "retro.noted.until", when=moment(words, seen.ends_at, zone))
    else:
        next_step = text(words, "retro.noted.later")
    buttons = (
        Button("retro.write", retro.ref, words.say("retro.noted.another")),
        Button("retro.mine", retro.ref, words.say("retro.mine.label")),
    )
    return Card(text(words, "retro.noted.title", number=seen.number), (next_step, *late, Actions(buttons)))


def late_notes(words: Words, on: Retro) -> tuple[Note, ...]:
    """C1: what comes after the writing of the retro that is on waits for the next one."""
    return (Note(text(words, "retro.noted.late", number=str(on.number))),)


def not_here_card(words: Words, seen: Scene) -> Card:
    """A line typed in a conversation stays there under its author's name: an anonymous note is not made of it."""
    button = Button("retro.write", seen.retro.ref, words.say("retro.write.label"), Style.MAIN)
    return Card(text(words, "retro.typed.title"), (text(words, "retro.typed.next"), Actions((button,))))


def changed_card(words: Words, seen: Scene, number: int) -> Card:
    button = Button("retro.mine", seen.retro.ref, words.say("retro.mine.label"))
    return Card(counted(words, "retro.changed.title", number), (Actions((button,)),))


def grouped_card(words: Words, move: RetroMove, title: str, number: int, zone: ZoneInfo) -> Card:
    undo = Button("retro.ungroup", move.ref, words.say("retro.ungroup.label"))
    until = Note(text(words, "retro.ungroup.until", time=words.at(move.at + rules.UNDO_WITHIN, zone)))
    return Card(counted(words, "retro.grouped.title", number, name=title), (Actions((undo,)), until))


def voted_card(words: Words, seen: Scene, given: int, zone: ZoneInfo) -> Card:
    when = (
        text(words, "retro.voted.until", when=moment(words, seen.ends_at, zone))
        if seen.ends_at
        else text(words, "retro.voted.no_end")
    )
    button = Button("retro.vote", seen.retro.ref, words.say("retro.voted.change"))
    title = counted(words, "retro.voted.title", given, budget=words.number(seen.budget()))
    return Card(title, (when, Actions((button,))))


def saved_card(words: Words, seen: Scene, zone: ZoneInfo) -> Card:
    retro = seen.retro
    pairs = [text(words, f"retro.call.{retro.mode}")]
    if seen.ends_at is not None:
        pairs.append(text(words, "retro.call.until", when=moment(words, seen.ends_at, zone)))
    show = Button("retro.look", retro.ref, words.say("retro.show.label"))
    return Card(text(words, "retro.saved.title", number=seen.number), (*pairs, Actions((show,))))


def answer_card(words: Words, seen: Scene, key: str) -> Card:
    """One sentence, and the way on."""
    show = Button("retro.look", seen.retro.ref, words.say("retro.show.label"))
    return Card(text(words, key, number=seen.number), (Actions((show,)),))


# -- past ones -----------------------------------------------------------------------------------------------------


def list_card(words: Words, team: Team, found: Sequence[tuple[Retro, Sequence[Topic]]], typed: str) -> Card:
    """Closed retros, the newest first, each with its topics by points."""
    if not found:
        key = "retro.list.nothing" if typed else "retro.list.empty"
        show = Button("retro.show", "", words.say("retro.show.label"))
        return Card(Text(words.markup(key), {"typed": typed} if typed else {}), (Actions((show,)),))
    blocks: list[Block] = []
    for retro, topics in found[:MOST_LISTED]:
        day = words.day(local_day(retro.closed_at, team.zone())) if retro.closed_at else ""
        blocks.append(text(words, "retro.list.one", number=str(retro.number), day=day))
        rows = tuple(
            Row((literal(topic_title(words, topic)), literal(words.count("retro.topic.points", topic.row.points))))
            for topic in topics
        )
        blocks += [Table((), rows)] if rows else [Note(text(words, "retro.discuss.none"))]
    show = Button("retro.show", "", words.say("retro.show.label"))
    return Card(counted(words, "retro.list.title", len(found)), (*blocks, Actions((show,))))


def latest(session: Session, team: Team) -> Retro | None:
    return retros.latest(session, team.id or 0)
