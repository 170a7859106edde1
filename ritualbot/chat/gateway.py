"""How delivery reaches a platform, and what it must know of its limits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ritualbot.chat.cards import Card


@dataclass(frozen=True)
class Target:
    """Where a message goes, in the platform's own ids: a conversation, or a person to be written to directly."""

    workspace: str
    conversation: str = ""
    user: str = ""


@dataclass(frozen=True)
class Pace:
    """What a platform bears: seconds between two messages of one conversation, and messages a minute per workspace."""

    lane_seconds: float
    per_minute: int


class Gateway(Protocol):
    """A platform's way out. Every method may raise the `errors.SendFailed` family, nothing else on purpose."""

    pace: Pace
    carries: bool  # whether it is handed the bytes of files and pictures; otherwise a page of ours gives them
    finds: bool  # whether `find` can tell; without it, an uncertain post is settled by its kind's rule

    def pages(self, card: Card) -> tuple[Card, ...]:
        """The card cut into messages the platform takes whole; at least one, nothing dropped."""
        ...

    async def post(self, to: Target, card: Card, *, key: str, thread: str, content: bytes = b"") -> str:
        """Posts and returns the platform's reference. `key` names the fact; `thread` is a reference, or empty.

        `content`: the bytes of the card's file, where it has one and the platform carries files.
        """
        ...

    async def edit(self, to: Target, message: str, card: Card) -> None: ...

    async def find(self, to: Target, key: str, since: datetime, *, thread: str) -> str | None:
        """The reference of the message posted with `key` at or after `since`, or None when there is none.

        `thread` is where it was posted, as in `post`. Raises errors.CannotTell where this conversation cannot be read.
        """
        ...
