"""What the Events API tells, as events. What is nothing to us is None: it was heard, and that is all."""

from collections.abc import Callable, Mapping

from ritualbot.chat.events import (
    Event,
    HomeOpened,
    MessageEdited,
    MessageTyped,
    PersonChanged,
    Place,
    PlaceChanged,
    PlaceState,
    Removed,
    Who,
)
from ritualbot.platforms.shape import Json, flag, moment, needed, part, word, written
from ritualbot.platforms.slack.envelope import Sender
from ritualbot.platforms.slack.people import profile_of
from ritualbot.platforms.slack.typed import as_seen, mentioned

Names = Mapping[str, str]
_Read = Callable[[Json, Who, Sender], Event | None]

_STATES = {
    "channel_archive": PlaceState.CLOSED,
    "channel_unarchive": PlaceState.OPEN,
    "channel_deleted": PlaceState.CLOSED,
    "channel_shared": PlaceState.SHARED,
    "group_archive": PlaceState.CLOSED,
    "group_unarchive": PlaceState.OPEN,
    "group_deleted": PlaceState.CLOSED,
}
_WRITTEN = ("", "file_share")  # the subtypes of what a person writes: without files, with some
_OF_OURSELVES = {"member_joined_channel": PlaceState.OPEN, "member_left_channel": PlaceState.CLOSED}


def read(body: Json, who: Who, sender: Sender, names: Names) -> Event | None:
    """`names` of the people a message mentions."""
    kind = needed(part(body, "event"), "type")
    if kind == "message":
        return _message(body, who, sender, names)
    reader = _READERS.get(kind)
    return reader(body, who, sender) if reader is not None else None


def _source(body: Json) -> str:
    """The text of a message as Slack writes it, or empty."""
    event = part(body, "event")
    return written(part(event, "message") or event, "text") if event.get("type") == "message" else ""


def named(body: Json) -> tuple[str, ...]:
    """The people a message mentions."""
    return mentioned(_source(body))


# -- messages to the bot -------------------------------------------------------------------------------------------


def _message(body: Json, who: Who, sender: Sender, names: Names) -> Event | None:
    """Only what a person writes, changes or takes back in their conversation with the bot."""
    event = part(body, "event")
    if word(event, "channel_type") != "im":
        return None
    match word(event, "subtype"):
        case kind if kind in _WRITTEN:
            return _typed(event, who, sender, names)
        case "message_changed":
            return _changed(event, who, sender, names)
        case "message_deleted":
            return _deleted(event, who, sender)
        case _:
            return None


def _typed(event: Json, who: Who, sender: Sender, names: Names) -> Event | None:
    """A picture without a word says nothing."""
    if not _is_a_persons(event, sender) or not written(event, "text"):
        return None
    channel, ts = needed(event, "channel"), needed(event, "ts")
    seen = as_seen(written(event, "text"), names)
    return MessageTyped(f"{who.workspace}:{channel}:{ts}", who, Place(channel, direct=True), seen, f"{channel}:{ts}")


def _changed(event: Json, who: Who, sender: Sender, names: Names) -> Event | None:
    """Our own `chat.update` comes back like this, and so does a preview that Slack adds to a link."""
    message, before = part(event, "message"), part(event, "previous_message")
    by_person = _is_a_persons(message, sender) and word(message, "subtype") in _WRITTEN
    if not by_person or written(message, "text") == written(before, "text"):
        return None
    return _edited(event, word(message, "user"), needed(message, "ts"), as_seen(written(message, "text"), names), who)


def _deleted(event: Json, who: Who, sender: Sender) -> Event | None:
    """A message taken back says nothing any more: it is one whose text is empty now."""
    before = part(event, "previous_message")
    if not _is_a_persons(before, sender) or word(before, "subtype") not in _WRITTEN:
        return None
    return _edited(event, word(before, "user"), needed(event, "deleted_ts"), "", who)


def _edited(event: Json, user: str, ts: str, seen: str, who: Who) -> MessageEdited:
    """There is no `event.user`: whose message it is, is told inside."""
    channel = needed(event, "channel")
    key = f"{who.workspace}:{channel}:{ts}:{needed(event, 'event_ts')}"
    person = Who(who.platform, who.workspace, user)
    return MessageEdited(key, person, Place(channel, direct=True), seen, f"{channel}:{ts}")


def _is_a_persons(message: Json, sender: Sender) -> bool:
    user = word(message, "user")
    return bool(user) and user != sender.bot and not (message.get("bot_id") or message.get("app_id"))


# -- people, places, the app itself --------------------------------------------------------------------------------


def _home(body: Json, who: Who, _sender: Sender) -> Event | None:
    event = part(body, "event")
    if word(event, "tab") != "home":
        return None
    return HomeOpened(needed(body, "event_id"), who, Place(word(event, "channel"), direct=True))


def _person(body: Json, who: Who, _sender: Sender) -> Event:
    user = part(body, "event", "user")
    needed(user, "id")
    return PersonChanged(needed(body, "event_id"), who, Place(""), profile_of(user, who.workspace))


def _place_state(body: Json, who: Who, _sender: Sender) -> Event:
    event = part(body, "event")
    state = _STATES[word(event, "type")]
    return PlaceChanged(needed(body, "event_id"), who, Place(needed(event, "channel")), state=state)


def _unshared(body: Json, who: Who, _sender: Sender) -> Event:
    """Others may stay connected."""
    event = part(body, "event")
    state = PlaceState.SHARED if flag(event, "is_ext_shared") else PlaceState.OPEN
    return PlaceChanged(needed(body, "event_id"), who, Place(needed(event, "channel")), state=state)


def _renamed(body: Json, who: Who, _sender: Sender) -> Event:
    """Only here `channel` is an object."""
    channel = part(body, "event", "channel")
    name = written(channel, "name")
    return PlaceChanged(needed(body, "event_id"), who, Place(needed(channel, "id"), name=name), name=name)


def _member(body: Json, who: Who, sender: Sender) -> Event | None:
    """Other people's coming and going changes nothing: a team is who its scrum master says."""
    event = part(body, "event")
    if not sender.bot or word(event, "user") != sender.bot:
        return None
    state = _OF_OURSELVES[word(event, "type")]
    return PlaceChanged(needed(body, "event_id"), who, Place(needed(event, "channel")), state=state)


def _uninstalled(body: Json, who: Who, _sender: Sender) -> Event:
    """Told again, and so perhaps late: `event_time` stays that of what happened."""
    return Removed(needed(body, "event_id"), who, Place(""), at=moment(body, "event_time"))


def _revoked(body: Json, who: Who, sender: Sender) -> Event | None:
    """A person's own token says nothing of the bot's. The lists hold user ids."""
    bots = part(body, "event", "tokens").get("bot")
    return _uninstalled(body, who, sender) if bots else None


_READERS: Mapping[str, _Read] = {
    "app_home_opened": _home,
    "user_change": _person,
    "member_joined_channel": _member,
    "member_left_channel": _member,
    **dict.fromkeys(_STATES, _place_state),
    "channel_unshared": _unshared,
    "channel_rename": _renamed,
    "group_rename": _renamed,
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _revoked,
}
