"""F7: the playground's own page of whoever is played, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import Playground
from tests.e2e.test_playground import BROKEN, NAMELESS, SMALL


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_what_is_asked_is_answered_from_the_page_and_goes(playground: Playground, width: int, dark: bool) -> None:
    lea = playground.sits("Léa", "Accueil", size=(width, 844), dark=dark)
    home = lea.page.locator(".msg.home")
    expect(home).to_contain_text("Rien n’attend de réponse.")
    expect(home).to_contain_text("Réunir les mentions des jeux-concours passés")
    lea.pushes_to("09:30")
    expect(home).to_contain_text("réponse avant 11:30")
    lea.opens("Répondre", home)
    lea.fills(Sur_quoi="Le règlement")
    lea.sends()
    expect(home).to_contain_text("Rien n’attend de réponse.")
    lea.presses("Pas là aujourd’hui", home)
    expect(home).to_contain_text("en absence, jusqu’à mardi 2 mars compris")
    for check in (NAMELESS, BROKEN, *([SMALL] if width < 500 else [])):
        assert lea.page.evaluate(check) == []
    for box in ("document.documentElement", "document.getElementById('scroll')"):
        assert lea.page.evaluate(f"{box}.scrollWidth - {box}.clientWidth") == 0


def test_it_is_everybodys_own_and_speaks_their_language(playground: Playground) -> None:
    lea = playground.sits("Léa", "Accueil")
    expect(lea.page.locator("h1")).to_have_text("Accueil de Léa")
    lea.plays("Claire")
    lea.looks_at("Accueil")
    expect(lea.page.locator("h1")).to_have_text("Accueil de Claire")
    expect(lea.page.locator(".msg.home")).not_to_contain_text("Vos actions")
    lea.speaks("en")
    expect(lea.page.locator("h1")).to_have_text("Claire’s home")
    expect(lea.page.locator(".msg.home")).to_contain_text("Nothing waits for an answer.")
