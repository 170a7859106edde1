"""Somebody outside the chat, at the page of their link, over real HTTP: no script, no cookie."""

import asyncio
import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from aiohttp import ClientSession, web

from ritualbot.app.outside import routes
from tests.conversations.bot import Bot

FORM = re.compile(r"<form .*?</form>", re.DOTALL)
SEAL = re.compile(r'name="form" value="([^"]+)"')
LABEL = re.compile(r"<button[^>]*>([^<]+)</button>")


@dataclass(frozen=True)
class Answer:
    status: int
    html: str
    headers: dict[str, str]

    @property
    def text(self) -> str:
        """What is read, in order."""
        return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", self.html, flags=re.DOTALL)).split())

    @property
    def seals(self) -> dict[str, str]:
        """The page's forms, by what their button says."""
        forms = FORM.findall(self.html)
        return {LABEL.findall(each)[0]: unescape(SEAL.findall(each)[0]) for each in forms}


@dataclass
class Visitor:
    """Asks in French unless told otherwise. Nothing is kept between two requests but the page that was seen."""

    bot: Bot
    url: str
    language: str = "fr"
    page: Answer = field(init=False)

    def looks(self, url: str = "", method: str = "GET") -> Answer:
        self.page = self._ask(method, url or self.url, None, {})
        return self.page

    def sends(self, button: str, text: str | None = None) -> Answer:
        """A form of the page that was seen last, as a browser does; where it leads to is looked at."""
        sent = self.posts({"form": self.page.seals[button], **({} if text is None else {"text": text})})
        return self.looks() if sent.status == 303 else sent

    def posts(self, fields: dict[str, str]) -> Answer:
        return self._ask("POST", self.url, fields, {})

    def posts_raw(self, body: bytes, kind: str = "application/x-www-form-urlencoded") -> Answer:
        return self._ask("POST", self.url, body, {"Content-Type": kind})

    def _ask(self, method: str, url: str, data: dict[str, str] | bytes | None, headers: dict[str, str]) -> Answer:
        path = urlsplit(url).path

        async def asked() -> Answer:
            app, bot = web.Application(), self.bot
            app.add_routes(routes(bot.app.engine, bot.clock, bot.app.dispatcher.handle))
            runner = web.AppRunner(app)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            here, said = f"http://127.0.0.1:{runner.addresses[0][1]}", {"Accept-Language": self.language, **headers}
            try:
                async with (
                    ClientSession() as client,
                    client.request(method, here + path, data=data, headers=said, allow_redirects=False) as got,
                ):
                    return Answer(got.status, await got.text(), dict(got.headers))
            finally:
                await runner.cleanup()

        answer = asyncio.run(asked())
        self.bot.settle()
        return answer
