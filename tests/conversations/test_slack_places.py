"""Q1 on Slack: each way in which a channel is closed to the bot and opened again, of the shapes Slack tells it in."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.builders import ALICE, BRUNO, SomeTeam
from tests.clouds.slack.client import FakeSlack
from tests.conversations.slack_bot import SlackBot
from tests.platforms.slack.door import payload

# What closes it and what opens it again, and the papers' example that has the shape of both.
WAYS = (
    ("channel_archive", "channel_unarchive", "event_channel_archive"),
    ("channel_deleted", "channel_unarchive", "event_channel_archive"),
    ("group_archive", "group_unarchive", "event_group_archive"),
    ("group_deleted", "group_unarchive", "event_group_archive"),
    ("member_left_channel", "member_joined_channel", "event_member_left_channel"),
)


@pytest.fixture
def bot(sqlite_url: str, fake_slack: FakeSlack) -> Iterator[SlackBot]:
    made = SlackBot(sqlite_url, SomeTeam(people=(ALICE, BRUNO)), slack=fake_slack)
    yield made
    made.close()


def tell(bot: SlackBot, kind: str, shape: str, user: str) -> None:
    body = payload(shape)
    body["event"] |= {"type": kind, "channel": bot.place_id("printemps"), "user": user}
    body["authorizations"][0] |= {"team_id": bot.first.id, "user_id": bot.first.bot}
    answer = bot.door.send({**body, "team_id": bot.first.id, "event_id": f"Ev{uuid4().hex[:10]}"})
    assert answer.status == 200
    bot.settle()


def closed(bot: SlackBot) -> list[str]:
    """Who has heard that nothing can be posted there any more."""
    title = "ritualbot ne peut plus publier dans #printemps."
    return [each.conversation for each in bot.chat.messages if each.title == title]


@pytest.mark.parametrize(("closes", "opens", "shape"), WAYS)
def test_what_waits_for_a_closed_channel_is_posted_once_it_is_open(
    bot: SlackBot, closes: str, opens: str, shape: str
) -> None:
    """A try to post while it is closed would be refused, and the summary lost."""
    channel, users = bot.place_id("printemps"), bot.first.users
    bot.first.do("channel", channel=channel, archived=True, members=[*users.values()])
    tell(bot, closes, shape, bot.first.bot)
    assert closed(bot) == ["@alice"]
    bot.until("2027-03-02 11:45")
    assert [line for line in bot.first.log() if line["error"]] == [], "nothing was tried"
    bot.first.do("channel", channel=channel, archived=False, members=[*users.values(), bot.first.bot])
    tell(bot, opens, shape, bot.first.bot)
    assert len(bot.channel().messages) == 1


@pytest.mark.parametrize(("closes", "opens", "shape"), WAYS)
def test_a_channel_that_is_open_again_but_shared_gets_nothing(
    bot: SlackBot, closes: str, opens: str, shape: str
) -> None:
    """Meanwhile another organisation was let in, and the event of its opening does not say so."""
    channel = bot.place_id("printemps")
    tell(bot, closes, shape, bot.first.bot)
    bot.first.do("channel", channel=channel, shared=["T0OTHERORG1"])
    tell(bot, opens, shape, bot.first.bot)
    bot.until("2027-03-02 11:45")
    assert bot.channel().messages == []


def test_somebody_elses_coming_and_going_closes_nothing(bot: SlackBot) -> None:
    tell(bot, "member_left_channel", "event_member_left_channel", bot.id_of("bruno"))
    assert closed(bot) == []
    bot.until("2027-03-02 11:45")
    assert len(bot.channel().messages) == 1
