"""Takes outbox rows, sends them through a gateway, and settles what is uncertain. Nothing lost, nothing doubled.

Each step is a short transaction: claim (lease), begin (commit `sending` before the call), settle (what came back).
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from ritualbot import handlers
from ritualbot.chat.cards import Card, Chart
from ritualbot.chat.gateway import Gateway, Target
from ritualbot.chat.wire import dump_card, load_card
from ritualbot.claim import Claim, Claimed, backoff, end, saying, stumble
from ritualbot.clock import Clock
from ritualbot.errors import CannotTell, MessageGone, NotSent, RitualbotError, Throttled, Undeliverable, WorkspaceGone
from ritualbot.handlers.context import IfUnsure, Tick
from ritualbot.logs import log
from ritualbot.reports.charts import picture
from ritualbot.store import outbox, pace as pacing, sending
from ritualbot.store.engine import reading, transact
from ritualbot.store.outbox import Outbox, State
from ritualbot.store.sending import Served, Work

BATCH = 20
HTTP_TIMEOUT = 10.0  # seconds; the lease outlives it, the settle time and a margin
SETTLE_TRIES = 5  # an outcome that cannot be written down is tried again for half a minute, within the lease

T = TypeVar("T")
Outcome = Callable[[Session, datetime], object]


@dataclass(frozen=True)
class Made:
    """What is made just before a message begins, for that may take a while: the bytes of its file, its pictures."""

    content: bytes = b""
    pictures: Mapping[Chart, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Begun:
    """All that the call takes, read before it."""

    gateway: Gateway
    target: Target
    card: Card
    thread: str
    at: datetime
    content: bytes


@dataclass
class Delivery:
    """The sending loop's one step. Any number of them share a database."""

    engine: sa.Engine
    clock: Clock
    gateways: Mapping[str, Gateway]
    batch: int = BATCH
    settle_pause: float = 1.0  # seconds before an outcome is first tried again; doubles
    call_timeout: float = HTTP_TIMEOUT  # seconds a gateway's call may take
    sent: int = field(default=0, init=False)  # rows this worker settled, for health
    stopping: bool = field(default=False, init=False)

    @property
    def claim(self) -> Claim:
        return Claim(self.gateways, self.batch)

    @property
    def served(self) -> Served:
        return self.claim.served

    async def step(self) -> int:
        """Sends what may go out and settles what is due; returns how many rows were touched, 0 when all is quiet."""
        now = self.clock.now()
        work = await asyncio.to_thread(self._work, now)
        return await self.do(now, work) if work.any else 0

    async def do(self, now: datetime, work: Work) -> int:
        """The same where it is known what there is to do."""
        rows, doubts, ended = await self._claimed(now, work)
        try:
            await asyncio.gather(*(self._send(row) for row in rows), *(self._look_up(row) for row in doubts))
        finally:
            if self.stopping and rows:
                await self._in_thread(lambda session: sending.give_back(session, rows))
        return len(rows) + len(doubts) + ended

    def _work(self, now: datetime) -> Work:
        with reading(self.engine) as session:
            return sending.work(session, now)

    def stop(self) -> None:
        """Nothing more begins: what is leased goes back, what is being sent ends."""
        self.stopping = True

    async def _in_thread(self, work: Callable[[Session], T]) -> T:
        return await asyncio.to_thread(transact, self.engine, work)

    # -- claim ---------------------------------------------------------------------------------------------------

    async def _claimed(self, now: datetime, work: Work) -> Claimed:
        """All rows together; where one fails, each apart, so that it does not hold up the others."""
        try:
            return await self._in_thread(lambda session: self.claim.together(session, now, work))
        except Exception as error:  # noqa: BLE001 - whatever it was, it is met again row by row
            log.warning("delivery.batch_failed", error=type(error).__name__)
            return await self._in_thread(lambda session: self.claim.apart(session, now, work))

    # -- send ----------------------------------------------------------------------------------------------------

    async def _send(self, row: Outbox) -> None:
        try:
            made = await self._made(row)
            if made is None:
                return
            asked = time.monotonic()
            begun = await self._begun(row, made)
            # A process that was paused here wakes into a world that has moved on: the row is left to its lease.
            if begun is None or time.monotonic() - asked > HTTP_TIMEOUT:
                return
            outcome = await self._call(row, begun)
            await self._settle(outcome)
        except Exception as error:  # noqa: BLE001 - the row is left to its lease: uncertain, then looked up
            log.error("delivery.failed", kind=row.kind, error=type(error).__name__)

    async def _made(self, row: Outbox) -> Made | None:
        """None as in `_begun`."""
        card = load_card(row.card)
        if card.file is None and not card.charts:
            return Made()
        try:
            return await asyncio.to_thread(self._make, row)
        except RitualbotError as error:  # there is nothing to make it of, and will not be
            gone = type(error).__name__
            await self._in_thread(
                lambda session: end(session, self.clock.now(), row, State.DEAD, gone, start=State.LEASED)
            )
            return None
        except Exception as error:  # noqa: BLE001 - the row alone is at fault
            failed = error
        await self._stumbled(row, failed)
        return None

    def _make(self, row: Outbox) -> Made:
        card = load_card(row.card)
        with reading(self.engine) as session:
            workspace = outbox.workspace_of(session, row)
            if not self.gateways[workspace.platform].carries:
                return Made()
            file, now = card.file, self.clock.now()
            content = b"" if file is None else handlers.content(session, workspace.tenant_id, file, now)
        return Made(content, _pictures(card))

    async def _begun(self, row: Outbox, made: Made) -> _Begun | None:
        """None as in `_begin`, and where our own code failed: the row is tried again later."""
        try:
            return await self._in_thread(lambda session: self._begin(session, row, made))
        except Exception as error:  # noqa: BLE001 - the row alone is at fault
            failed = error
        await self._stumbled(row, failed)
        return None

    async def _stumbled(self, row: Outbox, failed: Exception) -> None:
        await self._in_thread(lambda session: stumble(session, self.clock.now(), row, State.LEASED, failed))

    def _begin(self, session: Session, row: Outbox, made: Made) -> _Begun | None:
        """Commits `sending` before the call. None: the lease was lost, or the message is not for now, or for never."""
        if self.stopping:
            return None
        now = self.clock.now()
        if not sending.hold(session, row, now):
            return None  # before anything is decided about a row that another worker may have by now
        gateway, target = self._door(session, row)
        landing = handlers.landing(Tick(session, now), row)
        if landing.state is not State.SENDING:
            self._put_off(session, now, row, landing)
            return None
        card = _dressed(session, now, row, gateway).pictured(made.pictures)
        thread = _thread(session, row)
        sending.move(session, row, State.LEASED, state=State.SENDING, attempted_at=now)
        if gateway.pace.lane_seconds:
            pacing.rest(session, row.lane, now + timedelta(seconds=gateway.pace.lane_seconds))
        return _Begun(gateway, target, card, thread, now, made.content)

    def _put_off(self, session: Session, now: datetime, row: Outbox, landing: handlers.Landing) -> None:
        """Not now, or never: a row that waits gives up its lease until its moment."""
        if landing.state is State.EXPIRED:
            end(session, now, row, State.EXPIRED, "late", start=State.LEASED)
        elif landing.at is not None:
            waits = {"state": State.PENDING, "not_before": landing.at, "fence": "", "lease_until": None}
            sending.move(session, row, State.LEASED, **waits)
        else:
            self._drop(session, row)

    async def _call(self, row: Outbox, begun: _Begun) -> Outcome:
        gateway, target, card = begun.gateway, begun.target, begun.card
        try:
            async with asyncio.timeout(self.call_timeout):
                if row.edits:
                    await gateway.edit(target, row.edits, card)
                    return self._was_sent(row, row.edits)
                key, thread, content = row.dedupe_key, begun.thread, begun.content
                message = await gateway.post(target, card, key=key, thread=thread, content=content)
                return self._was_sent(row, message)
        except Throttled as asked:
            return self._wait(row, timedelta(seconds=max(asked.retry_after, 1.0)), whole_workspace=True)
        except NotSent:
            return self._wait(row, backoff(row.tries), whole_workspace=False)
        except MessageGone:
            return self._post_anew(row) if row.edits else self._is_dead(row, "thread gone")
        except WorkspaceGone as gone:
            return self._workspace_gone(row, begun.at, gone.reason)
        except Undeliverable as refused:
            return self._is_dead(row, refused.reason)
        except Exception as error:  # noqa: BLE001 - whatever else happened, the message may have been posted
            log.warning("delivery.unsure", kind=row.kind, error=type(error).__name__)
            # Editing twice changes nothing: an edit is simply tried again.
            return self._wait(row, backoff(row.tries), whole_workspace=False) if row.edits else self._doubt(row)

    # -- settle --------------------------------------------------------------------------------------------------

    async def _settle(self, outcome: Outcome) -> None:
        """Writes down what is known, and does not forget it because the database is away for a moment."""
        for attempt in range(SETTLE_TRIES):
            try:
                await self._in_thread(lambda session: outcome(session, self.clock.now()))
            except OperationalError:
                if attempt == SETTLE_TRIES - 1:
                    raise
                await asyncio.sleep(self.settle_pause * 2**attempt)
            else:
                return

    def _was_sent(self, row: Outbox, message: str, start: State = State.SENDING) -> Outcome:
        def settle(session: Session, now: datetime) -> None:
            if sending.move(session, row, start, state=State.SENT, message=message, sent_at=now, lease_until=None):
                self.sent += 1
                saying(row).on_sent(Tick(session, now), row)

        return settle

    def _wait(self, row: Outbox, wait: timedelta, *, whole_workspace: bool) -> Outcome:
        def settle(session: Session, now: datetime) -> None:
            if self._return(session, row, State.SENDING):
                pacing.rest(session, row.lane, now + wait)
                if whole_workspace:
                    pacing.hold_bucket(session, row.workspace_id, now + wait)

        return settle

    def _return(self, session: Session, row: Outbox, start: State, **values: object) -> bool:
        """Back to those that wait, for another try."""
        waiting = {"state": State.PENDING, "tries": row.tries + 1, "fence": "", "lease_until": None}
        return sending.move(session, row, start, **waiting, **values)

    def _post_anew(self, row: Outbox) -> Outcome:
        def settle(session: Session, now: datetime) -> None:
            if self._return(session, row, State.SENDING):
                outbox.forget_posted(session, row.subject, row.page)

        return settle

    def _is_dead(self, row: Outbox, reason: str) -> Outcome:
        def settle(session: Session, now: datetime) -> None:
            end(session, now, row, State.DEAD, reason, start=State.SENDING)

        return settle

    def _workspace_gone(self, row: Outbox, at: datetime, reason: str, start: State = State.SENDING) -> Outcome:
        """The row waits, and with it everything else for this workspace; one that is uncertain stays so. `at`: when
        the platform was asked."""

        def settle(session: Session, now: datetime) -> None:
            if start is State.UNCERTAIN or self._return(session, row, start):
                handlers.OUT_OF_REACH(Tick(session, now), outbox.workspace_of(session, row), at, reason)

        return settle

    def _doubt(self, row: Outbox) -> Outcome:
        def settle(session: Session, now: datetime) -> None:
            settled_by = now + sending.SETTLE
            sending.move(session, row, State.SENDING, state=State.UNCERTAIN, fence="", lease_until=settled_by)

        return settle

    def _drop(self, session: Session, row: Outbox) -> None:
        reason = "not wanted"
        if sending.move(session, row, State.LEASED, state=State.DROPPED, reason=reason, lease_until=None):
            sending.end_pages_after(session, row, State.DROPPED, reason)

    # -- look up -------------------------------------------------------------------------------------------------

    async def _look_up(self, row: Outbox) -> None:
        asked = self.clock.now()
        try:
            await self._settle(await self._looked_up(row))
        except WorkspaceGone as gone:
            await self._settle(self._workspace_gone(row, asked, gone.reason, State.UNCERTAIN))
        except Exception as error:  # noqa: BLE001 - still uncertain: looked up again when this lease ends
            log.warning("delivery.lookup_failed", kind=row.kind, error=type(error).__name__)

    async def _looked_up(self, row: Outbox) -> Outcome:
        """Once settled: found, it is sent; not found, it waits again; no look-up possible, its kind decides."""
        gateway, target, thread = await self._in_thread(
            lambda session: (*self._door(session, row), _thread(session, row))
        )
        if not gateway.finds or load_card(row.card).file is not None:
            return lambda session, now: self._give_up(session, now, row)
        since = (row.attempted_at or row.created_at) - timedelta(seconds=5)
        try:
            async with asyncio.timeout(self.call_timeout):
                message = await gateway.find(target, row.dedupe_key, since, thread=thread)
        except CannotTell:
            return lambda session, now: self._give_up(session, now, row)
        if not message:
            return lambda session, now: self._return(session, row, State.UNCERTAIN)
        return self._was_sent(row, message, State.UNCERTAIN)

    def _door(self, session: Session, row: Outbox) -> tuple[Gateway, Target]:
        workspace = outbox.workspace_of(session, row)
        return self.gateways[workspace.platform], Target(workspace.external_id, row.conversation, row.user)

    def _give_up(self, session: Session, now: datetime, row: Outbox) -> None:
        if saying(row).if_unsure is IfUnsure.AGAIN_ONCE and not row.repeated:
            again = dump_card(handlers.maybe_repeated(session, row))
            self._return(session, row, State.UNCERTAIN, card=again, repeated=True)
        else:
            end(session, now, row, State.DEAD, "unsure", start=State.UNCERTAIN)


def _thread(session: Session, row: Outbox) -> str:
    """The message this one answers, by the platform's reference; empty where there is none."""
    return outbox.posted(session, row.thread) if row.thread else ""


def _dressed(session: Session, now: datetime, row: Outbox, gateway: Gateway) -> Card:
    """The card with what also waits for its reader, as long as that stays one message."""
    return handlers.with_also(Tick(session, now), row, lambda card: len(gateway.pages(card)) == 1)


def _pictures(card: Card) -> dict[Chart, str]:
    """Of its charts; the words of one that cannot be drawn stand in its place."""
    drawn = {}
    for chart in card.charts:
        try:
            drawn[chart] = picture(chart.spec)
        except Exception as error:  # noqa: BLE001 - a message is worth more than its picture
            log.warning("delivery.not_drawn", error=type(error).__name__)
    return drawn
