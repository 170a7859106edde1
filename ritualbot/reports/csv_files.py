"""A `Book` as CSV, for other programs: one file a sheet, with the safety of the .xlsx.

A CSV field has no type: whatever a spreadsheet program would work out begins with an apostrophe here, and so does what
comes after a separator, a quotation mark or a line end within a text, since a program set to another separator takes
that for a field of its own. `unguarded` takes exactly those apostrophes away again.
"""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from ritualbot.reports.sheets import FORMULA_SIGNS, Book, Row, Share, Sheet, Tally, Value, continued, local
from ritualbot.reports.still_zip import StillZip

_SIGNS = re.escape(FORMULA_SIGNS)
_AT_START = re.compile(rf"(?='*(?:\s*[{_SIGNS}]|[\t\n]))")
_INSIDE = re.compile(rf"([,;\t\n\"]\s*)(?='*[{_SIGNS}])")
_GUARDED_START = re.compile(rf"'(?='*(?:\s*[{_SIGNS}]|[\t\n]))")
_GUARDED_INSIDE = re.compile(rf"([,;\t\n\"]\s*)'(?='*[{_SIGNS}])")


def guarded(text: str) -> str:
    inside = _INSIDE.sub(r"\1'", text)
    return f"'{inside}" if _AT_START.match(text) else inside


def unguarded(field: str) -> str:
    """The text that `guarded` made the field of."""
    text = _GUARDED_INSIDE.sub(r"\1", field)
    return text[1:] if _GUARDED_START.match(text) else text


def csv_zip(book: Book) -> bytes:
    """One archive with a file for each sheet, called by its key. Raises TooManyRows."""
    tally = Tally()
    files = [(f"{sheet.key}.csv", _file(book, sheet, tally.take(sheet.rows))) for sheet in book.sheets]
    tally.check()
    target = io.BytesIO()
    with StillZip(target, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


def csv_file(book: Book, key: str) -> bytes:
    """One sheet. Raises TooManyRows, and KeyError for a key that no sheet has."""
    sheet = {each.key: each for each in book.sheets}[key]
    tally = Tally()
    content = _file(book, sheet, tally.take(sheet.rows))
    tally.check()
    return content


def _file(book: Book, sheet: Sheet, rows: Iterable[Row]) -> bytes:
    """With the mark by which Excel knows UTF-8. French ones expect `;`, since their decimals have the comma."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if book.language == "fr" else ",", quoting=csv.QUOTE_ALL)
    writer.writerow([guarded(column.head) for column in sheet.columns])
    before = text.tell()
    for row in rows:
        writer.writerows([_field(book, value) for value in line] for line in continued(row))
    if text.tell() == before:
        writer.writerow([guarded(sheet.empty)])
    return text.getvalue().encode("utf-8-sig")


def _field(book: Book, value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case Share():
            return _decimal(book, value.ratio())
        case datetime():
            return f"{local(value, book.zone):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case timedelta():
            minutes = int(value.total_seconds()) // 60
            return f"{minutes // 60}:{minutes % 60:02}"
        case int() | Decimal():
            return _decimal(book, value)


def _decimal(book: Book, number: int | Decimal) -> str:
    plain = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return plain.replace(".", ",") if book.language == "fr" else plain
