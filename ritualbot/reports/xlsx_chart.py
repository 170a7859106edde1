"""The charts of an .xlsx file: the program that opens it draws them, from cells."""

from collections.abc import Sequence
from typing import Any, Literal

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter

from ritualbot.reports.sheets import Chart, ChartKind
from ritualbot.reports.xlsx_sheet import ACCENT, WrittenSheet

_COLOURS = (ACCENT, "E0A458", "B9C4C1", "AB3509")
_LINES = (ACCENT, "2B3634", "6F7B78")  # thin ones are to be seen on white too
_GRID = "DDE3E1"
_DASHES: tuple[Literal["dash", "sysDot"], ...] = ("dash", "sysDot")  # of levels: told apart without colour
_THICK, _THIN = 28_575, 15_875  # a point is 12 700
_WIDE, _HIGH = 14.0, 8.5  # centimetres


def draw(on: WrittenSheet, chart: Chart, figures: WrittenSheet) -> None:
    """To the right of the rows of `on`, one column apart."""
    drawn: Any = _stacked() if chart.kind is ChartKind.STACKED else LineChart()
    last = 1 + figures.filled
    for place in chart.series:
        drawn.add_data(Reference(figures.page, place + 1, 1, place + 1, last), titles_from_data=True)
    labels = Reference(figures.page, chart.labels + 1, 2, chart.labels + 1, last)
    drawn.set_categories(labels)
    if chart.kind is ChartKind.LINE:
        _as_lines(drawn.series, str(labels))
    else:
        _as_bars(drawn.series)
    drawn.title = _title(chart.title)
    drawn.legend.position = "b"
    drawn.width, drawn.height = _WIDE, _HIGH
    drawn.x_axis.number_format = figures.short_dates
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.number_format = "0" if chart.kind is ChartKind.STACKED else "General"
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=_GRID))
    on.page.add_chart(drawn, f"{get_column_letter(len(on.sheet.columns) + 2)}2")


def _stacked() -> BarChart:
    drawn = BarChart()
    drawn.grouping, drawn.overlap, drawn.gapWidth = "stacked", 100, 40
    return drawn


def _as_bars(drawn: Sequence[Any]) -> None:
    for series, colour in zip(drawn, _COLOURS, strict=False):
        series.graphicalProperties = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=colour))


def _as_lines(drawn: Sequence[Any], labels: str) -> None:
    """Points and a full line, open where a cell is empty; levels in dashes. Its labels are words, not numbers."""
    for place, (series, colour) in enumerate(zip(drawn, _LINES, strict=False)):
        series.cat = AxDataSource(strRef=StrRef(labels))
        series.smooth = False
        dash, thick = (_DASHES[(place - 1) % len(_DASHES)], _THIN) if place else (None, _THICK)
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=thick, prstDash=dash))
        filled = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=colour))
        series.marker = Marker("none") if place else Marker("circle", size=6, spPr=filled)


def _title(words: str) -> Title:
    look = CharacterProperties(sz=1200, b=True)
    line = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=words)])
    return Title(tx=Text(rich=RichText(p=[line])), overlay=False)
