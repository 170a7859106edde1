"""What a desk's meeting is to talk about. It is held even when that is nothing; what another ritual has to say there is
another part of `agenda_card`."""

from datetime import date, datetime

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Note, Row, Table
from ritualbot.chat.text import literal
from ritualbot.i18n import Words
from ritualbot.reports import desk_meeting as meeting, request_figures as figures_report
from ritualbot.reports.desk_meeting import Reader
from ritualbot.reports.desk_target import type_name
from ritualbot.reports.request import title_elsewhere
from ritualbot.reports.request_rounds import hours_text
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import desk_meeting as rules
from ritualbot.rituals.calendar import local_day, zone
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.desk_meeting import Candidate
from ritualbot.rituals.request_figures import PERIOD
from ritualbot.store import (
    desk_meeting as meetings,
    pilot as pilots,
    request as requests,
    request_figures as figures_store,
)
from ritualbot.store.desk import Desk
from ritualbot.store.desk_meeting import DeskMeetingHeld, Planned
from ritualbot.store.pilot import Pilot
from ritualbot.store.request import Request
from ritualbot.store.team import Team
from ritualbot.store.team_roster import id_of

MOST_LISTED = 10


def agenda_card(session: Session, desk: Desk, held: DeskMeetingHeld, reader: Reader, now: datetime) -> Card:
    words = reader.words
    parts = (
        *_open(session, desk, reader),
        *_answered(session, desk, reader, now),
        *_planned(session, desk, reader),
        *_pilots(session, desk, reader, now),
        *_data(session, desk, reader, now),
        *_alone(session, desk, words, now),
    )
    buttons = (meeting.minutes_button(words, held), Button("desk.show", desk.ref, words.say("desk.show.label")))
    title = f"{meeting.name(words, desk)}, {meeting.moment(words, held.starts_at, reader.zone, desk)}"
    blocks = parts or (text(words, "meeting.agenda.nothing"),)
    return Card(literal(title), (*blocks, Actions(buttons)), text(words, "meeting.agenda.held"))


def _open(session: Session, desk: Desk, reader: Reader) -> tuple[Block, ...]:
    """By deadline. What is confidential is only that; of other teams' only how many."""
    words, every = reader.words, requests.open_of_desks(session, [id_of(desk)])
    mine = [row for row in every if reader.sees(row.team_id)]
    rows = tuple(_line(session, desk, row, reader) for row in mine[:MOST_LISTED])
    blocks: list[Block] = [counted(words, "meeting.agenda.open", len(mine)), Table((), rows)] if rows else []
    if (more := len(mine) - len(rows)) > 0:
        blocks.append(Note(counted(words, "request.list.more", more)))
    if others := len(every) - len(mine):
        blocks.append(Note(counted(words, "meeting.agenda.others", others)))
    return tuple(blocks)


def _line(session: Session, desk: Desk, row: Request, reader: Reader) -> Row:
    words, team = reader.words, session.get_one(Team, row.team_id)
    if row.decide_due_at is not None:
        awaited = words.say("request.list.due", moment=meeting.moment(words, row.decide_due_at, reader.zone, desk))
    else:
        awaited = words.say("request.list.stopped")
    return Row((literal(f"#{row.number} {title_elsewhere(words, row)}"), literal(team.name), literal(awaited)))


def _answered(session: Session, desk: Desk, reader: Reader, now: datetime) -> tuple[Block, ...]:
    each = figures_report.of_desk(session, desk, reader.person, now)
    if not each.all.closed:
        return ()
    since = reader.words.full_date(local_day(now - PERIOD, reader.zone))
    return (text(reader.words, "meeting.agenda.figures", day=since), *figures_report.blocks(reader.words, each))


def _planned(session: Session, desk: Desk, reader: Reader) -> tuple[Block, ...]:
    """In the sprints that run and in the backlogs, from which the next ones are made."""
    words = reader.words
    found = [each for each in meetings.planned(session, desk) if reader.sees(id_of(each.team))]
    if not found:
        return ()
    rows = tuple(_plan_row(words, each) for each in found[:MOST_LISTED])
    more = len(found) - len(rows)
    rest = (Note(counted(words, "meeting.agenda.more_planned", more)),) if more else ()
    return (text(words, "meeting.agenda.planned"), Table((), rows), *rest)


def _plan_row(words: Words, each: Planned) -> Row:
    said = f"{each.title} ({each.need_text})" if each.need_text else each.title
    return Row((literal(said), literal(each.team.name), literal(each.sprint or words.say("meeting.agenda.backlog"))))


def _pilots(session: Session, desk: Desk, reader: Reader, now: datetime) -> tuple[Block, ...]:
    """Of the teams that turn to the desk: those that run in the next weeks, or have no day yet."""
    words, until = reader.words, local_day(now + rules.AHEAD, zone(desk.tz))
    served = {id_of(team): team for team in meetings.teams_of(session, desk) if reader.sees(id_of(team))}
    found = pilots.on_or_before(session, served, until)
    rows = tuple(_pilot_row(words, each, served[each.team_id]) for each in found[:MOST_LISTED])
    more = len(found) - len(rows)
    rest = (Note(counted(words, "meeting.agenda.more_pilots", more)),) if more else ()
    return (text(words, "meeting.agenda.pilots"), Table((), rows), *rest) if rows else ()


def _pilot_row(words: Words, row: Pilot, team: Team) -> Row:
    """Without its owner: nobody of a team is named to a desk here."""
    if row.starts_on is None or row.ends_on is None:
        when = words.say("meeting.agenda.no_dates")
    else:
        first, last = words.calendar_date(row.starts_on), words.calendar_date(row.ends_on)
        when = words.say("pilot.dates", first=first, last=last)
    return Row((literal(f"#{row.number} {row.name}"), literal(team.name), literal(when)))


def _data(session: Session, desk: Desk, reader: Reader, now: datetime) -> tuple[Block, ...]:
    """Flows and tags wanted in the next weeks, or without a day."""
    if desk.kind != DeskKind.IT:
        return ()
    until = local_day(now + rules.AHEAD, zone(desk.tz))
    found = [
        row
        for row in requests.open_of_desks(session, [id_of(desk)])
        if row.type in rules.DATA_TYPES
        and reader.sees(row.team_id)
        and (row.needed_on is None or row.needed_on <= until)
    ]
    found.sort(key=lambda row: (row.needed_on is None, row.needed_on or date.max, row.id or 0))
    rows = tuple(_data_row(reader.words, row) for row in found[:MOST_LISTED])
    return (text(reader.words, "meeting.agenda.data"), Table((), rows)) if rows else ()


def _data_row(words: Words, row: Request) -> Row:
    wanted = words.day(row.needed_on) if row.needed_on else words.say("request.needed_later")
    return Row(
        (
            literal(f"#{row.number} {title_elsewhere(words, row)}"),
            literal(type_name(words, row.type)),
            literal(wanted),
        )
    )


def _alone(session: Session, desk: Desk, words: Words, now: datetime) -> tuple[Block, ...]:
    """What marketing could do by itself next time: SPEC E22."""
    found = figures_store.histories(session, figures_store.filed_since(session, desk, now - PERIOD))
    rows = tuple(_alone_row(words, each) for each in rules.candidates(found))
    return (text(words, "meeting.agenda.alone"), Table((), rows)) if rows else ()


def _alone_row(words: Words, each: Candidate) -> Row:
    waited = words.say("meeting.agenda.waited", hours=hours_text(words, each.waited))
    how = [
        words.count(f"meeting.agenda.{key}", number)
        for key, number in (("access", each.access), ("training", each.training))
        if number
    ]
    return Row((literal(type_name(words, each.type)), literal(waited), literal(words.listed(how))))
