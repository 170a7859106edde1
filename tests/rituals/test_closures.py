"""SPEC E3: closures from a .csv or .xlsx file; what is wrong is told with its line, and then nothing is taken."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from ritualbot.errors import RuleBroken
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals import closure_file, desk_calendar
from ritualbot.rituals.closures import Line, overrides
from ritualbot.rituals.desk_calendar import CLOSED, USUAL_DAY, DeskCalendar, Windows, usual
from tests.rituals.sla_vectors import ACROSS

DESK = usual("FR", [])
TODAY = date(2026, 11, 22)
MORNING, AFTERNOON = ((540, 750),), ((810, 1050),)


def read(data: bytes, language: str = "fr") -> dict[date, Windows]:
    return overrides(closure_file.lines(data, field="file"), DESK, language, TODAY, field="file")


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def xlsx(*rows: Sequence[object]) -> bytes:
    workbook, made = Workbook(), io.BytesIO()
    for row in rows:
        workbook.worksheets[0].append(list(row))
    workbook.save(made)
    return made.getvalue()


def midnight(year: int, month: int, day: int) -> datetime:
    """As Excel writes a day."""
    return datetime(year, month, day)  # noqa: DTZ001


def refused(data: bytes, language: str = "fr") -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        read(data, language)
    broken = caught.value
    assert broken.field == "file"
    for each in LANGUAGES:
        assert "{" not in Words(each).say(broken.key, **broken.params)
    return broken


FOUND = {
    date(2026, 12, 24): MORNING,
    date(2026, 12, 25): CLOSED,
    date(2026, 12, 31): ((540, 720),),
    date(2027, 1, 1): CLOSED,
    date(2027, 1, 2): CLOSED,
}


def test_days_ranges_half_days_and_hours_from_csv() -> None:
    lines = ("24/12/2026;;après-midi", "25/12/2026", "31/12/2026;;09:00-12:00", "1er janvier 2027;02/01/2027")
    assert read(csv(*lines)) == FOUND


def test_the_same_from_excel() -> None:
    rows: list[list[object]] = [
        ["Du", "Au", "Demi-journée", "Motif"],
        [midnight(2026, 12, 24), None, "après-midi", "Réveillon"],
        [date(2026, 12, 25)],
        [],
        ["31/12/2026", "", "9h - 12h"],
        [date(2027, 1, 1), midnight(2027, 1, 2), "fermé", "Nouvel an"],
    ]
    assert read(xlsx(*rows)) == FOUND


def test_the_head_says_where_the_columns_stand() -> None:
    lines = ("Reason,Hours,Until,From", "New year,,2027-01-02,2027-01-01", "Eve,09:00-12:00,,2026-12-31")
    assert read(csv(*lines), "en") == {day: FOUND[day] for day in FOUND if day >= date(2026, 12, 31)}


def test_a_head_of_other_words_is_passed_over() -> None:
    assert read(csv("Fermetures du service", "25/12/2026")) == {date(2026, 12, 25): CLOSED}


@pytest.mark.parametrize(
    ("typed", "windows"),
    [
        ("matin", AFTERNOON),
        ("Morning", AFTERNOON),
        ("Après-midi", MORNING),
        ("09:00-12:00, 14h-17h30", ((540, 720), (840, 1050))),
        ("14h à 17h et 9h à 12h", ((540, 720), (840, 1020))),
        ("00:00-24:00", ((0, 1440),)),
        ("22:00-06:00", ((1320, 1800),)),
        ("fermé", CLOSED),
    ],
)
def test_the_hours_of_a_day(typed: str, windows: Windows) -> None:
    assert read(csv(f"25/11/2026;;{typed}")) == {date(2026, 11, 25): windows}


def test_half_of_a_day_is_half_of_that_weekday() -> None:
    week = (USUAL_DAY, ((540, 1020),), *[CLOSED] * 5)
    from_monday: list[Line] = [(1, [date(2026, 11, 23), date(2026, 11, 25), "matin"])]
    found = overrides(from_monday, DeskCalendar("UTC", week), "fr", TODAY)
    assert list(found.values()) == [AFTERNOON, ((780, 1020),), CLOSED]
    night = overrides([(1, ["2026-11-23", None, "matin"])], desk_calendar.read(ACROSS), "fr", TODAY)
    assert night == {date(2026, 11, 23): ((1320, 1800),)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_files_excel_writes_are_read(encoding: str) -> None:
    text = "début;fin;demi-journée\r\n24/12/2026;;après-midi\r\n"
    assert read(text.encode(encoding)) == {date(2026, 12, 24): MORNING}


WRONG: dict[str, tuple[bytes, str, str | None]] = {
    "no such day": (csv("Du;Au", "25/12/2026", "31/02/2027"), "no_day", "3"),
    "a word": (csv("25/12/2026", "", "bientôt"), "no_day", "3"),
    "no last day": (csv("25/12/2026;bientôt"), "no_day", "1"),
    "a day alone among others": (csv("25/12/2026", ";26/12/2026"), "no_day", "2"),
    "other digits": (csv("２5/12/2026"), "no_day", "1"),
    "a number of Excel": (xlsx([date(2026, 12, 25)], [46381]), "no_day", "2"),
    "a day of another age": (xlsx([midnight(2026, 12, 25)], [midnight(1926, 12, 25)]), "no_day", "2"),
    "a day of another age in csv": (csv("25/12/2046"), "no_day", "1"),
    "a moment of a day": (xlsx([midnight(2026, 12, 25) + timedelta(hours=9)]), "no_day", "1"),
    "a time": (xlsx(["25/12/2026"], [time(9)]), "no_day", "2"),
    "backwards": (csv("02/01/2027;01/01/2027"), "range", "1"),
    "more than a year": (csv("01/01/2027;02/01/2028"), "range", "1"),
    "no hours": (csv("24/12/2026;;plus tôt"), "no_hours", "1"),
    "hours of no length": (csv("24/12/2026;;09:00-09:00"), "no_hours", "1"),
    "hours that overlap": (csv("24/12/2026;;09:00-12:00, 11:00-13:00"), "no_hours", "1"),
    "no such hour": (csv("24/12/2026;;09:00-25:00"), "no_hours", "1"),
    "a day told twice": (csv("24/12/2026;26/12/2026", "25/12/2026;;matin"), "twice", "2"),
    "a formula in csv": (csv("25/12/2026", '=HYPERLINK("http://example.com")'), "formula", "2"),
    "a formula in Excel": (xlsx(["25/12/2026"], ["=TODAY()"]), "formula", "2"),
    "a formula beside": (xlsx(["25/12/2026", None, None, "=1+1"]), "formula", "1"),
    "nothing": (b"", "nothing", None),
    "a head alone": (csv("Du;Au"), "nothing", None),
    "an empty sheet": (xlsx(), "nothing", None),
    "too many lines": (csv(*["25/12/2026"] * 5_001), "too_long", None),
    "too many bytes": (b"x" * 1_000_001, "too_large", None),
    "another archive": (b"PK\x03\x04 and no more", "unreadable", None),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0", "unreadable", None),
    "a quote left open": (csv('"25/12/2026'), "unreadable", None),
}


@pytest.mark.parametrize(("data", "key", "line"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_line(data: bytes, key: str, line: str | None) -> None:
    broken = refused(data)
    assert (broken.key, broken.params.get("line")) == (f"closures.{key}", line)


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    broken = refused('25/12/2026;;;"two\nlines"\nbientôt\n'.encode())
    assert (broken.params["line"], broken.params["typed"]) == ("3", "bientôt")


def test_the_other_line_of_a_day_told_twice_is_named() -> None:
    broken = refused(csv("Du", "24/12/2026", "24/12/2026;;matin"))
    assert (broken.params["line"], broken.params["earlier"], broken.params["day"]) == ("3", "2", "2026-12-24")
    assert read(csv("24/12/2026", "24/12/2026")) == {date(2026, 12, 24): CLOSED}


def archive(content: bytes, name: str = "xl/workbook.xml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(name, content)
    return made.getvalue()


def test_a_file_that_swells_is_not_opened() -> None:
    assert refused(archive(b" " * 20_000_001)).key == "closures.too_large"


def test_a_file_with_entities_is_not_opened() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert refused(archive(bomb)).key == "closures.unreadable"


@pytest.mark.parametrize("cut", [10, 500, 2_000, 4_000])
def test_half_a_file_is_refused(cut: int) -> None:
    whole = xlsx(["25/12/2026"])
    assert refused(whole[:cut]).key == "closures.unreadable"
