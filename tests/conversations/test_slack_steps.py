"""On Slack every step of a person is one signed request, and everything that is seen one call that Slack took."""

from collections.abc import Iterator, Mapping

import pytest

from ritualbot.chat.events import (
    ButtonPressed,
    CommandTyped,
    Event,
    FormSubmitted,
    FormTyped,
    HomeOpened,
    MessageEdited,
    MessageTyped,
    PersonChanged,
    Place,
    PlaceChanged,
    PlaceState,
    Profile,
    Removed,
    Who,
)
from tests.clouds.payloads import findings
from tests.clouds.slack.client import FakeSlack
from tests.conversations.slack_bot import SlackBot
from tests.platforms.slack.door import payload


@pytest.fixture
def slack_bot(sqlite_url: str, fake_slack: FakeSlack) -> Iterator[SlackBot]:
    made = SlackBot(sqlite_url, slack=fake_slack)
    yield made
    made.close()


def test_a_stand_up_takes_one_request_a_step_and_one_accepted_call_a_message(slack_bot: SlackBot) -> None:
    bot = slack_bot
    bot.until("2027-03-02 09:31")
    chloe, bruno = bot.person("chloe"), bot.person("bruno")
    chloe.presses("standup.open")
    chloe.types(today="Plan")
    chloe.fills(today="Plan relu")
    message = bruno.writes("La page")
    bruno.rewrites(message, "La page de printemps")
    bruno.says("/standup report")
    assert bot.door.sent == 6
    bot.until("2027-03-02 11:31")
    log = bot.first.log()
    posted = [line for line in log if line["method"] == "chat.postMessage"]
    assert all(line["visible"] and not line["error"] for line in posted)
    assert len(posted) == len(bot.chat.messages)
    assert [line["method"] for line in log if line["error"]] == []
    assert len([line for line in log if line["method"] == "views.open"]) == 1


def test_a_form_that_is_open_twice_is_filed_once(slack_bot: SlackBot) -> None:
    """The same submission, told again: acknowledged, and no second effect."""
    bot = slack_bot
    bot.until("2027-03-02 09:31")
    chloe = bot.person("chloe")
    chloe.presses("standup.open")
    chloe.fills(key="once", today="Plan relu")
    before = len(bot.first.log("chat.update"))
    chloe.fills(key="once", today="Plan relu")
    assert bot.door.sent == 3
    assert len(bot.first.log("chat.update")) == before


# Keys that an envelope or a person has sometimes, by the papers; and a form's values, whose fields are its own.
SOMETIMES = (".event_context", ".context_team_id", ".context_enterprise_id", ".state.values.", ".email", ".has_2fa")
BRUNO = Who("slack", "W1", "bruno")
EXAMPLES: Mapping[type[Event], str] = {
    CommandTyped: "slash_command_channel",
    MessageTyped: "event_message_im",
    MessageEdited: "event_message_changed",
    ButtonPressed: "block_actions_dm_message",
    FormSubmitted: "view_submission_all_inputs",
    FormTyped: "block_actions_modal_dispatch",
    HomeOpened: "event_app_home_opened_first",
}


def test_what_the_driver_sends_has_the_shape_of_what_slack_sends(slack_bot: SlackBot) -> None:
    bot = slack_bot
    bot.until("2027-03-02 09:31")
    chloe, bruno = bot.person("chloe"), bot.person("bruno")
    chloe.presses("standup.open")
    chloe.types(today="Plan")
    chloe.fills(today="Plan relu")
    message = bruno.writes("La page")
    bruno.rewrites(message, "La page de printemps")
    bruno.takes_back(message)
    bruno.says("/standup report", where="printemps")
    bot.handle(HomeOpened("home", Who("slack", "W1", "chloe"), Place("@chloe", direct=True)))
    sent = bot.sent()
    assert {type(event) for event, _ in sent} == set(EXAMPLES)
    for event, body in sent:
        deleted = isinstance(event, MessageEdited) and not event.text
        found = findings(payload("event_message_deleted" if deleted else EXAMPLES[type(event)]), body)
        assert [each for each in found if not any(sometimes in each for sometimes in SOMETIMES)] == [], event


TOLD: tuple[tuple[str, Event], ...] = (
    ("event_user_change", PersonChanged("p1", BRUNO, Place(""), Profile("bruno", tz="Europe/Madrid"))),
    ("event_channel_archive", PlaceChanged("p2", BRUNO, Place("printemps"), state=PlaceState.CLOSED)),
    ("event_channel_shared", PlaceChanged("p3", BRUNO, Place("printemps"), state=PlaceState.SHARED)),
    ("event_channel_unshared", PlaceChanged("p4", BRUNO, Place("printemps"), state=PlaceState.OPEN)),
    ("event_channel_rename", PlaceChanged("p5", BRUNO, Place("printemps"), "été")),
    ("event_app_uninstalled", Removed("p6", BRUNO, Place(""))),
    ("event_tokens_revoked", Removed("p7", BRUNO, Place(""))),
)


def test_what_the_driver_tells_as_slack_itself_has_the_shape_of_what_slack_tells(slack_bot: SlackBot) -> None:
    for _, event in TOLD:
        slack_bot.handle(event)
    sent = slack_bot.sent()
    assert [body["event"]["type"] for _, body in sent] == [name.removeprefix("event_") for name, _ in TOLD]
    for (name, _), (_, body) in zip(TOLD, sent, strict=True):
        found = findings(payload(name), body)
        assert [each for each in found if not any(sometimes in each for sometimes in SOMETIMES)] == [], name


def test_a_throttled_post_waits_as_long_as_slack_says_and_comes_once(slack_bot: SlackBot) -> None:
    """A8: 429 and its Retry-After."""
    bot = slack_bot
    bot.first.goes_wrong("throttled", "chat.postMessage", retry_after=40)
    bot.until("2027-03-02 09:32")
    refused, *others = bot.first.log("chat.postMessage")
    [again] = [each for each in others if each["arguments"]["channel"] == refused["arguments"]["channel"]]
    assert refused["error"] and not again["error"]
    assert again["at"] - refused["at"] >= 40_000_000  # microseconds
    assert [len(bot.person(user).messages) for user in ("alice", "bruno", "chloe")] == [1, 1, 1]


def test_a_click_and_a_message_told_twice_have_one_effect(slack_bot: SlackBot) -> None:
    """A8: told again by Slack, or pressed again by a person who was too fast."""
    bot = slack_bot
    bot.until("2027-03-02 09:31")
    chloe, bruno = bot.person("chloe"), bot.person("bruno")
    skip = chloe.button("standup.skip").ref
    for key in ("once", "once", "again"):
        chloe.presses_ref("standup.skip", skip, key=key)
    for _ in range(2):
        bruno.says("La page", key="once more")
    assert [(len(each.messages), each.last.edits) for each in (chloe, bruno)] == [(1, 1), (1, 1)]
