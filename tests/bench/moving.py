"""What a change of a desk's hours costs where very many requests are open there: all of them in one SQLite file."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from ritualbot import handlers
from ritualbot.dispatch import Dispatcher
from ritualbot.handlers.desk_move import CARD
from ritualbot.rituals import desk_calendar
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.request import standing
from ritualbot.rituals.request_history import Happened
from ritualbot.store import alarms, desk_hours, desk_move, request as requests, schema
from ritualbot.store.desk import Desk
from ritualbot.store.engine import begin, connect, reading
from ritualbot.store.request import Request, RequestEvent
from ritualbot.store.team import Address, Person, Team
from tests.builders import CHLOE, Someone, SomeTeam
from tests.conversations.bot import Bot, moment
from tests.desks import build_desk

NOW = moment("2027-03-02 09:20")
REQUESTS = 100_000
CARDS = 400  # shown anew of all, one alarm each
SAMPLE = 5_000


@dataclass(frozen=True)
class Cost:
    """Seconds of one transaction after another: each holds SQLite's one write lock as long as it lasts."""

    ticks: list[float]
    rung: int  # alarms

    @property
    def whole(self) -> float:
        return sum(self.ticks)


def moved(folder: Path, number: int = REQUESTS) -> tuple[Cost, Cost, float]:
    """What following the new hours cost, what showing some cards anew did, and the seconds of a request's bare sums."""
    bot = Bot(f"sqlite:///{_fresh(folder)}", SomeTeam(people=(CHLOE, Someone("nadia", ()))), start="2027-03-02 09:20")
    engine, dispatcher = bot.app.engine, bot.app.dispatcher
    with begin(engine) as session:
        desk = build_desk(session, NOW, DeskKind.LEGAL, "Juridique", "nadia", duty="nadia")
        _file(session, desk, number)
    sums = _sums(engine)
    with begin(engine) as session:
        _close_a_friday(session)
    following = _cost(dispatcher, desk_move.MOVE)
    with reading(engine) as session:
        left = session.exec(select(func.count(col(Request.id))).where(col(Request.calendar_version) < 2)).one()
        lines = session.exec(select(func.count(col(RequestEvent.id))).where(col(RequestEvent.kind) == Happened.MOVED))
        assert (left, lines.one()) == (0, number)
    showing = _cost(dispatcher, CARD, CARDS)
    engine.dispose()
    return following, showing, sums


def _fresh(folder: Path) -> Path:
    file = folder / "moving.db"
    engine = connect(f"sqlite:///{file}")
    schema.upgrade(engine)
    engine.dispose()
    return file


def _file(session: Session, desk: Desk, number: int) -> None:
    """Every one taken within its first hour, by the hundred in every minute of a day; inserted as rows."""
    team = session.exec(select(Team.id)).one()
    ids = dict(session.exec(select(Address.user, Address.person_id)).all())
    budgets = json.dumps({"acknowledge": "27000", "decide": "189000", "firm": "1"})
    by = json.dumps({"by": "desk", "owner": str(ids["nadia"])})
    rows: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for each in range(1, number + 1):
        at = NOW - timedelta(minutes=each % 60)
        rows.append(
            {
                "id": each,
                "ref": f"r{each}",
                "team_id": team,
                "number": each,
                "desk_id": desk.id,
                "type": "claim",
                "title": f"Promesse {each}",
                "requester_id": ids["chloe"],
                "filed_at": at,
                "calendar_version": 1,
                "state": "taken",
                "owner_id": ids["nadia"],
                "acknowledge_due_at": at,
                "decide_due_at": at,
            }
        )
        for seq, (kind, who, data) in enumerate(
            ((Happened.FILED, ids["chloe"], budgets), (Happened.TAKEN, ids["nadia"], by)), 1
        ):
            lines.append(
                {
                    "ref": f"e{each}.{seq}",
                    "request_id": each,
                    "seq": seq,
                    "kind": kind.value,
                    "at": at + timedelta(minutes=seq - 1),
                    "person_id": who,
                    "via": "direct",
                    "data": data,
                }
            )
    session.connection().execute(sa.insert(Request), rows)
    session.connection().execute(sa.insert(RequestEvent), lines)


def _close_a_friday(session: Session) -> None:
    desk = session.exec(select(Desk)).one()
    before = desk_hours.calendar(session, desk)
    overrides = {**before.overrides, NOW.date() + timedelta(days=3): ()}
    after = desk_calendar.DeskCalendar(before.tz, before.week, overrides)
    who = session.exec(select(Address.person_id).where(col(Address.user) == "nadia")).one()
    person = session.get(Person, who)
    assert person is not None
    assert desk_hours.change(session, desk, after, person, NOW) is not None
    alarms.set(session, desk_move.MOVE, desk.ref, NOW)


@contextmanager
def _only(kind: str) -> Iterator[None]:
    """The other alarms wait."""
    all_ = handlers.ALARMS
    handlers.ALARMS = {kind: all_[kind]}
    try:
        yield
    finally:
        handlers.ALARMS = all_


def _cost(dispatcher: Dispatcher, kind: str, most: int | None = None) -> Cost:
    """Rings until none is due, or until so many alarms rang."""
    ticks, rung = list[float](), 0
    with _only(kind):
        while most is None or rung < most:
            start = time.perf_counter()
            found = dispatcher.ring_due(NOW)
            if not found:
                break
            rung += found
            ticks.append(time.perf_counter() - start)
    return Cost(ticks, rung)


def _sums(engine: sa.Engine) -> float:
    """What the arithmetic alone takes for one request."""
    with reading(engine) as session:
        row = session.exec(select(Request).limit(1)).one()
        course = requests.course(session, row)
    start = time.perf_counter()
    for _ in range(SAMPLE):
        standing(course.steps, course.calendar)
    return (time.perf_counter() - start) / SAMPLE
