"""The JSON body of a request: what is not as the page makes it is refused in one short line."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from ritualbot.errors import RitualbotError
from ritualbot.platforms.playground.limits import BODY_BYTES, WORD_CHARACTERS


class Refused(RitualbotError):
    """A request the page never makes. `reason` is for developers; it repeats nothing that was sent."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Body:
    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def word(self, name: str, *, empty: bool = False) -> str:
        """A reference, a user, an action: short and printable."""
        found = self._values.get(name, "")
        if not isinstance(found, str) or len(found) > WORD_CHARACTERS or not (found or empty):
            raise Refused(f"{name} must be a short text")
        if not all(each.isprintable() for each in found):
            raise Refused(f"{name} must be printable")
        return found

    def text(self, name: str) -> str:
        """What was typed, whatever it holds."""
        found = self._values.get(name)
        if not isinstance(found, str):
            raise Refused(f"{name} must be a text")
        return found

    def number(self, name: str, most: int) -> int | None:
        """Raises Refused for anything but a whole number from 1 to `most`; None when there is none."""
        found = self._values.get(name)
        if found is None:
            return None
        if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= most:
            raise Refused(f"{name} must be a whole number from 1 to {most}")
        return found

    def id(self) -> str:
        """The UUID the page makes for every click: the key of the inbox."""
        try:
            return str(uuid.UUID(self.word("id")))
        except ValueError:
            raise Refused("id must be a UUID") from None

    def values(self) -> dict[str, str]:
        found = self._values.get("values")
        if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
            raise Refused("values must be an object of texts")
        return found


async def read_body(request: web.Request) -> Body:
    if request.content_type != "application/json":
        raise Refused("the body must be application/json", 415)
    if (request.content_length or 0) > BODY_BYTES:
        raise _too_large()
    raw = bytearray()
    async for piece in request.content.iter_any():
        raw += piece
        if len(raw) > BODY_BYTES:
            raise _too_large()
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused("the body is not JSON") from None
    if not isinstance(values, dict):
        raise Refused("the body must be an object")
    return Body(values)


def _too_large() -> Refused:
    return Refused(f"the body may hold {BODY_BYTES} bytes", 413)
