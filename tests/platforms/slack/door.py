"""Slack's side of our one door: signed requests over real HTTP to the real route, and what comes back."""

import asyncio
import hashlib
import hmac
import http.client
import json
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from ritualbot.chat.events import Event
from ritualbot.chat.replies import Nothing, Reply
from ritualbot.platforms.flood import Flood
from ritualbot.platforms.slack.answer import Answers
from ritualbot.platforms.slack.calls import Calls
from ritualbot.platforms.slack.inbound import Inbound, bolt_app
from ritualbot.platforms.slack.listen import Listener
from ritualbot.platforms.slack.lookup import Lookup
from ritualbot.platforms.slack.people import Profiles
from ritualbot.platforms.slack.port import House
from ritualbot.rituals.command import find
from tests.clouds.slack.client import FakeSlack
from tests.platforms.loop import own_loop

PAYLOADS = Path(__file__).with_name("payloads")
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_795_000_000
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
BOUND = 30.0


def payload(name: str) -> dict[str, Any]:
    """One of the papers' examples."""
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    return found


def sign(raw: bytes, at: object = NOW, secret: str = SECRET) -> dict[str, str]:
    signed = hmac.new(secret.encode(), b"v0:%b:%b" % (str(at).encode(), raw), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={signed}"}


def as_sent(body: Mapping[str, Any]) -> tuple[bytes, str]:
    """A payload as Slack sends its kind: an event as JSON, a command as a form, the rest as JSON in a form."""
    if "command" in body:
        return urlencode(body).encode(), FORM
    if body.get("type") in ("event_callback", "url_verification", "app_rate_limited"):
        return json.dumps(body).encode(), JSON
    return urlencode({"payload": json.dumps(body)}).encode(), FORM


@dataclass
class Answer:
    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Recorder:
    """A dispatcher that only remembers what it was told, and answers as asked."""

    reply: Reply = field(default_factory=Nothing)
    told: list[Event] = field(default_factory=list)

    def handle(self, event: Event) -> Reply:
        self.told.append(event)
        return self.reply


@dataclass
class Door:
    port: int
    inbound: Inbound
    loop: asyncio.AbstractEventLoop
    moments: list[float]  # the wall's seconds, and the monotonic ones: a test moves them
    calls: Calls
    sent: int = 0  # requests so far

    def post(self, raw: bytes, headers: Mapping[str, str], method: str = "POST") -> Answer:
        """As raw as it gets."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=BOUND)
        try:
            line.request(method, "/slack/events", raw, dict(headers))
            answer = line.getresponse()
            return Answer(answer.status, answer.read())
        finally:
            line.close()

    def send(self, body: Mapping[str, Any], **headers: str) -> Answer:
        """A signed payload, and everything that goes on behind its answer done."""
        answer = self.send_now(body, **headers)
        self.settle()
        return answer

    def send_now(self, body: Mapping[str, Any], **headers: str) -> Answer:
        """A signed payload, and its answer."""
        raw, kind = as_sent(body)
        self.sent += 1
        return self.post(raw, {"Content-Type": kind, **sign(raw, int(self.moments[0])), **headers})

    def settle(self) -> None:
        self.run(self.inbound.listener.settled())

    def run(self, work: Coroutine[Any, Any, Any], bound: float = BOUND) -> Any:
        """In the loop of the door, which is the process's one."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(bound)


@contextmanager
def door(
    handle: Callable[[Event], Reply],
    house: House,
    slack: FakeSlack,
    seconds: float = 20.0,
    now: float = NOW,
    loop: asyncio.AbstractEventLoop | None = None,
) -> Iterator[Door]:
    """The real route on a loopback port. `seconds`: how long an answer may take; a slow machine is no fault. Without
    a `loop` it has its own."""
    with nullcontext(loop) if loop else own_loop() as ours:
        moments = [now, 0.0]

        def run(work: Any) -> Any:
            return asyncio.run_coroutine_threadsafe(work, ours).result(BOUND)

        async def begin() -> tuple[web.AppRunner, aiohttp.ClientSession, Door]:
            session = aiohttp.ClientSession()
            calls = Calls(house, session, slack.api)
            lookup = Lookup(house, Profiles(calls, budget=20.0), _sets_up, seconds=20.0)
            answers = Answers(house, calls, session, hooks=f"{slack.url}/")
            listener = Listener(house, handle, answers, lookup, seconds=seconds)
            listener.drafts.pause = 0.0
            flood = Flood(lambda: moments[1])
            inbound = Inbound(listener, bolt_app(listener), flood, SECRET, lambda: moments[0])
            app = web.Application()
            app.add_routes(inbound.routes())
            runner = web.AppRunner(app, shutdown_timeout=0.1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return runner, session, Door(runner.addresses[0][1], inbound, ours, moments, calls)

        runner, session, made = run(begin())
        try:
            yield made
        finally:
            made.settle()
            run(runner.cleanup())
            run(session.close())


def _sets_up(command: str, text: str) -> bool:
    return find(command, text).action == "setup.command"
