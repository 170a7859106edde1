"""Delivery's way into the playground."""

import asyncio

import pytest

from ritualbot.chat.cards import Card, Row, Said, Table
from ritualbot.chat.gateway import Gateway, Target
from ritualbot.chat.text import literal
from ritualbot.errors import MessageGone
from ritualbot.platforms.playground.gateway import PlaygroundGateway, characters
from ritualbot.platforms.playground.limits import MESSAGE_CHARACTERS
from tests.platforms.playground.recording import NOW, RecordingPlay

HELLO = Card(literal("Bonjour"))
LEA = Target("playground", user="lea")


def test_a_post_is_kept_once_per_key_and_can_be_found() -> None:
    play = RecordingPlay()
    gateway: Gateway = PlaygroundGateway(play)

    async def twice() -> tuple[str, str, str | None, str | None]:
        first = await gateway.post(LEA, HELLO, key="k", thread="t")
        again = await gateway.post(LEA, HELLO, key="k", thread="t")
        return (
            first,
            again,
            await gateway.find(LEA, "k", NOW, thread=""),
            await gateway.find(LEA, "other", NOW, thread=""),
        )

    first, again, found, other = asyncio.run(twice())
    assert first == again == found
    assert other is None
    assert play.told == [("post", "playground", "", "lea", HELLO, "k", "t")] * 2


def test_an_edit_reaches_the_message_or_says_that_it_is_gone() -> None:
    play = RecordingPlay(posted={"k": "m0"})
    asyncio.run(PlaygroundGateway(play).edit(LEA, "m0", HELLO))
    assert play.told == [("edit", "m0", HELLO)]
    with pytest.raises(MessageGone):
        asyncio.run(PlaygroundGateway(play).edit(LEA, "m1", HELLO))


def test_twelve_long_answers_become_pages_the_page_shows_whole() -> None:
    rows = tuple(Row((literal(f"Personne {n}"), Said("", "mot " * 750))) for n in range(12))
    pages = PlaygroundGateway(RecordingPlay()).pages(Card(literal("Point"), (Table((), rows),)))
    assert len(pages) == 4
    assert all(sum(map(characters, page.blocks)) <= MESSAGE_CHARACTERS for page in pages)
    assert [row for page in pages for block in page.blocks if isinstance(block, Table) for row in block.rows] == list(
        rows
    )
