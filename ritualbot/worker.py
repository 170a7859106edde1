"""Two plain loops on monotonic time, `ring` and `deliver`, and APScheduler for the wall-clock housekeeping.

No truth of the business lives here: an alarm is a row, a message is a row, and any number of workers share them.
"""

import asyncio
import os
import random
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel import Session

from ritualbot import handlers
from ritualbot.clock import MovableClock, wall_now
from ritualbot.delivery import Delivery
from ritualbot.dispatch import Dispatcher
from ritualbot.logs import log
from ritualbot.store import alarms, digest_plan, heartbeat, kpi, retention, review, sending
from ritualbot.store.engine import reading
from ritualbot.store.sending import Work

POLL = 1.0  # seconds; a nudge only shortens it
# Seconds, at most, before the next step when this one found work. SQLite's lock goes to whoever asks at the right
# moment, and a worker that has just let go of it asks first: without a breath of random length it would do everything.
BREATH = 0.05
DEAD_AFTER = 120.0  # seconds without a tick: the watchdog ends the process, its supervisor starts a new one
GRACE = 9.0  # seconds to finish what is being sent when asked to stop; supervisors commonly kill after 10


@dataclass
class Worker:
    """One worker of any number. `run` returns after `stop` was called and the current steps ended."""

    dispatcher: Dispatcher
    delivery: Delivery
    name: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}")
    poll: float = POLL
    lock: AbstractAsyncContextManager[object] = field(default_factory=nullcontext)  # playground: one hand moves time
    grace: float = GRACE
    ticks: dict[str, float] = field(default_factory=dict)  # when each loop last came round, in monotonic seconds
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _nudges: dict[str, asyncio.Event] = field(default_factory=dict)

    async def run(self) -> None:
        scheduler = self._housekeeping()
        scheduler.start()
        over = threading.Event()
        threading.Thread(target=self._watch, args=(over,), daemon=True).start()
        steps = {"ring": self._ring, "deliver": self.delivery.step}
        loops = [asyncio.create_task(self._loop(name, step)) for name, step in steps.items()]
        try:
            await self._stopping.wait()
            await asyncio.wait(loops, timeout=self.grace)
        finally:
            for task in loops:
                task.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            over.set()
            scheduler.shutdown(wait=False)

    def stop(self) -> None:
        self.delivery.stop()
        self._stopping.set()
        self.nudge()

    def nudge(self) -> None:
        """Something new was committed: look now rather than at the next poll. Called in the loop's own thread."""
        for nudged in self._nudges.values():
            nudged.set()

    async def _ring(self) -> int:
        return await asyncio.to_thread(lambda: self.dispatcher.ring(self.dispatcher.clock.now()))

    async def _loop(self, name: str, step: Callable[[], Awaitable[int]]) -> None:
        self._tick(name)
        nudged = self._nudges.setdefault(name, asyncio.Event())
        while not self._stopping.is_set():
            nudged.clear()  # before the look, so that what is committed during it is not overlooked
            try:
                async with self.lock:
                    more = await step()
            except Exception as error:  # noqa: BLE001 - the loop outlives a database that is away for a while
                log.error("loop.failed", error=type(error).__name__)
                more = 0
            self._tick(name)
            if more:
                await asyncio.sleep(random.uniform(0, BREATH))  # noqa: S311 - jitter
            else:
                await self._pause(nudged)

    async def _pause(self, nudged: asyncio.Event) -> None:
        try:
            await asyncio.wait_for(nudged.wait(), self.poll)
        except TimeoutError:
            return

    def _tick(self, name: str) -> None:
        self.ticks[name] = time.monotonic()

    def _watch(self, over: threading.Event) -> None:
        """In a thread of its own: it also sees an event loop that is held up."""
        while not over.wait(5):
            silent = self.silent_for()
            if silent > DEAD_AFTER:
                log.error("worker.stuck", seconds=int(silent))
                os._exit(70)

    def silent_for(self) -> float:
        """Seconds since the loop that is furthest behind came round."""
        return time.monotonic() - min(self.ticks.values(), default=time.monotonic())

    def _housekeeping(self) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(timezone="UTC")
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler.add_job(self._beat, "interval", seconds=15, next_run_time=wall_now(), **options)
        scheduler.add_job(self._sweep, "interval", hours=1, **options)
        return scheduler

    async def _beat(self) -> None:
        def beat(session: Session, _now: datetime) -> None:
            heartbeat.beat(session, self.name, wall_now())

        await asyncio.to_thread(self.dispatcher.chore, beat)

    async def _sweep(self) -> None:
        def sweep(session: Session, now: datetime) -> None:
            retention.schedule_missing(session, now)
            digest_plan.schedule_missing(session, now)
            kpi.expect_missing(session, now)
            review.expect_all(session, now)
            heartbeat.forget(session, wall_now() - timedelta(days=1))

        await asyncio.to_thread(self.dispatcher.chore, sweep)
        await asyncio.to_thread(self.dispatcher.scrub)

    async def run_until(self, target: datetime) -> None:
        """Moves ritual time to `target`, stopping at every due moment on the way: it never jumps past one."""
        clock = self.dispatcher.clock
        assert isinstance(clock, MovableClock)
        async with self.lock:
            clock.hold()
            try:
                moment = await self._settled()
                while moment is not None and moment <= target:
                    clock.move(moment)
                    moment = await self._settled()
                clock.move(target)
            finally:
                clock.release()

    async def _settled(self) -> datetime | None:
        """Does all that is due; then the next moment at which something is, always ahead of the clock."""
        dispatcher, delivery = self.dispatcher, self.delivery
        now = dispatcher.clock.now()
        while True:
            ringing, work, moment = await asyncio.to_thread(self._look, now)
            if ringing:
                done = await asyncio.to_thread(dispatcher.ring_due, now) or await delivery.step()
            else:
                done = await delivery.do(now, work) if work.any else 0
            if not done:
                return moment
            for name in self.ticks:
                self._tick(name)

    def _look(self, now: datetime) -> tuple[bool, Work, datetime | None]:
        """Whether an alarm is due, whether a message is, and the next moment for either: one look for all of it, since
        most find nothing."""
        at_once = now + timedelta(microseconds=1)
        with reading(self.dispatcher.engine) as session:
            alarm = alarms.next_moment(session, handlers.ALARMS)
            if alarm is not None and alarm <= now:
                return True, Work(False, False), at_once
            work = sending.work(session, now)
            sent = sending.next_moment(session, now, self.delivery.served)
        return False, work, min((max(each, at_once) for each in (alarm, sent) if each), default=None)
