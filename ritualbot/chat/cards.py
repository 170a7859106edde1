"""Cards: what the bot says, with no platform in it. Frozen dataclasses with a JSON round trip (the outbox stores
them)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias, assert_never

from ritualbot.chat.charts import Spec
from ritualbot.chat.forms import Form
from ritualbot.chat.text import Text


@dataclass(frozen=True)
class Said:
    """What a person typed, always literal. `who` is their name, or empty where the place already says it."""

    who: str
    text: str


class Tone(StrEnum):
    """Why a block stands out; never by colour alone."""

    PLAIN = "plain"
    SIGNAL = "signal"  # blockers, errors, passed deadlines
    WAIT = "wait"  # late, suspended, to watch


Cell: TypeAlias = Text | Said


@dataclass(frozen=True)
class Row:
    """A line of a table. `mark` is a short remark under the first cell ("added at 11:52"); None: nothing."""

    cells: tuple[Cell, ...]
    mark: Text | None = None


@dataclass(frozen=True)
class Table:
    """Rows under a head of the same width. With no head the rows are a plain list."""

    head: tuple[Text, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Facts:
    """Label and value pairs."""

    pairs: tuple[tuple[Text, Cell], ...]


@dataclass(frozen=True)
class Callout:
    """A titled list that must be seen first, in the one warm area of a card."""

    title: Text
    rows: tuple[Row, ...]
    tone: Tone = Tone.SIGNAL


@dataclass(frozen=True)
class Note:
    """A quiet aside under the rest."""

    text: Text


@dataclass(frozen=True)
class Divider:
    """A line between two parts."""


class Style(StrEnum):
    PLAIN = "plain"
    MAIN = "main"  # at most one per card
    QUIET = "quiet"
    DANGER = "danger"


@dataclass(frozen=True)
class Button:
    """A press makes `ButtonPressed(action, ref)`. `ref` is random and is looked up within the actor's team."""

    action: str
    ref: str
    label: str
    style: Style = Style.PLAIN


@dataclass(frozen=True)
class File:
    """A file, described: its bytes are made just before it is sent. Nothing but words stands beside it in a card.

    `report` says which it is and `ref` of what, looked up within the actor's team; `name` is what it is called, of our
    own making; `label` is what a button says that sends it to oneself. `key` tells apart the times it was sent;
    `upload` is where its reader wants it, in the platform's own words, once they were asked.
    """

    report: str
    ref: str
    language: str
    name: str
    label: str
    key: str = ""
    upload: str = ""

    @property
    def button(self) -> Button:
        """What sends it to whoever presses, where the file itself cannot stand."""
        return Button("file.send", f"{self.report}:{self.ref}", self.label)


@dataclass(frozen=True)
class Chart:
    """A picture, described: it is drawn just before it is sent. `alt` says all of it in words, and stands in its place
    wherever no picture can.

    `picture`: empty while it is only described; once drawn a PNG as a data address, or what a platform took it for.
    """

    spec: Spec
    alt: str
    picture: str = ""


@dataclass(frozen=True)
class Link:
    """A button that opens a page."""

    url: str
    label: str


@dataclass(frozen=True)
class Menu:
    """The buttons that are rarely the answer, behind one label ("More…")."""

    label: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Actions:
    """What one can do, in the order of the most likely answer."""

    items: tuple[Button | Link | Menu, ...]


Block: TypeAlias = Text | Said | Table | Facts | Callout | Note | Chart | File | Divider | Actions


@dataclass(frozen=True)
class Card:
    """One message. `title` may be empty for a single sentence; `subtitle` is the line under it.

    `form`: asked in the message itself, under the rest; only where the platform said that a message can hold one.
    """

    title: Text
    blocks: tuple[Block, ...] = ()
    subtitle: Text | None = None
    form: Form | None = None

    @property
    def file(self) -> File | None:
        """The file that is sent with it."""
        return next((block for block in self.blocks if isinstance(block, File)), None)

    def without_file(self) -> "Card":
        """The words that are said with it."""
        return replace(self, blocks=tuple(block for block in self.blocks if not isinstance(block, File)))

    @property
    def charts(self) -> tuple[Chart, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Chart))

    def pictured(self, pictures: Mapping[Chart, str]) -> "Card":
        """With these pictures of its charts; one that has none is shown by its words."""
        shown = (
            replace(each, picture=pictures.get(each, "")) if isinstance(each, Chart) else each for each in self.blocks
        )
        return replace(self, blocks=tuple(shown))

    def plain_text(self) -> str:
        """The whole card as text, sent with every message for notifications and screen readers."""
        lines = [self.title.plain(), self.subtitle.plain() if self.subtitle else ""]
        for block in self.blocks:
            lines.extend(plain_block(block))
        return "\n".join(line for line in lines if line)


def plain_cell(cell: Cell) -> str:
    match cell:
        case Text():
            return cell.plain()
        case Said(who=who, text=text):
            return f"{who} — {text}" if who else text
        case _:
            assert_never(cell)


def _plain_row(row: Row) -> str:
    first, *rest = [plain_cell(cell) for cell in row.cells]
    if row.mark:
        first = f"{first} ({row.mark.plain()})"
    return " · ".join(part for part in (first, *rest) if part)


def plain_block(block: Block) -> list[str]:
    """The lines a block becomes where nothing but text can be shown. Buttons are left out: they cannot be pressed."""
    match block:
        case Text() | Said():
            return [plain_cell(block)]
        case Table(head=head, rows=rows):
            top = " · ".join(cell.plain() for cell in head)
            return ([top] if top else []) + [_plain_row(row) for row in rows]
        case Facts(pairs=pairs):
            return [f"{label.plain()} — {plain_cell(value)}" for label, value in pairs]
        case Callout(title=title, rows=rows):
            return [title.plain(), *(_plain_row(row) for row in rows)]
        case Note(text=text):
            return [text.plain()]
        case Chart(alt=alt):
            return [alt]
        case File(name=name):
            return [name]
        case Divider() | Actions():
            return []
        case _:
            assert_never(block)
