"""SPEC G4: answers, names and tokens never appear in a log, whatever goes wrong and however much is logged."""

import asyncio
import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from aiohttp import web

from ritualbot import handlers, logs
from ritualbot.chat.cards import Card
from ritualbot.chat.gateway import Target
from ritualbot.chat.replies import Say
from ritualbot.errors import Throttled, Undeliverable, Unsure
from ritualbot.handlers.context import Context, Ringing, Route, Tick
from ritualbot.logs import HIDDEN, SAFE, log
from ritualbot.rituals.permissions import Right
from ritualbot.settings import Settings
from tests.builders import ALICE, BRUNO, Someone, SomeTeam
from tests.conversations.bot import Bot

CANARY = "canari"
TEAM = SomeTeam(people=(ALICE, BRUNO, Someone(f"{CANARY}nom")), name=f"Équipe {CANARY}", channel=f"{CANARY}-canal")


class Log:
    """What a process writes: its log, and whatever a library prints beside it."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self.stream = io.StringIO()
        self._capture = capture
        self._beside = ""

    def text(self) -> str:
        out, err = self._capture.readouterr()
        self._beside += out + err
        return self.stream.getvalue() + self._beside

    def lines(self) -> list[dict[str, Any]]:
        """Every line is JSON."""
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def written(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """Logs at DEBUG as a process does, with the libraries' loggers wide open."""
    root, level = list(logging.root.handlers), logging.root.level
    found = Log(capfd)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", found.stream)
        logs.configure("DEBUG")
    logging.root.setLevel(logging.DEBUG)
    yield found
    structlog.reset_defaults()
    logging.captureWarnings(False)
    logging.root.handlers[:] = root
    logging.root.setLevel(level)


@pytest.fixture
def bot(sqlite_url: str) -> Iterator[Bot]:
    made = Bot(sqlite_url, TEAM)
    made.until("2027-03-02 09:40")
    yield made
    made.close()


def test_a_whole_day_leaves_nothing_of_it_in_the_log(written: Log, bot: Bot) -> None:
    """With the database's own log wide open: statements and parameters are what it writes there."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    logging.getLogger("asyncio").setLevel(logging.DEBUG)
    try:
        someone = bot.person(f"{CANARY}nom")
        someone.answers(f"réponse {CANARY}", blocker=f"blocage {CANARY}")
        someone.says(f"un message {CANARY}")
        someone.says(f"/rituel {CANARY}")
        bot.person("alice").answers(CANARY * 1000)
        bot.until("2027-03-02 11:45")
        bot.person("alice").presses("standup.names", where=f"{CANARY}-canal")
        bot.person("bruno").answers(f"tard {CANARY}")
        bot.until("2027-03-03 12:00")
    finally:
        logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
        logging.getLogger("asyncio").setLevel(logging.NOTSET)
    assert CANARY not in written.text().casefold()
    assert {line["kind"] for line in written.lines()} >= {"sqlalchemy.engine.Engine"}


def test_nothing_of_an_anonymous_retro_is_in_the_log(written: Log, sqlite_url: str) -> None:
    """C4: neither a note nor who wrote it, with the database's own log wide open."""
    people = (ALICE, BRUNO, *(Someone(f"{CANARY}{number}") for number in range(4)))
    bot = Bot(sqlite_url, SomeTeam(people=people))
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    try:
        for number in range(4):
            someone = bot.person(f"{CANARY}{number}")
            someone.says("/retro add")
            assert someone.form is not None
            someone.fills(column="0", text=f"note {CANARY}")
        bot.person("alice").says("/retro suite")
        assert f"note {CANARY}" in bot.channel().last.text
    finally:
        logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
        bot.close()
    assert CANARY not in written.text().casefold()
    assert {line["kind"] for line in written.lines()} >= {"sqlalchemy.engine.Engine"}


class Failed(Exception):
    """Quotes what it was about, as exceptions do."""


def failing(context: Context, event: object) -> Say:
    raise Failed(f"{context.person.name} wrote {event!r} {CANARY}")


def test_a_failing_handler_is_named_and_quotes_nothing(written: Log, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Route(failing, Right.SELF_READ)
    monkeypatch.setattr(handlers, "ROUTES", {**handlers.ROUTES, "ritual.next": broken})
    monkeypatch.setattr(handlers, "MESSAGE", broken)
    someone = bot.person(f"{CANARY}nom")
    someone.says("/rituel agenda")
    reference = someone.told
    someone.says(f"un message {CANARY}")
    assert CANARY in someone.told  # handed back to the person
    assert CANARY not in written.text()
    failures = [line for line in written.lines() if line["event"] == "event.failed"]
    assert [line["exc_type"] for line in failures] == ["Failed", "Failed"]
    assert "failing:" in failures[0]["where"]
    assert failures[0]["event_id"] in reference


def test_a_failing_alarm_is_named_and_quotes_nothing(written: Log, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(tick: Tick, ref: str) -> None:
        raise Failed(f"{ref} {CANARY}")

    monkeypatch.setattr(handlers, "ALARMS", {**handlers.ALARMS, "standup.summary": Ringing(fail)})
    bot.until("2027-03-02 11:31")
    assert CANARY not in written.text()
    (failure,) = [line for line in written.lines() if line["event"] == "alarm.failed"][:1]
    assert (failure["kind"], failure["error"]) == ("standup.summary", "Failed")


FAILURES: Mapping[str, Exception] = {
    "unsure": Unsure(f"body: {CANARY}"),
    "unknown": Failed(f"{CANARY} was in the body"),
    "refused": Undeliverable("is_archived"),
    "throttled": Throttled(2.0),
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_a_failing_platform_quotes_nothing(
    written: Log, bot: Bot, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    async def fail(to: Target, card: Card, *, key: str, thread: str) -> str:
        raise failure

    monkeypatch.setattr(bot.chat, "post", fail)
    bot.person("alice").says(f"bonjour {CANARY}")
    bot.wait(minutes=1)
    assert CANARY not in written.text()


def test_what_a_database_refuses_is_not_quoted(written: Log, bot: Bot) -> None:
    """The message of such an error holds the statement and its parameters."""
    with bot.session() as session:
        try:
            session.connection().execute(sa.text("INSERT INTO nowhere VALUES (:it)"), {"it": CANARY})
        except sa.exc.SQLAlchemyError:
            log.exception("event.failed", event_id="1")
            logging.getLogger("some.library").exception("could not save %s", CANARY)
    assert CANARY not in written.text()
    (ours,) = [line for line in written.lines() if line["event"] == "event.failed"]
    (theirs,) = [line for line in written.lines() if line.get("kind") == "some.library"]
    assert ours["exc_type"] == "OperationalError"
    assert theirs["error"] == "OperationalError"


def test_what_a_web_server_stumbles_over_is_not_quoted(written: Log) -> None:
    async def fail(request: web.Request) -> web.Response:
        raise Failed(f"{await request.text()} {request.headers} {CANARY}")

    async def ask() -> int:
        app = web.Application()
        app.router.add_post("/", fail)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = f"token={CANARY}"
        head = f"POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {CANARY}\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write((head + body).encode())
        status = int((await reader.readline()).split()[1])
        writer.close()
        await runner.cleanup()
        return status

    assert asyncio.run(ask()) == 500
    assert CANARY not in written.text()
    assert [line["error"] for line in written.lines() if line.get("kind") == "aiohttp.server"] == ["Failed"]


def test_a_warning_is_not_quoted(written: Log) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"this row is odd: {CANARY}", stacklevel=1)
    assert CANARY not in written.text()
    assert [line["kind"] for line in written.lines()] == ["py.warnings"]


def test_settings_hide_their_tokens_even_where_someone_logs_them(written: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", f"xoxb-{CANARY}")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://bot:{CANARY}@db/x")
    found = Settings()  # type: ignore[call-arg]  # aliases are filled from the environment
    log.info("started", settings=found, reason=found)
    log.info("started", url=found.database_url)
    logging.getLogger("some.library").warning("settings: %r %s", found, found.database_url)
    assert CANARY not in written.text()


@pytest.mark.parametrize("name", ["text", "name", "user", "answer", "url", "token", "card", "values", "args"])
def test_an_unknown_field_keeps_its_name_and_loses_its_value(written: Log, name: str) -> None:
    log.info("something", **{name: CANARY})
    (line,) = written.lines()
    assert line[name] == HIDDEN
    assert CANARY not in json.dumps(line)


@pytest.mark.parametrize("value", [CANARY * 50, [CANARY], {"text": CANARY}, Failed(CANARY), CANARY.encode()])
def test_even_a_known_field_takes_short_values_only(written: Log, value: object) -> None:
    log.info("something", reason=value)
    assert CANARY not in written.text()


def test_known_fields_pass(written: Log) -> None:
    log.info("something", kind="standup.prompt", tries=3, seconds=1.5, error=None)
    (line,) = written.lines()
    assert (line["kind"], line["tries"], line["seconds"], line["error"]) == ("standup.prompt", 3, 1.5, None)
    assert line["event"] == "something" and line["level"] == "info" and "timestamp" in line


def test_no_field_that_may_hold_what_people_typed_is_called_safe() -> None:
    assert not SAFE & {"text", "name", "user", "value", "values", "answer", "card", "token", "url", "message", "body"}
