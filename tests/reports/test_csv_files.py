"""SPEC F2, RELIABILITY 4: CSV of the same sheets, as safe as the .xlsx under any separator."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from ritualbot.errors import TooManyRows
from ritualbot.reports.csv_files import csv_file, csv_zip, guarded, unguarded
from ritualbot.reports.sheets import Book, Column, Row, Share, Sheet, looks_like_formula
from tests.reports.hostile import HOSTILE, kept

MADE = datetime(2027, 3, 12, 13, 2, tzinfo=UTC)


def book(*rows: Row, language: str = "fr") -> Book:
    sheets = tuple(
        Sheet(key, key.title(), (Column("=Text"), Column("Row")), rows, "Rien ici.") for key in ("one", "two")
    )
    return Book("Printemps", language, ZoneInfo("Europe/Paris"), MADE, sheets)


def read(data: bytes, delimiter: str) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")  # how Excel knows UTF-8
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_no_text_is_lost_and_none_begins_like_a_formula() -> None:
    head, *rows = read(csv_file(book(*((text, str(n)) for n, text in enumerate(HOSTILE))), "one"), ";")
    assert head == ["'=Text", "Row"]
    assert not any(looks_like_formula(text) for text, _ in rows)
    texts: list[str] = []
    # What was cut to fit a cell is put together before its apostrophes are taken away: each part has its own.
    for text, number in rows:
        texts.append(unguarded(text)) if number else texts.append(texts.pop() + unguarded(text))
    assert texts == [kept(text) for text in HOSTILE]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_field_begins_like_a_formula_under_another_separator(separator: str) -> None:
    """A French Excel opening an English file cuts it elsewhere, quotation marks and all."""
    for language in ("fr", "en"):
        text = csv_file(book(*((text, "") for text in HOSTILE), language=language), "one").decode("utf-8-sig")
        for line in text.split("\n"):
            fields = [field.strip('"\r') for field in line.split(separator)]
            assert [field for field in fields if looks_like_formula(field)] == []


@given(st.text(alphabet="=+-@'＝ \t\n,;\"ax", max_size=12))
def test_the_guard_can_be_taken_away_again(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_figures_are_written_as_the_language_reads_them() -> None:
    values = (Decimal("-412.50"), 7, Share(7, 8), date(2027, 3, 2), MADE, timedelta(hours=30, minutes=5), None)
    rows = [(value, 1) for value in values]
    french = [row[0] for row in read(csv_file(book(*rows), "one"), ";")[1:]]
    assert french == ["-412,50", "7", "0,8750", "2027-03-02", "2027-03-12 14:02", "30:05", ""]
    english = [row[0] for row in read(csv_file(book(*rows, language="en"), "one"), ",")[1:]]
    assert english[:3] == ["-412.50", "7", "0.8750"]


def test_an_archive_has_a_file_for_each_sheet_and_is_always_the_same() -> None:
    data = csv_zip(book(("a", 1)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["one.csv", "two.csv"]
        assert read(archive.read("two.csv"), ";")[1] == ["a", "1"]
    assert csv_zip(book(("a", 1))) == data


def test_an_empty_sheet_says_so() -> None:
    assert read(csv_file(book(), "one"), ";")[1:] == [["Rien ici."]]


def test_too_many_rows_are_refused_with_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ritualbot.reports.sheets.MOST_ROWS", 10)
    rows = [("x", 1)] * 6
    csv_file(book(*rows), "one")
    with pytest.raises(TooManyRows) as refused:
        csv_zip(book(*rows))
    assert refused.value.count == 12


def test_a_sheet_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        csv_file(book(), "three")
