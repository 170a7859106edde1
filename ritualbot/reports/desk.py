"""A desk as people see it: who is there, when it is open, what it agreed to; the forms that found and staff it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Cell, Facts, Menu, Note, Style
from ritualbot.chat.forms import ChoiceField, Form, Option, PeopleField, TextField, ToggleField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import desk_hours, desk_meeting, desk_target
from ritualbot.reports.desk_agreement import agreement_file
from ritualbot.reports.wording import text
from ritualbot.rituals import inputs, permissions
from ritualbot.rituals.desk import DeskKind, Seat
from ritualbot.rituals.permissions import Right, Role
from ritualbot.store import desk_meeting as meetings, desk_people as desks, desk_target as targets, team as teams
from ritualbot.store.desk import Desk, DeskPerson
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of


def show_button(words: Words, desk: Desk, style: Style = Style.PLAIN) -> Button:
    return Button("desk.show", desk.ref, words.say("desk.show.label"), style)


def open_button(words: Words) -> Button:
    return Button("desk.open", "", words.say("desk.open.label"), Style.MAIN)


# All of them --------------------------------------------------------------------------------------


def list_card(words: Words, found: Sequence[Desk], *buttons: Button) -> Card:
    """One button a desk; with none, what a desk is for and who may begin one."""
    if not found:
        next_step = (Actions(buttons),) if buttons else (text(words, "desk.empty.who"),)
        return Card(text(words, "desk.empty.title"), (text(words, "desk.empty.example"), *next_step))
    shown = tuple(Button("desk.show", each.ref, each.name) for each in found)
    return Card(text(words, "desk.list.title"), (Actions((*shown, *buttons)),))


# One of them --------------------------------------------------------------------------------------


def desk_card(
    session: Session, words: Words, desk: Desk, roles: frozenset[Role], reader: Person, now: datetime, offer: str = ""
) -> Card:
    """`offer`: the reference of what waits for this reader's agreement, empty for nothing."""
    facts = (
        *_people_facts(session, words, desk),
        *desk_hours.facts(session, words, desk, now),
        *desk_meeting.facts(session, words, desk, reader, now),
    )
    blocks: list[Block] = [Facts(facts), *desk_target.terms_blocks(session, words, desk, reader.zone())]
    answers = desk_target.answer_buttons(words, desk, offer) if offer else ()
    export = (agreement_file(words, desk).button,) if targets.of_desk(session, desk) else ()
    meeting = _meeting_buttons(session, words, desk, roles, now)
    leave = (_leave_button(words, desk),) if desk.conversation and permissions.holds(roles, Right.DESK_EDIT) else ()
    buttons = (*answers, *_buttons(words, desk, roles, answered=bool(answers)), *meeting, *leave, *export)
    if buttons:
        blocks.append(Actions(_in_one_row(words, buttons)))
    elif not desks.people(session, desk):
        blocks.append(Note(text(words, "desk.nobody")))
    return Card(text(words, "desk.title", desk=desk.name), tuple(blocks))


SHOWN = 4  # buttons beside "More…": five is what every platform takes in a row


def _in_one_row(words: Words, buttons: Sequence[Button]) -> tuple[Button | Menu, ...]:
    if len(buttons) <= SHOWN + 1:
        return tuple(buttons)
    return (*buttons[:SHOWN], Menu(words.say("charter.more.label"), tuple(buttons[SHOWN:])))


def _buttons(words: Words, desk: Desk, roles: frozenset[Role], *, answered: bool) -> tuple[Button, ...]:
    may = {
        "desk.targets": Right.DESK_AGREE,
        "desk.figures": Right.DESK_READ,
        "desk.people": Right.DESK_EDIT,
        "desk.hours": Right.DESK_EDIT,
        "desk.days": Right.DESK_EDIT,
        "desk.backup": Right.DESK_BACKUP,
    }
    shown = [action for action, right in may.items() if permissions.holds(roles, right)]
    if answered:
        shown.remove("desk.targets")
    return tuple(Button(action, desk.ref, words.say(f"{action}.label")) for action in shown)


def _meeting_buttons(
    session: Session, words: Words, desk: Desk, roles: frozenset[Role], now: datetime
) -> tuple[Button, ...]:
    row, held = meetings.of_desk(session, desk), meetings.to_record(session, desk, now)
    shown = []
    if held is not None and permissions.holds(roles, Right.DESK_RECORD):
        shown.append(Button("desk.minutes", held.ref, words.say("desk.minutes.label")))
    if permissions.holds(roles, Right.DESK_MEET):
        shown.append(Button("desk.meeting", desk.ref, words.say("desk.meeting.label")))
        if row is not None and not row.paused:
            shown.append(Button("desk.pause_meeting", desk.ref, words.say("desk.pause_meeting.label")))
    return tuple(shown)


def _people_facts(session: Session, words: Words, desk: Desk) -> tuple[tuple[Text, Cell], ...]:
    rows = desks.seats(session, desk)
    known = teams.people(session, {row.person_id for row in rows} | {row.backup_id or 0 for row in rows})
    facts = []
    for seat in (Seat.LEAD, Seat.CONTACT):
        names = [_name(words, row, known) for row in rows if row.role == seat]
        if names:
            facts.append((text(words, f"desk.fact.{seat}"), literal(words.listed(names))))
    pairs = [(known[row.person_id].name, known[row.backup_id].name) for row in rows if row.backup_id in known]
    if pairs:
        said = [words.say("desk.backed", name=name, backup=backup) for name, backup in pairs]
        facts.append((text(words, "desk.fact.backup"), literal(words.listed(said))))
    return tuple(facts)


def _name(words: Words, row: DeskPerson, known: Mapping[int, Person]) -> str:
    name = known[row.person_id].name
    return words.say("desk.on_duty", name=name) if row.duty else name


def done_card(words: Words, key: str, *blocks: Block, desk: Desk) -> Card:
    """What was kept, and the way back to the desk's page."""
    return Card(text(words, key, desk=desk.name), (*blocks, Actions((show_button(words, desk),))))


def channel_card(words: Words, desk: Desk) -> Card:
    """New requests are posted in the channel it was typed in, and who may take them."""
    blocks = (text(words, "desk.channel.who", desk=desk.name), Actions((_leave_button(words, desk),)))
    return Card(text(words, "desk.channel.bound", desk=desk.name), blocks)


def no_channel_card(words: Words, desk: Desk) -> Card:
    return done_card(words, "desk.channel.free", text(words, "desk.channel.free_next"), desk=desk)


def _leave_button(words: Words, desk: Desk) -> Button:
    return Button("desk.let_go", desk.ref, words.say("desk.let_go.label"))


def founded_card(words: Words, desk: Desk, asked: Sequence[Person]) -> Card:
    """What happens next: the lead is asked to agree."""
    names = words.listed([each.name for each in asked])
    next_step = text(words, "desk.founded.next", names=names) if asked else text(words, "desk.founded.nobody")
    return done_card(words, "desk.founded.title", next_step, Note(text(words, "desk.indicative")), desk=desk)


# The forms ----------------------------------------------------------------------------------------


def open_form(words: Words) -> Form:
    hint = words.say("desk.field.name_hint")
    kinds = tuple(Option(kind, words.say(f"desk.kind.{kind}")) for kind in DeskKind)
    fields = (
        ChoiceField("kind", words.say("desk.field.kind"), required=True, options=kinds, initial=(DeskKind.LEGAL,)),
        TextField("name", words.say("desk.field.name"), hint, limit=inputs.NAME_LIMIT, lines=False),
        PeopleField("lead", words.say("desk.field.lead"), required=True),
        PeopleField("contacts", words.say("desk.field.contacts")),
    )
    intro = text(words, "desk.open.intro")
    return Form("desk.create", "", text(words, "desk.open.title"), fields, words.say("desk.open.submit"), intro)


def people_form(session: Session, words: Words, desk: Desk, users: Mapping[int, str]) -> Form:
    """`users`: the platform's user ids by person id."""
    rows = desks.seats(session, desk)
    seated = {seat: [row for row in rows if row.role == seat] for seat in Seat}
    on_duty = [row for row in rows if row.duty]

    def people(name: str, chosen: Sequence[DeskPerson], hint: str = "", *, required: bool = False) -> PeopleField:
        initial = tuple(users[row.person_id] for row in chosen if row.person_id in users)
        return PeopleField(name, words.say(f"desk.field.{name}"), hint, required, initial)

    hint = words.say("desk.field.stats_open_hint")
    fields = (
        people("lead", seated[Seat.LEAD], required=True),
        people("contacts", seated[Seat.CONTACT]),
        people("duty", on_duty, words.say("desk.field.duty_hint")),
        ToggleField("stats_open", words.say("desk.field.stats_open"), hint, initial=desk.stats_open),
    )
    title = text(words, "desk.people.title", desk=desk.name)
    return Form("desk.save_people", desk.ref, title, fields, words.say("team.form.submit"))


def backup_form(session: Session, words: Words, desk: Desk, whose: Sequence[Person], me: Person) -> Form:
    """`whose`: those whose backup may be chosen, the first of them asked about."""
    rows = {row.person_id: row for row in desks.seats(session, desk)}
    asked = me if me in whose else whose[0]
    nobody = Option("", words.say("desk.field.no_backup"))
    others = [each for each in desks.people(session, desk) if len(whose) > 1 or each.id != asked.id]
    kept = teams.people(session, {rows[id_of(asked)].backup_id or 0})
    initial = tuple(each.ref for each in kept.values()) or ("",)
    who = ChoiceField(
        "who",
        words.say("desk.field.who"),
        required=True,
        options=tuple(Option(each.ref, each.name) for each in whose),
        initial=(asked.ref,),
    )
    backup = ChoiceField(
        "backup",
        words.say("desk.field.backup"),
        words.say("desk.field.backup_hint"),
        options=(nobody, *(Option(each.ref, each.name) for each in others)),
        initial=initial,
    )
    fields = (who, backup) if len(whose) > 1 else (backup,)
    title = text(words, "desk.backup.title", desk=desk.name)
    return Form("desk.save_backup", desk.ref, title, fields, words.say("team.form.submit"))
