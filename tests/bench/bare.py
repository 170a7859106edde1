"""The same cells by openpyxl alone, in the quickest way it has: write-only, each look made once."""

import io
from copy import copy
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

Bare = list[tuple[str, list[list[tuple[Any, Any]]]]]  # sheets: title and rows of values with their style


def read(data: bytes, workbook: Workbook) -> Bare:
    """Every value of a file with a style of `workbook` that looks the same."""
    found = load_workbook(io.BytesIO(data))
    looks: dict[int, Any] = {}
    scratch = workbook.create_sheet("scratch")
    sheets = []
    for sheet in found.worksheets:
        rows = [
            [(cell.value, looks.setdefault(cell.style_id, None) or _look(looks, scratch, cell)) for cell in row]
            for row in sheet.iter_rows()
        ]
        sheets.append((sheet.title, rows))
    return sheets


def _look(looks: dict[int, Any], scratch: Any, like: Any) -> Any:
    cell: Any = WriteOnlyCell(scratch)
    cell.font, cell.border, cell.fill = copy(like.font), copy(like.border), copy(like.fill)
    cell.alignment, cell.number_format = copy(like.alignment), like.number_format
    looks[like.style_id] = cell._style
    return cell._style


def write(workbook: Workbook, sheets: Bare) -> bytes:
    for title, rows in sheets:
        page = workbook.create_sheet(title)
        for row in rows:
            cells = []
            for value, look in row:
                cell: Any = WriteOnlyCell(page, value)
                cell._style = look
                cells.append(cell)
            page.append(cells)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()
