"""Imported by the conftest of every folder whose tests talk to the fake Slack."""

from collections.abc import Iterator

import pytest

from tests.clouds.slack.client import FakeSlack, FakeWorkspace, running

PEOPLE = [
    {"name": "alice", "kind": "admin", "real_name": "Alice Duval", "display_name": "Alice"},
    {"name": "bruno", "real_name": "Bruno Lindqvist", "tz": "America/Sao_Paulo", "locale": "en-US"},
    {"name": "emma", "kind": "single_guest"},
    {"name": "farid", "kind": "stranger", "team": "T0VERGER002"},
    {"name": "gisele", "kind": "deactivated"},
]
CHANNELS = [
    {"name": "sprint", "members": ["alice", "bruno", "emma", "gisele"]},
    {"name": "retro", "kind": "private", "members": ["alice"]},
    {"name": "elsewhere", "members": ["bruno"], "bot": False},
    {"name": "secret", "kind": "private", "members": ["bruno"], "bot": False},
    {"name": "past", "members": ["alice"], "archived": True},
]


@pytest.fixture(scope="session")
def fake_slack() -> Iterator[FakeSlack]:
    """One process for all tests of a worker; each test has workspaces of its own."""
    with running() as slack:
        yield slack


@pytest.fixture
def printemps(fake_slack: FakeSlack) -> FakeWorkspace:
    """A workspace with the required scopes, some people of every kind and some channels."""
    return fake_slack.workspace(name="Printemps", users=PEOPLE, channels=CHANNELS)
