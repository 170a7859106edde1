"""Two plain loops on monotonic time, `ring` and `deliver`, and APScheduler for the wall-clock housekeeping.

No truth of the business lives here: an alarm is a row, a message is a row, and any number of workers share them.
"""

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel import Session

from ritualbot.clock import MovableClock, wall_now
from ritualbot.delivery import Delivery
from ritualbot.dispatch import Dispatcher
from ritualbot.logs import log
from ritualbot.store import alarms, heartbeat, inbox, outbox
from ritualbot.store.engine import reading

POLL = 1.0  # seconds; a nudge only shortens it
DEAD_AFTER = 120.0  # seconds without a tick: the watchdog ends the process, its supervisor starts a new one
GRACE = 10.0  # seconds to finish what is being sent when asked to stop
INBOX_KEPT = timedelta(days=7)


@dataclass
class Worker:
    """One worker of any number. `run` returns after `stop` was called and the current steps ended."""

    dispatcher: Dispatcher
    delivery: Delivery
    name: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}")
    poll: float = POLL
    lock: AbstractAsyncContextManager[object] = field(default_factory=nullcontext)  # playground: one hand moves time
    ticked: float = field(default_factory=time.monotonic)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _nudged: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        scheduler = self._housekeeping()
        scheduler.start()
        loops = [asyncio.create_task(self._loop(self._ring)), asyncio.create_task(self._loop(self.delivery.step))]
        watchdog = asyncio.create_task(self._watch())
        try:
            await self._stopping.wait()
            await asyncio.wait(loops, timeout=GRACE)
        finally:
            for task in (*loops, watchdog):
                task.cancel()
            scheduler.shutdown(wait=False)

    def stop(self) -> None:
        self._stopping.set()
        self._nudged.set()

    def nudge(self) -> None:
        """Something new was committed: look now rather than at the next poll. From any thread of this loop."""
        self._nudged.set()

    async def _ring(self) -> int:
        return await asyncio.to_thread(lambda: self.dispatcher.ring(self.dispatcher.clock.now()))

    async def _loop(self, step: Callable[[], Awaitable[int]]) -> None:
        while not self._stopping.is_set():
            try:
                async with self.lock:
                    more = await step()
            except Exception as error:  # noqa: BLE001 - the loop outlives a database that is away for a while
                log.error("loop.failed", error=type(error).__name__)
                more = 0
            self.ticked = time.monotonic()
            if not more:
                await self._pause()

    async def _pause(self) -> None:
        self._nudged.clear()
        try:
            await asyncio.wait_for(self._nudged.wait(), self.poll)
        except TimeoutError:
            return

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(5)
            if time.monotonic() - self.ticked > DEAD_AFTER:
                log.error("worker.stuck", seconds=int(time.monotonic() - self.ticked))
                os._exit(70)

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
            inbox.forget(session, now - INBOX_KEPT)
            heartbeat.forget(session, wall_now() - timedelta(days=1))

        await asyncio.to_thread(self.dispatcher.chore, sweep)

    async def run_until(self, target: datetime) -> None:
        """Moves ritual time to `target`, stopping at every due moment on the way: it never jumps past one."""
        clock = self.dispatcher.clock
        assert isinstance(clock, MovableClock)
        async with self.lock:
            clock.hold()
            try:
                await self._settle_all()
                while (moment := await asyncio.to_thread(self._next_moment)) is not None and moment < target:
                    # A row that only waits for its turn has a past moment: a second passes.
                    clock.move(max(moment, clock.now() + timedelta(seconds=1)) if moment <= clock.now() else moment)
                    await self._settle_all()
                clock.move(target)
                await self._settle_all()
            finally:
                clock.release()

    async def _settle_all(self) -> None:
        while await self._ring() or await self.delivery.step():
            self.ticked = time.monotonic()

    def _next_moment(self) -> datetime | None:
        with reading(self.dispatcher.engine) as session:
            found = (alarms.next_moment(session), outbox.next_moment(session))
        return min((moment for moment in found if moment), default=None)
