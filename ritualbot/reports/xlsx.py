"""A `Book` as an .xlsx file: real dates and numbers, no cell that computes, the same bytes for the same book.

Rows are written as they come and not kept, so that the memory needed does not grow with their number.
"""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.writer.excel import ExcelWriter

from ritualbot.errors import Unopenable
from ritualbot.reports.sheets import Book, Tally, titles, unhurried
from ritualbot.reports.still_zip import StillZip
from ritualbot.reports.xlsx_chart import draw
from ritualbot.reports.xlsx_sheet import WrittenSheet

_MAKER = "ritualbot"
_NOT_READ = (InvalidFileException, KeyError, OSError, ParseError, TypeError, ValueError, zipfile.BadZipFile)


def write(book: Book) -> tuple[bytes, dict[str, int]]:
    """The file as it was written, and how many rows each sheet has, by title. Raises TooManyRows."""
    workbook = Workbook(write_only=True)
    try:
        written = _fill(workbook, book)
        data = _packed(workbook, book.made_at)
    finally:
        _tidy(workbook)
    return data, {each.title: each.lines for each in written}


def _fill(workbook: Workbook, book: Book) -> list[WrittenSheet]:
    tally = Tally()
    named = zip(book.sheets, titles(each.title for each in book.sheets), strict=True)
    written = [WrittenSheet(workbook, book, sheet, title) for sheet, title in named]
    for each in written:
        each.write(tally.take(each.sheet.rows))
    tally.check()
    by_key = {each.sheet.key: each for each in written}
    for each in written:
        if each.sheet.chart is not None and by_key[each.sheet.chart.of].filled:
            draw(each, each.sheet.chart, by_key[each.sheet.chart.of])
    return written


def _packed(workbook: Workbook, made_at: datetime) -> bytes:
    moment = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    workbook.properties.creator = workbook.properties.lastModifiedBy = _MAKER
    workbook.properties.created = workbook.properties.modified = moment
    target = io.BytesIO()
    # `Workbook.save` is these two lines and the present moment, which would make no two files alike.
    with StillZip(target, "w") as archive:
        ExcelWriter(workbook, archive).write_data()
    return target.getvalue()


def _tidy(workbook: Workbook) -> None:
    """Removes the files that openpyxl keeps a sheet's rows in until it is packed: they hold what people wrote."""
    for sheet in workbook.worksheets:
        writer = getattr(sheet, "_writer", None)
        if writer is not None and Path(writer.out).exists():
            if not getattr(sheet, "closed", True):
                sheet.close()
            writer.cleanup()


def reopen(data: bytes, lines: dict[str, int]) -> None:
    """Reads every cell back, one at a time. `lines` has every sheet's number of rows, by title. Raises Unopenable."""
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True)
        found = {sheet.title: 0 for sheet in workbook.worksheets}
        for sheet in workbook.worksheets:
            for row in unhurried(sheet.iter_rows()):
                found[sheet.title] += 1
                if any(cell.data_type == "f" for cell in row):
                    raise Unopenable("formula")
    except _NOT_READ as error:
        raise Unopenable(type(error).__name__) from error
    if found != lines:
        raise Unopenable("rows")
