"""Pictures of figures: SVG for a page, PNG for a chat. One drawing of each, so that both show the same.

Jinja escapes it all: what people typed is never markup. The PNG is made by resvg, which comes with vl-convert and its
own font: nothing is asked of a display, of the network or of the fonts of the machine.
"""

import base64
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ritualbot.chat.charts import IntervalChart, IntervalRow
from ritualbot.graphemes import cut
from ritualbot.i18n import Words
from ritualbot.reports.small_png import smaller

WIDE = 512  # of a drawing, in its own units; twice as many pixels is the widest that Teams shows
MOST_PIXELS = 1024  # either way: learn.microsoft.com, bots, inline images
_EDGE = 20
_INSIDE = WIDE - 2 * _EDGE
_TITLE, _LABEL, _SMALL = 17.0, 15.0, 13.0  # font sizes
_ROW = 58
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0, section 2.2
# What the font in the PNG can draw of what people type: Latin, Greek, Cyrillic and their punctuation.
_UNDRAWN = re.compile(
    "[^\x20-\x7e\xa0-\u024f\u0370-\u03ff\u0400-\u04ff\u2010-\u2027\u2030-\u203a\u20ac\u2190-\u2193\u2212]+"
)

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
    head = _stacked(_lines(spec.title, _TITLE, 2), _EDGE + 12, 22)
    unit = _stacked(_lines(spec.unit, _SMALL, 1), _below(head, 21, _EDGE + 8), 18)
    sides = _below([*head, *unit], 26, _EDGE + 8)
    top = sides + 10
    foot = top + len(spec.rows) * _ROW
    key = _stacked(_lines(spec.rule_label, _SMALL, 1) if spec.rule is not None else (), foot + 62, 18)
    notes = _stacked(_lines(spec.note, _SMALL, 3), _below(key, 20, foot + 62), 18)
    drawn = {
        "wide": WIDE,
        "high": round(_below([*key, *notes], 0, foot + 40) + _EDGE - 6),
        "edge": _EDGE,
        "head": head,
        "unit": unit,
        "sides": sides,
        "left": _fitted(spec.left, _SMALL, zero - _EDGE - 10),
        "right": _fitted(spec.right, _SMALL, WIDE - _EDGE - zero - 10),
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


def png(spec: IntervalChart) -> bytes:
    """A PNG on white, at most `MOST_PIXELS` each way. The same chart gives the same bytes.

    What its font cannot draw is left out of what people typed; the words beside a picture have all of it.
    """
    svg = interval_svg(_drawable(spec))
    found = re.search(r'height="(\d+)"', svg)
    assert found
    scale = min(MOST_PIXELS / WIDE, MOST_PIXELS / int(found[1]))
    return smaller(vl_convert.svg_to_png(svg, scale=scale))


def picture(spec: IntervalChart) -> str:
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
    told = _fitted(row.told, _LABEL, _INSIDE * 0.7)
    label = _fitted(row.label, _LABEL, _INSIDE - _width(told, _LABEL) - 16)
    return Drawn(top, label, told, row.leaning, *(scale.x(each) for each in (row.low, row.middle, row.high)))


def _named(zero: str, at: float) -> Mark:
    """What zero is, under it as far as the edges let."""
    text = _fitted(zero, _SMALL, _INSIDE)
    half = _width(text, _SMALL) / 2
    return Mark(round(min(max(at, _EDGE + half), WIDE - _EDGE - half), 2), text)


def _marks(spec: IntervalChart, scale: Scale) -> list[Mark]:
    """As many round figures as can stand beside each other, zero among them."""
    words = Words(spec.language)
    for most in (6, 4, 3, 2):
        step = _step((scale.high - scale.low) / most)
        first, last = math.ceil(scale.low / float(step)), math.floor(scale.high / float(step))
        marks = [Mark(scale.x(float(step * at)), words.signed(step * at)) for at in range(first, last + 1)]
        widest = max(_width(mark.text, _SMALL) for mark in marks)
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
    return _each_text(spec, lambda text: " ".join(_ILLEGAL.sub("", text).split()))


def _drawable(spec: IntervalChart) -> IntervalChart:
    """With what the font has; a row of whose name nothing is left is called by its number."""
    seen = _each_text(spec, lambda text: _UNDRAWN.sub("", unicodedata.normalize("NFC", text)).strip())
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


def _lines(text: str, size: float, most: int) -> Iterator[str]:
    """The text over at most so many lines; where that is too few, the last says so."""
    rest = text
    for place in range(most):
        if not rest:
            return
        line, rest = _broken(rest, size)
        yield _fitted(f"{line} {rest}", size, _INSIDE) if rest and place == most - 1 else line


def _broken(text: str, size: float) -> tuple[str, str]:
    """What fits a line, ended after a word where there is one, and the rest."""
    if _width(text, size) <= _INSIDE:
        return text, ""
    line = ""
    for word in re.findall(r"\S+\s*", text):
        if line and _width(line + word.rstrip(), size) > _INSIDE:
            break
        line += word
    fits = _most(line, size, _INSIDE)
    line = line if len(line.rstrip()) <= fits else cut(line, fits)[0]
    return line.rstrip(), text[len(line) :].lstrip()


def _fitted(text: str, size: float, room: float) -> str:
    """The text where it fits, otherwise its beginning: no cluster is torn."""
    if _width(text, size) <= room:
        return text
    fits = _most(text, size, room - _width("…", size))
    return f"{cut(text, fits)[0].rstrip()}…" if fits else ""


def _most(text: str, size: float, room: float) -> int:
    """How many characters of the text fit."""
    used = 0.0
    for place, character in enumerate(text):
        used += _width(character, size)
        if used > room:
            return place
    return len(text)


def _width(text: str, size: float) -> float:
    return size * sum(map(_letter, text))


def _letter(character: str) -> float:
    """About how wide a letter is in Liberation Sans (and Arial, whose widths are the same), per font size."""
    if character in " .,;:!|ijlftrI’'()[]-\u202f\xa0":
        return 0.34
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF" or character in "mwMW—…%@":
        return 1.0
    return 0.73 if character.isupper() else 0.57
