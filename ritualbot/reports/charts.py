"""Pictures of figures: SVG for a page, PNG for a chat. One drawing of each, so that both show the same.

Jinja escapes it all: what people typed is never markup. The PNG is made by resvg, which comes with vl-convert and its
own font: nothing is asked of a display, of the network or of the fonts of the machine.
"""

import base64
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ritualbot.chat.charts import IntervalChart, IntervalRow, LineChart, Spec
from ritualbot.i18n import Words
from ritualbot.reports.line_chart import line_drawable, line_svg
from ritualbot.reports.picture_text import drawable, fitted, legal, lines, width
from ritualbot.reports.small_png import smaller

WIDE = 512  # of a drawing, in its own units; twice as many pixels is the widest that Teams shows
MOST_PIXELS = 1024  # either way: learn.microsoft.com, bots, inline images
_EDGE = 20
_INSIDE = WIDE - 2 * _EDGE
_TITLE, _LABEL, _SMALL = 17.0, 15.0, 13.0  # font sizes
_ROW = 58

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Line(NamedTuple):
    """A line of text and where its foot is."""

    y: float
    text: str


class Mark(NamedTuple):
    """A place on the axis."""

    x: float
    text: str


@dataclass(frozen=True)
class Drawn:
    """A row as it stands in the picture."""

    top: float
    label: str
    told: str
    leaning: str
    low: float
    middle: float
    high: float

    @property
    def y(self) -> float:
        """Where its line is."""
        return self.top + 38


@dataclass(frozen=True)
class Scale:
    """From the chart's unit to the drawing's."""

    low: float
    high: float

    def x(self, value: float) -> float:
        return round(_EDGE + (value - self.low) / (self.high - self.low) * _INSIDE, 2)


def interval_svg(spec: IntervalChart) -> str:
    """An SVG document that follows its page from light to dark. The same chart gives the same text."""
    spec = _legal(spec)
    scale = _scale(spec)
    zero = scale.x(0)
    head = _stacked(lines(spec.title, _TITLE, 2, _INSIDE), _EDGE + 12, 22)
    unit = _stacked(lines(spec.unit, _SMALL, 1, _INSIDE), _below(head, 21, _EDGE + 8), 18)
    sides = _below([*head, *unit], 26, _EDGE + 8)
    top = sides + 10
    foot = top + len(spec.rows) * _ROW
    key = _stacked(lines(spec.rule_label, _SMALL, 1, _INSIDE) if spec.rule is not None else (), foot + 62, 18)
    notes = _stacked(lines(spec.note, _SMALL, 3, _INSIDE), _below(key, 20, foot + 62), 18)
    drawn = {
        "wide": WIDE,
        "high": round(_below([*key, *notes], 0, foot + 40) + _EDGE - 6),
        "edge": _EDGE,
        "head": head,
        "unit": unit,
        "sides": sides,
        "left": fitted(spec.left, _SMALL, zero - _EDGE - 10),
        "right": fitted(spec.right, _SMALL, WIDE - _EDGE - zero - 10),
        "zero": zero,
        "foot": foot,
        "named": _named(spec.zero, zero),
        "rule": None if spec.rule is None else scale.x(spec.rule),
        "marks": _marks(spec, scale),
        "rows": [_drawn(row, top + at * _ROW, scale) for at, row in enumerate(spec.rows)],
        "key": key,
        "notes": notes,
    }
    return _TEMPLATES.get_template("interval.svg").render(drawn)


def _stacked(texts: Iterable[str], first: float, apart: float) -> list[Line]:
    return [Line(first + at * apart, text) for at, text in enumerate(texts)]


def _below(lines: Sequence[Line], apart: float, otherwise: float) -> float:
    return lines[-1].y + apart if lines else otherwise


def svg(spec: Spec) -> str:
    """The picture as an SVG document."""
    return line_svg(spec, WIDE) if isinstance(spec, LineChart) else interval_svg(spec)


def png(spec: Spec) -> bytes:
    """A PNG on white, at most `MOST_PIXELS` each way. The same chart gives the same bytes.

    What its font cannot draw is left out of what people typed; the words beside a picture have all of it.
    """
    drawn = svg(line_drawable(spec) if isinstance(spec, LineChart) else _drawable(spec))
    found = re.search(r'height="(\d+)"', drawn)
    assert found
    scale = min(MOST_PIXELS / WIDE, MOST_PIXELS / int(found[1]))
    return smaller(vl_convert.svg_to_png(drawn, scale=scale))


def picture(spec: Spec) -> str:
    """The PNG as a data address."""
    return f"data:image/png;base64,{base64.b64encode(png(spec)).decode()}"


# -- what is drawn where -------------------------------------------------------------------------------------------


def _scale(spec: IntervalChart) -> Scale:
    """Zero, every interval and the rule, with some air; on each side of zero there is room to say what it is."""
    values = [0.0, *(each for row in spec.rows for each in (row.low, row.high)), *([spec.rule] if spec.rule else [])]
    low, high = min(values), max(values)
    if low == high:
        return Scale(-1, 1)
    low, high = min(low, -high / 3), max(high, -low / 3)
    air = (high - low) * 0.08
    return Scale(low - air, high + air)


def _drawn(row: IntervalRow, top: float, scale: Scale) -> Drawn:
    told = fitted(row.told, _LABEL, _INSIDE * 0.7)
    label = fitted(row.label, _LABEL, _INSIDE - width(told, _LABEL) - 16)
    return Drawn(top, label, told, row.leaning, *(scale.x(each) for each in (row.low, row.middle, row.high)))


def _named(zero: str, at: float) -> Mark:
    """What zero is, under it as far as the edges let."""
    text = fitted(zero, _SMALL, _INSIDE)
    half = width(text, _SMALL) / 2
    return Mark(round(min(max(at, _EDGE + half), WIDE - _EDGE - half), 2), text)


def _marks(spec: IntervalChart, scale: Scale) -> list[Mark]:
    """As many round figures as can stand beside each other, zero among them."""
    words = Words(spec.language)
    for most in (6, 4, 3, 2):
        step = _step((scale.high - scale.low) / most)
        first, last = math.ceil(scale.low / float(step)), math.floor(scale.high / float(step))
        marks = [Mark(scale.x(float(step * at)), words.signed(step * at)) for at in range(first, last + 1)]
        widest = max(width(mark.text, _SMALL) for mark in marks)
        if len(marks) < 2 or marks[1].x - marks[0].x >= widest + 8:
            return [mark for mark in marks if widest / 2 <= mark.x <= WIDE - widest / 2]
    return [Mark(scale.x(0), words.signed(Decimal(0)))]


def _step(least: float) -> Decimal:
    """The next of 1, 2 and 5 times a power of ten."""
    power = Decimal(10) ** math.floor(math.log10(least))
    return next(power * each for each in (1, 2, 5, 10) if float(power * each) >= least)


# -- words in a picture --------------------------------------------------------------------------------------------


def _legal(spec: IntervalChart) -> IntervalChart:
    """Without what no XML holds, each text in one line."""
    return _each_text(spec, legal)


def _drawable(spec: IntervalChart) -> IntervalChart:
    """With what the font has; a row of whose name nothing is left is called by its number."""
    seen = _each_text(spec, drawable)
    rows = [replace(row, label=row.label or f"({place})") for place, row in enumerate(seen.rows, start=1)]
    return replace(seen, rows=tuple(rows))


def _each_text(spec: IntervalChart, change: Callable[[str], str]) -> IntervalChart:
    rows = tuple(replace(row, label=change(row.label), told=change(row.told)) for row in spec.rows)
    return replace(
        spec,
        rows=rows,
        title=change(spec.title),
        unit=change(spec.unit),
        zero=change(spec.zero),
        left=change(spec.left),
        right=change(spec.right),
        note=change(spec.note),
        rule_label=change(spec.rule_label),
    )
