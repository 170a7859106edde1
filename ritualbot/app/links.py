"""Links to files, for places that show none: whoever has one gets the file for a week, and nobody can make one up.

A link is the file's description and its end, encrypted and signed with RITUALBOT_SECRET_KEY (Fernet): nothing of it is
stored, and a key taken out of the settings takes its links with it.
"""

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

import sqlalchemy as sa
from aiohttp import web

from ritualbot import handlers
from ritualbot.app.database import vault_of
from ritualbot.chat.cards import File
from ritualbot.clock import Clock
from ritualbot.errors import RitualbotError, Unreadable
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.settings import Settings
from ritualbot.store.engine import reading
from ritualbot.store.secrets import Vault

LASTS = timedelta(days=7)
PATH = "/files"
_LONGEST = 4000  # characters of a link that is looked at at all
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True)
class Links:
    vault: Vault
    public_url: str
    clock: Clock

    def to(self, file: File, tenant_id: int) -> str:
        until = (self.clock.now() + LASTS).isoformat()
        told = json.dumps({"file": asdict(file), "tenant": tenant_id, "until": until})
        return f"{self.public_url.rstrip('/')}{PATH}/{self.vault.encrypt(told)}"

    def read(self, token: str) -> tuple[File, int] | None:
        """The file and whose it is; None for a link that is none of ours, or has ended."""
        try:
            told = json.loads(self.vault.decrypt(token)) if len(token) <= _LONGEST else None
        except Unreadable:
            return None
        if told is None or datetime.fromisoformat(told["until"]) <= self.clock.now():
            return None
        return File(**told["file"]), int(told["tenant"])


def links(settings: Settings, clock: Clock) -> Links | None:
    """None where nobody reaches us from outside, or nothing can be signed."""
    vault = vault_of(settings)
    return Links(vault, settings.public_url, clock) if vault and settings.public_url else None


def routes(known: Links | None, engine: sa.Engine) -> list[web.AbstractRouteDef]:
    if known is None:
        return []

    async def give(request: web.Request) -> web.Response:
        """The file, or one and the same page for everything that is none."""
        found = known.read(request.match_info["token"])
        content = await asyncio.to_thread(_content, engine, *found, known.clock.now()) if found else None
        if found is None or content is None:
            gone = "\n".join(Words(language).say("file.link_gone") for language in LANGUAGES)
            return web.Response(status=404, text=gone, headers=_HEADERS)
        named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(found[0].name)}"}
        return web.Response(body=content, content_type="application/octet-stream", headers=_HEADERS | named)

    return [web.get(PATH + "/{token}", give)]


def _content(engine: sa.Engine, file: File, tenant_id: int, now: datetime) -> bytes | None:
    try:
        with reading(engine) as session:
            return handlers.content(session, tenant_id, file, now)
    except RitualbotError:
        return None
