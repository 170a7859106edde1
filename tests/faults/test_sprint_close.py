"""F1: a process that closes a sprint is killed before every statement, before its commit and after it; then the close
is sent again: one report, nothing carried twice, one message."""

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from ritualbot.app.parts import build
from ritualbot.chat.events import FormSubmitted
from ritualbot.chat.replies import Nothing, Say
from ritualbot.store.engine import connect
from tests.conversations.bot import Bot
from tests.conversations.closing import CLOSED_ONCE, NOT_CLOSED, again, digest, left, running, sent

pytestmark = pytest.mark.faults
BEFORE_COMMIT, AFTER_COMMIT = -1, -2


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    made = running(database_url)
    yield made
    made.close()


def killed(bot: Bot, url: str, event: FormSubmitted, at: int) -> bool:
    """Handles the event in a process of its own, which kill -9 ends before its statement number `at`; False: it was
    done before it came that far."""
    bot.app.engine.dispose()  # no connection is shared with the child
    child = os.fork()
    if child == 0:
        _close(bot, url, event, at)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _close(bot: Bot, url: str, event: FormSubmitted, at: int) -> None:
    """In the child, which never returns."""
    try:
        engine, asked = connect(url), 0

        def die() -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        def count(*_statement: Any) -> None:
            nonlocal asked
            asked += 1
            if asked == at:
                die()

        sa.event.listen(engine, "before_cursor_execute", count)
        if at == BEFORE_COMMIT:
            sa.event.listen(engine, "commit", lambda _connection: die())
        build(engine, {}, clock=bot.clock).dispatcher.handle(event)
        if at == AFTER_COMMIT:
            die()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - nothing of the test may go on in the child
        os._exit(1)


def test_killed_before_every_statement_it_is_closed_once_by_the_try_that_lives(bot: Bot, database_url: str) -> None:
    engine, event = bot.app.engine, sent(bot.app.engine)
    before, number = digest(engine), 1
    while killed(bot, database_url, event, number):
        assert digest(engine) == before, number
        number += 1
    assert number > 20
    assert left(engine) == CLOSED_ONCE


@pytest.mark.parametrize("at", [BEFORE_COMMIT, AFTER_COMMIT])
def test_killed_around_its_commit_it_is_closed_once(bot: Bot, database_url: str, at: int) -> None:
    engine, event = bot.app.engine, sent(bot.app.engine)
    assert killed(bot, database_url, event, at)
    assert left(engine) == (NOT_CLOSED if at == BEFORE_COMMIT else CLOSED_ONCE)
    reply = bot.app.dispatcher.handle(event)  # the platform, which had no answer, tells it again
    assert isinstance(reply, Say if at == BEFORE_COMMIT else Nothing)
    told = bot.app.dispatcher.handle(again(event))
    assert isinstance(told, Say) and "déjà été clos par Alice" in told.card.plain_text()
    assert left(engine) == CLOSED_ONCE
    bot.settle()
    assert sum("est clos" in each.title for each in bot.channel().messages) == 1
