"""A chart on Teams: its picture is part of the message; one that is refused, or too large, is said in words."""

import base64
from typing import Any

import pytest

from ritualbot.chat.cards import Card, Chart
from ritualbot.chat.text import literal
from ritualbot.errors import Undeliverable
from ritualbot.platforms.teams.render import bearable
from tests.clouds.teams.client import FakeTenant
from tests.platforms.chart import drawn_card, result, result_card
from tests.platforms.teams.seen import shown
from tests.platforms.teams.way import Way
from tests.reports.picture import read


@pytest.fixture
def way(verger: FakeTenant) -> Way:
    return Way(verger)


def body(way: Way) -> list[dict[str, Any]]:
    (message,) = way.tenant.messages("sprint")
    found: list[dict[str, Any]] = message["activity"]["attachments"][0]["content"]["body"]
    return found


def test_its_picture_stands_in_the_message_with_its_words(way: Way) -> None:
    way.post(way.to(place="sprint"), drawn_card())
    _, image = body(way)
    assert image["type"] == "Image" and image["altText"] == result("fr").alt
    assert read(base64.b64decode(image["url"].removeprefix("data:image/png;base64,"))).wide == 1024


def test_an_edit_shows_its_own_picture(way: Way) -> None:
    message = way.post(way.to(place="sprint"), result_card("fr"))
    assert [each["type"] for each in body(way)][1] == "RichTextBlock"
    way.edit(way.to(place="sprint"), message, drawn_card())
    assert [each["type"] for each in body(way)] == ["RichTextBlock", "Image"]


def test_a_message_that_is_too_large_with_its_picture_goes_out_with_the_words(way: Way) -> None:
    way.tenant.do("faults", faults=[{"kind": "refused", "error": "MessageSizeTooBig"}])
    way.post(way.to(place="sprint"), drawn_card())
    assert "Image" not in {each["type"] for each in body(way)}
    assert "B fait mieux que A" in shown(body(way))


def test_a_refusal_that_has_nothing_to_do_with_it_is_told(way: Way) -> None:
    way.tenant.do("faults", faults=[{"kind": "refused", "error": "BotNotInConversationRoster", "times": 9}])
    with pytest.raises(Undeliverable):
        way.post(way.to(place="sprint"), drawn_card())


def test_a_message_bears_so_many_pictures_and_the_words_of_the_others() -> None:
    spec = result("fr").spec
    many = tuple(Chart(spec, f"n{place}", "x" * 20_000) for place in range(4))
    assert [bool(each.picture) for each in bearable(Card(literal("x"), many)).charts] == [True, True, False, False]
