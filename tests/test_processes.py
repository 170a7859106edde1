"""SPEC G2, G8: each kind of process starts, answers, reaches nothing outside, and ends when it is asked to."""

import json
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest
import sqlalchemy as sa

from ritualbot.store.engine import connect

SCRIPT = Path(sys.executable).with_name("ritualbot")
PATIENCE = 60.0  # seconds: how long a loaded machine may take, not what is measured


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class Child:
    """A running `ritualbot …`. What it writes is read as it comes, so that it never waits for us."""

    process: "subprocess.Popen[str]"
    said: "queue.Queue[str]" = field(default_factory=queue.Queue)
    warned: "queue.Queue[str]" = field(default_factory=queue.Queue)

    def __post_init__(self) -> None:
        self._heard = ""
        self._readers = [
            threading.Thread(target=_read, args=pipe, daemon=True)
            for pipe in ((self.process.stdout, self.said), (self.process.stderr, self.warned))
        ]
        for reader in self._readers:
            reader.start()

    def says(self) -> str:
        """Its next line."""
        try:
            return self.said.get(timeout=PATIENCE)
        except queue.Empty:
            raise AssertionError(f"nothing said; ended with {self.process.poll()}") from None

    def warns(self, of: str) -> None:
        """Waits until it writes a line with this on stderr."""
        while of not in self._heard:
            try:
                self._heard += self.warned.get(timeout=PATIENCE)
            except queue.Empty:
                raise AssertionError(f"no word of {of}; ended with {self.process.poll()}") from None

    def ends(self) -> int:
        """Asked by its own id to end, as a supervisor does."""
        os.kill(self.process.pid, signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for reader in self._readers:
            reader.join()
        assert self.process.stdout is not None and self.process.stderr is not None
        self.process.stdout.close()
        self.process.stderr.close()

    def errors(self) -> str:
        """All of its stderr, once it has ended."""
        self.process.wait(PATIENCE)
        self._readers[1].join()
        while not self.warned.empty():
            self._heard += self.warned.get()
        return self._heard


def _read(pipe: IO[str], into: "queue.Queue[str]") -> None:
    for line in pipe:
        into.put(line)


Start = Callable[..., Child]


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """Where every guarded process says that it tried to leave, and could not."""
    return tmp_path / "canary"


@pytest.fixture
def start(tmp_path: Path, canary: Path) -> Iterator[Start]:
    started: list[Child] = []
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME") if name in os.environ}

    def begin(*args: str, **env: str) -> Child:
        given = {"NETWORK_GUARD_CANARY": str(canary), **kept, **env}
        process = subprocess.Popen(
            [str(SCRIPT), *args],
            cwd=tmp_path,
            env=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(Child(process))
        return started[-1]

    yield begin
    for child in started:
        child.close()


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "test.db")
    return f"sqlite:///{tmp_path / 'test.db'}"


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def tried_to_leave(canary: Path, command: str) -> bool:
    """The canary's line of that process: it tried the door, and the door was shut."""
    lines = canary.read_text().splitlines()
    return any(re.fullmatch(rf"refused .*ritualbot {command}", line) for line in lines) and not any(
        line.startswith("OPEN") for line in lines
    )


def test_these_tests_are_guarded_themselves() -> None:
    guard = str(Path(__file__).parent / "network_guard")
    assert guard in os.environ["PYTHONPATH"].split(os.pathsep)
    with pytest.raises(Exception, match=re.escape("socket.connect to ('192.0.2.1', 9)")):
        socket.create_connection(("192.0.2.1", 9), timeout=1)


def test_web_answers_and_ends(start: Start, canary: Path, database: str) -> None:
    port = free_port()
    child = start("web", DATABASE_URL=database, PORT=str(port))
    assert f"http://127.0.0.1:{port}/" in child.says()
    assert get(port, "/healthz") == (200, '{"alive": true}')
    status, ready = get(port, "/readyz")
    assert status == 200 and json.loads(ready)["ready"] is True
    assert "ritualbot_alarm_lag_seconds 0.0" in get(port, "/metrics")[1]
    assert get(port, "/")[0] == 404  # no platform is configured, so there is nothing to see
    assert child.ends() == 0
    assert child.errors() == ""
    assert tried_to_leave(canary, "web")


def test_web_says_when_its_database_is_gone(start: Start, database: str, tmp_path: Path) -> None:
    """`/healthz` speaks of this process only; `/readyz` of what it needs."""
    port = free_port()
    child = start("web", DATABASE_URL=database, PORT=str(port))
    child.says()
    engine = connect(database)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    engine.dispose()
    assert get(port, "/healthz")[0] == 200
    status, ready = get(port, "/readyz")
    assert status == 503 and json.loads(ready) == {"ready": False, "database": "up", "schema": "too old"}
    assert child.ends() == 0


def test_worker_beats_and_ends(start: Start, canary: Path, database: str) -> None:
    child = start("worker", DATABASE_URL=database)
    assert re.fullmatch(r"worker \S+ runs\n", child.says())
    engine = connect(database)
    assert beats(engine) == 1
    engine.dispose()
    assert child.ends() == 0
    assert child.errors() == ""
    assert tried_to_leave(canary, "worker")


def scalar(engine: sa.Engine, query: str) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql(query).scalar() or 0)


def beats(engine: sa.Engine) -> int:
    """Signs of life, once there is one: the worker is at work."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := scalar(engine, "SELECT count(*) FROM heartbeat"):
            return found
        time.sleep(0.05)
    return 0


def test_play_answers_and_ends(start: Start, canary: Path) -> None:
    """No account, no network, no setting: a page with its team."""
    child = start("play", "--port", "0", "--lang", "fr")
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", child.says())
    assert found
    port = int(found[1])
    assert get(port, "/healthz")[0] == 200
    assert json.loads(get(port, "/readyz")[1])["ready"] is True
    status, page = get(port, "/")
    assert status == 200
    assert "Printemps" in page and "Alice" in page and 'lang="fr"' in page
    assert child.ends() == 0
    assert child.errors() == ""
    assert tried_to_leave(canary, "play --port 0 --lang fr")


def test_the_playgrounds_page_asks_nothing_of_other_hosts(start: Start) -> None:
    child = start("play", "--port", "0")
    found = re.search(r":(\d+)/", child.says())
    assert found
    page = get(int(found[1]), "/")[1]
    assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", page) == []
    for file in re.findall(r"/play/static/[\w.]+", page):
        status, content = get(int(found[1]), file)
        assert status == 200
        assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", content) == [], file


def test_a_kept_day_is_there_again(start: Start, tmp_path: Path) -> None:
    """`--db FILE`: the second process goes on where the first one stood."""
    file = tmp_path / "day.db"
    for _ in range(2):
        child = start("play", "--port", "0", "--db", str(file))
        found = re.search(r":(\d+)/", child.says())
        assert found and get(int(found[1]), "/healthz")[0] == 200
        assert child.ends() == 0
    engine = connect(f"sqlite:///{file}")
    assert scalar(engine, "SELECT count(*) FROM team") == 1
    engine.dispose()


def test_serve_brings_its_own_schema_and_ends(start: Start, canary: Path, tmp_path: Path) -> None:
    port, url = free_port(), f"sqlite:///{tmp_path / 'new.db'}"
    child = start("serve", DATABASE_URL=url, PORT=str(port))
    assert child.says().startswith("the schema went from nothing to ")
    assert f":{port}/" in child.says()
    assert get(port, "/readyz")[0] == 200
    engine = connect(url)
    assert beats(engine) == 1
    engine.dispose()
    assert child.ends() == 0
    assert child.errors() == ""
    assert tried_to_leave(canary, "serve")


@pytest.mark.parametrize("kind", ["web", "worker"])
def test_an_older_schema_is_refused_before_anything_starts(start: Start, kind: str, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    child = start(kind, DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}", PORT=str(free_port()))
    assert child.process.wait(PATIENCE) == 1
    (line,) = child.errors().splitlines()
    assert line.startswith("ritualbot: the database is at nothing") and line.endswith("ritualbot db upgrade")


@pytest.mark.parametrize("kind", ["web", "worker"])
def test_a_newer_schema_is_accepted(start: Start, kind: str, database: str) -> None:
    """Old and new release run side by side."""
    port, engine = free_port(), connect(database)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    child = start(kind, DATABASE_URL=database, PORT=str(port))
    child.says()
    assert get(port, "/readyz")[0] == 200 if kind == "web" else beats(engine) == 1
    engine.dispose()
    assert child.ends() == 0


@pytest.mark.parametrize("command", [["web"], ["play", "--port"]])
def test_a_port_that_is_taken_is_said_in_one_line(start: Start, command: list[str], database: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        child = start(*command, *([port] if len(command) > 1 else []), DATABASE_URL=database, PORT=port)
        assert child.process.wait(PATIENCE) == 1
    (line,) = child.errors().splitlines()
    assert f"port {port} is taken" in line
