"""How tests start the fake Slack, decide what happens in it and see what came of it."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.clouds import process
from tests.clouds.process import BOUND, Line, send

HISTORY = ("channels:history", "groups:history")


@contextmanager
def running() -> Iterator["FakeSlack"]:
    """A process of its own, until the end of the block."""
    with (
        process.running("tests.clouds.slack.server", "--port", "0") as port,
        closing(FakeSlack(f"http://127.0.0.1:{port}")) as slack,
    ):
        yield slack


class FakeSlack(Line):
    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url
        self.api = f"{url}/api/"

    def workspace(self, **asked: Any) -> "FakeWorkspace":
        """`users` and `channels` are lists of {"name", "kind", …}: shapes.user, control._channel."""
        return FakeWorkspace(self, **self.ask("workspaces", asked))

    def grant(self, **asked: Any) -> None:
        """A code for the install page: client_id, client_secret, redirect_uri, code, token, user, team, enterprise."""
        self.ask("grants", asked)

    def strays(self) -> list[dict[str, str]]:
        with urllib.request.urlopen(f"{self.url}/control/strays", timeout=BOUND) as answer:  # noqa: S310 - our own
            found: list[dict[str, str]] = json.load(answer)
            return found


@dataclass
class FakeWorkspace:
    """`users` and `channels` give the ids of those made with it, by name."""

    slack: FakeSlack
    id: str
    token: str
    bot: str
    bot_id: str
    users: dict[str, str]
    channels: dict[str, str]

    def do(self, what: str, **asked: Any) -> Any:
        """One of control.CHANGES."""
        return self.slack.ask(f"{self.id}/{what}", asked)

    def at(self, now: datetime, rate: float = 0.0) -> None:
        """Its time from here on, which stands unless a rate is given."""
        self.do("time", now=now.timestamp(), rate=rate)

    def goes_wrong(self, kind: str, method: str = "", times: int = 1, **more: Any) -> None:
        self.do("faults", faults=[{"kind": kind, "method": method, "times": times, **more}])

    def direct(self, user: str) -> str:
        return str(self.do("direct", user=self.users.get(user, user))["channel"])

    def trigger(self, user: str) -> str:
        return str(self.do("trigger", user=self.users.get(user, user))["trigger_id"])

    def messages(self, channel: str) -> list[dict[str, Any]]:
        """What people see there, by the channel's name or id."""
        found: list[dict[str, Any]] = self.do("messages").get(self.channels.get(channel, channel), [])
        return found

    def log(self, method: str = "") -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = self.do("log")
        return [line for line in lines if method in ("", line["method"])]

    def call(self, method: str, token: str | None = None, **arguments: Any) -> dict[str, Any]:
        """A call as raw as it gets, JSON in the body; the answer's body."""
        status, body = self.raw(method, json.dumps(arguments).encode(), "application/json", token)
        answer: dict[str, Any] = json.loads(body)
        return answer | ({} if status == 200 else {"status": status})

    def raw(self, method: str, body: bytes, content_type: str, token: str | None = None) -> tuple[int, str]:
        bearer = self.token if token is None else token
        return send(f"{self.slack.api}{method}", body, content_type, bearer)
