"""What the fake Teams remembers: apps with keys and tokens; tenants with people, conversations, faults, a log."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.clouds.clock import SECOND, Clock
from tests.clouds.faults import Faults
from tests.clouds.teams.kinds import CODES
from tests.clouds.teams.limits import Limits

Json = dict[str, Any]


class Refused(Exception):
    """Teams says no, with one of kinds.CODES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.status, self.message = CODES[code]


@dataclass
class Person:
    """`installed`: has the app for themselves. `blocked`: has shut it out. `object_id` is empty for the anonymous."""

    name: str
    account: str
    object_id: str
    full_name: str
    role: str = "user"
    installed: bool = True
    blocked: bool = False
    locale: str = "fr-FR"
    zone: str = "Europe/Paris"


@dataclass
class Conversation:
    """`kind`: personal, groupChat or channel. `bot`: the app is in its roster. `team`: of a channel."""

    id: str
    kind: str
    name: str = ""
    team: str = ""
    members: list[str] = field(default_factory=list)  # accounts
    bot: bool = True
    messages: list[Json] = field(default_factory=list)

    def message(self, activity_id: str) -> Json:
        for each in self.messages:
            if each["id"] == activity_id:
                return each
        raise Refused("ActivityNotFoundInConversation")


@dataclass
class Upload:
    """Where somebody wants a file: an address that takes it once, in one piece."""

    name: str
    content: bytes | None = None


@dataclass
class App:
    """A bot's registration. `published` are the names of the keys that inbound tokens are signed with."""

    id: str
    secret: str
    published: list[str] = field(default_factory=lambda: ["k1"])
    endorsements: list[str] = field(default_factory=lambda: ["msteams"])
    tokens: set[str] = field(default_factory=set)
    faults: Faults = field(default_factory=Faults)
    log: list[Json] = field(default_factory=list)


@dataclass
class Tenant:
    """`dead` is the code every call is answered with, once the app is shut out."""

    id: str
    app: App
    clock: Clock
    number: Callable[[], int]
    dead: str = ""
    page: int = 0  # people a page of the roster, where a test wants fewer than were asked for
    people: dict[str, Person] = field(default_factory=dict)  # by account
    conversations: dict[str, Conversation] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    faults: Faults = field(default_factory=Faults)
    log: list[Json] = field(default_factory=list)
    _stamp: int = 0

    @property
    def bot(self) -> str:
        return f"28:{self.app.id}"

    def stamp(self) -> str:
        """An activity's id, which no other of this tenant has: milliseconds."""
        self._stamp = max(self.clock.now() * 1000 // SECOND, self._stamp + 1)
        return str(self._stamp)

    def personal(self, account: str) -> Conversation:
        """The 1:1 conversation of the app and this person; new where there is none."""
        made = f"a:{account.removeprefix('29:')}Personal"
        return self.conversations.setdefault(made, Conversation(made, "personal", members=[account]))

    def place(self, named: str) -> tuple[Conversation, str]:
        """The conversation of this id, and the root of the thread that `;messageid=` names, or an empty one."""
        clean, _, root = named.partition(";messageid=")
        found = self.conversations.get(clean)
        if found is None or (root and found.kind != "channel"):
            raise Refused("ConversationNotFound")
        if root and found.message(root)["root"]:
            raise Refused("ConversationNotFound")
        return found, root


@dataclass
class World:
    url: str = ""
    login: str = ""
    release: asyncio.Event = field(default_factory=asyncio.Event)  # set, and replaced, when a test says so
    apps: dict[str, App] = field(default_factory=dict)
    tenants: dict[str, Tenant] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def number(self) -> int:
        return next(self._numbers)


@dataclass
class Call:
    """One call: where, with what, and whether a message became visible by it."""

    tenant: Tenant
    path: dict[str, str]
    query: dict[str, str]
    body: Json
    visible: bool = False
