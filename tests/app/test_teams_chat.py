"""Teams put together: settings that are whole or refused, the house over the store."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from ritualbot.app.teams_chat import TeamsHouse, registration
from ritualbot.app.teams_settings import check
from ritualbot.chat.cards import Card
from ritualbot.chat.events import Profile
from ritualbot.chat.forms import Form, TextField
from ritualbot.chat.text import Text
from ritualbot.clock import WallClock
from ritualbot.errors import SettingsRefused
from ritualbot.platforms.teams.envelope import CHANNEL, PERSONAL, Seen
from ritualbot.platforms.teams.house import House
from ritualbot.platforms.teams.port import Reference
from ritualbot.settings import read
from ritualbot.store import outbox, sending, team as teams, workspace as workspaces
from ritualbot.store.engine import begin
from ritualbot.store.outbox import Outgoing, State
from ritualbot.store.retention import BLANK
from tests.builders import ALICE, BRUNO, SomeTeam, build_team
from tests.databases import engine_of

APP = {
    "TEAMS_APP_ID": "5f0e1d2c-3b4a-4596-8778-695a4b3c2d1e",
    "TEAMS_APP_PASSWORD": "canary",
    "TEAMS_TENANT_ID": "7A1C5E20-3b4d-4f60-8a71-0c2d4e6f8a90",
}
OTHER = "11111111-2222-4333-8444-555555555555"
LOCAL = {"RITUALBOT_TEAMS_ANONYMOUS": "1", "TEAMS_TENANT_ID": OTHER}


# -- settings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given", [{}, APP, APP | {"RITUALBOT_TEAMS_TENANTS": OTHER}, LOCAL, LOCAL | {"RITUALBOT_HOST": "::1"}]
)
def test_what_is_whole_starts(given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    check(read())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"TEAMS_APP_PASSWORD": "canary"}, ["TEAMS_APP_PASSWORD: needs TEAMS_APP_ID"]),
        ({"TEAMS_APP_ID": APP["TEAMS_APP_ID"]}, ["needs TEAMS_APP_PASSWORD", "needs TEAMS_TENANT_ID"]),
        (APP | {"TEAMS_APP_ID": "canary"}, ["TEAMS_APP_ID: is no id of an app registration"]),
        (LOCAL | {"RITUALBOT_HOST": "0.0.0.0"}, ["only while RITUALBOT_HOST is a loopback address"]),  # noqa: S104
        (LOCAL | {"RITUALBOT_HOST": "bot.example.com"}, ["only while RITUALBOT_HOST is a loopback address"]),
        ({"RITUALBOT_TEAMS_ANONYMOUS": "1"}, ["RITUALBOT_TEAMS_ANONYMOUS: needs TEAMS_TENANT_ID"]),
        (APP | LOCAL, ["RITUALBOT_TEAMS_ANONYMOUS and TEAMS_APP_ID"]),
    ],
)
def test_what_is_incomplete_or_unsafe_is_refused_all_together(
    given: dict[str, str], said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """G7: nobody is let in unsigned by something that was forgotten."""
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused) as refused:
        check(read())
    assert all(each in str(refused.value) for each in said)
    assert len(str(refused.value).split("; ")) == len(said)
    assert "canary" not in str(refused.value)


def test_the_app_is_of_one_tenant_and_listens_to_those_that_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in APP.items():
        monkeypatch.setenv(name, value)
    told = registration(read())
    assert (told.app_type, told.login_url) == (
        "SingleTenant",
        f"https://login.microsoftonline.com/{APP['TEAMS_TENANT_ID']}",
    )
    assert told.allowed_tenants == {APP["TEAMS_TENANT_ID"].lower()}
    assert told.trusts("https://smba.trafficmanager.net/emea/") and not told.trusts("https://smba.example.com/emea/")
    monkeypatch.setenv("RITUALBOT_TEAMS_TENANTS", f"{OTHER},{APP['TEAMS_TENANT_ID']}")
    assert registration(read()).allowed_tenants == {OTHER, APP["TEAMS_TENANT_ID"].lower()}


# -- the house -----------------------------------------------------------------------------------------------------

PLACE = Reference(
    "https://smba.trafficmanager.net/emea/", "W1", "19:c@thread.tacv2", CHANNEL, "28:b", "19:c@thread.tacv2"
)
SEEN = Seen(PLACE, "alice", "29:a", Profile("alice"), team="19:t@thread.tacv2", name="Sprint")
DIRECT = replace(SEEN, reference=replace(PLACE, conversation="a:1", scope=PERSONAL, channel=""), team="", name="")


@pytest.fixture
def engine(database_url: str) -> sa.Engine:
    """A team in the tenant W1 of Teams."""
    found = engine_of(database_url)
    with begin(found) as session:
        build_team(session, WallClock().now(), SomeTeam(people=(BRUNO, ALICE)), platform="teams")
    return found


def test_the_house_knows_whose_tenants_and_people_are_there(engine: sa.Engine) -> None:
    house: House = TeamsHouse(engine)
    assert house.admits("W1") and not house.admits("T404")
    assert list(house.people("W1").items()) == [("alice", "Alice"), ("bruno", "Bruno")] and house.people("T404") == {}
    assert [house.language(*each) for each in (("W1", "alice"), ("W1", "zoe"), ("T404", "x"))] == ["fr", "fr", "en"]


def test_a_paused_tenant_is_admitted_no_more_until_it_is_back(engine: sa.Engine) -> None:
    now = WallClock().now()
    with begin(engine) as session:
        here = teams.workspace(session, "teams", "W1")
        assert here is not None
        workspaces.pause(session, here, "BotDisabledByAdmin", now)
    assert not TeamsHouse(engine).admits("W1")


def test_how_a_conversation_is_reached_is_kept_and_what_is_not_told_stays(engine: sa.Engine) -> None:
    house = TeamsHouse(engine)
    assert house.reference("W1", PLACE.conversation) is house.anywhere("W1") is None
    house.keep(SEEN)
    house.keep(replace(SEEN, reference=replace(PLACE, service_url="https://smba.trafficmanager.net/amer/"), name=""))
    found = house.reference("W1", PLACE.conversation)
    assert found == replace(PLACE, service_url="https://smba.trafficmanager.net/amer/") == house.anywhere("W1")
    assert house.name("W1", PLACE.conversation) == "Sprint" and house.name("W1", "19:x") == ""
    assert house.account("W1", "alice") == "29:a" and house.account("W1", "zoe") == ""
    assert house.personal("W1", "alice") is None
    house.keep(replace(SEEN, reference=replace(PLACE, tenant="T404")))
    assert house.reference("T404", PLACE.conversation) is None


def test_a_direct_conversation_is_somebodys_until_the_bot_leaves_it(engine: sa.Engine) -> None:
    house = TeamsHouse(engine)
    house.keep(DIRECT)
    assert house.personal("W1", "alice") == DIRECT.reference and house.personal("W1", "bruno") is None
    house.leave("W1", ("a:1", "a:404"))
    assert house.personal("W1", "alice") is None and house.anywhere("W1") == DIRECT.reference
    house.keep(SEEN)
    house.keep(DIRECT)
    house.leave("W1", ("a:1",))
    assert house.anywhere("W1") == PLACE
    house.keep(DIRECT)
    assert house.personal("W1", "alice") == DIRECT.reference


def test_the_conversations_of_a_team_are_known_together(engine: sa.Engine) -> None:
    house = TeamsHouse(engine)
    house.keep(SEEN)
    house.keep(replace(SEEN, reference=replace(PLACE, conversation="19:d@thread.tacv2")))
    house.keep(DIRECT)
    assert house.team("W1", PLACE.conversation, SEEN.team) == (PLACE.conversation, "19:d@thread.tacv2")
    assert house.team("W1", "a:1", "") == ("a:1",)
    assert [each.conversation for each in house.shared("W1")] == ["19:d@thread.tacv2"]  # one of a team is enough
    house.leave("W1", ("19:d@thread.tacv2",))
    assert house.shared("W1") == (PLACE,)


def test_accounts_are_kept_and_brought_up_to_date(engine: sa.Engine) -> None:
    house = TeamsHouse(engine)
    house.keep_accounts("W1", {"alice": "29:a", "bruno": ""})
    house.keep_accounts("W1", {"alice": "29:A"})
    house.keep_accounts("T404", {"alice": "29:x"})
    assert [house.account("W1", user) for user in ("alice", "bruno")] == ["29:A", ""]
    assert house.account("T404", "alice") == ""


def test_a_form_is_kept_as_it_was_last_asked_and_for_one_person(engine: sa.Engine) -> None:
    house = TeamsHouse(engine)
    form = Form("standup.answer", "r1", Text("Your day"), (TextField("today", "Today", initial="a"),), "Send")
    house.keep_form("W1", "alice", replace(form, submit="Before"))
    house.keep_form("W1", "alice", form)
    house.keep_form("W1", "zoe", form)
    assert house.form("W1", "alice", "standup.answer", "r1") == form
    for user, ref in (("bruno", "r1"), ("zoe", "r1"), ("alice", "r2")):
        assert house.form("W1", user, "standup.answer", ref) is None


def test_a_message_is_shown_as_it_is_about_to_be(engine: sa.Engine) -> None:
    """An edit that waits is what whoever pressed sees at once."""
    now, house = WallClock().now(), TeamsHouse(engine)
    said = Outgoing(1, "standup.prompt", "s", "k1", Card(Text("first")), user="alice")
    with begin(engine) as session:
        outbox.put(session, now, said)
        [row] = sending.heads(session, now, 1, sending.Served(["standup.prompt"], ["teams"]), 5)
        row.state, row.message = State.SENT, "a:1|7"
    assert house.shown("W1", "a:1|7") == Card(Text("first"))
    with begin(engine) as session:
        outbox.put(session, now, replace(said, key="k2", card=Card(Text("second"))))
    assert house.shown("W1", "a:1|7") == Card(Text("second"))
    with begin(engine) as session:
        session.connection().execute(sa.update(outbox.Outbox).values(card=BLANK))
    assert house.shown("W1", "a:1|7") is None  # its text was kept for long enough
    assert house.shown("W1", "a:1|8") is house.shown("W1", "") is house.shown("T404", "a:1|7") is None
