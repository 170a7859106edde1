"""What stands elsewhere on Teams: answers in 1:1, dialogs where others look on, nothing personal in a channel."""

from collections.abc import Iterator

import pytest

from ritualbot.chat.events import Place
from tests.builders import SomeTeam
from tests.clouds.teams.client import FakeTeams
from tests.conversations.bot import buttons
from tests.conversations.teams_bot import TeamsBot
from tests.conversations.teams_seen import action_of


@pytest.fixture
def teams_bot(sqlite_url: str, fake_teams: FakeTeams) -> Iterator[TeamsBot]:
    made = TeamsBot(sqlite_url, cloud=fake_teams)
    yield made
    made.close()


def test_a_command_in_a_channel_is_answered_to_whoever_typed_it_alone(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    before = len(bot.first.messages("printemps"))
    chloe = bot.person("chloe")
    chloe.says("/rituel moi", where="printemps")
    assert "Vos réglages" in chloe.told
    said = bot.first.messages("printemps")[before:]
    assert [each["from"] for each in said] == [bot.first.people["chloe"]["account"]]


@pytest.mark.parametrize("typed", ["rituel aide", "HELP", "/rituel aide", "aide"])
def test_help_works_however_it_is_typed(teams_bot: TeamsBot, typed: str) -> None:
    chloe = teams_bot.person("chloe")
    chloe.writes(typed)
    assert "/rituel moi" in chloe.last.text


def test_a_form_left_shows_the_message_again(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    bot.until("2027-03-02 09:31")
    chloe = bot.person("chloe")
    chloe.presses("standup.open")
    opened = bot.payloads.forms[bot.first.id, "chloe"]
    cancel = action_of(opened.content, "close")
    assert cancel is not None and cancel["associatedInputs"] == "none"
    body = bot.payloads.pressed(bot.first, "chloe", Place("", direct=True), cancel, opened.message)
    answer = bot.send(bot.first, body).json
    assert answer["value"]["fallbackText"] == chloe.last.text and chloe.last.edits == 0


def test_what_is_pressed_in_a_channel_opens_a_dialog_for_one(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    bot.until("2027-03-02 11:31")
    bot.person("alice").presses("standup.names", where="printemps")
    assert bot.sent()[-1][1]["name"] == "task/fetch"
    assert bot.answered[-1].json["task"]["type"] == "continue"
    assert "Bruno" in bot.answered[-1].body.decode()


def test_the_answer_form_of_somebody_else_is_not_theirs_to_send(teams_bot: TeamsBot) -> None:
    """Who it was stands in the activity: what a card carries is looked up within one's own team."""
    bot = teams_bot
    bot.until("2027-03-02 09:31")
    bot.person("chloe").presses("standup.open")
    form = bot.person("chloe").button("standup.open")
    bruno = bot.person("bruno")
    bruno.submits("standup.answer", form.ref, {"today": "Pas à moi"})
    bot.until("2027-03-02 11:31")
    assert "Pas à moi" not in bot.channel().last.said_by("Chloe")


def test_a_press_that_is_a_message_is_answered_by_messages(teams_bot: TeamsBot) -> None:
    """Nothing can be shown in the place of a plain Action.Submit: not even a form."""
    bot = teams_bot
    bot.until("2027-03-02 09:31")
    ref = bot.person("chloe").button("standup.open").ref
    value = {"ritualbot": {"press": "standup.open", "ref": ref}}
    place = Place("", direct=True)
    before = len(bot.person("chloe").messages)
    bot.send(bot.first, bot.payloads.activity(bot.first, "chloe", place, "message", value=value))
    bot.settle()
    [message] = bot.person("chloe").messages[before:]
    assert "Input.Text" in str(message.content)


def test_two_tenants_of_one_app_do_not_see_each_other(sqlite_url: str, fake_teams: FakeTeams) -> None:
    """A11: the same names, the same app, the same bot; and a reference of one is nothing in the other."""
    bot = TeamsBot(sqlite_url, SomeTeam(), SomeTeam(workspace="W2", name="Verger"), cloud=fake_teams)
    try:
        bot.until("2027-03-02 09:31")
        first, second = bot.person("chloe", "W1"), bot.person("chloe", "W2")
        mine = bot.names.tenants["W1"].personal("chloe")
        [prompt] = [each for each in bot.posted.everything() if each.place == mine]
        ref = next(each.ref for each in buttons(prompt.card) if each.action == "standup.open")
        second.presses_ref("standup.open", ref)
        assert "Introuvable ici" in second.told
        first.presses_ref("standup.open", ref)
        assert first.form is not None
        foreign = bot.names.tenants["W2"]
        assert {line["tenant"] for line in foreign.log()} == {foreign.id}
        assert not [line for line in foreign.log() if line["error"]]
    finally:
        bot.close()
