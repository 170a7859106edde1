"""S14, F2: a figure over time as a workbook has it, drawn by the program that opens it."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ritualbot.chat.charts import Level, LineChart, LinePoint
from ritualbot.i18n import Words
from ritualbot.reports.line_sheet import line_beside, line_sheet
from ritualbot.reports.sheets import Book, Column, Sheet, readable
from ritualbot.reports.xlsx_apart import xlsx
from tests.reports.hostile import HOSTILE, opened, shown

MADE = datetime(2027, 3, 18, 15, 0, tzinfo=UTC)
POINTS = (
    LinePoint("4 mars", 0.1, "0,1 le 4 mars"),
    LinePoint("8 mars", None, "semaine du 8 mars sans relevé"),
    LinePoint("18 mars", 1_200_000.0, "1 200 000 le 18 mars"),
)


def drawn(spec: LineChart) -> Any:
    """The workbook opened again, with the line on its first sheet."""
    first = Sheet("kpi", "KPI", (Column("Day"),), [], "Nothing.", line_beside(spec, "weeks"))
    weeks = line_sheet(Words("fr"), spec, "weeks", "Semaines")
    return opened(xlsx(Book("Printemps", "fr", ZoneInfo("Europe/Paris"), MADE, (first, weeks))))


def test_figures_are_kept_to_the_digit_and_what_nobody_knows_is_empty() -> None:
    found = drawn(LineChart("fr", "Ventes", POINTS, goal=Level(2.5, "Objectif 2,5")))
    rows = list(found["Semaines"].iter_rows(min_row=2, values_only=True))
    assert [tuple(row[:3]) for row in rows] == [
        ("4 mars", 0.1, 2.5),
        ("8 mars", None, 2.5),
        ("18 mars", 1_200_000, 2.5),
    ]
    assert [row[3] for row in rows] == [None, "semaine du 8 mars sans relevé", None]
    assert line_sheet(Words("fr"), LineChart("fr", "Ventes", POINTS), "w", "W").rows[0][1] == Decimal("0.1")  # type: ignore[index]


def test_levels_are_told_from_the_figure_without_colour() -> None:
    """The figure in full with its points, the goal and where it began in dashes of two kinds, without points."""
    found = drawn(
        LineChart("fr", "Ventes", POINTS, goal=Level(2.5, "Objectif 2,5"), levels=(Level(0.1, "0,1, au départ"),))
    )
    [chart] = found["KPI"]._charts
    figure, goal, base = chart.series
    assert [cell.value for cell in found["Semaines"][1]][1:4] == ["Ventes", "Objectif 2,5", "0,1, au départ"]
    assert [each.val.numRef.f for each in (figure, goal, base)] == [f"'Semaines'!${c}$2:${c}$4" for c in "BCD"]
    assert figure.marker.symbol == "circle"
    assert goal.marker.symbol is base.marker.symbol is None  # how "none" is read back
    dashes = [each.graphicalProperties.line.prstDash for each in (figure, goal, base)]
    assert len({*dashes}) == 3 and dashes[0] in (None, "solid")
    assert chart.display_blanks == "gap" and not figure.smooth  # no curve through what nobody read
    assert chart.y_axis.number_format.formatCode == "General"  # 0,1 is no 0


def test_what_people_typed_is_only_ever_a_name() -> None:
    for typed in [each for each in HOSTILE if each.strip() and len(each) < 200][::6]:
        found = drawn(LineChart("fr", typed, POINTS, goal=Level(2.5, typed)))
        [chart] = found["KPI"]._charts
        assert chart.title.tx.rich.p[0].r[0].t == readable(typed)
        assert [shown(cell.value) for cell in found["Semaines"][1]][1:3] == [readable(typed)] * 2
