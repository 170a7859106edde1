"""Installing by OAuth: a page with a button, Slack's own page, and back with a code that is exchanged for a token.

What is begun is random, used once within ten minutes, kept as a hash and bound to the browser by a cookie. Nothing is
stored before the answer itself was seen to be of a workspace that may install. No token or code is shown or logged.
"""

import hashlib
import html
import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from ritualbot.chat.events import Profile
from ritualbot.errors import SendFailed, Undeliverable
from ritualbot.i18n import LANGUAGES, Words, known
from ritualbot.platforms.slack.calls import Calls
from ritualbot.platforms.slack.manifest import REDIRECT, SCOPES
from ritualbot.platforms.slack.people import profile_of

START = "/slack/install"
COOKIE = "ritualbot_install"
MINUTES = 10
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Granted:
    """What an installation gives. `workspace` as in `Who`; the token is not in its text form."""

    workspace: str
    name: str
    token: str = field(repr=False)
    bot_user: str
    app_id: str = ""
    scopes: str = ""
    enterprise: str = ""
    team: str = ""
    org_wide: bool = False
    installer: str = ""


class Desk(Protocol):
    """What installing needs of the house; synchronous and short, called in a thread."""

    def begin(self, hashed: str, browser: str) -> bool:
        """Keeps what was begun for ten minutes. False: too many have begun."""
        ...

    def take(self, hashed: str, browser: str) -> bool:
        """Whether this was begun in this browser and is not over; used up either way."""
        ...

    def admits(self, granted: Granted) -> bool:
        """Whether this workspace may install."""
        ...

    def install(self, granted: Granted, installer: Profile | None) -> None: ...


@dataclass(frozen=True)
class _Bearer:
    """A token that is nobody's yet."""

    value: str = field(repr=False)

    def token(self, _workspace: str) -> str:
        return self.value


@dataclass(frozen=True)
class Registry:
    """Slack, asked who a token belongs to. Every method raises the errors.SendFailed family."""

    session: aiohttp.ClientSession
    base_url: str

    async def identity(self, token: str) -> Granted:
        """Whose token this is."""
        told = await self._call(token, "auth.test")
        enterprise, team = str(told.get("enterprise_id") or ""), str(told.get("team_id") or "")
        wide = bool(told.get("is_enterprise_install"))
        return Granted(
            workspace=enterprise if wide else team,
            name=str(told.get("team") or ""),
            token=token,
            bot_user=str(told.get("user_id") or ""),
            enterprise=enterprise,
            team="" if wide else team,
            org_wide=wide,
        )

    async def exchange(self, client_id: str, client_secret: str, code: str, redirect_uri: str) -> Granted:
        """A code for a token. Raises Undeliverable for an answer without one."""
        asked = {"client_id": client_id, "client_secret": client_secret, "code": code, "redirect_uri": redirect_uri}
        told = await self._call("", "oauth.v2.access", **asked)
        team, enterprise = told.get("team") or {}, told.get("enterprise") or {}
        wide = bool(told.get("is_enterprise_install"))
        where = enterprise if wide else team
        if not (where.get("id") and told.get("access_token") and told.get("token_type") == "bot"):
            raise Undeliverable("no_bot_token")
        return Granted(
            workspace=str(where["id"]),
            name=str(where.get("name") or ""),
            token=str(told["access_token"]),
            bot_user=str(told.get("bot_user_id") or ""),
            app_id=str(told.get("app_id") or ""),
            scopes=str(told.get("scope") or ""),
            enterprise=str(enterprise.get("id") or ""),
            team="" if wide else str(team.get("id") or ""),
            org_wide=wide,
            installer=str((told.get("authed_user") or {}).get("id") or ""),
        )

    async def scopes(self, token: str) -> frozenset[str]:
        """Those a token carries, which Slack tells in a header. Empty where it does not."""
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with self.session.post(f"{self.base_url}auth.test", headers=headers) as answer:
                return frozenset(filter(None, re.split(r"[\s,]+", answer.headers.get("x-oauth-scopes", ""))))
        except (aiohttp.ClientError, TimeoutError):
            return frozenset()

    async def profile(self, granted: Granted, user: str) -> Profile | None:
        """What Slack says of someone there; None where it does not."""
        try:
            told = await self._call(granted.token, "users.info", user=user, include_locale=True)
        except SendFailed:
            return None
        return profile_of(told["user"], granted.workspace)

    async def _call(self, token: str, method: str, **arguments: object) -> dict[str, Any]:
        return await Calls(_Bearer(token), self.session, self.base_url).call("", method, **arguments)


@dataclass(frozen=True)
class Installing:
    """The two pages. `in_thread` runs what the desk does; `public_url` is where people reach them."""

    desk: Desk
    registry: Registry
    client_id: str
    client_secret: str = field(repr=False)
    public_url: str
    in_thread: Callable[..., Any]

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.get(START, self.start), web.get(REDIRECT, self.back)]

    async def start(self, request: web.Request) -> web.Response:
        words = _words(request)
        state, browser = secrets.token_urlsafe(32), request.cookies.get(COOKIE) or secrets.token_urlsafe(32)
        if not await self.in_thread(self.desk.begin, _hash(state), _hash(browser)):
            return _html(words, "busy", status=429)
        asked = {
            "client_id": self.client_id,
            "scope": ",".join(SCOPES),
            "redirect_uri": self._redirect_uri(),
            "state": state,
        }
        address = f"{self.registry.base_url.removesuffix('api/')}oauth/v2/authorize?{urlencode(asked)}"
        answer = _html(words, "start", link=(address, words.say("slack.install.button")))
        answer.set_cookie(
            COOKIE, browser, max_age=MINUTES * 60, path="/slack/", secure=True, httponly=True, samesite="Lax"
        )
        return answer

    async def back(self, request: web.Request) -> web.Response:
        """Whatever comes is answered by a page; only what is whole goes on to Slack."""
        words, query = _words(request), request.query
        state, browser = query.get("state", ""), request.cookies.get(COOKIE, "")
        if not (state and browser and await self.in_thread(self.desk.take, _hash(state), _hash(browser))):
            return _html(words, "over", status=400, link=(START, words.say("slack.install.again")))
        if query.get("error") or not query.get("code"):
            return _html(words, "denied", link=(START, words.say("slack.install.again")))
        try:
            granted = await self.registry.exchange(
                self.client_id, self.client_secret, query["code"], self._redirect_uri()
            )
        except SendFailed as error:
            _LOG.warning("an installation failed: %s", type(error).__name__)
            return _html(words, "failed", status=400, link=(START, words.say("slack.install.again")))
        if not await self.in_thread(self.desk.admits, granted):
            _LOG.warning("an installation was refused: the workspace is not on the list")
            return _html(words, "not_listed", status=403)
        installer = await self.registry.profile(granted, granted.installer) if granted.installer else None
        await self.in_thread(self.desk.install, granted, installer)
        return _html(words, "done")

    def _redirect_uri(self) -> str:
        return self.public_url.rstrip("/") + REDIRECT


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _words(request: web.Request) -> Words:
    """The first language the browser asks for that we speak, else English."""
    wanted = (each.partition(";")[0].strip() for each in request.headers.get("Accept-Language", "").split(","))
    return Words(next((known(tag) for tag in wanted if tag.partition("-")[0].lower() in LANGUAGES), "en"))


def _html(words: Words, name: str, *, status: int = 200, link: tuple[str, str] | None = None) -> web.Response:
    """Plain: a title, a sentence or two, a link."""
    title, body = words.say(f"slack.install.{name}.title"), words.say(f"slack.install.{name}.text")
    lines = [
        "<!doctype html>",
        f'<html lang="{words.language}"><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{html.escape(title)}</title>",
        f"<main><h1>{html.escape(title)}</h1><p>{html.escape(body)}</p>",
        *([f'<p><a href="{html.escape(link[0])}">{html.escape(link[1])}</a></p>'] if link else []),
        "</main></html>",
    ]
    return web.Response(text="\n".join(lines), content_type="text/html", status=status, headers=_HEADERS)
