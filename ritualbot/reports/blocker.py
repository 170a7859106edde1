"""What people see of blockers: the callout of a summary, the list, the answers to what is done with one, the alerts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Callout, Card, Divider, Menu, Note, Row, Said, Style, Table
from ritualbot.chat.forms import ChoiceField, Form, Option, TextField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.blocker import UNDO_WITHIN, BlockerState, BlockerTag, Happened, age
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.permissions import Right, Role, holds, reads_as_a_whole
from ritualbot.rituals.questions import ANSWER_LIMIT
from ritualbot.store import alarms, blocker as blockers, team as teams
from ritualbot.store.blocker import Blocker, BlockerEvent
from ritualbot.store.request_blocker import waited_for
from ritualbot.store.standup import RunState, StandupRun
from ritualbot.store.team import Person, Team

MOST_LISTED = 10


@dataclass(frozen=True)
class Seen:
    """A blocker with what is read of it once for whatever shows it. `days`: its age in its owner's business days."""

    row: Blocker
    owner: Person
    days: int
    taken_by: str = ""
    closed_by: str = ""
    told_at: datetime | None = None  # when the scrum master learns that it lasts


def seen(session: Session, row: Blocker, now: datetime) -> Seen:
    ids = {row.person_id, row.acknowledged_by or 0, row.closed_by or 0}
    people = teams.people(session, ids)
    owner = people[row.person_id]
    pattern = teams.work_pattern(session, owner, now)
    names = {id_: person.name for id_, person in people.items()}
    return Seen(
        row=row,
        owner=owner,
        days=age(row.opened_on, local_day(now, owner.zone()), pattern),
        taken_by=names.get(row.acknowledged_by or 0, ""),
        closed_by=names.get(row.closed_by or 0, ""),
        told_at=alarms.rings_at(session, blockers.STALE, row.ref),
    )


def tag_name(words: Words, tag: str) -> str:
    return words.say(f"blocker.tag.{tag}")


def _label(words: Words, tag: BlockerTag) -> str:
    """The name as a button begins it."""
    name = tag_name(words, tag)
    return name[0].upper() + name[1:]


def _facts(words: Words, each: Seen) -> Text:
    """`#3, chez : juridique, depuis 2 jours ouvrés, Alice s’en occupe`."""
    row = each.row
    said = [f"#{row.number}"]
    if row.tag is not None:
        said.append(words.say("blocker.waits_with", tag=tag_name(words, row.tag)))
    if row.state == BlockerState.RESOLVED:
        return literal(", ".join((*said, words.say("blocker.resolved_by", name=each.closed_by))))
    if each.days:
        said.append(words.count("blocker.age", each.days))
    if each.taken_by:
        said.append(words.say("blocker.taken_by", name=each.taken_by))
    return literal(", ".join(said))


# -- in the stand-up -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    """What one answer names. `part` is its ref; `texts` as typed, for a day whose blockers have moved on."""

    who: Text
    part: str
    texts: Sequence[str]


def callout(
    session: Session, words: Words, team_id: int, run: StandupRun, answered: Sequence[Answered], now: datetime
) -> Callout | None:
    """The blockers of a run's answers and, while it lives, those of the team that are still open."""
    found = [seen(session, row, now) for row in blockers.said_in(session, [each.part for each in answered])]
    rows = [row for each in answered for row in _rows(words, each, found)]
    named = {each.row.ref for each in found}
    if run.state in (RunState.OPEN, RunState.POSTED):
        others = [row for row in blockers.open_in(session, team_id) if row.ref not in named]
        carried = [seen(session, row, now) for row in others]
        rows += [_row(words, literal(each.owner.name), each) for each in carried]
    resolved = sum(each.row.state == BlockerState.RESOLVED for each in found)
    return Callout(counted(words, "standup.summary.blockers", len(rows) - resolved), tuple(rows)) if rows else None


def _rows(words: Words, each: Answered, found: Sequence[Seen]) -> list[Row]:
    mine = [_row(words, each.who, one) for one in found if one.row.said_in == each.part]
    return mine or [Row((each.who, Said("", typed))) for typed in each.texts]


def _row(words: Words, who: Text, each: Seen) -> Row:
    return Row((who, Said("", each.row.text)), _facts(words, each))


def ask_tags(words: Words, rows: Sequence[Blocker], waited: Mapping[str, DeskKind]) -> tuple[Block, ...]:
    """Under the acknowledgement of an answer: each blocker it names, and where it waits, in one choice. `waited`: by
    ref the desk a blocker's text waits for, which can be asked."""
    return tuple(block for row in rows if row.state == BlockerState.OPEN for block in _ask_tag(words, row, waited))


def _ask_tag(words: Words, row: Blocker, waited: Mapping[str, DeskKind]) -> tuple[Block, ...]:
    choices = tuple(Button("blocker.tag", f"{row.ref}:{tag}", _label(words, tag)) for tag in BlockerTag)
    if row.tag is None:
        line = text(words, "blocker.heard", number=str(row.number))
    else:
        line = text(words, "blocker.heard_tagged", number=str(row.number), tag=tag_name(words, row.tag))
    menu = Menu(words.say("blocker.tag.ask"), choices)
    if row.ref not in waited:
        return line, Actions((menu,))
    desk = words.say(f"request.desk.{waited[row.ref]}")
    line = text(words, "blocker.desk_heard", number=str(row.number), desk=desk)
    return line, Actions((_ask_desk(words, row), menu))


def _ask_desk(words: Words, row: Blocker) -> Button:
    return Button("request.from_blocker", row.ref, words.say("request.from_blocker.label"))


# -- the list ------------------------------------------------------------------------------------------------------


def list_card(
    session: Session,
    words: Words,
    team: Team,
    person: Person,
    roles: frozenset[Role],
    now: datetime,
) -> Card:
    """A team's open blockers, the oldest first, each with what the reader may do."""
    rows = blockers.open_in(session, team.id or 0)
    if not rows:
        return _empty_card(words)
    if reads_as_a_whole(roles):
        return _nameless_card(session, words, rows, now)
    blocks: list[Block] = []
    waited = waited_for(session, team, rows[:MOST_LISTED])
    for row in rows[:MOST_LISTED]:
        each = seen(session, row, now)
        line = Text("*{who}*, {facts}", {"who": each.owner.name, "facts": _facts(words, each).plain()})
        blocks += [Divider(), line, Said("", row.text)]
        if buttons := _buttons(words, row, person, roles, waited):
            blocks.append(Actions(buttons))
    if rest := [seen(session, row, now) for row in rows[MOST_LISTED:]]:
        lines = tuple(_row(words, literal(each.owner.name), each) for each in rest)
        blocks += [Divider(), Note(text(words, "blocker.list.more")), Table((), lines)]
    return Card(counted(words, "blocker.list.title", len(rows)), tuple(blocks))


def _nameless_card(session: Session, words: Words, rows: Sequence[Blocker], now: datetime) -> Card:
    """What hinders the team, and where it waits: not whom, nor who looks after it."""
    found = (replace(seen(session, row, now), taken_by="") for row in rows)
    lines = tuple(Row((_facts(words, each), Said("", each.row.text))) for each in found)
    return Card(counted(words, "blocker.list.title", len(rows)), (Table((), lines),))


def _empty_card(words: Words) -> Card:
    answer = Button("standup.command", "", words.say("standup.answer.label"), Style.MAIN)
    return Card(text(words, "blocker.empty.title"), (text(words, "blocker.empty.example"), Actions((answer,))))


def _buttons(
    words: Words, row: Blocker, person: Person, roles: frozenset[Role], waited: Mapping[str, DeskKind]
) -> tuple[Button, ...]:
    """What one may do about an open blocker. `waited`: as `ask_tags` says."""
    found = []
    if row.ref in waited and holds(roles, Right.BLOCKER_EDIT, own=row.person_id == person.id):
        found.append(_ask_desk(words, row))
    if row.acknowledged_by is None and holds(roles, Right.BLOCKER_TAKE):
        found.append(Button("blocker.acknowledge", row.ref, words.say("blocker.acknowledge.label")))
    if holds(roles, Right.BLOCKER_EDIT, own=row.person_id == person.id):
        found.append(Button("blocker.edit", row.ref, words.say("blocker.edit.label")))
        found.append(Button("blocker.resolve", row.ref, words.say("blocker.resolve.label")))
    if holds(roles, Right.ACTION_CREATE):
        found.append(Button("action.from_blocker", row.ref, words.say("action.from_blocker.label")))
    if holds(roles, Right.HELP_ASK):
        found.append(Button("sponsor.ask_blocker", row.ref, words.say("sponsor.ask.label")))
    return tuple(found)


def edit_form(words: Words, row: Blocker) -> Form:
    options = tuple(Option(tag.value, _label(words, tag)) for tag in BlockerTag)
    fields = (
        TextField("text", words.say("blocker.field.text"), required=True, initial=row.text, limit=ANSWER_LIMIT),
        ChoiceField(
            "tag", words.say("blocker.field.tag"), options=options, initial=(row.tag,) if row.tag is not None else ()
        ),
    )
    title = text(words, "blocker.form.title", number=str(row.number))
    return Form("blocker.save", row.ref, title, fields, words.say("blocker.form.submit"))


# -- what was done -------------------------------------------------------------------------------------------------


def done_card(words: Words, each: Seen, event: BlockerEvent | None, zone: ZoneInfo) -> Card:
    """The answer to one's own click: what was done, what comes next and, for ten minutes, the way back."""
    key = event.kind if event is not None else "same"
    items = [Button("blocker.list", "", words.say("blocker.list.label"))]
    notes: tuple[Block, ...] = ()
    if event is not None and event.kind != Happened.UNDONE:
        items.insert(0, Button("blocker.undo", event.ref, words.say("blocker.undo.label")))
        notes = (Note(text(words, "blocker.undo.until", time=words.at(event.at + UNDO_WITHIN, zone))),)
    title = text(words, f"blocker.done.{key}", number=str(each.row.number))
    body = (literal(f"{each.owner.name}, {_facts(words, each).plain()}"), Said("", each.row.text))
    return Card(title, (*body, _next(words, each, zone), Actions(tuple(items)), *notes))


def _next(words: Words, each: Seen, zone: ZoneInfo) -> Text:
    if each.row.state != BlockerState.OPEN:
        return text(words, "blocker.next.closed")
    if each.told_at is None:
        return text(words, "blocker.next.told")
    day = local_day(each.told_at, zone)
    return text(words, "blocker.next.open", day=words.day(day), time=words.at(each.told_at, zone))


def news_card(words: Words, each: Seen, kind: str, who: str) -> Card:
    """Tells the owner what somebody else did with their blocker."""
    title = text(words, f"blocker.news.{kind}", name=who, number=str(each.row.number))
    show = Button("blocker.list", "", words.say("blocker.list.label"))
    return Card(title, (Said("", each.row.text), Actions((show,))))


def followed_card(words: Words, each: Seen, request: int, what: str) -> Card:
    """Tells the owner that the request made of their blocker ended, or that its answer was taken back."""
    key = "reopened" if each.row.state == BlockerState.OPEN else "closed"
    title = text(words, f"blocker.request.{key}", number=str(each.row.number), request=str(request), what=what)
    show = Button("blocker.list", "", words.say("blocker.list.label"))
    return Card(title, (Said("", each.row.text), Actions((show,))))


def handed_over_card(words: Words, gone: Person, team: Team, rows: Sequence[Blocker]) -> Card:
    """What someone who left had open, for whoever leads the team."""
    title = counted(words, "blocker.handed_over.title", len(rows), name=gone.name, team=team.name)
    lines = tuple(Row((Text("*#{number}*", {"number": str(row.number)}), Said("", row.text))) for row in rows)
    show = Button("blocker.list", "", words.say("blocker.list.label"))
    return Card(title, (Table((), lines), text(words, "blocker.handed_over.next"), Actions((show,))))


def stale_card(
    words: Words, each: Seen, person: Person, roles: frozenset[Role], waited: Mapping[str, DeskKind]
) -> Card:
    """Tells the scrum master that a blocker lasts; once it is taken or closed, the same message says so."""
    title = counted(words, "blocker.stale.title", each.days, name=each.owner.name, blocker=str(each.row.number))
    show = Button("blocker.list", "", words.say("blocker.list.label"))
    buttons = _buttons(words, each.row, person, roles, waited) if each.row.state == BlockerState.OPEN else ()
    return Card(title, (_facts(words, each), Said("", each.row.text), Actions((*buttons, show))))
