"""Who of a desk is there at a moment, and who of them looks after a request."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session

from ritualbot.rituals import desk_calendar, desk_duty
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.desk import Seat
from ritualbot.rituals.desk_duty import Sitting
from ritualbot.store import desk_hours as hours, desk_people as desks, outbox, team as teams
from ritualbot.store.desk import Desk
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of

TRIED_AGAIN = timedelta(days=7)  # after a message that the platform refused; sooner where another one arrives


def on_duty(session: Session, desk: Desk, now: datetime, but: Collection[int] = ()) -> Person | None:
    """To whom a new request goes: the duty person, else a contact, else a backup, else the lead. Never somebody absent
    or whom nothing reaches; while the desk is closed, it is who will be there when it opens. None: nobody is. `but`:
    never those, for nobody answers themselves."""
    sitting = _sitting(session, desk)
    here = _without(_here(session, desk, sitting, now), but)
    return here.get(desk_duty.on_duty(sitting, here) or 0)


def instead_of(session: Session, desk: Desk, person: Person, now: datetime, but: Collection[int] = ()) -> Person | None:
    """Who hears of what this person looks after: they, while away their backup, else the lead, else who is on duty."""
    sitting = _sitting(session, desk)
    here = _without(_here(session, desk, sitting, now, id_of(person)), but)
    return here.get(desk_duty.instead_of(id_of(person), sitting, here) or 0)


def is_there(session: Session, desk: Desk, person: Person, now: datetime) -> bool:
    """Whether somebody is at work at that moment, or when the desk next opens."""
    return id_of(person) in _here(session, desk, [], now, id_of(person))


def _without(here: dict[int, Person], but: Collection[int]) -> dict[int, Person]:
    return {number: person for number, person in here.items() if number not in but}


def _sitting(session: Session, desk: Desk) -> list[Sitting]:
    rows = desks.seats(session, desk)
    return [Sitting(row.person_id, Seat(row.role), row.duty, row.backup_id) for row in rows]


def _here(session: Session, desk: Desk, sitting: list[Sitting], now: datetime, *others: int) -> dict[int, Person]:
    """Those who are there, by id."""
    calendar = hours.calendar(session, desk)
    moment = desk_calendar.next_open(calendar, now) or now
    ids = {*others, *(each.person for each in sitting), *(each.backup for each in sitting if each.backup)}
    asked = [each for each in teams.people(session, ids).values() if each.active]
    patterns = teams.work_patterns(session, asked, moment)
    return {
        id_of(person): person
        for person, pattern in zip(asked, patterns, strict=True)
        if pattern.works_on(local_day(moment, pattern.zone))
        and not pattern.absent_at(moment)
        and _reached(session, person, now)
    }


def _reached(session: Session, person: Person, now: datetime) -> bool:
    """Whether the bot may write to them somewhere, as far as is known."""
    found = teams.addresses(session, id_of(person))
    since = now - TRIED_AGAIN
    return any(not outbox.refused(session, outbox.lane_of(each.workspace_id, each.user), since) for each in found)
