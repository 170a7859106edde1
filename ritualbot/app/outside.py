"""The page for somebody outside the chat, over HTTP: reading changes nothing, and a form counts once.

There is no cookie, so nothing a browser adds by itself acts in anybody's name; each form carries a seal of its own.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

import sqlalchemy as sa
from aiohttp import web

from ritualbot.app.private_page import headers
from ritualbot.chat.events import LinkUsed, Place, Who
from ritualbot.chat.replies import FieldErrors, Reply, Say
from ritualbot.clock import Clock
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.flood import Flood
from ritualbot.platforms.request_body import TooLarge, read_body
from ritualbot.platforms.shape import Malformed
from ritualbot.reports import request as report, request_page as pages
from ritualbot.reports.request_page import Refused
from ritualbot.rituals.request_link import VIA, offered
from ritualbot.store import request as requests, request_link as links
from ritualbot.store.engine import reading
from ritualbot.store.request_link import RequestLink, Sealed

_MOST_BYTES = 128 * 1024
_MOST_FIELDS = 10
_HEADERS = headers(pages.STYLE_HASH, form_action="'self'")
Handle = Callable[[LinkUsed], Reply]
Why = Callable[[Words], Refused]


@dataclass(frozen=True)
class _Guest:
    """Who came by a link that leads somewhere, and the language they read: the address's, the browser's, the team's."""

    token: str
    link: RequestLink
    language: str


def routes(
    engine: sa.Engine, clock: Clock, handle: Handle, monotonic: Callable[[], float] = time.monotonic
) -> list[web.AbstractRouteDef]:
    door = _Door(engine, clock, handle, Flood(monotonic))
    path = links.PATH + "/{token}"
    return [web.get(path, door.show), web.post(path, door.act)]


@dataclass(frozen=True)
class _Door:
    engine: sa.Engine
    clock: Clock
    handle: Handle
    flood: Flood

    async def show(self, request: web.Request) -> web.Response:
        guest = await asyncio.to_thread(self._guest, request)
        if guest is None:
            return _gone(request)
        if not self.flood.allows(VIA, guest.link.ref):
            return _html(429, pages.busy_page(Words(guest.language)))
        return await self._page(200, guest, None)

    async def act(self, request: web.Request) -> web.Response:
        guest = await asyncio.to_thread(self._guest, request)
        if guest is None:
            return _gone(request)
        try:
            sent = _fields(await read_body(request, _MOST_BYTES))
        except TooLarge:
            return await self._page(413, guest, _because("request.page.too_large"))
        except (Malformed, ValueError):
            return await self._page(400, guest, _because("request.page.broken"))
        text = sent.get("text", "").replace("\r\n", "\n")
        if not self.flood.allows(VIA, guest.link.ref):
            return await self._page(429, guest, _because("request.page.busy", text))
        sealed = await asyncio.to_thread(self._sealed, guest, sent.get("form", ""))
        if sealed is None:
            return await self._page(422, guest, _because("request.page.old", text))
        return await self._done(guest, sealed, text)

    async def _done(self, guest: _Guest, sealed: Sealed, text: str) -> web.Response:
        """Sent twice, or taken: the page as it now is. It says itself what was noted last."""
        link, who = guest.link, Who(VIA, "", guest.link.ref)
        values = {"text": text}
        event = LinkUsed(sealed.key, who, Place("", direct=True), link.ref, sealed.act, guest.language, values)
        match await asyncio.to_thread(self.handle, event):
            case FieldErrors(errors=errors):
                field, why = next(iter(errors.items()))
                return await self._page(
                    422, guest, lambda _words: Refused(sealed.act if field else "", why.plain(), text)
                )
            case Say():
                return await self._page(503, guest, _because("request.page.not_saved", text))
            case _:
                return web.Response(status=303, headers={**_HEADERS, "Location": f"?lang={guest.language}"})

    async def _page(self, status: int, guest: _Guest, why: Why | None) -> web.Response:
        html = await asyncio.to_thread(self._written, guest, why)
        return _html(status, html)

    def _written(self, guest: _Guest, why: Why | None) -> str:
        words = Words(guest.language)
        with reading(self.engine) as session:
            row = links.request_of(session, guest.link)
            each = report.scene(session, row)
            acts = offered(each.now, each.type.ending)
            forms = {act: links.seal_form(session, guest.link, act, self.clock.now()) for act in acts}
            steps = requests.steps(session, row)
            return pages.page(words, each, guest.link, steps, forms, why(words) if why else None)

    def _guest(self, request: web.Request) -> _Guest | None:
        token = request.match_info["token"]
        with reading(self.engine) as session:
            link = links.by_token(session, token, self.clock.now())
            if link is None:
                return None
            spoken = _language(request) or report.scene(session, links.request_of(session, link)).team.language
            return _Guest(token, link, spoken)

    def _sealed(self, guest: _Guest, typed: str) -> Sealed | None:
        with reading(self.engine) as session:
            return links.open_form(session, guest.link, typed, self.clock.now())


def _language(request: web.Request) -> str:
    """The one the address asks for, else the first of the browser's that we speak; empty: neither."""
    accepted = request.headers.get("Accept-Language", "")[:200].split(",")
    wanted = [request.query.get("lang", ""), *(each.partition(";")[0].strip() for each in accepted)]
    spoken = [each.partition("-")[0].lower() for each in wanted]
    return next((each for each in spoken if each in LANGUAGES), "")


def _fields(raw: bytes) -> dict[str, str]:
    """Raises ValueError for what is no form: too many fields, bytes that are no text."""
    pairs = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    return dict(pairs)


def _because(key: str, typed: str = "") -> Why:
    return lambda words: Refused("", words.say(key), typed)


def _gone(request: web.Request) -> web.Response:
    return _html(404, pages.gone_page(Words(_language(request) or LANGUAGES[0])))


def _html(status: int, html: str) -> web.Response:
    return web.Response(status=status, text=html, content_type="text/html", charset="utf-8", headers=_HEADERS)
