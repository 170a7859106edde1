"""F10, DESIGN 3: a figure over time is one description; the page and the chat draw the same from it."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from ritualbot.chat.cards import Card, Chart
from ritualbot.chat.charts import Level, LineChart, LinePoint
from ritualbot.chat.text import Text
from ritualbot.chat.wire import dump_card, load_card
from ritualbot.reports.charts import MOST_PIXELS, png, svg
from ritualbot.reports.line_chart import line_body
from tests.reports.picture import read


def chart(*values: float | None, goal: float | None = 500, **more: object) -> LineChart:
    points = tuple(
        LinePoint(f"jour {place}", value, f"{value} le jour {place}" if value is not None else f"rien le jour {place}")
        for place, value in enumerate(values)
    )
    aim = Level(goal, f"Objectif {goal:g}") if goal is not None else None
    return LineChart("fr", "Inscriptions", points, last="fin", goal=aim, **more)  # type: ignore[arg-type]


def body(spec: LineChart) -> ElementTree.Element:
    return ElementTree.fromstring(f"<svg>{line_body(spec)}</svg>")  # noqa: S314 - of our own making


def of_class(spec: LineChart, name: str) -> list[dict[str, float]]:
    found = [each for each in body(spec) if name in each.get("class", "").split()]
    return [{key: float(value.rstrip("%")) for key, value in each.items() if value[0].isdigit()} for each in found]


def texts(spec: LineChart) -> list[str]:
    return [each.text or "" for each in body(spec).iter("text")]


def test_each_value_stands_as_high_as_it_is_and_the_same_time_apart() -> None:
    """Zero at the foot, the goal at the top: 250 lies half-way."""
    spec = chart(0, 250, 500)
    low, middle, high = (dot["cy"] for dot in of_class(spec, "dot"))
    assert low - middle == pytest.approx(middle - high) and low > high
    assert of_class(spec, "goal")[0]["y1"] == high
    first, second, third = (dot["cx"] for dot in of_class(spec, "dot"))
    assert second - first == pytest.approx(third - second)


def test_what_nobody_knows_is_left_open_and_named_where_it_is() -> None:
    spec = chart(100, None, 200, 300)
    assert len(of_class(spec, "dot")) == 3
    assert [len(of_class(spec, name)) for name in ("line", "gap")] == [2, 1]
    assert "rien le jour 1" in texts(spec)
    two = chart(100, None, 200, None, 300)
    assert len(of_class(two, "gap")) == 2 and not [text for text in texts(two) if text.startswith("rien")]


def test_what_a_figure_cannot_pass_is_not_passed() -> None:
    spec = chart(80, 90, goal=None, low=0.0, high=100.0, levels=(Level(50, "50 %"), Level(100, "100 %")))
    assert len(of_class(spec, "grid")) == 3
    assert min(dot["cy"] for dot in of_class(spec, "dot")) > min(each["y1"] for each in of_class(spec, "grid"))


@pytest.mark.parametrize("values", [(5,), (7, 7, 7), (-3, -1), (0, 0), (10**9, 10**9 + 1), (None, 4)])
def test_whatever_the_values_it_is_drawn_within_its_field(values: tuple[float | None, ...]) -> None:
    spec = chart(*values, goal=None)
    for dot in of_class(spec, "dot"):
        assert 0 <= dot["cx"] <= 100 and 0 <= dot["cy"] <= 224


def test_there_is_something_to_draw() -> None:
    with pytest.raises(ValueError, match="at least one"):
        chart(None, None)
    with pytest.raises(ValueError, match="finite"):
        chart(float("nan"))


def test_a_chat_shows_the_same_drawing_small_enough_and_always_the_same() -> None:
    spec = chart(118, 156, None, 238)
    assert line_body(spec).split() == re.findall(r"<svg x=.*?>(.*)</svg>\s*</svg>", svg(spec), re.DOTALL)[0].split()
    picture = png(spec)
    assert picture == png(spec)
    drawn = read(picture)
    assert max(drawn.wide, drawn.high) <= MOST_PIXELS


def test_what_people_typed_is_text_in_it() -> None:
    spec = replace(chart(1, 2), title="<b>&\x00</svg>", last="<i>")
    ElementTree.fromstring(svg(spec))  # noqa: S314 - of our own making
    assert "<i>" in texts(spec) and png(spec)


def test_it_goes_through_the_outbox_and_back() -> None:
    card = Card(Text("x"), (Chart(chart(1, None, 3, levels=(Level(2, "y"),)), "alt"),))
    assert load_card(dump_card(card)) == card
