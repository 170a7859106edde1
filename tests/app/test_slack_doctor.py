"""What the doctor says of Slack, each with the next step."""

import asyncio

import pytest

from ritualbot.app.finding import Finding
from ritualbot.app.slack_doctor import of_scopes, of_settings, online
from ritualbot.platforms.slack.manifest import OPTIONAL, REQUIRED, SCOPES
from ritualbot.settings import read
from tests.clouds.slack.client import FakeWorkspace


def looked_at(monkeypatch: pytest.MonkeyPatch, **env: str) -> dict[str, Finding]:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    return {each.what: each for each in of_settings(read())}


def test_without_slack_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked_at(monkeypatch) == {}


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = looked_at(monkeypatch, SLACK_BOT_TOKEN="xoxb-canary")["slack settings"]
    assert not found.ok and "SLACK_SIGNING_SECRET" in found.found and "canary" not in found.found
    assert "README" in found.next


def test_the_hosts_to_open_are_those_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    token = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    found = looked_at(monkeypatch, **token)
    assert found["hosts to open"].found.startswith("slack.com, hooks.slack.com, files.slack.com (443")
    assert "/slack/events" in found["public address"].found
    found = looked_at(monkeypatch, SLACK_APP_TOKEN="xapp-1", SLACK_API_URL="https://slack-gov.com/api/")
    assert "slack-gov.com, hooks.slack-gov.com" in found["hosts to open"].found
    assert "wss-primary.slack.com" in found["hosts to open"].found and "Socket Mode" in found["public address"].found


def test_scopes_missing_or_too_many_are_named() -> None:
    (missing,) = of_scopes("slack:T1", frozenset(REQUIRED) - {"users:read"})
    assert not missing.ok and missing.found == "missing: users:read" and "ritualbot slack manifest" in missing.next
    (spare,) = of_scopes("slack:T1", frozenset(SCOPES) | {"admin", "users:read.email"})
    assert not spare.ok and spare.found == "more than needed: admin, users:read.email"
    (whole,) = of_scopes("slack:T1", frozenset(SCOPES))
    assert whole.ok and whole.found == "complete"
    (without,) = of_scopes("slack:T1", frozenset(REQUIRED))
    assert without.ok and all(scope in without.found for scope in OPTIONAL)


def test_online_slack_is_asked_about_the_token(printemps: FakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", printemps.slack.api)
    assert asyncio.run(online(read())) == []
    monkeypatch.setenv("SLACK_BOT_TOKEN", printemps.token)
    found = asyncio.run(online(read()))
    assert found[0].ok and found[0].found == f"works in Printemps ({printemps.id})"
    printemps.do("workspace", dead="account_inactive")
    (refused,) = asyncio.run(online(read()))
    assert not refused.ok and "account_inactive" in refused.found and "SLACK_BOT_TOKEN" in refused.next
    assert printemps.token not in str(refused)
