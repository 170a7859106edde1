"""What Microsoft publishes takes what we send: every golden card at 1.5, and the manifest by its schema.

It needs node and what tests/e2e/node/package-lock.json pins, and nothing of either at run time.
"""

import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from playwright.sync_api import Browser, Page

from ritualbot.app.teams_manifest import packed
from ritualbot.chat.cards import Actions, Button, Callout, Card, Facts, Note, Row, Said, Table
from ritualbot.chat.forms import ChoiceField, Form, Option
from ritualbot.chat.text import literal
from ritualbot.i18n import Words
from ritualbot.platforms.teams.actions import Scope
from ritualbot.platforms.teams.form import form_card
from ritualbot.platforms.teams.literal import in_markdown
from ritualbot.platforms.teams.render import shown_card

ROOT = Path(__file__).parents[2]
NODE = Path(__file__).with_name("node")
GOLDEN = ROOT / "tests" / "platforms" / "teams" / "golden"
MANIFEST = ROOT / "manifests" / "teams"
SCHEMAS = NODE / "node_modules" / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams" / "v1.25"

SOUND = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Bonjour"}]}
RUN = {"type": "TextRun", "text": "Bonjour"}


def parsed(*files: Path) -> dict[str, list[str]]:
    """What Microsoft's parser finds wrong in each file."""
    node = shutil.which("node")
    assert node, "the cards are checked with node; on Debian: apt-get install nodejs npm"
    done = subprocess.run(
        [node, str(NODE / "cards.cjs"), *map(str, files)], capture_output=True, text=True, check=False, cwd=NODE
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_microsofts_parser_takes_every_golden_card() -> None:
    files = sorted(GOLDEN.glob("*/*.json"))
    found = parsed(*files)
    assert len(found) == len(files) > 100
    assert {file: faults for file, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    "element",
    [
        {"type": "Bonjour", "text": "x"},
        {"type": "RichTextBlock", "inlines": [{**RUN, "weight": "Heavy"}]},
        {"type": "Container", "style": "red", "items": []},
        {"type": "Input.Text", "label": "Sans nom"},
        {"type": "Input.ChoiceSet", "id": "c", "label": "C", "choices": []},
        {"type": "Input.Text", "id": "t", "label": "T", "isRequired": True},
        {"type": "ActionSet", "actions": [{"type": "Action.Bonjour", "title": "x"}]},
        {"type": "ActionSet", "actions": [{"type": "Action.Submit", "title": str(n)} for n in range(7)]},
    ],
)
def test_microsofts_parser_refuses_a_card_with_a_fault(tmp_path: Path, element: dict[str, Any]) -> None:
    card = tmp_path / "card.json"
    card.write_text(json.dumps({**SOUND, "body": [element]}), encoding="utf-8")
    sound = tmp_path / "sound.json"
    sound.write_text(json.dumps(SOUND), encoding="utf-8")
    found = parsed(card, sound)
    assert found[str(card)] and not found[str(sound)]


# -- in a browser, drawn by Microsoft's renderer -------------------------------------------------------------------

# Whatever a card hands to a Markdown processor is collected, and drawn without its backslashes.
DRAW = """(json) => {
  const read = [], card = new AdaptiveCards.AdaptiveCard();
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    read.push(text);
    const shown = document.createElement("i");
    shown.textContent = text.replace(/\\\\(.)/g, "$1");
    result.outputHtml = shown.outerHTML;
    result.didProcess = true;
  };
  card.parse(JSON.parse(json));
  document.body.replaceChildren(card.render());
  const lists = [...document.querySelectorAll("option, datalist option")].map((each) => each.textContent || each.value);
  return { read, text: document.body.innerText, lists };
}"""
HOSTILE = [
    "*bold* _it_ ~gone~ `code`",
    "[x](http://e.example)",
    "<at>Alice</at>",
    "<b>b</b><script>x</script>",
    "{{DATE(2027-03-02T00:00:00Z, SHORT)}}",
    "{{TIME(2027-03-02T09:30:00Z)}}",
    "# Titre",
    "&lt;i&gt;",
]


def drawn(page: Page, content: dict[str, Any]) -> dict[str, Any]:
    """With the characters of no width taken out, which keep braces apart."""
    page.set_content("<body></body>")
    page.add_script_tag(path=NODE / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.js")
    found: dict[str, Any] = page.evaluate(DRAW, json.dumps(content))
    return {**found, "text": found["text"].replace("\u2060", "")}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize("text", HOSTILE)
def test_microsofts_renderer_reads_nothing_into_what_people_typed(page: Page, text: str) -> None:
    blocks = (
        Said(text, text),
        Note(literal(text)),
        Table((literal(text), literal("A")), (Row((literal(text), Said("", text)), literal(text)),)),
        Facts(((literal(text), Said("", text)),)),
        Callout(literal(text), (Row((literal(text), Said("", text)), literal(text)),)),
        Actions((Button("a.b", "r", text),)),
    )
    found = drawn(page, shown_card(Card(literal(text), blocks, literal(text)), Scope.PERSONAL, Words("fr")))
    assert found["read"] == []
    assert found["text"].count(text) == 16


@pytest.mark.parametrize("text", HOSTILE)
def test_microsofts_renderer_shows_titles_of_choices_as_they_are(page: Page, text: str) -> None:
    boxes = ChoiceField("boxes", text, text, options=(Option("a", text),), many=True)
    listed = ChoiceField("listed", text, text, options=(Option("a", text),))
    wrong = {"boxes": literal(text), "": literal(text)}
    form = Form("a.b", "r", literal(text), (boxes, listed), text, literal(text))
    found = drawn(page, form_card(form, Words("fr"), {}, {}, wrong))
    assert found["read"] == [in_markdown(text)]
    assert text in [each.replace("\u2060", "") for each in found["lists"]]
    assert found["text"].count(text) >= 10


# -- the manifest --------------------------------------------------------------------------------------------------


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def faults(found: dict[str, Any], by: str) -> list[str]:
    return [each.message for each in jsonschema.Draft4Validator(schema(by)).iter_errors(found)]


def test_the_manifest_is_valid_by_microsofts_schema() -> None:
    manifest = json.loads((MANIFEST / "manifest.json").read_text(encoding="utf-8"))
    french = json.loads((MANIFEST / "fr.json").read_text(encoding="utf-8"))
    assert faults(manifest, "MicrosoftTeams") == []
    assert faults(french, "MicrosoftTeams.Localization") == []
    assert faults({**manifest, "name": {"short": "x" * 31}}, "MicrosoftTeams") != []
    assert faults({**french, "bots[1].commandLists[0].commands[0].title": "x"}, "MicrosoftTeams.Localization") != []


def test_a_package_holds_a_valid_manifest(tmp_path: Path) -> None:
    file = tmp_path / "ritualbot.zip"
    file.write_bytes(packed("5f0e1d2c-3b4a-4596-8778-695a4b3c2d1e", "https://bot.example.com/about"))
    with zipfile.ZipFile(file) as package:
        assert faults(json.loads(package.read("manifest.json")), "MicrosoftTeams") == []
