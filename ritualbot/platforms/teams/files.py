"""Files in a 1:1 conversation: the offer, the bytes put where its reader wants them, and the message that shows them.

Teams' bot interface knows files in 1:1 conversations alone ("Send and receive files through the bot", bots-filesv4).
The address to put one at is a secret of its own: it is given with the reader's yes, and no token of ours goes there.
"""

import json
from collections.abc import Mapping

import aiohttp

from ritualbot.chat.cards import Card, File
from ritualbot.errors import NotSent, Undeliverable
from ritualbot.platforms.shape import Json, Malformed, part, written
from ritualbot.platforms.teams.actions import OURS
from ritualbot.platforms.teams.literal import shown
from ritualbot.platforms.teams.registration import Registration

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
INVOKE = "fileConsent/invoke"
ACCEPT, DECLINE = "file.accept", "file.decline"
TIMEOUT = aiohttp.ClientTimeout(total=10.0)  # as long as any call may take
GONE = "upload_gone"  # the address is good for a while only, and for one file
_LONGEST = 4000  # characters of what is given along
_GIVEN = ("uploadUrl", "contentUrl", "name", "uniqueId", "fileType")


def offer(card: Card, file: File, size: int) -> Json:
    """The activity that asks whether its reader wants the file, and where. `size` in bytes."""
    ref = f"{file.report}:{file.ref}:{file.language}:{file.key}"
    content = {
        "description": shown(card.without_file().plain_text()),
        "sizeInBytes": size,
        "acceptContext": {OURS: {"press": ACCEPT, "ref": ref}},
        "declineContext": {OURS: {"press": DECLINE, "ref": ref}},
    }
    return {"type": "message", "attachments": [{"contentType": CONSENT, "name": file.name, "content": content}]}


def given(value: Json, registration: Registration) -> str:
    """Where a reader wants a file, in Teams' words; empty where that is no place we put files at."""
    place = part(value, "uploadInfo")
    try:
        told = {name: written(place, name) for name in _GIVEN}
    except Malformed:
        return ""
    kept = json.dumps(told, ensure_ascii=False)
    return kept if registration.takes_files(told["uploadUrl"]) and len(kept) <= _LONGEST else ""


def information(upload: Mapping[str, str]) -> Json:
    """The activity that shows a file where it lies now."""
    content = {"uniqueId": upload["uniqueId"], "fileType": upload["fileType"]}
    attachment = {"contentType": INFO, "contentUrl": upload["contentUrl"], "name": upload["name"], "content": content}
    return {"type": "message", "attachments": [attachment]}


async def put(upload: Mapping[str, str], content: bytes, registration: Registration) -> None:
    """The bytes in one piece. Nothing is said by it, so whatever fails can be tried again.

    Raises errors.NotSent, and Undeliverable where the address is none of ours to write to, or is good no more: it takes
    a file once (Microsoft Graph, "driveItem: createUploadSession").
    """
    address = upload["uploadUrl"]
    if not registration.takes_files(address):
        raise Undeliverable("upload_host")
    said = {
        "Content-Type": "application/octet-stream",
        "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}",
    }
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT, trust_env=True) as session,
            session.put(address, data=content, headers=said, allow_redirects=False) as answer,
        ):
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise NotSent(type(error).__name__) from None
    if status in (408, 429) or status >= 500:
        raise NotSent(f"http_{status}")
    if status not in (200, 201):
        raise Undeliverable(GONE)


def upload_of(file: File) -> dict[str, str]:
    found = json.loads(file.upload)
    return {name: written(found, name) for name in _GIVEN}
