"""What people typed, as Slack shows it character for character: no markup, no mention, no emoji made of a word."""

from html import escape
from typing import Any, TypeAlias

from ritualbot.chat.literal import isolated, units
from ritualbot.graphemes import cut

Json: TypeAlias = dict[str, Any]


def plain(text: str, most: int) -> Json:
    """A text object that shows `text`, shortened to `most` units (at least 24: isolates need some). An empty one would
    be refused: it is a dash."""
    room = most
    while units(shown := isolated(shortened(text.strip() or "–", room))) > most:
        room = room * 2 // 3
    return exactly(shown)


def exactly(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def shortened(text: str, most: int) -> str:
    """At most `most` units, the last of them an ellipsis where something is missing."""
    if units(text) <= most:
        return text
    piece = cut(text, most - 1)[0].rstrip()
    if units(piece) >= most:
        piece = cut(text, most // 2 - 1)[0].rstrip()
    return f"{piece}…"


def pieces(text: str, most: int) -> list[str]:
    """The whole text in pieces of at most `most` units."""
    return [text] if units(text) <= most else cut(text, most // 2)


def fallback(text: str) -> str:
    """The text that stands for the blocks in notifications and for screen readers: `&`, `<` and `>` escaped, which
    leaves no mention and no link in it."""
    return escape(isolated(text), quote=False)
