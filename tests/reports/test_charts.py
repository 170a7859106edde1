"""D8, DESIGN 3: a chart is a spec; the page's SVG and the chat's PNG are drawn from it, alike and always the same."""

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from ritualbot.chat.charts import IntervalChart, IntervalRow, Leaning
from ritualbot.reports.charts import MOST_PIXELS, WIDE, interval_svg, png
from tests.reports.picture import Colour, read

SVG = "{http://www.w3.org/2000/svg}"
WHITE: Colour = (255, 255, 255)


def row(label: str = "B", low: float = 1, middle: float = 2, high: float = 3, **more: object) -> IntervalRow:
    given = {"told": f"{middle}", "leaning": Leaning.BETTER, **more}
    return IntervalRow(label, low, middle, high, **given)  # type: ignore[arg-type]


def chart(*rows: IntervalRow, **more: object) -> IntervalChart:
    given = {"title": "Relance", "unit": "points", "zero": "comme A", "left": "moins", "right": "plus", **more}
    return IntervalChart("fr", rows=rows or (row(),), **given)  # type: ignore[arg-type]


def drawn(spec: IntervalChart) -> ElementTree.Element:
    return ElementTree.fromstring(interval_svg(spec))  # noqa: S314 - of our own making


def texts(spec: IntervalChart) -> list[str]:
    return [each.text or "" for each in drawn(spec).iter(f"{SVG}text")]


def marks(spec: IntervalChart) -> dict[str, float]:
    """The figures under the axis and where they stand; they are the only texts in the middle of their place."""
    found = [each for each in drawn(spec).iter(f"{SVG}text") if each.get("text-anchor") == "middle"]
    return {each.text or "": float(each.get("x", "")) for each in found if each.text != spec.zero}


def interval(spec: IntervalChart, place: int = 0) -> tuple[float, float, float]:
    group = list(drawn(spec).iter(f"{SVG}g"))[place]
    line, circle = group.find(f"{SVG}line"), group.find(f"{SVG}circle")
    assert line is not None and circle is not None
    return float(line.get("x1", "")), float(circle.get("cx", "")), float(line.get("x2", ""))


def test_an_interval_stands_where_its_figures_say() -> None:
    spec = chart(row(low=1, middle=2, high=4))
    at = marks(spec)
    one = (at["+2"] - at["0"]) / 2
    assert interval(spec) == pytest.approx((at["0"] + one, at["0"] + 2 * one, at["0"] + 4 * one), abs=0.05)


def test_every_row_is_on_one_scale() -> None:
    spec = chart(row(low=-2, middle=-1, high=0), row("C", low=1, middle=2, high=3))
    (low, middle, high), second = interval(spec), interval(spec, 1)
    step = middle - low
    assert second == pytest.approx((low + 3 * step, low + 4 * step, low + 5 * step), abs=0.05)
    assert high - low == pytest.approx(2 * step, abs=0.05)


@pytest.mark.parametrize(
    ("low", "high", "figures"),
    [
        (0.2, 1.4, {"−0,5", "0", "+0,5", "+1", "+1,5"}),
        (-30, 40, {"−20", "0", "+20", "+40"}),
        (0.0001, 0.0004, {"−0,0001", "0", "+0,0001", "+0,0002", "+0,0003", "+0,0004"}),
    ],
)
def test_the_axis_has_round_figures_in_the_language_of_the_chart(low: float, high: float, figures: set[str]) -> None:
    shown = set(marks(chart(row(low=low, middle=low, high=high))))
    assert shown <= figures | {"−0,25", "+0,25"} and len(shown) >= 3 and "0" in shown


def test_figures_of_the_axis_never_touch_nor_leave_the_picture() -> None:
    for size in (1e-9, 0.003, 1.0, 777.0, 1e6, 1e12, 1e15):
        spec = chart(row(low=-size, middle=0, high=size * 2))
        widths = {text: 7.5 * len(text) for text in marks(spec)}
        edges = sorted((x - widths[text] / 2, x + widths[text] / 2) for text, x in marks(spec).items())
        assert edges, size
        assert edges[0][0] >= 0 and edges[-1][1] <= WIDE, size
        assert all(first[1] <= second[0] for first, second in pairwise(edges)), size


@pytest.mark.parametrize(
    ("leaning", "filled", "dashed"),
    [
        (Leaning.BETTER, True, False),
        (Leaning.WORSE, True, False),
        (Leaning.UNSURE, False, False),
        (Leaning.ALONE, False, True),
    ],
)
def test_what_an_interval_says_is_seen_without_colour(leaning: Leaning, filled: bool, dashed: bool) -> None:
    (group,) = drawn(chart(row(leaning=leaning))).iter(f"{SVG}g")
    line, circle = group.find(f"{SVG}line"), group.find(f"{SVG}circle")
    assert line is not None and circle is not None
    assert (circle.get("fill") is None, line.get("stroke-dasharray") is not None) == (filled, dashed)


def test_a_rule_is_a_line_of_its_own_with_its_name() -> None:
    with_rule, without = chart(rule=2.0, rule_label="ce qui compte"), chart()
    assert "ce qui compte" in texts(with_rule) and "ce qui compte" not in texts(without)
    lines = [each for each in drawn(with_rule).iter(f"{SVG}line") if each.get("class") == "rule"]
    assert float(lines[0].get("x1", "")) == interval(with_rule)[1]


def test_long_words_end_in_an_ellipsis_and_leave_room_for_the_figures() -> None:
    shown = texts(
        chart(row("Une version dont le nom ne finit pas " * 5, told="+0,8 (de +0,2 à +1,4)"), title="Titre " * 60)
    )
    assert "+0,8 (de +0,2 à +1,4)" in shown
    assert sum(text.endswith("…") for text in shown) == 2
    assert all(len(text) < 70 for text in shown)


@pytest.mark.parametrize(
    "typed",
    [
        "</svg><script>alert(1)</script>",
        "&lt;b&gt; &amp; ]]>",
        '" onload="x',
        "{{ 7*7 }}",
        "\u202eشكرا",
        "🎉👩\u200d🚀",
    ],
)
def test_what_people_typed_is_only_ever_text(typed: str) -> None:
    spec = chart(row(typed), title=typed, unit=typed, zero=typed, note=typed)
    kinds = {each.tag.removeprefix(SVG) for each in drawn(spec).iter()}
    assert kinds == {"svg", "style", "rect", "text", "line", "g", "circle"}
    assert texts(spec).count(typed) == 5
    read(png(spec))


def test_characters_that_no_xml_holds_are_left_out() -> None:
    spec = chart(row("a\x00b\x0b\ud800\ufffec"), title="d\x1fe")
    assert {"abc", "de"} <= set(texts(spec))
    read(png(spec))


def test_the_png_names_by_its_number_what_its_font_cannot_write() -> None:
    """No boxes: the words beside the picture have the name whole."""
    numbered = chart(row("(1)"), row("(2)"), title="")
    assert png(chart(row("🎉"), row("شكرا"), title="🎉")) == png(numbered)
    assert png(chart(row("B"), row("C"), title="")) != png(numbered)


def test_the_svg_asks_for_nothing_and_follows_light_and_dark() -> None:
    svg = interval_svg(chart())
    assert set(re.findall(r"https?://[^\"]+", svg)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"url\(|@import|href|<image|<script|<foreignObject", svg)
    assert "@media (prefers-color-scheme: dark)" in svg


def test_the_png_is_a_picture_of_the_same() -> None:
    """Its zero line, its dot and its interval have their inks where the SVG has them; the rest is white paper."""
    spec = chart(row(low=1, middle=2, high=4))
    found = read(png(spec))
    low, middle, high = (2 * x for x in interval(spec))
    circle = next(drawn(spec).iter(f"{SVG}circle"))
    y = 2 * float(circle.get("cy", ""))
    teal = found.at(middle, y)
    assert teal == (0x0A, 0x5A, 0x6B)
    assert found.at(low + 5, y) == found.at(high - 5, y) == teal
    assert found.at(low - 20, y) == found.at(high + 20, y) == WHITE
    assert found.at(2 * marks(spec)["0"], y) not in (WHITE, teal)
    assert (found.wide, found.at(0, 0), len(found.colours())) == (MOST_PIXELS, WHITE, 16)


@pytest.mark.parametrize("many", [1, 2, 4, 12, 40])
def test_no_png_is_larger_than_teams_shows(many: int) -> None:
    """1024 pixels either way (learn.microsoft.com, "Inline images"): more rows make it narrower, nothing is cut."""
    found = read(png(chart(*(row(f"V{place}") for place in range(many)))))
    assert max(found.wide, found.high) == MOST_PIXELS
    last = [colour for line in found.rows[-4:] for colour in line]
    assert set(last) == {WHITE}


def test_four_versions_with_long_names_stay_small() -> None:
    long = row("Une version au nom très long, en français", told="+0,8 (+0,2 à +1,4)")
    spec = chart(
        *[long] * 4, title="Quatre objets pour l’e-mail d’invitation au webinaire de printemps", note="mots " * 30
    )
    assert len(png(spec)) < 36 * 1024  # 48 KB as base64: what a message of Teams is given for pictures


def test_the_same_chart_is_the_same_bytes() -> None:
    spec = chart(row(leaning=Leaning.WORSE), row("C"), rule=2.0, rule_label="r")
    assert (interval_svg(spec), png(spec)) == (interval_svg(replace(spec)), png(replace(spec)))
    assert png(spec) != png(replace(spec, title="Autre"))


def test_all_at_zero_is_drawn_all_the_same() -> None:
    spec = chart(row(low=0, middle=0, high=0, leaning=Leaning.UNSURE))
    assert interval(spec)[1] == WIDE / 2
    read(png(spec))
