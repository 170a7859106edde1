"""What Microsoft publishes takes what we send: every golden card at 1.5, and the manifest by its schema.

It needs node and what tests/e2e/node/package-lock.json pins, and nothing of either at run time.
"""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ritualbot.app.teams_manifest import packed

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
