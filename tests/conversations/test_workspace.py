"""SPEC Q1, RELIABILITY 4: the app comes, goes and comes back; a channel is closed, shared, renamed. Nothing is lost
silently, nothing floods, nobody else notices."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import col, select

from ritualbot import handlers
from ritualbot.chat.events import (
    CommandTyped,
    Installed,
    Place,
    PlaceChanged,
    PlaceState,
    Profile,
    Removed,
    Who,
)
from ritualbot.chat.replies import Nothing, Reply
from ritualbot.handlers.context import Tick
from ritualbot.rituals.permissions import Role
from ritualbot.store import alarms, audit, install as installs, team as teams, team_roster as roster
from ritualbot.store.engine import begin
from ritualbot.store.install import Install
from ritualbot.store.outbox import Outbox, State
from ritualbot.store.team import Destination, Workspace, WorkspaceState
from tests.builders import ALICE, BRUNO, Someone, SomeTeam
from tests.conversations.bot import Bot, Conversation

MakeBot = Callable[..., Bot]
DUO = SomeTeam(people=(ALICE, BRUNO))
OTHERS = SomeTeam(
    (Someone("zoe", ALICE.roles), Someone("yann")), name="Automne", channel="automne", workspace="W2", language="en"
)


def who(workspace: str = "W1", user: str = "alice") -> Who:
    """Whoever did it, or nobody that the platform names."""
    return Who("direct", workspace, user)


def removed(bot: Bot, workspace: str = "W1", at: datetime | None = None) -> Reply:
    return bot.handle(Removed(uuid4().hex, who(workspace), Place(""), at))


def installed(bot: Bot, workspace: str = "W1", *told: Profile, language: str = "fr", user: str = "alice") -> Reply:
    event = Installed(uuid4().hex, who(workspace, user), Place(""), "Printemps SA", language, profiles=told)
    return bot.handle(event)


def changes(bot: Bot, state: PlaceState | None = None, name: str = "", place: str = "printemps") -> Reply:
    return bot.handle(PlaceChanged(uuid4().hex, who(), Place(place), name, state))


def workspace(bot: Bot, external: str = "W1") -> Workspace:
    with bot.session() as session:
        found = teams.workspace(session, bot.platform, bot.workspace_id(external))
    assert found is not None
    return found


def done(bot: Bot, tenant: int = 1) -> list[str]:
    """What the audit log says of workspaces and places, in order."""
    with bot.session() as session:
        rows = audit.chain(session, tenant)
        assert audit.broken_at(session, tenant) is None
    return [row.action for row in rows if row.action.startswith(("workspace.", "place."))]


def waiting(bot: Bot) -> list[str]:
    with bot.session() as session:
        query = select(Outbox.kind).where(col(Outbox.state) == State.PENDING, col(Outbox.workspace_id) == 1)
        return list(session.exec(query.order_by(col(Outbox.id))))


# -- installed ---------------------------------------------------------------------------------------------------


def test_a_first_installation_makes_the_customer_and_the_workspace(bot: Bot) -> None:
    assert isinstance(installed(bot, "T9", language="en-GB"), Nothing)
    found = workspace(bot, "T9")
    assert (found.name, found.language, found.state) == ("Printemps SA", "en", WorkspaceState.ACTIVE)
    assert found.tenant_id != workspace(bot).tenant_id
    assert done(bot, found.tenant_id) == ["workspace.installed"]
    with bot.session() as session:
        assert alarms.rings_at(session, "retention.daily", str(found.tenant_id))


def test_who_installs_it_and_runs_the_workspace_is_admin_at_once(bot: Bot) -> None:
    installed(bot, "T9", Profile("U1", "Ada", "Europe/Paris", admin=True), user="U1")
    found = workspace(bot, "T9")
    with bot.session() as session:
        person = teams.person_at(session, found.id or 0, bot.id_of("U1", "T9"))
        assert person is not None and roster.roles_anywhere(session, person) == {Role.ADMIN}


def test_said_again_at_every_start_it_changes_nothing(bot: Bot) -> None:
    installed(bot, "T9")
    installed(bot, "T9")
    installed(bot)
    assert done(bot, workspace(bot, "T9").tenant_id) == ["workspace.installed"]
    assert done(bot) == []
    assert not bot.chat.messages


def test_a_hostile_name_is_cleaned_and_an_empty_one_replaced(bot: Bot) -> None:
    for external, name, kept in (("T8", "evil\x00 \n corp", "evil corp"), ("T9", " \u200b ", bot.workspace_id("T9"))):
        bot.handle(Installed(uuid4().hex, who(external), Place(""), name))
        assert workspace(bot, external).name == kept


# -- removed -----------------------------------------------------------------------------------------------------


def test_removed_nothing_is_sent_there_and_the_days_go_on_quietly(make_bot: MakeBot) -> None:
    bot = make_bot(DUO, OTHERS)
    removed(bot)
    asked = bot.chat.asked
    bot.until("2027-03-04 12:00")
    assert not [each for each in bot.chat.messages if each.conversation in ("printemps", "@alice", "@bruno")]
    theirs = Conversation(bot, "automne").messages
    assert len(theirs) == 3, "the other workspace has its three summaries"
    assert bot.chat.asked > asked
    assert "standup.summary" in waiting(bot)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_removed_and_revoked_in_any_order_and_number_is_one_pause(bot: Bot, times: int) -> None:
    for _ in range(times):
        assert isinstance(removed(bot), Nothing)
    found = workspace(bot)
    assert (found.state, found.reason) == (WorkspaceState.PAUSED, "removed")
    assert done(bot) == ["workspace.paused"]


def test_removed_the_token_is_forgotten(bot: Bot) -> None:
    with begin(bot.app.engine) as session:
        installs.keep(session, Install(workspace_id=1, token="ciphertext", installed_at=bot.clock.now()))
    removed(bot)
    with bot.session() as session:
        found = installs.of_workspace(session, 1)
        assert found is not None and found.token == "" and found.removed_at is not None
        assert installs.of_external(session, bot.platform, bot.workspace_id()) is None
        assert installs.with_token(session) == []


def test_a_workspace_nobody_knows_is_removed_without_a_trace(bot: Bot) -> None:
    removed(bot, "T404")
    with bot.session() as session:
        assert teams.workspace(session, bot.platform, bot.workspace_id("T404")) is None
    assert workspace(bot).state == WorkspaceState.ACTIVE


def test_removed_before_the_app_came_back_and_told_after_it_changes_nothing(make_bot: MakeBot) -> None:
    """What was not taken at once is told again, minutes later and in no order."""
    bot = make_bot(DUO)
    left = bot.clock.now()
    removed(bot, at=left)
    assert workspace(bot).state == WorkspaceState.PAUSED
    bot.wait(seconds=30)
    installed(bot)
    for late in (left, left, bot.clock.now() - timedelta(seconds=10)):
        removed(bot, at=late)
    assert done(bot) == ["workspace.paused", "workspace.resumed"]
    bot.until("2027-03-02 09:31")
    assert len(bot.person("bruno").messages) == 1, "what is sent there still is"
    removed(bot, at=bot.clock.now())
    assert done(bot) == ["workspace.paused", "workspace.resumed", "workspace.paused"]


def test_the_token_of_a_new_installation_outlives_the_removal_of_the_last(bot: Bot) -> None:
    """It is kept a moment before anything is sent with it."""
    left = bot.clock.now()
    removed(bot, at=left)
    bot.wait(seconds=30)
    with begin(bot.app.engine) as session:
        installs.keep(session, Install(workspace_id=1, token="ciphertext", installed_at=bot.clock.now()))
    removed(bot, at=left)
    with bot.session() as session:
        assert [each.token for each in installs.with_token(session)] == ["ciphertext"]


def test_removed_in_the_second_it_came_it_is_gone(bot: Bot) -> None:
    """Slack tells the second only."""
    bot.jump("2027-03-02 09:25:10.700")
    came = bot.clock.now()
    installed(bot)
    removed(bot, at=came.replace(microsecond=0))
    assert workspace(bot).state == WorkspaceState.PAUSED


# -- a sending finds it out --------------------------------------------------------------------------------------


def test_a_revoked_token_stops_the_sending_at_the_first_answer(make_bot: MakeBot) -> None:
    bot = make_bot(DUO, OTHERS)
    bot.until("2027-03-02 09:29")
    bot.chat.gone.add("W1")
    bot.until("2027-03-02 09:31")
    asked = bot.chat.asked
    assert workspace(bot).reason == "token_revoked"
    assert workspace(bot, "W2").state == WorkspaceState.ACTIVE
    assert waiting(bot).count("standup.prompt") == 2, "both wait: none is dead"
    bot.until("2027-03-02 09:50")
    assert bot.chat.asked == asked, "not one more call, for anyone"
    assert len(Conversation(bot, "@zoe").messages) == 1
    assert done(bot) == ["workspace.paused"]


def test_an_edit_that_finds_it_gone_waits_too(make_bot: MakeBot) -> None:
    bot = make_bot(DUO)
    bot.until("2027-03-02 11:31")
    posted = bot.channel().last
    alice = bot.person("alice")
    alice.presses("standup.open")
    bot.chat.gone.add("W1")
    alice.fills(today="La page")
    bot.settle()
    assert posted.edits == 0 and workspace(bot).state == WorkspaceState.PAUSED
    bot.chat.gone.clear()
    installed(bot)
    bot.settle()
    assert "La page" in posted.text, "kept true once it is back"


def test_an_answer_from_before_the_return_does_not_pause_it_again(bot: Bot) -> None:
    """Uninstalled and installed again while a sending is under way."""
    before = bot.clock.now()
    removed(bot)
    bot.wait(seconds=30)
    installed(bot)
    with begin(bot.app.engine) as session:
        here = session.get_one(Workspace, 1)
        handlers.OUT_OF_REACH(Tick(session, bot.clock.now()), here, before, "token_revoked")
    assert workspace(bot).state == WorkspaceState.ACTIVE


# -- back --------------------------------------------------------------------------------------------------------


def test_back_the_lead_hears_once_what_was_missed_and_nothing_floods(make_bot: MakeBot) -> None:
    bot = make_bot(DUO)
    bot.until("2027-03-02 09:25")
    removed(bot)
    bot.until("2027-03-05 14:00")
    installed(bot)
    bot.wait(minutes=5)
    told = [each for each in bot.person("alice").messages if "pas parti" in each.title]
    assert len(told) == 1
    assert told[0].title == "19 messages ne sont pas partis pendant que ritualbot n’avait plus accès à W1."
    assert "Depuis le mardi 2 mars à 09:25" in told[0].text
    assert "8 questions du point du jour" in told[0].text and "8 rappels et 3 bilans" in told[0].text
    assert not [each for each in bot.person("bruno").messages if "pas parti" in each.title]
    assert len(bot.channel().messages) == 1, "only today's summary"
    assert done(bot) == ["workspace.paused", "workspace.resumed"]
    before = len(bot.chat.messages)
    installed(bot)
    bot.wait(minutes=5)
    assert len(bot.chat.messages) == before, "said once"


def test_back_within_the_hour_everything_is_still_sent(make_bot: MakeBot) -> None:
    bot = make_bot(DUO)
    removed(bot)
    bot.until("2027-03-02 09:50")
    installed(bot)
    bot.settle()
    assert len(bot.person("alice").messages) == len(bot.person("bruno").messages) == 1
    assert "pas parti" not in bot.person("alice").last.title
    bot.until("2027-03-02 11:31")
    assert len(bot.channel().messages) == 1


def test_each_lead_hears_of_their_own_teams_only(make_bot: MakeBot) -> None:
    bot = make_bot(DUO, OTHERS)
    removed(bot, "W2")
    bot.until("2027-03-03 16:00")
    installed(bot, "W2")
    bot.wait(minutes=5)
    assert "ritualbot had no access to W2" in bot.person("zoe", "W2").last.title
    assert not [each for each in bot.person("alice").messages if "n’avait plus accès" in each.title]


# -- conversations -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "title", "remedy"),
    [
        (PlaceState.CLOSED, "ritualbot ne peut plus publier dans #printemps.", "/invite @ritualbot"),
        (PlaceState.SHARED, "#printemps est maintenant partagé avec une autre organisation.", "Arrêtez le partage"),
    ],
)
def test_a_suspended_channel_gets_nothing_and_its_lead_hears_once(
    make_bot: MakeBot, state: PlaceState, title: str, remedy: str
) -> None:
    bot = make_bot(DUO)
    changes(bot, state)
    changes(bot, state)
    bot.until("2027-03-02 11:45")
    assert not bot.channel().messages, "the summary waits"
    told = [each for each in bot.person("alice").messages if each.title == title]
    assert len(told) == 1 and remedy in told[0].text
    assert bot.person("bruno").messages, "direct messages go on"
    assert done(bot) == [f"place.{state}"]
    changes(bot, PlaceState.OPEN)
    bot.settle()
    assert len(bot.channel().messages) == 1, "what waited is posted"
    assert done(bot) == [f"place.{state}", "place.opened"]


def test_a_channel_open_again_after_days_gets_no_old_summaries(make_bot: MakeBot) -> None:
    bot = make_bot(DUO)
    changes(bot, PlaceState.CLOSED)
    bot.until("2027-03-04 16:00")
    changes(bot, PlaceState.OPEN)
    bot.wait(minutes=5)
    assert len(bot.channel().messages) == 1
    told = [each for each in bot.person("alice").messages if "est de nouveau ouvert" in each.title]
    assert len(told) == 1 and "2 bilans" in told[0].text


def test_next_says_why_nothing_comes(make_bot: MakeBot) -> None:
    bot = make_bot(DUO)
    alice = bot.person("alice")
    for state, said in ((PlaceState.CLOSED, "ne reçoit plus rien"), (PlaceState.SHARED, "partagé avec une autre")):
        changes(bot, state)
        alice.says("/rituel agenda")
        assert said in alice.told
    changes(bot, PlaceState.OPEN)
    alice.says("/rituel agenda")
    assert "ne reçoit plus rien" not in alice.told
    removed(bot)
    alice.says("/rituel agenda")
    assert "n’a plus accès à W1" in alice.told


def test_a_renamed_channel_is_called_by_its_new_name(make_bot: MakeBot) -> None:
    bot = make_bot(DUO)
    changes(bot, name="été")
    changes(bot, name="été")
    with bot.session() as session:
        place = teams.destination_at(session, 1, bot.place_id("printemps"))
    assert place is not None and place.name == "été"
    assert done(bot) == ["place.renamed"]
    alice = bot.person("alice")
    alice.says("/rituel agenda")
    assert "#été" in alice.told


def test_a_channel_of_no_team_is_none_of_our_business(bot: Bot) -> None:
    assert isinstance(changes(bot, PlaceState.CLOSED, place="elsewhere"), Nothing)
    assert isinstance(changes(bot, name="x", place="elsewhere"), Nothing)
    with bot.session() as session:
        assert [each.state for each in session.exec(select(Destination))] == [PlaceState.OPEN]
    assert done(bot) == []


def test_whoever_the_platform_names_need_not_be_known(bot: Bot) -> None:
    """They work without a person; a command of the same stranger is refused as before."""
    bot.handle(PlaceChanged(uuid4().hex, who(user="nobody"), Place("printemps"), "", PlaceState.CLOSED))
    assert done(bot) == ["place.closed"]
    reply = bot.handle(CommandTyped(uuid4().hex, who(user="nobody"), Place("printemps"), "help"))
    assert not isinstance(reply, Nothing)


# -- installations begun -----------------------------------------------------------------------------------------


def test_what_was_begun_can_be_taken_once_in_time_and_in_the_same_browser(bot: Bot) -> None:
    now = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
    later = now.replace(minute=10)
    with begin(bot.app.engine) as session:
        for each in ("used", "other browser", "late"):
            assert installs.begin(session, each, "mine", now, later)
        assert installs.take(session, "used", "mine", now)
        assert not installs.take(session, "used", "mine", now)
        assert not installs.take(session, "other browser", "theirs", now)
        assert not installs.take(session, "other browser", "mine", now)
        assert not installs.take(session, "never begun", "mine", now)
        assert not installs.take(session, "late", "mine", later)
