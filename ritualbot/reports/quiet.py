"""What found no room in somebody's day: a line each under the morning prompt, or in a list of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ritualbot.chat.cards import Actions, Block, Button, Card, Menu, Note
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.quiet import MOST_LINES


@dataclass(frozen=True)
class Line:
    """A message cut down to one line, in its reader's language, and the buttons it keeps: one, if any, then others."""

    text: str
    button: Button | None = None
    others: tuple[Button, ...] = ()


def line_of(card: Card) -> Line:
    return Line(card.title.plain(), next(iter(buttons_of(card)), None))


def buttons_of(card: Card) -> list[Button]:
    return [each for block in card.blocks for each in _buttons(block)]


def _buttons(block: Block) -> list[Button]:
    items = block.items if isinstance(block, Actions) else ()
    return [each for item in items for each in (item.buttons if isinstance(item, Menu) else (item,))
            if isinstance(each, Button)]  # fmt: skip


def with_lines(words: Words, card: Card, lines: Sequence[Line], for_all: tuple[Button, ...] = ()) -> Card:
    """The card with what also waits under it: five lines at most, then what is done for several at once, and the way to
    the rest."""
    blocks = _blocks(words, lines[:MOST_LINES])
    if len(lines) > MOST_LINES:
        for_all = (*for_all, Button("quiet.all", "", words.say("quiet.all.label")))
    if for_all:
        blocks.append(Actions(for_all))
    return replace(card, blocks=(*card.blocks, *blocks))


def _blocks(words: Words, lines: Sequence[Line]) -> list[Block]:
    blocks: list[Block] = []
    for line in lines:
        blocks.append(Note(text(words, "quiet.also", line=line.text)))
        if line.button:
            blocks.append(Actions((line.button, *line.others)))
    return blocks


def list_card(words: Words) -> Card:
    """The message of a morning without a prompt; its lines are added as it is sent."""
    return Card(text(words, "quiet.list"))


def all_card(words: Words, lines: Sequence[Line], for_all: tuple[Button, ...] = ()) -> Card:
    """Everything that waits, with its buttons."""
    if not lines:
        agenda = Button("ritual.next", "", words.say("ritual.next.label"))
        return Card(text(words, "quiet.none"), (text(words, "quiet.rule"), Actions((agenda,))))
    together = (Actions(for_all),) if for_all else ()
    return Card(counted(words, "quiet.waiting", len(lines)), (*_blocks(words, lines), *together))
