"""Sentences as rich text: its runs are literal by construction, nothing in them is read as markup.

A line that a person broke is a block of its own: not every client breaks lines inside one.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeAlias, assert_never

from ritualbot.chat.cards import Cell, Said
from ritualbot.chat.text import Emphasis, Mention, Text, plain_param
from ritualbot.platforms.teams.literal import Json, shown, whole

Run: TypeAlias = Json
BREAK: Run = {}  # a line ends here
BOLD: Json = {"weight": "Bolder"}
ITALIC: Json = {"italic": True}
SUBTLE: Json = {"isSubtle": True}
SMALL: Json = {"size": "Small", **SUBTLE}
LARGE: Json = {"size": "Large", **BOLD}
RED: Json = {"color": "Attention"}
_STYLES = {Emphasis.PLAIN: {}, Emphasis.BOLD: BOLD, Emphasis.ITALIC: ITALIC, Emphasis.CODE: {"fontType": "Monospace"}}
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_OBJECT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_NAME = re.compile(r"[^\W_][\w .,’'()\-]*")  # nothing that Markdown or a tag would read


def runs(text: Text, style: Json | None = None) -> list[Run]:
    """The runs of a sentence, `style` besides the emphasis of each. A person is their name, a place its own."""
    spans = text.spans()
    return list(
        chain.from_iterable(typed(plain_param(s.content), {**(style or {}), **_STYLES[s.emphasis]}) for s in spans)
    )


def typed(text: str, style: Json | None = None) -> list[Run]:
    """Any text as runs that show exactly it."""
    lines = [
        [_run(piece, style or {})] if piece else []
        for piece in re.split(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text)
    ]
    return list(chain.from_iterable([BREAK, *line] if place else line for place, line in enumerate(lines)))


def _run(text: str, style: Json) -> Run:
    return {"type": "TextRun", "text": shown(text), **style}


def cell(content: Cell, style: Json | None = None) -> list[Run]:
    match content:
        case Text():
            return runs(content, style)
        case Said(who=who, text=text):
            return joined([typed(who, BOLD), typed(text, style)], " — ")
        case _:
            assert_never(content)


def joined(parts: Iterable[list[Run]], between: str) -> list[Run]:
    together: list[Run] = []
    for part in parts:
        if part:
            together += [*(typed(between) if together else []), *part]
    return together


def lines(parts: Sequence[Run], spacing: str = "") -> list[Json]:
    """A block for each line, close to each other; an empty line is room. `spacing`: above the first."""
    blocks: list[Json] = []
    held: list[Run] = []
    above = spacing
    for part in (*parts, BREAK):
        if part is not BREAK:
            held.append(part)
        elif held:
            blocks.append({"type": "RichTextBlock", "inlines": _merged(held), **({"spacing": above} if above else {})})
            held, above = [], "None"
        elif blocks:
            above = "Medium"
    return blocks


def _merged(parts: Iterable[Run]) -> list[Run]:
    """Neighbours that look the same are one run."""
    merged: list[Run] = []
    for each in parts:
        last = merged[-1] if merged else {}
        if last and {**last, "text": ""} == {**each, "text": ""}:
            merged[-1] = {**last, "text": last["text"] + each["text"]}
        else:
            merged.append(each)
    return merged


def called(content: Cell) -> Mention | None:
    """The person whom a sentence is nothing but the name of, where Teams can call them by it.

    Only a text that reads Markdown can call people, so nothing else may stand in it, and no name that it would read.
    """
    if not isinstance(content, Text):
        return None
    spans = content.spans()
    person = spans[0].content if len(spans) == 1 else None
    if not isinstance(person, Mention) or not _OBJECT_ID.fullmatch(person.user) or not _NAME.fullmatch(person.name):
        return None
    return person


def call(person: Mention) -> Json:
    """Goes with its entity in the card's `msteams`."""
    return {"type": "TextBlock", "text": f"<at>{person.name}</at>", "wrap": True, **BOLD}


def entity(person: Mention) -> Json:
    told = {"id": person.user, "name": whole(person.name)}
    return {"type": "mention", "text": f"<at>{person.name}</at>", "mentioned": told}
