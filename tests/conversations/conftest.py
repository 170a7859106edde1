"""The bot every conversation test talks to."""

from collections.abc import Callable, Iterator

import pytest

from tests.builders import SomeTeam
from tests.conversations.bot import TUESDAY, Bot


@pytest.fixture
def make_bot(database_url: str) -> Iterator[Callable[..., Bot]]:
    """`make_bot(team, ..., start="2027-03-02 09:20")`: on SQLite and on PostgreSQL."""
    made: list[Bot] = []

    def make(*teams: SomeTeam, start: str = TUESDAY) -> Bot:
        made.append(Bot(database_url, *teams, start=start))
        return made[-1]

    yield make
    for bot in made:
        bot.close()


@pytest.fixture
def bot(make_bot: Callable[..., Bot]) -> Bot:
    return make_bot()
