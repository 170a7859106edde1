"""E8: real processes ring the clocks of sixty requests that are all due in the same minute: each rung once, whether two
workers do it or one that is killed in the middle."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.request_history import Happened
from ritualbot.store import request as requests
from ritualbot.store.alarms import Alarm
from ritualbot.store.engine import begin, reading
from ritualbot.store.request import Request, RequestEvent
from ritualbot.store.team import Address
from tests.builders import ALICE, CHLOE, Someone, SomeTeam, build_team
from tests.desks import build_desk
from tests.faults.conftest import BOUND, Town, until

pytestmark = pytest.mark.faults
EACH = 60
FILED = datetime(2027, 3, 1, 8, tzinfo=UTC)  # a Monday, 09:00 in Paris
DUE = datetime(2027, 3, 2, 16, 30, tzinfo=UTC)  # two desk days of 7:30 later, Tuesday 17:30
SECOND = timedelta(seconds=1)
BEFORE = {"listed": datetime(2027, 3, 2, 8, tzinfo=UTC), "near": datetime(2027, 3, 2, 12, 45, tzinfo=UTC)}


@pytest.fixture
def due(town: Town) -> Town:
    """Requests that Nadia took and did not answer, a second before their time is up."""
    with begin(town.engine) as session:
        team = build_team(session, FILED, SomeTeam(people=(ALICE, CHLOE, Someone("nadia", ())), workspace="W2"))
        desk = build_desk(session, FILED, DeskKind.LEGAL, "Juridique", "nadia", duty="nadia", tenant_id=team.tenant_id)
        chloe, nadia = (_person(session, user) for user in ("chloe", "nadia"))
        budgets = {"acknowledge": str(27_000), "decide": str(54_000), "firm": "1"}
        for _ in range(EACH):
            row = Request(
                team_id=team.id or 0,
                number=0,
                desk_id=desk.id or 0,
                type="claim",
                title="Promesse",
                requester_id=chloe,
                filed_at=FILED,
                calendar_version=1,
            )
            requests.file(session, row, budgets, "direct")
            requests.record(session, row, Happened.TAKEN, nadia, FILED, {"owner": str(nadia)})
            for name, at in BEFORE.items():
                requests.record(session, row, Happened.RUNG, None, at, {"rungs": name})
        assert set(session.exec(select(Alarm.rings_at).where(col(Alarm.kind) == requests.RING))) == {DUE}
    return town


def _person(session: Session, user: str) -> int:
    return session.exec(select(Address.person_id).where(col(Address.user) == user)).one()


def _passes(town: Town, name: str, start: datetime, end: datetime) -> None:
    worker = town.worker(name, start, until=end.isoformat())
    worker.go()
    assert worker.ended(2 * BOUND) == 0, worker.complaints()


def _rungs(town: Town) -> Counter[str]:
    """How often each rung was spoken of; none twice of one request."""
    with reading(town.engine) as session:
        query = select(RequestEvent).where(col(RequestEvent.kind) == Happened.RUNG)
        found = [
            (event.request_id, name)
            for event in session.exec(query)
            for name in requests.step_of(event).data["rungs"].split(",")
        ]
    assert {key: number for key, number in Counter(found).items() if number > 1} == {}, "rung twice"
    return Counter(name for _, name in found)


def _told_once(town: Town, workers: set[str]) -> None:
    """A breach is told to whoever asked and to whoever has it; the next rung, a day later, comes once as well."""
    heard = Counter(each["key"] for each in town.chat.posts if ":breach:" in each["key"])
    assert (len(heard), set(heard.values())) == (2 * EACH, {1})
    assert {each["worker"] for each in town.chat.posts if ":breach:" in each["key"]} <= workers
    _passes(town, "after", DUE + timedelta(minutes=20), DUE + timedelta(days=1, minutes=1))
    assert _rungs(town) == Counter(dict.fromkeys((*BEFORE, "breach", "late"), EACH))
    assert Counter(each["key"] for each in town.chat.posts if ":breach:" in each["key"]) == heard


def _breached(session: Session) -> int:
    last = sa.func.count(sa.distinct(col(RequestEvent.request_id)))
    of = (col(RequestEvent.kind) == Happened.RUNG, col(RequestEvent.data).contains("breach"))
    return session.exec(select(last).where(*of)).one()


def _some(least: int, session: Session) -> bool:
    return least < _breached(session) < EACH


def _all_told(town: Town) -> bool:
    with reading(town.engine) as session:
        return _breached(session) == EACH and not town.states().keys() & {"pending", "leased", "sending"}


def test_two_workers_in_the_due_minute_ring_each_rung_once(due: Town) -> None:
    both = [due.worker(name, DUE - SECOND) for name in ("one", "other")]
    for worker in both:
        worker.go()
    until(lambda: _all_told(due), "every breach is told")
    for worker in both:
        worker.terminate()
    assert [worker.ended() for worker in both] == [0, 0]
    _told_once(due, {"one", "other"})


def test_a_worker_killed_in_the_due_minute_and_started_again_rings_each_rung_once(due: Town) -> None:
    """Once with some rung and none of these sent, once with some of the rest rung and messages on their way."""
    due.chat.behave("hold")
    for number, least in enumerate((0, EACH // 2)):
        worker = due.worker(f"killed {number}", DUE - SECOND, threads=1)
        worker.go()
        due.frozen(partial(_some, least), worker.kill, "some have rung")
    due.chat.behave("well")
    _passes(due, "successor", DUE + timedelta(minutes=5), DUE + timedelta(minutes=15))
    _told_once(due, {"successor"})
