"""A Slack of our own, as a process: `python -m tests.clouds.slack.server --port 0` prints its port.

`/api/…` is the Web API, `/control/…` what a test decides and asks. It refuses what Slack refuses and logs every call.
"""

import argparse
import asyncio
import contextlib

from aiohttp import web

from tests.clouds.faults import Fault
from tests.clouds.misbehave import cut_off, hang
from tests.clouds.slack import control, files, oauth, responses
from tests.clouds.slack.arguments import read
from tests.clouds.slack.methods import ACCESS, METHODS
from tests.clouds.slack.world import Call, Json, Limited, Refused, World

PAGE = "<!DOCTYPE html><html><body>Server Error</body></html>"


class Slack:
    def __init__(self, world: World) -> None:
        self._world = world

    async def api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        method = METHODS.get(name)
        arguments: Json = {}
        try:
            arguments = await read(request, json_body=method is not None and method.json_body)
            if name == ACCESS:
                return _yes(oauth.access(self._world, request, arguments))
            token = _token(request, arguments)
            workspace = self._world.of_token(token)
            if workspace is None:
                raise Refused("invalid_auth" if token else "not_authed")
        except Refused as refused:
            self._world.strays.append({"method": name, "error": refused.error})
            return _no(refused)
        call = Call(self._world, workspace, token, {key: each for key, each in arguments.items() if key != "token"})
        return await self._answer(request, name, call)

    async def _answer(self, request: web.Request, name: str, call: Call) -> web.StreamResponse:
        """The answer, or what a test wants instead of it. Every call leaves one line in the log."""
        taken = call.workspace.faults.take(name)
        kind, fault = taken or ("", Fault(()))
        line: Json = {"method": name, "arguments": call.arguments, "fault": kind, "at": call.workspace.clock.now()}
        call.workspace.log.append(line)
        if kind and not kind.endswith("_after"):
            line |= {"error": kind, "visible": False}
            return await _misbehave(request, kind, fault)
        try:
            answer = _yes(_run(name, call))
            line["error"] = ""
        except Refused as refused:
            line["error"], answer = refused.error, _no(refused)
        except Limited as limited:
            line["error"], answer = "ratelimited", _throttled(limited.seconds)
        line["visible"] = call.visible
        return await _misbehave(request, kind.removesuffix("_after"), fault) if kind else answer

    async def upload(self, request: web.Request) -> web.Response:
        return await files.receive(self._world, request)

    async def response(self, request: web.Request) -> web.Response:
        return await responses.answer(self._world, request)


def _run(name: str, call: Call) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise Refused("unknown_method", req_method=name)
    workspace = call.workspace
    if call.token == workspace.app_token and name != "apps.connections.open":
        raise Refused("not_allowed_token_type")
    if workspace.dead:
        raise Refused(workspace.dead)
    workspace.require(*method.scopes)
    return method.answer(call)


def _token(request: web.Request, arguments: Json) -> str:
    """A scheme other than Bearer counts as no token at all."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else str(arguments.get("token", ""))


def _yes(answer: Json) -> web.Response:
    return web.json_response({"ok": True, **answer})


def _no(refused: Refused) -> web.Response:
    return web.json_response({"ok": False, "error": refused.error, **refused.more})


def _throttled(seconds: int) -> web.Response:
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)})


async def _misbehave(request: web.Request, kind: str, fault: Fault) -> web.StreamResponse:
    if kind == "hangs":
        await hang()
    if kind == "reset":
        cut_off(request)
        return web.Response()
    return _spoilt(kind, fault)


def _spoilt(kind: str, fault: Fault) -> web.Response:
    """An answer, but not the one it should be."""
    seconds = {"Retry-After": str(fault.retry_after)}
    answers = {
        "throttled": _throttled(fault.retry_after),
        "throttled_empty": web.Response(status=429, headers=seconds, content_type="text/html"),
        "throttled_bare": web.json_response({"ok": False, "error": "ratelimited"}, status=429),
        "failed": web.json_response({"ok": False, "error": fault.error or "internal_error"}, status=500),
        "html": web.Response(status=503, text=PAGE, content_type="text/html"),
        "garbled": web.Response(text=PAGE, content_type="application/json"),
        "empty": web.Response(content_type="application/json"),
        "word": _no(Refused(fault.error)),
    }
    return answers[kind]


async def main(port: int) -> None:
    world = World()
    slack = Slack(world)
    app = web.Application(client_max_size=2**24)
    app.add_routes(
        [
            web.route("*", "/api/{method}", slack.api),
            web.post("/upload/v1/{workspace}/{file}", slack.upload),
            web.post("/response/{workspace}/{response}", slack.response),
            *control.routes(world),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    world.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    print(runner.addresses[0][1], flush=True)  # noqa: T201 - the one line whoever started it waits for
    await asyncio.Event().wait()


if __name__ == "__main__":
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--port", type=int, default=0)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(wanted.parse_args().port))
