"""The Teams SDK behind a port: `adapter.py` implements it and is all that a successor of the SDK replaces."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

Json: TypeAlias = Mapping[str, Any]


class Refused(Exception):
    """A request that is not let in; `status` is the whole answer. Nothing of the request is in it."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True)
class Answer:
    """What an invoke is answered with; `body` None: nothing."""

    status: int
    body: Json | None = None


Run: TypeAlias = Callable[[Json], Awaitable[Answer | None]]


@dataclass(frozen=True)
class Reference:
    """Where the Connector is spoken to about one conversation.

    `conversation` is the id it is posted to: the clean one, or with `;messageid=<root>` a thread of a channel. `scope`
    is Teams' own word (`personal`, `groupChat`, `channel`), `bot` our account there (`28:…`), `channel` the clean id of
    the channel, empty elsewhere.
    """

    service_url: str
    tenant: str
    conversation: str
    scope: str
    bot: str
    channel: str = ""


class Connector(Protocol):
    """Teams' Connector. What goes out may raise the errors.SendFailed family, and nothing else; nothing is sent twice.

    An activity is the JSON of the Connector's REST interface; who it is from and where it goes is filled in.
    """

    async def receive(self, activity: Json, authorization: str, run: Run) -> Answer | None:
        """Checks whose activity it is, then runs the turn with it as it came, and returns the turn's answer.

        `authorization` is the request's header. Raises Refused: 400 for what is no activity, 401 for what is not the
        Connector's, 403 for a tenant that is not ours, 503 where the Connector's keys cannot be had now.
        """
        ...

    async def send(self, ref: Reference, activity: Json) -> str:
        """Posts into the conversation; the id of the activity."""
        ...

    async def new_thread(self, ref: Reference, activity: Json) -> str:
        """Begins a thread in the channel; the id of its first activity."""
        ...

    async def update(self, ref: Reference, activity_id: str, activity: Json) -> None: ...

    async def open_personal(self, service_url: str, tenant: str, account: str, bot: str) -> str:
        """The id of the 1:1 conversation with an account (`29:…`), which is opened where there is none."""
        ...

    def members(self, ref: Reference) -> AsyncIterator[Json]:
        """Everybody in the conversation, as the Connector describes them, page by page."""
        ...

    async def refresh_keys(self) -> None:
        """Fetches the keys inbound tokens are checked with. Raises errors.NotSent where they cannot be had."""
        ...
