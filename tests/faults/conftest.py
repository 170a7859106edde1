"""Processes that are started, watched and ended one by one, and what they work on."""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.chat.cards import Card
from ritualbot.chat.text import literal
from ritualbot.store import alarms, outbox
from ritualbot.store.engine import begin, reading
from ritualbot.store.outbox import Outbox, Outgoing
from ritualbot.store.team import Tenant, Workspace
from tests.faults.worker_program import Options

ROOT = Path(__file__).parent.parent.parent
START = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
BOUND = 60.0  # seconds after which something that should have happened is a failure


def until(true: Callable[[], bool], what: str, seconds: float = BOUND) -> None:
    """Polls; the pause between two looks decides nothing but how often it looks."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds:g} s: {what}")
        time.sleep(0.01)


class Process:
    """A child with a pipe each way; what it complains of is kept for the failure message."""

    def __init__(self, complaints: Path, module: str, *arguments: str) -> None:
        self._complaints = complaints
        with complaints.open("w") as errors:
            self.child = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env={**os.environ},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def line(self) -> str:
        """The next line it says, within the bound."""
        said: list[str] = []
        reader = threading.Thread(target=lambda: said.append(_pipe(self.child.stdout).readline()), daemon=True)
        reader.start()
        reader.join(BOUND)
        if not said or not said[0]:
            pytest.fail(f"it said nothing; it complained:\n{self.complaints()}")
        return said[0].strip()

    def go(self) -> None:
        pipe = _pipe(self.child.stdin)
        pipe.write("go\n")
        pipe.flush()

    def complaints(self) -> str:
        return self._complaints.read_text()

    def kill(self) -> None:
        """kill -9: no handler runs, nothing is put back."""
        self.child.kill()
        self.child.wait(BOUND)

    def terminate(self) -> None:
        self.child.terminate()

    def ended(self, within: float = BOUND) -> int:
        try:
            return self.child.wait(within)
        except subprocess.TimeoutExpired:
            pytest.fail(f"it runs on after {within:g} s; it complained:\n{self.complaints()}")

    def close(self) -> None:
        if self.child.poll() is None:
            self.kill()
        for pipe in (self.child.stdin, self.child.stdout):
            _pipe(pipe).close()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


class Chat:
    """What the tests ask of the chat's process."""

    def __init__(self, process: Process) -> None:
        self.url = f"http://127.0.0.1:{process.line()}"

    def behave(self, mode: str) -> None:
        self._ask("behave", {"mode": mode})

    @property
    def posts(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self._ask("seen")["posts"]
        return found

    @property
    def calls(self) -> int:
        return int(self._ask("seen")["calls"])

    def _ask(self, verb: str, asked: dict[str, str] | None = None) -> Any:
        data = None if asked is None else json.dumps(asked).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/{verb}", data, headers)  # noqa: S310 - our own
        with urllib.request.urlopen(request, timeout=BOUND) as answer:  # noqa: S310 - our own
            return json.load(answer)


@dataclass
class Town:
    """A database with a workspace, a chat, and as many workers as a test starts."""

    database_url: str
    engine: sa.Engine
    chat: Chat
    folder: Path
    processes: list[Process]
    workspace_id: int

    def messages(self, number: int) -> None:
        with begin(self.engine) as session:
            for each in range(number):
                key, card = f"message:{each}", Card(literal(f"message {each}"))
                out = Outgoing(self.workspace_id, "standup.line", key, key, card, f"place {each}")
                outbox.put(session, START, out)

    def alarms(self, number: int) -> None:
        with begin(self.engine) as session:
            for each in range(number):
                alarms.set(session, "test.bell", f"{self.workspace_id}:{each}", START)

    def worker(self, name: str, start: datetime = START, **more: Any) -> Process:
        """Started and ready: it has reached database and chat, and waits for `go`."""
        options = Options(self.database_url, self.chat.url, name, start.isoformat(), **more)
        process = Process(self.folder / f"{name}.log", "tests.faults.worker_program", json.dumps(asdict(options)))
        self.processes.append(process)
        assert process.line() == "ready"
        return process

    def finish(self, minutes: int = 10) -> None:
        """Another worker takes over later, and time passes for it until every lease of the first has ended."""
        later = START + timedelta(minutes=minutes)
        process = self.worker("successor", later, until=(later + timedelta(minutes=10)).isoformat())
        process.go()
        assert process.ended(2 * BOUND) == 0, process.complaints()

    def states(self) -> dict[str, int]:
        with reading(self.engine) as session:
            return _states(session)

    def frozen(self, fits: Callable[[Session], bool], then: Callable[[], None], what: str) -> None:
        """Runs `then` while the database stands still in a state that fits: what was seen is what is."""

        def seen() -> bool:
            with begin(self.engine) as session:
                if session.get_bind().dialect.name == "postgresql":
                    session.connection().exec_driver_sql("LOCK TABLE outbox IN EXCLUSIVE MODE")
                if fits(session):
                    then()
                    return True
                return False

        until(seen, what)

    def freeze_when(self, fits: Callable[[dict[str, int]], bool], then: Callable[[], None], what: str) -> None:
        """The same where what fits is how many messages are in which state."""
        self.frozen(lambda session: fits(_states(session)), then, what)


def _states(session: Session) -> dict[str, int]:
    found = session.exec(select(Outbox.state, sa.func.count()).group_by(col(Outbox.state)))
    return {state: number for state, number in found}  # noqa: C416 - rows are not tuples to the type checker


@pytest.fixture
def town(database_url: str, engine: sa.Engine, tmp_path: Path) -> Iterator[Town]:
    with begin(engine) as session:
        tenant = Tenant(name="Printemps", created_at=START)
        session.add(tenant)
        session.flush()
        assert tenant.id is not None
        workspace = Workspace(tenant_id=tenant.id, platform="direct", external_id="W1", name="W1", language="en")
        session.add(workspace)
        session.flush()
        assert workspace.id is not None
        workspace_id = workspace.id
    chat = Process(tmp_path / "chat.log", "tests.faults.chat_program")
    processes = [chat]
    try:
        yield Town(database_url, engine, Chat(chat), tmp_path, processes, workspace_id)
    finally:
        for process in reversed(processes):
            process.close()
