"""What README and the other pages name exists: commands, targets, settings, files, and what people type."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from ritualbot.cli import app
from ritualbot.i18n import LANGUAGES
from ritualbot.platforms.slack.install import START
from ritualbot.platforms.slack.manifest import SCOPES
from ritualbot.platforms.teams.manifest import PERMISSIONS
from ritualbot.rituals import desk_calendar
from ritualbot.rituals.command import COMMANDS, find
from ritualbot.rituals.team import read_team_file
from ritualbot.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = [page for page in sorted(ROOT.glob("*.md")) if page.name != "CHANGELOG.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
IDS = [page.name for page in PAGES]


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    yield " ".join(path), command
    for name, each in getattr(command, "commands", {}).items():
        yield from walk(each, (*path, name))


CLI = dict(walk(typer.main.get_command(app)))
TARGETS = set(re.findall(r"^([a-z0-9]+):.*##", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


def code_in(page: Path) -> list[str]:
    """What stands in code on a page: blocks line by line, and spans."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return [*(line for block in blocks for line in block.splitlines()), *spans]


def commands_named_in(page: Path) -> Iterator[str]:
    """`ritualbot web | worker # …` names two commands; what follows a command are its arguments."""
    for code in code_in(page):
        for line in re.findall(r"(?:^|[\s/])ritualbot ([^#`\n]+)", code):
            first, *others = [part.split() for part in line.split("|")]
            yield from (" ".join(words) for words in (first, *others) if words)


def command_of(words: list[str]) -> str | None:
    """The command a line begins with: its group and name, or its name alone."""
    for length in (2, 1):
        if " ".join(words[:length]) in CLI and words:
            return " ".join(words[:length])
    return None


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_command_named_exists(page: Path) -> None:
    for named in commands_named_in(page):
        command = command_of(named.split())
        assert command is not None, f"{page.name}: ritualbot {named}"
        assert not hasattr(CLI[command], "commands"), f"{page.name}: ritualbot {named} is a group"
        options = {option for each in CLI[command].params for option in each.opts}
        assert set(re.findall(r"--[a-z-]+", named)) <= options | {"--help"}, f"{page.name}: ritualbot {named}"


def test_readme_shows_every_command() -> None:
    shown = {command_of(named.split()) for named in commands_named_in(ROOT / "README.md")}
    leaves = {path for path, command in CLI.items() if not hasattr(command, "commands")}
    assert leaves - shown <= {"play"}  # shown as `make play`


def test_readmes_two_commands_are_in_the_makefile() -> None:
    """G1: two commands on a fresh machine."""
    block = re.search(r"^```\w*\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    assert block
    assert [line.split("#")[0].split() for line in block[1].splitlines()] == [["make", "play"], ["make", "test"]]
    assert {"play", "test"} <= TARGETS


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_make_target_named_exists(page: Path) -> None:
    named = {target for code in code_in(page) for target in re.findall(r"(?:^|\s)make ([a-z0-9]+)", code)}
    assert named <= TARGETS


def test_the_options_shown_for_make_play_are_its_own() -> None:
    options = {option for each in CLI["play"].params for option in each.opts}
    after_play = README[README.index("## The playground") : README.index("## What it does")]
    shown = set(re.findall(r"--[a-z-]+", after_play))
    assert shown and shown <= options


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_setting_named_exists(page: Path) -> None:
    known = {str(field.alias) for field in Settings.model_fields.values()} | {"ARGS", "HTTPS_PROXY", "LC_MESSAGES"}
    named = {name for code in code_in(page) for name in re.findall(r"\b(?:[A-Z]+_[A-Z_]+|PORT)\b", code)}
    assert named <= known


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_file_linked_to_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert "://" in target or (ROOT / target).exists(), f"{page.name}: {target}"


def test_readme_names_every_chat_command_in_both_languages_and_no_other() -> None:
    named = {
        span
        for span in re.findall(r"`(/[^`]+)`", README)
        if not re.match(r"/(healthz|readyz|metrics|slack/|invite )", span)
    }
    shown = {command.shown(language) for command in COMMANDS for language in LANGUAGES}
    assert shown <= named
    for each in named - {"/"}:
        command, _, text = each[1:].partition(" ")
        assert find(command, text).action != "ritual.unknown", each


def test_readmes_team_file_can_be_applied() -> None:
    (file,) = re.findall(r"^```toml\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    spec, _warnings = read_team_file(file)
    assert spec.name and spec.people


def test_readmes_calendar_can_be_read() -> None:
    (file,) = re.findall(r"^```json\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    assert desk_calendar.read(json.loads(file)).tz == "Europe/Paris"


def test_the_paths_readme_names_are_served() -> None:
    served = (ROOT / "ritualbot" / "web.py").read_text()
    named = set(re.findall(r"`(/(?:healthz|readyz|metrics))`", README))
    assert named and all(f'web.get("{path}"' in served for path in named)


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_nothing_is_written_in_headings_that_the_page_lacks(page: Path) -> None:
    """Every heading has something under it."""
    text = page.read_text(encoding="utf-8").rstrip()
    assert not re.search(r"^#+ [^\n]+\n+(?=# |## )", text.partition("\n")[2], flags=re.MULTILINE)
    assert not re.search(r"^#+ [^\n]+\Z", text.partition("\n")[2], flags=re.MULTILINE)


def test_securitys_scopes_are_those_asked_for_with_their_reasons() -> None:
    """G3: the page an admin reads before agreeing, and the manifests."""
    slack, teams = (ROOT / "SECURITY.md").read_text("utf-8").split("## What it may do in Microsoft Teams")
    for page, wanted in ((slack, SCOPES), (teams, PERMISSIONS)):
        assert dict(re.findall(r"^\| `([a-zA-Z:]+)` \| (.+) \|$", page, re.MULTILINE)) == dict(wanted)


def test_what_readme_says_of_slack_is_served() -> None:
    named = set(re.findall(r"`(/slack/[a-z_]+)`", README))
    assert named == {START}
    assert "https://ritualbot.example.com" in (ROOT / "manifests" / "slack.yaml").read_text("utf-8")
