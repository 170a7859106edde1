"""Activities that want no answer of their own, as events: messages, edits, and what Teams tells of conversations.

What is nothing to us is no event at all: it was heard, and that is all. An edit repeats the id of its original, so a
key is made of the conversation, the id, the type and the moment.
"""

from dataclasses import replace

from ritualbot.chat.events import Event, Joined, MessageEdited, MessageTyped, Place, PlaceChanged, PlaceState
from ritualbot.platforms.shape import Json, needed, part, parts, word, written
from ritualbot.platforms.teams.envelope import Seen
from ritualbot.platforms.teams.typed import typed

_CHANNELS = {"channelDeleted": PlaceState.CLOSED, "channelRestored": PlaceState.OPEN}
_TEAMS = {
    "teamArchived": PlaceState.CLOSED,
    "teamDeleted": PlaceState.CLOSED,
    "teamHardDeleted": PlaceState.CLOSED,
    "teamUnarchived": PlaceState.OPEN,
    "teamRestored": PlaceState.OPEN,
}


def key(activity: Json, told: Seen) -> str:
    """The inbox key of an activity. Nothing else marks one that is told again."""
    moment = word(activity, "timestamp")
    return f"{told.reference.conversation}:{needed(activity, 'id')}:{needed(activity, 'type')}:{moment}"


def read(activity: Json, told: Seen) -> Event | None:
    """What one person did, or what became of one conversation."""
    match needed(activity, "type"):
        case "message":
            return _message(activity, told)
        case "messageUpdate":
            return _edit(activity, told)
        case "messageDelete":
            return _edited(activity, told, "")
        case "conversationUpdate" | "installationUpdate":
            return _place(activity, told)
        case _:
            return None


# -- messages ------------------------------------------------------------------------------------------------------


def _message(activity: Json, told: Seen) -> Event | None:
    """In a channel or a group only what calls the bot reaches it, as long as nothing more was asked for."""
    found = typed(activity, told.reference.bot)
    if found is None or not told.user:
        return None
    called = None if told.direct or not found.called else found.text
    return MessageTyped(
        key(activity, told),
        told.who,
        told.place,
        found.text,
        _message_id(activity, told),
        called,
        form_in_message=True,
    )


def _edit(activity: Json, told: Seen) -> Event | None:
    """A text that is not told is unknown, not empty."""
    found = typed(activity, told.reference.bot)
    return None if found is None else _edited(activity, told, found.text)


def _edited(activity: Json, told: Seen, text: str) -> Event | None:
    """A message taken back says nothing any more: it is one whose text is empty now."""
    if not told.user or not told.direct:
        return None
    return MessageEdited(key(activity, told), told.who, told.place, text, _message_id(activity, told))


def _message_id(activity: Json, told: Seen) -> str:
    return f"{told.reference.conversation}|{needed(activity, 'id')}"


# -- conversations -------------------------------------------------------------------------------------------------


def comes(activity: Json, told: Seen) -> bool:
    """Whether the bot was put into the conversation."""
    if activity.get("type") == "installationUpdate":
        return activity.get("action") == "add"
    return activity.get("type") == "conversationUpdate" and _is_among(activity, "membersAdded", told)


def goes(activity: Json, told: Seen) -> bool:
    """Whether it was taken out, of a channel with all of its team."""
    if activity.get("type") == "installationUpdate":
        return activity.get("action") == "remove"
    return activity.get("type") == "conversationUpdate" and _is_among(activity, "membersRemoved", told)


def is_in(activity: Json, told: Seen) -> bool:
    """Whether it says that the bot is in its conversation. An update of a team is about the team: its conversation may
    be none that the bot was put into."""
    if goes(activity, told):
        return False
    return activity.get("type") != "conversationUpdate" or comes(activity, told)


def _is_among(activity: Json, name: str, told: Seen) -> bool:
    return told.reference.bot in {word(each, "id") for each in parts(activity, name)}


def _place(activity: Json, told: Seen) -> Event | None:
    if comes(activity, told):
        return Joined(f"{key(activity, told)}:joined", told.who, told.place)
    kind = word(part(activity, "channelData"), "eventType")
    channel = part(activity, "channelData", "channel")
    if not word(channel, "id"):
        return None
    if kind == "channelRenamed":
        name = written(channel, "name")
        return PlaceChanged(key(activity, told), told.who, replace(told.place, name=name), name=name)
    if kind in _CHANNELS:
        return PlaceChanged(key(activity, told), told.who, told.place, state=_CHANNELS[kind])
    return None


def of_team(activity: Json, told: Seen) -> PlaceState | None:
    """What became of every conversation of a team; None where nothing did, or of one only."""
    if goes(activity, told):
        return PlaceState.CLOSED
    if comes(activity, told):
        return PlaceState.OPEN
    if activity.get("type") != "conversationUpdate":
        return None
    return _TEAMS.get(word(part(activity, "channelData"), "eventType"))


def each_place(activity: Json, told: Seen, state: PlaceState, conversations: tuple[str, ...]) -> tuple[Event, ...]:
    """The same of each conversation."""
    base = key(activity, told)
    return tuple(
        PlaceChanged(f"{base}:{conversation}", told.who, Place(conversation), state=state)
        for conversation in conversations
    )
