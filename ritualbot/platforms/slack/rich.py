"""Sentences, rows and facts as rich text: its runs are literal by construction, nothing in them is read as markup."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import assert_never

from ritualbot.chat.cards import Callout, Cell, Facts, Row, Said, Table, Tone, plain_cell
from ritualbot.chat.literal import isolated, units
from ritualbot.chat.text import Channel, Emphasis, Mention, Param, Text, plain_param
from ritualbot.platforms.slack.limits import RUN
from ritualbot.platforms.slack.literal import Json, pieces

_USER = re.compile(r"[UW][A-Z0-9]+", re.ASCII)
_CHANNEL = re.compile(r"[CGD][A-Z0-9]+", re.ASCII)
_STYLES = {Emphasis.PLAIN: None, Emphasis.BOLD: "bold", Emphasis.ITALIC: "italic", Emphasis.CODE: "code"}
_TONES = {Tone.PLAIN: "", Tone.SIGNAL: "▲ ", Tone.WAIT: "○ "}  # never by colour alone
_SHORT = 60  # characters of a typed value that stands beside its label; a longer one stands under it


def rich(*parts: Json) -> list[Json]:
    """One block of these parts, or none when nothing is in them."""
    return [{"type": "rich_text", "elements": list(parts)}] if parts else []


def sentence(text: Text, *styles: str) -> list[Json]:
    """The text as a part of its own, or nothing when it is empty."""
    return _part("rich_text_section", runs(text, *styles))


def is_user(user: str) -> bool:
    """Whether it is an id that Slack could have given to a person."""
    return _USER.fullmatch(user) is not None


def has_element(text: Text) -> bool:
    """Whether it names somebody or a place that Slack can show as such."""
    return any(_element(span.content) for span in text.spans())


def runs(text: Text, *styles: str) -> list[Json]:
    """The runs of a sentence; `styles` besides the emphasis of each."""
    found = (_runs(span.content, {*styles, _STYLES[span.emphasis]} - {None}) for span in text.spans())
    return list(chain.from_iterable(found))


def said(block: Said) -> list[Json]:
    """A whole answer: quoted, under the name of who gave it."""
    return rich(*_part("rich_text_section", _runs(block.who, {"bold"})), *_part("rich_text_quote", _runs(block.text)))


def table(block: Table) -> list[Json]:
    """On a phone there is no room for columns: rows are lines. Where people's answers stand in several columns, each
    answer is a line under its row's name, with the head of its column."""
    if len(block.head) > 2 and any(isinstance(cell, Said) for row in block.rows for cell in row.cells[1:]):
        rows = [_answers(block.head, row, first=place == 0) for place, row in enumerate(block.rows)]
        return rich(*chain.from_iterable(rows))
    head = _joined([runs(cell, "bold") for cell in block.head], " · ") if len(block.head) > 1 else []
    if len(block.head) == 1:
        head = runs(block.head[0], "bold")
    return rich(*_part("rich_text_section", head), *_list(block.rows))


def callout(block: Callout) -> list[Json]:
    """A title with a mark before it, and its rows beside a bar."""
    title = [*_runs(_TONES[block.tone], {"bold"}), *runs(block.title, "bold")]
    return rich(*_part("rich_text_section", title), *_list(block.rows, border=1))


def facts(block: Facts) -> list[Json]:
    return rich(*chain.from_iterable(_fact(label, value) for label, value in block.pairs))


def _fact(label: Text, value: Cell) -> list[Json]:
    head = runs(label, "bold")
    long = isinstance(value, Said) and (len(value.text) > _SHORT or "\n" in value.text)
    if long:
        return [*_part("rich_text_section", head), *_part("rich_text_quote", _cell(value))]
    return _part("rich_text_section", _joined([head, _cell(value)], " — "))


def _answers(head: Sequence[Text], row: Row, *, first: bool) -> list[Json]:
    name = [*_cell(row.cells[0], "bold"), *_mark(row)]
    space = [] if first or not name else _runs("\n")
    cells = zip(head[1:], row.cells[1:], strict=False)
    lines = [_joined([runs(label, "italic"), _cell(cell)], " — ") for label, cell in cells if plain_cell(cell)]
    lines += [_cell(cell) for cell in row.cells[len(head) :] if plain_cell(cell)]
    return [*_part("rich_text_section", [*space, *name]), *_bullets(lines)]


def _list(rows: Iterable[Row], border: int = 0) -> list[Json]:
    return _bullets([_line(row) for row in rows], border)


def _line(row: Row) -> list[Json]:
    """A row in one line; the first of several cells says what it is about."""
    first, *others = row.cells or (Text(""),)
    name = [*_cell(first, *(["bold"] if others else [])), *_mark(row)]
    return _joined([name, *(_cell(cell) for cell in others)], " — " if len(others) == 1 else " · ")


def _bullets(lines: Iterable[list[Json]], border: int = 0) -> list[Json]:
    items = [part for line in lines for part in _part("rich_text_section", line)]
    bar = {"border": border} if border else {}
    return [{"type": "rich_text_list", "style": "bullet", **bar, "elements": items}] if items else []


def _mark(row: Row) -> list[Json]:
    if row.mark is None or not row.mark.plain():
        return []
    return [*_runs(" "), *_runs("(", {"italic"}), *runs(row.mark, "italic"), *_runs(")", {"italic"})]


def _cell(cell: Cell, *styles: str) -> list[Json]:
    match cell:
        case Text():
            return runs(cell, *styles)
        case Said(who=who, text=text):
            return _joined([_runs(who, {"bold"}), _runs(text, set(styles))], " — ")
        case _:
            assert_never(cell)


def _joined(parts: Iterable[list[Json]], between: str) -> list[Json]:
    joined: list[Json] = []
    for part in parts:
        if part:
            joined += [*(_runs(between) if joined else []), *part]
    return joined


def _part(kind: str, elements: list[Json]) -> list[Json]:
    return [{"type": kind, "elements": _merged(elements)}] if elements else []


def _merged(elements: list[Json]) -> list[Json]:
    """Neighbours that look the same are one run: less for Slack to count."""
    merged: list[Json] = []
    for each in elements:
        last = merged[-1] if merged else {}
        alike = "text" in last and "text" in each and last.get("style") == each.get("style")
        if alike and units(last["text"]) + units(each["text"]) <= RUN:
            merged[-1] = {**last, "text": last["text"] + each["text"]}
        else:
            merged.append(each)
    return merged


def _runs(content: Param, styles: Iterable[str | None] = ()) -> list[Json]:
    style = dict.fromkeys(sorted(filter(None, styles)), True)
    styled = {"style": style} if style else {}
    if element := _element(content):
        return [{**element, **styled}]
    shown = plain_param(content)
    return [{"type": "text", "text": piece, **styled} for piece in pieces(isolated(shown), RUN) if piece]


def _element(content: Param) -> Json | None:
    """A person or a place by its id; None for words, and for an id that is none of Slack's."""
    match content:
        case Mention(user=user) if is_user(user):
            return {"type": "user", "user_id": user}
        case Channel(conversation=conversation) if _CHANNEL.fullmatch(conversation):
            return {"type": "channel", "channel_id": conversation}
        case _:
            return None
