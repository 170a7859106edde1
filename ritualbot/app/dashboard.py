"""A team's dashboard over HTTP: read-only, for whoever has a link of their own and may still read it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from aiohttp import web

from ritualbot.app.private_page import headers
from ritualbot.clock import Clock
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.flood import Flood
from ritualbot.reports import dashboard as pages
from ritualbot.store import dashboard_link as links
from ritualbot.store.engine import reading

VIA = "dashboard"
_HEADERS = headers(pages.STYLE_HASH, form_action="'none'")


def routes(
    engine: sa.Engine, clock: Clock, monotonic: Callable[[], float] = time.monotonic
) -> list[web.AbstractRouteDef]:
    door = _Door(engine, clock, Flood(monotonic))
    return [web.get(links.PATH + "/{token}", door.show)]


@dataclass(frozen=True)
class _Door:
    engine: sa.Engine
    clock: Clock
    flood: Flood

    async def show(self, request: web.Request) -> web.Response:
        asked = request.query.get("lang", "")
        status, html = await asyncio.to_thread(self._page, request.match_info["token"], asked)
        return web.Response(status=status, text=html, content_type="text/html", charset="utf-8", headers=_HEADERS)

    def _page(self, token: str, asked: str) -> tuple[int, str]:
        now = self.clock.now()
        with reading(self.engine) as session:
            opened = links.opened(session, token, now)
            if opened is None:
                return 404, pages.gone_page()
            words = Words(asked if asked in LANGUAGES else opened.person.language or opened.team.language)
            if not self.flood.allows(VIA, opened.link.ref):
                return 429, pages.busy_page(words)
            return 200, pages.page(session, words, opened, now)
