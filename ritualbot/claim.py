"""Which rows go out now, cut into messages the platform takes; and what becomes of rows that never will."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlmodel import Session

from ritualbot import handlers
from ritualbot.chat.cards import Card
from ritualbot.chat.gateway import Gateway
from ritualbot.chat.wire import dump_card, load_card
from ritualbot.handlers.context import Saying, Tick
from ritualbot.logs import log
from ritualbot.store import outbox, pace as pacing, sending
from ritualbot.store.engine import is_passing
from ritualbot.store.outbox import Outbox, State
from ritualbot.store.sending import Served, Work

OWN_FAULTS = 10  # a row that makes our own code fail that often is dead, so that its lane goes on
_SHORTEST_BACKOFF = timedelta(seconds=1)
_LONGEST_BACKOFF = timedelta(minutes=5)

Claimed: TypeAlias = tuple[list[Outbox], list[Outbox], int]
Standing: TypeAlias = Mapping[int, str]  # the messages of a subject, by page
Prepare: TypeAlias = Callable[[Session, datetime, Outbox, Standing], bool]


@dataclass(frozen=True)
class Claim:
    """What one process takes at a time, at most `batch` rows, of what its gateways serve."""

    gateways: Mapping[str, Gateway]
    batch: int

    @property
    def served(self) -> Served:
        return Served(tuple(handlers.OUTBOX), tuple(self.gateways))

    def together(self, session: Session, now: datetime, work: Work) -> Claimed:
        """Fails as a whole where one row does."""
        return self._take(session, now, work, self._prepare)

    def apart(self, session: Session, now: datetime, work: Work) -> Claimed:
        """Each row by itself, so that a bad one does not hold up the others."""
        return self._take(session, now, work, self._may_go)

    def _take(self, session: Session, now: datetime, work: Work, prepare: Prepare) -> Claimed:
        """Rows to send, rows to look up, and how many rows ended instead."""
        if work.lapsed:
            sending.release_expired(session, now)
        claimed: list[Outbox] = []
        ended = 0
        found = sending.waiting_workspaces(session, now, self.served, self.batch)
        for workspace in found:
            assert workspace.id is not None
            heads = sending.heads(session, now, workspace.id, self.served, max(self.batch // len(found), 1))
            standing = outbox.standing(session, [row.subject for row in heads])
            ready = [row for row in heads if prepare(session, now, row, standing[row.subject])]
            pace = self.gateways[workspace.platform].pace
            room = pacing.draw(session, workspace.id, now, pace.per_minute, len(ready))
            claimed += ready[:room]
            ended += len(heads) - len(ready)
        for row in claimed:
            sending.lease(session, row, now)
        doubts = sending.uncertain(session, now, self.served, self.batch) if work.lapsed else []
        session.flush()
        return claimed, doubts, ended

    def _may_go(self, session: Session, now: datetime, row: Outbox, standing: Standing) -> bool:
        """Whether the row can be leased; otherwise it has ended, or waits for its next try."""
        try:
            with session.begin_nested():
                ready = self._prepare(session, now, row, standing)
                session.flush()
                return ready
        except Exception as error:  # noqa: BLE001 - one bad row must not hold up the others
            stumble(session, now, row, State.PENDING, error)
            return False

    def _prepare(self, session: Session, now: datetime, row: Outbox, standing: Standing) -> bool:
        """Decides whether the row posts or edits, and cuts its card into pages, each a row of its own."""
        row.edits = standing.get(row.page, "")
        session.add(row)
        late = saying(row).max_late
        # A message that has begun is finished, and one that stands is kept true, however late.
        if late is not None and row.page == 1 and not row.edits and now > row.not_before + late:
            end(session, now, row, State.EXPIRED, "late")
            return False
        if 0 < row.pages < row.page and not row.edits:
            end(session, now, row, State.DROPPED, "gone")
            return False
        if row.pages == 0:
            self._cut(session, now, row, max(standing, default=0))
        return True

    def _cut(self, session: Session, now: datetime, row: Outbox, standing: int) -> None:
        """`standing`: how many pages of this subject stand in the conversation."""
        if row.kind == outbox.MORE_WAITING:
            row.card = dump_card(handlers.more_waiting(session, row))
        pages = list(self._gateway(session, row).pages(load_card(row.card)))
        row.card, row.pages = dump_card(pages[0]), len(pages)
        # A page an edit no longer needs keeps its message: it says where the text went.
        left_over = standing - len(pages)
        if left_over > 0:
            pages += [handlers.see_above(session, row)] * left_over
        for number, page in enumerate(pages[1:], start=2):
            outbox.insert(session, _page(row, number, page, now))

    def _gateway(self, session: Session, row: Outbox) -> Gateway:
        return self.gateways[outbox.workspace_of(session, row).platform]


def stumble(session: Session, now: datetime, row: Outbox, start: State, error: Exception) -> None:
    """Our own code failed on this row: it waits ever longer, and in the end it is given up."""
    if is_passing(error):
        raise error
    given_up = row.tries + 1 >= OWN_FAULTS
    log.error("delivery.row_failed", kind=row.kind, tries=row.tries + 1, dead=given_up, error=type(error).__name__)
    if given_up:
        end(session, now, row, State.DEAD, "failed", start)
        return
    after = {"state": State.PENDING, "tries": row.tries + 1, "fence": "", "lease_until": None}
    if sending.move(session, row, start, **after):
        pacing.rest(session, row.lane, now + backoff(row.tries))


def end(session: Session, now: datetime, row: Outbox, final: State, reason: str, start: State = State.PENDING) -> None:
    """A row that will never be sent ends, with its further pages; whoever must know is told once, with it."""
    if not sending.move(session, row, start, state=final, reason=reason, lease_until=None):
        return
    log.warning("delivery.ended", kind=row.kind, state=final.value, reason=reason)
    sending.end_pages_after(session, row, final, reason)
    try:
        with session.begin_nested():
            saying(row).on_failure(Tick(session, now), row, reason)
    except Exception as error:  # the row has ended even when that cannot be told
        if is_passing(error):
            raise
        log.error("delivery.not_told", kind=row.kind, error=type(error).__name__)


def saying(row: Outbox) -> Saying:
    return handlers.OUTBOX[row.kind]


def backoff(tries: int) -> timedelta:
    return min(_SHORTEST_BACKOFF * (1 << min(tries, 10)), _LONGEST_BACKOFF)


def _page(row: Outbox, number: int, card: Card, now: datetime) -> Outbox:
    """A further page: a row of its own, behind the first, in its thread."""
    return Outbox(
        workspace_id=row.workspace_id,
        lane=row.lane,
        conversation=row.conversation,
        user=row.user,
        kind=row.kind,
        subject=row.subject,
        page=number,
        pages=row.pages,
        dedupe_key=f"{row.dedupe_key}/{number}",
        ref=row.ref,
        card=dump_card(card),
        thread=row.thread or row.subject,
        place=row.place,
        not_before=row.not_before,
        created_at=now,
    )
