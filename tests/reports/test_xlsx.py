"""SPEC F2, section I "export", RELIABILITY 4: an .xlsx that opens, computes nothing, loses nothing, never differs."""

import hashlib
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from ritualbot.errors import TooManyRows, Unopenable
from ritualbot.reports.sheets import (
    MOST_ROWS,
    Book,
    Chart,
    ChartKind,
    Column,
    Row,
    Share,
    Sheet,
    titles,
)
from ritualbot.reports.xlsx import reopen, write
from ritualbot.reports.xlsx_apart import SHORT, xlsx
from ritualbot.reports.xlsx_sheet import WrittenSheet, lines_of
from tests.reports.hostile import HOSTILE, cells, kept, opened, shown

PARIS = ZoneInfo("Europe/Paris")
MADE = datetime(2027, 3, 12, 13, 2, tzinfo=UTC)


def sheet(rows: Iterable[Row], columns: int = 2, key: str = "some", title: str = "Some") -> Sheet:
    return Sheet(key, title, tuple(Column(f"Column {n}", 20) for n in range(columns)), rows, "Nothing here.")


def book(*sheets: Sheet, language: str = "fr") -> Book:
    return Book("Printemps, sprint 12", language, PARIS, MADE, sheets)


DAYS = [(date(2027, 3, day), 10, 8 - day % 3, Share(8 - day % 3, 10)) for day in range(1, 6)]
FIGURES = Sheet("days", "Days", (Column("Day", 18), Column("Asked"), Column("Answered"), Column("Share")), DAYS, "")


def whole() -> Book:
    """A book with a bit of everything."""
    chart = Chart(ChartKind.STACKED, "Answers a day", "days", 0, (1, 2))
    facts: list[Row] = [("Goal", "=1+1"), ("Closed", MADE), ("KPI", Decimal("412.50")), ("Took", timedelta(hours=30))]
    return book(replace(sheet(facts, key="facts", title="Facts"), chart=chart), FIGURES)


# -- what people typed ---------------------------------------------------------------------------------------------


def test_hostile_texts_stay_text_and_none_is_lost() -> None:
    found = opened(xlsx(book(sheet([(text, f"row {number}") for number, text in enumerate(HOSTILE)]))))
    assert {kind for *_, kind in cells(found)} == {"s"}
    texts: list[str] = []
    for typed, row in found["Some"].iter_rows(min_row=2, values_only=True):
        texts.append(shown(typed)) if row else texts.append(texts.pop() + shown(typed))
    assert texts == [kept(text) for text in HOSTILE]


def test_no_cell_holds_more_than_excel_takes() -> None:
    found = opened(xlsx(book(sheet([(text, "") for text in HOSTILE]))))
    assert max(len(shown(value).encode("utf-16-le")) // 2 for _, _, value, _ in cells(found)) <= 32_767


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1"])
def test_what_looks_like_a_formula_is_marked_as_text(text: str) -> None:
    """Otherwise pressing F2 and Enter in Excel would make it one."""
    cell = opened(xlsx(book(sheet([(text, "1+1")]))))["Some"]
    assert cell["A2"].quotePrefix is True
    assert cell["B2"].quotePrefix is False


def test_sheets_heads_and_empty_words_are_as_safe_as_cells() -> None:
    odd = Sheet("x", "=1+1", (Column("=2+2"),), [], "=3+3")
    found = opened(xlsx(replace(book(odd), heading="&D R&D\n=1\x00")))
    page: Any = found["=1+1"]
    assert list(cells(found)) == [("=1+1", "A1", "=2+2", "s"), ("=1+1", "A2", "=3+3", "s")]
    assert page.oddHeader.left.text == "&&D R&&D =1\ufffd"


def test_titles_of_sheets_are_what_excel_takes() -> None:
    wanted = ["a[]:*?/\\b", "A  B", "x" * 40, "X" * 40, "", "'q'", "History", "👍" * 31, "\x00\ud800"]
    found = titles(wanted)
    assert found[:2] == ["a b", "A B (2)"]
    assert found[2] == "x" * 31 and found[3] == "X" * 27 + " (2)"
    assert found[4:7] == ["_", "q", "History (2)"]
    assert all(len(title.encode("utf-16-le")) // 2 <= 31 for title in found)
    assert len({title.casefold() for title in found}) == len(wanted)
    assert opened(xlsx(book(*(sheet([], key=str(n), title=each) for n, each in enumerate(wanted))))).sheetnames == found


# -- what a cell is ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "stored", "form"),
    [
        (412, 412, "#,##0"),
        (Decimal("412.50"), 412.5, "#,##0.00"),
        (Share(7, 8), 0.875, '0"\u00a0"%'),
        (date(2027, 3, 2), datetime(2027, 3, 2), "[$-40C]ddd d mmm yyyy"),  # noqa: DTZ001 - a file knows no zone
        (MADE, datetime(2027, 3, 12, 14, 2), "[$-40C]ddd d mmm yyyy hh:mm"),  # noqa: DTZ001
        (timedelta(hours=30), timedelta(hours=30), "[h]:mm"),
        (Decimal("1234567890123456.5"), "1234567890123456.5", "General"),
        (1234567890123456, "1234567890123456", "General"),
    ],
)
def test_figures_dates_and_moments_are_real(value: int, stored: object, form: str) -> None:
    """Sums and filters work on them; what a spreadsheet would round stays as it was written."""
    cell = opened(xlsx(book(sheet([(value, None)]))))["Some"]["A2"]
    assert cell.value == stored
    assert cell.number_format == form


def test_english_has_its_own_formats() -> None:
    found = opened(xlsx(book(sheet([(date(2027, 3, 2), Share(1, 2))]), language="en")))["Some"]
    assert (found["A2"].number_format, found["B2"].number_format) == ("[$-809]ddd d mmm yyyy", "0%")


# -- how it looks --------------------------------------------------------------------------------------------------


def test_every_sheet_has_head_filter_and_print_set_up() -> None:
    found: Any
    for found in opened(xlsx(whole())).worksheets:
        assert found.freeze_panes == "A2"
        assert found.auto_filter.ref == found.dimensions
        assert found.print_title_rows == "$1:$1"
        assert (found.page_setup.orientation, found.page_setup.paperSize) == ("landscape", 9)
        assert found.sheet_properties.pageSetUpPr.fitToPage
        assert (found.page_setup.fitToWidth, found.page_setup.fitToHeight) == (1, 0)
        assert found.column_dimensions["A"].width in (18, 20)


@pytest.mark.parametrize(("width", "paper"), [(20, 9), (21, 8)])
def test_what_would_be_too_small_on_a4_is_laid_out_for_a3(width: int, paper: int) -> None:
    """F2: ten columns of 20 characters fit on A4; with one character more the paper is the next larger one."""
    columns = tuple(Column(f"C{place}", width) for place in range(10))
    wide = Sheet("wide", "Wide", columns, [tuple("x" for _ in columns)], "")
    assert opened(xlsx(book(wide)))["Wide"].page_setup.paperSize == paper


def test_rows_are_as_high_as_their_longest_text() -> None:
    found = opened(xlsx(book(sheet([("short", "short"), ("one\ntwo\nthree", ""), ("word " * 1000, "")]))))["Some"]
    assert [found.row_dimensions[row].height for row in (2, 3, 4)] == [None, 45.0, 409.0]


def test_lines_are_counted_on_the_safe_side() -> None:
    assert lines_of("word " * 20, 20) >= 5
    assert lines_of("WORD " * 20, 20) > lines_of("word " * 20, 20)
    assert lines_of("漢" * 40, 20) >= 4
    assert lines_of("", 20) == 1


def test_the_chart_is_drawn_from_cells() -> None:
    page: Any = opened(xlsx(whole()))["Facts"]
    [chart] = page._charts
    assert [series.val.numRef.f for series in chart.series] == ["'Days'!$B$2:$B$6", "'Days'!$C$2:$C$6"]
    assert {series.cat.numRef.f for series in chart.series} == {"'Days'!$A$2:$A$6"}
    assert chart.anchor._from.col == 3  # right of the two columns of facts, one apart


def test_an_empty_sheet_says_so_and_draws_nothing() -> None:
    chart = Chart(ChartKind.LINE, "Answers a day", "days", 0, (1, 2))
    page: Any = opened(xlsx(book(replace(sheet([]), chart=chart), replace(FIGURES, rows=[]))))["Some"]
    assert page["A2"].value == "Nothing here."
    assert page._charts == []


def test_what_an_empty_sheet_says_runs_on_to_the_right_also_below_figures() -> None:
    """Below a narrow column of numbers it would run out of the page to the left."""
    numbers = Sheet("some", "Some", (Column("N°", 4, figures=True), Column("Title")), [], "Nothing to be seen here.")
    page: Any = opened(xlsx(book(numbers)))["Some"]
    assert (page["A1"].alignment.horizontal, page["A2"].alignment.horizontal) == ("right", "left")
    assert not page["A2"].alignment.wrap_text


# -- the file ------------------------------------------------------------------------------------------------------

AGAIN = """
import hashlib
from ritualbot.reports.xlsx_apart import xlsx
from tests.reports.test_xlsx import whole
print(hashlib.sha256(xlsx(whole())).hexdigest())
"""


def test_the_same_book_is_the_same_bytes() -> None:
    """In another process too, whose sets and dictionaries of strings are in another order."""
    once = hashlib.sha256(xlsx(whole())).hexdigest()
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    done = subprocess.run([sys.executable, "-c", AGAIN], env=env, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == once, done.stderr


def test_too_many_rows_are_refused_with_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of all sheets together; counted to the end, and not written."""
    assert MOST_ROWS == 50_000
    monkeypatch.setattr("ritualbot.reports.sheets.MOST_ROWS", 10)
    rows = [("x", 1)] * 5
    xlsx(book(sheet(rows, key="a", title="A"), sheet(rows, key="b", title="B")))
    with pytest.raises(TooManyRows) as refused:
        xlsx(book(sheet(rows, key="a", title="A"), sheet([*rows, *rows, *rows], key="b", title="B")))
    assert refused.value.count == 20


def test_no_row_is_kept_once_it_is_written() -> None:
    """What would be kept of each, its height above all, would grow with their number; `make bench` weighs it."""
    tall = sheet([("one\ntwo", n) for n in range(50)])
    written = WrittenSheet(Workbook(write_only=True), book(tall), tall, "Some")
    written.write(tall.rows)
    assert (written.lines, dict(written.page.row_dimensions)) == (51, {})
    written.page.close()


def test_nothing_of_it_stays_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """openpyxl keeps rows in files until they are packed: they are gone, and so they are when writing fails."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def failing() -> Iterable[Row]:
        yield ("what somebody wrote", 1)
        assert list(tmp_path.iterdir()) != []
        raise LookupError

    write(whole())
    with pytest.raises(LookupError):
        write(book(sheet([("a", 1)], key="a", title="A"), sheet(failing()), FIGURES))
    assert list(tmp_path.iterdir()) == []


# -- a long one, in a process of its own ---------------------------------------------------------------------------

LONG = [(f"=Note {n}", n) for n in range(SHORT + 1)]


def test_a_long_file_is_the_same_wherever_it_is_written() -> None:
    long = replace(whole(), sheets=(*whole().sheets, sheet(LONG, key="long", title="Long")))
    with_rows_once = replace(long, sheets=(*whole().sheets, sheet(iter(LONG), key="long", title="Long")))
    assert xlsx(with_rows_once) == write(long)[0]


def test_a_long_file_that_is_given_up_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    seen: list[Path] = []

    def failing() -> Iterable[Row]:
        for _ in range(100):
            yield from LONG
            seen.extend(tmp_path.iterdir())
            if seen:  # the other process has begun
                raise LookupError

    with pytest.raises(LookupError):
        xlsx(book(sheet(failing())))
    assert list(tmp_path.iterdir()) == []


def test_a_long_file_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ritualbot.reports.sheets.MOST_ROWS", SHORT + 5)
    with pytest.raises(TooManyRows) as refused:
        xlsx(book(sheet(LONG, key="a", title="A"), sheet(LONG, key="b", title="B")))
    assert refused.value.count == 2 * (SHORT + 1)


def test_what_goes_wrong_in_the_other_process_is_told_without_its_words(capfd: pytest.CaptureFixture[str]) -> None:
    rows: Any = [*LONG, ("what somebody wrote", b"no value of ours")]
    with pytest.raises(Unopenable) as refused:
        xlsx(book(sheet(rows)))
    assert "what somebody wrote" not in f"{refused.value}{capfd.readouterr()}"


def test_a_file_that_cannot_be_read_back_is_not_given_out() -> None:
    data = xlsx(book(sheet([("a", 1)])))
    reopen(data, {"Some": 2})
    with pytest.raises(Unopenable):
        reopen(data[:-40], {"Some": 2})
    with pytest.raises(Unopenable):
        reopen(data, {"Some": 3})
    with pytest.raises(Unopenable):
        reopen(_changed(data, b"</sheetData>", b"<row r='9'><c r='A9'><"), {"Some": 2})


def test_a_formula_is_found_when_the_file_is_read_back() -> None:
    data = xlsx(book(sheet([("a", 1)])))
    formula = b'<row r="9"><c r="A9"><f>1+1</f><v></v></c></row></sheetData>'
    with pytest.raises(Unopenable, match="formula"):
        reopen(_changed(data, b"</sheetData>", formula), {"Some": 3})


def _changed(data: bytes, old: bytes, new: bytes) -> bytes:
    """The file with something else in its sheets."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(old, new) if "/sheet" in name else content)
    return target.getvalue()
