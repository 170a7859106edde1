"""The loops, the order of moments, and how a worker ends."""

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from sqlmodel import col, select
from structlog.testing import capture_logs

from ritualbot import handlers, worker as worker_module
from ritualbot.chat.cards import Card
from ritualbot.chat.gateway import Pace, Target
from ritualbot.chat.text import literal
from ritualbot.clock import Clock, MovableClock, WallClock
from ritualbot.delivery import Delivery
from ritualbot.dispatch import Dispatcher
from ritualbot.handlers.context import Ringing, Saying, Tick
from ritualbot.store import alarms, heartbeat, outbox, sending
from ritualbot.store.alarms import Alarm
from ritualbot.store.engine import begin, reading
from ritualbot.store.outbox import Outgoing
from ritualbot.store.retention import DAILY
from ritualbot.store.team import Tenant, Workspace
from ritualbot.worker import DEAD_AFTER, Worker

NINE = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
BOUND = 30  # seconds: how long a test waits for what should take none


@dataclass
class Chat:
    """Takes everything, and notes what happened when; `held` keeps a post from being answered."""

    log: list[tuple[str, datetime]]
    now: Callable[[], datetime]
    pace: Pace = field(default_factory=lambda: Pace(lane_seconds=1.0, per_minute=300))
    carries: bool = False
    finds: bool = True
    held: asyncio.Event | None = None
    posting: asyncio.Event | None = None

    def pages(self, card: Card) -> tuple[Card, ...]:
        return (card,)

    async def post(self, to: Target, card: Card, *, key: str, thread: str, content: bytes = b"") -> str:
        if self.held and self.posting:
            self.posting.set()
            await self.held.wait()
        self.log.append((f"sent {key}", self.now()))
        return f"m {key}"

    async def edit(self, to: Target, message: str, card: Card) -> None:
        self.log.append((f"edited {message}", self.now()))

    async def find(self, to: Target, key: str, since: datetime, *, thread: str) -> str | None:
        return None


@dataclass
class Rig:
    engine: sa.Engine
    clock: Clock
    log: list[tuple[str, datetime]]
    chat: Chat
    worker: Worker
    workspace_id: int

    def set(self, ref: str, at: datetime) -> None:
        with begin(self.engine) as session:
            alarms.set(session, "bell", ref, at)

    def say(self, key: str, not_before: datetime, conversation: str = "") -> None:
        out = Outgoing(self.workspace_id, "line", key, key, Card(literal(key)), conversation or key)
        with begin(self.engine) as session:
            outbox.put(session, self.clock.now(), Outgoing(**{**vars(out), "not_before": not_before}))

    def run_until(self, target: datetime) -> None:
        asyncio.run(self.worker.run_until(target))


MakeRig = Callable[[Clock], Rig]


@pytest.fixture
def make_rig(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> MakeRig:
    def make(clock: Clock) -> Rig:
        log: list[tuple[str, datetime]] = []
        monkeypatch.setattr(handlers, "ALARMS", {"bell": Ringing(_bell(log))})
        monkeypatch.setattr(handlers, "OUTBOX", {"line": Saying()})
        chat = Chat(log, clock.now)
        worker = Worker(Dispatcher(engine, clock), Delivery(engine, clock, {"direct": chat}), name="one", poll=0.01)
        return Rig(engine, clock, log, chat, worker, _workspace(engine))

    return make


@pytest.fixture
def rig(make_rig: MakeRig) -> Rig:
    return make_rig(MovableClock(NINE, rate=0.0))


def _bell(log: list[tuple[str, datetime]]) -> Callable[[Tick, str], None]:
    def ring(tick: Tick, ref: str) -> None:
        log.append((f"rang {ref}", tick.now))
        name, _, again = ref.partition("+")
        if again:
            alarms.set(tick.session, "bell", name, tick.now + timedelta(minutes=int(again)))

    return ring


def _workspace(engine: sa.Engine) -> int:
    with begin(engine) as session:
        tenant = Tenant(name="Printemps", created_at=NINE)
        session.add(tenant)
        session.flush()
        assert tenant.id is not None
        workspace = Workspace(tenant_id=tenant.id, platform="direct", external_id="W1", name="W1", language="en")
        session.add(workspace)
        session.flush()
        assert workspace.id is not None
        return workspace.id


def minutes(number: float) -> datetime:
    return NINE + timedelta(minutes=number)


# -- run_until -----------------------------------------------------------------------------------------------------


def test_it_stops_at_every_due_moment_in_order(rig: Rig) -> None:
    rig.set("b", minutes(20))
    rig.set("a", minutes(10))
    rig.set("beyond", minutes(61))
    rig.say("c", minutes(15))
    rig.run_until(minutes(60))
    assert rig.log == [("rang a", minutes(10)), ("sent c", minutes(15)), ("rang b", minutes(20))]
    assert rig.clock.now() == minutes(60)


def test_what_is_due_at_the_target_itself_happens(rig: Rig) -> None:
    rig.set("a", minutes(60))
    rig.run_until(minutes(60))
    assert rig.log == [("rang a", minutes(60))]


def test_what_a_ring_sets_on_the_way_rings_on_the_way(rig: Rig) -> None:
    rig.set("again+7", minutes(10))
    rig.set("other", minutes(20))
    rig.run_until(minutes(60))
    assert rig.log == [("rang again+7", minutes(10)), ("rang again", minutes(17)), ("rang other", minutes(20))]


def test_a_message_waiting_its_turn_does_not_make_it_jump_past_an_alarm(rig: Rig) -> None:
    """The conversation rests for a second; the alarm is due within it."""
    rig.say("first", NINE, "here")
    rig.say("second", NINE, "here")
    rig.set("between", NINE + timedelta(milliseconds=400))
    rig.run_until(minutes(1))
    assert rig.log == [
        ("sent first", NINE),
        ("rang between", NINE + timedelta(milliseconds=400)),
        ("sent second", NINE + timedelta(seconds=1)),
    ]


def test_a_lease_that_ends_is_a_moment(rig: Rig) -> None:
    rig.say("a", NINE)
    dead = Delivery(rig.engine, rig.clock, rig.worker.delivery.gateways)
    with begin(rig.engine) as session:
        (row,) = sending.heads(session, NINE, rig.workspace_id, dead.served, 1)
        sending.lease(session, row, NINE)
    rig.run_until(minutes(10))
    assert rig.log == [("sent a", NINE + sending.LEASE)]


def test_it_does_not_wait_for_what_nobody_here_can_do(rig: Rig) -> None:
    with begin(rig.engine) as session:
        alarms.set(session, "of a newer release", "1", NINE)
    rig.set("a", minutes(30))
    rig.run_until(minutes(60))
    assert rig.log == [("rang a", minutes(30))]


def test_time_never_goes_back(rig: Rig) -> None:
    rig.run_until(minutes(10))
    rig.run_until(minutes(5))
    assert rig.clock.now() == minutes(10)


# -- the loops -----------------------------------------------------------------------------------------------------


async def until(true: Callable[[], bool], what: str) -> None:
    """Looks again whenever the loop comes round; the bound only ends a test that has failed."""
    for _ in range(BOUND * 200):
        if true():
            return
        await asyncio.sleep(0.005)
    pytest.fail(f"not within {BOUND} s: {what}")


def test_the_loops_ring_and_deliver_and_end_when_asked(rig: Rig) -> None:
    async def live() -> None:
        running = asyncio.create_task(rig.worker.run())
        await until(lambda: len(rig.worker.ticks) == 2, "both loops turn")
        rig.set("a", NINE)
        rig.say("b", NINE)
        await until(lambda: len(rig.log) == 2, "it rang and sent")
        rig.worker.stop()
        await asyncio.wait_for(running, BOUND)

    asyncio.run(live())
    assert sorted(rig.log) == [("rang a", NINE), ("sent b", NINE)]


def test_a_nudge_is_enough(rig: Rig) -> None:
    """With a poll of an hour only the nudge can be what woke it."""
    rig.worker.poll = 3600

    async def live() -> None:
        running = asyncio.create_task(rig.worker.run())
        await until(lambda: len(rig.worker.ticks) == 2, "both loops turn")
        rig.set("a", NINE)
        rig.worker.nudge()
        await until(lambda: len(rig.log) == 1, "it rang")
        rig.worker.stop()
        await asyncio.wait_for(running, BOUND)

    asyncio.run(live())


def test_a_nudge_during_a_look_is_not_overlooked(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The alarm is committed just after the look that found nothing, and before that look has returned."""
    rig.worker.poll = 3600
    ring = rig.worker.dispatcher.ring
    looks: list[int] = []

    async def live() -> None:
        loop = asyncio.get_running_loop()

        def then_an_alarm_is_set(now: datetime) -> int:
            looks.append(ring(now))
            if len(looks) == 1:
                rig.set("a", NINE)
                nudged = threading.Event()
                loop.call_soon_threadsafe(rig.worker.nudge)
                loop.call_soon_threadsafe(nudged.set)
                assert nudged.wait(BOUND)
            return looks[-1]

        monkeypatch.setattr(rig.worker.dispatcher, "ring", then_an_alarm_is_set)
        running = asyncio.create_task(rig.worker.run())
        await until(lambda: len(rig.log) == 1, "it rang")
        rig.worker.stop()
        await asyncio.wait_for(running, BOUND)

    asyncio.run(live())
    assert looks[0] == 0


def test_a_step_of_the_wall_clock_does_not_freeze_them(make_rig: MakeRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour back: what is due rings, and polling goes on as if nothing had happened."""
    wall = SteppingClock()
    rig = make_rig(wall)

    async def live() -> None:
        running = asyncio.create_task(rig.worker.run())
        rig.set("before", wall.now())
        await until(lambda: len(rig.log) == 1, "it rang")
        for name, step in (("back", -timedelta(hours=1)), ("forward", timedelta(hours=2))):
            wall.step += step
            rig.set(name, wall.now())
            await until(lambda n=name: rig.log[-1][0] == f"rang {n}", "it rang after the step")  # type: ignore[misc]
        rig.worker.stop()
        await asyncio.wait_for(running, BOUND)

    asyncio.run(live())
    assert [name for name, _at in rig.log] == ["rang before", "rang back", "rang forward"]


@dataclass
class SteppingClock:
    """The wall clock of a machine whose time is set by hand."""

    step: timedelta = timedelta()

    def now(self) -> datetime:
        return WallClock().now() + self.step


def test_a_loop_outlives_a_step_that_fails(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    fails = iter([True, True])
    ring = rig.worker.dispatcher.ring

    def sometimes(now: datetime) -> int:
        if next(fails, False):
            raise sa.exc.OperationalError("SELECT", {}, Exception("gone"))
        return ring(now)

    monkeypatch.setattr(rig.worker.dispatcher, "ring", sometimes)
    rig.set("a", NINE)

    async def live() -> None:
        running = asyncio.create_task(rig.worker.run())
        await until(lambda: bool(rig.log), "it rang")
        rig.worker.stop()
        await asyncio.wait_for(running, BOUND)

    with capture_logs() as said:
        asyncio.run(live())
    assert [each["event"] for each in said].count("loop.failed") == 2


# -- how it ends ---------------------------------------------------------------------------------------------------


def test_what_is_being_sent_ends_before_it_stops(rig: Rig) -> None:
    rig.say("a", NINE)

    async def live() -> None:
        rig.chat.held, rig.chat.posting = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(rig.worker.run())
        await asyncio.wait_for(rig.chat.posting.wait(), BOUND)
        rig.worker.stop()
        rig.chat.held.set()
        await asyncio.wait_for(running, BOUND)

    asyncio.run(live())
    assert rig.log == [("sent a", NINE)]
    assert _states(rig) == {"waiting": 0, "dead": 0}


def test_what_does_not_end_within_the_grace_is_left_to_its_lease(rig: Rig) -> None:
    """Nobody knows whether it was posted: it stays `sending`, and whoever comes next looks it up."""
    rig.worker.grace = 0.05
    rig.say("a", NINE)

    async def live() -> None:
        rig.chat.held, rig.chat.posting = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(rig.worker.run())
        await asyncio.wait_for(rig.chat.posting.wait(), BOUND)
        rig.worker.stop()
        await asyncio.wait_for(running, BOUND)

    asyncio.run(live())
    with reading(rig.engine) as session:
        (row,) = session.exec(select(outbox.Outbox))
    assert (row.state, row.lease_until) == ("sending", NINE + sending.LEASE)


def _states(rig: Rig) -> dict[str, int]:
    with reading(rig.engine) as session:
        return outbox.counts(session)


# -- watchdog and housekeeping -------------------------------------------------------------------------------------


def test_the_loop_that_is_furthest_behind_counts(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """One loop's ticks must not hide that the other is dead."""
    monkeypatch.setattr(worker_module, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    assert rig.worker.silent_for() == 0
    rig.worker.ticks = {"ring": 999.0, "deliver": 1000.0 - DEAD_AFTER - 1}
    assert rig.worker.silent_for() == DEAD_AFTER + 1


@pytest.mark.parametrize(("silent", "ended"), [(DEAD_AFTER + 1, [70]), (DEAD_AFTER - 1, [])])
def test_the_watchdog_ends_a_process_whose_loop_is_dead(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, silent: float, ended: list[int]
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    monkeypatch.setattr(worker_module, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    rig.worker.ticks = {"ring": 1000.0, "deliver": 1000.0 - silent}
    looks = iter([False, True])
    rig.worker._watch(Looking(lambda: next(looks)))
    assert codes == ended


class Looking(threading.Event):
    """An event whose waits are over at once."""

    def __init__(self, over: Callable[[], bool]) -> None:
        super().__init__()
        self._over = over

    def wait(self, timeout: float | None = None) -> bool:
        return self._over()


def test_it_gives_a_sign_of_life_and_sees_to_it_that_old_things_will_go(rig: Rig) -> None:
    """A customer from before there was a retention alarm gets one."""
    with begin(rig.engine) as session:
        heartbeat.beat(session, "long gone", NINE.replace(year=2020))
        session.connection().execute(sa.delete(Alarm).where(col(Alarm.kind) == DAILY))

    async def chores() -> None:
        await rig.worker._beat()
        await rig.worker._sweep()

    asyncio.run(chores())
    with begin(rig.engine) as session:
        (alarm,) = alarms.upcoming(session, (DAILY,))
        assert NINE < alarm.rings_at < NINE + timedelta(days=1)
        assert {each.worker for each in session.exec(select(heartbeat.Heartbeat))} == {"one"}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    yield
    logging.getLogger("apscheduler").setLevel(logging.NOTSET)
