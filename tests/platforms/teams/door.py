"""Teams' side of our one door: activities with true tokens over real HTTP to the real route, and what comes back."""

import asyncio
import http.client
import json
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from ritualbot.app.teams_chat import sets_up
from ritualbot.chat.events import Event
from ritualbot.chat.replies import Reply
from ritualbot.platforms.flood import Flood
from ritualbot.platforms.teams.adapter import TeamsAdapter
from ritualbot.platforms.teams.answer import Answers
from ritualbot.platforms.teams.gateway import TeamsGateway
from ritualbot.platforms.teams.house import House
from ritualbot.platforms.teams.inbound import PATH, Inbound
from ritualbot.platforms.teams.listen import Listener
from ritualbot.platforms.teams.registration import Registration
from ritualbot.platforms.teams.roster import Roster
from tests.clouds.teams.client import FakeTenant
from tests.platforms.loop import own_loop

BOUND = 30.0


def registration(*tenants: FakeTenant) -> Registration:
    """The app of these tenants, which is one."""
    first = tenants[0]
    return Registration(
        app_id=first.app,
        password=first.secret,
        tenant=first.id,
        allowed_tenants=frozenset(each.id for each in tenants),
        origins=frozenset({first.cloud.url}),
        openid_url=first.openid_url,
        login_url=first.login_url,
        upload_hosts=frozenset({first.cloud.url}),
    )


@dataclass
class Answer:
    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


@dataclass
class Door:
    port: int
    inbound: Inbound
    gateway: TeamsGateway
    loop: asyncio.AbstractEventLoop
    moments: list[float]  # the flood's seconds: a test moves them
    sent: int = 0  # requests so far

    def post(self, raw: bytes, headers: Mapping[str, str], method: str = "POST") -> Answer:
        """As raw as it gets."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=BOUND)
        try:
            line.request(method, PATH, raw, dict(headers))
            answer = line.getresponse()
            return Answer(answer.status, answer.read())
        finally:
            line.close()

    def send(self, activity: Mapping[str, Any], token: str) -> Answer:
        """An activity with its token, and everything that goes on behind its answer done."""
        self.sent += 1
        headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {token}"}
        answer = self.post(json.dumps(activity).encode(), headers)
        self.settle()
        return answer

    def settle(self) -> None:
        self.run(self.inbound.listener.settled())

    def run(self, work: Coroutine[Any, Any, Any], bound: float = BOUND) -> Any:
        """In the loop of the door, which is the process's one."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(bound)


@contextmanager
def door(
    handle: Callable[[Event], Reply],
    house: House,
    told: Registration,
    seconds: float = 20.0,
    loop: asyncio.AbstractEventLoop | None = None,
) -> Iterator[Door]:
    """The real route on a loopback port. `seconds`: how long an answer may take; a slow machine is no fault. Without
    a `loop` it has its own."""
    with nullcontext(loop) if loop else own_loop() as ours:
        moments = [0.0]

        def run(work: Any) -> Any:
            return asyncio.run_coroutine_threadsafe(work, ours).result(BOUND)

        async def begin() -> tuple[web.AppRunner, Door]:
            connector = TeamsAdapter(told, time.monotonic)
            roster = Roster(house, connector, sets_up, seconds=seconds)
            listener = Listener(house, handle, Answers(house), roster, told, seconds=seconds)
            inbound = Inbound(told, connector, listener, Flood(lambda: moments[0]))
            app = web.Application()
            app.add_routes(inbound.routes())
            runner = web.AppRunner(app, shutdown_timeout=0.1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return runner, Door(runner.addresses[0][1], inbound, TeamsGateway(connector, house, told), ours, moments)

        runner, made = run(begin())
        try:
            yield made
        finally:
            made.settle()
            run(runner.cleanup())
