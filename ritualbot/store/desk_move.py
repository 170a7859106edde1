"""Open requests follow their desk's calendar, some at a time; closed ones keep the hours they were counted by."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.request import standing
from ritualbot.rituals.request_history import OPEN, Happened, Step
from ritualbot.store.desk import Desk, DeskCalendarVersion
from ritualbot.store.engine import new_ref
from ritualbot.store.request import Request, RequestEvent
from ritualbot.store.team_roster import id_of

MOVE = "desk.move"  # the alarm of a desk whose requests are to follow


@dataclass(frozen=True)
class Moved:
    """A request whose deadline is another one now; None: it has none while it waits for somebody else."""

    row: Request
    was: datetime | None
    now: datetime | None


def behind(session: Session, desk: Desk, version: int, most: int) -> list[Request]:
    """Open requests that are still counted by older hours, locked; in no order, for sorting many would cost each batch
    more than the batch itself."""
    query = (
        select(Request)
        .where(
            col(Request.desk_id) == id_of(desk),
            col(Request.state).in_(OPEN),
            col(Request.calendar_version) < version,
        )
        .limit(most)
        .with_for_update()
    )
    return list(session.exec(query.execution_options(populate_existing=True)))


def follow(
    session: Session, rows: Sequence[Request], version: int, calendar: DeskCalendar, now: datetime
) -> list[Moved]:
    """These are counted by those hours from now on, as if they always had been; those whose deadlines that moved,
    each with a line in its history."""
    histories = _histories(session, rows)
    moved, lines = [], []
    for row in rows:
        history = histories[id_of(row)]
        stands = standing(history, calendar)
        was = (row.acknowledge_due_at, row.decide_due_at)
        row.calendar_version = version
        row.acknowledge_due_at, row.decide_due_at = stands.acknowledge.due_at, stands.decide.due_at
        session.add(row)
        if was != (row.acknowledge_due_at, row.decide_due_at):
            lines.append(_line(row, history[-1].seq + 1, version, was[1], now))
            moved.append(Moved(row, was[1], row.decide_due_at))
    session.flush()
    if lines:
        session.connection().execute(sa.insert(RequestEvent), lines)
    return moved


def _histories(session: Session, rows: Sequence[Request]) -> dict[int, list[Step]]:
    """As plain steps: there are many."""
    found: dict[int, list[Step]] = {id_of(row): [] for row in rows}
    line = RequestEvent
    query = (
        sa.select(
            col(line.request_id), col(line.seq), col(line.kind), col(line.at), col(line.person_id), col(line.data)
        )
        .where(col(line.request_id).in_(list(found)))
        .order_by(col(line.request_id), col(line.seq))
    )
    for request_id, seq, kind, at, person_id, data in session.connection().execute(query):
        found[request_id].append(Step(seq, Happened(kind), at, person_id, json.loads(data)))
    return found


def _line(row: Request, seq: int, version: int, was: datetime | None, now: datetime) -> dict[str, object]:
    data = {"version": str(version), "was": _iso(was), "now": _iso(row.decide_due_at)}
    return {
        "ref": new_ref(),
        "request_id": id_of(row),
        "seq": seq,
        "kind": Happened.MOVED.value,
        "at": now,
        "person_id": None,
        "via": "",
        "data": json.dumps(data),
    }


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def told_of(session: Session, version: DeskCalendarVersion) -> dict[int, int]:
    """How many requests that change of hours moved, each once, by the id of who asked for them."""
    query = (
        select(col(Request.requester_id), sa.func.count(col(RequestEvent.id)))
        .join(RequestEvent, col(RequestEvent.request_id) == col(Request.id))
        .where(*_by(version))
        .group_by(col(Request.requester_id))
    )
    return {person_id: number for person_id, number in session.exec(query)}  # noqa: C416 - rows are no tuples


def examples(session: Session, version: DeskCalendarVersion, person_id: int, most: int) -> list[Moved]:
    """The first of somebody's requests that change moved."""
    first = (
        select(Request.id)
        .join(RequestEvent, col(RequestEvent.request_id) == col(Request.id))
        .where(*_by(version), col(Request.requester_id) == person_id)
        .order_by(col(Request.id))
        .distinct()
        .limit(most)
    )
    query = (
        select(Request, RequestEvent.data)
        .join(RequestEvent, col(RequestEvent.request_id) == col(Request.id))
        .where(*_by(version), col(Request.id).in_(session.exec(first).all()))
        .order_by(col(Request.id), col(RequestEvent.seq).desc())
    )
    found: dict[int, Moved] = {}
    for row, data in session.exec(query):
        said = json.loads(data)
        found.setdefault(id_of(row), Moved(row, _moment(said["was"]), _moment(said["now"])))
    return list(found.values())


def _by(version: DeskCalendarVersion) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Request.desk_id) == version.desk_id,
        col(Request.calendar_version) == version.version,
        col(RequestEvent.kind) == Happened.MOVED,
        col(RequestEvent.at) >= version.made_at,
    )


def _moment(iso: str) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None
