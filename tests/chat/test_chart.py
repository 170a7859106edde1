"""DESIGN 3: a chart is described, kept as JSON, said in words where no picture can be, and cut like other words."""

from dataclasses import replace

from hypothesis import given, strategies as st

from ritualbot.chat.cards import Card, Chart, Note
from ritualbot.chat.charts import IntervalChart, IntervalRow, Leaning
from ritualbot.chat.paging import paginate
from ritualbot.chat.text import literal
from ritualbot.chat.wire import dump_card, load_card
from ritualbot.graphemes import cut
from ritualbot.platforms.playground.gateway import characters

ROWS = (IntervalRow("B", 0.2, 0.8, 1.4, "+0,8", Leaning.BETTER), IntervalRow("C", -1, 0, 1, "0", Leaning.UNSURE))
SPEC = IntervalChart("fr", "Relance", "points", "comme A", "moins", "plus", ROWS, "95 %", 0.5, "ce qui compte")
CHART = Chart(SPEC, "B fait mieux.\nC : rien de prouvé.")
CARD = Card(literal("Résultat"), (Note(literal("avant")), CHART, Note(literal("après"))))


def test_the_outbox_keeps_it_whole() -> None:
    found = load_card(dump_card(CARD))
    assert found == CARD
    assert isinstance(found.charts[0].spec, IntervalChart)
    assert found.charts[0].spec.rows[0].leaning is Leaning.BETTER


def test_its_words_are_in_the_text_of_the_card() -> None:
    assert CARD.plain_text() == "Résultat\navant\nB fait mieux.\nC : rien de prouvé.\naprès"


def test_pictures_are_put_on_the_charts_they_are_of() -> None:
    other = replace(CHART, alt="autre")
    card = Card(literal("Deux"), (CHART, other))
    shown = card.pictured({CHART: "data:x"})
    assert [each.picture for each in shown.charts] == ["data:x", ""]
    assert [each.picture for each in shown.pictured({}).charts] == ["", ""]


def test_a_chart_goes_whole_to_the_next_page() -> None:
    pages = paginate(CARD, 45, characters, cut)
    assert [len(page.charts) for page in pages] == [0, 1]
    assert pages[1].charts == (CHART,)


@given(st.text(st.sampled_from("ab é\n👩\u200dش*_{}<"), min_size=120, max_size=400))
def test_words_longer_than_a_page_are_cut_rather_than_lost(alt: str) -> None:
    pages = paginate(Card(literal("R"), (Chart(SPEC, alt),)), 100, characters, cut)
    assert sum((page.charts for page in pages), ()) == ()
    assert "".join(block.plain() for page in pages for block in page.blocks) == alt  # type: ignore[union-attr]
