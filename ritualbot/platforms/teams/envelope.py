"""Who did something, in which conversation and from which client, read from a verified activity.

Somebody is their Entra object id (`from.aadObjectId`): ids inside a card's data are never believed. Bots and
anonymous people have none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ritualbot.chat.events import Place, Profile, Who
from ritualbot.platforms.shape import Json, needed, part, parts, word, written
from ritualbot.platforms.teams.port import Reference

PLATFORM = "teams"
PERSONAL, GROUP, CHANNEL = "personal", "groupChat", "channel"
THREAD = ";messageid="  # in the id of a channel's conversation: the message its thread began with

_SHARED = re.compile(r"19:[A-Za-z0-9._-]{1,200}@(thread\.(tacv2|v2|skype)|unq\.gbl\.spaces)", re.ASCII)


@dataclass(frozen=True)
class Seen:
    """What an activity tells besides its own matter. `account` is the `29:…` id, `team` the id of the channel's team,
    `name` what the conversation is called, each empty where it is not told."""

    reference: Reference
    user: str
    account: str
    profile: Profile
    team: str = ""
    name: str = ""

    @property
    def who(self) -> Who:
        return Who(PLATFORM, self.reference.tenant, self.user)

    @property
    def place(self) -> Place:
        return Place(self.reference.conversation, direct=self.direct, name=self.name)

    @property
    def direct(self) -> bool:
        return self.reference.scope == PERSONAL


def seen(activity: Json) -> Seen:
    """Raises Malformed for an activity that does not say where it comes from."""
    sender, conversation, data = (part(activity, name) for name in ("from", "conversation", "channelData"))
    user = word(sender, "aadObjectId").lower()
    channel = word(part(data, "channel"), "id")
    scope = word(conversation, "conversationType") or PERSONAL
    team = part(data, "team")
    reference = Reference(
        service_url=needed(activity, "serviceUrl"),
        tenant=(word(part(data, "tenant"), "id") or needed(conversation, "tenantId")).lower(),
        conversation=clean(channel or needed(conversation, "id")),
        scope=scope,
        bot=needed(part(activity, "recipient"), "id"),
        channel=clean(channel or needed(conversation, "id")) if scope == CHANNEL else "",
    )
    name = written(conversation, "name") or written(part(data, "channel"), "name")
    return Seen(reference, user, word(sender, "id"), _profile(activity, user), word(team, "id"), name)


def clean(conversation: str) -> str:
    """The conversation without the thread something happened in."""
    return conversation.partition(THREAD)[0]


def _profile(activity: Json, user: str) -> Profile:
    """What the client says of who uses it; an update of an installation says less than a message."""
    client: Json = next((each for each in parts(activity, "entities") if each.get("type") == "clientInfo"), {})
    locale = written(activity, "locale") or written(client, "locale")
    return Profile(
        user=user,
        name=written(part(activity, "from"), "name"),
        tz=written(activity, "localTimezone") or written(client, "timezone"),
        language=locale.partition("-")[0].lower(),
    )


def member(told: Mapping[str, object]) -> tuple[Profile, str] | None:
    """Someone of a roster and their account; None for whoever has no object id: bots, anonymous people.

    Documentation and recordings write `objectId`, activities `aadObjectId`.
    """
    user = (word(told, "aadObjectId") or word(told, "objectId")).lower()
    if not user:
        return None
    guest = word(told, "userRole") == "guest"
    return Profile(user, written(told, "name"), guest=guest), word(told, "id")


def about(ref: str) -> Place | None:
    """What is about a channel or a group happens in it, wherever it was pressed."""
    return Place(ref) if _SHARED.fullmatch(ref) else None
