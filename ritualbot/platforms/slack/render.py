"""Cards as Slack's messages, home tabs and answers in a modal. Pure: nothing is sent here."""

import json

from ritualbot.chat.cards import Block, Card, plain_block
from ritualbot.chat.literal import isolated, octets, units
from ritualbot.chat.paging import paginate
from ritualbot.chat.text import Text
from ritualbot.graphemes import cut
from ritualbot.i18n import Words
from ritualbot.platforms.slack.blocks import aside, block_json, body_blocks, card_blocks, readable
from ritualbot.platforms.slack.limits import (
    BLOCK_OVERHEAD,
    BLOCKS_JSON,
    MESSAGE_BLOCKS,
    TEXT_BYTES,
    VIEW_BLOCKS,
    VIEW_TITLE,
)
from ritualbot.platforms.slack.literal import Json, fallback, plain

NAME = "ritualbot"  # the title of a view whose own title is too long for that place
NOTHING: list[Json] = [{"type": "section", "text": plain("", VIEW_TITLE)}]  # Slack takes no message without a block


def message(card: Card) -> Json:
    """What chat.postMessage and chat.update are given to show a page. Never empty: a card of nothing is a dash.

    `text` is all of it for notifications and screen readers; where a page has only buttons, their labels.
    """
    blocks = card_blocks(card)
    # Line by line: one that is turned around does not lengthen the others, so that a page holds what its blocks take.
    said = "\n".join(fallback(line) for line in card.plain_text().strip().split("\n"))
    text = said or fallback(", ".join(readable(blocks))) or "–"
    return {"text": text, "blocks": blocks or NOTHING, "link_names": False}


def pages(card: Card) -> tuple[Card, ...]:
    """The card as messages that Slack takes whole and that can each be edited later."""
    return paginate(card, TEXT_BYTES, size, cut)


def size(block: Block) -> int:
    """How much of a page a block takes, in bytes of text: by its text, its JSON or its number of blocks, whichever is
    scarcest. The sum of the greatest is never less than the greatest sum, so a page that holds keeps every limit."""
    blocks = block_json(block)
    text = octets(fallback("\n".join(plain_block(block)))) + 1
    weight = units(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) + BLOCK_OVERHEAD * len(blocks)
    return max(text, -(-weight * TEXT_BYTES // BLOCKS_JSON), -(-len(blocks) * TEXT_BYTES // MESSAGE_BLOCKS))


def home(card: Card, words: Words) -> Json:
    """A person's own tab, for views.publish."""
    return {"type": "home", "blocks": _fitting(card_blocks(card), words)}


def said_view(card: Card, words: Words) -> Json:
    """A modal that shows a card, in the place of the form that was sent. Its buttons work; it asks for nothing."""
    short = fits_title(card.title)
    blocks = body_blocks(card) if short and (card.subtitle or card.blocks) else card_blocks(card)
    return {
        "type": "modal",
        "title": plain(card.title.plain() if short else NAME, VIEW_TITLE),
        "close": plain(words.say("slack.close"), VIEW_TITLE),
        "blocks": _fitting(blocks, words),
    }


def fits_title(title: Text) -> bool:
    """Whether a view can have it as its title; a longer one stands whole as the first block."""
    return bool(title.plain().strip()) and units(isolated(title.plain().strip())) <= VIEW_TITLE


def _fitting(blocks: list[Json], words: Words) -> list[Json]:
    """As many blocks as a view takes; what does not fit is said. Only what can be asked for again is shown in views."""
    if len(blocks) <= VIEW_BLOCKS:
        return blocks or NOTHING
    return [*blocks[: VIEW_BLOCKS - 1], *aside(Text(words.markup("slack.cut")))]
