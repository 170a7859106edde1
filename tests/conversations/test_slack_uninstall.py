"""RELIABILITY 4 on Slack: the app is taken out while it sends. No more calls, nothing lost, no flood afterwards."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest

from ritualbot.app.slack import SlackDesk
from ritualbot.platforms.slack.install import Granted
from ritualbot.store import install as installs, team as teams
from ritualbot.store.team import WorkspaceState
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.clouds.slack.client import FakeSlack
from tests.conversations.bot import Conversation
from tests.conversations.slack_bot import SlackBot
from tests.platforms.slack.door import payload

OURS = SomeTeam(people=(ALICE, BRUNO, CHLOE))
THEIRS = SomeTeam(
    (Someone("zoe", ALICE.roles), Someone("yann")), name="Automne", channel="automne", workspace="W2", language="en"
)
TOLD = ("app_uninstalled", "tokens_revoked")


@pytest.fixture
def bot(sqlite_url: str, fake_slack: FakeSlack) -> Iterator[SlackBot]:
    made = SlackBot(sqlite_url, OURS, THEIRS, slack=fake_slack)
    yield made
    made.close()


def told_gone(bot: SlackBot, kinds: Sequence[str], happened: datetime | None = None) -> None:
    """As Slack tells it: the same event again has the same id."""
    seconds = int((happened or bot.clock.now()).timestamp())
    for kind in kinds:
        sample = payload(f"event_{kind}")
        about = {"team_id": bot.first.id, "event_id": f"Ev{bot.first.id}{kind}"}
        answer = bot.door.send({**sample, **about, "event_time": seconds})
        assert answer.status == 200


def calls(bot: SlackBot, workspace: str = "W1") -> int:
    return len(bot.names.workspaces[workspace].log())


def installed_again(bot: SlackBot, token: str) -> None:
    """What the install page does once Slack has given the token; the page itself is tests/app/test_slack_install.py."""
    bot.first.do("workspace", token=token, dead="")
    bot.first.do("faults", faults=[])
    desk = SlackDesk(bot.app.dispatcher, bot.vault, frozenset())
    desk.install(Granted(bot.first.id, "W1", token, bot.first.bot, team=bot.first.id), None)


def state(bot: SlackBot) -> WorkspaceState:
    with bot.session() as session:
        found = teams.workspace(session, "slack", bot.first.id)
        assert found is not None
        return WorkspaceState(found.state)


def stopped(bot: SlackBot, word: str) -> None:
    """One of three questions has gone out when Slack begins to refuse."""
    bot.until("2027-03-02 09:29")
    bot.first.goes_wrong("word", "chat.postMessage", error=word, times=999, after=1)
    bot.until("2027-03-02 09:31")
    assert len([each for each in bot.chat.messages if each.conversation[0] == "@"]) == 1 + 2  # one here, two there


@pytest.mark.parametrize("word", ["account_inactive", "token_revoked"])
@pytest.mark.parametrize("order", [TOLD, TOLD[::-1]])
def test_out_in_the_middle_of_sending_it_calls_no_more(bot: SlackBot, word: str, order: Sequence[str]) -> None:
    stopped(bot, word)
    assert state(bot) is WorkspaceState.PAUSED
    assert 1 <= refused(bot) <= 2, "what was under way at the first refusal, and nothing after it"
    called, theirs = calls(bot), calls(bot, "W2")
    told_gone(bot, (*order, *order))
    bot.until("2027-03-04 12:00")
    assert calls(bot) == called
    assert calls(bot, "W2") > theirs and len(Conversation(bot, "automne").messages) == 3
    with bot.session() as session:
        assert installs.of_external(session, "slack", bot.first.id) is None, "the token is forgotten"


def test_told_before_any_refusal_it_calls_no_more_either(bot: SlackBot) -> None:
    bot.until("2027-03-02 09:29")
    bot.first.do("workspace", dead="account_inactive")
    told_gone(bot, TOLD)
    called = calls(bot)
    bot.until("2027-03-04 12:00")
    assert calls(bot) == called
    assert len(Conversation(bot, "automne").messages) == 3


def test_what_people_still_press_is_heard_and_ends_nothing(bot: SlackBot) -> None:
    bot.until("2027-03-02 09:31")
    bot.first.do("workspace", dead="token_revoked")
    told_gone(bot, TOLD)
    chloe = bot.person("chloe")
    chloe.presses("standup.open")
    assert chloe.form is None
    chloe.says("/rituel agenda")
    assert "n’a plus accès" in chloe.told
    zoe = bot.person("zoe", "W2")
    zoe.presses("standup.open")
    assert zoe.form is not None


@pytest.mark.parametrize("told", [(), TOLD, TOLD[::-1]])
def test_installed_again_the_lead_hears_once_and_the_days_go_on(bot: SlackBot, told: Sequence[str]) -> None:
    stopped(bot, "token_revoked")
    told_gone(bot, told)
    bot.until("2027-03-04 14:00")
    refusals = refused(bot)
    installed_again(bot, "xoxb-second")
    bot.wait(minutes=5)
    assert state(bot) is WorkspaceState.ACTIVE
    missed = [each for each in bot.chat.messages if "pas partis" in each.title]
    assert [each.conversation for each in missed] == ["@alice"]
    assert len(bot.channel().messages) == 1, "today's summary and no older one"
    before = len(bot.chat.messages)
    installed_again(bot, "xoxb-third")
    bot.wait(minutes=5)
    assert len(bot.chat.messages) == before, "said once"
    bot.until("2027-03-05 09:31")
    bot.person("bruno").answers("La suite")
    bot.until("2027-03-05 12:01")
    assert "La suite" in bot.channel().last.text
    assert refused(bot) == refusals, "nothing was refused after it"


@pytest.mark.parametrize("order", [TOLD, TOLD[::-1]])
def test_told_only_after_it_was_installed_again_it_goes_on(bot: SlackBot, order: Sequence[str]) -> None:
    """The new token is kept, and everything that day is sent with it."""
    stopped(bot, "token_revoked")
    left = bot.clock.now()
    bot.until("2027-03-02 09:40")
    installed_again(bot, "xoxb-second")
    refusals = refused(bot)
    bot.wait(minutes=1)
    told_gone(bot, (*order, *order), happened=left)
    assert state(bot) is WorkspaceState.ACTIVE
    with bot.session() as session:
        kept = installs.of_external(session, "slack", bot.first.id)
        assert kept is not None and bot.vault.decrypt(kept.token) == "xoxb-second"
    bot.until("2027-03-02 11:31")
    assert len(bot.channel().messages) == 1
    assert refused(bot) == refusals


def refused(bot: SlackBot) -> int:
    return len([line for line in bot.first.log() if line["error"]])
