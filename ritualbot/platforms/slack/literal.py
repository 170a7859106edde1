"""What people typed, as Slack shows it character for character: no markup, no mention, no emoji made of a word."""

import re
import unicodedata
from html import escape
from typing import Any, TypeAlias

from ritualbot.graphemes import cut

Json: TypeAlias = dict[str, Any]

_TURNED = {"R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}
_CONTROLS = _TURNED - {"R", "AL"}
_OPENS, _CLOSES = "\u2066\u2067\u2068", "\u2069"  # isolates: LRI, RLI, FSI; and their end, PDI
_FSI = "\u2068"
# A paragraph ends here for the bidirectional algorithm, and with it every isolate (UAX 9, class B).
_PARAGRAPH = re.compile("([\n\r\x1c-\x1e\x85\u2029])")


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def octets(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def plain(text: str, most: int) -> Json:
    """A text object that shows `text`, shortened to `most` units. An empty one would be refused: it is a dash.

    Where isolates would take more than half of the room, the turning characters themselves go.
    """
    shown = text.strip() or "–"
    room = most - units(isolated(shown)) + units(shown)
    if room < most // 2:
        shown = "".join(each for each in shown if unicodedata.bidirectional(each) not in _CONTROLS).strip() or "–"
        room = most - units(isolated(shown)) + units(shown)
    return {"type": "plain_text", "text": isolated(shortened(shown, room)), "emoji": False}


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


def isolated(text: str) -> str:
    """The text with each paragraph that could turn its surroundings around closed into itself.

    What a platform's page does with `<bdi>`: isolates around it, and as many more as it would need to break out.
    """
    if not any(unicodedata.bidirectional(each) in _TURNED for each in text):
        return text
    return "".join(part if _PARAGRAPH.fullmatch(part) else _isolated(part) for part in _PARAGRAPH.split(text))


def _isolated(line: str) -> str:
    opened = stray = 0
    for each in line:
        if each in _OPENS:
            opened += 1
        elif each == _CLOSES and opened:
            opened -= 1
        elif each == _CLOSES:
            stray += 1
    return f"{_FSI * (stray + 1)}{line}{_CLOSES * (opened + 1)}" if line else ""


def fallback(text: str) -> str:
    """The text that stands for the blocks in notifications and for screen readers: `&`, `<` and `>` escaped, which
    leaves no mention and no link in it."""
    return escape(isolated(text), quote=False)
