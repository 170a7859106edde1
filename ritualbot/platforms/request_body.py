"""The body of a request: no more of it than it may have, and JSON that no reader of ours stumbles over."""

import json
from itertools import chain
from typing import Any, NoReturn

from aiohttp import web

from ritualbot.platforms.shape import Malformed


class TooLarge(Exception):
    """More bytes than anybody who is meant to call sends."""


async def read_body(request: web.Request, most_bytes: int) -> bytes:
    """Raises TooLarge, without reading on, and Malformed for a body that breaks off."""
    if (request.content_length or 0) > most_bytes:
        raise TooLarge
    raw = bytearray()
    try:
        async for piece in request.content.iter_any():
            raw += piece
            if len(raw) > most_bytes:
                raise TooLarge
    except web.RequestPayloadError:
        raise Malformed("payload") from None
    return bytes(raw)


def json_object(raw: bytes, depth: int) -> dict[str, Any]:
    """An object of at most so many levels. Raises Malformed, or ValueError or RecursionError where it is no JSON."""
    found = json.loads(raw.decode(), parse_constant=_no_number)
    if not isinstance(found, dict):
        raise Malformed("object")
    level: list[Any] = [found]
    for _ in range(depth):
        level = list(chain.from_iterable(_inside(each) for each in level))
        if not level:
            return found
    raise Malformed("depth")


def _no_number(name: str) -> NoReturn:
    raise Malformed(name)


def _inside(value: object) -> list[Any]:
    if isinstance(value, dict):
        return [each for each in value.values() if isinstance(each, dict | list)]
    return [each for each in value if isinstance(each, dict | list)] if isinstance(value, list) else []
