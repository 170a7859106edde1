"""D5, D6, D1: how a size is said, in both languages."""

from datetime import date
from decimal import Decimal

import pytest

from ritualbot.chat.cards import Card, Table
from ritualbot.chat.text import literal
from ritualbot.i18n import Words
from ritualbot.reports import hypothesis_plan as report
from ritualbot.rituals import hypothesis_form, hypothesis_plan as plans
from ritualbot.rituals.hypothesis_plan import Mean, Rate, Wanted

THIN, WIDE = "\u202f", "\u00a0"


def said(words: Words, wanted: Wanted) -> str:
    blocks = report.sizing_blocks(words, wanted, plans.sizing(wanted), date(2027, 3, 1))
    return Card(literal("x"), blocks).plain_text()


def test_a_size_is_said_with_its_weeks_and_days() -> None:
    wanted = Wanted(Rate(Decimal(5)), Decimal(10), 12_000)
    french, english = said(Words("fr"), wanted), said(Words("en"), wanted)
    assert f"31{THIN}234 visiteurs par version" in french and "6 semaines" in french
    assert "31,234 visitors per version" in english and "62,468 in all" in english and "6 weeks" in english
    assert "lundi 1er mars 2027" in french and "dimanche 11 avril 2027" in french
    assert f"Risque d’erreur 5{WIDE}%, puissance 80{WIDE}%" in french


def test_the_guard_says_it_is_too_long_and_what_else_to_do() -> None:
    """D6."""
    wanted = Wanted(Rate(Decimal(3)), Decimal(10), 667)
    french, english = said(Words("fr"), wanted), said(Words("en"), wanted)
    assert "trop long" in french and f"+39{WIDE}%" in french and "160 semaines" in french
    assert "too long" in english and "12 weeks at most" in english and "+39" in english
    for way in ("bolder change", "pilot", "Interviews"):
        assert way in english
    assert "2027" not in french  # no last day is proposed of what would not end


def test_a_guard_without_reach_offers_no_bolder_change() -> None:
    english = said(Words("en"), Wanted(Rate(Decimal(5)), Decimal(10), 1, arms=4))
    assert "no effect would show" in english and "bolder" not in english


def test_an_unknown_base_shows_a_table() -> None:
    """D1."""
    _, table, _ = report.unknown_blocks(Words("en"))
    assert isinstance(table, Table)
    lines = Card(literal("x"), (table,)).plain_text().splitlines()[1:]
    assert lines[0] == "Level of today · +5% · +10% · +20%"
    assert "5% · 122,124 · 31,234 · 8,158" in lines


@pytest.mark.parametrize("effect", ["10", "-5", "12.5"])
def test_an_effect_reads_back(effect: str) -> None:
    for language in ("fr", "en"):
        shown = report.effect_text(Words(language), Decimal(effect))
        assert Decimal(hypothesis_form.effect(shown, language)) == Decimal(effect)


def test_a_mean_is_shown_with_its_deviation() -> None:
    assert report.base_text(Words("fr"), Mean(Decimal("42.5"), Decimal(12))) == "42,5 (écart type 12)"
