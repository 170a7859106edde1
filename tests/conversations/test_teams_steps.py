"""On Teams every step of a person is one activity with a token, and all that is seen one call the Connector took."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted, MessageEdited, MessageTyped, Place
from tests.builders import ALICE, BRUNO, Someone, SomeTeam
from tests.clouds.payloads import findings
from tests.clouds.teams.client import FakeTeams
from tests.conversations.teams_bot import TeamsBot
from tests.platforms.teams.told import payload


@pytest.fixture
def teams_bot(sqlite_url: str, fake_teams: FakeTeams) -> Iterator[TeamsBot]:
    made = TeamsBot(sqlite_url, cloud=fake_teams)
    yield made
    made.close()


def test_a_stand_up_takes_one_activity_a_step_and_one_accepted_call_a_message(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    bot.until("2027-03-02 09:31")
    chloe, bruno = bot.person("chloe"), bot.person("bruno")
    chloe.presses("standup.open")
    chloe.fills(today="Plan relu")
    message = bruno.writes("La page")
    bruno.rewrites(message, "La page de printemps")
    bruno.says("/standup report")
    assert bot.door.sent == 5
    bot.until("2027-03-02 11:31")
    log = bot.first.log()
    assert [line for line in log if line["error"]] == []
    posted = [line for line in log if line["visible"]]
    assert len(posted) == len(bot.posted.everything())
    assert {line["method"] for line in posted} == {"send", "create"}
    opened = [line for line in log if line["method"] == "create" and not line["visible"]]
    assert len(opened) == 3  # one direct conversation each, kept from then on


def test_one_token_serves_every_call(teams_bot: TeamsBot) -> None:
    """The SDK would fetch one a message."""
    teams_bot.until("2027-03-02 11:31")
    assert teams_bot.first.sign_ins().count("token") == 1


# Keys that come sometimes, by the papers; and what a card carries, which is our own.
SOMETIMES = (".value.action.data", ".value.data", "legacy", "verb", "attachments", "entities")
EXAMPLES: Mapping[type[Event], str] = {
    CommandTyped: "message_channel_root",
    MessageTyped: "message_personal",
    MessageEdited: "message_edit",
    ButtonPressed: "invoke_adaptive_card_action",
    FormSubmitted: "invoke_adaptive_card_action",
}


def test_what_the_driver_sends_has_the_shape_of_what_teams_sends(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    bot.until("2027-03-02 09:31")
    chloe, bruno = bot.person("chloe"), bot.person("bruno")
    chloe.presses("standup.open")
    chloe.fills(today="Plan relu")
    message = bruno.writes("La page")
    bruno.rewrites(message, "La page de printemps")
    bruno.takes_back(message)
    bruno.says("/standup report", where="printemps")
    sent = bot.sent()
    assert {type(event) for event, _ in sent} == set(EXAMPLES)
    for event, body in sent:
        example = "message_delete" if isinstance(event, MessageEdited) and not event.text else EXAMPLES[type(event)]
        found = findings(payload(example), body)
        assert [each for each in found if not any(sometimes in each for sometimes in SOMETIMES)] == [], event
    bot.until("2027-03-02 11:31")
    bot.person("alice").presses("standup.names", where="printemps")
    found = findings(payload("invoke_task_fetch"), bot.sent()[-1][1])
    assert [each for each in found if not any(sometimes in each for sometimes in (*SOMETIMES, "conversation"))] == [
        each for each in found if ".channelData" in each
    ]


# -- nothing twice -------------------------------------------------------------------------------------------------


def test_a_click_and_a_message_told_twice_have_one_effect(teams_bot: TeamsBot) -> None:
    """A8: told again by Teams, or pressed again by a person who was too fast."""
    bot = teams_bot
    bot.until("2027-03-02 09:31")
    chloe, bruno = bot.person("chloe"), bot.person("bruno")
    skip = chloe.button("standup.skip").ref
    for key in ("once", "once", "again"):
        chloe.presses_ref("standup.skip", skip, key=key)
    for _ in range(2):
        bruno.says("La page", key="once more")
    assert [(len(each.messages), each.last.edits) for each in (chloe, bruno)] == [(1, 1), (1, 1)]


def test_a_press_is_answered_with_what_the_message_becomes_by_it(teams_bot: TeamsBot) -> None:
    """At once: the edit itself comes a moment later, and changes nothing more."""
    bot = teams_bot
    bot.until("2027-03-02 09:31")
    chloe = bot.person("chloe")
    chloe.presses("standup.skip")
    answer = bot.answered[-1].json
    assert answer["type"] == "application/vnd.microsoft.card.adaptive"
    assert answer["value"]["fallbackText"] == chloe.last.text and chloe.last.edits == 1
    assert "standup.back" in str(answer["value"])


def test_an_edited_message_changes_the_one_answer(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    bot.until("2027-03-02 09:31")
    bruno = bot.person("bruno")
    message = bruno.writes("La page")
    for _ in range(2):
        bruno.rewrites(message, "La page de printemps")
    bot.until("2027-03-02 11:31")
    assert bot.channel().last.text.count("La page de printemps") == 1


# -- refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "waits"), [("throttled", 40), ("throttled_bare", 30), ("precondition", 30)])
def test_a_throttled_post_waits_as_long_as_teams_says_and_comes_once(
    teams_bot: TeamsBot, kind: str, waits: int
) -> None:
    """A8: 429 and 412, with or without a word of how long."""
    bot = teams_bot
    bot.first.goes_wrong(kind, "send", retry_after=40)
    bot.until("2027-03-02 09:33")
    refused, *others = bot.first.log("send")
    [again] = [each for each in others if each["conversation"] == refused["conversation"]]
    assert refused["fault"] == kind and not again["fault"]
    assert again["at"] - refused["at"] >= waits * 1_000_000  # microseconds
    assert [len(bot.person(user).messages) for user in ("alice", "bruno", "chloe")] == [1, 1, 1]


@pytest.mark.parametrize("kind", ["failed_after", "timeout_after", "reset_after"])
def test_a_prompt_nobody_knows_the_fate_of_is_sent_once(teams_bot: TeamsBot, kind: str) -> None:
    """A8: there is no look-up on Teams, so a prompt is never repeated."""
    bot = teams_bot
    bot.first.goes_wrong(kind, "send")
    bot.until("2027-03-02 09:35")
    prompts = [line for line in bot.first.log("send") if line["visible"] and "standup.open" in str(line["body"])]
    assert len(prompts) == 3
    assert len({line["conversation"] for line in prompts}) == 3


@pytest.mark.parametrize("asked", [{"blocked": True}, {"installed": False}])
def test_who_the_bot_cannot_reach_is_unreachable(teams_bot: TeamsBot, asked: dict[str, Any]) -> None:
    """A5: listed apart, and told to who leads."""
    bot = teams_bot
    if not asked.get("blocked"):
        for place in (bot.place_id("printemps"), bot.first.teams["printemps"]["id"]):
            bot.first.do("conversation", conversation=place, members=[])
    bot.first.do("person", account=bot.first.people["chloe"]["account"], **asked)
    bot.until("2027-03-02 09:33")
    assert "Chloe" in bot.person("alice").last.text
    bot.until("2027-03-02 11:31")
    assert "1 injoignable ici" in bot.channel().last.text


def test_who_brought_somebody_in_that_is_not_reached_gets_a_link_to_forward(
    sqlite_url: str, fake_teams: FakeTeams
) -> None:
    """A5: at the first word to them, with the cause and the remedy."""
    new = Someone("chloe", welcomed=False)
    bot = TeamsBot(sqlite_url, SomeTeam(people=(ALICE, BRUNO, new)), cloud=fake_teams)
    try:
        bot.first.do("person", account=bot.first.people["chloe"]["account"], blocked=True)
        bot.until("2027-03-02 09:33")
        [told] = [message for message in bot.person("alice").messages if "injoignable" in message.title]
        assert "Chloe" in told.title and "ConversationBlockedByUser" in told.text
        assert f"https://teams.microsoft.com/l/app/{bot.first.app}" in told.text
        assert not [message for message in bot.person("bruno").messages if "injoignable" in message.title]
    finally:
        bot.close()


# -- coming and going ----------------------------------------------------------------------------------------------


def installs(bot: TeamsBot, user: str, name: str, where: str = "", **changed: Any) -> None:
    """An installation, as Teams tells of it."""
    tenant = bot.first
    told = payload(name)
    place = Place(where or f"@{user}", direct=not where)
    made = bot.payloads.activity(tenant, user, place, told["type"], **changed)
    made["conversation"]["id"] = made["conversation"]["id"].partition(";")[0]
    made["from"].pop("name")
    made |= {key: told[key] for key in ("action", "membersAdded", "membersRemoved") if key in told}
    for key in ("membersAdded", "membersRemoved"):
        if key in made:
            made[key] = [{"id": tenant.bot}]
    bot.send(tenant, made)
    bot.settle()


def test_whoever_gets_the_bot_is_greeted_once_an_installation(teams_bot: TeamsBot) -> None:
    """Teams tells of it twice: as an installation, and as a member of the conversation."""
    bot = teams_bot
    for name in ("installation_update_add_personal", "conversation_update_bot_added_personal"):
        installs(bot, "alice", name)
    [greeting] = bot.person("alice").messages
    assert "ritualbot" in greeting.title and "point" in greeting.text
    assert bot.person("alice").sees("ritual.help")
    installs(bot, "alice", "installation_update_remove_personal")
    installs(bot, "alice", "installation_update_add_personal")
    assert len(bot.person("alice").messages) == 2


def test_a_channel_is_greeted_once_and_nobody_in_it(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    for name in ("conversation_update_bot_added_team", "installation_update_add_team"):
        for user in ("alice", "bruno"):
            installs(bot, user, name, "printemps")
    [greeting] = bot.channel().messages
    assert "rituel charte" in greeting.text
    assert not any(bot.person(user).messages for user in ("alice", "bruno", "chloe"))


def test_a_channel_the_bot_is_taken_out_of_takes_nothing_until_it_is_back(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    installs(bot, "alice", "installation_update_remove_team", "printemps")
    assert "printemps" in bot.person("alice").last.text
    bot.until("2027-03-02 11:31")
    assert not bot.channel().messages
    installs(bot, "alice", "installation_update_add_team", "printemps")
    assert any("Bonjour" in message.title for message in bot.channel().messages)
