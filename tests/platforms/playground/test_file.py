"""A file of a message: a download in the page, for whoever can see the message."""

import pytest

from ritualbot.chat.cards import Card, File
from ritualbot.chat.text import literal
from ritualbot.platforms.playground.play import Message
from tests.platforms.playground.recording import Site, at

FILE = File("audit", "", "fr", "journal d’été.jsonl", "Recevoir", key="k1")
MINE = Message(
    ref="m1", conversation="@lea", author="", posted_at=at(11, 30), card=Card(literal("Voici le fichier"), (FILE,))
)
ADDRESS = "/play/file?as=lea&report=audit&ref=&key=k1"


@pytest.fixture
def site_of_a_day(site: Site) -> Site:
    site.play.messages = [MINE]
    return site


def test_the_page_links_to_it_and_gives_it(site_of_a_day: Site) -> None:
    page = site_of_a_day.get("/?as=lea&lang=fr").text
    assert f'href="{ADDRESS.replace("&", "&amp;")}"' in page and 'download="journal d’été.jsonl"' in page
    answer = site_of_a_day.get(ADDRESS)
    assert (answer.status, answer.text) == (200, "content")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%A9t%C3%A9.txt"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "asked",
    [ADDRESS.replace("lea", "bruno"), ADDRESS.replace("lea", "nobody"), ADDRESS.replace("k1", "k2"), "/play/file"],
)
def test_whoever_does_not_see_the_message_gets_nothing(site_of_a_day: Site, asked: str) -> None:
    answer = site_of_a_day.get(asked)
    assert (answer.status, answer.json) == (404, {"error": "no such file"})


def test_only_this_machine_may_have_it(site_of_a_day: Site) -> None:
    assert site_of_a_day.get(ADDRESS, Host="evil.example").status == 403
