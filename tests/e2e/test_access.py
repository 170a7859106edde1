"""The playground for a keyboard, a screen reader, a thumb and large letters: an audit by a script of our own."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.driver import Playground

PHONE = (390, 844)
CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex='0']"
# Of all that is shown: elements with no name, ids that are double, ids spoken of that do not exist.
FAULTS = """(controls) => {
  const shown = (each) => each.checkVisibility() && !each.closest("[inert]");
  const by = (each) => (each.getAttribute("aria-labelledby") ?? "").split(" ");
  const told = (each) => by(each).map((id) => document.getElementById(id));
  const name = (each) => each.ariaLabel || each.labels?.[0]?.textContent.trim() || each.textContent.trim() || each.title
    || told(each).map((other) => other?.textContent ?? "").join("");
  const groups = "[role=img], [role=menu], [role=group], [role=listbox], nav, aside, section, dialog[open]";
  const wanted = `${controls}, ${groups}`;
  const nameless = [...document.querySelectorAll(wanted)].filter((each) => shown(each) && !name(each));
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  const spoken = ["aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant", "for"];
  const broken = spoken.flatMap((attribute) => [...document.querySelectorAll(`[${attribute}]`)].filter(shown)
    .flatMap((each) => each.getAttribute(attribute).split(" ")).filter((id) => id && !ids.includes(id)));
  return [...nameless.map((each) => each.outerHTML.slice(0, 200)),
    ...ids.filter((id, place) => ids.indexOf(id) !== place).map((id) => `twice ${id}`),
    ...broken.map((id) => `no ${id}`)];
}"""
# What Tab should reach, each given a number; arrows, not Tab, move inside a group of radio buttons and a menu.
NUMBER = """(controls) => [...document.querySelectorAll(controls)]
  .filter((each) => each.checkVisibility() && !each.closest("[inert]"))
  .filter((each) => each.tabIndex >= 0 && !each.matches("[type=radio]"))
  .map((each, place) => { each.dataset.stop = place; return place; })"""
# Whether the focus is seen: an outline, or the border of the box around the line to type in.
SEEN = """() => {
  const each = document.activeElement, box = each.closest(".box");
  const around = getComputedStyle(each), framed = box && getComputedStyle(box).boxShadow !== "none";
  const outlined = around.outlineStyle !== "none" && parseFloat(around.outlineWidth) >= 2;
  return { stop: each.dataset.stop ?? "", seen: framed || outlined };
}"""
PRESSED = "button, select, textarea, summary, .who, .place, .options label, .toggle"
SMALL = """(pressed) => [...document.querySelectorAll(pressed)]
  .filter((each) => each.checkVisibility())
  .filter((each) => { const { width, height } = each.getBoundingClientRect(); return Math.min(width, height) < 43.5; })
  .map((each) => each.outerHTML.slice(0, 200))"""
SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll("#scroll, .drawer, .db")]
  .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.id || each.className)"""


def reached(page: Page) -> None:
    """Walks the whole page by Tab: every control gets the focus, and it can be seen there. A part that was drawn anew
    meanwhile, because somebody was told something, is walked again."""
    missed: list[str | None] = [None]
    for _ in range(5):
        if None in missed:
            missed = walked(page)
    assert missed == []


def walked(page: Page) -> list[str | None]:
    """The controls that were not met; None for each that is there no more."""
    page.evaluate("document.activeElement.blur()")
    wanted = {str(place) for place in page.evaluate(NUMBER, CONTROLS)}
    met: set[str] = set()
    for _ in range(len(wanted) + 4):
        page.keyboard.press("Tab")
        here = page.evaluate(SEEN)
        if here["stop"]:
            assert here["seen"], page.evaluate("document.activeElement.outerHTML")
            met.add(here["stop"])
    missed: list[str | None] = page.evaluate(
        "(stops) => stops.map((stop) => document.querySelector(`[data-stop='${stop}']`)?.outerHTML.slice(0, 200))",
        sorted(wanted - met),
    )
    return missed


def sound(page: Page) -> None:
    assert page.evaluate(FAULTS, CONTROLS) == []
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].filter((each) => each.checkVisibility())"
        ".map((each) => +each.localName[1])"
    )
    assert levels.count(1) <= 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert page.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_everything_has_a_name_and_is_reached_by_tab(
    playground: Playground, size: tuple[int, int], language: str
) -> None:
    lea = playground.sits("Léa", size=size)
    lea.speaks(language)
    sound(lea.page)
    lea.pushes_to("09:30")
    expect(lea.messages.first).to_be_visible()
    lea.says({"fr": "/rituel aide", "en": "/ritual help"}[language])
    expect(lea.told).to_be_visible()
    for landmark in ("banner", "navigation", "main", "complementary"):
        found = lea.page.get_by_role(landmark, include_hidden=True)
        expect(found).to_have_count(1)
    sound(lea.page)
    reached(lea.page)
    lea.says({"fr": "/point", "en": "/standup"}[language])
    expect(lea.form).to_be_visible()
    sound(lea.page)
    if size == PHONE:
        assert lea.page.evaluate(SMALL, PRESSED) == []


def test_a_menu_opens_moves_and_closes_by_the_arrows(playground: Playground) -> None:
    lea = playground.sits("Léa")
    lea.pushes_to("09:30")
    more = lea.page.locator("#feed [data-menu]").last
    choices = more.locator("xpath=following-sibling::*").get_by_role("menuitem", include_hidden=True)
    more.focus()
    lea.page.keyboard.press("ArrowDown")
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(choices.first).to_be_focused()
    lea.page.keyboard.press("ArrowUp")
    expect(choices.last).to_be_focused()
    lea.page.keyboard.press("Escape")
    expect(more).to_have_attribute("aria-expanded", "false")
    expect(more).to_be_focused()


def test_a_form_is_sent_by_its_keys_and_gives_the_focus_back(playground: Playground) -> None:
    lea = playground.sits("Léa")
    lea.pushes_to("09:30")
    answer = lea.messages.first.get_by_role("button", name=re.compile("^Répondre"))
    answer.focus()
    lea.page.keyboard.press("Enter")
    expect(lea.form).to_be_visible()
    lea.page.keyboard.press("Escape")
    expect(lea.form).to_have_count(0)
    expect(answer).to_be_focused()
    lea.page.keyboard.press("Enter")
    lea.fills(sur_quoi="La page du jeu-concours")
    lea.page.keyboard.press("Control+Enter")
    expect(lea.form).to_have_count(0)
    expect(lea.messages.first).to_contain_text("La page du jeu-concours")
    assert lea.page.evaluate("document.activeElement.closest('.msg') === document.querySelector('#feed .msg')")


def test_up_in_the_empty_line_changes_what_one_wrote_last(playground: Playground) -> None:
    lea = playground.sits("Léa")
    lea.says("merci")
    expect(lea.message("merci")).to_be_visible()
    lea.line.press("ArrowUp")
    expect(lea.line).to_have_value("merci")
    lea.line.fill("merci beaucoup")
    lea.line.press("Enter")
    expect(lea.message("merci beaucoup")).to_contain_text("modifié à")
    expect(lea.line).to_be_focused()


def test_only_what_is_new_is_read_out(playground: Playground) -> None:
    lea, bruno = playground.sits("Léa", "printemps"), playground.sits("Bruno", "printemps")
    bruno.says("Bonjour")
    expect(lea.page.locator("#news")).to_have_text("Bruno : Bonjour")
    bruno.says("Au revoir")
    expect(lea.page.locator("#news")).to_have_text("Bruno : Au revoir")


def test_what_is_next_is_gone_to_and_folded_away(playground: Playground) -> None:
    lea = playground.sits("Léa")
    lea.page.locator("#next").get_by_role("button", name="Aller à 10:45, Rappel").click()
    expect(lea.page.locator(".hour")).to_have_text("10:45")
    expect(lea.messages).to_have_count(2)
    fold = lea.page.get_by_role("button", name="La suite")
    fold.click()
    expect(lea.page.locator("#next")).to_be_hidden()
    expect(fold).to_have_attribute("aria-expanded", "false")
    lea.page.reload()
    expect(lea.page.locator("#next")).to_be_hidden()
    fold.click()
    expect(lea.page.locator("#next")).to_be_visible()


def test_a_phone_has_the_clock_under_the_thumb_and_forms_on_the_whole_screen(playground: Playground) -> None:
    lea = playground.sits("Léa", size=PHONE)
    clock = lea.page.locator(".push").bounding_box()
    assert clock
    assert clock["y"] > PHONE[1] * 0.8
    lea.page.get_by_role("button", name="La suite").click()
    sheet = lea.page.locator("#next")
    assert lea.page.evaluate(SMALL, PRESSED) == []
    sheet.get_by_role("button", name="Aller à 09:30").click()
    expect(sheet).to_be_hidden()
    expect(lea.page.locator(".hour")).to_have_text("09:30")
    expect(lea.page.get_by_role("button", name="La suite")).to_be_focused()
    lea.page.get_by_role("button", name="Changer de personne").click()
    assert lea.page.evaluate(SMALL, PRESSED) == []
    lea.page.mouse.click(195, 20)
    expect(lea.page.locator("#side")).to_be_hidden()
    lea.presses("Répondre")
    box = lea.form.bounding_box()
    assert box
    assert (box["width"], box["height"]) == PHONE
    assert lea.page.evaluate(SMALL, PRESSED) == []


@pytest.mark.parametrize("width", [390, 1180])
def test_letters_twice_as_large_still_fit(playground: Playground, width: int) -> None:
    lea = playground.sits("Léa", size=(width, 844))
    lea.pushes_to("09:30")
    lea.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert lea.page.evaluate(SIDEWAYS) == []
    assert lea.page.evaluate("document.getElementById('scroll').clientHeight") > 200
    lea.says("/point")
    expect(lea.form).to_be_visible()
    assert lea.page.evaluate(SIDEWAYS) == []
    assert lea.page.evaluate("document.querySelector('.db').clientHeight") > 200
