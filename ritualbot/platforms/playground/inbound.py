"""The playground's HTTP: its page, its live changes, and what is clicked and typed there.

Only this machine's own page may speak: the Host must be a loopback name (a rebound name is not), every POST
must carry the page's own Origin. There is no account behind it, so nothing else may reach it.
"""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from aiohttp import web

from ritualbot.chat.cards import Card
from ritualbot.chat.events import Place
from ritualbot.i18n import LANGUAGES
from ritualbot.platforms.playground.acts import Acts, Answer, Handle
from ritualbot.platforms.playground.body import Body, Refused, read_body
from ritualbot.platforms.playground.feed import items
from ritualbot.platforms.playground.limits import HEARTBEAT_SECONDS, POLL_SECONDS, PUSH_MINUTES
from ritualbot.platforms.playground.page import FILE, HOME, Asked, Look
from ritualbot.platforms.playground.play import Play
from ritualbot.platforms.playground.render import render

Previews: TypeAlias = Mapping[str, Callable[[Card, Place], object]]
_Respond: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
_NONE: Previews = {}
_LOG = logging.getLogger(__name__)
_STATIC = Path(__file__).with_name("static")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FILES = {path.name: _TYPES[path.suffix] for path in _STATIC.iterdir() if path.suffix in _TYPES}
_LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?", re.ASCII)
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def routes(play: Play, handle: Handle, previews: Previews = _NONE) -> list[web.RouteDef]:
    """Everything the page needs. `handle` is synchronous, runs in a thread and is expected not to raise. `previews`:
    by the name of each platform, what it would be sent for a card."""
    inbound, acts = _Inbound(play, previews), Acts(play, handle)
    return [
        web.get("/", _guarded(inbound.whole)),
        web.get("/play/page", _guarded(inbound.parts)),
        web.get("/play/preview", _guarded(inbound.preview)),
        web.get(FILE, _guarded(inbound.file)),
        web.get("/play/stream", _guarded(inbound.stream)),
        web.get("/play/static/{name}", _guarded(_static)),
        web.post("/play/push", _guarded(inbound.push)),
        web.post("/play/speak", _guarded(inbound.speak)),
        *(
            web.post(f"/play/{act.__name__}", _guarded(_act(act)))
            for act in (acts.say, acts.command, acts.edit, acts.press, acts.submit, acts.draft, acts.close, acts.seen)
        ),
    ]


def _guarded(respond: _Respond) -> _Respond:
    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            _check_sender(request)
            response = await respond(request)
        except Refused as refused:
            response = web.json_response({"error": refused.reason}, status=refused.status)
        except (web.HTTPException, ConnectionResetError):
            raise
        except Exception as fault:  # noqa: BLE001  the edge: nothing personal is in a type's name
            _LOG.error("%s failed: %s", request.path, type(fault).__name__)
            response = web.json_response({"error": "this did not work, try again"}, status=503)
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    return guarded


def _check_sender(request: web.Request) -> None:
    """A loopback Host, and for what changes something the page's own Origin."""
    if not _LOOPBACK.fullmatch(request.host):
        raise Refused("this page answers on 127.0.0.1 and localhost only", 403)
    if request.method == "POST" and request.headers.get("Origin") != f"http://{request.host}":
        raise Refused("only the playground's own page may do this", 403)


def _act(act: Callable[[Body], Answer]) -> _Respond:
    async def respond(request: web.Request) -> web.StreamResponse:
        return web.json_response(await asyncio.to_thread(act, await read_body(request)))

    return respond


async def _static(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    if name not in _FILES:
        raise web.HTTPNotFound
    content = await asyncio.to_thread((_STATIC / name).read_bytes)
    return web.Response(body=content, content_type=_FILES[name], charset="utf-8")


class _Inbound:
    def __init__(self, play: Play, previews: Previews) -> None:
        self._play = play
        self._previews = previews

    async def whole(self, request: web.Request) -> web.StreamResponse:
        page = await asyncio.to_thread(self._whole, request.query)
        return web.Response(text=page, content_type="text/html")

    async def parts(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(await asyncio.to_thread(self._parts, request.query))

    async def preview(self, request: web.Request) -> web.StreamResponse:
        """A message of the bot as a platform would be sent it, for whoever can see the message."""
        return web.json_response({"json": await asyncio.to_thread(self._preview, request.query)})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file of a message, for whoever can see the message."""
        asked = (request.query.get(name, "") for name in ("as", "report", "ref", "key"))
        try:
            name, content = await asyncio.to_thread(self._play.content, *asked)
        except KeyError:
            raise Refused("no such file", 404) from None
        named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return web.Response(body=content, content_type="application/octet-stream", headers=named)

    def _preview(self, query: Mapping[str, str]) -> str:
        show = self._previews.get(query.get("platform", ""))
        if show is None:
            raise Refused("unknown platform")
        user = query.get("as", "")
        try:
            day, direct = self._play.day(user), self._play.conversation(user)
        except KeyError:
            raise Refused("unknown person") from None
        found = next((each for each in day.messages if each.ref == query.get("ref")), None)
        if found is None or found.card is None:
            raise Refused("no such message of the bot")
        place = Place(found.conversation, direct=found.conversation == direct)
        return json.dumps(show(found.card, place), ensure_ascii=False, indent=2)

    async def push(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        minutes, until = body.number("minutes", PUSH_MINUTES), body.word("until", empty=True)
        moment = body.word("at", empty=True)
        if [minutes is not None, until in {"next", "tomorrow"}, bool(moment)].count(True) != 1:
            raise Refused("minutes, or until next or tomorrow, or at a moment")
        if moment:
            minutes = await asyncio.to_thread(self._minutes_to, body.word("as"), moment)
        if minutes or until:
            await self._play.push(minutes, until)
        return web.json_response({})

    def _minutes_to(self, user: str, moment: str) -> int:
        """How far to push so that one of the moments to come has rung; 0 when it is none (any more)."""
        try:
            day = self._play.day(user)
        except KeyError:
            raise Refused("unknown person") from None
        at = next((each.at for each in day.moments if each.at.isoformat() == moment), None)
        return max(1, ceil((at - day.now) / timedelta(minutes=1))) if at else 0

    async def speak(self, request: web.Request) -> web.StreamResponse:
        language = (await read_body(request)).word("language")
        if language not in LANGUAGES:
            raise Refused("unknown language")
        await asyncio.to_thread(self._play.speak, language)
        return web.json_response({})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events: `changed` with the version, at once and at every change, and a sign of life."""
        response = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        told: str | None = None
        quiet = 0.0
        while request.transport is not None and not request.transport.is_closing():
            version = await asyncio.to_thread(self._play.version)
            quiet += POLL_SECONDS
            if version != told:
                await response.write(f"event: changed\ndata: {json.dumps(version)}\n\n".encode())
                told, quiet = version, 0.0
            elif quiet >= HEARTBEAT_SECONDS:
                await response.write(b": here\n\n")
                quiet = 0.0
            await asyncio.sleep(POLL_SECONDS)
        return response

    def _whole(self, query: Mapping[str, str]) -> str:
        version, look = self._play.version(), self._look(query)
        return render("page.html", look.reader(), items=items(look), version=version)

    def _parts(self, query: Mapping[str, str]) -> dict[str, str]:
        """The fragments the page swaps and the state they show. The version is read first: never too new."""
        version, look = self._play.version(), self._look(query)
        reader, shown = look.reader(), items(look)
        names = ("bar", "side", "head", "feed", "next", "to")
        parts = {name: render(f"{name}.html", reader, items=shown) for name in names}
        state = {"as": look.day.actor.user, "in": look.asked.place, "lang": look.words.language}
        return {**parts, **state, "title": look.title(), "unread": str(look.new()), "version": version}

    def _look(self, query: Mapping[str, str]) -> Look:
        """Whoever and whatever the address asks for, or the nearest thing that exists."""
        user = query.get("as", "")
        try:
            day = self._play.day(user or self._play.first())
        except KeyError:
            day = self._play.day(self._play.first())
        language = query.get("lang", "")
        language = language if language in LANGUAGES else day.actor.language
        direct = self._play.conversation(day.actor.user)
        place = query.get("in", "")
        if place not in {direct, HOME} | {channel.conversation for channel in day.channels}:
            place = ""
        return Look(
            day,
            direct,
            self._play.commands(language),
            Asked(place, language, query.get("since")),
            tuple(self._previews),
            self._play.drawn,
            self._play.home(day.actor.user) if place == HOME else None,
        )
