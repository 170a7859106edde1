"""A8 on Teams: double click, redelivered activity, stale card, edited message. One effect each, and each is answered at
once with what a client accepts: the driver refuses any other body (`faults_of_answer`)."""

from collections.abc import Callable, Iterator

import pytest
from sqlmodel import select

from ritualbot.store.standup import Standup
from ritualbot.store.team import Team
from tests.clouds.teams.client import FakeTeams
from tests.conversations.requests import stored
from tests.conversations.teams_bot import TeamsBot


@pytest.fixture
def teams_bot(sqlite_url: str, fake_teams: FakeTeams) -> Iterator[TeamsBot]:
    made = TeamsBot(sqlite_url, cloud=fake_teams)
    made.until("2027-03-02 09:31")
    yield made
    made.close()


def again(bot: TeamsBot, **changed: str) -> None:
    """The last activity once more, as Teams redelivers it. With another `id` it is a second click."""
    _, body = bot.sent()[-1]
    bot.send(bot.first, {**body, **changed})
    bot.settle()


def all_there_is(bot: TeamsBot) -> tuple[str, list[tuple[str, str, int]]]:
    """Everything stored, and every message as it stands with how often it was edited."""
    with bot.session() as session:
        rows = stored(session)
    return rows, [(each.conversation, each.text, each.edits) for each in bot.chat.everything()]  # type: ignore[attr-defined]


def as_they_stand(bot: TeamsBot) -> list[tuple[str, str, int]]:
    """Every message but the answers to steps, with how often it was edited."""
    return [(each.conversation, each.text, each.edits) for each in bot.chat.messages]


def the_same_without(bot: TeamsBot, doing: Callable[[], object]) -> bool:
    """Whether doing it changed nothing at all."""
    before = all_there_is(bot)
    doing()
    return all_there_is(bot) == before


# -- twice ---------------------------------------------------------------------------------------------------------


def test_a_redelivered_press_is_answered_with_the_card_as_it_is(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    bot.person("chloe").presses("standup.skip")
    first = bot.answered[-1].json
    assert "standup.back" in str(first)
    assert the_same_without(bot, lambda: again(bot))
    assert bot.answered[-1].json == first


def test_a_double_click_is_two_presses_and_one_effect(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    bot.person("chloe").presses("standup.skip")
    first = bot.answered[-1].json
    assert the_same_without(bot, lambda: again(bot, id="f:second-click"))
    assert bot.answered[-1].json == first


def test_a_form_sent_twice_is_answered_with_what_became_of_it(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    chloe = bot.person("chloe")
    chloe.answers("Plan relu")
    first = bot.answered[-1].json
    assert "Plan relu" in str(first)
    assert the_same_without(bot, lambda: again(bot))
    assert bot.answered[-1].json == first


def test_a_form_sent_by_a_double_click_is_one_answer(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    chloe = bot.person("chloe")
    chloe.answers("Plan relu")
    first = bot.answered[-1].json
    again(bot, id="f:second-click")
    assert bot.answered[-1].json == first
    assert [each.text for each in chloe.messages] == [chloe.last.text]
    bot.until("2027-03-02 11:31")
    assert bot.channel().last.text.count("Plan relu") == 1


def test_a_dialog_asked_for_twice_opens_and_says_so_without_an_effect(teams_bot: TeamsBot) -> None:
    """In a channel every press asks for a dialog: whatever it is answered, the client shows one."""
    bot = teams_bot
    bot.until("2027-03-02 11:31")
    alice = bot.person("alice")
    alice.presses("standup.names", where="printemps")
    _, body = bot.sent()[-1]
    assert body["name"] == "task/fetch"
    assert bot.answered[-1].json["task"]["type"] == "continue"
    assert the_same_without(bot, lambda: again(bot))
    assert the_same_without(bot, lambda: alice.presses("standup.names", where="printemps"))
    assert bot.answered[-1].json["task"]["type"] == "continue"


def test_a_form_in_a_dialog_sent_twice_has_one_effect(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    alice = bot.person("alice")
    with bot.session() as session:
        team = session.exec(select(Team.ref)).one()
    alice.presses_ref("standup.add", team)
    alice.fills(name="Revue", people=bot.id_of("bruno"), days="fri", every_weeks="1")
    _, body = bot.sent()[-1]
    assert body["name"] == "task/submit"
    with bot.session() as session:
        assert len(session.exec(select(Standup)).all()) == 2
    assert the_same_without(bot, lambda: again(bot))


# -- too late ------------------------------------------------------------------------------------------------------


def test_a_button_of_a_closed_run_says_so_in_the_answer_and_changes_nothing(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    chloe = bot.person("chloe")
    stale = {action: chloe.button(action).ref for action in ("standup.skip", "standup.snooze", "standup.open")}
    bot.until("2027-03-03 09:31")
    before = as_they_stand(bot)
    for action, ref in stale.items():
        chloe.presses_ref(action, ref)
        assert "clos" in chloe.told, action
        assert as_they_stand(bot) == before, action


def test_a_form_of_a_closed_run_gives_back_what_was_typed(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    chloe = bot.person("chloe")
    chloe.presses("standup.open")
    bot.until("2027-03-03 09:31")
    with bot.session() as session:
        before = stored(session)
    chloe.fills(today="Plan relu")
    assert "Plan relu" in str(bot.answered[-1].json)
    with bot.session() as session:
        assert stored(session) == before


def test_a_button_in_a_channel_that_is_too_late_says_so_in_a_dialog(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    bot.until("2027-03-02 11:31")
    alice = bot.person("alice")
    stale = alice.button("standup.names", "printemps").ref
    bot.until("2027-03-03 09:31")
    assert the_same_without(bot, lambda: alice.presses_ref("standup.names", stale, where="printemps"))
    assert bot.sent()[-1][1]["name"] == "task/fetch"
    assert "clos" in str(bot.answered[-1].json["task"])


# -- edited --------------------------------------------------------------------------------------------------------


def test_an_edit_told_twice_changes_the_answer_once(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    bruno = bot.person("bruno")
    message = bruno.writes("La page")
    bruno.rewrites(message, "La page de printemps")
    assert "La page de printemps" in bruno.last.text
    assert the_same_without(bot, lambda: again(bot))


def test_an_edit_after_the_run_is_closed_changes_nothing_that_stands(teams_bot: TeamsBot) -> None:
    bot = teams_bot
    bruno = bot.person("bruno")
    message = bruno.writes("La page")
    bot.until("2027-03-03 09:31")
    before = as_they_stand(bot)
    bruno.rewrites(message, "La page de printemps")
    assert as_they_stand(bot)[: len(before)] == before
