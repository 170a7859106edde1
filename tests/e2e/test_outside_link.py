"""A13: somebody outside the chat, on a phone and a keyboard, without script, answers a request by the link they got."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.driver import Playground
from tests.e2e.test_access import CONTROLS, FAULTS, PHONE, SIDEWAYS, SMALL, reached

PRESSED = "button, textarea, nav a"
LONG = "Règlement complet, lots et durée, https://exemple.fr/" + "a" * 300 + " " + "mot " * 200


def given_away(playground: Playground) -> str:
    """Léa asks the legal desk for an opinion on a contest, and makes a link for counsel."""
    lea = playground.sits("Léa")
    lea.says("/demande juridique")
    lea.presses("Contenu à relire", lea.told)
    lea.fills(
        en_une_ligne="Jeu-concours de printemps", de_quoi=LONG, où_cela="Page du jeu", lien="https://exemple.fr/v2"
    )
    lea.sends()
    expect(lea.told).to_contain_text("envoyée à Juridique")
    card = lea.message("Demande d")
    card.locator("[data-menu]").last.click()
    lea.page.get_by_role("menuitem", name=re.compile("^Lien pour une personne externe")).click()
    expect(lea.form).to_contain_text("sans compte ni mot de passe")
    lea.fills(pour_qui="Me Martin")
    lea.sends()
    expect(lea.told).to_contain_text("ne s’affiche qu’une fois")
    [url] = re.findall(r"http://127\.0\.0\.1:\d+/request/[\w-]+", lea.told.inner_text())
    return str(url)


def opened(
    playground: Playground,
    chromium: Browser,
    url: str,
    size: tuple[int, int],
    *,
    dark: bool = False,
    language: str = "fr",
) -> Page:
    """In a browser that runs no script of the page, and complains of whatever it must not load."""
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        java_script_enabled=False,
        locale=language,
    )
    page = context.new_page()
    page.on("console", lambda said: playground.complaints.append(said.text) if said.type == "error" else None)
    page.on("request", lambda each: playground.complaints.append(each.url) if "127.0.0.1" not in each.url else None)
    page.goto(url)
    return page


def sound(page: Page) -> None:
    assert page.evaluate(FAULTS, CONTROLS) == []
    assert page.evaluate(SIDEWAYS) == []
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(("size", "dark", "language"), [(PHONE, False, "fr"), ((1440, 900), True, "en")])
def test_somebody_outside_takes_asks_and_answers_by_their_link(
    playground: Playground, chromium: Browser, tmp_path: Path, size: tuple[int, int], dark: bool, language: str
) -> None:
    url = given_away(playground)
    page = opened(playground, chromium, url, size, dark=dark, language=language)
    expect(page.get_by_role("heading", level=1)).to_have_text("Jeu-concours de printemps")
    expect(page.locator("html")).to_have_attribute("lang", language)
    sound(page)
    reached(page)
    if size == PHONE:
        assert page.evaluate(SMALL, PRESSED) == []
    page.screenshot(path=tmp_path / f"outside-{language}.png", full_page=True)
    take, ask = ("Je prends", "Demander") if language == "fr" else ("I take it", "Ask")
    page.get_by_role("button", name=take, exact=True).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Me Martin")
    expect(page.get_by_role("button", name=take, exact=True)).to_have_count(0)
    page.get_by_label(re.compile("^(Il me manque|I lack)")).fill("Quel est le lot ?")
    page.get_by_role("button", name=ask, exact=True).press("Enter")
    expect(page.get_by_role("heading", name=re.compile("Échanges|Exchanges"))).to_be_visible()
    expect(page.get_by_text("Quel est le lot ?")).to_be_visible()
    sound(page)
    page.screenshot(path=tmp_path / f"outside-{language}-asked.png", full_page=True)
    lea = playground.sits("Léa")
    expect(lea.message("Quel est le lot")).to_contain_text("Me Martin, par lien")


def test_a_link_taken_back_says_no_more_than_one_that_never_was(playground: Playground, chromium: Browser) -> None:
    url = given_away(playground)
    lea = playground.sits("Léa")
    lea.presses("Révoquer", lea.message("Demande d"))
    expect(lea.told).to_contain_text("Lien de Me Martin révoqué")
    page = opened(playground, chromium, url, PHONE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien n’est plus valable")
    assert page.evaluate(SIDEWAYS) == []
    said = page.content()
    page.goto(url[:-3])
    assert page.content() == said
    playground.complaints.clear()  # the browser's own word for a page that is not there
