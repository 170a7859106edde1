"""The database: how it is opened, how a transaction begins, and the column types every table shares.

SQLite and PostgreSQL behave alike above this file: moments are aware UTC, writers queue instead of failing, readers
never wait for writers.
"""

import random
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, SQLModel, select

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

BUSY_SECONDS = 5
_SCRUB_SECONDS = 0.5
_SCRUBBED = "scrubbed"  # the tables a session wants scrubbed
TRIES = 5

T = TypeVar("T")


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment, kept and given back in UTC on both databases; a naive one is refused with ValueError."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        moment = value.astimezone(UTC)
        # SQLite keeps text and would drop the zone silently: what is stored there is UTC by construction.
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def param(name: str) -> sa.BindParameter[Any]:
    """What a statement that is built once is given each time it runs: building one takes longer than running it."""
    return sa.bindparam(name)


def params(name: str) -> sa.BindParameter[Any]:
    """The same for several values, of an `IN`."""
    return sa.bindparam(name, expanding=True)


def moment(name: str) -> sa.BindParameter[datetime]:
    """The same for a moment in an expression that does not say its type."""
    return sa.bindparam(name, type_=UtcDateTime())


def new_ref() -> str:
    """A random 128-bit reference, safe in a button: knowing one says nothing of the others."""
    return secrets.token_urlsafe(16)


def one_of(name: str, column: str, states: type[Any]) -> sa.CheckConstraint:
    """A CHECK that `column` holds one of a StrEnum's values."""
    listed = ", ".join(f"'{state.value}'" for state in states)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=name)


def connect(url: str) -> sa.Engine:
    """Opens `url` (`sqlite:///file.db` or `postgresql+psycopg://…`)."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        return _connect_sqlite(address)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    return sa.create_engine(address, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=10)


def _connect_sqlite(address: sa.URL) -> sa.Engine:
    engine = sa.create_engine(
        address, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: the driver's own would start too late
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("writes", False):
            _begin_writing(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _begin_writing(connection: sa.Connection) -> None:
    """Takes the write lock at once: upgrading from a read fails at the first concurrent writer.

    SQLite itself asks again after ever longer pauses, so that who has waited longest asks least, and a busy process
    keeps another out for seconds. Asking at random short intervals gives everyone the same chance.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        end = time.monotonic() + BUSY_SECONDS
        while time.monotonic() < end:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(random.uniform(0.0005, 0.005))  # noqa: S311 - jitter
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # whatever stands in the way is raised as any statement's error
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")


class _Looking(Session):
    """A session that finds a row by its number with a statement built once: the library builds one each time, which
    takes longer than all the rest."""

    def get(self, entity: Any, ident: Any, **more: Any) -> Any:
        if more or not isinstance(ident, int) or (entity, (ident,), None) in self.identity_map:
            return super().get(entity, ident, **more)
        return self.exec(_by_id(entity), params={"ours": ident}).first()


@cache
def _by_id(entity: type[SQLModel]) -> Any:
    (key,) = sa.inspect(entity).primary_key
    return select(entity).where(key == param("ours"))


@contextmanager
def begin(engine: sa.Engine) -> Iterator[Session]:
    """One writing transaction: committed at the end, rolled back on any exception."""
    with _Looking(engine.execution_options(writes=True), expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: sa.Engine) -> Iterator[Session]:
    """One consistent look; writes nothing. Its rows stay readable afterwards."""
    with _Looking(engine, expire_on_commit=False) as session:
        yield session
        session.expunge_all()  # a rollback would empty them
        session.rollback()


def transact(engine: sa.Engine, work: Callable[[Session], T]) -> T:
    """Runs `work` in a writing transaction, again (5 times, with jitter) when the database says "not now":
    SQLite locked, PostgreSQL deadlock or serialization failure."""
    for attempt in range(1, TRIES + 1):
        try:
            with begin(engine) as session:
                result = work(session)
            if tables := session.info.get(_SCRUBBED):
                scrub(engine, tables)
            return result
        except OperationalError as error:
            if attempt == TRIES or not is_passing(error):
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311 - jitter
    raise AssertionError("unreachable")


def scrub_after(session: Session, *tables: str) -> None:
    """What this transaction deletes from these tables is to leave the database's files once it is committed."""
    session.info.setdefault(_SCRUBBED, set()).update(tables)


def scrub(engine: sa.Engine, tables: Iterable[str]) -> None:
    """Takes what was deleted out of the files: on SQLite deleted rows are overwritten as they go, and their traces
    are in the log written ahead; PostgreSQL keeps deleted rows until they are vacuumed."""
    try:
        if engine.dialect.name == "sqlite":
            _truncate_log(engine)
            return
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            for table in sorted(tables):
                connection.exec_driver_sql(f'VACUUM "{table}"')
    except OperationalError:  # somebody is in the way: the next sweep does it
        return


def _truncate_log(engine: sa.Engine) -> None:
    raw = engine.raw_connection()
    try:
        driver: Any = raw.driver_connection
        driver.execute(f"PRAGMA busy_timeout = {_SCRUB_SECONDS * 1000:.0f}")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
    finally:
        raw.close()


def is_passing(error: Exception) -> bool:
    """Whether the same work may well succeed when it is run again from its beginning."""
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state in ("40001", "40P01") or "database is locked" in str(error.orig)


def insert_once(session: Session, table: type[SQLModel], values: Mapping[str, object]) -> bool:
    """Inserts a row unless one with the same unique key stands; says whether it did."""
    statement = _once(table, on_postgresql(session))
    return session.connection().execute(statement, values).first() is not None


def insert_or_change(
    session: Session, table: type[SQLModel], key: Mapping[str, object], values: Mapping[str, object]
) -> None:
    """Inserts a row, or changes the one that stands under this unique key: one statement, nobody comes between."""
    statement = _or_change(table, on_postgresql(session), tuple(key), tuple(values))
    session.connection().execute(statement, {**key, **values})


def insert_or_raise(session: Session, table: type[SQLModel], key: Mapping[str, object], **least: object) -> None:
    """Inserts a row, or raises one column of the one that stands under this unique key to `least`; never lowers it."""
    ((name, value),) = least.items()
    statement = _or_raise(table, on_postgresql(session), tuple(key), name)
    session.connection().execute(statement, {**key, name: value})


# Statements are built once: building one takes longer than running it.


@cache
def _once(table: type[SQLModel], on_postgresql: bool) -> ReturningInsert[Any]:
    # psycopg gives no row count for a key we bring ourselves, only -1: the key is asked for instead.
    key = sa.inspect(table).local_table.primary_key.columns
    return _insert(table, on_postgresql).on_conflict_do_nothing().returning(*key)


@cache
def _or_change(
    table: type[SQLModel], on_postgresql: bool, key: tuple[str, ...], names: tuple[str, ...]
) -> postgresql.Insert | sqlite.Insert:
    insert = _insert(table, on_postgresql)
    return insert.on_conflict_do_update(index_elements=[*key], set_={name: insert.excluded[name] for name in names})


@cache
def _or_raise(
    table: type[SQLModel], on_postgresql: bool, key: tuple[str, ...], name: str
) -> postgresql.Insert | sqlite.Insert:
    insert, stands = _insert(table, on_postgresql), sa.inspect(table).local_table.c[name]
    new = insert.excluded[name]
    return insert.on_conflict_do_update(index_elements=[*key], set_={name: new}, where=stands < new)


def _insert(table: type[SQLModel], on_postgresql: bool) -> postgresql.Insert | sqlite.Insert:
    target = sa.inspect(table).local_table
    return postgresql.insert(target) if on_postgresql else sqlite.insert(target)


def on_postgresql(session: Session) -> bool:
    return session.connection().dialect.name == "postgresql"
