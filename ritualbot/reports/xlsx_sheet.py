"""One sheet of an .xlsx file: its cells, their looks, the heights of its rows, how it prints."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from ritualbot.reports.sheets import (
    Book,
    Row,
    Share,
    Sheet,
    Value,
    continued,
    exact,
    local,
    looks_like_formula,
    readable,
)

BODY: Final = "Arial"  # there on every machine, or its twin is
POINTS = 15.0  # of one line
TALLEST = 409.0  # points: Excel's most for a row
ACCENT = "0A5A6B"
_LINE = Side(style="hair", color="84908D")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LCID: Mapping[str, str] = MappingProxyType({"fr": "[$-40C]", "en": "[$-809]"})  # whose names of days and months
_A4, _A3 = 9, 8
_WIDEST_ON_A4 = 200  # characters: beyond, what fits on one page across is too small to read
_GAP = 3  # characters between a sheet's rows and its chart
_WIDE_FROM = "\u2e7f"
_WIDEST = 2.4  # of a letter, by `_length`
_INDENTED = 2  # characters that the indent takes


@dataclass(frozen=True, eq=False)
class _Look:
    """How a cell is drawn. Each is there once, so that it is told from others at no cost."""

    number: str = "General"
    quoted: bool = False  # Excel's own mark of a text that looks like something else
    head: bool = False
    aside: bool = False  # runs on over the empty cells beside it


_TEXT, _QUOTED, _HEAD, _ASIDE = _Look(), _Look(quoted=True), _Look(head=True), _Look(aside=True)


@cache
def _form(number: str) -> _Look:
    return _Look(number)


@cache
def _decimals(places: int) -> _Look:
    return _Look("#,##0" + ("." + "0" * places if places else ""))


def escaped(text: str) -> str:
    """`_x0041_` stands for a character where text is stored (ECMA-376, ST_Xstring); what people typed stands for
    itself."""
    return _ESCAPE.sub("_x005F_", text) if "_x" in text else text


class WrittenSheet:
    """A sheet while it is written. `lines`: its rows so far, the header among them; `filled`: those with figures."""

    def __init__(self, workbook: Workbook, book: Book, sheet: Sheet, title: str) -> None:
        self.sheet = sheet
        self.title = title
        self.lines = 0
        self.filled = 0
        self.page: Any = workbook.create_sheet(title)
        self.page._values_to_row = _placed  # openpyxl's own takes a cell for a value first, by way of an exception
        names = _LCID.get(book.language, "")
        self.short_dates = f"{names}d mmm"
        self._date = _form(f"{names}ddd d mmm yyyy")
        self._moment = _form(f"{names}ddd d mmm yyyy hh:mm")
        self._percent = _form('0"\u00a0"%' if book.language == "fr" else "0%")
        self._zone = book.zone
        self._tall = 1  # lines of the row that is being made
        self._cells: dict[tuple[int, _Look], Cell] = {}
        _lay_out(self.page, book, sheet)

    def write(self, rows: Iterable[Row]) -> None:
        self._append([self._text(place, column.head, _HEAD) for place, column in enumerate(self.sheet.columns)])
        for row in rows:
            self.filled += 1
            for line in continued(row):
                self._append([self._cell(place, value) for place, value in enumerate(line)])
        if not self.filled:
            self._append([self._text(0, self.sheet.empty, _ASIDE)])
        last = get_column_letter(len(self.sheet.columns))
        self.page.auto_filter.ref = f"A1:{last}{self.lines}"

    def _append(self, cells: Sequence[Cell]) -> None:
        self.lines += 1
        if self._tall > 1:
            self.page.row_dimensions[self.lines].height = min(self._tall * POINTS, TALLEST)
        self.page.append(cells)
        self.page.row_dimensions.pop(self.lines, None)  # written: what is kept would grow with the rows
        self._tall = 1

    def _cell(self, place: int, value: Value) -> Cell:
        match value:
            case None | "":
                return self._drawn(place, _TEXT, None)
            case str():
                return self._text(place, value, _QUOTED if looks_like_formula(value) else _TEXT)
            case Share():
                return self._drawn(place, self._percent, value.ratio())
            case datetime():
                return self._drawn(place, self._moment, local(value, self._zone))
            case date():
                return self._drawn(place, self._date, value)
            case timedelta():
                return self._drawn(place, _form("[h]:mm"), value)
            case int() | Decimal():
                return self._number(place, value)

    def _number(self, place: int, number: int | Decimal) -> Cell:
        """One with more digits than are kept is text: a rounded amount would be a wrong one."""
        if not exact(number):
            return self._text(place, str(number), _TEXT)
        places = max(0, -int(number.as_tuple().exponent)) if isinstance(number, Decimal) else 0
        return self._drawn(place, _decimals(places), number)

    def _text(self, place: int, text: str, look: _Look) -> Cell:
        if not look.aside:
            self._tall = max(self._tall, lines_of(text, self.sheet.columns[place].width))
        cell = self._drawn(place, look, escaped(text))
        cell.data_type = "s"  # whatever the text begins with
        return cell

    def _drawn(self, place: int, look: _Look, value: str | date | timedelta | int | Decimal | None) -> Cell:
        """A cell of this look. It serves every row of its column, since a row is written before the next is made."""
        found = self._cells.get((place, look))
        if found is None:
            cell = WriteOnlyCell(self.page)
            cell.column = place + 1
            found = self._cells[place, look] = _styled(cell, look, self.sheet.columns[place].figures)
        found.value = value
        return found


def _placed(cells: Iterable[Any], row: int) -> Iterator[Cell]:
    for cell in cells:
        cell.row = row
        yield cell


def _styled(cell: Cell, look: _Look, figures: bool) -> Cell:
    across = "right" if figures and not look.aside else "left"  # to the right of it is room
    text = look.number == "General" and not look.aside
    cell.number_format = look.number
    cell.border = Border(bottom=_LINE)
    cell.alignment = Alignment(horizontal=across, vertical="top", wrap_text=text, indent=1)
    cell.font = Font(name=BODY, size=10, italic=look.aside)
    if look.quoted:
        cell.quotePrefix = True
    if look.head:
        cell.font = Font(name=BODY, size=10, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=ACCENT)
        cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=True, indent=1)
    return cell


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column, on the safe side: words move down whole, wide letters count double."""
    per_line = max(1.0, (width - _INDENTED) * 1.1)
    if len(text) * _WIDEST <= per_line and "\n" not in text:
        return 1
    return sum(max(1, -int(-_length(line) // per_line)) for line in text.split("\n"))


def _length(line: str) -> float:
    """In small letters: capitals are wider, Chinese characters and emoji twice as wide."""
    wide = sum(letter > _WIDE_FROM for letter in line) if max(line, default="") > _WIDE_FROM else 0
    return len(line) + wide + 0.4 * sum(map(str.isupper, line))


def _lay_out(page: Any, book: Book, sheet: Sheet) -> None:
    """What comes before the rows in the file has to be said before they are written."""
    page.freeze_panes = "A2"
    page.sheet_view.zoomScale = 100
    for place, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(place)].width = column.width
    if sheet.chart is not None:
        page.column_dimensions[get_column_letter(len(sheet.columns) + 1)].width = _GAP
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.orientation = "landscape"
    wide = sum(column.width for column in sheet.columns) > _WIDEST_ON_A4
    page.page_setup.paperSize = _A3 if wide else _A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.print_title_rows = "1:1"
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.75
    page.page_margins.header = page.page_margins.footer = 0.35
    page.HeaderFooter.oddHeader.left.text = _in_margin(book.heading)
    page.HeaderFooter.oddHeader.right.text = "&A"
    page.HeaderFooter.oddFooter.right.text = "&P / &N"


def _in_margin(text: str) -> str:
    """`&` begins a code there, and 255 characters are all there is room for."""
    return " ".join(readable(text).split())[:100].replace("&", "&&")
