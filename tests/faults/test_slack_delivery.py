"""Two workers on PostgreSQL, 400 posts, and a Slack that spoils every fifth call: nothing lost, nothing doubled."""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.chat.cards import Card
from ritualbot.chat.text import literal
from ritualbot.store import outbox
from ritualbot.store.engine import begin, reading
from ritualbot.store.outbox import Outbox, Outgoing, State
from ritualbot.store.team import Tenant, Workspace
from tests.clouds.slack.client import HISTORY, FakeWorkspace, running
from tests.clouds.slack.world import REQUIRED_SCOPES
from tests.databases import engine_of
from tests.faults.conftest import START, Process, until
from tests.faults.slack_worker_program import PING, RECEIPT, REPORT, Options

pytestmark = pytest.mark.faults
POSTS, CHANNELS, PEOPLE = 400, 12, 8
RATE = 5.0  # ritual seconds a second
SHARE = 0.2
BEFORE = ("failed", "reset", "hangs")  # swallowed by the fake, without us knowing
AFTER = ("failed_after", "reset_after", "hangs_after")  # shown, without us knowing
KINDS = ("throttled", *BEFORE, *AFTER)
AGAIN = "You may have seen this already"


@dataclass
class Storm:
    """A Slack of its own and the database the workers share."""

    slack: FakeWorkspace
    engine: sa.Engine
    workspace_id: int
    places: list[str]  # where rows go: channel ids, then user ids

    def put(self) -> None:
        with begin(self.engine) as session:
            for number in range(POSTS):
                place = self.places[number % len(self.places)]
                user = place if place.startswith("U") else ""
                kind = RECEIPT if number // len(self.places) % 2 else PING
                key, card = f"post:{number:03d}", Card(literal(f"post {number}"))
                out = Outgoing(self.workspace_id, kind, key, key, card, "" if user else place, user)
                outbox.put(session, START, out)

    def rows(self) -> list[Outbox]:
        with reading(self.engine) as session:
            return list(session.exec(select(Outbox).where(col(Outbox.kind) != REPORT)))

    def is_over(self) -> bool:
        with reading(self.engine) as session:
            return not session.exec(select(Outbox.id).where(col(Outbox.state).in_(outbox.ACTIVE)).limit(1)).all()

    def shown(self) -> dict[str, list[dict[str, Any]]]:
        """What people see in each place, reports apart."""
        everything: dict[str, list[dict[str, Any]]] = self.slack.do("messages")
        names = {self.slack.direct(user): user for user in self.places if user.startswith("U")}
        return {names.get(place, place): found for place, found in everything.items()}


def key_of(message: dict[str, Any]) -> str:
    return str(message["metadata"]["event_payload"]["key"])


def weather(scopes: tuple[str, ...], url: str, folder: Path) -> Iterator[Storm]:
    """The posts are sent by two workers until nothing is under way any more."""
    people = [{"name": f"p{number}"} for number in range(PEOPLE)] + [{"name": "owner"}]
    channels = [{"name": f"c{number}"} for number in range(CHANNELS)]
    with running() as fake:
        slack = fake.workspace(users=people, channels=channels, scopes=scopes)
        users = [slack.users[f"p{number}"] for number in range(PEOPLE)]
        engine = engine_of(url)
        storm = Storm(slack, engine, _workspace(engine, slack.id), [*slack.channels.values(), *users])
        storm.put()
        spoils = {"method": "chat.postMessage", "kinds": KINDS, "share": SHARE, "seed": 3}
        look_ups = {"method": "conversations.history", "kinds": ["failed", "throttled"], "share": SHARE, "seed": 4}
        slack.do("faults", faults=[spoils, look_ups])
        anchor = time.monotonic()
        slack.at(START, RATE)
        token, owner = slack.token, slack.users["owner"]
        options = Options(url, fake.api, slack.id, token, owner, START.isoformat(), anchor, RATE)
        workers = [_worker(folder / f"{name}.log", options) for name in ("one", "other")]
        try:
            for worker in workers:
                worker.go()
            until(storm.is_over, "every row has ended", seconds=500)
            for worker in workers:
                worker.terminate()
            assert [worker.ended() for worker in workers] == [0, 0]
            yield storm
        finally:
            for worker in workers:
                worker.close()


def _worker(log: Path, options: Options) -> Process:
    process = Process(log, "tests.faults.slack_worker_program", json.dumps(asdict(options)))
    assert process.line() == "ready"
    return process


def _workspace(engine: sa.Engine, name: str) -> int:
    with begin(engine) as session:
        return _new_workspace(session, name)


def _new_workspace(session: Session, name: str) -> int:
    tenant = Tenant(name="Printemps", created_at=START)
    session.add(tenant)
    session.flush()
    assert tenant.id is not None
    workspace = Workspace(tenant_id=tenant.id, platform="slack", external_id=name, name="Printemps", language="en")
    session.add(workspace)
    session.flush()
    assert workspace.id is not None
    return workspace.id


@pytest.fixture
def readable(postgresql_url: str, tmp_path: Path) -> Iterator[Storm]:
    """Every conversation can be looked up."""
    yield from weather((*REQUIRED_SCOPES, *HISTORY), postgresql_url, tmp_path)


@pytest.fixture
def unreadable(postgresql_url: str, tmp_path: Path) -> Iterator[Storm]:
    """Only direct conversations can be looked up."""
    yield from weather(REQUIRED_SCOPES, postgresql_url, tmp_path)


def every_fault_happened(storm: Storm) -> None:
    happened = Counter(line["fault"] for line in storm.slack.log("chat.postMessage"))
    assert set(happened) >= {*KINDS}, happened
    assert sum(happened[kind] for kind in KINDS) >= SHARE * POSTS / 2


def in_order(messages: list[dict[str, Any]]) -> bool:
    first = [key_of(each) for each in messages if AGAIN not in each["text"]]
    return first == sorted(first)


def test_where_slack_lets_us_look_nothing_is_lost_or_doubled(readable: Storm) -> None:
    every_fault_happened(readable)
    shown = readable.shown()
    posts = Counter(key_of(each) for messages in shown.values() for each in messages)
    assert posts == Counter({f"post:{number:03d}": 1 for number in range(POSTS)})
    assert {row.state for row in readable.rows()} == {State.SENT}
    for row in readable.rows():
        where, _, ts = row.message.partition(":")
        place = row.user or row.conversation
        assert [each["ts"] for each in shown[place] if key_of(each) == row.dedupe_key] == [ts], where
    assert all(in_order(messages) for messages in shown.values())


def test_where_slack_does_not_let_us_look_nothing_is_lost_in_silence(unreadable: Storm) -> None:
    every_fault_happened(unreadable)
    rows = unreadable.rows()
    shown = unreadable.shown()
    reports = shown.pop(unreadable.slack.direct("owner"))
    by_key: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for messages in shown.values():
        assert in_order(messages)
        for each in messages:
            by_key[key_of(each)].append(each)
    assert {row.state for row in rows} == {State.SENT, State.DEAD}
    dead = {row.dedupe_key for row in rows if row.state == State.DEAD}
    assert {row.reason for row in rows if row.state == State.DEAD} == {"unsure"}

    # Direct conversations can always be read: there nothing is lost, nothing doubled.
    assert all(len(by_key[row.dedupe_key]) == 1 and row.state == State.SENT for row in rows if row.user)
    # Whatever did not arrive was reported, and nothing else than what nobody could know of: once each.
    swallowed = {row.dedupe_key for row in rows} - by_key.keys()
    assert swallowed <= dead
    assert Counter(key_of(each) for each in reports) == Counter({f"report:{key}": 1 for key in dead})
    assert dead == _given_up(unreadable, rows)
    # A receipt is repeated once at most, and says so; a prompt never.
    for row in rows:
        texts = [each["text"] for each in by_key[row.dedupe_key]]
        assert len(texts) <= (2 if row.kind == RECEIPT else 1)
        assert [AGAIN in text for text in texts] in ([], [False], [True], [False, True])
    assert any(AGAIN in each["text"] for messages in by_key.values() for each in messages)


def _given_up(storm: Storm, rows: list[Outbox]) -> set[str]:
    """Those in channels whose last allowed try was spoilt without us knowing, as the fake's log has it."""
    tries: dict[str, int] = Counter()
    for line in storm.slack.log("chat.postMessage"):
        metadata = json.loads(line["arguments"]["metadata"])
        if line["fault"] in (*BEFORE, *AFTER):
            tries[metadata["event_payload"]["key"]] += 1
    allowed = {PING: 1, RECEIPT: 2}
    return {row.dedupe_key for row in rows if not row.user and tries[row.dedupe_key] == allowed[row.kind]}
