"""F1: a sprint is closed once, whichever statement fails and however many people close it at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from ritualbot.app.parts import build
from ritualbot.chat.replies import Nothing, Reply, Say
from ritualbot.store.engine import connect
from tests.conversations.bot import Bot
from tests.conversations.closing import CLOSED_ONCE, NOT_CLOSED, again, digest, left, running, sent


class Broken(Exception):
    """The statement that was not to succeed."""


@contextmanager
def failing_at(engine: sa.Engine, number: int) -> Iterator[list[str]]:
    """The n-th statement from here on fails before it reaches the database; the list grows with each one asked for."""
    asked: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)
        if len(asked) == number:
            raise Broken

    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        yield asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    made = running(database_url)
    yield made
    made.close()


def test_whichever_statement_fails_nothing_is_kept_and_the_next_try_closes_it_once(bot: Bot) -> None:
    engine, event = bot.app.engine, sent(bot.app.engine)
    before, number, failed = digest(engine), 0, []
    while True:
        number += 1
        with failing_at(engine, number) as asked, capture_logs():
            reply = bot.app.dispatcher.handle(event)
        if len(asked) < number:
            break
        failed.append(asked[-1])
        assert isinstance(reply, Say) and not reply.kept, asked[-1]
        assert digest(engine) == before, asked[-1]
    assert isinstance(reply, Say) and "clos" in reply.card.title.plain()
    assert left(engine) == CLOSED_ONCE
    written = " ".join(failed)
    for table in ("sprint", "sprint_report", "sprint_item", "outbox", "audit", "inbox", "alarm"):
        assert f"INSERT INTO {table}" in written or f"UPDATE {table}" in written, table
    assert len(failed) > 20


def test_sent_again_after_the_answer_was_lost_it_stays_closed_once(bot: Bot) -> None:
    """By the platform, which gives it the same key, and by the person, who gives it a new one."""
    engine, event = bot.app.engine, sent(bot.app.engine)
    bot.app.dispatcher.handle(event)
    assert isinstance(bot.app.dispatcher.handle(event), Nothing)
    told = bot.app.dispatcher.handle(again(event))
    assert isinstance(told, Say) and "déjà été clos par Alice" in told.card.plain_text()
    assert left(engine) == CLOSED_ONCE
    bot.settle()
    assert sum("est clos" in each.title for each in bot.channel().messages) == 1


def test_two_people_at_once_close_it_once_and_one_is_told_by_whom(bot: Bot, database_url: str) -> None:
    """Each with connections of their own, as two processes have."""
    events = [sent(bot.app.engine, user) for user in ("alice", "bruno")]
    apps = [build(connect(database_url), {}, clock=bot.clock) for _ in events]
    replies: list[Reply] = []
    ready = threading.Barrier(2)

    def close(place: int) -> None:
        ready.wait()
        replies.append(apps[place].dispatcher.handle(events[place]))

    threads = [threading.Thread(target=close, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for app in apps:
        app.engine.dispose()
    told = sorted(reply.card.plain_text() for reply in replies if isinstance(reply, Say))
    assert len(told) == 2 and sum("a déjà été clos par" in each for each in told) == 1
    assert left(bot.app.engine) == CLOSED_ONCE


def test_nothing_is_left_of_a_close_that_was_never_sent(bot: Bot) -> None:
    bot.person("alice").says("/sprint-close")
    assert left(bot.app.engine) == NOT_CLOSED
