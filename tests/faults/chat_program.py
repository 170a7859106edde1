"""A chat platform as a process of its own, over HTTP on loopback. It records every post and misbehaves on request.

POST /post {key, conversation, text, worker} -> {ref}      POST /find {key} -> {ref or null}
POST /edit {ref, text} -> {}                               POST /behave {mode}      GET /seen -> {posts, calls}
"""

import asyncio
import itertools
from collections import Counter

from aiohttp import web

MODES = ("well", "hold", "record, never answer", "storm")


class Chat:
    def __init__(self) -> None:
        self.mode = "well"
        self.changed = asyncio.Event()
        self.posts: list[dict[str, str]] = []
        self.tries: Counter[str] = Counter()
        self.calls = 0

    async def post(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.calls += 1
        self.tries[asked["key"]] += 1
        if self.mode == "hold":
            await self.changed.wait()
            if request.transport is None or request.transport.is_closing():
                return web.Response(status=499)  # whoever asked is dead: it was never posted
        if self.mode == "storm" and self.tries[asked["key"]] == 1:
            return self._storm(request, asked)
        ref = self._record(asked)
        if self.mode == "record, never answer":
            await self.changed.wait()
        return web.json_response({"ref": ref})

    def _storm(self, request: web.Request, asked: dict[str, str]) -> web.Response:
        """Every first try of a message meets one of four fates."""
        match sum(map(ord, asked["key"])) % 4:
            case 0:
                return web.Response(status=503)
            case 1:
                return web.Response(status=429, headers={"Retry-After": "1"})
            case 2:
                self._record(asked)
                assert request.transport is not None
                request.transport.close()
                return web.Response()
            case _:
                return web.json_response({"ref": self._record(asked)})

    def _record(self, asked: dict[str, str]) -> str:
        ref = f"m{len(self.posts)}"
        self.posts.append({**asked, "ref": ref})
        return ref

    async def edit(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.posts[int(asked["ref"][1:])]["text"] = asked["text"]
        return web.json_response({})

    async def find(self, request: web.Request) -> web.Response:
        key = (await request.json())["key"]
        return web.json_response({"ref": next((each["ref"] for each in self.posts if each["key"] == key), None)})

    async def behave(self, request: web.Request) -> web.Response:
        self.mode = (await request.json())["mode"]
        assert self.mode in MODES
        self.changed.set()
        self.changed = asyncio.Event()
        return web.json_response({})

    async def seen(self, _request: web.Request) -> web.Response:
        return web.json_response({"posts": self.posts, "calls": self.calls})


async def main() -> None:
    chat = Chat()
    app = web.Application()
    app.add_routes(
        [
            web.post("/post", chat.post),
            web.post("/edit", chat.edit),
            web.post("/find", chat.find),
            web.post("/behave", chat.behave),
            web.get("/seen", chat.seen),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201 - the one line whoever started it waits for
    for _ in itertools.count():
        await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(main())
