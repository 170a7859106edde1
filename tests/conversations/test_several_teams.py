"""Q7: for someone in several teams the channel decides; in private the bot asks once a day, then goes on."""

from collections.abc import Callable
from datetime import time

from sqlmodel import col, select

from ritualbot.chat.replies import OpenForm, Say
from ritualbot.store.team import Membership, Team
from tests.builders import Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons


def second_team(bot: Bot, *users: str) -> None:
    """Of the same people, with a channel and a stand-up of its own."""
    people = tuple(Someone(user) for user in users)
    bot.further_team(SomeTeam(people, name="Été", channel="été", standup={"at": time(10, 0)}))


def asked(actor: Actor) -> dict[str, str]:
    """The teams one may choose from, with the reference of their button."""
    assert isinstance(actor.reply, Say), actor.reply
    return {each.label: each.ref for each in buttons(actor.reply.card) if each.action == "team.choose"}


def test_in_private_the_bot_asks_once_and_goes_on_with_what_was_asked(bot: Bot) -> None:
    second_team(bot, "alice", "chloe")
    chloe = bot.person("chloe")
    chloe.says("/rituel agenda")
    assert "De quelle équipe" in chloe.told
    assert list(asked(chloe)) == ["Printemps", "Été"]
    chloe.presses_ref("team.choose", asked(chloe)["Été"])
    assert "Été" in chloe.told and "10:00" in chloe.told  # the agenda, of that team
    chloe.says("/rituel équipe")
    assert asked(chloe) == {}
    assert "Été" in chloe.told
    assert "Printemps" not in chloe.told


def test_it_is_asked_again_the_next_day_of_the_person(bot: Bot) -> None:
    second_team(bot, "chloe", "bruno")
    chloe = bot.person("chloe")
    chloe.says("/rituel agenda")
    chloe.presses_ref("team.choose", asked(chloe)["Printemps"])
    bot.until("2027-03-02 23:50")
    chloe.says("/rituel agenda")
    assert asked(chloe) == {}
    bot.until("2027-03-03 00:10")
    chloe.says("/rituel agenda")
    assert list(asked(chloe)) == ["Printemps", "Été"]


def test_the_channel_decides_and_no_question_is_asked_there(bot: Bot) -> None:
    second_team(bot, "chloe", "bruno")
    chloe = bot.person("chloe")
    for channel, team in (("printemps", "Printemps"), ("été", "Été")):
        chloe.says("/rituel équipe", where=channel)
        assert asked(chloe) == {}
        assert team in chloe.told


def test_the_text_of_the_command_is_kept_and_run(bot: Bot) -> None:
    """An unknown sub-command needs no team; a stand-up does, and opens that team's form."""
    second_team(bot, "chloe", "bruno")
    bot.until("2027-03-02 10:01")
    chloe = bot.person("chloe")
    chloe.says("/point xyz")
    assert asked(chloe) == {}
    chloe.says("/point")
    refs = asked(chloe)
    chloe.presses_ref("team.choose", refs["Été"])
    assert isinstance(chloe.reply, OpenForm)
    summer = chloe.form
    chloe.presses_ref("team.choose", refs["Printemps"])  # another thought: the same question still answers
    assert isinstance(chloe.reply, OpenForm)
    assert summer is not None and chloe.form is not None
    assert summer.ref != chloe.form.ref


def test_a_button_without_a_reference_asks_too_and_one_with_a_reference_does_not(bot: Bot) -> None:
    second_team(bot, "chloe", "bruno")
    bot.until("2027-03-02 10:01")
    chloe = bot.person("chloe")
    chloe.presses_ref("ritual.next", "")
    chloe.presses_ref("team.choose", asked(chloe)["Été"])
    assert "Été" in chloe.told
    bruno = bot.person("bruno")
    bruno.presses("standup.open")
    assert isinstance(bruno.reply, OpenForm)


def test_help_is_for_everyone_and_asks_nothing(bot: Bot) -> None:
    second_team(bot, "chloe", "bruno")
    chloe = bot.person("chloe")
    for line in ("/rituel aide", "/rituel", "/nimporte quoi"):
        chloe.says(line)
        assert asked(chloe) == {}, line


def test_a_message_that_is_a_command_is_asked_about_in_a_message(bot: Bot) -> None:
    second_team(bot, "chloe", "bruno")
    chloe = bot.person("chloe")
    chloe.writes("rituel agenda")
    assert "De quelle équipe" in chloe.last.text
    found = {each.label: each.ref for each in buttons(chloe.last.card)}
    chloe.presses_ref("team.choose", found["Été"])
    assert "Été" in chloe.told


def test_a_choice_is_ones_own_and_among_ones_own_teams(bot: Bot) -> None:
    second_team(bot, "chloe", "bruno")
    chloe, alice, bruno = bot.person("chloe"), bot.person("alice"), bot.person("bruno")
    chloe.says("/rituel agenda")
    refs = asked(chloe)
    alice.presses_ref("team.choose", refs["Été"])  # Alice is not in it
    assert "Été" not in alice.told
    bruno.presses_ref("team.choose", refs["Été"])  # Bruno is, but never asked this
    assert "Été" not in bruno.told
    bruno.presses_ref("ritual.carry_on", refs["Été"].partition(".")[0])
    assert "Été" not in bruno.told
    alice.says("/rituel équipe")
    assert asked(alice) == {}
    assert "Printemps" in alice.told


def test_a_typed_answer_goes_to_the_run_last_prompted_whatever_the_team(bot: Bot) -> None:
    second_team(bot, "chloe", "bruno")
    bot.until("2027-03-02 10:01")
    chloe = bot.person("chloe")
    chloe.says("/rituel agenda")
    chloe.presses_ref("team.choose", asked(chloe)["Printemps"])
    chloe.writes("La page de rentrée")
    bot.until("2027-03-02 12:00")
    assert "La page de rentrée" in bot.channel("été").last.text
    assert all("La page de rentrée" not in each.text for each in bot.channel("printemps").messages)


def test_a_team_one_has_left_is_chosen_no_more(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot()
    second_team(bot, "chloe", "bruno")
    chloe = bot.person("chloe")
    chloe.says("/rituel agenda")
    chloe.presses_ref("team.choose", asked(chloe)["Été"])
    with bot.session() as session, session.begin():
        team = session.exec(select(Team).where(col(Team.name) == "Été")).one()
        for row in session.exec(select(Membership).where(col(Membership.team_id) == team.id)):
            session.delete(row)
    chloe.says("/rituel équipe")
    assert "Printemps" in chloe.told
