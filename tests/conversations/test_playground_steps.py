"""On the playground every step of a person is one request of its page, and all that is seen is on that page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ritualbot.platforms import playground
from tests.conversations.playground_bot import PlayBot

SCRIPTS = sorted((Path(playground.__file__).parent / "static").glob("*.js"))


@pytest.fixture
def play_bot(sqlite_url: str) -> Iterator[PlayBot]:
    made = PlayBot(sqlite_url)
    yield made
    made.close()


def a_stand_up(bot: PlayBot) -> None:
    bot.until("2027-03-02 09:31")
    chloe, bruno = bot.person("chloe"), bot.person("bruno")
    chloe.presses("standup.open")
    chloe.types(today="Plan")
    chloe.fills(today="Plan relu")
    message = bruno.writes("La page")
    bruno.rewrites(message, "La page de printemps")
    bruno.says("/standup report", where="printemps")


def test_a_stand_up_takes_one_request_a_step_and_is_read_on_the_page(play_bot: PlayBot) -> None:
    """A6."""
    a_stand_up(play_bot)
    assert [act for act, _ in play_bot.page.sent] == ["press", "draft", "submit", "say", "edit", "say"]
    play_bot.until("2027-03-02 11:31")
    summary = play_bot.channel().last
    assert "Plan relu" in summary.text and "La page de printemps" in summary.text
    shown = play_bot.posted.shown("printemps")[summary.ref]
    assert shown.tag == "article" and shown.attributes["data-conversation"] == "printemps"


def test_what_the_driver_sends_has_the_shape_of_what_the_page_sends(play_bot: PlayBot) -> None:
    """A6: the names in the page's own script, but for the language, which is the person's where none is told."""
    a_stand_up(play_bot)
    for act, body in play_bot.page.sent:
        assert {*body, "lang"} == told_by_the_page()[act], act
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", str(body["id"])), body["id"]


def told_by_the_page() -> dict[str, set[str]]:
    """What its script tells of each act: who and in which language always, then what stands at the call, where a name
    alone stands for the object that was put together under it."""
    script = "\n".join(path.read_text("utf-8") for path in SCRIPTS)
    made = {name: keys(inside) for name, inside in re.findall(r"(\w+) = \{ ([^{}]*id:[^{}]*) \}", script)}
    found: dict[str, set[str]] = {}
    for act, inside, name in re.findall(r'post\("(\w+)", (?:\{ ([^{}]*) \}|(\w+))', script):
        told = made.get(name, set()) if name else keys(inside)
        spread = re.match(r"\.\.\.(\w+)", inside)
        found[act] = {"as", "lang", *told, *(made[spread[1]] if spread else ())}
    return found


def keys(inside: str) -> set[str]:
    return {part.partition(":")[0].strip() for part in inside.split(",") if not part.strip().startswith("...")}
