"""Slack put together: settings that are whole or refused, the house over the store, a workspace's coming."""

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from ritualbot.app.slack import SlackDesk, SlackHouse, introduce, opened
from ritualbot.app.slack_settings import check
from ritualbot.chat.events import Event, Installed
from ritualbot.chat.replies import Reply
from ritualbot.clock import WallClock
from ritualbot.dispatch import Dispatcher
from ritualbot.errors import NotSent, SettingsRefused, WorkspaceGone
from ritualbot.platforms.slack.install import Granted
from ritualbot.platforms.slack.port import House
from ritualbot.settings import read
from ritualbot.store import install as installs, team as teams
from ritualbot.store.engine import begin, reading
from ritualbot.store.secrets import Vault, new_key
from ritualbot.store.team import WorkspaceState
from tests.builders import ALICE, BRUNO, SomeTeam, build_team
from tests.clouds.slack.client import FakeWorkspace
from tests.databases import engine_of

KEY = new_key()
TOKEN = {"SLACK_BOT_TOKEN": "xoxb-canary"}
SECRET = {"SLACK_SIGNING_SECRET": "canary"}
SOCKET = {"SLACK_APP_TOKEN": "xapp-canary"}
OAUTH = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "canary",
    "SLACK_SIGNING_SECRET": "canary",
    "RITUALBOT_SECRET_KEY": KEY,
    "RITUALBOT_PUBLIC_URL": "https://ritualbot.example.com",
    "RITUALBOT_SLACK_WORKSPACES": "T1,E2",
}


# -- settings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [{}, TOKEN | SECRET, TOKEN | SOCKET, TOKEN | SECRET | SOCKET, OAUTH])
def test_what_is_whole_starts(given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    check(read())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (TOKEN, ["SLACK_BOT_TOKEN: needs SLACK_SIGNING_SECRET"]),
        (SECRET, ["SLACK_SIGNING_SECRET: needs SLACK_BOT_TOKEN"]),
        (SOCKET, ["SLACK_APP_TOKEN: needs SLACK_BOT_TOKEN"]),
        (SOCKET | SECRET, ["SLACK_APP_TOKEN: needs SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET: needs SLACK_BOT_TOKEN"]),
        ({"SLACK_CLIENT_SECRET": "canary"}, ["SLACK_CLIENT_SECRET: needs SLACK_CLIENT_ID"]),
        (OAUTH | TOKEN, ["SLACK_BOT_TOKEN and SLACK_CLIENT_ID"]),
        *(
            ({key: value for key, value in OAUTH.items() if key != name}, [f"SLACK_CLIENT_ID: needs {name}"])
            for name in OAUTH
            if name != "SLACK_CLIENT_ID"
        ),
        ({"SLACK_CLIENT_ID": "1.2"}, [f"SLACK_CLIENT_ID: needs {name}" for name in OAUTH if name != "SLACK_CLIENT_ID"]),
    ],
)
def test_what_is_incomplete_or_unsafe_is_refused_all_together(
    given: dict[str, str], said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused) as refused:
        check(read())
    assert all(each in str(refused.value) for each in said)
    assert len(str(refused.value).split("; ")) == len(said)
    assert "canary" not in str(refused.value)


# -- the house -----------------------------------------------------------------------------------------------------


@pytest.fixture
def engine(database_url: str) -> sa.Engine:
    """A team in the workspace W1 of Slack."""
    found = engine_of(database_url)
    with begin(found) as session:
        build_team(session, WallClock().now(), SomeTeam(people=(ALICE, BRUNO)), platform="slack")
    return found


def installed(engine: sa.Engine, vault: Vault, *workspaces: Granted) -> None:
    desk = SlackDesk(Dispatcher(engine, WallClock()), vault, frozenset())
    for each in workspaces:
        desk.install(each, None)


def granted(workspace: str, token: str) -> Granted:
    return Granted(workspace, f"The {workspace}", token, "UBOT", team=workspace)


def test_the_house_knows_whose_workspaces_and_people_are_there(engine: sa.Engine) -> None:
    house: House = SlackHouse(engine, None)
    assert (house.workspace("", "W1"), house.workspace("E1", "W1"), house.workspace("E1", "T404")) == ("W1", "W1", "")
    assert house.known("W1", ["alice", "bruno", "zoe"]) == {"alice", "bruno"}
    assert house.known("T404", ["alice"]) == house.known("W1", []) == frozenset()
    assert (house.language("W1", "alice"), house.language("W1", "zoe"), house.language("T404", "x")) == (
        "fr",
        "fr",
        "en",
    )
    assert house.direct("W1", "alice") == ""
    house.keep_direct("W1", "alice", "D1")
    house.keep_direct("W1", "zoe", "D2")
    house.keep_direct("T404", "alice", "D3")
    assert house.direct("W1", "alice") == "D1" and house.direct("W1", "zoe") == house.direct("T404", "alice") == ""


def test_a_token_is_its_own_workspaces_only(engine: sa.Engine) -> None:
    vault = Vault(KEY)
    installed(engine, vault, granted("T1", "xoxb-1"), granted("T2", "xoxb-2"))
    house = SlackHouse(engine, vault)
    assert (house.token("T1"), house.token("T2")) == ("xoxb-1", "xoxb-2")
    with reading(engine) as session:
        kept = installs.with_token(session)
        assert all(each.token.startswith("gAAAA") and "xoxb" not in each.token for each in kept)
    for nobody in ("", "T404", "W1"):
        with pytest.raises(WorkspaceGone):
            house.token(nobody)
    assert "xoxb" not in repr(granted("T1", "xoxb-1")) and "xoxb" not in repr(SlackHouse(engine, vault, "xoxb-9"))


def test_with_a_lost_key_messages_wait(engine: sa.Engine) -> None:
    installed(engine, Vault(KEY), granted("T1", "xoxb-1"))
    for vault in (None, Vault(new_key())):
        with pytest.raises(NotSent):
            SlackHouse(engine, vault).token("T1")


def test_the_token_of_the_settings_waits_until_it_is_known_whose_it_is(engine: sa.Engine) -> None:
    house = SlackHouse(engine, None, "xoxb-9")
    with pytest.raises(NotSent):
        house.token("W1")
    house.single_workspace = "W1"
    assert house.token("W1") == "xoxb-9"
    with pytest.raises(WorkspaceGone):
        house.token("T1")


# -- a workspace of one's own --------------------------------------------------------------------------------------


def introduced(workspace: FakeWorkspace, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch, token: str) -> list[Event]:
    """What is said at the start with this token."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", token)
    monkeypatch.setenv("SLACK_API_URL", workspace.slack.api)
    said: list[Event] = []

    def handle(event: Event) -> Reply:
        said.append(event)
        return Dispatcher(engine, WallClock()).handle(event)

    async def start() -> None:
        async with opened(read(), engine) as parts:
            assert parts is not None
            asking = asyncio.create_task(introduce(parts.registry, parts.house, handle, pause=0.0))
            if token != workspace.token:
                while not workspace.slack.strays():  # noqa: ASYNC110 - it is another process that is asked
                    await asyncio.sleep(0)
                asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    asyncio.run(start())
    return said


def test_at_the_start_slack_tells_whose_token_it_is(
    printemps: FakeWorkspace, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (event,) = introduced(printemps, engine, monkeypatch, printemps.token)
    assert isinstance(event, Installed) and event.who.workspace == printemps.id
    with reading(engine) as session:
        found = teams.workspace(session, "slack", printemps.id)
    assert found is not None and (found.name, found.state) == ("Printemps", WorkspaceState.ACTIVE)
    assert {line["method"] for line in printemps.log()} == {"auth.test", "users.info"}


def test_a_token_that_is_no_good_ends_nothing(
    printemps: FakeWorkspace, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert introduced(printemps, engine, monkeypatch, "xoxb-nobody") == []


def test_without_slack_there_is_nothing_of_it(engine: sa.Engine) -> None:
    async def look() -> Any:
        async with opened(read(), engine) as parts:
            return parts

    assert asyncio.run(look()) is None
