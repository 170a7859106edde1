"""The app as Slack is told about it: for `ritualbot slack manifest`, manifests/slack.yaml and the install page alike.

Rules: docs.slack.dev, "App manifest reference", and slackapi/manifest-schema.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ritualbot.platforms.slack.inbound import PATH

NAME = "ritualbot"
DESCRIPTION = "Runs your team's rituals: asks, reminds once, sums up"
COLOUR = "#1D4E6B"
REDIRECT = "/slack/oauth_redirect"

# Scope -> why it is asked for. Those in OPTIONAL may be taken out of the manifest before it is pasted.
SCOPES: Mapping[str, str] = {
    "commands": "what people type: /standup, /ritual and their French names",
    "chat:write": "every message of a ritual, and its corrections in place",
    "im:write": "opens the direct conversation in which someone is asked",
    "im:history": "what people write to the bot in that conversation, and change there; nothing else is read",
    "users:read": "name, time zone, language and admin flag of who takes part; who is a guest or has left",
    "channels:read": "name and members of a team's public channel; that it was renamed, archived or shared outside",
    "groups:read": "the same for a private channel the bot was invited to",
    "files:write": "a report too long for a message, as a file",
    "channels:history": "only to find a message of its own after a broken connection, so that none is posted twice",
    "groups:history": "the same in private channels",
}
OPTIONAL = ("channels:history", "groups:history")
REQUIRED = tuple(scope for scope in SCOPES if scope not in OPTIONAL)

# Event -> what follows from it.
EVENTS: Mapping[str, str] = {
    "app_home_opened": "shows someone their own page",
    "message.im": "takes an answer typed in the direct conversation",
    "app_uninstalled": "stops everything for this workspace",
    "tokens_revoked": "stops everything for this workspace",
    "user_change": "a new name or zone, somebody who left",
    "member_joined_channel": "the bot itself came into a channel: posts go on",
    "member_left_channel": "the bot itself was taken out: posts wait",
    "channel_archive": "posts wait",
    "channel_unarchive": "posts go on",
    "channel_deleted": "posts wait",
    "channel_rename": "the channel's name here",
    "channel_shared": "another organisation reads there: posts wait",
    "channel_unshared": "posts go on",
    "group_archive": "the same for a private channel",
    "group_unarchive": "the same for a private channel",
    "group_deleted": "the same for a private channel",
    "group_rename": "the same for a private channel",
}


@dataclass(frozen=True)
class Slash:
    """A command as Slack registers it; `hint` is what may follow it."""

    name: str
    description: str
    hint: str


def manifest(url: str, commands: Sequence[Slash]) -> str:
    """In YAML, ready to paste. `url` is the service's public address; empty: everything comes through Socket Mode."""
    return "\n".join(
        (
            *_display(),
            *_features(url, commands),
            *_oauth(url),
            *_settings(url),
            "",
        )
    )


def _display() -> Iterator[str]:
    yield "display_information:"
    yield f"  name: {NAME}"
    yield f"  description: {_quoted(DESCRIPTION)}"
    yield f"  background_color: {_quoted(COLOUR)}"


def _features(url: str, commands: Sequence[Slash]) -> Iterator[str]:
    yield "features:"
    yield "  app_home:"
    yield "    home_tab_enabled: true"
    yield "    messages_tab_enabled: true"
    yield "    messages_tab_read_only_enabled: false"
    yield "  bot_user:"
    yield f"    display_name: {NAME}"
    yield "    always_online: true"
    yield "  slash_commands:"
    for command in commands:
        yield f"    - command: /{command.name}"
        if url:
            yield f"      url: {_quoted(_at(url, PATH))}"
        yield f"      description: {_quoted(command.description)}"
        yield f"      usage_hint: {_quoted(command.hint)}"
        yield "      should_escape: true"


def _oauth(url: str) -> Iterator[str]:
    yield "oauth_config:"
    if url:
        yield "  redirect_urls:"
        yield f"    - {_quoted(_at(url, REDIRECT))}"
    yield "  scopes:"
    yield "    bot:"
    for scope, why in SCOPES.items():
        optional = "optional, may be deleted: " if scope in OPTIONAL else ""
        yield f"      - {scope}  # {optional}{why}"


def _settings(url: str) -> Iterator[str]:
    yield "settings:"
    yield "  event_subscriptions:"
    if url:
        yield f"    request_url: {_quoted(_at(url, PATH))}"
    yield "    bot_events:"
    for event, why in EVENTS.items():
        yield f"      - {event}  # {why}"
    yield "  interactivity:"
    yield "    is_enabled: true"
    if url:
        yield f"    request_url: {_quoted(_at(url, PATH))}"
    yield "  org_deploy_enabled: true"
    yield f"  socket_mode_enabled: {'false' if url else 'true'}"
    yield "  token_rotation_enabled: false"


def _at(url: str, path: str) -> str:
    return url.rstrip("/") + path


def _quoted(text: str) -> str:
    """JSON's strings are YAML's too."""
    return json.dumps(text, ensure_ascii=False)
