"""Events: what people and platforms do, with no platform in it. Made only after the sender was verified."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Who:
    """The actor, from the verified envelope only. `workspace` is the platform's own id of the workspace."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True)
class Place:
    """Where it happened. `direct`: a conversation between one person and the bot. What the platform tells of it may
    be left out: `name` without the leading `#`, `members` the user ids of its people, without bots."""

    conversation: str
    direct: bool = False
    name: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Event:
    """`id` is the sender's own business key, stable across redelivery."""

    id: str
    who: Who
    place: Place


@dataclass(frozen=True)
class CommandTyped(_Event):
    """`/standup skip`: `command` is the word without its slash, `text` the rest, untouched."""

    command: str
    text: str = ""


@dataclass(frozen=True)
class MessageTyped(_Event):
    """`message` is the platform's own id of it; `called` what follows a mention of the bot, None where it has none."""

    text: str
    message: str = ""
    called: str | None = None


@dataclass(frozen=True)
class MessageEdited(_Event):
    text: str
    message: str = ""


@dataclass(frozen=True)
class ButtonPressed(_Event):
    action: str
    ref: str


@dataclass(frozen=True)
class FormSubmitted(_Event):
    action: str
    ref: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FormClosed(_Event):
    action: str
    ref: str


@dataclass(frozen=True)
class FormTyped(_Event):
    """What is in an open form now. Told again and again, outside the inbox: the last one wins."""

    action: str
    ref: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonChanged(_Event):
    """The platform says this person changed (name, zone, active)."""

    name: str = ""
    tz: str = ""
    active: bool = True


@dataclass(frozen=True)
class PlaceChanged(_Event):
    """The platform says a conversation changed: a new name, or `closed` when nobody can write there any more."""

    name: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Installed(_Event):
    name: str = ""


@dataclass(frozen=True)
class Removed(_Event):
    """The app was removed, or its tokens revoked."""


Event: TypeAlias = (
    CommandTyped
    | MessageTyped
    | MessageEdited
    | ButtonPressed
    | FormSubmitted
    | FormClosed
    | FormTyped
    | PersonChanged
    | PlaceChanged
    | Installed
    | Removed
)
