"""What people typed, kept in its place and measured, for platforms that show text as it is."""

import re
import unicodedata

_TURNED = {"R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}
_OPENS, _CLOSES = "\u2066\u2067\u2068", "\u2069"  # isolates: LRI, RLI, FSI; and their end, PDI
_FSI = "\u2068"
# A paragraph ends here for the bidirectional algorithm, and with it every isolate (UAX 9, class B).
_PARAGRAPH = re.compile("([\n\r\x1c-\x1e\x85\u2029])")


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def octets(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


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
