"""Before anything else reads a request: is it of a size and shape that the Connector sends, from an address we know?

Whose it is, is proved after that, by its token (`Connector.receive`).
"""

from aiohttp import web

from ritualbot.platforms.request_body import TooLarge, json_object, read_body
from ritualbot.platforms.shape import Json, Malformed, part, word, written
from ritualbot.platforms.teams.port import Refused
from ritualbot.platforms.teams.registration import Registration

BODY_BYTES = 256 * 1024  # the largest message people can send is about 100 KB
DEPTH = 40  # an invoke with a whole card in it is about 20 deep
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
        activity = json_object(await read_body(request, BODY_BYTES), DEPTH)
        service_url = _checked(activity)
    except TooLarge:
        raise Refused(413) from None
    except (Malformed, ValueError, RecursionError):
        raise Refused(400) from None
    if not registration.trusts(service_url):
        raise Refused(401)
    header = request.headers.getall("Authorization", [])
    return activity, header[0] if len(header) == 1 else ""  # of two, nobody knows which one the SDK would take


def tenant_of(activity: Json) -> str:
    """The tenant an activity is from, in lower case; empty where it says none. Only a token makes it true.

    Raises Malformed. The SDK looks for `tenantID` in the conversation, where Teams writes `tenantId`.
    """
    said = word(part(activity, "channelData", "tenant"), "id") or word(part(activity, "conversation"), "tenantId")
    return said.lower()


def _checked(activity: Json) -> str:
    """The address it says to answer at. The SDK checks nothing against what is not there, so all of it must be."""
    found = {name: written(activity, name) for name in ("type", "channelId", "serviceUrl")}
    found |= {name: written(part(activity, name), "id") for name in ("conversation", "from", "recipient")}
    if not all(found.values()) or found["channelId"] != CHANNEL:
        raise Malformed("activity")
    tenant_of(activity)
    return found["serviceUrl"]
