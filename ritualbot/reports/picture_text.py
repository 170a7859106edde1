"""Words in a picture: what can be written there, and how much of it fits."""

import re
import unicodedata
from collections.abc import Iterator

from ritualbot.graphemes import cut

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0, section 2.2
# What the font in the PNG can draw of what people type: Latin, Greek, Cyrillic and their punctuation.
_UNDRAWN = re.compile(
    "[^\x20-\x7e\xa0-\u024f\u0370-\u03ff\u0400-\u04ff\u2010-\u2027\u2030-\u203a\u20ac\u2190-\u2193\u2212]+"
)


def legal(text: str) -> str:
    """Without what no XML holds, in one line."""
    return " ".join(_ILLEGAL.sub("", text).split())


def drawable(text: str) -> str:
    """What the font has of it."""
    return _UNDRAWN.sub("", unicodedata.normalize("NFC", text)).strip()


def lines(text: str, size: float, most: int, room: float) -> Iterator[str]:
    """The text over at most so many lines; where that is too few, the last says so."""
    rest = text
    for place in range(most):
        if not rest:
            return
        line, rest = _broken(rest, size, room)
        yield fitted(f"{line} {rest}", size, room) if rest and place == most - 1 else line


def _broken(text: str, size: float, room: float) -> tuple[str, str]:
    """What fits a line, ended after a word where there is one, and the rest."""
    if width(text, size) <= room:
        return text, ""
    line = ""
    for word in re.findall(r"\S+\s*", text):
        if line and width(line + word.rstrip(), size) > room:
            break
        line += word
    fits = _most(line, size, room)
    line = line if len(line.rstrip()) <= fits else cut(line, fits)[0]
    return line.rstrip(), text[len(line) :].lstrip()


def fitted(text: str, size: float, room: float) -> str:
    """The text where it fits, otherwise its beginning: no cluster is torn."""
    if width(text, size) <= room:
        return text
    fits = _most(text, size, room - width("…", size))
    return f"{cut(text, fits)[0].rstrip()}…" if fits else ""


def _most(text: str, size: float, room: float) -> int:
    """How many characters of the text fit."""
    used = 0.0
    for place, character in enumerate(text):
        used += width(character, size)
        if used > room:
            return place
    return len(text)


def width(text: str, size: float) -> float:
    return size * sum(map(_letter, text))


def _letter(character: str) -> float:
    """About how wide a letter is in Liberation Sans (and Arial, whose widths are the same), per font size."""
    if character in " .,;:!|ijlftrI’'()[]-\u202f\xa0":
        return 0.34
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF" or character in "mwMW—…%@":
        return 1.0
    return 0.73 if character.isupper() else 0.57
