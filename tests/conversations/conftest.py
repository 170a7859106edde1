"""The bot every conversation test talks to."""

from collections.abc import Callable, Iterator
from zlib import crc32

import pytest

from tests.builders import SomeTeam
from tests.clouds.slack.fixtures import fake_slack
from tests.conversations.bot import TUESDAY, Bot
from tests.conversations.slack_bot import SlackBot

__all__ = ["fake_slack"]

# The files that are played on Slack as well.
ON_SLACK = frozenset(
    f"test_{each}"
    for each in (
        "absence", "access", "audit", "blocker", "bridge", "calendar", "charter", "directory", "drafts", "home",
        "hostile", "hostile_answers", "hostile_names", "leaving", "long_answers", "manage", "observer", "person",
        "quiet", "retention", "schedules", "setup", "several_teams", "standup", "team", "typed", "welcome", "words",
        "workspace",
    )
)  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Direct on SQLite, and on one of the others: each has its share of the tests, always the same. `--matrix`: on all,
    which are both databases, and Slack unless the test is marked `direct`."""
    if "driver" not in metafunc.fixturenames:
        return
    others = ["postgresql"]
    name = metafunc.module.__name__.rpartition(".")[2]
    if name in ON_SLACK and not any(metafunc.definition.iter_markers("direct")):
        others.append("slack")
    if not metafunc.config.getoption("matrix"):
        others = [others[crc32(metafunc.definition.name.encode()) % len(others)]]
    metafunc.parametrize("driver", ["sqlite", *others])


@pytest.fixture
def make_bot(request: pytest.FixtureRequest, driver: str) -> Iterator[Callable[..., Bot]]:
    """`make_bot(team, ..., start="2027-03-02 09:20")`: direct on SQLite and PostgreSQL, and on Slack on SQLite."""
    made: list[Bot] = []
    url = request.getfixturevalue("postgresql_url" if driver == "postgresql" else "sqlite_url")
    slack = request.getfixturevalue("fake_slack") if driver == "slack" else None

    def make(*teams: SomeTeam, start: str = TUESDAY) -> Bot:
        made.append(SlackBot(url, *teams, slack=slack, start=start) if slack else Bot(url, *teams, start=start))
        return made[-1]

    yield make
    for bot in made:
        bot.close()


@pytest.fixture
def bot(make_bot: Callable[..., Bot]) -> Bot:
    return make_bot()
