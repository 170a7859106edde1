"""Cards as the elements of an Adaptive Card."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import assert_never

from ritualbot.chat.cards import (
    Actions,
    Block,
    Callout,
    Card,
    Cell,
    Chart,
    Divider,
    Facts,
    File,
    Note,
    Row,
    Said,
    Table,
    Tone,
    plain_cell,
)
from ritualbot.chat.text import Mention, Text
from ritualbot.platforms.teams.actions import Buttons
from ritualbot.platforms.teams.limits import HEADING
from ritualbot.platforms.teams.literal import Json, shown
from ritualbot.platforms.teams.rich import (
    BOLD,
    ITALIC,
    LARGE,
    SMALL,
    SUBTLE,
    Run,
    call,
    called,
    cell,
    entity,
    joined,
    lines,
    runs,
    typed,
)

_TONES = {Tone.PLAIN: "", Tone.SIGNAL: "▲ ", Tone.WAIT: "○ "}  # never by colour alone
_AREAS = {Tone.PLAIN: "emphasis", Tone.SIGNAL: "attention", Tone.WAIT: "warning"}
_SHORT = 60  # characters of a typed value that stands beside its label; a longer one stands under it


class Drawing:
    """The elements of one card, and whom they call by name."""

    def __init__(self, buttons: Buttons) -> None:
        self._buttons = buttons
        self._called: dict[str, Mention] = {}

    def entities(self) -> list[Json]:
        return [entity(person) for person in self._called.values()]

    def card(self, card: Card) -> list[Json]:
        """The whole card, its title first. The title stands out where more than buttons follows it."""
        over = card.subtitle or card.form or any(not isinstance(block, Actions) for block in card.blocks)
        title = heading(card.title) if over else lines(runs(card.title))
        return [*title, *(under(card.subtitle) if card.subtitle else []), *self.blocks(card.blocks)]

    def blocks(self, blocks: Iterable[Block]) -> list[Json]:
        """A divider is the line above what follows it."""
        elements: list[Json] = []
        divided = False
        for block in blocks:
            found = self.block(block)
            found = set_apart(found) if divided else found
            divided = isinstance(block, Divider) or (divided and not found)
            elements += found
        return elements

    def block(self, block: Block) -> list[Json]:  # noqa: PLR0911 - one a kind
        """The elements one block of a card becomes; none when nothing is in it."""
        match block:
            case Text():
                return lines(runs(block))
            case Said(who=who, text=text):
                return _area([*lines(typed(who, BOLD)), *lines(typed(text), "None")], "emphasis")
            case Table():
                return self._table(block)
            case Facts(pairs=pairs):
                return list(chain.from_iterable(_fact(label, value) for label, value in pairs))
            case Callout(title=title, rows=rows, tone=tone):
                head = lines([*typed(_TONES[tone], BOLD), *runs(title, BOLD)])
                return _area([*head, *self._list(rows)], _AREAS[tone])
            case Note(text=text):
                return lines(runs(text, SMALL))
            case Chart(alt=alt, picture=picture):
                return [_image(alt, picture)] if picture and alt.strip() else lines(typed(alt))
            case File(name=name):
                return [*lines(typed(name, BOLD)), *self._buttons.rows(Actions((block.button,)))]
            case Divider():
                return []
            case Actions():
                return self._buttons.rows(block)
            case _:
                assert_never(block)

    def _table(self, table: Table) -> list[Json]:
        """On a phone there is no room for many columns. Where people's answers stand in several, each answer is a
        line under its row's name, with the head of its column; a head of one column or none is over a plain list."""
        width = len(table.head)
        if width > 2 and any(isinstance(each, Said) for row in table.rows for each in row.cells[1:]):
            return list(chain.from_iterable(self._answers(table.head, row) for row in table.rows))
        if width > 1 and table.rows and all(len(row.cells) == width for row in table.rows):
            return [self._columns(table)]
        return [*lines(joined([runs(each, BOLD) for each in table.head], " · ")), *self._list(table.rows)]

    def _columns(self, table: Table) -> Json:
        head = [lines(runs(each, BOLD)) for each in table.head]
        body = [[self._first(row), *(lines(cell(each)) for each in row.cells[1:])] for row in table.rows]
        return {
            "type": "Table",
            "columns": [{"width": 1} for _ in head],
            "showGridLines": False,
            "rows": [{"type": "TableRow", "cells": [_table_cell(each) for each in row]} for row in (head, *body)],
        }

    def _answers(self, head: Sequence[Text], row: Row) -> list[Json]:
        """An answer of several lines begins under its label, so that nobody takes a line of it for another label."""
        found = self._first(row, BOLD)
        for label, value in zip(head[1:], row.cells[1:], strict=False):
            found += _labelled(runs(label, ITALIC), cell(value), "Small") if plain_cell(value) else []
        for value in row.cells[len(head) :]:
            found += lines(cell(value), "Small")
        return _area(found, "")

    def _first(self, row: Row, style: Json | None = None) -> list[Json]:
        """Whose row it is, with the remark under it."""
        person = self._call(row.cells[0])
        name = [call(person)] if person else lines(cell(row.cells[0], style))
        return [*name, *lines(_mark(row), "None")]

    def _call(self, content: Cell) -> Mention | None:
        person = called(content) if self._buttons.shared else None
        if person:
            self._called[f"{person.user} {person.name}"] = person
        return person

    def _list(self, rows: Iterable[Row]) -> list[Json]:
        return list(chain.from_iterable(map(self._item, rows)))

    def _item(self, row: Row) -> list[Json]:
        """A row in one line; the first of several cells says what it is about."""
        first, *others = row.cells or (Text(""),)
        between = " — " if len(others) == 1 else " · "
        rest = joined((cell(each) for each in others), between)
        if person := self._call(first):
            return [{**call(person), "spacing": "Small"}, *lines(joined([_mark(row), rest], between), "None")]
        name = joined([cell(first, BOLD if others else None), _mark(row)], " ")
        found = joined([name, rest], between)
        return lines([*typed("• "), *found], "Small") if found else []


def _image(alt: str, picture: str) -> Json:
    """Pressed, it opens large."""
    return {"type": "Image", "url": picture, "altText": shown(alt), "size": "Stretch", "msteams": {"allowExpand": True}}


def set_apart(elements: list[Json]) -> list[Json]:
    """With a line above."""
    return [{**elements[0], "separator": True, "spacing": "Medium"}, *elements[1:]] if elements else []


def heading(title: Text) -> list[Json]:
    """Large where it is short."""
    return lines(runs(title, LARGE if len(title.plain()) <= HEADING else BOLD))


def under(subtitle: Text) -> list[Json]:
    return lines(runs(subtitle, SUBTLE), "Small")


def _fact(label: Text, value: Cell) -> Iterator[Json]:
    long = isinstance(value, Said) and len(value.text) > _SHORT
    head, told = runs(label, BOLD), cell(value)
    if long:
        yield from lines(head, "Small")
        yield from _area(lines(told), "emphasis")
    else:
        yield from _labelled(head, told, "Small")


def _labelled(label: list[Run], value: list[Run], spacing: str) -> list[Json]:
    if any(not each for each in value):
        return [*lines(label, spacing), *lines(value, "None")]
    return lines(joined([label, value], " — "), spacing)


def _mark(row: Row) -> list[Run]:
    if row.mark is None or not row.mark.plain().strip():
        return []
    return [*typed("(", SMALL), *runs(row.mark, SMALL), *typed(")", SMALL)]


def _area(items: list[Json], style: str) -> list[Json]:
    return [{"type": "Container", **({"style": style} if style else {}), "items": items}] if items else []


def _table_cell(items: list[Json]) -> Json:
    return {"type": "TableCell", "items": items}
