"""Every arrow of a message's way out, against a chat that does what it is told to and notes every breach."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
import vl_convert
from sqlmodel import Session, col, select

from ritualbot import delivery as delivery_module, handlers
from ritualbot.chat.cards import Card, File, Note
from ritualbot.chat.gateway import Pace, Target
from ritualbot.chat.text import literal
from ritualbot.claim import OWN_FAULTS
from ritualbot.clock import MovableClock
from ritualbot.delivery import Delivery, Made
from ritualbot.dispatch import Dispatcher
from ritualbot.errors import CannotTell, MessageGone, NotSent, Throttled, Undeliverable, Unsure
from ritualbot.handlers.context import IfUnsure, Saying, Tick
from ritualbot.handlers.file import Filed
from ritualbot.reports.charts import picture
from ritualbot.store import outbox, pace, sending, workspace as workspaces
from ritualbot.store.engine import begin, reading, transact
from ritualbot.store.outbox import LANE_HOLDS, Outbox, Outgoing, State
from ritualbot.store.sending import LEASE, SETTLE
from ritualbot.store.team import Tenant, Workspace
from ritualbot.worker import Worker
from tests.platforms.chart import result, result_card

NOW = datetime(2027, 3, 2, 8, 30, tzinfo=UTC)
LATE = timedelta(minutes=45)


class Died(BaseException):
    """The process ends in the middle of a call."""


# What a call may do instead of simply succeeding: (before it posts, after it posted).
Fault = tuple[BaseException | None, BaseException | None]
OK: Fault = (None, None)
LOST_ANSWER: Fault = (None, Unsure("timeout"))
RESET: Fault = (ConnectionResetError(), None)


@dataclass
class Posted:
    ref: str
    key: str
    conversation: str
    text: str
    at: datetime
    thread: str
    edits: int = 0


@dataclass
class Chat:
    """`faults` are used up one per call; `breaches` are what a real platform would have suffered from us."""

    now: Callable[[], datetime]
    pace: Pace = field(default_factory=lambda: Pace(lane_seconds=1.0, per_minute=300))
    carries: bool = False
    finds: bool = True
    lines_a_page: int = 100
    faults: deque[Fault] = field(default_factory=deque)
    look_ups: deque[BaseException] = field(default_factory=deque)
    hangs: bool = False
    posts: list[Posted] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)

    def pages(self, card: Card) -> tuple[Card, ...]:
        if card.title.plain() == "unreadable":
            raise ValueError("unreadable")
        size = self.lines_a_page
        cuts = [card.blocks[at : at + size] for at in range(0, max(len(card.blocks), 1), size)]
        return tuple(replace(card, blocks=blocks) for blocks in cuts)

    async def post(self, to: Target, card: Card, *, key: str, thread: str, content: bytes = b"") -> str:
        where = to.conversation or f"@{to.user}"
        fault = await self._enter(f"post {key}", where)
        if any(each.key == key for each in self.posts) and not card.plain_text().endswith("could not be checked."):
            self.breaches.append(f"{key} twice")
        if thread and all(each.ref != thread for each in self.posts):
            self.breaches.append(f"{key} in a thread under nothing")
        posted = Posted(f"m{len(self.posts)}", key, where, card.plain_text(), self.now(), thread)
        self.posts.append(posted)
        self.files += [content] if content else []
        self.pictures += [chart.picture for chart in card.charts]
        self._leave(where, fault)
        return posted.ref

    async def edit(self, to: Target, message: str, card: Card) -> None:
        where = to.conversation or f"@{to.user}"
        fault = await self._enter(f"edit {message}", where)
        (found,) = [each for each in self.posts if each.ref == message]
        found.text, found.edits = card.plain_text(), found.edits + 1
        self.pictures += [chart.picture for chart in card.charts]
        self._leave(where, fault)

    async def find(self, to: Target, key: str, since: datetime, *, thread: str) -> str | None:
        self.calls.append(f"find {key} in {thread}" if thread else f"find {key}")
        if self.look_ups:
            raise self.look_ups.popleft()
        return next((each.ref for each in self.posts if each.key == key and each.at >= since), None)

    async def _enter(self, call: str, where: str) -> Fault:
        self.calls.append(call)
        if where in self.busy:
            self.breaches.append(f"{call} while another was under way")
        self.busy.add(where)
        if self.hangs:
            await asyncio.Event().wait()
        fault = self.faults.popleft() if self.faults else OK
        if fault[0]:
            self.busy.discard(where)
            raise fault[0]
        return fault

    def _leave(self, where: str, fault: Fault) -> None:
        self.busy.discard(where)
        if fault[1]:
            raise fault[1]

    def texts(self, where: str = "printemps") -> list[str]:
        return [each.text for each in self.posts if each.conversation == where]

    def count(self, call: str) -> int:
        return sum(each.startswith(call) for each in self.calls)


@dataclass
class Rig:
    """One or several deliveries on one database, in a time that stands still."""

    engine: sa.Engine
    clock: MovableClock
    chat: Chat
    workspace_id: int
    delivery: Delivery
    unwanted: set[str] = field(default_factory=set)
    failures: list[tuple[str, str]] = field(default_factory=list)

    def say(self, text: str, kind: str = "line", **more: Any) -> str:
        """A message; its text is its key and its subject unless something else is said."""
        given: dict[str, Any] = {
            "workspace_id": self.workspace_id,
            "subject": text,
            "key": text,
            "conversation": "printemps",
        }
        out = Outgoing(kind=kind, **(given | {"subject": text, "key": text, "card": page_of(text)} | more))
        with begin(self.engine) as session:
            outbox.put(session, self.clock.now(), out)
        return out.key

    def another(self) -> Delivery:
        return Delivery(self.engine, self.clock, {"direct": self.chat}, settle_pause=0)

    def step(self, delivery: Delivery | None = None) -> int:
        return asyncio.run((delivery or self.delivery).step())

    def wait(self, seconds: float = 0, step: bool = True) -> None:
        """Time passes without us; then one step."""
        self.clock.hold()
        self.clock.move(self.clock.now() + timedelta(seconds=seconds))
        if step:
            self.step()

    def run(self, seconds: float) -> None:
        """Time passes with us, as `run_until` makes it pass."""
        worker = Worker(Dispatcher(self.engine, self.clock), self.delivery)
        asyncio.run(worker.run_until(self.clock.now() + timedelta(seconds=seconds)))

    def row(self, key: str) -> Outbox:
        with reading(self.engine) as session:
            return session.exec(select(Outbox).where(col(Outbox.dedupe_key) == key)).one()

    def state(self, key: str) -> str:
        return self.row(key).state

    def states(self) -> dict[str, int]:
        with reading(self.engine) as session:
            return dict(Counter(session.exec(select(Outbox.state))))

    def claim(self, delivery: Delivery) -> list[Outbox]:
        """The first half of a step: what a worker holds when it is paused or killed."""
        now = self.clock.now()
        return asyncio.run(delivery._claimed(now, delivery._work(now)))[0]


def page_of(text: str, *lines: str) -> Card:
    return Card(literal(text), tuple(Note(literal(line)) for line in lines))


@pytest.fixture
def rig(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    clock = MovableClock(NOW, rate=0.0)
    chat = Chat(clock.now)
    made = Rig(
        engine,
        clock,
        chat,
        _workspace(engine, "W1"),
        Delivery(engine, clock, {"direct": chat}, settle_pause=0),
    )
    monkeypatch.setattr(handlers, "OUTBOX", _kinds(made))
    yield made
    assert chat.breaches == []


def _workspace(engine: sa.Engine, name: str, platform: str = "direct") -> int:
    with begin(engine) as session:
        tenant = Tenant(name=name, created_at=NOW)
        session.add(tenant)
        session.flush()
        assert tenant.id is not None
        workspace = Workspace(tenant_id=tenant.id, platform=platform, external_id=name, name=name, language="en")
        session.add(workspace)
        session.flush()
        assert workspace.id is not None
        return workspace.id


def _kinds(rig: Rig) -> Mapping[str, Saying]:
    def wanted(_tick: Tick, row: Outbox) -> bool:
        if row.dedupe_key == "poison":
            raise ZeroDivisionError
        return row.dedupe_key.partition("/")[0] not in rig.unwanted

    def failed(tick: Tick, row: Outbox, why: str) -> None:
        """Notes it, and tells someone in the same transaction."""
        rig.failures.append((row.dedupe_key, why))
        if row.dedupe_key == "untold":
            raise ZeroDivisionError
        told = f"about {row.dedupe_key}: {why}"
        out = Outgoing(row.workspace_id, "line", told, told, page_of(told), user="alice")
        outbox.put(tick.session, tick.now, out)

    return {
        outbox.MORE_WAITING: Saying(),
        "line": Saying(wanted),
        "ping": Saying(wanted, failed, LATE),
        "receipt": Saying(wanted, failed, if_unsure=IfUnsure.AGAIN_ONCE),
    }


# -- the plain way -------------------------------------------------------------------------------------------------


def test_a_message_is_posted_once_and_its_reference_kept(rig: Rig) -> None:
    rig.say("hello")
    assert rig.step() == 1
    row = rig.row("hello")
    assert (row.state, row.message, row.sent_at, row.attempted_at) == (State.SENT, "m0", NOW, NOW)
    assert rig.step() == 0
    assert rig.chat.texts() == ["hello"]


def test_the_same_fact_is_said_once(rig: Rig) -> None:
    rig.say("hello", key="fact")
    rig.say("hello again", key="fact")
    rig.run(10)
    rig.say("and again", key="fact")
    rig.run(10)
    assert rig.chat.texts() == ["hello"]


def test_nothing_goes_before_its_moment(rig: Rig) -> None:
    rig.say("later", not_before=NOW + timedelta(minutes=10))
    rig.run(599)
    assert rig.chat.texts() == []
    rig.run(1)
    assert rig.chat.posts[0].at == NOW + timedelta(minutes=10)


def test_what_is_committed_before_the_call_is_that_it_is_being_sent(rig: Rig) -> None:
    rig.say("hello")
    rig.chat.faults.append((Died(), None))
    with pytest.raises(Died):
        rig.step()
    assert rig.state("hello") == State.SENDING


# -- order and pace ------------------------------------------------------------------------------------------------


def test_a_conversation_takes_one_message_a_second_in_order(rig: Rig) -> None:
    for text in "abcde":
        rig.say(text)
    rig.run(10)
    assert rig.chat.texts() == list("abcde")
    assert [each.at - NOW for each in rig.chat.posts] == [timedelta(seconds=number) for number in range(5)]


def test_what_is_due_later_does_not_hold_up_what_is_due_now(rig: Rig) -> None:
    rig.say("tomorrow", not_before=NOW + timedelta(days=1))
    rig.say("now")
    rig.step()
    assert rig.chat.texts() == ["now"]


def test_the_first_of_a_conversation_holds_up_the_others_until_its_fate_is_known(rig: Rig) -> None:
    rig.chat.faults.append(LOST_ANSWER)
    rig.say("a")
    rig.say("b")
    rig.step()
    rig.say("elsewhere", conversation="other")
    rig.wait(5)
    assert rig.state("a") == State.UNCERTAIN
    assert [each.text for each in rig.chat.posts] == ["a", "elsewhere"]
    rig.run(30)
    assert rig.chat.texts() == ["a", "b"]


def test_a_person_has_one_lane_whether_their_conversation_is_known_or_not(rig: Rig) -> None:
    rig.chat.faults.append(LOST_ANSWER)
    rig.say("prompt", conversation="", user="bruno", subject="prompt")
    rig.step()
    rig.say("thanks", conversation="D1", user="bruno", subject="prompt", key="thanks")
    rig.run(60)
    (only,) = rig.chat.posts
    assert (only.text, only.edits) == ("thanks", 1)


def test_a_workspace_takes_its_rate_after_a_burst_of_ten_seconds_worth(rig: Rig) -> None:
    """At 60 a minute: 10 at once, one a second from then on."""
    rig.chat.pace = Pace(rig.chat.pace.lane_seconds, per_minute=60)
    for number in range(80):
        rig.say(f"{number}", conversation=f"c{number}")
    rig.run(0)
    assert len(rig.chat.posts) == 10
    rig.run(60)
    assert len(rig.chat.posts) == 70
    rig.run(10)
    assert len(rig.chat.posts) == 80
    in_order = sorted((each.at, int(each.text)) for each in rig.chat.posts)
    assert [number for _at, number in in_order] == [*range(80)]


def test_a_workspace_with_much_to_say_does_not_starve_another(rig: Rig) -> None:
    for number in range(200):
        rig.say(f"{number}", conversation=f"c{number}")
    rig.run(0)
    other = _workspace(rig.engine, "W2")
    rig.say("ours", workspace_id=other, conversation="theirs")
    rig.step()
    assert rig.chat.texts("theirs") == ["ours"]


def test_what_this_process_cannot_deliver_is_left_to_one_that_can(rig: Rig) -> None:
    """A platform it has no way into, a kind only a newer release knows: neither is touched, nor in the way."""
    elsewhere = _workspace(rig.engine, "W2", platform="elsewhere")
    rig.say("theirs", workspace_id=elsewhere)
    rig.say("newer", kind="of a newer release", conversation="other")
    rig.say("ours")
    rig.run(60)
    assert [each.text for each in rig.chat.posts] == ["ours"]
    assert (rig.state("theirs"), rig.state("newer")) == (State.PENDING, State.PENDING)


# -- same subject --------------------------------------------------------------------------------------------------


def test_unsent_messages_of_a_subject_collapse_into_the_newest_in_its_place(rig: Rig) -> None:
    rig.say("summary 1", subject="summary")
    rig.say("other")
    rig.say("summary 2", subject="summary")
    rig.say("summary 3", subject="summary")
    rig.run(10)
    assert rig.chat.texts() == ["summary 3", "other"]
    assert [rig.state(f"summary {number}") for number in (1, 2, 3)] == ["replaced", "replaced", "sent"]


def test_a_posted_subject_is_edited(rig: Rig) -> None:
    rig.say("summary 1", subject="summary")
    rig.run(5)
    rig.say("summary 2", subject="summary")
    rig.run(5)
    (only,) = rig.chat.posts
    assert (only.text, only.edits) == ("summary 2", 1)
    assert rig.row("summary 2").message == only.ref


@pytest.mark.parametrize("until", ["leased", "sending", "uncertain"])
def test_a_newer_message_waits_for_one_under_way_and_edits_it(rig: Rig, until: str) -> None:
    rig.say("summary 1", subject="summary")
    if until == "leased":
        rig.claim(rig.another())
    else:
        rig.chat.faults.append((None, Died()) if until == "sending" else LOST_ANSWER)
        try:
            rig.step()
        except Died:
            assert until == "sending"
    assert rig.state("summary 1") == until
    rig.say("summary 2", subject="summary")
    rig.wait(1)
    assert rig.chat.count("post summary 2") == 0
    rig.run((LEASE + SETTLE).seconds * 2)
    (only,) = rig.chat.posts
    assert (only.text, only.edits) == ("summary 2", 1)


def test_an_edit_whose_message_is_gone_is_posted_anew_once(rig: Rig) -> None:
    rig.say("summary 1", subject="summary")
    rig.run(5)
    rig.chat.faults.append((MessageGone(), None))
    rig.say("summary 2", subject="summary")
    rig.run(5)
    assert rig.chat.texts() == ["summary 1", "summary 2"]
    rig.say("summary 3", subject="summary")
    rig.run(5)
    assert rig.chat.texts() == ["summary 1", "summary 3"]


def test_a_post_whose_thread_is_gone_does_not_go_round_in_circles(rig: Rig) -> None:
    rig.chat.faults.append((MessageGone(), None))
    rig.say("line", kind="ping")
    rig.run(60)
    assert rig.chat.count("post line") == 1
    assert rig.failures == [("line", "thread gone")]


# -- pages ---------------------------------------------------------------------------------------------------------


def long(rig: Rig, version: int, lines: int, **more: Any) -> None:
    card = page_of(f"v{version}", *(f"v{version} line {number}" for number in range(1, lines + 1)))
    rig.say(f"v{version}", subject="summary", card=card, **more)


def test_further_pages_are_messages_in_the_thread_of_the_first(rig: Rig) -> None:
    rig.chat.lines_a_page = 1
    long(rig, 1, 3)
    rig.say("after")
    rig.run(10)
    assert [each.text.split("\n")[-1] for each in rig.chat.posts] == ["v1 line 1", "v1 line 2", "v1 line 3", "after"]
    assert [each.thread for each in rig.chat.posts] == ["", "m0", "m0", ""]
    assert len({each.at for each in rig.chat.posts}) == 4


def test_an_edit_with_fewer_pages_says_see_above_and_with_more_adds_some(rig: Rig) -> None:
    rig.chat.lines_a_page = 1
    long(rig, 1, 3)
    rig.run(10)
    long(rig, 2, 1)
    rig.run(10)
    moved = "The text of this page has moved up into the message above."
    assert [each.text.split("\n")[-1] for each in rig.chat.posts] == ["v2 line 1", moved, moved]
    long(rig, 3, 4)
    rig.run(10)
    found = [each.text.split("\n")[-1] for each in rig.chat.posts]
    assert found == [f"v3 line {number}" for number in (1, 2, 3, 4)]


def test_see_above_is_never_a_message_of_its_own(rig: Rig) -> None:
    """The second page was deleted by hand: the edit has nothing to put there."""
    rig.chat.lines_a_page = 1
    long(rig, 1, 2)
    rig.run(10)
    rig.chat.faults.extend([OK, (MessageGone(), None)])
    long(rig, 2, 1)
    rig.run(10)
    assert len(rig.chat.posts) == 2
    assert rig.state("v2/2") == State.DROPPED


def test_a_newer_message_takes_the_place_of_pages_not_yet_sent(rig: Rig) -> None:
    rig.chat.lines_a_page = 1
    long(rig, 1, 3)
    rig.step()
    long(rig, 2, 2)
    rig.run(10)
    assert [each.text.split("\n")[-1] for each in rig.chat.posts] == ["v2 line 1", "v2 line 2"]


def test_pages_end_with_the_page_before_them_and_it_is_told_once(rig: Rig) -> None:
    rig.chat.lines_a_page = 1
    rig.chat.faults.append((Undeliverable("is_archived"), None))
    long(rig, 1, 3, kind="ping")
    rig.run(10)
    assert rig.failures == [("v1", "is_archived")]
    assert [rig.state(key) for key in ("v1", "v1/2", "v1/3")] == ["dead"] * 3
    assert rig.chat.texts() == []


def test_pages_of_a_message_nobody_wants_any_more_are_not_sent(rig: Rig) -> None:
    rig.chat.lines_a_page = 1
    rig.unwanted.add("v1")
    long(rig, 1, 3)
    rig.run(10)
    assert rig.chat.posts == []
    assert [rig.state(key) for key in ("v1", "v1/2", "v1/3")] == ["dropped"] * 3


def test_a_message_that_has_begun_is_finished_however_late(rig: Rig) -> None:
    rig.chat.lines_a_page = 1
    long(rig, 1, 2, kind="ping")
    rig.step()
    rig.wait(2 * LATE.seconds)
    assert len(rig.chat.posts) == 2


# -- asked as it begins --------------------------------------------------------------------------------------------


def test_who_answered_between_claim_and_sending_is_not_asked(rig: Rig) -> None:
    rig.say("prompt", kind="ping")
    (row,) = rig.claim(rig.delivery)
    rig.unwanted.add("prompt")
    asyncio.run(rig.delivery._send(row))
    assert rig.state("prompt") == State.DROPPED
    assert rig.chat.calls == []
    assert rig.failures == []


# -- too late ------------------------------------------------------------------------------------------------------


def test_what_comes_too_late_expires_and_says_so(rig: Rig) -> None:
    rig.say("prompt", kind="ping")
    rig.wait(LATE.seconds + 1)
    assert rig.state("prompt") == State.EXPIRED
    assert rig.failures == [("prompt", "late")]
    rig.run(5)
    assert rig.chat.texts("@alice") == ["about prompt: late"]


def test_at_the_last_moment_it_still_goes(rig: Rig) -> None:
    rig.say("prompt", kind="ping")
    rig.wait(LATE.seconds)
    assert rig.state("prompt") == State.SENT


def test_a_late_edit_still_makes_the_message_true(rig: Rig) -> None:
    rig.say("prompt", kind="ping", subject="prompt")
    rig.step()
    rig.say("thanks", kind="ping", subject="prompt")
    rig.wait(2 * LATE.seconds)
    assert rig.chat.texts() == ["thanks"]


# -- what the platform may answer ----------------------------------------------------------------------------------


def test_asked_to_wait_it_waits_with_its_conversation_and_its_workspace(rig: Rig) -> None:
    rig.chat.faults.append((Throttled(30), None))
    rig.say("a")
    rig.step()
    assert rig.state("a") == State.PENDING
    rig.say("elsewhere", conversation="other")
    rig.run(29)
    assert rig.chat.posts == []
    rig.run(3)
    assert sorted(each.text for each in rig.chat.posts) == ["a", "elsewhere"]
    assert min(each.at for each in rig.chat.posts) >= NOW + timedelta(seconds=30)


def test_after_a_wait_a_workspace_starts_at_its_pace_without_a_burst(rig: Rig) -> None:
    rig.chat.faults.append((Throttled(30), None))
    for number in range(100):
        rig.say(f"{number}", conversation=f"c{number}")
    rig.step()
    sent = len(rig.chat.posts)
    rig.run(40)
    assert len(rig.chat.posts) - sent <= 10 * 5


def test_one_workspace_that_must_wait_does_not_hold_up_another(rig: Rig) -> None:
    rig.chat.faults.append((Throttled(600), None))
    rig.say("0", conversation="c0")
    rig.step()
    for number in range(1, 100):
        rig.say(f"{number}", conversation=f"c{number}")
    rig.say("ours", workspace_id=_workspace(rig.engine, "W2"), conversation="theirs")
    rig.step()
    assert rig.chat.texts("theirs") == ["ours"]


def test_a_wait_of_nothing_is_a_second_all_the_same(rig: Rig) -> None:
    rig.chat.faults.append((Throttled(0), None))
    rig.say("a")
    rig.step()
    assert rig.step() == 0
    rig.run(2)
    assert rig.chat.texts() == ["a"]


def test_what_never_left_is_tried_again_ever_later(rig: Rig) -> None:
    rig.chat.faults.extend([(NotSent(), None)] * 3)
    rig.say("a")
    tried: list[float] = []
    for second in range(12):
        if rig.step():
            tried.append(second)
        rig.wait(1, step=False)
    assert tried == [0, 1, 3, 7]
    assert rig.chat.texts() == ["a"]


def test_what_will_never_be_taken_is_dead_and_told_once(rig: Rig) -> None:
    rig.chat.faults.append((Undeliverable("is_archived"), None))
    rig.say("prompt", kind="ping")
    rig.run(60)
    row = rig.row("prompt")
    assert (row.state, row.reason) == (State.DEAD, "is_archived")
    assert rig.failures == [("prompt", "is_archived")]
    assert rig.chat.texts("@alice") == ["about prompt: is_archived"]
    assert rig.chat.count("post prompt") == 1


def test_a_row_ends_even_when_that_cannot_be_told(rig: Rig) -> None:
    rig.chat.faults.append((Undeliverable("is_archived"), None))
    rig.say("untold", kind="ping")
    rig.run(120)
    assert rig.state("untold") == State.DEAD
    assert rig.chat.count("post untold") == 1


# -- nobody knows --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [LOST_ANSWER, (None, ConnectionResetError())])
def test_a_message_that_arrived_is_found_and_not_sent_again(rig: Rig, fault: Fault) -> None:
    rig.chat.faults.append(fault)
    rig.say("a")
    rig.step()
    assert rig.state("a") == State.UNCERTAIN
    rig.wait(SETTLE.seconds - 1)
    assert rig.chat.calls == ["post a"]
    rig.wait(1)
    assert rig.chat.calls == ["post a", "find a"]
    assert (rig.state("a"), rig.row("a").message) == (State.SENT, "m0")


@pytest.mark.parametrize("fault", [RESET, (Unsure("502"), None), (ValueError("not JSON"), None)])
def test_a_message_that_did_not_arrive_is_sent_again_after_the_look_up(rig: Rig, fault: Fault) -> None:
    rig.chat.faults.append(fault)
    rig.say("a")
    rig.run(SETTLE.seconds + 5)
    assert rig.chat.calls == ["post a", "find a", "post a"]
    assert rig.chat.texts() == ["a"]


def test_a_call_that_never_answers_is_given_up(rig: Rig) -> None:
    rig.delivery.call_timeout = 0.01
    rig.chat.hangs = True
    rig.say("a")
    rig.step()
    assert rig.state("a") == State.UNCERTAIN


def test_a_look_up_that_fails_is_made_again_before_anything_else(rig: Rig) -> None:
    rig.chat.faults.append(LOST_ANSWER)
    rig.chat.look_ups.append(Unsure("503"))
    rig.say("a")
    rig.step()
    rig.wait(SETTLE.seconds)
    assert rig.state("a") == State.UNCERTAIN
    rig.wait(LEASE.seconds)
    assert rig.state("a") == State.SENT
    assert rig.chat.calls == ["post a", "find a", "find a"]


def test_without_a_look_up_a_prompt_goes_at_most_once(rig: Rig) -> None:
    rig.chat.finds = False
    rig.chat.faults.append(LOST_ANSWER)
    rig.say("prompt", kind="ping")
    rig.run(120)
    assert rig.chat.count("post prompt") == 1
    assert (rig.state("prompt"), rig.failures) == (State.DEAD, [("prompt", "unsure")])


def test_without_a_look_up_a_receipt_goes_once_more_and_says_that_it_may_repeat(rig: Rig) -> None:
    rig.chat.finds = False
    rig.chat.faults.extend([(NotSent(), None), LOST_ANSWER, LOST_ANSWER])
    rig.say("thanks", kind="receipt")
    rig.run(240)
    assert rig.chat.texts()[0] == "thanks"
    assert "You may have seen this already" in rig.chat.texts()[1]
    assert (rig.state("thanks"), rig.failures) == (State.DEAD, [("thanks", "unsure")])
    assert len(rig.chat.texts()) == 2


def test_where_a_look_up_cannot_tell_it_is_as_if_there_were_none(rig: Rig) -> None:
    for key, kind in (("prompt", "ping"), ("thanks", "receipt")):
        rig.chat.faults.append(LOST_ANSWER)
        rig.chat.look_ups.append(CannotTell())
        rig.say(key, kind=kind)
        rig.run(60)
    assert rig.chat.calls[:2] == ["post prompt", "find prompt"]
    assert (rig.state("prompt"), rig.failures) == (State.DEAD, [("prompt", "unsure")])
    assert rig.chat.count("post thanks") == 2
    assert "You may have seen this already" in rig.chat.texts()[-1]


def test_a_look_up_is_made_in_the_thread_the_message_was_posted_in(rig: Rig) -> None:
    rig.say("question")
    rig.run(2)
    rig.chat.faults.append(LOST_ANSWER)
    rig.say("answer", thread="question")
    rig.run(SETTLE.seconds + 2)
    assert rig.state("answer") == State.SENT
    assert "find answer in m0" in rig.chat.calls


@pytest.mark.parametrize("finds", [True, False])
@pytest.mark.parametrize("fault", [LOST_ANSWER, RESET, (None, Died())])
def test_an_edit_nobody_knows_the_fate_of_is_simply_made_again(rig: Rig, finds: bool, fault: Fault) -> None:
    rig.chat.finds = finds
    rig.say("v1", subject="summary")
    rig.run(5)
    rig.chat.faults.append(fault)
    rig.say("v2", subject="summary")
    try:
        rig.step()
    except Died:
        rig.wait(LEASE.seconds, step=False)
    rig.run(10)
    assert rig.chat.texts() == ["v2"]
    assert rig.state("v2") == State.SENT
    assert rig.chat.count("find") == 0


# -- leases and fences ---------------------------------------------------------------------------------------------


def test_what_a_dead_worker_had_only_taken_returns_by_itself(rig: Rig) -> None:
    rig.say("a")
    rig.claim(rig.another())
    rig.wait(LEASE.seconds - 1)
    assert rig.state("a") == State.LEASED
    rig.wait(1)
    assert rig.chat.calls == ["post a"]


@pytest.mark.parametrize(("fault", "calls"), [
    ((Died(), None), ["post a", "find a", "post a"]),
    ((None, Died()), ["post a", "find a"]),
])  # fmt: skip
def test_what_a_dead_worker_was_sending_is_looked_up(rig: Rig, fault: Fault, calls: list[str]) -> None:
    rig.chat.faults.append(fault)
    rig.say("a")
    with pytest.raises(Died):
        rig.step(rig.another())
    rig.wait(LEASE.seconds)
    assert rig.state("a") == State.UNCERTAIN
    rig.chat.busy.clear()
    rig.run(SETTLE.seconds + 2)
    assert rig.state("a") == State.SENT
    assert rig.chat.calls == calls
    assert rig.chat.texts() == ["a"]


def test_a_worker_that_slept_on_its_lease_sends_nothing(rig: Rig) -> None:
    rig.say("a")
    sleeper = rig.another()
    (row,) = rig.claim(sleeper)
    rig.wait(LEASE.seconds)
    assert rig.state("a") == State.SENT
    asyncio.run(sleeper._send(row))
    assert rig.chat.calls == ["post a"]


def test_a_worker_that_slept_while_another_holds_the_lease_sends_nothing(rig: Rig) -> None:
    rig.say("a")
    sleeper = rig.another()
    (row,) = rig.claim(sleeper)
    rig.wait(LEASE.seconds, step=False)
    (theirs,) = rig.claim(rig.delivery)
    asyncio.run(sleeper._send(row))
    assert rig.chat.calls == []
    asyncio.run(rig.delivery._send(theirs))
    assert rig.chat.texts() == ["a"]


def test_a_worker_that_slept_just_before_the_call_does_not_make_it(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.say("a")
    times = iter([0.0, 60.0])
    with monkeypatch.context() as patched:
        patched.setattr(delivery_module, "time", SimpleNamespace(monotonic=lambda: next(times)))
        rig.step(rig.another())
    assert (rig.state("a"), rig.chat.calls) == (State.SENDING, [])
    rig.run((LEASE + SETTLE).seconds + 5)
    assert rig.chat.calls == ["find a", "post a"]


def test_an_answer_after_the_lease_changes_nothing(rig: Rig) -> None:
    """Meanwhile the row is uncertain: the look-up, not the sleeper, says what became of it."""
    rig.say("a")
    sleeper = rig.another()
    (row,) = rig.claim(sleeper)
    transact(rig.engine, lambda session: sleeper._begin(session, row, Made()))
    rig.wait(LEASE.seconds)
    asyncio.run(sleeper._settle(sleeper._was_sent(row, "m9")))
    assert rig.state("a") == State.UNCERTAIN


def test_an_outcome_is_written_down_although_the_database_was_away(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    away = iter([True, True, False])
    move = sending.move

    def sometimes(session: Session, row: Outbox, start: State, **values: object) -> bool:
        if start is State.SENDING and next(away):
            raise sa.exc.OperationalError("UPDATE", {}, Exception("server closed the connection"))
        return move(session, row, start, **values)

    monkeypatch.setattr(sending, "move", sometimes)
    rig.say("a")
    rig.step()
    assert rig.state("a") == State.SENT


def test_asked_to_stop_it_returns_what_it_has_taken(rig: Rig) -> None:
    rig.say("a")
    rig.say("b", conversation="other")
    real = rig.delivery._claimed

    async def claim_then_stop(*of: Any) -> Any:
        found = await real(*of)
        rig.delivery.stop()
        return found

    rig.delivery._claimed = claim_then_stop  # type: ignore[method-assign, assignment]
    rig.step()
    assert rig.states() == {State.PENDING: 2}
    assert rig.chat.calls == []
    rig.step(rig.another())
    assert rig.states() == {State.SENT: 2}


def test_what_was_claimed_before_its_workspace_closed_waits(rig: Rig) -> None:
    rig.say("a")
    (row,) = rig.claim(rig.delivery)
    with begin(rig.engine) as session:
        workspaces.pause(session, outbox.workspace_of(session, row), "removed", rig.clock.now())
    asyncio.run(rig.delivery._send(row))
    assert rig.chat.calls == []
    assert rig.state("a") == State.PENDING


def test_a_conversation_asked_to_rest_twice_rests_the_longer_time(rig: Rig) -> None:
    rig.say("a")
    lane, now = rig.row("a").lane, rig.clock.now()
    with begin(rig.engine) as session:
        for seconds in (20, 5):
            pace.rest(session, lane, now + timedelta(seconds=seconds))
    rig.run(10)
    assert rig.chat.calls == []
    rig.run(15)
    assert rig.state("a") == State.SENT


# -- bad rows ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["unreadable", "poison"])
def test_a_row_our_own_code_fails_on_holds_up_no_other_and_is_given_up(rig: Rig, text: str) -> None:
    rig.say(text)
    rig.say("behind it")
    rig.say("elsewhere", conversation="other")
    rig.run(5)
    assert [each.text for each in rig.chat.posts] == ["elsewhere"]
    rig.run(3600)
    row = rig.row(text)
    assert (row.state, row.reason, row.tries) == (State.DEAD, "failed", OWN_FAULTS - 1)  # and the last
    assert rig.chat.texts() == ["behind it"]


# -- a lane that is full -------------------------------------------------------------------------------------------


def test_a_conversation_holds_500_rows() -> None:
    assert LANE_HOLDS == 500


def test_what_finds_no_room_in_a_conversation_is_counted_in_one_message(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LANE_HOLDS", 40)
    with begin(rig.engine) as session:
        for number in range(40 + 7):
            out = Outgoing(
                rig.workspace_id, "line", f"{number}", f"{number}", page_of(f"{number}"), conversation="printemps"
            )
            outbox.put(session, rig.clock.now(), out)
    assert rig.states()[State.REPLACED] == 7
    rig.say("summary, newer", subject="3")
    rig.say("elsewhere", conversation="other")
    rig.run(40 + 10)
    texts = rig.chat.texts()
    assert len(texts) == 40 + 1
    assert texts[3] == "summary, newer"
    assert texts[-1] == "7 more messages wait: /ritual next shows what comes."
    assert rig.chat.texts("other") == ["elsewhere"]
    rig.say("there is room again")
    rig.run(5)
    assert rig.chat.texts()[-1] == "there is room again"


# -- files ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def made(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bytes of a file, the newest last; it is made anew each time it is sent."""
    contents: list[bytes] = []

    def make(_session: Session, _tenant: int, file: File, _now: datetime) -> bytes:
        if file.ref == "broken":
            raise ZeroDivisionError
        contents.append(f"{file.ref} {len(contents)}".encode())
        return contents[-1]

    def offered(_context: object, _ref: str) -> File:
        raise AssertionError("nobody asks here")

    monkeypatch.setattr(handlers, "FILES", {"made": Filed(offered, make)})
    rig.chat.carries = True
    return contents


def filed(ref: str = "r") -> Card:
    return Card(literal("a file"), (File("made", ref, "en", "a.txt", "Send it"),))


def test_a_file_goes_with_its_bytes_made_just_before(rig: Rig, made: list[bytes]) -> None:
    rig.say("file", card=filed())
    assert made == []
    rig.step()
    assert (made, rig.chat.files) == ([b"r 0"], [b"r 0"])


def test_a_file_that_is_sent_again_is_made_again(rig: Rig, made: list[bytes]) -> None:
    rig.chat.faults.append((NotSent(), None))
    rig.say("file", card=filed())
    rig.run(60)
    assert (rig.chat.files, rig.state("file")) == ([b"r 1"], State.SENT)


def test_a_file_nobody_knows_the_fate_of_is_never_looked_up(rig: Rig, made: list[bytes]) -> None:
    """Slack answers before it is anywhere to be seen: not found would not mean not there."""
    rig.chat.faults.append(LOST_ANSWER)
    rig.say("file", kind="receipt", card=filed())
    rig.run(60)
    assert rig.chat.count("find file") == 0 and rig.chat.count("post file") == 2
    assert "You may have seen this already" in rig.chat.texts()[-1]


def test_a_file_that_cannot_be_made_holds_up_nobody(rig: Rig, made: list[bytes]) -> None:
    rig.say("broken", kind="ping", card=filed("broken"))
    rig.say("hello", conversation="elsewhere")
    rig.run(3600 * 8)
    assert (rig.state("broken"), rig.state("hello")) == (State.DEAD, State.SENT)
    assert [key for key, _ in rig.failures] == ["broken"]


def test_where_the_page_gives_files_none_is_made(rig: Rig, made: list[bytes]) -> None:
    rig.chat.carries = False
    rig.say("file", card=filed())
    rig.step()
    assert (made, rig.state("file")) == ([], State.SENT)


# -- pictures ------------------------------------------------------------------------------------------------------


def test_a_chart_goes_with_its_picture_and_so_does_its_edit(rig: Rig) -> None:
    rig.chat.carries = True
    rig.say("first", subject="result", card=result_card("fr"))
    rig.step()
    rig.say("second", subject="result", card=result_card("en"))
    rig.run(5)
    assert len(rig.chat.posts) == 1 and rig.chat.posts[0].edits == 1
    assert rig.chat.pictures == [picture(result(language).spec) for language in ("fr", "en")]
    with reading(rig.engine) as session:
        assert not any("data:" in row.card for row in session.exec(select(Outbox)))


def test_where_a_page_of_ours_shows_pictures_none_is_drawn(rig: Rig) -> None:
    rig.say("result", card=result_card("fr"))
    rig.step()
    assert rig.chat.pictures == [""]


def test_a_chart_that_cannot_be_drawn_is_said_in_words(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_svg: str, **_more: float) -> bytes:
        raise ValueError

    monkeypatch.setattr(vl_convert, "svg_to_png", broken)
    rig.chat.carries = True
    rig.say("result", card=result_card("fr"))
    rig.step()
    assert (rig.chat.pictures, rig.state("result")) == ([""], State.SENT)
    assert "B fait mieux que A" in rig.chat.texts()[0]
