"""What the fake Slack remembers: workspaces, each with its own people, conversations, views, faults, log and time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.clouds.clock import SECOND, Clock
from tests.clouds.faults import Faults

Json = dict[str, Any]
APP = "A0RITUALBOT"
REQUIRED_SCOPES = (
    "commands",
    "chat:write",
    "im:write",
    "im:history",
    "users:read",
    "channels:read",
    "groups:read",
    "files:write",
)


class Refused(Exception):
    """Slack says no: HTTP 200 with `ok` false and a word."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


class Limited(Exception):
    """Too fast: HTTP 429 and the seconds to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass
class Conversation:
    """`kind`: public, private or im. `shared`: other workspaces that read here. `posted`: when the app last did."""

    id: str
    kind: str
    name: str = ""
    user: str = ""
    members: list[str] = field(default_factory=list)
    archived: bool = False
    shared: list[str] = field(default_factory=list)
    messages: list[Json] = field(default_factory=list)
    posted: int | None = None

    def message(self, ts: str) -> Json | None:
        return next((each for each in self.messages if each["ts"] == ts), None)


@dataclass
class Trigger:
    user: str
    given: int
    used: bool = False


@dataclass
class File:
    id: str
    name: str
    length: int
    content: bytes | None = None
    channel: str = ""
    title: str = ""
    complete: bool = False


@dataclass
class Response:
    """An address a payload gave to answer at: 5 uses within 30 minutes."""

    channel: str
    user: str
    given: int
    uses: int = 0


@dataclass
class Workspace:
    """`dead` is the word every call is answered with, once the app is out."""

    id: str
    name: str
    token: str
    scopes: frozenset[str]
    bot: str
    bot_id: str
    clock: Clock
    number: Callable[[], int]
    app_token: str = ""
    socket_url: str = ""
    enterprise: str = ""
    dead: str = ""
    has_home: bool = True
    users: dict[str, Json] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    views: dict[str, Json] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    responses: dict[str, Response] = field(default_factory=dict)
    private: list[Json] = field(default_factory=list)  # what only one person sees: ephemeral, by response_url
    faults: Faults = field(default_factory=Faults)
    log: list[Json] = field(default_factory=list)
    _stamp: int = 0

    @property
    def org_wide(self) -> bool:
        return self.id.startswith("E")

    def new(self, prefix: str) -> str:
        return f"{prefix}0{self.number():09d}"

    def seconds(self) -> int:
        return self.clock.now() // SECOND

    def stamp(self) -> str:
        """A `ts` that no message of this workspace has."""
        self._stamp = max(self.clock.now(), self._stamp + 1)
        return f"{self._stamp // SECOND}.{self._stamp % SECOND:06d}"

    def direct(self, user: str) -> Conversation:
        """The direct conversation of the app and this person; new where there is none."""
        found = next((each for each in self.conversations.values() if each.user == user), None)
        if found is None:
            found = Conversation(self.new("D"), "im", user=user, members=[user, self.bot])
            self.conversations[found.id] = found
        return found

    def require(self, *scopes: str) -> None:
        """Any one of these scopes will do."""
        if scopes and not self.scopes & {*scopes}:
            raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(sorted(self.scopes)))


@dataclass
class Grant:
    """A code of the install page, to be exchanged once."""

    client_id: str
    client_secret: str
    redirect_uri: str
    answer: Json
    used: bool = False


@dataclass
class World:
    """`strays`: calls whose token belongs to nobody."""

    url: str = ""
    workspaces: dict[str, Workspace] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    strays: list[Json] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def number(self) -> int:
        return next(self._numbers)

    def of_token(self, token: str) -> Workspace | None:
        """The newest one, where tests gave the same token to several."""
        newest = reversed(self.workspaces.values())
        return next((each for each in newest if token and token in (each.token, each.app_token)), None)


@dataclass
class Call:
    """One call: its workspace, its arguments as they came, and whether a message became visible by it."""

    world: World
    workspace: Workspace
    token: str
    arguments: Json
    visible: bool = False
