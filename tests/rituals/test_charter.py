"""S1: what is missing in a charter, and what is only a warning."""

from dataclasses import replace

import pytest

from ritualbot.errors import RuleBroken
from ritualbot.rituals.charter import Filled, Gap, Piece, gaps, lines, measure, missing, share

TEXTS = (Piece.OBJECTIVE, Piece.AXIS, Piece.AUDIENCE, Piece.AGENCIES)
FULL = Filled(
    texts=dict.fromkeys(TEXTS, "oui"),
    kpi=("Inscriptions", "500", "Chloé"),
    kpi_data=("190", "Webinaire"),
    sponsors=1,
    scrum_masters=1,
    assistants=1,
    members=(True, True),
    desks=("Juridique", "DSI"),
)


def test_a_full_charter_lacks_nothing() -> None:
    assert (missing(FULL), gaps(FULL)) == ([], [])


@pytest.mark.parametrize("piece", TEXTS)
def test_an_empty_text_is_missing(piece: Piece) -> None:
    assert missing(replace(FULL, texts={**FULL.texts, piece: ""})) == [piece]


@pytest.mark.parametrize(
    ("less", "piece"),
    [
        ({"kpi": ("Inscriptions", "500", "")}, Piece.KPI),
        ({"kpi": ("Inscriptions", "", "Chloé")}, Piece.KPI),
        ({"sponsors": 0}, Piece.SPONSOR),
        ({"scrum_masters": 0}, Piece.LEADS),
        ({"assistants": 0}, Piece.LEADS),
        ({"members": (True, False)}, Piece.MEMBERS),
        ({"desks": ()}, Piece.DESKS),
    ],
)
def test_each_piece_lacks_when_a_part_of_it_does(less: dict[str, object], piece: Piece) -> None:
    assert missing(replace(FULL, **less)) == [piece]  # type: ignore[arg-type]


def test_technology_and_data_are_warnings_and_not_missing() -> None:
    poor = replace(FULL, desks=("Juridique",), kpi_data=("190", ""))
    assert (missing(poor), gaps(poor)) == ([], [Gap.TECHNOLOGY, Gap.DATA])
    assert gaps(replace(FULL, desks=("it",))) == gaps(replace(FULL, desks=("Dsi",))) == []


def test_names_one_a_line_each_once() -> None:
    assert lines(" Studio Nord \n\nSTUDIO NORD\nVerso\u200b", "agencies") == "Studio Nord\nVerso\u200b"
    for typed, key in (("\n \u200b\n", "input.empty"), ("x" * 81, "input.too_long")):
        with pytest.raises(RuleBroken) as refused:
            lines(typed, "agencies")
        assert (refused.value.key, refused.value.field) == (key, "agencies")
    with pytest.raises(RuleBroken, match="too_many"):
        lines("\n".join(str(number) for number in range(21)), "agencies")


def test_a_measure_keeps_the_decimals_that_were_typed() -> None:
    assert (measure("1 234,50", "fr", "target"), measure("", "fr", "target")) == ("1234.50", "")


@pytest.mark.parametrize("typed", ["", "0", "70", "100 %", "٥٠", "-50"])
def test_a_share_is_one_of_three(typed: str) -> None:
    with pytest.raises(RuleBroken, match="share_unknown"):
        share(typed)
    assert [share(each) for each in ("100", "80", "50")] == [100, 80, 50]
