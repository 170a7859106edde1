"""What is typed on Slack with a picture attached counts as what is typed; the picture is nothing to us."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from ritualbot.chat.events import MessageEdited, MessageTyped, Place, Who
from tests.clouds.slack.client import FakeSlack
from tests.conversations.slack_bot import SlackBot
from tests.conversations.slack_names import Json

CHLOE, HERS = Who("slack", "W1", "chloe"), Place("@chloe", direct=True)


@pytest.fixture
def bot(sqlite_url: str, fake_slack: FakeSlack) -> Iterator[SlackBot]:
    made = SlackBot(sqlite_url, slack=fake_slack)
    made.until("2027-03-02 09:31")
    yield made
    made.close()


def attached(bot: SlackBot) -> Json:
    file = {"id": "F0PICTURE01", "name": "page.png", "mimetype": "image/png", "user": bot.id_of("chloe")}
    return {"subtype": "file_share", "upload": False, "display_as_bot": False, "files": [file]}


def writes(bot: SlackBot, text: str, message: str = "m1") -> None:
    typed = MessageTyped(uuid4().hex, CHLOE, HERS, text, message)
    body = bot.payloads.of(typed, bot.first, bot.id_of("chloe"))
    body["event"] |= attached(bot)
    bot.door.send(body)
    bot.settle()


def rewrites(bot: SlackBot, text: str) -> None:
    changed = MessageEdited(uuid4().hex, CHLOE, HERS, text, "m1")
    body = bot.payloads.of(changed, bot.first, bot.id_of("chloe"))
    for each in ("message", "previous_message"):
        if each in body["event"]:
            body["event"][each] |= attached(bot)
    bot.door.send(body)
    bot.settle()


def summary(bot: SlackBot) -> str:
    bot.until("2027-03-02 11:31")
    return bot.channel().last.text


def test_the_text_is_the_answer(bot: SlackBot) -> None:
    writes(bot, "La page de rentrée")
    assert "La page de rentrée" in bot.person("chloe").last.text
    assert "La page de rentrée" in summary(bot)


def test_the_text_changed_afterwards_is_the_answer(bot: SlackBot) -> None:
    writes(bot, "La page de rentrée")
    rewrites(bot, "La page d’été")
    said = summary(bot)
    assert "La page d’été" in said and "rentrée" not in said


def test_a_message_taken_back_is_no_answer_any_more(bot: SlackBot) -> None:
    writes(bot, "La page de rentrée")
    rewrites(bot, "")
    assert "La page de rentrée" not in summary(bot)


def test_a_picture_alone_is_no_answer_and_gets_none(bot: SlackBot) -> None:
    before = bot.person("chloe").messages
    writes(bot, "")
    assert bot.person("chloe").messages == before
    writes(bot, "La page de rentrée", "m2")
    assert "La page de rentrée" in summary(bot)
