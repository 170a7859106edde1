"""A chart in the page: an image of ours with its words, asked of nobody else."""

import base64
import re

from ritualbot.chat.cards import Card
from ritualbot.chat.text import literal
from ritualbot.i18n import Words
from ritualbot.platforms.playground.play import Message
from ritualbot.platforms.playground.render import Reader, card_html
from tests.platforms.chart import result, result_card
from tests.platforms.playground.markup import Page
from tests.platforms.playground.recording import Site, at

HOSTILE = '"><script>alert(1)</script>'


def test_the_page_shows_it_with_its_words(site: Site) -> None:
    site.play.messages = [Message("m1", "@lea", "", posted_at=at(11, 30), card=result_card("fr"))]
    answer = site.get("/?as=lea&lang=fr")
    (image,) = [attributes for tag, attributes in Page(answer.text).elements if tag == "img"]
    assert image["alt"] == result("fr").alt
    kind, _, content = image["src"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(content).decode() == "<svg>Relance panier J+1</svg>"
    sources = re.findall(r"img-src ([^;]+);", answer.headers["Content-Security-Policy"])
    assert sources == ["'self' data:"]


def test_where_nobody_draws_it_is_said() -> None:
    page = Page(card_html(result_card("fr"), Reader(Words("fr"), lambda place: place)))
    assert "img" not in page.tags() and result("fr").alt in page.text


def test_no_words_leave_their_attribute() -> None:
    chart = result("fr")
    hostile = Card(literal("x"), (type(chart)(chart.spec, HOSTILE),))
    page = Page(card_html(hostile, Reader(Words("fr"), lambda place: place, picture_url=lambda _chart: HOSTILE)))
    (image,) = [attributes for tag, attributes in page.elements if tag == "img"]
    assert (image["alt"], image["src"]) == (HOSTILE, HOSTILE) and "script" not in page.tags()
