"""What the Connector takes as an activity, and what not."""

import json
from typing import Any

from tests.clouds.teams.world import Conversation, Json, Refused

MOST_BYTES = 28 * 1024  # the least of the figures Microsoft gives
CARD = "application/vnd.microsoft.card.adaptive"
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
FILE = "application/vnd.microsoft.teams.card.file.info"
VERSION = "1.5"
_KNOWN = {CARD, CONSENT, FILE}
_OFFER = {"sizeInBytes", "acceptContext", "declineContext"}


def check(activity: Any, place: Conversation) -> None:
    """Raises Refused."""
    if not isinstance(activity, dict) or activity.get("type") not in ("message", "typing"):
        raise Refused("BadSyntax")
    if len(json.dumps(activity, ensure_ascii=False).encode()) > MOST_BYTES:
        raise Refused("MessageSizeTooBig")
    attachments = activity.get("attachments", [])
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise Refused("BadSyntax")
    for each in attachments:
        _check_attachment(each, place)
    text = activity.get("text", "")
    if not isinstance(text, str) or (activity["type"] == "message" and not text.strip() and not attachments):
        raise Refused("BadSyntax")


def is_offer(activity: Json) -> bool:
    """Whether it asks if somebody wants a file."""
    return any(each.get("contentType") == CONSENT for each in activity.get("attachments", []))


def _check_attachment(attachment: Json, place: Conversation) -> None:
    kind = attachment.get("contentType")
    content = attachment.get("content")
    if kind not in _KNOWN or not isinstance(content, dict):
        raise Refused("BadArgument")
    if kind in (CONSENT, FILE) and place.kind != "personal":
        raise Refused("BadArgument")
    if kind == CARD:
        _check_card(content)
    if kind == CONSENT and not (set(content) >= _OFFER and attachment.get("name")):
        raise Refused("BadArgument")
    if kind == FILE and not (set(content) >= {"uniqueId", "fileType"} and attachment.get("contentUrl")):
        raise Refused("BadArgument")


def _check_card(card: Json) -> None:
    if card.get("type") != "AdaptiveCard" or card.get("version") != VERSION:
        raise Refused("BadArgument")
    for name in ("body", "actions"):
        found = card.get(name, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) and each.get("type") for each in found):
            raise Refused("BadArgument")
