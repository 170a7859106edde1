"""A chat platform in memory, beyond the gateway: strict about what a real one refuses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from itertools import count

from ritualbot.chat.cards import Callout, Card, Said, Table
from ritualbot.chat.gateway import Pace, Target
from ritualbot.chat.paging import paginate
from ritualbot.chat.text import Mention, Text
from ritualbot.errors import MessageGone, Undeliverable, WorkspaceGone
from ritualbot.graphemes import cut
from ritualbot.platforms.playground.gateway import characters

PAGE_CHARACTERS = 12_000


@dataclass
class Posted:
    """A message in a conversation."""

    ref: str
    conversation: str
    card: Card
    at: datetime
    thread: str = ""
    content: bytes = b""  # of its file
    edits: int = 0
    edited_at: datetime | None = None

    @property
    def title(self) -> str:
        return self.card.title.plain()

    @property
    def text(self) -> str:
        return self.card.plain_text()

    def shows(self, typed: str) -> bool:
        """Whether the text stands there literally, and nowhere as markup."""
        return typed in self.text and not any(typed in text.markup for text in texts(self.card))

    @property
    def mentions(self) -> set[str]:
        """Whom it notifies, by the platform's id."""
        named = (value for text in texts(self.card) for value in text.params.values())
        return {value.user for value in named if isinstance(value, Mention)}

    def said_by(self, name: str) -> str:
        """Everything it says in a person's name, in order."""
        found = []
        for block in self.card.blocks:
            for row in block.rows if isinstance(block, Table | Callout) else ():
                first, *rest = row.cells
                assert not isinstance(first, Said)
                if first.plain() == name:
                    found += [cell.text for cell in rest if isinstance(cell, Said)]
        return "".join(found)


def texts(value: object) -> Iterator[Text]:
    """Every sentence of the bot in a card, however deep."""
    if isinstance(value, Text):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts(getattr(value, each.name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from texts(part)


@dataclass
class FakeChat:
    """Keeps conversations; `closed` ones take nothing, nor do workspaces that are `gone`. `now` gives ritual time."""

    now: Callable[[], datetime]
    pace: Pace = field(default_factory=lambda: Pace(lane_seconds=1.0, per_minute=300))
    carries: bool = True
    finds: bool = True
    messages: list[Posted] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    asked: int = 0  # how often it was called
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def pages(self, card: Card) -> tuple[Card, ...]:
        return paginate(card, PAGE_CHARACTERS, characters, cut)

    async def post(self, to: Target, card: Card, *, key: str, thread: str, content: bytes = b"") -> str:
        self._let_in(to)
        conversation = to.conversation or f"@{to.user}"
        if conversation in self.closed:
            raise Undeliverable("is_archived")
        if key in self.keys:
            raise AssertionError(f"posted twice: {key}")
        if thread and not any(each.ref == thread for each in self.messages):
            raise AssertionError("a thread under no message")
        ref = f"m{next(self._numbers)}"
        self.keys[key] = ref
        assert bool(card.file) == bool(content), "a file is handed over with its bytes"
        self.messages.append(Posted(ref, conversation, card, self.now(), thread, content))
        return ref

    async def edit(self, to: Target, message: str, card: Card) -> None:
        self._let_in(to)
        found = next((each for each in self.messages if each.ref == message), None)
        if found is None:
            raise MessageGone
        found.card, found.edits, found.edited_at = card, found.edits + 1, self.now()

    async def find(self, to: Target, key: str, since: datetime, *, thread: str) -> str | None:
        self._let_in(to)
        return self.keys.get(key)

    def _let_in(self, to: Target) -> None:
        self.asked += 1
        if to.workspace in self.gone:
            raise WorkspaceGone("token_revoked")
