"""Imported by the conftest of every folder whose tests talk to the fake Teams."""

from collections.abc import Iterator

import pytest

from tests.clouds.teams.client import FakeTeams, FakeTenant, running

PEOPLE = [
    {"name": "alice", "full_name": "Alice Duval"},
    {"name": "bruno", "full_name": "Bruno Lindqvist", "locale": "en-US", "zone": "America/Sao_Paulo"},
    {"name": "emma", "full_name": "Emma Rossi", "installed": False},
    {"name": "farid", "full_name": "Guest (Guest)", "role": "anonymous"},
    {"name": "gisele", "full_name": "Gisele Faure", "blocked": True},
    {"name": "denis", "full_name": "Denis Weber", "installed": False},
]
TEAMS = [
    {"name": "printemps", "members": ["alice", "bruno", "emma", "farid"], "channels": ["sprint", "retro"]},
    {"name": "elsewhere", "members": ["denis"], "channels": ["secret"], "bot": False},
]
GROUPS = [{"name": "lunch", "members": ["alice", "bruno"]}]


@pytest.fixture(scope="session")
def fake_teams(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeTeams]:
    """One process for all tests of a worker, whose certificates they trust; each test has tenants of its own."""
    with running(tmp_path_factory.mktemp("teams")) as teams, pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", str(teams.authority))
        yield teams


@pytest.fixture
def verger(fake_teams: FakeTeams) -> FakeTenant:
    """A tenant with people of every kind, two teams, one of them without the app, and a group chat."""
    return fake_teams.tenant(users=PEOPLE, teams=TEAMS, groups=GROUPS)
