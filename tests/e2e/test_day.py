"""The stand-up's day, played in the browser by several people at once."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import Playground

PHONE = (390, 844)


def test_the_day_from_the_prompt_to_a_summary_that_corrects_itself(playground: Playground) -> None:
    """B1, B7, B8, B11, B12, B13: prompt, form with an error, late answer, edit, all without a reload."""
    alice, chloe = playground.sits("Alice"), playground.sits("Chloé")
    alice.pushes_to("09:30")
    expect(chloe.message("Bonjour Chloé, c’est le point du jour.")).to_be_visible()
    alice.presses("Répondre")
    alice.fills(sur_quoi=" ")
    alice.sends()
    expect(alice.error("Rien n’est écrit ici")).to_be_visible()
    alice.fills(sur_quoi="Répétition à 14:00")
    alice.sends()
    expect(alice.message("Merci, c’est noté.")).to_contain_text("Publié à 11:30 dans #printemps")
    alice.pushes_to("11:30")
    summary = chloe.message("Point du jour, mardi 2 mars")
    expect(summary).to_contain_text("1 réponse")
    expect(summary).to_contain_text("à venir (15:30 Paris)")
    alice.page.get_by_role("button", name="+15 min").click()
    expect(chloe.page.locator(".hour")).to_have_text("11:45")
    chloe.presses("Répondre")
    chloe.fills(sur_quoi="Montage vidéo")
    chloe.sends()
    corrected = alice.message("Point du jour, mardi 2 mars")
    expect(corrected).to_contain_text("ajouté à 11:45")
    expect(corrected).to_contain_text("Montage vidéo")
    expect(corrected).to_contain_text("2 réponses")
    expect(corrected).to_contain_text("Chloé a ajouté sa réponse à 11:45.")
    assert alice.messages.filter(has_text="Point du jour, mardi 2 mars").count() == 1
    chloe.presses("Modifier")
    chloe.fills(sur_quoi="Montage vidéo et sous-titres")
    chloe.sends()
    expect(corrected).to_contain_text("sous-titres")


def test_only_the_scrum_master_and_the_assistant_see_the_names(playground: Playground) -> None:
    """B15: answered privately, at the page of whoever asked."""
    alice, lea = playground.sits("Alice"), playground.sits("Léa")
    alice.pushes_to("11:30")
    alice.presses("Voir les noms")
    expect(alice.told).to_contain_text("Sans réponse")
    expect(alice.told).to_contain_text("Léa")
    lea.presses("Voir les noms")
    expect(lea.told).to_contain_text("scrum master")
    assert "Bruno" not in lea.told.inner_text()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_the_day_fits_the_page_in_both_languages(
    playground: Playground, language: str, size: tuple[int, int], tmp_path: Path
) -> None:
    """A10: nothing scrolls sideways, no word of the other language in what the bot says."""
    player = playground.sits("Alice", size=size)
    if language == "en":
        player.page.locator("[data-speak=en]").click()
        expect(player.page.locator("html")).to_have_attribute("lang", "en")
    player.pushes_to("09:30")
    title = "Bonjour Alice, c’est le point du jour." if language == "fr" else "Good morning Alice, it is stand-up time."
    expect(player.message(title)).to_be_visible()
    assert player.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    player.page.screenshot(path=tmp_path / f"{language}.png")
