"""The lines of a .csv or .xlsx file of closures: its first sheet, as values, never what a formula works out.

A file comes from anybody: it is measured before it is opened, nothing in it is followed, and only the first columns are
looked at.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, time
from itertools import islice
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ritualbot.errors import RuleBroken
from ritualbot.rituals.closures import Cell, Line

MOST_BYTES = 1_000_000
MOST_BYTES_OPENED = 20_000_000
MOST_LINES = 5_000
COLUMNS = 8  # looked at
LONGEST_CELL = 200  # characters

_ZIP = b"PK\x03\x04"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_READ = (
    *(zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError),
    *(IndexError, OSError, EOFError, NotImplementedError, RuntimeError, MemoryError),
)


def lines(data: bytes, *, field: str | None = None) -> list[Line]:
    """Raises RuleBroken `closures.too_large`, `closures.unreadable`, `closures.too_long`, `closures.formula`."""
    if len(data) > MOST_BYTES:
        raise RuleBroken("closures.too_large", field=field)
    return list(_checked(_xlsx(data, field) if data.startswith(_ZIP) else _csv(data, field), field))


def _checked(found: Iterable[Line], field: str | None) -> Iterator[Line]:
    for number, cells in found:
        if number > MOST_LINES:
            raise RuleBroken("closures.too_long", field=field, limit=str(MOST_LINES))
        texts = [cell for cell in cells if isinstance(cell, str)]
        if any(text.lstrip().startswith("=") for text in texts):
            raise RuleBroken("closures.formula", field=field, line=str(number))
        yield number, [cell[:LONGEST_CELL] if isinstance(cell, str) else cell for cell in cells]


# CSV ----------------------------------------------------------------------------------------------


def _csv(data: bytes, field: str | None) -> Iterator[Line]:
    """Numbers are those of the file's lines, as an editor counts them."""
    text = _decoded(data, field)
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    begun = 1
    try:
        for row in reader:
            yield begun, row[:COLUMNS]
            begun = reader.line_num + 1
    except csv.Error as error:
        raise RuleBroken("closures.unreadable", field=field) from error


def _decoded(data: bytes, field: str | None) -> str:
    """As Excel writes it: UTF-8 with or without its mark, UTF-16 with it, else Windows' western letters."""
    try:
        if data.startswith(_UTF_16):
            text = data.decode("utf-16")
        else:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise RuleBroken("closures.unreadable", field=field) from error
    if "\0" in text:
        raise RuleBroken("closures.unreadable", field=field)
    return text


# Excel --------------------------------------------------------------------------------------------


def _xlsx(data: bytes, field: str | None) -> list[Line]:
    """All at once: what is wrong with the file shows only while it is read."""
    unreadable = RuleBroken("closures.unreadable", field=field)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES_OPENED:
                raise RuleBroken("closures.too_large", field=field)
            if any(_declares(archive, entry) for entry in archive.infolist()):
                raise unreadable
        workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        rows = sheet.iter_rows(max_col=COLUMNS, values_only=True)
        return [(number, [_cell(value) for value in row]) for number, row in enumerate(islice(rows, MOST_LINES + 1), 1)]
    except _NOT_READ as error:
        raise unreadable from error


def _declares(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """A document type is where entities come from; no spreadsheet program writes one."""
    return entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(entry)


def _cell(value: object) -> Cell:
    return value if value is None or isinstance(value, str | date | time) else str(value)
