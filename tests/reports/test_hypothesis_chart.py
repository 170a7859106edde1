"""D8: the result of a test as a picture and as sentences without symbols, in both languages."""

import re

import pytest

from ritualbot.chat.cards import Chart
from ritualbot.chat.charts import IntervalChart, Leaning
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.reports.hypothesis_chart import Against, Held, Result, Version, Wanted, result_chart

FR, EN = Words("fr"), Words("en")
INF, NAN = float("inf"), float("nan")
B = Version("B", 0.2, 0.8, 1.4)


def drawn(chart: Chart) -> IntervalChart:
    assert isinstance(chart.spec, IntervalChart)
    return chart.spec


def result(*versions: Version, **more: object) -> Result:
    given = {"held": Held.AT_THE_END, **more}
    return Result("Relance panier J+1", "Taux d’inscription", "A", versions or (B,), **given)  # type: ignore[arg-type]


def lines(chart: Chart) -> list[str]:
    return chart.alt.splitlines()


def test_a_version_that_does_better_is_one_sentence_in_french() -> None:
    """The sentence of VOICE: "la version B fait mieux que A, entre +0,2 et +1,4 point"."""
    assert lines(result_chart(FR, result())) == [
        "Relance panier J+1\u00a0: Taux d’inscription, écart en points avec A.",
        "B fait mieux que A, entre +0,2 et +1,4 point (mesuré\u00a0: +0,8).",
        "Valeurs plausibles à 95\u00a0%, à lire une fois l’échantillon prévu atteint.",
    ]


def test_a_version_that_does_better_is_one_sentence_in_english() -> None:
    """The sentence of D8: "B does better than A: between +0.2 and +1.4 points"."""
    said = lines(result_chart(EN, result(held=Held.ALWAYS)))
    assert said[1] == "B does better than A: between +0.2 and +1.4 points (measured: +0.8)."
    assert said[2] == "Plausible values at 95%, which may be read at any time."


@pytest.mark.parametrize(
    ("low", "high", "wanted", "against", "leans", "said"),
    [
        (0.2, 1.4, Wanted.UP, Against.CONTROL, Leaning.BETTER, "B does better than A"),
        (0.2, 1.4, Wanted.DOWN, Against.CONTROL, Leaning.WORSE, "B does worse than A"),
        (-1.4, -0.2, Wanted.UP, Against.CONTROL, Leaning.WORSE, "B does worse than A"),
        (-1.4, -0.2, Wanted.DOWN, Against.CONTROL, Leaning.BETTER, "B does better than A"),
        (-0.2, 1.4, Wanted.UP, Against.CONTROL, Leaning.UNSURE, "B: no proven difference from A"),
        (0.0, 1.4, Wanted.UP, Against.CONTROL, Leaning.UNSURE, "B: no proven difference from A"),
        (0.2, 1.4, Wanted.UP, Against.BEFORE, Leaning.ALONE, "B: favourable signal, no control"),
        (-1.4, -0.2, Wanted.UP, Against.BEFORE, Leaning.WORSE, "B: worse than before, no control"),
        (-0.2, 1.4, Wanted.DOWN, Against.BEFORE, Leaning.UNSURE, "B: no proven difference, no control"),
    ],
)
def test_what_is_said_follows_the_interval_and_what_was_hoped(
    low: float, high: float, wanted: Wanted, against: Against, leans: Leaning, said: str
) -> None:
    """Without a control nothing is ever better, only a favourable signal."""
    chart = result_chart(EN, result(Version("B", low, (low + high) / 2, high), wanted=wanted, against=against))
    assert drawn(chart).rows[0].leaning is leans
    assert lines(chart)[1].startswith(f"{said}, " if against is Against.BEFORE or "proven" in said else f"{said}: ")


def test_the_sides_of_zero_are_named_by_what_was_hoped() -> None:
    up, down = drawn(result_chart(EN, result())), drawn(result_chart(EN, result(wanted=Wanted.DOWN)))
    assert (up.left, up.right) == ("← worse", "better →")
    assert (down.left, down.right) == ("← better", "worse →")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("against", Against)
@pytest.mark.parametrize("held", Held)
def test_the_words_say_all_that_the_picture_shows(language: str, against: Against, held: Held) -> None:
    versions = (B, Version("C", -1.6, -0.9, -0.3), Version("D", -0.4, 0.1, 0.6))
    chart = result_chart(Words(language), result(*versions, against=against, held=held, least=0.5))
    title, b, c, d, least, note = lines(chart)
    assert drawn(chart).title in title and drawn(chart).unit in title
    for row, said in zip(drawn(chart).rows, (b, c, d), strict=True):
        figures = re.findall(r"[+−]\d[.,]\d", row.told)
        assert len(figures) == 3 and all(figure in said for figure in figures) and said.startswith(row.label)
    assert re.findall(r"[+−][\d.,]+\d", least) == re.findall(r"[+−][\d.,]+\d", drawn(chart).rule_label)
    assert all(re.search(r"95\s?%", each) for each in (note, drawn(chart).note))
    assert not re.search(r"\b[pz]\b|[<>=±]|χ|\bIC\b|\bCI\b", chart.alt)


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (Version("B", 0.2, 0.8, 1.4), "+0,8 (+0,2 à +1,4)"),
        (Version("B", 0.04, 0.8, 1.6), "+0,8 (+0,04 à +1,6)"),  # what is not zero is never written as zero
        (Version("B", -0.00019, -0.00015, -0.00011), "−0,00015 (−0,00019 à −0,00011)"),
        (Version("B", -120000.5, 350000, 880000), "+350\u202f000 (−120\u202f000 à +880\u202f000)"),
        (Version("B", 0, 0, 0), "0 (0 à 0)"),
        (Version("B", 2.0, 2.0, 2.0), "+2 (+2 à +2)"),
    ],
)
def test_figures_are_as_fine_as_their_interval_is_narrow(version: Version, told: str) -> None:
    assert drawn(result_chart(FR, result(version))).rows[0].told.replace("0,80", "0,8").replace("1,60", "1,6") == told


def test_a_measured_quantity_keeps_its_own_unit() -> None:
    said = lines(result_chart(FR, result(Version("B", 1.5, 3, 4.5), unit="€")))
    assert said[0].endswith("écart en € avec A.") and "entre +1,5 et +4,5 €" in said[1]


@pytest.mark.parametrize("figures", [(1, 0, 2), (0, 3, 2), (0, 1, INF), (-INF, 0, 1), (NAN, NAN, NAN), (0, NAN, 1)])
def test_what_is_no_interval_is_refused(figures: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="interval"):
        Version("B", *figures)


def test_without_a_title_the_words_begin_with_what_was_measured() -> None:
    chart = result_chart(EN, Result("", "Sign-ups", "A", (B,), Held.ALWAYS))
    assert lines(chart)[0] == "Sign-ups, difference in points from A." and drawn(chart).title == ""


def test_a_test_without_a_version_has_no_picture() -> None:
    with pytest.raises(ValueError, match="one row"):
        result_chart(FR, Result("t", "m", "A", (), Held.ALWAYS))
