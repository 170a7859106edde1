"""The playground in a real browser: what is seen, by mouse and by keyboard, wide and narrow."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import Playground

HOSTILE = "<img src=x onerror=alert(1)> <!channel> [x](http://e) {{DATE()}} \u202eevil שלום"
NAMELESS = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary, [role]")]
  .filter((each) => each.checkVisibility() && each.matches("a, button, input, select, textarea, summary, [role=img]"))
  .filter((each) => !(each.ariaLabel || each.textContent.trim() || each.labels?.length))
  .map((each) => each.outerHTML)"""
BROKEN = """() => [...document.querySelectorAll("[aria-labelledby], [aria-describedby], [aria-controls]")]
  .flatMap((each) => ["aria-labelledby", "aria-describedby", "aria-controls"]
    .flatMap((name) => (each.getAttribute(name) ?? "").split(" ").filter(Boolean)))
  .filter((id) => id !== "dialog-title" && !document.getElementById(id))"""
SMALL = """() => [...document.querySelectorAll("button, select, textarea, .who, .place")]
  .filter((each) => each.checkVisibility())
  .filter((each) => each.getBoundingClientRect().height < 43.5).map((each) => each.outerHTML)"""


def test_a_morning_from_the_empty_page_to_the_summary(playground: Playground) -> None:
    alice = playground.sits("Alice")
    expect(alice.page.locator(".hollow")).to_contain_text("Rien n’est encore arrivé à Alice aujourd’hui.")
    alice.presses("Aller à 09:30")
    expect(alice.message("Bonjour Alice")).to_be_visible()
    alice.presses("Répondre")
    alice.fills(sur_quoi=HOSTILE)
    alice.sends()
    expect(alice.form).to_have_count(0)
    expect(alice.message(HOSTILE)).to_be_visible()
    alice.pushes_to("11:30")
    alice.looks_at("printemps")
    expect(alice.messages.last).to_contain_text("Point du jour, mardi 2 mars")
    expect(alice.messages.last).to_contain_text(HOSTILE)
    assert alice.page.locator("#feed img").count() == 0


def test_an_error_stands_at_its_field_with_the_focus_and_the_text(playground: Playground) -> None:
    bruno = playground.sits("Bruno")
    bruno.says("/point lancer")
    bruno.pushes_to("09:30")
    bruno.presses("Répondre")
    bruno.fills(un_blocage="J’attends le juridique")
    bruno.sends()
    field = bruno.form.get_by_label(re.compile("^Sur quoi"))
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    described = (field.get_attribute("aria-describedby") or "").split()
    assert any(bruno.form.locator(f"#{name}.err").is_visible() for name in described)
    expect(bruno.form.get_by_label(re.compile("^Un blocage"))).to_have_value("J’attends le juridique")


def test_a_draft_outlives_escape_and_a_reload(playground: Playground) -> None:
    lea = playground.sits("Léa")
    lea.pushes_to("09:30")
    lea.presses("Répondre")
    lea.fills(sur_quoi="La page du jeu-concours")
    lea.page.keyboard.press("Escape")
    expect(lea.form).to_have_count(0)
    lea.page.reload()
    assert lea.heading == "La journée de Léa"
    lea.presses("Répondre")
    expect(lea.form.get_by_label(re.compile("^Sur quoi"))).to_have_value("La page du jeu-concours")


def test_all_of_it_works_from_the_keyboard(playground: Playground) -> None:
    lea = playground.sits("Léa")
    lea.pushes_to("09:30")
    keys = lea.page.keyboard
    lea.page.locator("#scroll").focus()
    keys.press("/")
    expect(lea.line).to_be_focused()
    expect(lea.page.get_by_role("listbox")).to_be_visible()
    keys.press("ArrowDown")
    chosen = lea.page.locator("[role=option][aria-selected=true]")
    assert lea.line.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    keys.press("Escape")
    expect(lea.page.locator("#menu")).to_be_hidden()
    keys.type("poi")
    keys.press("Tab")
    assert (lea.line.input_value()).startswith("/point")
    lea.line.fill("/point")
    keys.press("Enter")
    expect(lea.form.locator("textarea").first).to_be_focused()
    keys.press("Tab")
    keys.type("La page du jeu-concours")
    while not lea.page.evaluate("document.activeElement.type === 'submit'"):
        keys.press("Tab")
    keys.press("Enter")
    expect(lea.form).to_have_count(0)
    expect(lea.message("La page du jeu-concours")).to_be_visible()


def test_what_others_do_arrives_without_disturbing(playground: Playground) -> None:
    lea, bruno = playground.sits("Léa"), playground.sits("Bruno", "printemps")
    lea.pushes_to("09:30")
    lea.line.fill("Une phrase commencée")
    more = lea.page.locator("#feed [data-menu]").last
    more.click()
    first = more.locator("xpath=following-sibling::*").get_by_role("menuitem").first
    expect(first).to_be_focused()
    bruno.says(f"Bonjour. {HOSTILE}")
    expect(lea.message("Bonjour.")).to_contain_text(HOSTILE)
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(first).to_be_focused()
    expect(lea.line).to_have_value("Une phrase commencée")
    expect(lea.page.locator("#news")).to_contain_text("Bruno : Bonjour.")


def test_a_double_click_is_one_click(playground: Playground) -> None:
    lea = playground.sits("Léa")
    asked: list[str] = []
    lea.pushes_to("09:30")
    lea.page.on("request", lambda request: asked.append(request.url) if "/play/press" in request.url else None)
    lea.page.get_by_role("button", name="Rien à signaler").dblclick()
    lea.page.wait_for_timeout(500)
    assert len(asked) == 1


def test_what_is_new_is_counted_until_it_was_on_the_screen(playground: Playground) -> None:
    lea, bruno = playground.sits("Léa", "ritualbot"), playground.sits("Bruno", "printemps")
    bruno.says("Bonjour")
    expect(lea.unread("printemps")).to_have_text("1")
    lea.looks_at("printemps")
    expect(lea.page.locator("#unread")).to_contain_text("1 non lu")
    expect(lea.unread("printemps")).to_have_count(0)
    expect(lea.page.locator("#unread")).to_contain_text("1 non lu")


def test_a_private_answer_can_be_hidden_and_is_gone_on_reload(playground: Playground) -> None:
    lea = playground.sits("Léa")
    lea.says("/rituel aide")
    expect(lea.told).to_contain_text("visible par vous seul")
    lea.presses("Masquer")
    expect(lea.told).to_have_count(0)
    lea.says("/rituel aide")
    lea.page.reload()
    expect(lea.told).to_have_count(0)


def test_a_sent_line_can_be_changed(playground: Playground) -> None:
    lea = playground.sits("Léa")
    lea.says("merci")
    lea.presses("Modifier")
    lea.line.fill("merci beaucoup")
    lea.line.press("Enter")
    expect(lea.message("merci beaucoup")).to_contain_text("modifié à 09:2")


def test_the_page_changes_its_language_and_keeps_its_place(playground: Playground) -> None:
    hugo = playground.sits("Hugo", "printemps")
    assert hugo.clock == "03:20"
    hugo.page.get_by_role("button", name="en", exact=True).click()
    expect(hugo.page.locator("html")).to_have_attribute("lang", "en")
    assert hugo.heading == "#printemps"
    expect(hugo.page.locator(".next h2")).to_have_text("What’s next")
    hugo.page.go_back()
    expect(hugo.page.locator("html")).to_have_attribute("lang", "fr")


@pytest.mark.parametrize("width", [390, 720, 1180, 1440])
def test_nothing_scrolls_sideways_and_everything_has_a_name(playground: Playground, width: int) -> None:
    lea = playground.sits("Léa", size=(width, 844))
    lea.pushes_to("09:30")
    lea.says("mot" * 300 + " " + HOSTILE)
    lea.says("/rituel aide")
    expect(lea.told).to_be_visible()
    lea.presses("Modifier")  # what was typed answers the open stand-up
    for check in (NAMELESS, BROKEN):
        assert lea.page.evaluate(check) == []
    assert lea.page.evaluate("document.querySelector('dialog').scrollWidth") <= width
    lea.page.keyboard.press("Escape")
    for box in ("document.documentElement", "document.getElementById('scroll')"):
        assert lea.page.evaluate(f"{box}.scrollWidth - {box}.clientWidth") == 0
    ids = lea.page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids))
    levels = lea.page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((each) => +each.localName[1])")
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_a_phone_has_drawers_and_controls_for_a_thumb(playground: Playground) -> None:
    lea = playground.sits("Léa", size=(390, 844), dark=True)
    assert lea.page.evaluate(SMALL) == []
    lea.page.get_by_role("button", name="La suite").click()
    drawer = lea.page.locator("#next")
    expect(drawer).to_contain_text("Point du jour")
    expect(drawer.locator("[data-shut]")).to_be_focused()
    assert lea.page.evaluate(SMALL) == []
    lea.page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(lea.page.get_by_role("button", name="La suite")).to_be_focused()


@pytest.mark.parametrize(
    ("platform", "shown"),
    [("Slack", ['"type": "header"', '"action_id": "standup.open"']), ("Teams", ['"AdaptiveCard"', '"standup.open"'])],
)
def test_a_message_is_shown_as_another_platform_would_be_sent_it_by_keyboard(
    playground: Playground, platform: str, shown: list[str]
) -> None:
    lea = playground.sits("Léa")
    lea.pushes_to("09:30")
    fold = lea.message("Bonjour Léa").locator(f"[data-preview={platform}]")
    expect(fold.locator("pre")).to_be_hidden()
    fold.locator("summary").focus()
    lea.page.keyboard.press("Enter")
    for each in shown:
        expect(fold.locator("pre")).to_contain_text(each)
