"""Real processes, killed and stopped at the worst moments: nothing lost, nothing doubled."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from ritualbot.chat.events import FormSubmitted, Place, Who
from ritualbot.store import engine as engine_module
from ritualbot.store.engine import connect
from ritualbot.worker import GRACE
from tests.conversations.bot import Bot
from tests.faults.conftest import Town, until

pytestmark = pytest.mark.faults
EACH = 300
LEAST = 60  # of either, by either worker


def once_each(town: Town, messages: int, alarms: int = 0) -> None:
    keys = Counter(
        each["key"].rpartition(":")[0] if "alarm" in each["key"] else each["key"] for each in town.chat.posts
    )
    wanted = {f"message:{number}" for number in range(messages)} | {f"alarm:{number}" for number in range(alarms)}
    assert not wanted - keys.keys(), "lost"
    assert {key: count for key, count in keys.items() if count > 1} == {}, "doubled"
    assert keys.keys() == wanted
    assert town.states() == {"sent": messages + alarms}


def mid_step(states: dict[str, int]) -> bool:
    return states.get("leased", 0) > 0 and states.get("sending", 0) > 0


def test_two_workers_share_the_work_and_do_each_thing_once(town: Town) -> None:
    town.messages(EACH)
    town.alarms(EACH)
    both = [town.worker("one"), town.worker("other")]
    for worker in both:
        worker.go()
    until(lambda: town.states() == {"sent": 2 * EACH}, "everything is sent")
    for worker in both:
        worker.terminate()
    assert [worker.ended() for worker in both] == [0, 0]
    once_each(town, EACH, EACH)
    sent = Counter(each["worker"] for each in town.chat.posts if each["key"].startswith("message"))
    rung = Counter(each["text"].removeprefix("rung by ") for each in town.chat.posts if each["key"].startswith("alarm"))
    print(f"sent {dict(sent)}, rung {dict(rung)}")  # noqa: T201 - seen with -s
    for shares in (sent, rung):
        assert set(shares) == {"one", "other"}
        assert min(shares.values()) >= LEAST, shares


def test_a_worker_killed_with_rows_taken_and_rows_on_their_way(town: Town) -> None:
    """What was only taken returns; what was being sent is looked up, not found, and sent."""
    town.messages(60)
    town.chat.behave("hold")
    worker = town.worker("killed", threads=1)
    worker.go()
    town.freeze_when(mid_step, worker.kill, "rows leased and rows sending")
    left = town.states()
    assert left["leased"] > 0
    assert left["sending"] > 0
    town.chat.behave("well")
    town.finish()
    once_each(town, 60)
    assert {each["worker"] for each in town.chat.posts} == {"successor"}


def test_a_worker_killed_between_the_post_and_its_answer(town: Town) -> None:
    """The chat has recorded and never answers: found by look-up, not doubled."""
    town.messages(60)
    town.chat.behave("record, never answer")
    worker = town.worker("killed")
    worker.go()
    until(lambda: len(town.chat.posts) >= 20, "the chat has recorded a batch")
    assert town.states()["sending"] == 20
    worker.kill()
    town.chat.behave("well")
    town.finish()
    once_each(town, 60)
    by = Counter(each["worker"] for each in town.chat.posts)
    assert by == {"killed": 20, "successor": 40}


def test_a_worker_killed_again_and_again(town: Town) -> None:
    town.messages(60)
    town.alarms(60)
    for number in range(3):
        worker = town.worker(f"killed {number}", threads=1)
        worker.go()
        town.freeze_when(lambda states: states.get("leased", 0) > 0, worker.kill, "rows leased")
    town.finish()
    once_each(town, 60, 60)


def test_a_storm_of_faults_loses_and_doubles_nothing(town: Town) -> None:
    """Every first try is refused, throttled, or recorded and cut off, one in four goes well."""
    town.messages(200)
    town.chat.behave("storm")
    town.finish(minutes=0)
    once_each(town, 200)
    assert town.chat.calls > 200


def test_asked_to_stop_it_finishes_what_is_on_its_way_and_returns_the_rest(town: Town) -> None:
    town.messages(60)
    town.chat.behave("hold")
    worker = town.worker("stopped", threads=1)
    worker.go()
    town.freeze_when(mid_step, worker.terminate, "rows leased and rows sending")
    town.chat.behave("well")
    assert worker.ended(GRACE + 5) == 0, worker.complaints()
    states = town.states()
    assert set(states) == {"sent", "pending"}
    assert states["sent"] < 20
    town.finish()
    once_each(town, 60)


def test_asked_to_stop_while_the_chat_does_not_answer_it_ends_within_its_grace(town: Town) -> None:
    town.messages(5)
    town.chat.behave("record, never answer")
    worker = town.worker("stopped")
    worker.go()
    until(lambda: town.states() == {"sending": 5} and len(town.chat.posts) == 5, "five on their way")
    worker.terminate()
    assert worker.ended(GRACE + 5) == 0, worker.complaints()
    assert "leased" not in town.states()
    town.chat.behave("well")
    town.finish()
    once_each(town, 5)


# -- the database goes away ----------------------------------------------------------------------------------------


@contextmanager
def away(database_url: str) -> Iterator[None]:
    """SQLite: another holds the file. PostgreSQL: connections are cut and refused."""
    address = sa.make_url(database_url)
    if address.get_backend_name() == "sqlite":
        engine = connect(database_url)
        with engine.execution_options(writes=True).begin():
            yield
        engine.dispose()
        return
    name = address.database
    admin = connect(address.set(database="postgres").render_as_string(hide_password=False))
    with admin.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        cut = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        connection.execute(cut, {"name": name})
        try:
            yield
        finally:
            connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    admin.dispose()


def test_an_answer_given_while_the_database_is_away_is_handed_back(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 0.05)
    bot = Bot(database_url)
    try:
        bot.until("2027-03-02 09:31")
        alice = bot.person("alice")
        alice.presses("standup.open")
        assert alice.form is not None
        form, values = alice.form, {"moved": "", "today": "Montage vidéo", "blocker": ""}
        with away(database_url), capture_logs():
            who, place = Who("direct", "W1", "alice"), Place("@alice", direct=True)
            event = FormSubmitted("view 1", who, place, form.action, form.ref, values)
            alice.reply = bot.app.dispatcher.handle(event)
            assert "Montage vidéo" in alice.told
        alice.submits(form.action, form.ref, values, key="view 1")
        assert alice.last.title == "Merci, c’est noté."
    finally:
        bot.close()


def test_a_worker_outlives_a_database_that_goes_away(town: Town) -> None:
    worker = town.worker("patient")
    worker.go()
    town.messages(5)
    until(lambda: town.states() == {"sent": 5}, "it works")
    town.engine.dispose()
    if town.database_url.startswith("postgresql"):
        with away(town.database_url):
            until(lambda: "loop.failed" in worker.complaints(), "it has noticed")
    else:
        with away(town.database_url):
            pass  # SQLite makes it wait instead of failing
    town.engine.dispose()
    town.alarms(5)
    until(lambda: town.states() == {"sent": 10}, "it works again")
    worker.terminate()
    assert worker.ended() == 0
    once_each(town, 5, 5)
