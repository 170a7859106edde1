"""A Teams of our own, as a process: `python -m tests.clouds.teams.server --folder F` prints its two ports.

On http: `/<app>/…` tells the keys of inbound tokens, `/amer/<tenant>/v3/…` is the Connector, `/control/…` what a test
decides and asks. On https, with a certificate made at the start: `/adfs/<app>/…` gives the app its tokens. It refuses
what Teams refuses and logs every call.
"""

import argparse
import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from tests.clouds.faults import Fault
from tests.clouds.misbehave import cut_off, hang, is_gone
from tests.clouds.teams import control, login
from tests.clouds.teams.certificates import server_context
from tests.clouds.teams.conversations import METHODS
from tests.clouds.teams.kinds import CODES, UNHEARD
from tests.clouds.teams.limits import Limited
from tests.clouds.teams.world import App, Call, Json, Refused, Tenant, Upload, World

PAGE = "<!DOCTYPE html><html><body>Server Error</body></html>"
HEADERS = {"Server": "Microsoft-HTTPAPI/2.0", "MS-CV": "FictiveCorrelation01.0"}
PLACE = "/amer/{tenant}/v3/conversations"
ROUTES = (
    ("POST", PLACE, "create"),
    ("POST", PLACE + "/{conversation}/activities", "send"),
    ("POST", PLACE + "/{conversation}/activities/{activity}", "reply"),
    ("PUT", PLACE + "/{conversation}/activities/{activity}", "update"),
    ("DELETE", PLACE + "/{conversation}/activities/{activity}", "delete"),
    ("GET", PLACE + "/{conversation}/pagedmembers", "members"),
    ("GET", PLACE + "/{conversation}/members/{member}", "member"),
)


class Teams:
    def __init__(self, world: World) -> None:
        self._world = world
        self.ring = login.Ring()

    def connector(self, method: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            tenant = self._world.tenants.get(request.match_info["tenant"])
            if tenant is None:
                return _no("ConversationNotFound")
            return await _answer(self._world, request, method, tenant)

        return answer

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """The address takes a file once, whole, and without a token; then it is nobody's (Microsoft Graph,
        "driveItem: createUploadSession")."""
        tenant = self._world.tenants[request.match_info["tenant"]]
        waiting = tenant.uploads.get(request.match_info["upload"])
        line: Json = {"method": "upload", "body": None, "at": tenant.clock.now(), "visible": False, "error": ""}
        kind, fault = tenant.faults.take("upload") or ("", Fault(()))
        tenant.log.append({**line, "fault": kind, "authorization": request.headers.get("Authorization", "")})
        if kind and not kind.endswith("_after"):
            return await _misbehave(request, kind, fault)
        content = await request.read()
        status = _taken(request, waiting, content)
        tenant.log[-1]["status"] = status
        if waiting is not None and status == 201:
            waiting.content = content
        return await _misbehave(request, kind.removesuffix("_after"), fault) if kind else web.Response(status=status)

    async def openid(self, request: web.Request) -> web.StreamResponse:
        issued = {"issuer": login.ISSUER, "jwks_uri": f"{self._world.url}/{request.match_info['app']}/keys"}
        return await self._sign_in(request, "openid", lambda _app: web.json_response(issued))

    async def keys(self, request: web.Request) -> web.StreamResponse:
        return await self._sign_in(request, "keys", lambda app: web.json_response(self.ring.published(app)))

    async def discovery(self, request: web.Request) -> web.StreamResponse:
        told = login.discovery
        return await self._sign_in(request, "discovery", lambda app: web.json_response(told(self._world.login, app)))

    async def token(self, request: web.Request) -> web.StreamResponse:
        asked = {name: str(value) for name, value in (await request.post()).items()}
        return await self._sign_in(request, "token", lambda app: login.token(app, asked))

    async def _sign_in(
        self, request: web.Request, method: str, answer: Callable[[App], web.Response]
    ) -> web.StreamResponse:
        app = self._world.apps.get(request.match_info["app"])
        if app is None:
            return web.Response(status=404)
        taken = app.faults.take(method)
        app.log.append({"method": method, "fault": taken[0] if taken else ""})
        if taken and taken[0] == "waits":
            await self._world.release.wait()
        elif taken:
            return await _misbehave(request, *taken)
        return answer(app)


async def _answer(world: World, request: web.Request, method: str, tenant: Tenant) -> web.StreamResponse:
    """The answer, or what a test wants instead of it. Every call leaves one line in the log."""
    raw = await request.read()
    line: Json = {"method": method, **request.match_info, "at": tenant.clock.now(), "fault": "", "visible": False}
    line |= {"status": 0, "error": "", "body": None}
    tenant.log.append(line)
    try:
        line["body"] = json.loads(raw) if raw else {}
    except ValueError:
        line["body"] = raw.decode(errors="replace")
    kind, fault = tenant.faults.take(method) or ("", Fault(()))
    line["fault"] = kind
    if kind == "waits":
        await world.release.wait()
        kind = ""
    if kind and not kind.endswith("_after"):
        return await _misbehave(request, kind, fault)
    answer = _run(request, method, tenant, line)
    line["status"] = answer.status
    if not kind and is_gone(request.transport):
        line["fault"] = UNHEARD
    return await _misbehave(request, kind.removesuffix("_after"), fault) if kind else answer


def _run(request: web.Request, method: str, tenant: Tenant, line: Json) -> web.Response:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or token not in tenant.app.tokens:
        line["error"] = "Unauthorized"
        told = {"message": "Authorization has been denied for this request."}
        return web.json_response(told, status=401, headers=HEADERS)
    call = Call(tenant, dict(request.match_info), dict(request.query), line["body"])
    try:
        if tenant.dead:
            raise Refused(tenant.dead)
        if request.method in ("POST", "PUT"):
            _check_body(request, line["body"])
        tenant.limits.take(method, _thread_of(call), tenant.clock.now())
        status, body = METHODS[method](call)
    except Refused as refused:
        line["error"] = refused.code
        return _no(refused.code)
    except Limited as limited:
        line["error"] = "Throttled"
        return _no("Throttled", {"Retry-After": str(limited.seconds)})
    line["visible"] = call.visible
    if body is None:
        return web.Response(status=status, headers=HEADERS)
    return web.json_response(body, status=status, headers=HEADERS)


def _taken(request: web.Request, waiting: Upload | None, content: bytes) -> int:
    if waiting is None or waiting.content is not None:
        return 404
    if "Authorization" in request.headers:
        return 401
    whole = f"bytes 0-{len(content) - 1}/{len(content)}"
    if not content or request.headers.get("Content-Range") != whole:
        return 416
    return 201


def _check_body(request: web.Request, body: object) -> None:
    if request.content_type != "application/json" or not isinstance(body, dict):
        raise Refused("BadSyntax")


def _thread_of(call: Call) -> str:
    """What the limits are counted by: a conversation, or whom or what one is created for."""
    if "conversation" in call.path:
        return call.path["conversation"]
    data = call.body.get("channelData")
    return json.dumps([data, call.body.get("members")])


def _no(code: str, more: dict[str, str] | None = None, status: int = 0) -> web.Response:
    found, message = CODES[code]
    told = {"error": {"code": code, "message": message}}
    return web.json_response(told, status=status or found, headers={**HEADERS, **(more or {})})


async def _misbehave(request: web.Request, kind: str, fault: Fault) -> web.StreamResponse:
    if kind == "hangs":
        await hang()
    if kind == "reset":
        cut_off(request)
        return web.Response()
    return _spoilt(kind, fault)


def _spoilt(kind: str, fault: Fault) -> web.Response:
    """An answer, but not the one it should be."""
    if kind == "refused":
        return _no(fault.error)
    answers = {
        "throttled": _no("Throttled", {"Retry-After": str(fault.retry_after)}),
        "throttled_bare": _no("Throttled"),
        "precondition": _no("PreconditionFailed"),
        "failed": _no("ServiceError"),
        "bad_gateway": _no("ServiceError", status=502),
        "unavailable": web.Response(status=503, headers=HEADERS),
        "timeout": _no("ServiceError", status=504),
        "html": web.Response(status=502, text=PAGE, content_type="text/html"),
        "garbled": web.Response(status=201, text=PAGE, content_type="application/json"),
        "empty": web.Response(status=201, content_type="application/json"),
        "redirect": web.Response(status=307, headers={"Location": fault.error}),
    }
    return answers[kind]


async def main(folder: Path) -> None:
    world = World()
    teams = Teams(world)
    app = web.Application(client_max_size=2**24)
    app.add_routes([web.route(verb, path, teams.connector(method)) for verb, path, method in ROUTES])
    app.add_routes(
        [
            web.put("/{tenant}/upload/{upload}", teams.upload),
            web.get("/{app}/v1/.well-known/openidconfiguration", teams.openid),
            web.get("/{app}/keys", teams.keys),
            web.get("/adfs/{app}/.well-known/openid-configuration", teams.discovery),
            web.post("/adfs/{app}/oauth2/v2.0/token", teams.token),
            *control.routes(world, teams.ring),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server_context(folder)).start()
    plain, secure = (address[1] for address in runner.addresses)
    world.url, world.login = f"http://127.0.0.1:{plain}", f"https://localhost:{secure}"
    print(plain, secure, flush=True)  # noqa: T201 - the one line whoever started it waits for
    await asyncio.Event().wait()


if __name__ == "__main__":
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--folder", type=Path, required=True)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(wanted.parse_args().folder))
