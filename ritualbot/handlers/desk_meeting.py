"""A desk's recurring meeting: set and paused, called with its agenda the day before, written down in one form."""

from datetime import datetime

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import desk_right as right, request_told as told
from ritualbot.handlers.context import Context, Tick
from ritualbot.handlers.desk_right import words_for
from ritualbot.i18n import Words
from ritualbot.reports import desk_meeting as report, request as request_report
from ritualbot.reports.desk_agenda import agenda_card
from ritualbot.reports.desk_meeting import Reader
from ritualbot.rituals import desk_meeting as rules, permissions, sla
from ritualbot.rituals.calendar import local_day, zone
from ritualbot.rituals.desk import Seat
from ritualbot.rituals.desk_meeting import Rhythm
from ritualbot.rituals.permissions import Right, Role
from ritualbot.rituals.request_history import Happened
from ritualbot.store import (
    alarms,
    desk_hours as hours,
    desk_meeting as meetings,
    desk_people as desks,
    outbox,
    person as people,
    request as requests,
    team as teams,
)
from ritualbot.store.audit import Action
from ritualbot.store.desk import Desk
from ritualbot.store.desk_meeting import MINUTES, DeskMeetingHeld
from ritualbot.store.outbox import Outbox, Outgoing
from ritualbot.store.request import Request
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

AGENDA, CHANNEL = "meeting.agenda", "meeting.channel"  # of the message that calls it, to people and there
LEADS = frozenset({Role.SCRUM_MASTER, Role.ASSISTANT})

# -- when it is ----------------------------------------------------------------------------------------------------


def ask(context: Context, event: ButtonPressed) -> Reply:
    """The form: as it is, its next day filled in, or as usual from next week on."""
    desk = right.the_desk(context, event.ref, Right.DESK_MEET)
    row, coming = meetings.of_desk(context.session, desk), meetings.coming(context.session, desk, context.now)
    calendar = hours.calendar(context.session, desk)
    first_on = rules.usual_first(calendar, local_day(context.now, zone(desk.tz)))
    spec = Rhythm(coming.on if coming else first_on)
    if row is not None:
        spec = Rhythm(spec.first_on, row.every_weeks, row.at, row.minutes)
    return OpenForm(report.meeting_form(context.words, desk, spec))


def save(context: Context, event: FormSubmitted) -> Reply:
    """From that day on; the one that was called for another moment is called off. Raises FieldsRefused."""
    desk = right.the_desk(context, event.ref, Right.DESK_MEET)
    calendar, today = hours.calendar(context.session, desk), local_day(context.now, zone(desk.tz))
    spec = rules.read(event.values, calendar, context.words.language, today)
    _call_off(context, desk)
    meetings.write(context.session, desk, spec, context.person, context.now)
    meetings.expect(context.session, desk, context.now)
    right.record(context, Action.DESK_MEETING, desk.ref)
    return Say(report.set_card(context.words, desk, context.person, context.session, context.now))


def pause(context: Context, event: ButtonPressed) -> Reply:
    desk = right.the_desk(context, event.ref, Right.DESK_MEET)
    row = meetings.of_desk(context.session, desk)
    if row is None:
        raise RuleBroken("meeting.none", desk=desk.name)
    if not row.paused:
        _call_off(context, desk)
        meetings.stop(context.session, row, context.now)
        meetings.expect(context.session, desk, context.now)
        right.record(context, Action.DESK_MEETING, desk.ref)
    return Say(report.paused_card(context.words, desk))


def _call_off(context: Context, desk: Desk) -> None:
    """Where its agenda stands it says so from now on."""
    held = meetings.to_come(context.session, desk, context.now)
    if held is None:
        return
    for reader in (_channel(desk), *_readers(context, desk)):
        card = report.called_off_card(desk, held, context.person, reader)
        _send(context, desk, held, reader, "meeting.settled", card)
    meetings.call_off(context.session, held)


def _send(tick: Tick, desk: Desk, held: DeskMeetingHeld, reader: Reader, kind: str, card: Card) -> None:
    """To a person, or into the desk's channel, where there is one; what stands of it already is changed."""
    subject = f"meeting:{held.ref}:{reader.person.ref if reader.person else 'channel'}"
    key = f"{subject}:{kind}:{tick.now.isoformat()}"
    if reader.person is not None:
        tick.tell(reader.person, kind, subject, key, card, ref=held.ref)
    elif desk.workspace_id is not None and desk.conversation:
        said = Outgoing(desk.workspace_id, kind, subject, key, card, conversation=desk.conversation, ref=held.ref)
        outbox.put(tick.session, tick.now, said)


def _channel(desk: Desk) -> Reader:
    return Reader(Words(desk.language), zone(desk.tz), None)


# -- its agenda ----------------------------------------------------------------------------------------------------


def agenda_due(tick: Tick, ref: str) -> None:
    """To the desk, in its channel where it has one, and to whoever leads the teams that turn to it; then the next one
    is expected."""
    row = meetings.by_ref(tick.session, ref)
    desk = tick.session.get(Desk, row.desk_id) if row is not None else None
    coming = meetings.coming(tick.session, desk, tick.now) if desk is not None else None
    if desk is None:
        return
    if coming is not None and coming.agenda_at <= tick.now:
        held = meetings.call(tick.session, desk, coming, tick.now)
        others = [each for each in _readers(tick, desk) if each.teams is not None]
        to_desk = [_channel(desk)] if desk.conversation else _of_desk(tick, desk)
        for reader in (*to_desk, *others):
            kind = AGENDA if reader.person else CHANNEL
            _send(tick, desk, held, reader, kind, agenda_card(tick.session, desk, held, reader, tick.now))
        _expect_minutes(tick, desk, held)
    meetings.expect(tick.session, desk, tick.now)


def _expect_minutes(tick: Tick, desk: Desk, held: DeskMeetingHeld) -> None:
    at = sla.business_days_after(hours.calendar(tick.session, desk), held.ends_at, 1)
    if at is not None:
        alarms.set(tick.session, MINUTES, held.ref, at)


def _readers(tick: Tick, desk: Desk) -> list[Reader]:
    """Each once: who is of the desk sees all of it, who leads teams what is theirs; and whoever set the meeting."""
    found = {id_of(each.person): each for each in _of_desk(tick, desk) if each.person is not None}
    leading: dict[int, tuple[Person, set[int]]] = {}
    for team in meetings.teams_of(tick.session, desk):
        for person in people.leads(tick.session, team, tick.now):
            leading.setdefault(id_of(person), (person, set()))[1].add(id_of(team))
    row = meetings.of_desk(tick.session, desk)
    leader = tick.session.get(Person, row.led_by) if row is not None else None
    if leader is not None and leader.active:
        leading.setdefault(id_of(leader), (leader, set()))
    for person_id, (person, theirs) in leading.items():
        found.setdefault(person_id, Reader(words_for(person, desk), person.zone(), frozenset(theirs), person))
    return list(found.values())


def _of_desk(tick: Tick, desk: Desk) -> list[Reader]:
    return [Reader(words_for(each, desk), each.zone(), None, each) for each in desks.people(tick.session, desk)]


def agenda_failed(tick: Tick, row: Outbox, _why: str) -> None:
    """What cannot be posted in the desk's channel goes to each of the desk."""
    held = meetings.held_by_ref(tick.session, row.ref)
    desk = tick.session.get(Desk, held.desk_id) if held is not None else None
    if held is None or desk is None or row.edits:
        return
    for reader in _of_desk(tick, desk):
        _send(tick, desk, held, reader, AGENDA, agenda_card(tick.session, desk, held, reader, tick.now))


def agenda_wanted(tick: Tick, row: Outbox) -> bool:
    """Nobody is called to what is over, or was called off; what stands already is kept true."""
    held = meetings.held_by_ref(tick.session, row.ref)
    return bool(row.edits) or (held is not None and held.ends_at > tick.now)


def settled_wanted(_tick: Tick, row: Outbox) -> bool:
    """Only ever an edit."""
    return bool(row.edits)


# -- what was decided ----------------------------------------------------------------------------------------------


def minutes(context: Context, event: ButtonPressed) -> Reply:
    held, desk = _held(context, event.ref)
    rows = [row for row in requests.open_of_desks(context.session, [id_of(desk)]) if _may_name(context, desk, row)]
    return OpenForm(report.minutes_form(context.words, desk, held, rows[: report.MOST_CHOICES]))


def save_minutes(context: Context, event: FormSubmitted) -> Reply:
    """Once: where the agenda stood stands what was decided, and so it does on the cards of the requests."""
    held, desk = _held(context, event.ref)
    named = {ref: requests.by_ref(context.session, ref) for key, ref in event.values.items() if key.startswith("req")}
    rows = {ref: row for ref, row in named.items() if row is not None and _may_name(context, desk, row)}
    found = rules.decisions(event.values, rows)
    meetings.record(context.session, held, found, context.person, context.now)
    for number, each in enumerate(found, 1):
        if each.request_ref:
            _discussed(context, rows[each.request_ref], held, number, each.text)
    for reader in (_channel(desk), *_readers(context, desk)):
        card = report.minutes_card(context.session, desk, held, reader)
        _send(context, desk, held, reader, "meeting.settled", card)
    mine = Reader(context.words, context.person.zone(), None, context.person)
    return Say(report.minutes_card(context.session, desk, held, mine))


def _held(context: Context, ref: str) -> tuple[DeskMeetingHeld, Desk]:
    """One nothing is written down of yet. Raises RuleBroken `meeting.recorded` with who did, `meeting.to_come`."""
    held = meetings.held_by_ref(context.session, ref)
    desk = context.session.get(Desk, held.desk_id) if held is not None else None
    if held is None or desk is None:
        raise Absent("permission.absent")
    right.the_desk(context, desk.ref, Right.DESK_RECORD)
    if held.recorded_at is not None:
        by = context.session.get(Person, held.recorded_by) if held.recorded_by else None
        raise RuleBroken(
            "meeting.recorded", name=by.name if by else "", moment=_moment(context, held.recorded_at, desk)
        )
    if held.starts_at > context.now:
        raise RuleBroken("meeting.to_come", moment=_moment(context, held.starts_at, desk))
    return held, desk


def _moment(context: Context, at: datetime, desk: Desk) -> str:
    return request_report.moment(context.words, at, context.person.zone(), desk.tz)


def _may_name(context: Context, desk: Desk, row: Request) -> bool:
    """Who is of the desk any of its requests, who leads a team that team's."""
    if row.desk_id != desk.id:
        return False
    if desks.roles_on(context.session, id_of(desk), id_of(context.person)):
        return True
    team = context.session.get_one(Team, row.team_id)
    return bool(teams.roles_in(context.session, id_of(context.person), team) & LEADS)


def _discussed(context: Context, row: Request, held: DeskMeetingHeld, number: int, said: str) -> None:
    """A line of the request's history, which both sides' cards show."""
    data = {"text": said, "on": held.held_on.isoformat()}
    event = requests.record(
        context.session, row, Happened.DISCUSSED, context.person.id, context.now, data, context.workspace.platform
    )
    told.show(context, request_report.scene(context.session, row), f"{event.ref}:{number}")


def minutes_due(tick: Tick, ref: str) -> None:
    """Nothing is written down a business day later: whoever leads it is asked once."""
    held = meetings.held_by_ref(tick.session, ref)
    desk = tick.session.get(Desk, held.desk_id) if held is not None else None
    if held is None or desk is None or held.recorded_at is not None or held.nudged_at is not None:
        return
    held.nudged_at = tick.now
    tick.session.add(held)
    for each in _leading(tick, desk):
        subject = f"meeting:{held.ref}:nudge:{each.ref}"
        card = report.nudge_card(words_for(each, desk), desk, held)
        tick.tell(each, "meeting.nudge", subject, subject, card, ref=held.ref)


def _leading(tick: Tick, desk: Desk) -> list[Person]:
    """Whoever set it, while they may still write it down; else the desk's lead."""
    row = meetings.of_desk(tick.session, desk)
    leader = tick.session.get(Person, row.led_by) if row is not None else None
    if leader is not None and leader.active:
        roles = desks.roles_on(tick.session, id_of(desk), id_of(leader)) | right.roles_elsewhere(tick.session, leader)
        if permissions.holds(roles, Right.DESK_RECORD):
            return [leader]
    return desks.people(tick.session, desk, Seat.LEAD)


def nudge_wanted(tick: Tick, row: Outbox) -> bool:
    held = meetings.held_by_ref(tick.session, row.ref)
    return held is not None and held.recorded_at is None
