"""The bot every conversation test talks to."""

from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import pytest

from tests.builders import SomeTeam
from tests.clouds.slack.fixtures import fake_slack
from tests.clouds.teams.fixtures import fake_teams
from tests.conversations.bot import TUESDAY, Bot
from tests.conversations.playground_bot import PlayBot
from tests.conversations.requests import Listening, ListeningSlack, ListeningTeams
from tests.conversations.slack_bot import SlackBot
from tests.conversations.teams_bot import TeamsBot

__all__ = ["fake_slack", "fake_teams"]

# The files that are played on Slack as well.
ON_SLACK = frozenset(
    f"test_{each}"
    for each in (
        "absence", "access", "action", "audit", "blocker", "bridge", "calendar", "charter", "confidential", "decision",
        "desk", "desk_channel", "desk_meeting", "digest", "directory", "drafts", "files", "home", "hostile",
        "hostile_answers", "hostile_names", "hostile_rituals", "hypothesis", "hypothesis_listen", "hypothesis_plan",
        "hypothesis_result", "kpi", "leaving", "long_answers", "manage", "observer", "person", "pilot", "quiet",
        "request", "request_blocker", "request_figures", "request_item", "request_later", "request_link",
        "request_log", "request_need", "request_reference", "request_ring", "request_rounds", "request_typed",
        "retention", "retro", "review",
        "schedules", "setup", "several_teams", "sponsor_help", "sprint", "sprint_end", "sprint_file", "sprint_names",
        "standup", "team", "typed", "welcome", "words", "workspace",
    )
)  # fmt: skip

# Those that are not, and why; any other file that asks for `make_bot` is.
DIRECT = {"test_hypothesis_table": "presses what stands on no card, in events of its own making"}
# On Slack and Teams too, but not with every run: everyone asks everything, and that is a minute there.
LONG = frozenset({"test_confidential"})

# And on Teams, which tells of nobody's leaving, of no form before it is sent; what it tells of
# installations and conversations is in test_teams_places.py. Test by test, `not_on_teams` says why one cannot be.
ON_TEAMS = ON_SLACK - {"test_leaving", "test_drafts", "test_workspace"}

# And on the playground, which is one workspace that nobody leaves and no app is put into; test by test,
# `not_on_playground` says why one cannot be.
ON_PLAYGROUND = ON_SLACK - {"test_leaving", "test_workspace"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Direct on SQLite, and on one of the others: each has its share of the tests, always the same. `--matrix`: on all,
    which are both databases, and the platforms unless the test is marked `direct`. `--driver slack`: there alone."""
    if "driver" not in metafunc.fixturenames:
        return
    others = ["postgresql"]
    name = metafunc.module.__name__.rpartition(".")[2]
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    if name in ON_SLACK and "direct" not in marks:
        others.append("slack")
    if name in ON_TEAMS and not marks & {"direct", "not_on_teams"}:
        others.append("teams")
    if name in ON_PLAYGROUND and not marks & {"direct", "not_on_playground"}:
        others.append("playground")
    only = metafunc.config.getoption("driver")
    if only:
        metafunc.parametrize("driver", [each for each in ("sqlite", *others) if each == only])
        return
    if not metafunc.config.getoption("matrix"):
        others = ["postgresql"] if name in LONG else others
        others = [others[crc32(metafunc.definition.name.encode()) % len(others)]]
    metafunc.parametrize("driver", ["sqlite", *others])


@pytest.fixture
def make_bot(request: pytest.FixtureRequest, driver: str) -> Iterator[Callable[..., Bot]]:
    """`make_bot(team, ..., start="2027-03-02 09:20")`: direct on SQLite and PostgreSQL, on the platforms on
    SQLite."""
    made: list[Bot] = []
    url = request.getfixturevalue("postgresql_url" if driver == "postgresql" else "sqlite_url")
    cloud: Any = request.getfixturevalue(f"fake_{driver}") if driver in ("slack", "teams") else None

    def make(*teams: SomeTeam, start: str = TUESDAY) -> Bot:
        match driver:
            case "slack":
                made.append(SlackBot(url, *teams, slack=cloud, start=start))
            case "teams":
                made.append(TeamsBot(url, *teams, cloud=cloud, start=start))
            case "playground":
                made.append(PlayBot(url, *teams, start=start))
            case _:
                made.append(Bot(url, *teams, start=start))
        return made[-1]

    yield make
    for bot in made:
        bot.close()


@pytest.fixture(params=["slack", "teams"])
def make_listening(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Callable[..., Listening]]:
    """As `make_bot`, and it remembers what every request came to."""
    made: list[Listening] = []
    cloud: Any = request.getfixturevalue(f"fake_{request.param}")

    def make(*teams: SomeTeam) -> Listening:
        if request.param == "slack":
            made.append(ListeningSlack(sqlite_url, *teams, slack=cloud))
        else:
            made.append(ListeningTeams(sqlite_url, *teams, cloud=cloud))
        return made[-1]

    yield make
    for bot in made:
        bot.close()


@pytest.fixture
def bot(make_bot: Callable[..., Bot]) -> Bot:
    return make_bot()
