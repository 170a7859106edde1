"""A workbook as a description: sheets, columns, rows of plain values, a chart. `xlsx` and `csv_files` write it.

A cell's format follows from its value: text, int, Decimal, `Share` (a percentage), date, datetime (an aware moment),
timedelta (a duration), or None for an empty cell. What people typed stays text, whatever it looks like, and none of it
is ever lost: `readable` replaces what no file can hold, `continued` cuts what one cell cannot.
"""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from ritualbot.errors import TooManyRows
from ritualbot.graphemes import cut

MOST_ROWS = 50_000  # in all sheets together: SPEC, section I
CELL_LIMIT = 32_767  # UTF-16 units in one cell: Excel's "specifications and limits"
TITLE_LIMIT = 31  # UTF-16 units in a sheet's title: the same
MOST_DIGITS = 15  # of a number that a spreadsheet keeps exactly: the same
_ROWS_AT_ONCE = 4
_PAUSE = 0.00005  # seconds: enough for another thread to begin
REPLACED = "\ufffd"
# What a spreadsheet program takes for the beginning of a formula (OWASP, "CSV Injection"), with the wide, small, raised
# and lowered forms that some of them read as the plain ones.
FORMULA_SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−"

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|\x85")
_FORMULA = re.compile(rf"\s*[{re.escape(FORMULA_SIGNS)}]|[\t\r\n]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_RESERVED = "history"  # Excel keeps this title for itself


@dataclass(frozen=True)
class Share:
    """A part of a whole, shown as a percentage. `whole` is above 0."""

    part: int
    whole: int

    def ratio(self) -> Decimal:
        return round(Decimal(self.part) / self.whole, 4)


T = TypeVar("T")
Value = str | int | Decimal | Share | date | datetime | timedelta | None
Row = Sequence[Value]


@dataclass(frozen=True)
class Column:
    """`width` in characters; figures and their head stand to the right."""

    head: str
    width: int = 12
    figures: bool = False


class ChartKind(StrEnum):
    STACKED = "stacked"  # bars on top of each other
    LINE = "line"  # the first series, over levels to hold it against


@dataclass(frozen=True)
class Chart:
    """Drawn beside a sheet's rows from the figures of the sheet `of` (its key); columns counted from 0."""

    kind: ChartKind
    title: str
    of: str
    labels: int
    series: tuple[int, ...]


@dataclass(frozen=True)
class Sheet:
    """`key` is its name for programs, `empty` what it says when it has no row. `rows` are gone through once."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    empty: str
    chart: Chart | None = None


@dataclass(frozen=True)
class Book:
    """`heading` stands above every printed page. Moments are written in `zone`; `made_at` is the file's own date."""

    heading: str
    language: str
    zone: ZoneInfo
    made_at: datetime
    sheets: tuple[Sheet, ...]


def unhurried(rows: Iterable[T]) -> Iterator[T]:
    """The same, letting go of the interpreter every few rows: whoever waits for it otherwise waits 5 ms each time
    (`sys.getswitchinterval`), and an answer to a person has to wait dozens of times."""
    for number, row in enumerate(rows, 1):
        yield row
        if number % _ROWS_AT_ONCE == 0:
            time.sleep(_PAUSE)


class Tally:
    """Counts the rows of all sheets on their way into a file. Those beyond the most a file takes are counted only."""

    def __init__(self) -> None:
        self.rows = 0

    def take(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in unhurried(rows):
            self.rows += 1
            if self.rows <= MOST_ROWS:
                yield row

    def check(self) -> None:
        """Raises TooManyRows."""
        if self.rows > MOST_ROWS:
            raise TooManyRows(self.rows, MOST_ROWS)


def readable(text: str) -> str:
    """The text with one kind of line end, and a mark in place of each character that no XML file can hold."""
    return text if text.isprintable() else _UNREADABLE.sub(REPLACED, _LINE_END.sub("\n", text))


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program, given this to type in, might work it out."""
    return _FORMULA.match(text) is not None


def exact(number: int | Decimal) -> bool:
    """Whether a spreadsheet keeps every digit of it."""
    found = Decimal(number).as_tuple()
    return isinstance(found.exponent, int) and max(len(found.digits), -found.exponent) <= MOST_DIGITS


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """To the second and without its zone, which no spreadsheet knows."""
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)


def continued(row: Row) -> list[Row]:
    """The row with its texts made readable, and under it as many as its longest text takes, each with only what was
    left over."""
    cells = [readable(value) if isinstance(value, str) else value for value in row]
    if not any(isinstance(value, str) and _may_be_long(value) for value in cells):
        return [cells]
    parts = [pieces(value) if isinstance(value, str) else [value] for value in cells]
    return [[part[line] if line < len(part) else None for part in parts] for line in range(max(map(len, parts)))]


def pieces(text: str) -> list[str]:
    """The text in as many parts as it takes cells; joined again they are the text.

    Half the limit where one character may count twice: beyond the basic plane, or in an escape of `xlsx.escaped`.
    """
    if not _may_be_long(text):
        return [text]
    plain = text.isascii() and "_x" not in text
    return cut(text, CELL_LIMIT if plain else CELL_LIMIT // 2)


def _may_be_long(text: str) -> bool:
    return len(text) > CELL_LIMIT // 2


def titles(wanted: Iterable[str]) -> list[str]:
    """Each as a sheet can be called: short, without the characters that stand for something, no two alike."""
    found: list[str] = []
    for title in wanted:
        plain = " ".join(_NOT_IN_TITLES.sub(" ", title).split()).strip("' ") or "_"
        found.append(_unlike(_short(plain, TITLE_LIMIT), {each.casefold() for each in found} | {_RESERVED}))
    return found


def _unlike(title: str, taken: set[str]) -> str:
    number, tried = 2, title
    while tried.casefold() in taken:
        ending = f" ({number})"
        tried = _short(title, TITLE_LIMIT - len(ending)) + ending
        number += 1
    return tried


def _short(title: str, units: int) -> str:
    """At most so many UTF-16 units."""
    if len(title.encode("utf-16-le")) // 2 <= units:
        return title
    return cut(title, units if max(title) <= "\uffff" else units // 2)[0].strip("' ")
