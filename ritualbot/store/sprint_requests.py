"""A sprint's requests to desks as its file shows them: as of the moment it was closed, or of now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.rituals.request import Standing, balls, standing
from ritualbot.rituals.request_figures import History, until
from ritualbot.rituals.request_history import Party
from ritualbot.store import request_figures as store
from ritualbot.store.desk import Desk, DeskCalendarVersion
from ritualbot.store.request import Request
from ritualbot.store.sprint_export import Stretch
from ritualbot.store.team_roster import id_of


@dataclass(frozen=True)
class RequestLine:
    """A request that was open at some time of the sprint, how it stood, and who had the ball for how long."""

    row: Request
    desk: Desk
    now: Standing
    held: Mapping[Party, timedelta]
    history: History


@dataclass(frozen=True)
class DeskLines:
    """A desk's requests of the sprint. `rates`: whether percentages and times of it are told beyond the desk."""

    desk: Desk
    histories: tuple[History, ...]
    rates: bool


def requests(session: Session, of: Stretch) -> list[RequestLine]:
    """By number. What happened after the close, and hours that were changed after it, do not count."""
    rows = store.open_between(session, id_of(of.team), of.since, of.until)
    steps, calendars = store.steps_of(session, rows), store.calendars(session, {row.desk_id for row in rows})
    versions = _versions(session, of.until)
    desks = {row.desk_id: session.get_one(Desk, row.desk_id) for row in rows}
    found = []
    for row in rows:
        version = min(row.calendar_version, versions.get(row.desk_id, row.calendar_version))
        history = History(row.type, until(steps[id_of(row)], of.until), calendars[row.desk_id, version])
        now = standing(history.steps, history.calendar)
        if now.closed_at is None or now.closed_at >= of.since:
            held = balls(now, history.calendar, of.until)
            found.append(RequestLine(row, desks[row.desk_id], now, held, history))
    return found


def _versions(session: Session, moment: datetime) -> dict[int, int]:
    """Which version of each desk's hours was the newest then."""
    query = (
        select(DeskCalendarVersion.desk_id, sa.func.max(col(DeskCalendarVersion.version)))
        .where(col(DeskCalendarVersion.made_at) <= moment)
        .group_by(col(DeskCalendarVersion.desk_id))
    )
    return {desk_id: version for desk_id, version in session.exec(query)}  # noqa: C416 - rows are no tuples


def by_desk(session: Session, lines: list[RequestLine]) -> list[DeskLines]:
    """In the order in which the desks were founded."""
    desks = {id_of(line.desk): line.desk for line in lines}
    return [
        DeskLines(
            desks[desk_id],
            tuple(line.history for line in lines if line.row.desk_id == desk_id),
            store.open_to_all(session, desks[desk_id]),
        )
        for desk_id in sorted(desks)
    ]
