"""Q1: a team runs after five answers, from an empty database; then a holiday and a clock change. On a phone."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.driver import Playground

PHONE = (390, 844)
GOOD_FRIDAY = datetime(2027, 3, 26, 8, 20, tzinfo=UTC)  # 09:20 in Paris, on winter time
AFTER_THE_CHANGE = datetime(2027, 3, 30, 7, 20, tzinfo=UTC)  # 09:20 in Paris, on summer time since Sunday


def fits(page: Page) -> bool:
    """Nothing scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_team_runs_after_five_answers(nobody_set_up: Playground, tmp_path: Path) -> None:
    alice = nobody_set_up.sits("Alice", "printemps", size=PHONE)
    alice.page.screenshot(path=tmp_path / "empty.png")
    alice.says("/rituel charte")
    expect(alice.form).to_be_visible()
    expect(alice.form.get_by_label("Nom de l’équipe")).to_have_value("Printemps")
    assert fits(alice.page)
    alice.page.screenshot(path=tmp_path / "form.png")
    alice.fills(nom_de="../Printemps")
    alice.sends()
    expect(alice.error("Nom refusé")).to_be_visible()
    alice.fills(nom_de="Printemps")
    alice.sends()
    expect(alice.form).to_contain_text("L’effet de ces réglages")  # Hugo lives in Toronto
    alice.sends()
    expect(alice.told).to_contain_text("L’équipe Printemps est créée")
    expect(alice.told).to_contain_text("Prochain point du jour : mardi 2 mars à 09:30")
    assert fits(alice.page)
    alice.page.screenshot(path=tmp_path / "created.png")
    chloe = nobody_set_up.sits("Chloé", size=PHONE)
    chloe.pushes_to("09:30")
    expect(chloe.message("Bonjour Chloé, c’est le point du jour.")).to_be_visible()
    said = chloe.messages.all_inner_texts()
    assert "90 jours" in said[0], "who we are comes before anything else"
    chloe.page.screenshot(path=tmp_path / "first.png")
    chloe.presses("Répondre")
    chloe.fills(sur_quoi="Montage vidéo")
    chloe.sends()
    expect(chloe.message("Merci, c’est noté.")).to_contain_text("Publié à 11:30 dans #printemps")


def test_a_holiday_of_some_is_a_day_like_any_other_for_the_rest(
    on: Callable[[datetime], Playground], tmp_path: Path
) -> None:
    """B4: Good Friday is a holiday in Strasbourg only: Emma is not asked, and in no count."""
    playground = on(GOOD_FRIDAY)
    alice, emma = playground.sits("Alice", size=PHONE), playground.sits("Emma", size=PHONE)
    alice.pushes_to("09:30")
    expect(alice.message("Bonjour Alice, c’est le point du jour.")).to_be_visible()
    alice.presses("Rien à signaler")
    alice.pushes_to("11:30")
    expect(emma.page.locator(".hour")).to_have_text("11:30")
    assert emma.messages.filter(has_text="Bonjour Emma").count() == 0
    summary = alice.message("Point du jour, vendredi 26 mars")
    expect(summary).to_contain_text("1 réponse")
    expect(summary).to_contain_text("6 sans réponse")  # ten, but Alice, Emma, Karim (away) and Hugo (to come)
    expect(summary).to_contain_text("1 absence")
    assert fits(alice.page)
    alice.page.screenshot(path=tmp_path / "holiday.png")


def test_the_stand_up_keeps_its_time_when_the_clocks_have_changed(
    on: Callable[[datetime], Playground], tmp_path: Path
) -> None:
    """B2: Paris has moved its clocks two days ago: still 09:30 there, and Toronto is six hours away again."""
    playground = on(AFTER_THE_CHANGE)
    alice = playground.sits("Alice", size=PHONE)
    alice.says("/rituel agenda")
    expect(alice.told).to_contain_text("mardi 30 mars, 09:30")
    expect(alice.told).to_contain_text("Hugo, 09:30 à Toronto")
    expect(alice.told).to_contain_text("mardi 30 mars, 15:30")
    alice.page.screenshot(path=tmp_path / "change.png")
    alice.pushes_to("09:30")
    expect(alice.message("Bonjour Alice, c’est le point du jour.")).to_be_visible()
    assert fits(alice.page)
