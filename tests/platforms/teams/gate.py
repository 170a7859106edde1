"""The guard and the adapter behind a real HTTP route, with nobody behind them but whoever remembers what ran."""

import asyncio
import http.client
import json
import threading
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiohttp import web

from ritualbot.platforms.teams.adapter import TeamsAdapter
from ritualbot.platforms.teams.guard import let_in
from ritualbot.platforms.teams.port import Answer, Json, Reference, Refused
from ritualbot.platforms.teams.registration import Registration
from tests.clouds.teams.client import FakeTenant

PAYLOADS = Path(__file__).with_name("payloads")
BOUND = 30.0
CANARY = "canary-of-what-was-typed"


def registration(tenant: FakeTenant, **changed: Any) -> Registration:
    made = Registration(
        app_id=tenant.app,
        password=tenant.secret,
        tenant=tenant.id,
        allowed_tenants=frozenset({tenant.id}),
        origins=frozenset({tenant.cloud.url}),
        openid_url=tenant.openid_url,
        login_url=tenant.login_url,
        upload_hosts=frozenset({tenant.cloud.url}),
    )
    return replace(made, **changed)


def activity(tenant: FakeTenant, name: str = "message_personal", **changed: Any) -> dict[str, Any]:
    """One of the papers' examples, from this tenant; None leaves a key out."""
    found = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    found |= {"serviceUrl": tenant.service_url, "text": CANARY, "recipient": {"id": tenant.bot, "name": "Ritualbot"}}
    found["channelData"]["tenant"]["id"] = found["conversation"]["tenantId"] = tenant.id
    return {key: value for key, value in {**found, **changed}.items() if value is not None}


def personal(tenant: FakeTenant, person: str = "alice", **changed: Any) -> Reference:
    made = Reference(tenant.service_url, tenant.id, tenant.personal(person), "personal", tenant.bot)
    return replace(made, **changed)


def channel(tenant: FakeTenant, name: str = "sprint", thread: str = "") -> Reference:
    clean = tenant.channels[name]
    where = f"{clean};messageid={thread}" if thread else clean
    return Reference(tenant.service_url, tenant.id, where, "channel", tenant.bot, clean)


@dataclass
class Gate:
    """`ran` are the activities whose turn was run; `answer` is what a turn answers."""

    port: int
    registration: Registration
    adapter: TeamsAdapter
    loop: asyncio.AbstractEventLoop
    moments: list[float]  # the monotonic seconds: a test moves them
    ran: list[Json] = field(default_factory=list)
    answer: Answer | None = None

    def post(self, raw: bytes, headers: Mapping[str, str], method: str = "POST") -> tuple[int, bytes]:
        """As raw as it gets."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=BOUND)
        try:
            line.request(method, "/api/messages", raw, dict(headers))
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

    def send(self, body: object, token: str | None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        headers |= {} if token is None else {"Authorization": f"Bearer {token}"}
        return self.post(json.dumps(body).encode(), headers)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(BOUND)

    async def receive(self, request: web.Request) -> web.Response:
        try:
            found, authorization = await let_in(request, self.registration)
            answer = await self.adapter.receive(found, authorization, self._turn)
        except Refused as refused:
            return web.Response(status=refused.status)
        return web.json_response(answer.body, status=answer.status) if answer else web.Response()

    async def _turn(self, found: Json) -> Answer | None:
        self.ran.append(found)
        return self.answer


@contextmanager
def gate(told: Registration, seconds: float = 10.0) -> Iterator[Gate]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)  # a loop that is blocked must fail its test only
    thread.start()
    moments = [0.0]

    async def begin() -> tuple[web.AppRunner, Gate]:
        made = Gate(0, told, TeamsAdapter(told, lambda: moments[0], seconds), loop, moments)
        app = web.Application()
        app.router.add_route("*", "/api/messages", made.receive)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.port = runner.addresses[0][1]
        return runner, made

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(BOUND)

    runner, made = run(begin())
    try:
        yield made
    finally:
        run(runner.cleanup())
        run(loop.shutdown_default_executor())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextmanager
def recording_host() -> Iterator[tuple[str, list[str]]]:
    """Another host, and the request lines with their headers that reached it."""
    reached: list[str] = []

    class Recorder(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            reached.append(self.rfile.readline().decode())
            self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", reached
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
