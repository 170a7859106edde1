"""What the playground needs beyond events: people, a clock, a memory of messages. Implemented in `app`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ritualbot.chat.cards import Card, Chart
from ritualbot.chat.text import Channel
from ritualbot.platforms.playground.limits import UNSOLICITED_A_DAY


@dataclass(frozen=True)
class Actor:
    """Someone one can play. `about` is a short line (function, role); `unread` counts messages."""

    user: str
    name: str
    about: str
    zone: str
    language: str
    away: str = ""  # a word under the face ("absent", "80 %"), or empty
    greyed: bool = False
    unread: int = 0
    outside: bool = False  # around the team (sponsor, a desk's contact), not in it
    most: int = UNSOLICITED_A_DAY  # messages nobody asked for that may reach them
    each_days: int = 1  # in so many days: one, or a week from its Monday


@dataclass(frozen=True)
class Message:
    """A message as stored. `author` is a user id, or empty for the bot."""

    ref: str
    conversation: str
    author: str
    posted_at: datetime
    card: Card | None = None  # the bot's
    text: str = ""  # a person's
    edited_at: datetime | None = None
    thread: str = ""  # the ref of the message it answers
    unread: bool = False
    unsolicited: bool = False


@dataclass(frozen=True)
class Moment:
    """Something that will happen."""

    at: datetime
    title: str
    detail: str = ""


@dataclass(frozen=True)
class CommandHelp:
    """A line of the completion: `/point`, "répondre au point du jour"."""

    command: str
    about: str


@dataclass(frozen=True)
class Day:
    """Everything the page shows for one actor, read in one transaction. All moments aware UTC."""

    team: str
    now: datetime
    actor: Actor
    actors: tuple[Actor, ...]
    channels: tuple[Channel, ...]
    messages: tuple[Message, ...]  # what the actor can see, oldest first, thread replies included
    moments: tuple[Moment, ...]  # what will happen next, soonest first
    past: tuple[datetime, ...] = ()  # moments of the actor's local day that have rung, for the ruler
    unread: dict[str, int] = field(default_factory=dict)  # by conversation
    last_seen: str = ""


class Play(Protocol):
    """Every method is synchronous and short, but `push`; the platform calls them in a thread."""

    def first(self) -> str:
        """Who is played when the page names nobody."""
        ...

    def day(self, user: str) -> Day:
        """Raises KeyError for an unknown user."""
        ...

    def conversation(self, user: str) -> str:
        """The direct conversation between this person and the bot. Raises KeyError for an unknown user."""
        ...

    def home(self, user: str) -> Card:
        """Someone's own page. Raises KeyError for an unknown user."""
        ...

    def commands(self, language: str) -> tuple[CommandHelp, ...]: ...

    def typed(self, user: str, conversation: str, text: str, message: str) -> None:
        """Keeps what a person wrote in a conversation, under `message` (a UUID made by the page).

        The same message again with another text is an edit: the text is replaced and `edited_at` set; with
        the same text nothing changes.
        """
        ...

    def seen(self, user: str, conversation: str) -> None:
        """Marks all of a conversation (empty: everywhere) read by this person."""
        ...

    def speak(self, language: str) -> None:
        """From now on everything new is said in this language; what is posted keeps its own."""
        ...

    def post(self, workspace: str, conversation: str, user: str, card: Card, key: str, thread: str) -> str:
        """Posts once per `key`: a second call returns the first reference."""
        ...

    def edit(self, message: str, card: Card) -> None:
        """Raises errors.MessageGone."""
        ...

    def find(self, key: str) -> str | None: ...

    def content(self, user: str, report: str, ref: str, key: str) -> tuple[str, bytes]:
        """The name and the bytes of a file in a message this person sees. Raises KeyError where there is none."""
        ...

    def drawn(self, chart: Chart) -> str:
        """The chart as an SVG document."""
        ...

    def version(self) -> str:
        """Changes whenever what a page shows may have changed (a new or edited message, the clock pushed)."""
        ...

    async def push(self, minutes: int | None, until: str) -> None:
        """Moves ritual time: by minutes, or `until` "next" (the next moment) or "tomorrow" (09:20)."""
        ...
