"""Before anything else reads a request: is it of a size and shape that the Connector sends, from an address we know?

Whose it is, is proved after that, by its token (`Connector.receive`).
"""

import json
from collections.abc import Mapping
from itertools import chain
from typing import Any, NoReturn

from aiohttp import web

from ritualbot.platforms.teams.port import Json, Refused
from ritualbot.platforms.teams.registration import Registration

BODY_BYTES = 256 * 1024  # the largest message people can send is about 100 KB
DEPTH = 40  # an invoke with a whole card in it is about 20 deep
ID_CHARACTERS = 1024  # conversation ids grow with the thread they name; 255 is the longest seen
CHANNEL = "msteams"


async def let_in(request: web.Request, registration: Registration) -> tuple[Json, str]:
    """The activity, and the header that is to prove whose it is.

    Raises Refused: 405, 415 and 413 for what the Connector never sends, 400 for what is no activity of Teams, 401 for
    an address that is not the Connector's.
    """
    if request.method != "POST":
        raise Refused(405)
    if request.content_type != "application/json" or request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refused(415)
    try:
        activity = _object(await _read(request))
        service_url = _checked(activity)
    except (_Malformed, ValueError, RecursionError):
        raise Refused(400) from None
    if not registration.trusts(service_url):
        raise Refused(401)
    header = request.headers.getall("Authorization", [])
    return activity, header[0] if len(header) == 1 else ""


def tenant_of(activity: Json) -> str:
    """The tenant an activity is from; empty where it says none. Only a token makes it true."""
    said = _part(_part(activity, "channelData"), "tenant").get("id") or _part(activity, "conversation").get("tenantId")
    return said if isinstance(said, str) else ""


class _Malformed(Exception):
    """No activity of Teams."""


async def _read(request: web.Request) -> bytes:
    if (request.content_length or 0) > BODY_BYTES:
        raise Refused(413)
    raw = bytearray()
    try:
        async for piece in request.content.iter_any():
            raw += piece
            if len(raw) > BODY_BYTES:
                raise Refused(413)
    except web.RequestPayloadError:
        raise Refused(400) from None
    return bytes(raw)


def _object(raw: bytes) -> Json:
    found = json.loads(raw.decode(), parse_constant=_no_number)
    if not isinstance(found, dict):
        raise _Malformed
    level: list[Any] = [found]
    for _ in range(DEPTH):
        level = list(chain.from_iterable(_inside(each) for each in level))
        if not level:
            return found
    raise _Malformed


def _no_number(_name: str) -> NoReturn:
    raise _Malformed


def _inside(value: object) -> list[Any]:
    if isinstance(value, dict):
        return [each for each in value.values() if isinstance(each, dict | list)]
    return [each for each in value if isinstance(each, dict | list)] if isinstance(value, list) else []


def _checked(activity: Json) -> str:
    """The address it says to answer at. What is not there is not checked by the SDK either, so all of it must be."""
    _word(activity, "type")
    if _word(activity, "channelId") != CHANNEL:
        raise _Malformed
    for name in ("conversation", "from", "recipient"):
        _word(_part(activity, name), "id")
    for name in ("channelData", "value"):
        if not isinstance(activity.get(name), Mapping | None):
            raise _Malformed
    tenant_of(activity)
    return _word(activity, "serviceUrl")


def _part(of: Json, name: str) -> Json:
    found = of.get(name)
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise _Malformed
    return found


def _word(of: Json, name: str) -> str:
    found = of.get(name)
    if not isinstance(found, str) or not 0 < len(found) <= ID_CHARACTERS:
        raise _Malformed
    if not (found.isascii() and found.isprintable()):
        raise _Malformed
    return found
