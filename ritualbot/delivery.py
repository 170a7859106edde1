"""Takes outbox rows, sends them through a gateway, and settles what is uncertain. Nothing lost, nothing doubled.

Each step is a short transaction: claim (lease), begin (commit `sending` before the call), settle (what came back).
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from ritualbot import handlers
from ritualbot.chat.cards import Card
from ritualbot.chat.gateway import Gateway, Target
from ritualbot.chat.wire import dump_card, load_card
from ritualbot.clock import Clock
from ritualbot.errors import MessageGone, NotSent, Throttled, Undeliverable
from ritualbot.handlers.context import IfUnsure, Saying, Tick
from ritualbot.logs import log
from ritualbot.store import outbox
from ritualbot.store.engine import insert_once, transact
from ritualbot.store.outbox import Outbox, State

BATCH = 20
HTTP_TIMEOUT = 10.0  # seconds; the lease outlives it, the settle time and a margin
_SHORTEST_BACKOFF = timedelta(seconds=1)
_LONGEST_BACKOFF = timedelta(minutes=5)

T = TypeVar("T")
Outcome = Callable[[Session, datetime], None]


@dataclass
class Delivery:
    """The sending loop's one step. Any number of them share a database."""

    engine: sa.Engine
    clock: Clock
    gateways: Mapping[str, Gateway]
    batch: int = BATCH
    sent: int = field(default=0, init=False)  # rows this worker settled, for health

    async def step(self) -> int:
        """Sends what may go out and settles what is due; returns how many rows were touched, 0 when all is quiet."""
        now = self.clock.now()
        rows, doubts = await self._in_thread(lambda session: self._claim(session, now))
        await asyncio.gather(*(self._send(row) for row in rows), *(self._look_up(row) for row in doubts))
        return len(rows) + len(doubts)

    async def _in_thread(self, work: Callable[[Session], T]) -> T:
        return await asyncio.to_thread(transact, self.engine, work)

    # -- claim ---------------------------------------------------------------------------------------------------

    def _claim(self, session: Session, now: datetime) -> tuple[list[Outbox], list[Outbox]]:
        outbox.release_expired(session, now)
        claimed = []
        for row in self._within_pace(session, now, outbox.heads(session, now, self.batch)):
            if self._is_too_late(row, now):
                self._end(session, now, row, State.EXPIRED, "late")
                continue
            self._prepare(session, now, row)
            outbox.lease(session, row, now)
            claimed.append(row)
        doubts = outbox.uncertain(session, now, self.batch)
        session.flush()
        return claimed, doubts

    def _within_pace(self, session: Session, now: datetime, rows: list[Outbox]) -> list[Outbox]:
        """The rows their workspaces' buckets have room for, in order."""
        allowed: list[Outbox] = []
        for workspace_id in sorted({row.workspace_id for row in rows}):
            mine = [row for row in rows if row.workspace_id == workspace_id]
            pace = self._gateway(session, mine[0]).pace
            taken = outbox.draw(session, workspace_id, now, pace.per_minute, len(mine))
            allowed.extend(mine[:taken])
        return allowed

    def _prepare(self, session: Session, now: datetime, row: Outbox) -> None:
        """Cuts the card into pages, each a row of its own, and decides whether this row posts or edits."""
        if row.pages == 0:
            self._cut(session, now, row)
        row.edits = outbox.posted(session, row.subject, row.page)

    def _cut(self, session: Session, now: datetime, row: Outbox) -> None:
        pages = list(self._gateway(session, row).pages(load_card(row.card)))
        standing = outbox.posted_pages(session, row.subject)
        # A page an edit no longer needs keeps its message: it says where the text went.
        pages += [handlers.see_above(session, row)] * max(standing - len(pages), 0)
        row.card, row.pages = dump_card(pages[0]), len(pages)
        for number, page in enumerate(pages[1:], start=2):
            insert_once(session, Outbox, _page(row, number, page, now))

    def _is_too_late(self, row: Outbox, now: datetime) -> bool:
        late = _saying(row).max_late
        return late is not None and not row.edits and now > row.not_before + late

    def _gateway(self, session: Session, row: Outbox) -> Gateway:
        return self.gateways[outbox.workspace_of(session, row).platform]

    # -- send ----------------------------------------------------------------------------------------------------

    async def _send(self, row: Outbox) -> None:
        try:
            begun = await self._in_thread(lambda session: self._begin(session, row))
            if begun is None:
                return
            gateway, target, thread = begun
            outcome = await self._call(gateway, target, row, thread)
            await self._settle(row, State.SENDING, outcome)
        except Exception as error:  # noqa: BLE001 - the row is left to its lease: uncertain, then looked up
            log.error("delivery.failed", kind=row.kind, error=type(error).__name__)

    def _begin(self, session: Session, row: Outbox) -> tuple[Gateway, Target, str] | None:
        """Commits `sending` before the call. None: the lease was lost, or nobody wants the message any more."""
        now = self.clock.now()
        if not _saying(row).still_wanted(Tick(session, now), row):
            outbox.move(session, row, State.LEASED, state=State.DROPPED, reason="not wanted")
            return None
        thread = outbox.posted(session, row.thread) if row.thread else ""
        lease = now + outbox.LEASE
        if not outbox.move(session, row, State.LEASED, state=State.SENDING, attempted_at=now, lease_until=lease):
            return None
        gateway = self._gateway(session, row)
        if gateway.pace.lane_seconds:
            outbox.rest(session, row.lane, now + timedelta(seconds=gateway.pace.lane_seconds))
        row.attempted_at = now
        workspace = outbox.workspace_of(session, row)
        return gateway, Target(workspace.external_id, row.conversation, row.user), thread

    async def _call(self, gateway: Gateway, target: Target, row: Outbox, thread: str) -> Outcome:
        card = load_card(row.card)
        try:
            async with asyncio.timeout(HTTP_TIMEOUT):
                if row.edits:
                    await gateway.edit(target, row.edits, card)
                    return self._was_sent(row, row.edits)
                message = await gateway.post(target, card, key=row.dedupe_key, thread=thread)
                return self._was_sent(row, message)
        except Throttled as asked:
            return self._wait(row, timedelta(seconds=asked.retry_after), whole_workspace=True)
        except NotSent:
            return self._wait(row, _backoff(row.tries), whole_workspace=False)
        except MessageGone:
            return self._post_anew(row)
        except Undeliverable as refused:
            return self._is_dead(row, refused.reason)
        except Exception as error:  # noqa: BLE001 - whatever else happened, the message may have been posted
            log.warning("delivery.unsure", kind=row.kind, error=type(error).__name__)
            # Editing twice changes nothing: an edit is simply tried again.
            return self._wait(row, _backoff(row.tries), whole_workspace=False) if row.edits else self._doubt(row)

    # -- settle --------------------------------------------------------------------------------------------------

    async def _settle(self, row: Outbox, start: State, outcome: Outcome) -> None:
        def settle(session: Session) -> None:
            outcome(session, self.clock.now())

        await self._in_thread(settle)

    def _was_sent(self, row: Outbox, message: str, start: State = State.SENDING) -> Outcome:
        def settle(session: Session, now: datetime) -> None:
            if outbox.move(session, row, start, state=State.SENT, message=message, sent_at=now, lease_until=None):
                self.sent += 1

        return settle

    def _wait(self, row: Outbox, wait: timedelta, *, whole_workspace: bool) -> Outcome:
        def settle(session: Session, now: datetime) -> None:
            if outbox.move(
                session, row, State.SENDING, state=State.PENDING, tries=row.tries + 1, fence="", lease_until=None
            ):
                outbox.rest(session, row.lane, now + wait)
                if whole_workspace:
                    outbox.hold_bucket(session, row.workspace_id, now + wait)

        return settle

    def _post_anew(self, row: Outbox) -> Outcome:
        def settle(session: Session, now: datetime) -> None:
            outbox.forget_posted(session, row.subject, row.page)
            outbox.move(session, row, State.SENDING, state=State.PENDING, tries=row.tries + 1, edits="", fence="")

        return settle

    def _is_dead(self, row: Outbox, reason: str) -> Outcome:
        def settle(session: Session, now: datetime) -> None:
            self._end(session, now, row, State.DEAD, reason, start=State.SENDING)

        return settle

    def _doubt(self, row: Outbox) -> Outcome:
        def settle(session: Session, now: datetime) -> None:
            settled_by = now + outbox.SETTLE
            outbox.move(session, row, State.SENDING, state=State.UNCERTAIN, fence="", lease_until=settled_by)

        return settle

    def _end(
        self, session: Session, now: datetime, row: Outbox, end: State, reason: str, start: State = State.PENDING
    ) -> None:
        """A row that will never be sent: whoever must know is told in the same transaction."""
        if outbox.move(session, row, start, state=end, reason=reason, lease_until=None):
            log.warning("delivery.ended", kind=row.kind, state=end.value, reason=reason)
            _saying(row).on_failure(Tick(session, now), row, reason)

    # -- look up -------------------------------------------------------------------------------------------------

    async def _look_up(self, row: Outbox) -> None:
        """After the settle time: found, it is sent; not found, it waits again; no look-up possible, its kind decides."""
        try:
            gateway, target = await self._in_thread(lambda session: self._door(session, row))
            if not gateway.finds:
                await self._in_thread(lambda session: self._give_up(session, row))
                return
            since = (row.attempted_at or row.created_at) - timedelta(seconds=5)
            async with asyncio.timeout(HTTP_TIMEOUT):
                message = await gateway.find(target, row.dedupe_key, since)
            outcome = self._was_sent(row, message, State.UNCERTAIN) if message else self._again(row)
            await self._settle(row, State.UNCERTAIN, outcome)
        except Exception as error:  # noqa: BLE001 - still uncertain: looked up again when this lease ends
            log.warning("delivery.lookup_failed", kind=row.kind, error=type(error).__name__)

    def _door(self, session: Session, row: Outbox) -> tuple[Gateway, Target]:
        workspace = outbox.workspace_of(session, row)
        return self.gateways[workspace.platform], Target(workspace.external_id, row.conversation, row.user)

    def _again(self, row: Outbox) -> Outcome:
        def settle(session: Session, now: datetime) -> None:
            outbox.move(
                session, row, State.UNCERTAIN, state=State.PENDING, tries=row.tries + 1, fence="", lease_until=None
            )

        return settle

    def _give_up(self, session: Session, row: Outbox) -> None:
        if _saying(row).if_unsure is IfUnsure.AGAIN_ONCE and row.tries == 0:
            again = dump_card(handlers.maybe_repeated(session, row))
            outbox.move(session, row, State.UNCERTAIN, state=State.PENDING, tries=1, fence="", card=again)
        else:
            self._end(session, self.clock.now(), row, State.DEAD, "unsure", start=State.UNCERTAIN)


def _saying(row: Outbox) -> Saying:
    return handlers.OUTBOX[row.kind]


def _backoff(tries: int) -> timedelta:
    return min(_SHORTEST_BACKOFF * 2 ** min(tries, 10), _LONGEST_BACKOFF)


def _page(row: Outbox, number: int, card: Card, now: datetime) -> dict[str, object]:
    """A further page: a row of its own, behind the first, in its thread."""
    return {
        "workspace_id": row.workspace_id,
        "lane": row.lane,
        "conversation": row.conversation,
        "user": row.user,
        "kind": row.kind,
        "subject": row.subject,
        "page": number,
        "pages": row.pages,
        "dedupe_key": f"{row.dedupe_key}/{number}",
        "ref": row.ref,
        "card": dump_card(card),
        "thread": row.thread or row.subject,
        "place": row.place,
        "state": State.PENDING,
        "not_before": row.not_before,
        "fence": "",
        "tries": 0,
        "edits": "",
        "message": "",
        "reason": "",
        "created_at": now,
    }
