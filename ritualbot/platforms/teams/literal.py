"""What people typed, as Teams shows it character for character.

Runs of a RichTextBlock, labels and titles of buttons are plain text there; only a date in double braces is read in
them. Titles of choices are Markdown where each stands beside its own box.
"""

import json
import re
from typing import Any, TypeAlias

from ritualbot.chat.literal import isolated, octets

Json: TypeAlias = dict[str, Any]

_FORMULA = re.compile(r"\{(?=\{)")  # {{DATE(…)}} and {{TIME(…)}} are rewritten into the reader's own notation
_JOINER = "\u2060"  # of no width: it shows nothing and keeps two braces apart
_MARKDOWN = re.compile(r"([\\`*_\[\]~<>|])|(?<=^)([#+\-]|\d+[.)])(?=\s)|(&)(?=#?\w+;)")


def whole(text: str) -> str:
    """The text as UTF-8 can carry it: half a pair of surrogates, which no text of a client has, is a sign of its
    loss."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def shown(text: str) -> str:
    """For any place that shows plain text: nothing is read in it, nothing turns its surroundings around."""
    return _FORMULA.sub("{" + _JOINER, isolated(whole(text)))


def label(text: str) -> str:
    """For a button or an input, which Teams refuses without a word."""
    return shown(" ".join(text.split())) or "–"


def in_markdown(text: str) -> str:
    """For a place that reads Markdown: each character that could mean something is escaped."""
    return _MARKDOWN.sub(_escaped, label(text))


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    return f"{sign[:-1]}\\{sign[-1]}" if found[2] else f"\\{sign}"


def weight(value: object) -> int:
    """How many bytes of a message a piece of JSON takes."""
    return octets(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
