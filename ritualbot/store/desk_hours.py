"""A desk's calendar: a version for each change, none of which is ever changed."""

import json
from datetime import datetime
from functools import lru_cache

from sqlmodel import Session, col, select

from ritualbot.rituals import desk_calendar
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.store.desk import Desk, DeskCalendarVersion
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of


def newest(session: Session, desk: Desk) -> DeskCalendarVersion | None:
    query = select(DeskCalendarVersion).where(col(DeskCalendarVersion.desk_id) == id_of(desk))
    return session.exec(query.order_by(col(DeskCalendarVersion.version).desc()).limit(1)).first()


def calendar(session: Session, desk: Desk) -> DeskCalendar:
    """The hours as they are now."""
    row = newest(session, desk)
    assert row is not None, "a desk is founded with a calendar"
    return as_written(row.calendar)


@lru_cache(maxsize=256)
def as_written(written: str) -> DeskCalendar:
    """Read once: a calendar keeps the open time it has worked out."""
    return desk_calendar.read(json.loads(written))


def change(
    session: Session, desk: Desk, after: DeskCalendar, by: Person | None, now: datetime
) -> DeskCalendarVersion | None:
    """Another version; None where nothing differs. `by`: None for the command line."""
    last = newest(session, desk)
    written = json.dumps(desk_calendar.written(after), sort_keys=True)
    if last is not None and last.calendar == written:
        return None
    row = DeskCalendarVersion(
        desk_id=id_of(desk),
        version=last.version + 1 if last else 1,
        calendar=written,
        made_at=now,
        made_by=id_of(by) if by is not None else None,
    )
    session.add(row)
    desk.tz = after.tz
    session.add(desk)
    session.flush()
    return row
