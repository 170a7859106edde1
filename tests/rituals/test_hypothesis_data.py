"""S6: the data hypotheses stand on, and the contact moments without a test."""

import pytest

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import hypothesis_data as data
from ritualbot.rituals.hypothesis_data import Journey, Moment, Source, Use
from ritualbot.rituals.hypothesis_history import Piece


@pytest.mark.parametrize(
    ("line", "name", "available"),
    [
        ("CRM", "CRM", True),
        ("- Analytics (pas encore disponible)", "Analytics", False),
        ("Facturation : pas encore", "Facturation", False),
        ("CRM – not yet", "CRM", False),
        ("CRM, Not yet available.", "CRM", False),
        ("Œuvres à l’écran, indisponible", "Œuvres à l’écran", False),
        ("Clients pas encore venus", "Clients pas encore venus", True),
        ("2. Paniers abandonnés", "Paniers abandonnés", True),
    ],
)
def test_a_line_is_a_source_and_may_be_not_there_yet(line: str, name: str, available: bool) -> None:
    assert data.parse_sources(line) == (Source(name, available),)


def test_a_source_is_named_once() -> None:
    assert data.parse_sources("CRM\n\n crm \nSMS pas encore") == (Source("CRM"), Source("SMS", available=False))
    assert data.parse_sources(" \n") == ()


def test_a_mark_without_a_name_and_too_many_are_refused() -> None:
    with pytest.raises(RuleBroken, match="no_name"):
        data.parse_sources("(pas encore disponible)")
    with pytest.raises(RuleBroken, match="too_many"):
        data.parse_sources("\n".join(f"source {n}" for n in range(7)))


def test_the_few_that_explain_most_come_first() -> None:
    """Ten marks of use: CRM has six, SMS two, so these two explain 80 % and the others are not of the few."""
    said = {"Mail": 1, "CRM": 6, "Web": 1, "SMS": 2, "Météo": 0}
    marks = [(name, Use.USEFUL) for name, times in said.items() for _ in range(times)]
    found = data.ranked([*marks, ("Météo", Use.USELESS), ("météo", Use.UNKNOWN), ("Mail", Use.USELESS)])
    assert [(each.name, each.share, each.vital) for each in found] == [
        ("CRM", 60, True),
        ("SMS", 80, True),
        ("Web", 90, False),  # never useless, and so before the mail
        ("Mail", 100, False),
        ("Météo", 100, False),
    ]
    assert (found[-1].useless, found[-1].unknown) == (1, 1)


def test_nothing_of_use_explains_nothing() -> None:
    (only,) = data.ranked([("CRM", Use.UNKNOWN)])
    assert (only.share, only.vital) == (0, False)
    assert data.ranked([]) == ()


def test_the_moments_without_a_test_are_shown() -> None:
    known = data.charter_moments("Découverte → Essai → Paiement")
    named = [("essai", True), ("Paiement", False), ("Relance", False), ("RELANCE", False), ("", False)]
    untested = (Moment("Découverte"), Moment("Paiement", 1), Moment("Relance", 2))
    assert data.journey(known, named) == Journey(untested, known=4)


def test_a_charter_that_names_one_audience_names_no_moments() -> None:
    assert data.charter_moments("panier abandonné / relance") == ("panier abandonné", "relance")
    assert data.charter_moments("Parents d'élèves, à la rentrée") == ()


def test_sources_are_shown_as_they_can_be_typed_again() -> None:
    sources = (Source("CRM"), Source("SMS", available=False))
    for not_yet in ("pas encore disponible", "not yet available"):
        assert data.parse_sources(data.written(sources, not_yet)) == sources


def test_the_rest_of_the_form_is_read_with_them() -> None:
    typed = {"data": "CRM", "segment": " ", "channel": "e-mail", "budget": "1 500,50"}
    assert data.parse(typed, "fr") == (
        (Source("CRM"),),
        {Piece.SEGMENT: "", Piece.CHANNEL: "e-mail", Piece.LINKS: "", Piece.BUDGET: "1500.50"},
    )
    with pytest.raises(FieldsRefused) as refused:
        data.parse({"data": "- pas encore", "budget": "-5", "channel": "x" * 301}, "fr")
    assert [each.field for each in refused.value.broken] == ["data", "channel", "budget"]


def test_a_worth_that_is_not_one_is_refused() -> None:
    assert data.parse_worth({"a": "useless"}, {"a", "b"}) == {"a": Use.USELESS, "b": Use.UNKNOWN}
    with pytest.raises(RuleBroken):
        data.parse_worth({"a": "great"}, {"a"})
