"""Events: what people and platforms do, with no platform in it. Made only after the sender was verified."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
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
class Profile:
    """What the platform itself says of someone. Empty: not told, what is known stays.

    `admin`: runs the workspace (None: not told); `guest`: of some channels only; `stranger`: of another organisation;
    `bot`: no person at all.
    """

    user: str
    name: str = ""
    tz: str = ""
    language: str = ""
    active: bool = True
    admin: bool | None = None
    guest: bool = False
    stranger: bool = False
    bot: bool = False


@dataclass(frozen=True)
class _Event:
    """`id` is the sender's own business key, stable across redelivery. `profiles`: what the platform tells of people
    this event names, looked up for it; whoever is new becomes known. `form_in_message`: whether a message here can
    hold a form, so that none need wait behind a button."""

    id: str
    who: Who
    place: Place
    profiles: tuple[Profile, ...] = field(default=(), kw_only=True)
    form_in_message: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class CommandTyped(_Event):
    """`/standup skip`: `command` is the word without its slash, `text` the rest, untouched. `stands`: it is a message,
    which stays in the conversation under its author's name."""

    command: str
    text: str = ""
    stands: bool = field(default=False, kw_only=True)


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
    """`in_place`: whether a private answer can be given where it was pressed; otherwise it comes as a message.
    `given`: what the platform gives along with the press, in its own words."""

    action: str
    ref: str
    in_place: bool = True
    given: str = ""


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
    """The platform says that someone changed; who is not known here stays unknown."""

    profile: Profile


@dataclass(frozen=True)
class HomeOpened(_Event):
    """Someone looks at their own page of the app."""


class PlaceState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # nobody can write there any more: archived, or the bot was taken out
    SHARED = "shared"  # people of other organisations read there


@dataclass(frozen=True)
class PlaceChanged(_Event):
    """The platform says that a conversation changed: its name, or who can read and write there. None: not told."""

    name: str = ""
    state: PlaceState | None = None


@dataclass(frozen=True)
class Joined(_Event):
    """The bot was put into a conversation, with one person or with many. Platforms tell it more than once."""


@dataclass(frozen=True)
class Installed(_Event):
    """The app is in a workspace: `name` is the workspace's, `language` the one it starts with. `link`: where a person
    gets the app for themselves, on platforms where each must."""

    name: str = ""
    language: str = ""
    link: str = ""


@dataclass(frozen=True)
class Removed(_Event):
    """The app was removed, or its tokens revoked, in the second that begins `at`. None: not told, so just now."""

    at: datetime | None = None


@dataclass(frozen=True)
class LinkUsed(_Event):
    """Somebody outside the chat sent a form of the page their link leads to. `link` names it, `act` what they do,
    `language` is the page's."""

    link: str
    act: str
    language: str
    values: Mapping[str, str] = field(default_factory=dict)


Event: TypeAlias = (
    CommandTyped
    | MessageTyped
    | MessageEdited
    | ButtonPressed
    | FormSubmitted
    | FormClosed
    | FormTyped
    | PersonChanged
    | HomeOpened
    | PlaceChanged
    | Joined
    | Installed
    | Removed
    | LinkUsed
)
