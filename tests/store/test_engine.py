"""Transactions and moments, the same on both databases."""

import sqlite3
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError, StatementError
from sqlmodel import Session, col, select, update

from ritualbot.store import heartbeat
from ritualbot.store.engine import TRIES, begin, connect, insert_once, insert_or_change, reading, transact
from ritualbot.store.heartbeat import Heartbeat

PARIS = ZoneInfo("Europe/Paris")
NINE = datetime(2027, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


def beats(engine: sa.Engine) -> dict[str, datetime]:
    with reading(engine) as session:
        return {row.worker: row.beat_at for row in session.exec(select(Heartbeat))}


def busy() -> OperationalError:
    return OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))


# -- moments -------------------------------------------------------------------------------------------------------


def test_a_moment_comes_back_aware_in_utc_to_the_microsecond(engine: sa.Engine) -> None:
    with begin(engine) as session:
        heartbeat.beat(session, "one", NINE.astimezone(PARIS))
    (found,) = beats(engine).values()
    assert found == NINE
    assert found.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(engine: sa.Engine) -> None:
    with pytest.raises(StatementError, match="a moment without a zone"), begin(engine) as session:
        heartbeat.beat(session, "one", NINE.replace(tzinfo=None))
    assert beats(engine) == {}


def test_moments_of_different_zones_compare_by_what_they_are(engine: sa.Engine) -> None:
    """In text, 10:30 in Paris would sort after 09:45 in UTC."""
    with begin(engine) as session:
        heartbeat.beat(session, "one", NINE.replace(hour=10, minute=30, tzinfo=PARIS))
    with reading(engine) as session:
        before = select(Heartbeat).where(col(Heartbeat.beat_at) < NINE.replace(minute=45))
        assert session.exec(before).all()


# -- transactions --------------------------------------------------------------------------------------------------


def test_what_raises_leaves_nothing(engine: sa.Engine) -> None:
    with suppress(ZeroDivisionError), begin(engine) as session:
        heartbeat.beat(session, "one", NINE)
        session.flush()
        raise ZeroDivisionError
    assert beats(engine) == {}


def test_reading_writes_nothing(engine: sa.Engine) -> None:
    with reading(engine) as session:
        session.add(Heartbeat(worker="one", beat_at=NINE))
        session.flush()
    assert beats(engine) == {}


def test_rows_stay_readable_after_a_look(engine: sa.Engine) -> None:
    with begin(engine) as session:
        heartbeat.beat(session, "one", NINE)
    with reading(engine) as session:
        row = session.exec(select(Heartbeat)).one()
    assert row.beat_at == NINE


def test_readers_do_not_wait_for_a_writer(engine: sa.Engine) -> None:
    with begin(engine) as session:
        heartbeat.beat(session, "one", NINE)
        session.flush()
        assert beats(engine) == {}
    assert beats(engine) == {"one": NINE}


def test_rows_stay_readable_after_their_transaction(engine: sa.Engine) -> None:
    with begin(engine) as session:
        row = Heartbeat(worker="one", beat_at=NINE)
        session.add(row)
    assert row.beat_at == NINE


def test_a_passing_error_is_tried_again_from_the_beginning(engine: sa.Engine) -> None:
    seen: list[dict[str, datetime]] = []

    def work(session: Session) -> str:
        seen.append({row.worker: row.beat_at for row in session.exec(select(Heartbeat))})
        heartbeat.beat(session, f"try {len(seen)}", NINE)
        session.flush()
        if len(seen) < 3:
            raise busy()
        return "done"

    assert transact(engine, work) == "done"
    assert seen == [{}, {}, {}]
    assert beats(engine) == {"try 3": NINE}


def test_an_error_that_does_not_pass_is_raised_in_the_end(engine: sa.Engine) -> None:
    tries: list[int] = []

    def work(session: Session) -> None:
        tries.append(1)
        raise busy()

    with pytest.raises(OperationalError):
        transact(engine, work)
    assert len(tries) == TRIES


def test_any_other_error_is_not_tried_again(engine: sa.Engine) -> None:
    tries: list[int] = []

    def work(session: Session) -> None:
        tries.append(1)
        session.connection().exec_driver_sql("SELECT * FROM nowhere")

    with pytest.raises(sa.exc.DBAPIError):
        transact(engine, work)
    assert len(tries) == 1


def test_two_that_lock_each_other_out_both_end_well(engine: sa.Engine) -> None:
    """PostgreSQL ends one of two deadlocked transactions, which runs again; on SQLite writers queue."""
    with begin(engine) as session:
        session.add_all([Heartbeat(worker="a", beat_at=NINE), Heartbeat(worker="b", beat_at=NINE)])
    both_hold_one = threading.Barrier(2)
    failed: list[Exception] = []

    def move(first: str, second: str) -> None:
        def work(session: Session) -> None:
            for worker in (first, second):
                later = update(Heartbeat).where(col(Heartbeat.worker) == worker)
                session.connection().execute(later.values(beat_at=NINE + timedelta(hours=1)))
                with suppress(threading.BrokenBarrierError):
                    both_hold_one.wait(0.5)

        try:
            transact(engine, work)
        except Exception as error:  # noqa: BLE001 - looked at below
            failed.append(error)

    threads = [threading.Thread(target=move, args=order) for order in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failed
    assert set(beats(engine).values()) == {NINE + timedelta(hours=1)}


# -- rows with a key -----------------------------------------------------------------------------------------------


def test_insert_once_keeps_the_first_and_says_so(engine: sa.Engine) -> None:
    with begin(engine) as session:
        assert insert_once(session, Heartbeat, {"worker": "one", "beat_at": NINE})
        assert not insert_once(session, Heartbeat, {"worker": "one", "beat_at": NINE + timedelta(hours=1)})
    assert beats(engine) == {"one": NINE}


def test_insert_or_change_keeps_the_last(engine: sa.Engine) -> None:
    with begin(engine) as session:
        for hours in (0, 1):
            insert_or_change(session, Heartbeat, {"worker": "one"}, {"beat_at": NINE + timedelta(hours=hours)})
    assert beats(engine) == {"one": NINE + timedelta(hours=1)}


# -- opening -------------------------------------------------------------------------------------------------------


def test_sqlite_is_opened_durable_and_strict(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    with engine.connect() as connection:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        found = [connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() for pragma in pragmas]
    engine.dispose()
    assert found == ["wal", 2, 1, 1]


def test_a_plain_postgresql_url_is_served_by_psycopg_3() -> None:
    engine = connect("postgresql://host/name")
    assert engine.url.drivername == "postgresql+psycopg"
