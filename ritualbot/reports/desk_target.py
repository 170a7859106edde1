"""What a desk agreed to as people see it, the question that asks it to agree, and the form that proposes otherwise."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Note, Row, Style, Table
from ritualbot.chat.forms import Field, Form, NumberField, TextField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.desk_hours import week_text
from ritualbot.reports.request import moment
from ritualbot.reports.wording import text
from ritualbot.rituals import desk_calendar, durations, inputs, sla
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.desk_target import PIECES_LIMIT, ExpressTerms, Terms
from ritualbot.rituals.request_types import RequestType, types_of
from ritualbot.store import desk_hours as hours, desk_target as targets
from ritualbot.store.desk import Desk, DeskTarget
from ritualbot.store.team import Person

EXPRESS = "express"  # beside the types of requests, what else both sides agree on


def usual(words: Words, kind: DeskKind) -> list[Terms]:
    """The targets a desk begins with, and what must come with each type, in the desk's language."""
    return [Terms(each.name, each.acknowledge, each.decide, _required(words, each)) for each in types_of(kind)]


def _required(words: Words, type: RequestType) -> str:
    """The pieces its form insists on beyond those of every request, one a line."""
    return "\n".join(words.say(f"request.field.{piece.name}") for piece in type.own if piece.required)


def type_name(words: Words, type: str) -> str:
    """As a line begins with it."""
    said = words.say(f"request.type.{type}")
    return said[:1].upper() + said[1:]


def duration_text(words: Words, said: str) -> str:
    return durations.text(durations.parse(said, words.language, field=None), words)


def due_text(words: Words, calendar: DeskCalendar, start: datetime, said: str, zone: ZoneInfo) -> str:
    """When what is asked at `start` would be due, in the reader's zone and, where it is another, the desk's; empty for
    a desk that never opens so long."""
    duration = durations.parse(said, words.language, field=None)
    at = sla.due_at(calendar, start, sla.budget_of(calendar, start, duration))
    return moment(words, at, zone, calendar.tz) if at else ""


# On the desk's page -------------------------------------------------------------------------------


def terms_blocks(session: Session, words: Words, desk: Desk, zone: ZoneInfo) -> tuple[Block, ...]:
    """A line a type with its two targets and where they stand; below, what is only indicative."""
    rows = targets.of_desk(session, desk)
    if not rows:
        return ()
    head = tuple(text(words, f"desk.head.{column}") for column in ("type", "acknowledge", "decide", "stands"))
    table = Table(head, tuple(_row(session, words, row, zone) for row in rows))
    notes = [Note(text(words, "desk.indicative"))] if any(row.agreed_at is None for row in rows) else []
    return (table, *_express(words, desk, zone), *notes)


def _express(words: Words, desk: Desk, zone: ZoneInfo) -> tuple[Block, ...]:
    """What both sides agreed on; that another offer waits."""
    blocks = []
    if desk.express_agreed_at is not None:
        blocks.append(express_text(words, targets.express(desk)))
    if desk.proposed_express_at is not None:
        blocks.append(_express_waiting(words, targets.express_proposed(desk)))
    return tuple(blocks)


def _row(session: Session, words: Words, row: DeskTarget, zone: ZoneInfo) -> Row:
    cells = (type_name(words, row.type), duration_text(words, row.acknowledge), duration_text(words, row.decide))
    return Row((*(literal(each) for each in cells), _stands(session, words, row, zone)))


def _stands(session: Session, words: Words, row: DeskTarget, zone: ZoneInfo) -> Text:
    if row.agreed_at is None:
        return text(words, "desk.stands.indicative")
    day = words.full_date(local_day(row.agreed_at, zone))
    by = session.get(Person, row.agreed_by) if row.agreed_by else None
    if by is None:
        return text(words, "desk.stands.agreed_on", day=day)
    key = "desk.stands.agreed" if row.proposed_at is None else "desk.stands.reopened"
    return text(words, key, day=day, name=by.name)


def answer_buttons(words: Words, desk: Desk, offer: str) -> tuple[Button, ...]:
    return (
        Button("desk.agree", offer, words.say("desk.agree.label"), Style.MAIN),
        Button("desk.targets", desk.ref, words.say("desk.otherwise.label")),
    )


# The question -------------------------------------------------------------------------------------


def offer_card(
    session: Session, words: Words, desk: Desk, by: Person, zone: ZoneInfo, now: datetime, offer: str
) -> Card:
    """Hours, targets and pieces, with what they would mean for a request of now."""
    calendar = hours.calendar(session, desk)
    city = words.city(ZoneInfo(calendar.tz))
    blocks = (
        text(words, "desk.offer.hours", hours=week_text(words, calendar), city=city),
        *echo_blocks(session, words, desk, zone, now),
        Note(text(words, "desk.indicative")),
        Actions(answer_buttons(words, desk, offer)),
    )
    return Card(text(words, "desk.offer.title", name=by.name, desk=desk.name), blocks)


def echo_blocks(session: Session, words: Words, desk: Desk, zone: ZoneInfo, now: datetime) -> tuple[Block, ...]:
    """What is proposed: each target with the due time of a request of now, in the reader's zone, and the pieces."""
    calendar = hours.calendar(session, desk)
    start = desk_calendar.next_open(calendar, now) or now
    waiting = [targets.proposed(row) for row in targets.waiting(session, desk)]
    rows = tuple(_offered(words, calendar, start, each, zone) for each in waiting)
    head = tuple(text(words, f"desk.head.{column}") for column in ("type", "acknowledge", "decide"))
    at = moment(words, start, zone, calendar.tz)
    faster = targets.express_proposed(desk) if desk.proposed_express_at else None
    express = (express_text(words, faster),) if faster is not None else ()
    if not rows:
        return express
    return (Table(head, rows), Note(text(words, "desk.offer.example", at=at)), *_pieces(words, waiting), *express)


def _offered(words: Words, calendar: DeskCalendar, start: datetime, terms: Terms, zone: ZoneInfo) -> Row:
    cells = [literal(type_name(words, terms.type))]
    for said in (terms.acknowledge, terms.decide):
        due = due_text(words, calendar, start, said, zone)
        cells.append(text(words, "desk.offer.due", duration=duration_text(words, said), due=due))
    return Row(tuple(cells))


def _pieces(words: Words, waiting: Sequence[Terms]) -> tuple[Block, ...]:
    rows = [
        Row((literal(type_name(words, each.type)), literal(", ".join(each.pieces.splitlines()))))
        for each in waiting
        if each.pieces
    ]
    return (text(words, "desk.offer.pieces"), Table((), tuple(rows))) if rows else ()


def settled_card(session: Session, words: Words, desk: Desk, by: Person, zone: ZoneInfo) -> Card:
    """What stands where the question stood: who agreed, or who proposed otherwise."""
    key = "desk.settled.otherwise" if targets.waiting(session, desk) else "desk.settled.agreed"
    return Card(text(words, key, desk=desk.name, name=by.name), (Actions((_show(words, desk),)),))


def agreed_card(
    words: Words, desk: Desk, by: Person, day: str, rows: Sequence[DeskTarget], express: ExpressTerms | None
) -> Card:
    """To both sides: what holds from now on."""
    lines = tuple(
        Row((literal(type_name(words, row.type)), literal(_both(words, targets.in_force(row))))) for row in rows
    )
    title = text(words, "desk.agreed.title", desk=desk.name)
    table = (Table((), lines),) if lines else ()
    faster = (express_text(words, express),) if express is not None else ()
    by_whom = text(words, "desk.agreed.by", name=by.name, day=day)
    return Card(title, (*table, *faster, by_whom, Actions((_show(words, desk),))))


def express_text(words: Words, terms: ExpressTerms) -> Text:
    """`Express : jusqu'à 2 par équipe et par sprint, réponse en 4 heures ouvrées`."""
    if not terms.per_sprint:
        return text(words, "desk.express.terms_none")
    duration = duration_text(words, terms.target)
    return text(words, "desk.express.terms", n=words.number(terms.per_sprint), duration=duration)


def _express_waiting(words: Words, terms: ExpressTerms) -> Text:
    if not terms.per_sprint:
        return text(words, "desk.express.waiting_none")
    duration = duration_text(words, terms.target)
    return text(words, "desk.express.waiting", n=words.number(terms.per_sprint), duration=duration)


def _both(words: Words, terms: Terms) -> str:
    return f"{duration_text(words, terms.acknowledge)} / {duration_text(words, terms.decide)}"


def proposed_card(words: Words, desk: Desk, asked: Sequence[Person], echo: Sequence[Block]) -> Card:
    """What was understood, who is asked now, and what holds until then."""
    names = words.listed([each.name for each in asked])
    next_step = text(words, "desk.proposed.next", names=names) if asked else text(words, "desk.founded.nobody")
    note = Note(text(words, "desk.proposed.until"))
    return Card(
        text(words, "desk.proposed.title", desk=desk.name), (*echo, next_step, note, Actions((_show(words, desk),)))
    )


def _show(words: Words, desk: Desk) -> Button:
    return Button("desk.show", desk.ref, words.say("desk.show.label"))


# The form -----------------------------------------------------------------------------------------


def targets_form(words: Words, desk: Desk, terms: Sequence[Terms], express: ExpressTerms) -> Form:
    """Two durations and the pieces of each type, as they are proposed or agreed now."""
    fields: list[Field] = []
    for each in terms:
        name = type_name(words, each.type)
        for part, said in (("acknowledge", each.acknowledge), ("decide", each.decide)):
            label = words.say(f"desk.target.{part}", type=name)
            hint = words.say("desk.target.hint") if not fields else ""
            fields.append(TextField(f"{each.type}_{part}", label, hint, True, said, inputs.NAME_LIMIT, lines=False))
        label = words.say("desk.target.pieces", type=name)
        fields.append(TextField(f"{each.type}_pieces", label, initial=each.pieces, limit=PIECES_LIMIT))
    label, hint = words.say("desk.express.per_sprint"), words.say("desk.express.hint")
    fields.append(NumberField("express_per_sprint", label, hint, initial=str(express.per_sprint)))
    label = words.say("desk.express.target")
    fields.append(TextField("express_target", label, initial=express.target, limit=inputs.NAME_LIMIT, lines=False))
    title, intro = text(words, "desk.targets.title", desk=desk.name), text(words, "desk.targets.intro")
    return Form("desk.save_targets", desk.ref, title, tuple(fields), words.say("desk.targets.submit"), intro)
