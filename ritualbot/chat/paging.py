"""A card too long for one message becomes several. Nothing is dropped or changed: the pieces join up again.

A platform brings its own measure and its own scissors: `Size` tells how much of a page a block takes (a page
takes the sum of its blocks), `Cut` cuts a text into pieces of at most so many characters, never inside a
grapheme cluster.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias, assert_never

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
    plain_cell,
)
from ritualbot.chat.text import Emphasis, Param, Span, Text, literal, plain_param

Size: TypeAlias = Callable[[Block], int]
Cut: TypeAlias = Callable[[str, int], list[str]]
_Words: TypeAlias = Text | Said | Note
_Listed: TypeAlias = Table | Callout | Facts

_EMPTY = Text("")
_MARKS = {Emphasis.PLAIN: "", Emphasis.BOLD: "*", Emphasis.ITALIC: "_", Emphasis.CODE: "`"}


def paginate(card: Card, limit: int, size: Size, cut: Cut) -> tuple[Card, ...]:
    """The card as messages of at most `limit` each. Title, subtitle and the card's buttons stay on the first; where
    several rows of buttons stand in it, each is about what stands above it and stays there. What stands between two
    dividers is kept together where a page can hold it.

    Heads of tables, titles of callouts and the first cell of a row that goes on are repeated. `limit` must
    hold these and the title; where it cannot, a page is longer than `limit` rather than poorer.
    """
    book = _Book(card, limit, size, cut)
    if book.holds(card.blocks):
        return (card,)
    for part in _parts(card.blocks):
        book.begin(part)
        for block in part:
            book.add(block)
    first, *others = [tuple(page) for page in book.pages if page]
    return (replace(card, blocks=first), *(Card(_EMPTY, page) for page in others))


def _parts(blocks: Iterable[Block]) -> list[list[Block]]:
    """The blocks from one divider to the next."""
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Divider):
            parts.append([])
        parts[-1].append(block)
    return parts


class _Book:
    """Pages being written, the last one open with `_room` left on it."""

    def __init__(self, card: Card, limit: int, size: Size, cut: Cut) -> None:
        self._limit, self._size, self._cut = limit, size, cut
        self.pages: list[list[Block]] = [[]]
        headings: list[Block] = [card.title, *([card.subtitle] if card.subtitle else [])]
        buttons = [block for block in card.blocks if isinstance(block, Actions)]
        self._pinned = buttons if len(buttons) == 1 else []
        self._room = limit - sum(size(block) for block in (*headings, *self._pinned))

    def holds(self, blocks: Iterable[Block]) -> bool:
        """Whether the page takes all of it; buttons that stay on the first are counted already."""
        return sum(self._size(block) for block in blocks if block not in self._pinned) <= self._room

    def begin(self, part: Sequence[Block]) -> None:
        """Turns the page where that keeps the part together."""
        whole = sum(self._size(block) for block in part if block not in self._pinned)
        if self._written() and self._room < whole <= self._limit:
            self._turn()

    def add(self, block: Block) -> None:
        match block:
            case Actions() if block in self._pinned:
                self.pages[0].append(block)
            case Text() | Said() | Note():
                self._add_words(block)
            case Table() | Callout() | Facts():
                self._add_listed(block)
            case Chart() if self._size(block) > self._limit:
                self._add_words(
                    literal(block.alt)
                )  # too long for any page with a picture: its words are cut like others
            case Divider() | Chart() | File() | Actions():
                if self._written() and self._size(block) > self._room:
                    self._turn()
                self._put(block)
            case _:
                assert_never(block)

    def _put(self, block: Block) -> None:
        self.pages[-1].append(block)
        self._room -= self._size(block)

    def _turn(self) -> None:
        self.pages.append([])
        self._room = self._limit

    def _written(self) -> bool:
        return any(not isinstance(block, Actions) for block in self.pages[-1])

    def _add_words(self, block: _Words) -> None:
        rest: _Words | None = block
        while rest is not None:
            whole = self._size(rest)
            if whole <= self._room:
                self._put(rest)
                return
            if self._written() and (whole <= self._limit or self._room < self._limit // 3):
                self._turn()
                continue
            head, rest = self._split_words(rest)
            self._put(head)
            self._turn()

    def _split_words(self, block: _Words) -> tuple[_Words, _Words | None]:
        for length in _lengths(self._limit):
            head, rest = _cut_words(block, length, self._cut)
            if self._size(head) <= self._room:
                return head, rest
        return _cut_words(block, 1, self._cut)

    def _add_listed(self, block: _Listed) -> None:
        waiting = list(_rows(block))
        held: list[Row] = []
        while waiting:
            if self._fits(block, [*held, waiting[0]]):
                held.append(waiting.pop(0))
            elif held:
                self._put(_with_rows(block, held))
                held = []
                self._turn()
            elif self._written():
                self._turn()
            else:
                head, rest = self._split_row(block, waiting.pop(0))
                self._put(_with_rows(block, [head]))
                self._turn()
                waiting[:0] = [rest] if rest else []
        if held or not _rows(block):
            self._put(_with_rows(block, held))

    def _fits(self, block: _Listed, rows: list[Row]) -> bool:
        return self._size(_with_rows(block, rows)) <= self._room

    def _split_row(self, block: _Listed, row: Row) -> tuple[Row, Row | None]:
        named = len(row.cells) > 1 and len(plain_cell(row.cells[0])) <= self._limit // 4
        for length in _lengths(self._limit):
            head, rest = _cut_row(row, length, self._cut, named)
            if self._fits(block, [head]):
                return head, rest
        return _cut_row(row, 1, self._cut, named)


def _lengths(limit: int) -> Iterator[int]:
    """Ever shorter lengths to try; when none is short enough, one character gets on all the same."""
    length = limit
    while length > 1:
        yield length
        length = length * 3 // 4


def _rows(block: _Listed) -> tuple[Row, ...]:
    match block:
        case Table(rows=rows) | Callout(rows=rows):
            return rows
        case Facts(pairs=pairs):
            return tuple(Row((label, value)) for label, value in pairs)
        case _:
            assert_never(block)


def _with_rows(block: _Listed, rows: list[Row]) -> Block:
    match block:
        case Table() | Callout():
            return replace(block, rows=tuple(rows))
        case Facts():
            return Facts(tuple((_label(row.cells[0]), row.cells[1]) for row in rows))
        case _:
            assert_never(block)


def _label(cell: Cell) -> Text:
    return cell if isinstance(cell, Text) else _text([Span(cell.text)])


def _cut_row(row: Row, length: int, cut: Cut, named: bool) -> tuple[Row, Row | None]:
    """`named`: the first cell says whose row it is, stays whole and is said again on the rest."""
    first, *others = row.cells
    pairs = [_cut_cell(cell, length, cut) for cell in (others if named else row.cells)]
    if all(rest is None for _, rest in pairs):
        return row, None
    name = (first,) if named else ()
    heads = tuple(head for head, _ in pairs)
    rests = tuple(rest if rest is not None else _EMPTY for _, rest in pairs)
    return Row((*name, *heads), row.mark), Row((*name, *rests))


def _cut_words(block: _Words, length: int, cut: Cut) -> tuple[_Words, _Words | None]:
    match block:
        case Note(text=text):
            head, rest = _cut_text(text, length, cut)
            return Note(head), Note(rest) if rest else None
        case Text() | Said():
            return _cut_cell(block, length, cut)
        case _:
            assert_never(block)


def _cut_cell(cell: Cell, length: int, cut: Cut) -> tuple[Cell, Cell | None]:
    match cell:
        case Text():
            return _cut_text(cell, length, cut)
        case Said(who=who, text=text):
            if len(text) <= length:
                return cell, None
            head, *rest = cut(text, length)
            return Said(who, head), Said(who, "".join(rest)) if rest else None
        case _:
            assert_never(cell)


def _cut_text(text: Text, length: int, cut: Cut) -> tuple[Text, Text | None]:
    """Cuts between or inside literal runs; a mention or a channel stays whole."""
    if len(text.plain()) <= length:
        return text, None
    head: list[Span] = []
    waiting = list(text.spans())
    room = length
    while waiting and len(plain_param(waiting[0].content)) <= room:
        head.append(waiting.pop(0))
        room -= len(plain_param(head[-1].content))
    if waiting and isinstance(waiting[0].content, str) and (room > length // 3 or not head):
        span = waiting.pop(0)
        piece, *others = cut(plain_param(span.content), max(room, 1))
        head.append(Span(piece, span.emphasis))
        waiting[:0] = [Span("".join(others), span.emphasis)] if others else []
    elif waiting and not head:
        head.append(waiting.pop(0))
    return _text(head), _text(waiting) if waiting else None


def _text(spans: list[Span]) -> Text:
    """A sentence of exactly these runs, each a placeholder: nothing in it can be read as markup."""
    params: dict[str, Param] = {f"p{place}": span.content for place, span in enumerate(spans)}
    markup = "".join(f"{_MARKS[span.emphasis]}{{p{place}}}{_MARKS[span.emphasis]}" for place, span in enumerate(spans))
    return Text(markup, params)
