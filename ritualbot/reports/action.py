"""What people see of actions: the list, the forms, the answers to what is done with one, what its owner is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Divider, Note, Row, Said, Style, Table
from ritualbot.chat.forms import ChoiceField, DateField, Form, Option, TextField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.action import REASON_LIMIT, TEXT_LIMIT, UNDO_WITHIN, ActionState, ActionStep, flagged
from ritualbot.rituals.blocker import age
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.inputs import echo
from ritualbot.rituals.permissions import Right, Role, holds
from ritualbot.store import action as actions, alarms, team as teams
from ritualbot.store.action import Action, ActionEvent
from ritualbot.store.team import Person, Team

MOST_LISTED = 10


@dataclass(frozen=True)
class Seen:
    """An action with what is read of it once for whatever shows it. `days`: its age in its owner's business days;
    `reminded_at`: when its owner is next reminded."""

    row: Action
    owner: Person
    maker: Person
    days: int
    reminded_at: datetime | None

    @property
    def open(self) -> bool:
        return self.row.state in (ActionState.PROPOSED, ActionState.OPEN)


def seen(session: Session, row: Action, now: datetime) -> Seen:
    people = teams.people(session, {row.owner_id, row.created_by})
    owner = people[row.owner_id]
    pattern = teams.work_pattern(session, owner, now)
    days = age(local_day(row.created_at, owner.zone()), local_day(now, owner.zone()), pattern)
    return Seen(row, owner, people[row.created_by], days, alarms.rings_at(session, actions.REMIND, row.ref))


def day_text(words: Words, day: date, today: date) -> str:
    """`vendredi 5 mars`, with its year when that is another one."""
    return words.day(day) if day.year == today.year else words.full_date(day)


def _facts(words: Words, each: Seen, today: date) -> str:
    """`pour vendredi 5 mars, depuis 2 jours ouvrés, pas encore prise, déjà reprise 1 fois`."""
    row = each.row
    said = [words.say("action.due_on", day=day_text(words, row.due_on, today))]
    if row.state == ActionState.PROPOSED:
        said.append(words.say("action.proposed"))
    if each.days:
        said.append(words.count("action.age", each.days))
    if row.carries:
        said.append(words.count("action.carried", row.carries))
    return ", ".join(said)


def _line(words: Words, each: Seen, today: date) -> Text:
    said = f"#{each.row.number}, {_facts(words, each, today)}"
    return Text("*{who}*, {facts}", {"who": each.owner.name, "facts": said})


# -- the list ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reader:
    """Who reads, in which team, on which day of theirs."""

    person: Person
    team: Team
    roles: frozenset[Role]
    today: date


def list_card(session: Session, words: Words, reader: Reader, now: datetime) -> Card:
    """The team's open actions: the reader's own first, then everybody's by due date, each with what they may do."""
    found = [seen(session, row, now) for row in actions.open_in(session, reader.team.id or 0)]
    if not found:
        return _empty_card(words, reader)
    mine = [each for each in found if each.owner.id == reader.person.id]
    ordered = mine + [each for each in found if each.owner.id != reader.person.id]
    blocks: list[Block] = []
    for each in ordered[:MOST_LISTED]:
        blocks += [Divider(), _line(words, each, reader.today), Said("", each.row.text)]
        if buttons := _buttons(words, each, reader.person, reader.roles):
            blocks.append(Actions(buttons))
    if rest := ordered[MOST_LISTED:]:
        lines = tuple(Row((_line(words, each, reader.today), Said("", each.row.text))) for each in rest)
        blocks += [Divider(), Note(text(words, "action.list.more")), Table((), lines)]
    title = counted(words, "action.list.title", len(found))
    subtitle = counted(words, "action.list.mine", len(mine)) if mine else None
    return Card(title, (*blocks, *_new(words, reader)), subtitle=subtitle)


def _empty_card(words: Words, reader: Reader) -> Card:
    return Card(text(words, "action.empty.title"), (text(words, "action.empty.example"), *_new(words, reader)))


def _new(words: Words, reader: Reader) -> tuple[Block, ...]:
    """What to do from a list: who only reads sees when what is due comes."""
    if not holds(reader.roles, Right.ACTION_CREATE):
        return (Actions((Button("ritual.next", "", words.say("ritual.next.label")),)),)
    return (Actions((Button("action.open", reader.team.ref, words.say("action.open.label"), Style.MAIN),)),)


def _buttons(words: Words, each: Seen, person: Person, roles: frozenset[Role]) -> tuple[Button, ...]:
    own = each.owner.id == person.id
    if each.row.state == ActionState.PROPOSED and own:
        return proposed_buttons(words, each)
    if each.row.state == ActionState.PROPOSED and holds(roles, Right.ACTION_EDIT, own=False):
        return tuple(_button(words, verb, each.row) for verb in ("edit", "drop"))
    if each.row.state == ActionState.OPEN and holds(roles, Right.ACTION_EDIT, own=own):
        return (*open_buttons(words, each.row), _button(words, "edit", each.row))
    return ()


def _button(words: Words, verb: str, row: Action, style: Style = Style.PLAIN) -> Button:
    return Button(f"action.{verb}", row.ref, words.say(f"action.{verb}.label"), style)


def open_buttons(words: Words, row: Action) -> tuple[Button, ...]:
    return tuple(_button(words, verb, row) for verb in ("done", "later", "drop"))


def proposed_buttons(words: Words, each: Seen) -> tuple[Button, ...]:
    """What one is offered for an action one was given; what came back to who made it, they give to somebody else."""
    back = each.owner.id == each.maker.id
    verbs = ("accept", "edit", "drop") if back else ("accept", "redate", "decline")
    return tuple(_button(words, verb, each.row) for verb in verbs)


# -- the forms -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Draft:
    """What stands in the form before anybody types. `form` is what it sends, `ref` what it is about."""

    form: str
    ref: str
    text: str
    owner: str  # a person's ref
    due_on: date


def form(words: Words, draft: Draft, owners: Sequence[Person], title: Text) -> Form:
    people = tuple(Option(person.ref, person.name) for person in owners)
    fields = (
        TextField(
            "text", words.say("action.field.text"), required=True, initial=draft.text, limit=TEXT_LIMIT, lines=False
        ),
        ChoiceField(
            "owner",
            words.say("action.field.owner"),
            required=True,
            options=people,
            initial=(draft.owner,) if draft.owner else (),
        ),
        DateField("due", words.say("action.field.due"), required=True, initial=draft.due_on.isoformat()),
    )
    return Form(f"action.{draft.form}", draft.ref, title, fields, words.say("action.form.submit"))


def new_form(words: Words, draft: Draft, owners: Sequence[Person]) -> Form:
    return form(words, draft, owners, text(words, "action.form.new"))


def edit_form(words: Words, row: Action, owners: Sequence[Person]) -> Form:
    """Whose it is stands in it, unless they are gone."""
    owner = next((person.ref for person in owners if person.id == row.owner_id), "")
    draft = Draft("save", row.ref, row.text, owner, row.due_on)
    return form(words, draft, owners, text(words, "action.form.edit", number=str(row.number)))


def date_form(words: Words, action: str, row: Action, suggested: date) -> Form:
    """For [Later] and [Another date]."""
    fields = (DateField("due", words.say("action.field.due"), required=True, initial=suggested.isoformat()),)
    return _short(words, action, row, fields)


def reason_form(words: Words, action: str, row: Action) -> Form:
    """For [Drop] and [Not me]."""
    label, hint = words.say("action.field.reason"), words.say(f"action.{action}.hint")
    fields = (TextField("reason", label, hint, required=True, limit=REASON_LIMIT, lines=False),)
    return _short(words, action, row, fields)


def _short(words: Words, action: str, row: Action, fields: tuple[TextField | DateField, ...]) -> Form:
    title = text(words, "action.form.edit", number=str(row.number))
    return Form(f"action.{action}", row.ref, title, fields, words.say("action.form.submit"), literal(row.text))


# -- what was done -------------------------------------------------------------------------------------------------


def done_card(words: Words, each: Seen, event: ActionEvent | None, reader: Reader) -> Card:
    """The answer to one's own click: what was done, what comes next and, for ten minutes, the way back."""
    key = event.kind if event is not None else "same"
    own = each.owner.id == reader.person.id
    items = list(_buttons(words, each, reader.person, reader.roles)) if each.open else []
    notes: tuple[Block, ...] = ()
    if event is not None and event.kind not in (ActionStep.UNDONE, ActionStep.CREATED):
        items.insert(0, Button("action.undo", event.ref, words.say("action.undo.label")))
        notes = (Note(text(words, "action.undo.until", time=words.at(event.at + UNDO_WITHIN, reader.person.zone()))),)
    elif key == ActionStep.CREATED and not own:
        key = "created_for"
    items.append(Button("action.command", "", words.say("action.command.label")))
    title = text(words, f"action.done.{key}", number=str(each.row.number), name=each.owner.name)
    body = (_line(words, each, reader.today), Said("", each.row.text))
    return Card(title, (*body, _next(words, each, reader, own=own), Actions(tuple(items)), *notes))


def _next(words: Words, each: Seen, reader: Reader, *, own: bool) -> Text:
    if not each.open:
        return text(words, "action.next.closed")
    if each.row.state == ActionState.PROPOSED and not own:
        return text(words, "action.next.proposed", name=each.owner.name)
    if each.reminded_at is None:
        return text(words, "action.next.never")
    day = day_text(words, local_day(each.reminded_at, each.owner.zone()), reader.today)
    return text(words, "action.next.mine" if own else "action.next.theirs", day=day, name=each.owner.name)


# -- what its owner is told ----------------------------------------------------------------------------------------


def proposed_card(words: Words, each: Seen, by: str, reason: str, today: date) -> Card:
    """Asks somebody to take an action. `reason`: why it came back to them from `by`."""
    key = "action.asked.back" if reason else "action.asked.new"
    title = text(words, key, name=by, number=str(each.row.number))
    said: tuple[Block, ...] = (Said(by, reason),) if reason else ()
    due = text(words, "action.asked.due", day=day_text(words, each.row.due_on, today))
    return Card(title, (Said("", each.row.text), *said, due, Actions(proposed_buttons(words, each))))


def settled_card(words: Words, each: Seen, person: Person, today: date) -> Card:
    """Where somebody was asked: they still are, they have taken it, or it asks nothing of them any more."""
    if each.row.state == ActionState.PROPOSED and each.owner.id == person.id:
        return proposed_card(words, each, each.maker.name, "", today)
    show = Button("action.command", "", words.say("action.command.label"))
    number = str(each.row.number)
    if each.row.state == ActionState.OPEN and each.owner.id == person.id:
        title = text(words, "action.settled.mine", number=number, day=day_text(words, each.row.due_on, today))
        return Card(title, (Said("", each.row.text), Actions((*open_buttons(words, each.row), show))))
    return Card(text(words, "action.settled.over", number=number), (Said("", each.row.text), Actions((show,))))


def news_card(words: Words, each: Seen, kind: str, who: str, reason: str, today: date) -> Card:
    """Tells somebody what another did with an action of theirs."""
    day = day_text(words, each.row.due_on, today)
    title = text(words, f"action.news.{kind}", name=who, number=str(each.row.number), day=day)
    said: tuple[Block, ...] = (Said(who, reason),) if reason else ()
    show = Button("action.command", "", words.say("action.command.label"))
    return Card(title, (Said("", each.row.text), *said, Actions((show,))))


def due_card(words: Words, each: Seen, today: date) -> Card:
    """One line of the morning, with what its owner may do."""
    row = each.row
    key = "today" if row.due_on == today else "soon" if row.due_on > today else "since"
    day = day_text(words, row.due_on, today)
    title = text(words, f"action.remind.{key}", number=str(row.number), day=day, text=echo(row.text))
    buttons = proposed_buttons(words, each) if row.state == ActionState.PROPOSED else open_buttons(words, row)
    return Card(title, (Actions(buttons),))


def handed_over_card(words: Words, gone: Person, team: Team, rows: Sequence[Action]) -> Card:
    """What someone who left had to do, for whoever leads the team."""
    title = counted(words, "action.handed_over.title", len(rows), name=gone.name, team=team.name)
    blocks: list[Block] = []
    for row in rows:
        line = Text("*#{number}*, {text}", {"number": str(row.number), "text": row.text})
        blocks += [line, Actions((Button("action.edit", row.ref, words.say("action.give.label")),))]
    return Card(title, (*blocks, text(words, "action.handed_over.next")))


def flag(words: Words, row: Action) -> Text | None:
    """What a retrospective says of an action that was carried too often; None for the others."""
    return counted(words, "action.flagged", row.carries) if flagged(row.carries) else None
