"""Two workers on PostgreSQL, 400 posts, and a cloud that spoils every fifth call: the same on every platform."""

import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.chat.cards import Card
from ritualbot.chat.text import literal
from ritualbot.store import outbox
from ritualbot.store.engine import begin, reading
from ritualbot.store.outbox import Outbox, Outgoing, State
from ritualbot.store.team import Tenant, Workspace
from tests.faults.cloud_worker_program import PING, RECEIPT, REPORT, Options
from tests.faults.conftest import START, Process, until

POSTS, CHANNELS, PEOPLE = 400, 12, 8
RATE = 5.0  # ritual seconds a second
SHARE = 0.2
AGAIN = "You may have seen this already"
ALLOWED = {PING: 1, RECEIPT: 2, REPORT: 2}  # tries of which nobody knows what became of them
_KEY = re.compile(r"(?:report:)?post:\d{3}")


@dataclass(frozen=True)
class Shown:
    """A message as people see it, with its reference."""

    text: str
    message: str

    @property
    def key(self) -> str:
        """Which post it is: every card says it."""
        [found, *_] = _KEY.findall(self.text)
        return str(found)


class Cloud(Protocol):
    """The fake and whoever is there. `channels` and `users` are where posts go, and `owner` is told what could not be
    settled, all by the platform's ids."""

    platform: str
    owner: str

    @property
    def id(self) -> str: ...

    @property
    def channels(self) -> list[str]: ...

    @property
    def users(self) -> list[str]: ...

    def reached(self) -> dict[str, str]:
        """What a worker is told of it."""
        ...

    def introduce(self, session: Session, workspace_id: int) -> None:
        """What is known of its conversations before anything is sent."""
        ...

    def at(self, now: datetime, rate: float) -> None: ...

    def shown(self) -> Mapping[str, list[Shown]]:
        """What people see, by channel or user, in the order it came."""
        ...


@dataclass
class Storm:
    """A cloud and the database the workers share."""

    cloud: Cloud
    url: str
    engine: sa.Engine
    folder: Path
    workspace_id: int = 0
    anchor: float = field(default_factory=time.monotonic)
    workers: list[Process] = field(default_factory=list)

    def put(self, posts: int = POSTS) -> None:
        """So many prompts and receipts, by turns in every place."""
        places = [*((each, "") for each in self.cloud.channels), *(("", each) for each in self.cloud.users)]
        with begin(self.engine) as session:
            for number in range(posts):
                channel, user = places[number % len(places)]
                kind = RECEIPT if (number + number // len(places)) % 2 else PING
                key = f"post:{number:03d}"
                out = Outgoing(self.workspace_id, kind, key, key, Card(literal(key)), channel, user)
                outbox.put(session, START, out)

    def edit(self, row: Outbox) -> None:
        """What was posted says something else from now on."""
        card = Card(literal(f"{row.dedupe_key} as it is now"))
        with begin(self.engine) as session:
            key = f"{row.dedupe_key}:edited"
            out = Outgoing(self.workspace_id, row.kind, row.subject, key, card, row.conversation, row.user)
            outbox.put(session, START, out)

    def worker(self, name: str) -> Process:
        cloud = self.cloud
        options = Options(
            database_url=self.url,
            platform=cloud.platform,
            cloud=cloud.reached(),
            owner=cloud.owner,
            start=START.isoformat(),
            anchor=self.anchor,
            rate=RATE,
        )
        arguments = json.dumps(asdict(options))
        process = Process(self.folder / f"{name}.log", "tests.faults.cloud_worker_program", arguments)
        self.workers.append(process)
        assert process.line() == "ready"
        process.go()
        return process

    def rows(self) -> list[Outbox]:
        with reading(self.engine) as session:
            return list(session.exec(select(Outbox).where(col(Outbox.kind) != REPORT).order_by(col(Outbox.id))))

    def reports(self) -> list[str]:
        """The keys of what the owner was to be told."""
        with reading(self.engine) as session:
            return list(session.exec(select(Outbox.dedupe_key).where(col(Outbox.kind) == REPORT)))

    def wait(self) -> None:
        until(self._is_over, "every row has ended", seconds=500)

    def _is_over(self) -> bool:
        with reading(self.engine) as session:
            return not session.exec(select(Outbox.id).where(col(Outbox.state).in_(outbox.ACTIVE)).limit(1)).all()

    def end(self) -> None:
        for worker in self.workers:
            worker.terminate()
        assert [worker.ended() for worker in self.workers] == [0 for _ in self.workers]


@contextmanager
def storm(cloud: Cloud, url: str, engine: sa.Engine, folder: Path) -> Iterator[Storm]:
    """A workspace with nothing to say yet, and no workers."""
    made = Storm(cloud, url, engine, folder)
    with begin(engine) as session:
        made.workspace_id = _new_workspace(session, cloud.platform, cloud.id)
        cloud.introduce(session, made.workspace_id)
    made.anchor = time.monotonic()
    cloud.at(START, RATE)
    try:
        yield made
    finally:
        for worker in made.workers:
            worker.close()


@contextmanager
def weathered(cloud: Cloud, url: str, engine: sa.Engine, folder: Path) -> Iterator[Storm]:
    """The posts were sent by two workers until nothing was under way any more; they wait for more."""
    with storm(cloud, url, engine, folder) as made:
        made.put()
        for name in ("one", "other"):
            made.worker(name)
        made.wait()
        yield made
        made.end()


def _new_workspace(session: Session, platform: str, name: str) -> int:
    tenant = Tenant(name="Printemps", created_at=START)
    session.add(tenant)
    session.flush()
    assert tenant.id is not None
    workspace = Workspace(tenant_id=tenant.id, platform=platform, external_id=name, name="Printemps", language="en")
    session.add(workspace)
    session.flush()
    assert workspace.id is not None
    return workspace.id


# -- what must be so -----------------------------------------------------------------------------------------------


def every_fault_happened(happened: Counter[str], kinds: Collection[str]) -> None:
    assert set(happened) >= {*kinds}, happened
    assert sum(happened[kind] for kind in kinds) >= SHARE * POSTS / 2


def in_order(messages: list[Shown]) -> bool:
    first = [each.key for each in messages if AGAIN not in each.text]
    return first == sorted(first)


def nothing_is_lost_in_silence(storm: Storm, blind: Collection[str], unanswered: Mapping[str, int]) -> None:
    """Where nobody can look what became of a post. `blind`: the keys of the posts of which that is so; `unanswered`:
    how many tries the cloud has spoilt without us knowing, by key."""
    rows = [row for row in storm.rows() if row.dedupe_key in blind]
    shown = dict(storm.cloud.shown())
    reports = _by_key(shown.pop(storm.cloud.owner))
    assert all(in_order(messages) for messages in shown.values())
    posts = _by_key([each for messages in shown.values() for each in messages])
    assert {row.state for row in rows} == {State.SENT, State.DEAD}
    assert {row.reason for row in rows if row.state == State.DEAD} == {"unsure"}
    dead = {row.dedupe_key for row in rows if row.state == State.DEAD}
    # Given up is what nobody could know of, and nothing else; whatever did not arrive is among it.
    assert dead == {row.dedupe_key for row in rows if unanswered.get(row.dedupe_key, 0) == ALLOWED[row.kind]}
    assert {row.dedupe_key for row in rows} - posts.keys() <= dead
    # All of it was reported, once; a report is a receipt, and may be swallowed twice like any other.
    reported = {f"report:{key}" for key in dead}
    assert set(storm.reports()) == reports.keys() | {key for key in reported if unanswered.get(key, 0) == 2} == reported
    # A receipt is repeated once at most, and says so; a prompt never.
    for row in rows:
        _is_repeated_as_it_may(posts[row.dedupe_key], ALLOWED[row.kind])
    for told in reports.values():
        _is_repeated_as_it_may(told, ALLOWED[REPORT])
    assert any(AGAIN in each.text for told in posts.values() for each in told)
    # What is known to have been sent stands where its reference says.
    for row in rows:
        if row.state == State.SENT:
            assert row.message in {each.message for each in posts[row.dedupe_key]}


def _by_key(messages: list[Shown]) -> dict[str, list[Shown]]:
    found: dict[str, list[Shown]] = defaultdict(list)
    for each in messages:
        found[each.key].append(each)
    return found


def _is_repeated_as_it_may(told: list[Shown], most: int) -> None:
    assert len(told) <= most
    assert [AGAIN in each.text for each in told] in ([], [False], [True], [False, True])
