"""Alarms: one row per kind and ref, rung once."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from ritualbot.store import alarms
from ritualbot.store.alarms import Alarm
from ritualbot.store.engine import begin, reading

KINDS = ("tea", "cake")
MINUTE = timedelta(minutes=1)


def taken(session: Session, now: datetime, most: int = 10, kinds: tuple[str, ...] = KINDS) -> list[str]:
    return [alarm.ref for alarm in alarms.due(session, now, most, kinds) if alarms.take(session, alarm)]


def test_setting_it_again_moves_it(engine: sa.Engine, now: datetime) -> None:
    with begin(engine) as session:
        alarms.set(session, "tea", "1", now)
        alarms.set(session, "tea", "1", now + MINUTE)
        alarms.set(session, "cake", "1", now + 2 * MINUTE)
        assert alarms.rings_at(session, "tea", "1") == now + MINUTE
        assert [each.rings_at for each in alarms.upcoming(session)] == [now + MINUTE, now + 2 * MINUTE]
        assert [each.kind for each in alarms.upcoming(session, ("cake",))] == ["cake"]
        assert alarms.next_moment(session) == now + MINUTE
        assert alarms.next_moment(session, ("cake",)) == now + 2 * MINUTE


def test_a_moved_alarm_shows_its_new_moment_in_the_same_transaction(engine: sa.Engine, now: datetime) -> None:
    with begin(engine) as session:
        alarms.set(session, "tea", "1", now)
        assert alarms.upcoming(session)[0].rings_at == now
        alarms.set(session, "tea", "1", now + MINUTE)
        assert alarms.upcoming(session)[0].rings_at == now + MINUTE


def test_clearing_it_leaves_the_others(engine: sa.Engine, now: datetime) -> None:
    with begin(engine) as session:
        alarms.set(session, "tea", "1", now)
        alarms.set(session, "tea", "2", now)
        alarms.clear(session, "tea", "1")
        alarms.clear(session, "cake", "1")
        assert alarms.rings_at(session, "tea", "1") is None
        assert taken(session, now) == ["2"]


def test_what_is_due_is_taken_oldest_first_and_once(engine: sa.Engine, now: datetime) -> None:
    with begin(engine) as session:
        for ref, minutes in (("now", 0), ("soon", 1), ("past", -2), ("long past", -9)):
            alarms.set(session, "tea", ref, now + minutes * MINUTE)
    with begin(engine) as session:
        assert taken(session, now, most=2) == ["long past", "past"]
    with begin(engine) as session:
        assert taken(session, now) == ["now"]
        assert taken(session, now) == []


def test_what_is_taken_in_a_transaction_that_fails_is_back(engine: sa.Engine, now: datetime) -> None:
    with begin(engine) as session:
        alarms.set(session, "tea", "1", now)
    with reading(engine) as session:
        assert taken(session, now) == ["1"]
    with begin(engine) as session:
        assert taken(session, now) == ["1"]


def test_two_workers_never_take_the_same(postgresql_url: str, now: datetime) -> None:
    """What one has locked the other passes over, without waiting."""
    engine = alarms_in(postgresql_url, now)
    with begin(engine) as one, begin(engine) as other:
        mine = {alarm.ref for alarm in alarms.due(one, now, 2, KINDS)}
        theirs = {alarm.ref for alarm in alarms.due(other, now, 10, KINDS)}
    engine.dispose()
    assert (len(mine), len(theirs)) == (2, 3)
    assert mine.isdisjoint(theirs)


def alarms_in(url: str, now: datetime) -> sa.Engine:
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
    with begin(engine) as session:
        for ref in range(5):
            alarms.set(session, "tea", str(ref), now)
    return engine


def test_a_kind_nobody_here_knows_is_left_to_those_who_do(engine: sa.Engine, now: datetime) -> None:
    with begin(engine) as session:
        alarms.set(session, "of a newer release", "1", now)
        alarms.set(session, "tea", "1", now)
        assert taken(session, now) == ["1"]
        assert alarms.rings_at(session, "of a newer release", "1") == now


def test_one_that_was_moved_or_cleared_meanwhile_does_not_ring(engine: sa.Engine, now: datetime) -> None:
    with begin(engine) as session:
        for ref in ("kept", "moved", "cleared"):
            alarms.set(session, "tea", ref, now)
        due = alarms.due(session, now, 10, KINDS)
        alarms.set(session, "tea", "moved", now + MINUTE)
        alarms.clear(session, "tea", "cleared")
        assert [alarm.ref for alarm in due if alarms.take(session, alarm)] == ["kept"]
        assert alarms.rings_at(session, "tea", "moved") == now + MINUTE


def test_a_postponed_alarm_counts_its_tries_and_setting_it_anew_forgets_them(engine: sa.Engine, now: datetime) -> None:
    with begin(engine) as session:
        alarms.set(session, "tea", "1", now)
        for tries in (1, 2):
            (alarm,) = alarms.due(session, now + MINUTE, 1, KINDS)
            assert alarms.take(session, alarm)
            alarms.postpone(session, alarm, now + tries * MINUTE / 2)
            assert session.exec(select(Alarm.tries)).all() == [tries]
        alarms.set(session, "tea", "1", now)
        assert session.exec(select(Alarm.tries)).all() == [0]


def test_postponing_does_not_touch_one_that_was_set_anew(engine: sa.Engine, now: datetime) -> None:
    with begin(engine) as session:
        alarms.set(session, "tea", "1", now)
        (alarm,) = alarms.due(session, now, 1, KINDS)
        assert alarms.take(session, alarm)
        alarms.set(session, "tea", "1", now + MINUTE)
        alarms.postpone(session, alarm, now + 9 * MINUTE)
        assert alarms.rings_at(session, "tea", "1") == now + MINUTE
