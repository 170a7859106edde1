"""A figure over time, drawn: across in percent, so that a page may be as wide as it is, and text keeps its size."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ritualbot.chat.charts import Level, LineChart, LinePoint
from ritualbot.reports.picture_text import drawable, fitted, legal, lines

_FIRST, _LAST = 2.0, 97.0  # percent: where the first and the last point stand
_ABOVE, _BELOW = 26, 30  # units over and under the field
_FROM_ZERO = 0.6  # of the highest value: above it the field does not begin at zero
_NEAR = 26.0  # units within which the newest value would cover a line's name
_EDGE, _HIGH, _TITLE, _SMALL = 20, 224, 17.0, 12.0

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Place:
    """A point of the field: across in percent, down in units."""

    x: float
    y: float


@dataclass(frozen=True)
class Stretch:
    """A piece of the line; `gap`: over what nobody knows."""

    start: Place
    end: Place
    gap: bool


@dataclass(frozen=True)
class Name:
    """Words in the field, and which end of them stands there."""

    at: Place
    anchor: str
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Field:
    """The drawing: everything in it, where it stands."""

    high: int
    foot: float
    levels: tuple[float, ...]
    goal: float | None
    ticks: tuple[float, ...]
    stretches: tuple[Stretch, ...]
    dots: tuple[Place, ...]
    names: tuple[Name, ...]


def line_body(spec: LineChart, high: int = _HIGH) -> str:
    """What goes between the tags of an SVG element of this height and any width; its classes give the colours."""
    return _TEMPLATES.get_template("line_body.svg").render(field=_field(_each_text(spec, legal), high))


def line_svg(spec: LineChart, wide: int) -> str:
    """An SVG document that follows its page from light to dark."""
    spec = _each_text(spec, legal)
    head = list(lines(spec.title, _TITLE, 2, wide - 2 * _EDGE))
    top = _EDGE + 22 * len(head)
    spec = _each_text(spec, lambda text: fitted(text, _SMALL, wide - 2 * _EDGE))
    drawn = {"wide": wide, "high": top + _HIGH + _EDGE, "edge": _EDGE, "head": head, "top": top}
    return _TEMPLATES.get_template("line.svg").render(drawn, field=_field(spec, _HIGH))


def line_drawable(spec: LineChart) -> LineChart:
    """With what the font of the PNG has."""
    return _each_text(spec, drawable)


def _each_text(spec: LineChart, change: Callable[[str], str]) -> LineChart:
    def of(level: Level) -> Level:
        return replace(level, label=change(level.label))

    return replace(
        spec,
        title=change(spec.title),
        last=change(spec.last),
        points=tuple(replace(each, label=change(each.label), told=change(each.told)) for each in spec.points),
        goal=of(spec.goal) if spec.goal else None,
        levels=tuple(of(each) for each in spec.levels),
    )


# -- what is drawn where -------------------------------------------------------------------------------------------


def _field(spec: LineChart, high: int) -> Field:
    low, top = _span(spec)
    foot = float(high - _BELOW)

    def down(value: float) -> float:
        return round(foot - (value - low) / (top - low) * (foot - _ABOVE), 1)

    across = [_across(at, len(spec.points)) for at in range(len(spec.points))]
    placed = [
        Place(x, down(each.value)) if each.value is not None else None
        for x, each in zip(across, spec.points, strict=True)
    ]
    dots = tuple(each for each in placed if each is not None)
    return Field(
        high=high,
        foot=foot,
        levels=tuple(down(each.value) for each in spec.levels),
        goal=down(spec.goal.value) if spec.goal else None,
        ticks=tuple(across),
        stretches=_stretches(placed),
        dots=dots,
        names=(*_level_names(spec, dots, down), *_point_names(spec, dots, foot), *_gap_name(spec.points, placed)),
    )


def _span(spec: LineChart) -> tuple[float, float]:
    """All of it, from zero unless that would flatten the line; what the figure cannot pass is not passed."""
    values = [each.value for each in spec.points if each.value is not None]
    values += [each.value for each in (*spec.levels, *([spec.goal] if spec.goal else []))]
    low, top = min(values), max(values)
    if spec.low is None and low >= 0 and low <= top * _FROM_ZERO:
        low = 0.0
    elif spec.low is None:
        low -= (top - low) * 0.15 or abs(top) * 0.1 or 1.0
    low, top = (low if spec.low is None else spec.low), (top if spec.high is None else spec.high)
    return (low, top) if top > low else (low, low + 1.0)


def _across(at: int, number: int) -> float:
    return round(_FIRST + (_LAST - _FIRST) * at / (number - 1), 2) if number > 1 else _LAST


def _stretches(placed: list[Place | None]) -> tuple[Stretch, ...]:
    known = [(at, place) for at, place in enumerate(placed) if place is not None]
    return tuple(Stretch(start, end, gap=after - before > 1) for (before, start), (after, end) in pairwise(known))


def _level_names(spec: LineChart, dots: tuple[Place, ...], down: Callable[[float], float]) -> list[Name]:
    """Over their lines, where the figure begins; at its end where it would cover them there."""
    found = []
    for level in (*spec.levels, *([spec.goal] if spec.goal else [])):
        y = down(level.value)
        covered = any(y - _NEAR < dot.y < y - 2 for dot in dots if dot.x < 25)
        free = not y - 2 * _NEAR < dots[-1].y < y + 2
        place = Place(100.0 if covered and free else 0.0, y - 7)
        found.append(Name(place, "end" if covered and free else "start", level.label, strong=level is spec.goal))
    return found


def _point_names(spec: LineChart, dots: tuple[Place, ...], foot: float) -> list[Name]:
    """The newest value under its point, or over it where there is no room; the first and the last day at the foot."""
    last = dots[-1]
    y = last.y + 22 if last.y + 26 < foot else last.y - 12
    at_edge = last.x > 90
    found = [Name(Place(100.0 if at_edge else last.x, y), "end" if at_edge else "middle", spec.last, strong=True)]
    found.append(Name(Place(100.0, foot + 22), "end", spec.points[-1].label))
    if len(spec.points) > 1:
        found.append(Name(Place(0.0, foot + 22), "start", spec.points[0].label))
    return found


def _gap_name(points: tuple[LinePoint, ...], placed: list[Place | None]) -> list[Name]:
    """A single gap is named where it is; more of them would stand in each other's way."""
    gaps = [at for at, place in enumerate(placed) if place is None]
    if len(gaps) != 1 or not 0 < gaps[0] < len(points) - 1:
        return []
    at = gaps[0]
    before, after = placed[at - 1], placed[at + 1]
    assert before is not None and after is not None
    x, rising = _across(at, len(points)), after.y <= before.y
    anchor = ("start" if x < 50 else "end") if rising is (x < 50) else "middle"
    return [Name(Place(x, max(before.y, after.y) + 20), anchor, points[at].told)]
