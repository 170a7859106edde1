"""F10: the dashboard in a browser, by the link its sponsor asks for: in both languages, by light and by night, on a
phone, on paper, by keyboard, and as an accessibility checker sees it. The page runs no script."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.audit import serious
from tests.e2e.driver import WIDE, Playground
from tests.e2e.test_access import PHONE, reached, sound

# Text in charts is drawn at 12 px or more, however narrow the page.
SMALL_TEXT = """() => [...document.querySelectorAll("svg text")].map((each) => [each, getComputedStyle(each).fontSize])
  .filter(([each, size]) => parseFloat(size) < 12 || each.getScreenCTM().a < 0.99)
  .map(([each, size]) => `${each.textContent}: ${size}`)"""
# Text that leaves its chart would be cut, or lie over what stands beside.
OUTSIDE = """() => [...document.querySelectorAll("svg.plot text")].filter((each) => {
  const text = each.getBoundingClientRect(), chart = each.closest("svg.plot").getBoundingClientRect();
  return text.left < chart.left - 1 || text.right > chart.right + 1; }).map((each) => each.textContent)"""
TESTS = {"fr": "Ce que disent les tests", "en": "What the tests say"}


def link(playground: Playground) -> str:
    """As Claire, who sponsors the team, gets it."""
    claire = playground.sits("Claire")
    claire.says("/hebdo lien")
    expect(claire.told).to_contain_text("Lien valable jusqu’au mardi 9 mars")
    url = claire.told.get_by_role("link", name="Voir le tableau de bord").get_attribute("href")
    assert url is not None and url.startswith(playground.url)
    return str(url)


@contextmanager
def opened(
    playground: Playground, chromium: Browser, url: str, size: tuple[int, int] = WIDE, *, dark: bool = False
) -> Iterator[Page]:
    """In a browser that complains of whatever the page must not load; only the checker's own script runs there."""
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    page.on("console", lambda said: playground.complaints.append(said.text) if said.type == "error" else None)
    page.on("request", lambda each: playground.complaints.append(each.url) if "127.0.0.1" not in each.url else None)
    page.goto(url)
    yield page
    context.close()


def test_it_is_read_in_both_languages_on_any_width_by_light_and_by_night(
    playground: Playground, chromium: Browser, tmp_path: Path
) -> None:
    url = link(playground)
    for language, size, dark in product(("fr", "en"), (WIDE, PHONE), (False, True)):
        with opened(playground, chromium, f"{url}?lang={language}", size, dark=dark) as page:
            expect(page.locator("html")).to_have_attribute("lang", language)
            expect(page.get_by_role("heading", name=TESTS[language])).to_be_visible()
            sound(page)
            assert serious(page) == []
            assert page.evaluate(SMALL_TEXT) == []
            assert page.evaluate(OUTSIDE) == []
            named = f"dashboard-{language}-{size[0]}-{'dark' if dark else 'light'}.png"
            page.screenshot(path=tmp_path / named, full_page=True)


def test_the_keyboard_walks_it_and_skips_to_what_it_says(playground: Playground, chromium: Browser) -> None:
    with opened(playground, chromium, link(playground)) as page:
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Aller au contenu")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        reached(page)
        page.get_by_role("link", name="en", exact=True).press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_every_chart_says_in_words_what_it_shows(playground: Playground, chromium: Browser) -> None:
    with opened(playground, chromium, link(playground)) as page:
        chart = page.get_by_role("img", name=re.compile("^Inscriptions au webinaire, relevé par semaine"))
        expect(chart).to_have_count(1)
        for said in ("374 le 25 février", "pas de relevé le 28 janvier", "Objectif 500."):
            expect(chart).to_have_accessible_name(re.compile(re.escape(said)))
        expect(page.get_by_role("img", name=re.compile(r"89 % la semaine du 1er mars"))).to_have_count(1)
        expect(page.get_by_role("img", name="7 jours sur 10")).to_have_count(1)
        expect(page.get_by_role("img", name=re.compile("Semaine 2 : à traiter."))).to_have_count(1)
        expect(page.get_by_role("row", name=re.compile("Juridique 9 tenus, ?2 convenus, ?1 dépassé"))).to_have_count(1)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_is_printed_on_two_sheets(playground: Playground, chromium: Browser, tmp_path: Path, language: str) -> None:
    with opened(playground, chromium, f"{link(playground)}?lang={language}") as page:
        printed = page.pdf(path=tmp_path / f"dashboard-{language}.pdf", prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 2


def test_revoked_it_opens_no_more(playground: Playground, chromium: Browser) -> None:
    url = link(playground)
    claire = playground.sits("Claire")
    claire.says("/hebdo lien")
    claire.presses("Révoquer mes liens", claire.told)
    expect(claire.told).to_contain_text("2 liens vers le tableau de bord de Printemps révoqués")
    with opened(playground, chromium, url, PHONE) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien ne mène nulle part")
        sound(page)
        assert serious(page) == []
    playground.complaints.clear()  # the browser's own word for a page that is not there
