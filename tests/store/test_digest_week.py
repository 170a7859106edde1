"""F5, S14: what a digest reads is found by indexes, in as many queries however much there is, as its week stood."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.digest import Change, Week
from ritualbot.rituals.request_history import Happened
from ritualbot.store import digest_week, schema
from ritualbot.store.digest_week import Facts
from ritualbot.store.engine import begin
from tests.conversations.bot import moment
from tests.reports.digest_story import WEEK, Told, bad_week, good_week, later

TABLES = {table.name for table in schema.METADATA.sorted_tables}


@contextmanager
def listened(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """Every statement, with what it is given."""
    heard: list[tuple[str, Any]] = []

    def hear(_: Any, __: Any, statement: str, given: Any, *___: Any) -> None:
        heard.append((statement, given))

    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        sa.event.remove(connection, "before_cursor_execute", hear)


def read(told: Told, week: Week = WEEK) -> Facts:
    return digest_week.facts(told.session, told.team, week)


def test_no_table_is_read_from_end_to_end(sqlite_url: str) -> None:
    """As SQLite plans it, with nothing known of how much there is."""
    engine = sa.create_engine(sqlite_url)
    with Session(engine) as session:
        told = good_week(session)
        with listened(session) as heard:
            read(told)
        plans = [
            line[3]
            for statement, given in list(heard)
            for line in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        ]
    engine.dispose()
    assert sum(line.startswith("SEARCH ") for line in plans) > 20
    assert [line for line in plans if line.split()[0] == "SCAN" and line.split()[1] in TABLES] == []


def test_there_are_as_many_queries_for_a_hundred_requests_as_for_five(engine: sa.Engine) -> None:
    with begin(engine) as session:
        told = good_week(session)
        with listened(session) as few:
            read(told)
        legal = told.desk(DeskKind.LEGAL, "Juridique", "nadia")
        for n in range(40):
            row = told.asks(legal, f"Affiche {n}", "2027-03-02 10:00")
            told.goes(row, Happened.TAKEN, "2027-03-02 11:00")
            told.blocked(f"{'abcdefghij'[n % 10] * 9} {n}", f"2027-03-03 10:{n:02}")
        session.expire_all()
        assert told.team.id
        with listened(session) as many:
            read(told)
    assert len(many) == len(few) < 40


def test_a_week_is_read_as_it_stood_also_later(engine: sa.Engine) -> None:
    """What happens on Monday is of the next week: Friday's digest told again does not know it."""
    with begin(engine) as session:
        told = bad_week(session)
        then = read(told)
        told.blocked("Encore autre chose", "2027-03-08 09:40")
        late = told.asks(told.desk(DeskKind.LEGAL, "Juridique", "nadia"), "Affiche", "2027-03-08 10:00")
        told.goes(late, Happened.TAKEN, "2027-03-08 11:00")
        again = read(told)
        assert (again.blockers, again.requests) == (then.blockers, then.requests)
        following = read(told, later(WEEK, moment("2027-03-12 16:00")))
    assert (then.blockers.open, following.blockers.open) == (Change(3, 1), Change(4, 3))


def test_a_preview_knows_what_happened_until_now(engine: sa.Engine) -> None:
    """The third blocker came on Thursday at 09:40."""
    with begin(engine) as session:
        told = bad_week(session)
        early = replace(WEEK, now=moment("2027-03-04 09:00"))
        assert read(told, early).blockers.open == Change(2, 1)
        running = read(told, early).running
        assert running is not None and running.progress.day == 4  # a sprint that began on Monday, on Thursday
        assert read(told, replace(WEEK, now=WEEK.until - timedelta(hours=2))).blockers.open == Change(3, 1)


def test_late_at_the_same_desk_a_week_on_is_no_more_than_before(engine: sa.Engine) -> None:
    """Of legal one answer was late on both weeks, the other was given on Thursday 4 March."""
    with begin(engine) as session:
        told = bad_week(session)
        [now] = read(told).requests.late
        [then] = read(told, later(WEEK, moment("2027-03-12 16:00"))).requests.late
    assert (now.change, then.change) == (Change(2, 0), Change(1, 2))
    assert [each.title for each in then.asked] == ["Conditions de livraison"]
