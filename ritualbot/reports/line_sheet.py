"""A figure over time in a workbook: its points as rows, from which the program that opens it draws the line."""

from decimal import Decimal

from ritualbot.chat.charts import LineChart
from ritualbot.i18n import Words
from ritualbot.reports.sheets import Chart, ChartKind, Column, Row, Sheet, Value, readable

_WHEN, _FIGURE, _NOTED = 16, 18, 40  # characters


def line_sheet(words: Words, spec: LineChart, name: str, title: str) -> Sheet:
    """A row a point. Where nobody knows the figure its cell is empty, which leaves the line open, and the last column
    says why."""
    levels = _levels(spec)
    heads = (
        Column(words.say("sheet.head.day"), _WHEN),
        Column(readable(spec.title), _FIGURE, figures=True),
        *(Column(readable(label), _FIGURE, figures=True) for label, _ in levels),
        Column(words.say("sheet.head.remark"), _NOTED),
    )
    rows: list[Row] = [
        (each.label, None, *(value for _, value in levels), each.told)
        if each.value is None
        else (each.label, _number(each.value), *(value for _, value in levels), None)
        for each in spec.points
    ]
    return Sheet(name, title, heads, rows, "")


def line_beside(spec: LineChart, name: str) -> Chart:
    """Its drawing, to stand beside the rows of another sheet."""
    return Chart(
        ChartKind.LINE, readable(spec.title), of=name, labels=0, series=tuple(range(1, 2 + len(_levels(spec))))
    )


def _levels(spec: LineChart) -> list[tuple[str, Value]]:
    """The goal first: it is the second line of the drawing."""
    return [(each.label, _number(each.value)) for each in (*([spec.goal] if spec.goal else []), *spec.levels)]


def _number(value: float) -> Value:
    return int(value) if value.is_integer() else Decimal(repr(value))
