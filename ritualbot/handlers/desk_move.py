"""After a desk's calendar was changed: its open requests follow, a batch at a time, and one notice says what moved."""

from ritualbot.handlers import request_told
from ritualbot.handlers.context import Tick
from ritualbot.handlers.desk_right import words_for
from ritualbot.reports import desk_hours as report, request as request_report
from ritualbot.store import (
    alarms,
    desk_hours as hours,
    desk_move as moving,
    desk_people as desks,
    request as requests,
    team as teams,
)
from ritualbot.store.desk import Desk, DeskCalendarVersion

BATCH = 200
CARD = "desk.card"  # the alarm of a request whose cards are to say when it is due now
SHOWN = 5  # requests a notice names


def due(tick: Tick, ref: str) -> None:
    """A batch; the alarm is set again until none is left. Cards are shown anew one by one, each by its own alarm, and
    so are the clocks wound whose end is where it was: what comes before the end may have moved."""
    desk = desks.of_ref(tick.session, ref)
    newest = hours.newest(tick.session, desk) if desk else None
    if desk is None or newest is None:
        return
    rows = moving.behind(tick.session, desk, newest.version, BATCH)
    moved = moving.follow(tick.session, rows, newest.version, hours.calendar(tick.session, desk), tick.now)
    shown = {each.row.ref for each in moved}
    for row in rows:
        alarms.set(tick.session, CARD if row.ref in shown else requests.RING, row.ref, tick.now)
    if len(rows) == BATCH:
        alarms.set(tick.session, moving.MOVE, ref, tick.now)
    else:
        _tell(tick, desk, newest)


def card_due(tick: Tick, ref: str) -> None:
    """The card of each side says when it is due now, and its clock is wound anew."""
    row = requests.by_ref(tick.session, ref)
    if row is not None:
        requests.wind(tick.session, row, tick.now)
        key = f"moved:{row.calendar_version}:{tick.now.isoformat()}"
        request_told.show(tick, request_report.scene(tick.session, row), key)


def _tell(tick: Tick, desk: Desk, version: DeskCalendarVersion) -> None:
    """Whoever changed the calendar hears how many moved; who asked for some, which and until when."""
    moved = moving.told_of(tick.session, version)
    people = teams.people(tick.session, {*moved, version.made_by or 0})
    for person in (each for each in people.values() if each.active and moved):
        words, mine = words_for(person, desk), moving.examples(tick.session, version, person.id or 0, SHOWN)
        number = moved[person.id or 0] if mine else sum(moved.values())
        card = report.moved_card(words, desk, number, mine, person.zone())
        subject = f"desk:{desk.ref}:moved:{version.version}"
        tick.tell(person, "desk.news", subject, f"{subject}:{person.ref}", card, ref=desk.ref)
