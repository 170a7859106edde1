"""The manifest, the file checked in, and the code say the same, both ways; and Slack's published rules hold."""

import ast
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from ritualbot.app.slack_manifest import slash_commands
from ritualbot.platforms.slack.events_api import _READERS
from ritualbot.platforms.slack.inbound import PATH
from ritualbot.platforms.slack.install import START
from ritualbot.platforms.slack.manifest import EVENTS, OPTIONAL, REDIRECT, REQUIRED, SCOPES, Slash, manifest
from ritualbot.rituals.command import COMMANDS, UMBRELLAS, find
from tests.clouds.slack.methods import ACCESS, METHODS

ROOT = Path(__file__).parents[3]
PLACEHOLDER = "https://ritualbot.example.com"
FILE = ROOT / "manifests" / "slack.yaml"
SOURCES = sorted((ROOT / "ritualbot" / "platforms" / "slack").glob("*.py"))

# What we use of docs.slack.dev "App manifest reference" and slackapi/manifest-schema (v2), stricter where those are
# silent: no unknown key, https only, names as Slack takes them.
URL = {"type": "string", "pattern": r"^https://[^\s]+$", "maxLength": 3000}
NAMES = {"type": "array", "items": {"type": "string", "pattern": r"^[a-z_.:]+$"}, "uniqueItems": True, "minItems": 1}


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


TRUTH = {"type": "boolean"}
SCHEMA = closed(
    ["display_information", "features", "oauth_config", "settings"],
    display_information=closed(
        ["name", "description"],
        name={"type": "string", "minLength": 1, "maxLength": 35},
        description={"type": "string", "maxLength": 140},
        background_color={"type": "string", "pattern": "^#[0-9A-F]{6}$"},
    ),
    features=closed(
        ["app_home", "bot_user", "slash_commands"],
        app_home=closed(
            [],
            home_tab_enabled={"const": True},
            messages_tab_enabled={"const": True},
            messages_tab_read_only_enabled={"const": False},
        ),
        bot_user=closed(
            ["display_name"],
            display_name={"type": "string", "maxLength": 80, "pattern": "^[a-z0-9._-]+$"},
            always_online=TRUTH,
        ),
        slash_commands={
            "type": "array",
            "minItems": 1,
            "maxItems": 50,
            "items": closed(
                ["command", "description"],
                command={"type": "string", "pattern": "^/[a-z][a-z0-9_-]*$", "maxLength": 32},
                url=URL,
                description={"type": "string", "minLength": 1, "maxLength": 2000},
                usage_hint={"type": "string", "maxLength": 1000},
                should_escape={"const": True},
            ),
        },
    ),
    oauth_config=closed(
        ["scopes"],
        redirect_urls={"type": "array", "items": URL, "maxItems": 1000},
        scopes=closed(["bot"], bot=NAMES),
    ),
    settings=closed(
        ["event_subscriptions", "interactivity", "org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled"],
        event_subscriptions=closed(["bot_events"], request_url=URL, bot_events={**NAMES, "maxItems": 100}),
        interactivity=closed(["is_enabled"], is_enabled={"const": True}, request_url=URL),
        org_deploy_enabled={"const": True},
        socket_mode_enabled=TRUTH,
        token_rotation_enabled={"const": False},
    ),
)


def parsed(url: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(manifest(url, slash_commands()))
    return found


def test_the_file_checked_in_is_what_the_code_prints() -> None:
    assert FILE.read_text(encoding="utf-8") == manifest(PLACEHOLDER, slash_commands())


@pytest.mark.parametrize("url", [PLACEHOLDER, "https://example.com/ritualbot/", ""])
def test_slacks_rules_hold(url: str) -> None:
    jsonschema.validate(parsed(url), SCHEMA)


@pytest.mark.parametrize(
    "bad",
    [
        [Slash("Standup", "x", "")],
        [Slash("équipe", "x", "")],
        [Slash("ritual team", "x", "")],
        [Slash("r" * 32, "x", "")],
        [Slash("standup", "", "")],
        [Slash("standup", "x", "y" * 1001)],
        [Slash(f"c{number}", "x", "") for number in range(51)],
        [],
    ],
)
def test_the_rules_refuse_what_slack_refuses(bad: list[Slash]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(manifest(PLACEHOLDER, bad)), SCHEMA)


@pytest.mark.parametrize("said", ['a "quoted" \\ word: yes', "# no comment", "l’idée {x} [y] & *z", "- 'one'"])
def test_whatever_a_description_holds_comes_back(said: str) -> None:
    found = yaml.safe_load(manifest(PLACEHOLDER, [Slash("x", said, said)]))["features"]["slash_commands"][0]
    assert (found["description"], found["usage_hint"]) == (said, said)


def test_every_address_is_one_that_is_served() -> None:
    found = manifest("https://example.com/", slash_commands())
    named = set(re.findall(r"https://example\.com(/[^\s\"]*)", found))
    assert named == {PATH, REDIRECT}
    assert START.startswith("/slack/") and "//slack" not in found


def test_over_a_socket_no_address_is_named() -> None:
    found = parsed("")
    assert found["settings"]["socket_mode_enabled"] is True
    assert parsed(PLACEHOLDER)["settings"]["socket_mode_enabled"] is False
    assert "http" not in manifest("", slash_commands())


# -- commands ------------------------------------------------------------------------------------------------------


def test_every_command_registered_is_understood() -> None:
    for slash in slash_commands():
        assert find(slash.name, "").action != "ritual.unknown", slash.name
        for verb in slash.hint.strip("[]").split(" | "):
            assert find(slash.name, verb).action != "ritual.unknown", f"{slash.name} {verb}"


def test_every_command_understood_can_be_typed() -> None:
    """Its first word is registered, in both languages; the umbrella reaches the rest."""
    names = {slash.name for slash in slash_commands()}
    assert set(UMBRELLAS) <= names
    for command in COMMANDS:
        assert {command.english.split()[0], command.french.split()[0]} <= names
        if " " not in command.english:
            phrases = {command.english, command.french, *command.others}
            assert {phrase for phrase in phrases if " " not in phrase} <= names


def test_each_is_described_in_its_own_language() -> None:
    found = {slash.name: slash for slash in slash_commands()}
    assert "stand-up" in found["standup"].description and "point du jour" in found["point"].description
    assert "skip" in found["standup"].hint and "passer" in found["point"].hint


def test_a_name_of_both_languages_is_described_in_both() -> None:
    sprint = {slash.name: slash for slash in slash_commands()}["sprint"]
    assert "see where the sprint stands" in sprint.description and "voir où en est le sprint" in sprint.description
    assert {"reopen", "rouvrir", "clore"} <= {*sprint.hint.strip("[]").split(" | ")}


# -- events and scopes ---------------------------------------------------------------------------------------------


def test_every_event_subscribed_to_has_a_listener_and_the_reverse() -> None:
    assert set(EVENTS) == {*_READERS, "message.im"}
    assert set(parsed(PLACEHOLDER)["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)


# Event -> the scopes of which one is needed (docs.slack.dev, the events' own pages).
EVENT_SCOPES = {
    "message.im": {"im:history"},
    "user_change": {"users:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "tokens_revoked": set(),
}


def scopes_of(event: str) -> set[str]:
    own = {"channel": {"channels:read"}, "group": {"groups:read"}}.get(event.partition("_")[0], set())
    return EVENT_SCOPES.get(event, own)


def methods_called() -> set[str]:
    """Every Web API method named in a string of ours."""
    texts = {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return texts & {*METHODS, ACCESS}


def test_every_method_called_and_event_heard_has_its_scope() -> None:
    for method in methods_called() - {ACCESS}:
        needed = set(METHODS[method].scopes)
        assert not needed or needed & set(SCOPES), method
    for event in EVENTS:
        assert not scopes_of(event) or scopes_of(event) & set(SCOPES), event
    assert {"chat.postMessage", "users.info", "conversations.open"} <= methods_called()


def test_every_scope_is_needed_by_something() -> None:
    """G3: none is asked for just in case."""
    used = {scope for method in methods_called() - {ACCESS} for scope in METHODS[method].scopes}
    used |= {scope for event in EVENTS for scope in scopes_of(event)} | {"commands"}
    assert set(SCOPES) <= used


def test_every_scope_has_its_reason_where_it_is_read() -> None:
    """G3: in the manifest itself, and on the page an admin reads."""
    text = manifest(PLACEHOLDER, slash_commands())
    security = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for scope, why in SCOPES.items():
        assert len(why) > 20 and f"- {scope}  # " in text and why in text
        assert f"| `{scope}` | " in security, scope
    assert set(REQUIRED) | set(OPTIONAL) == set(SCOPES) and not set(REQUIRED) & set(OPTIONAL)
    assert all(f"- {scope}  # optional" in text for scope in OPTIONAL)


def test_scopes_granted_to_nobody_are_not_asked_for() -> None:
    """Nothing writes in a channel without being invited, reads people's mail addresses or acts as a person."""
    assert not set(SCOPES) & {"chat:write.public", "users:read.email", "channels:join", "channels:manage"}
    assert "user" not in parsed(PLACEHOLDER)["oauth_config"]["scopes"]
