"""A desk's meeting as people see it: when it is, the forms that set it and that keep what was decided there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Cell, Facts, Note, Row, Style, Table
from ritualbot.chat.forms import ChoiceField, DateField, Field, Form, NumberField, Option, TextField, TimeField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import request as request_report
from ritualbot.reports.request import title_elsewhere
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import desk_meeting as rules, inputs
from ritualbot.rituals.calendar import time_instead, zone
from ritualbot.rituals.desk_meeting import Coming, Rhythm
from ritualbot.store import alarms, desk_meeting as meetings
from ritualbot.store.desk import Desk
from ritualbot.store.desk_meeting import DeskDecision, DeskMeeting, DeskMeetingHeld
from ritualbot.store.request import Request
from ritualbot.store.team import Person, Team

MOST_CHOICES = 50


@dataclass(frozen=True)
class Reader:
    """Who reads it. `teams`: those whose requests and plans they see; None: they are of the desk, and see all. `person`
    is None for the desk's channel."""

    words: Words
    zone: ZoneInfo
    teams: frozenset[int] | None
    person: Person | None = None

    def sees(self, team_id: int) -> bool:
        return self.teams is None or team_id in self.teams


def name(words: Words, desk: Desk) -> str:
    """`Point DSI`."""
    return words.say("meeting.name", desk=desk.name)


def moment(words: Words, at: datetime, zone: ZoneInfo, desk: Desk) -> str:
    return request_report.moment(words, at, zone, desk.tz)


def moments(session: Session, words: Words, desk: Desk, team: Team, now: datetime) -> list[tuple[datetime, str, str]]:
    """When the meeting is and when its agenda goes out, for a team that turns to the desk: each with what it is and how
    long it lasts."""
    row = meetings.of_desk(session, desk)
    if row is None or row.paused or team.id not in {each.id for each in meetings.teams_of(session, desk)}:
        return []
    called, coming = meetings.to_come(session, desk, now), meetings.coming(session, desk, now)
    starts = [each.starts_at for each in (called, coming) if each is not None]
    found = [(at, name(words, desk), words.say("meeting.minutes", n=str(row.minutes))) for at in starts]
    agenda_at = alarms.rings_at(session, meetings.AGENDA, row.ref)
    if agenda_at is not None:
        found.append((agenda_at, words.say("meeting.agenda.sent", name=name(words, desk)), ""))
    return found


# -- on the desk's page --------------------------------------------------------------------------------------------


def facts(session: Session, words: Words, desk: Desk, reader: Person, now: datetime) -> tuple[tuple[Text, Cell], ...]:
    """How often, and when next; nothing where it was never set."""
    row = meetings.of_desk(session, desk)
    if row is None:
        return ()
    label = text(words, "meeting.fact")
    if row.paused:
        return ((label, text(words, "meeting.fact_paused")),)
    often = _often(words, row)
    called, coming = meetings.to_come(session, desk, now), meetings.coming(session, desk, now)
    starts_at = called.starts_at if called else coming.starts_at if coming else None
    if starts_at is None:
        return ((label, literal(often)),)
    at = moment(words, starts_at, reader.zone(), desk)
    return ((label, text(words, "meeting.fact_next", often=often, moment=at)),)


def _often(words: Words, row: DeskMeeting) -> str:
    minutes = words.number(row.minutes)
    if row.every_weeks == 1:
        return words.say("meeting.weekly", minutes=minutes)
    return words.say("meeting.often", n=words.number(row.every_weeks), minutes=minutes)


def minutes_button(words: Words, held: DeskMeetingHeld) -> Button:
    return Button("desk.minutes", held.ref, words.say("desk.minutes.label"), Style.MAIN)


# -- when it is ----------------------------------------------------------------------------------------------------


def meeting_form(words: Words, desk: Desk, spec: Rhythm) -> Form:
    fields = (
        DateField("first_on", words.say("meeting.field.first_on"), "", True, spec.first_on.isoformat()),
        TimeField("at", words.say("meeting.field.at"), "", True, words.clock(spec.at)),
        NumberField("every_weeks", words.say("meeting.field.every_weeks"), "", True, str(spec.every_weeks)),
        TextField(
            "minutes",
            words.say("meeting.field.minutes"),
            required=True,
            initial=words.say("meeting.minutes", n=str(spec.minutes)),
            limit=inputs.NAME_LIMIT,
            lines=False,
        ),
    )
    intro = text(words, "meeting.form.intro", city=words.city(zone(desk.tz)))
    return Form("desk.save_meeting", desk.ref, literal(name(words, desk)), fields, words.say("team.form.submit"), intro)


def called_off_card(desk: Desk, held: DeskMeetingHeld, by: Person, reader: Reader) -> Card:
    """Where the agenda stood."""
    words, at = reader.words, moment(reader.words, held.starts_at, reader.zone, desk)
    show = Actions((Button("desk.show", desk.ref, words.say("desk.show.label")),))
    title = text(words, "meeting.called_off", name=name(words, desk), moment=at, who=by.name)
    return Card(title, (show,))


# -- what was decided ----------------------------------------------------------------------------------------------


def minutes_form(words: Words, desk: Desk, held: DeskMeetingHeld, rows: Sequence[Request]) -> Form:
    """Five lines, each of which may name one of these requests."""
    nothing = Option("", words.say("meeting.field.no_request"))
    options = (nothing, *(Option(row.ref, f"#{row.number} {inputs.echo(title_elsewhere(words, row))}") for row in rows))
    fields: list[Field] = []
    for number in range(1, rules.MOST_DECISIONS + 1):
        label = words.say("meeting.field.decision", number=words.number(number))
        fields.append(TextField(f"decision_{number}", label, limit=rules.DECISION_LIMIT, lines=False))
        if rows:
            about = words.say("meeting.field.request", number=words.number(number))
            fields.append(ChoiceField(f"request_{number}", about, options=options, initial=("",)))
    day = words.full_date(held.held_on)
    title = text(words, "meeting.minutes_form.title", name=name(words, desk), day=day)
    intro = text(words, "meeting.minutes_form.intro")
    return Form("desk.save_minutes", held.ref, title, tuple(fields), words.say("team.form.submit"), intro)


def minutes_card(session: Session, desk: Desk, held: DeskMeetingHeld, reader: Reader) -> Card:
    """What stands in the agenda's place. What was decided about another team's request is that team's to read."""
    words, by = reader.words, session.get(Person, held.recorded_by) if held.recorded_by else None
    known = {row.ref: row for row in meetings.requests_of(session, held)}
    found = meetings.decisions(session, held)
    shown = [each for each in found if each.request_ref not in known or reader.sees(known[each.request_ref].team_id)]
    rows = tuple(_decided(words, each, known) for each in shown)
    blocks: list[Block] = [Table((), rows)] if rows else []
    if not found:
        blocks.append(text(words, "meeting.minutes.none"))
    if others := len(found) - len(shown):
        blocks.append(Note(counted(words, "meeting.minutes.others", others)))
    if by is not None:
        blocks.append(Note(text(words, "meeting.minutes.by", name=by.name)))
    blocks.append(Actions((Button("desk.show", desk.ref, words.say("desk.show.label")),)))
    day = words.full_date(held.held_on)
    return Card(text(words, "meeting.minutes.title", name=name(words, desk), day=day), tuple(blocks))


def _decided(words: Words, each: DeskDecision, known: dict[str, Request]) -> Row:
    row = known.get(each.request_ref)
    about = literal(f"#{row.number} {title_elsewhere(words, row)}") if row is not None else literal("")
    return Row((literal(f"{each.position}. {each.text}"), about))


def nudge_card(words: Words, desk: Desk, held: DeskMeetingHeld) -> Card:
    title = text(words, "meeting.nudge", name=name(words, desk), day=words.full_date(held.held_on))
    return Card(title, (Actions((minutes_button(words, held),)),))


def set_card(words: Words, desk: Desk, reader: Person, session: Session, now: datetime) -> Card:
    """What was kept, and what comes next."""
    show = Actions((Button("desk.show", desk.ref, words.say("desk.show.label")),))
    coming = meetings.coming(session, desk, now)
    if coming is None:
        return Card(text(words, "meeting.kept", name=name(words, desk)), (show,))
    here = reader.zone()
    agenda_at = _agenda_moment(words, coming.agenda_at, here, desk, now)
    starts_at = moment(words, coming.starts_at, here, desk)
    pairs = (
        (text(words, "meeting.next"), literal(starts_at)),
        (text(words, "meeting.next_agenda"), literal(agenda_at)),
    )
    skipped = _skipped(session, words, desk, coming)
    return Card(text(words, "meeting.kept", name=name(words, desk)), (Facts(pairs), *skipped, show))


def _skipped(session: Session, words: Words, desk: Desk, coming: Coming) -> tuple[Note, ...]:
    """A time the desk's clocks skip that day is taken, and it is said when the meeting is instead."""
    row = meetings.of_desk(session, desk)
    instead = time_instead(coming.on, row.at, zone(desk.tz)) if row is not None else None
    if row is None or instead is None:
        return ()
    said = {"day": words.day(coming.on), "time": words.clock(row.at), "instead": words.clock(instead)}
    return (Note(text(words, "meeting.skipped", **said)),)


def _agenda_moment(words: Words, at: datetime, zone: ZoneInfo, desk: Desk, now: datetime) -> str:
    return moment(words, at, zone, desk) if at > now else words.say("meeting.agenda.now")


def paused_card(words: Words, desk: Desk) -> Card:
    again = Button("desk.meeting", desk.ref, words.say("desk.meeting.again"))
    show = Button("desk.show", desk.ref, words.say("desk.show.label"))
    return Card(text(words, "meeting.paused", name=name(words, desk)), (Actions((again, show)),))
