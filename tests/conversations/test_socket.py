"""Socket Mode: the same people, the same stand-up, through a connection of our own making that breaks in the middle."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from ritualbot.platforms.slack import socket
from tests.builders import ALICE, BRUNO, SomeTeam
from tests.clouds.slack.client import FakeSlack
from tests.clouds.slack.socket_server import SocketServer
from tests.conversations.slack_bot import SlackBot
from tests.platforms.slack.door import Answer, Door

APP_TOKEN = "xapp-1-test"


@dataclass
class OverSocket(Door):
    """What people do goes through the socket; the HTTP route is there and never used."""

    server: SocketServer = field(default_factory=SocketServer)

    def send(self, body: Mapping[str, Any], **headers: str) -> Answer:
        answer = self.run(self.server.send(_kind(body), dict(body), int(headers.get("X-Slack-Retry-Num", "0"))))
        self.settle()
        return Answer(200, json.dumps(answer).encode() if answer else b"")

    def send_now(self, body: Mapping[str, Any], **headers: str) -> Answer:
        raise AssertionError("nothing comes over HTTP")


def _kind(body: Mapping[str, Any]) -> str:
    if "command" in body:
        return "slash_commands"
    return "events_api" if body.get("type") == "event_callback" else "interactive"


@pytest.fixture
def bot(sqlite_url: str, fake_slack: FakeSlack) -> Iterator[SlackBot]:
    """A bot of two people on Slack, over a socket."""
    made = SlackBot(sqlite_url, SomeTeam(people=(ALICE, BRUNO)), slack=fake_slack)
    over = OverSocket(made.door.port, made.door.inbound, made.door.loop, made.door.moments, made.door.calls)
    ends = ExitStack()

    async def begin() -> tuple[web.AppRunner, Any]:
        over.server = SocketServer()
        app = web.Application()
        app.add_routes([web.get("/link", over.server.serve)])
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.first.do("workspace", app_token=APP_TOKEN, socket_url=f"ws://127.0.0.1:{runner.addresses[0][1]}/link")
        line = socket.connected(over.inbound.bolt, APP_TOKEN, fake_slack.api)
        await line.__aenter__()
        await over.server.connected(1)
        return runner, line

    runner, line = over.run(begin())
    ends.callback(lambda: over.run(runner.cleanup()))
    ends.callback(lambda: over.run(line.__aexit__(None, None, None)))
    made.door = over
    yield made
    ends.close()
    made.close()


def server_of(bot: SlackBot) -> SocketServer:
    assert isinstance(bot.door, OverSocket)
    return bot.door.server


def test_a_standup_over_a_socket_that_is_moved_in_the_middle(bot: SlackBot) -> None:
    server = server_of(bot)
    bot.until("2027-03-02 09:31")
    bot.person("alice").answers("La page d’accueil")
    bot.door.run(server.moves())
    assert server.connections == 2
    bot.person("bruno").answers("La newsletter")
    bot.until("2027-03-02 11:31")
    assert "La page d’accueil" in bot.channel().last.text and "La newsletter" in bot.channel().last.text
    assert server.acked == server.sent and len(server.sent) >= 4
    assert server.strays == [], "one acknowledgement each"


def test_a_command_is_answered_through_the_socket(bot: SlackBot) -> None:
    alice = bot.person("alice")
    alice.says("/rituel agenda")
    assert "Printemps" in alice.told


def test_the_same_event_again_has_one_effect(bot: SlackBot) -> None:
    bot.until("2027-03-02 09:31")
    alice = bot.person("alice")
    for _ in range(2):
        alice.says("La page d’accueil", key="twice")
    receipts = [each for each in alice.messages if "La page d’accueil" in each.text]
    assert len(receipts) == 1
    server = server_of(bot)
    assert len(server.sent) == 2 and server.acked == server.sent


def test_a_token_that_is_no_good_ends_nothing(bot: SlackBot, caplog: pytest.LogCaptureFixture) -> None:
    line = socket.connected(bot.door.inbound.bolt, "xapp-canary", bot.first.slack.api)
    before = len(bot.first.slack.strays())

    async def tries() -> None:
        async with line:
            while len(bot.first.slack.strays()) == before or not caplog.text:  # noqa: ASYNC110 - another process is asked
                await asyncio.sleep(0)

    bot.door.run(tries())
    assert "canary" not in caplog.text and "no socket to Slack for now" in caplog.text
