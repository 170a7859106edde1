"""What figures of requests are made of: their histories, read all at once."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.request_figures import LEAST_PEOPLE, History
from ritualbot.rituals.request_history import Step
from ritualbot.store import desk_people, request as requests
from ritualbot.store.desk import Desk, DeskCalendarVersion
from ritualbot.store.desk_hours import as_written
from ritualbot.store.request import Request, RequestEvent
from ritualbot.store.team_roster import id_of

_AT_ONCE = 500  # ids in one query


def filed_since(session: Session, desk: Desk, since: datetime) -> list[Request]:
    """What any team asked of a desk from then on, the oldest first."""
    query = select(Request).where(col(Request.desk_id) == id_of(desk), col(Request.filed_at) >= since)
    return list(session.exec(query.order_by(col(Request.filed_at), col(Request.id))))


def open_between(session: Session, team_id: int, first: datetime, last: datetime) -> list[Request]:
    """A team's requests that were open at some time of these, by number."""
    query = select(Request).where(
        col(Request.team_id) == team_id,
        col(Request.filed_at) <= last,
        sa.or_(col(Request.closed_at).is_(None), col(Request.closed_at) >= first),
    )
    return list(session.exec(query.order_by(col(Request.number))))


def steps_of(session: Session, rows: Sequence[Request]) -> dict[int, list[Step]]:
    """The histories of these, by their ids."""
    found: dict[int, list[Step]] = {id_of(row): [] for row in rows}
    ids = list(found)
    for start in range(0, len(ids), _AT_ONCE):
        query = select(RequestEvent).where(col(RequestEvent.request_id).in_(ids[start : start + _AT_ONCE]))
        for event in session.exec(query.order_by(col(RequestEvent.request_id), col(RequestEvent.seq))):
            found[event.request_id].append(requests.step_of(event))
    return found


def calendars(session: Session, desk_ids: Collection[int]) -> dict[tuple[int, int], DeskCalendar]:
    """Every version of these desks' hours, by desk and version."""
    query = select(DeskCalendarVersion).where(col(DeskCalendarVersion.desk_id).in_(desk_ids))
    return {(row.desk_id, row.version): as_written(row.calendar) for row in session.exec(query)}


def histories(session: Session, rows: Sequence[Request]) -> list[History]:
    """In the order of the rows."""
    steps, hours = steps_of(session, rows), calendars(session, {row.desk_id for row in rows})
    return [History(row.type, steps[id_of(row)], hours[row.desk_id, row.calendar_version]) for row in rows]


def open_to_all(session: Session, desk: Desk) -> bool:
    """Whether rates and times are told beyond the desk: of a few people they would be figures of each of them."""
    return desk.stats_open or len(desk_people.seats(session, desk)) >= LEAST_PEOPLE
