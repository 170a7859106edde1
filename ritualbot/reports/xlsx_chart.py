"""The charts of an .xlsx file: the program that opens it draws them, from cells."""

from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter

from ritualbot.reports.sheets import Chart, ChartKind
from ritualbot.reports.xlsx_sheet import ACCENT, WrittenSheet

_COLOURS = (ACCENT, "E0A458", "B9C4C1", "AB3509")
_GRID = "DDE3E1"
_WIDE, _HIGH = 14.0, 8.5  # centimetres


def draw(on: WrittenSheet, chart: Chart, figures: WrittenSheet) -> None:
    """To the right of the rows of `on`, one column apart."""
    drawn: Any = _stacked() if chart.kind is ChartKind.STACKED else LineChart()
    last = 1 + figures.filled
    for place in chart.series:
        drawn.add_data(Reference(figures.page, place + 1, 1, place + 1, last), titles_from_data=True)
    drawn.set_categories(Reference(figures.page, chart.labels + 1, 2, chart.labels + 1, last))
    for series, colour in zip(drawn.series, _COLOURS, strict=False):
        series.graphicalProperties = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=colour))
    drawn.title = _title(chart.title)
    drawn.legend.position = "b"
    drawn.width, drawn.height = _WIDE, _HIGH
    drawn.x_axis.number_format = figures.short_dates
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.number_format = "0"
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=_GRID))
    on.page.add_chart(drawn, f"{get_column_letter(len(on.sheet.columns) + 2)}2")


def _stacked() -> BarChart:
    drawn = BarChart()
    drawn.grouping, drawn.overlap, drawn.gapWidth = "stacked", 100, 40
    return drawn


def _title(words: str) -> Title:
    look = CharacterProperties(sz=1200, b=True)
    line = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=words)])
    return Title(tx=Text(rich=RichText(p=[line])), overlay=False)
