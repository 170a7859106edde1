"""F7: the playground's own page of whoever is played, in a real browser."""

from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.audit import serious
from tests.e2e.driver import WIDE, Playground
from tests.e2e.test_access import PHONE
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
    expect(lea.page.locator(".msg.home")).to_contain_text("Pilot #2, Relance des inscriptions inachevées: what now?")


def test_a_checker_finds_nothing_serious_in_either_language_on_any_width_by_light_and_by_night(
    playground: Playground, tmp_path: Path
) -> None:
    """With the answer that is waited for, one's actions, and on a phone each sheet that comes from below."""
    lea = playground.sits("Léa", "Accueil")
    lea.pushes_to("09:30")
    for language, heading in (("en", "Léa’s home"), ("fr", "Accueil de Léa")):
        lea.speaks(language)
        expect(lea.page.locator("h1")).to_have_text(heading)
        expect(lea.page.locator(".msg.home")).to_be_visible()
        for size, dark in product((WIDE, PHONE), (False, True)):
            lea.page.set_viewport_size({"width": size[0], "height": size[1]})
            lea.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
            assert serious(lea.page) == []
            named = f"home-{language}-{size[0]}-{'dark' if dark else 'light'}.png"
            lea.page.screenshot(path=tmp_path / named)
            for drawer in ("side", "next") if size is PHONE else ():
                lea.page.locator(f"[data-drawer={drawer}]").click()
                expect(lea.page.locator(f"#{drawer}")).to_be_visible()
                assert serious(lea.page) == []
                lea.page.keyboard.press("Escape")
                expect(lea.page.locator(f"#{drawer}")).to_be_hidden()
