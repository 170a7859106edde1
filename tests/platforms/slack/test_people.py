"""Who Slack says people are, of every kind, and who is in a channel."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp
import pytest

from ritualbot.chat.events import Place, Profile
from ritualbot.errors import Undeliverable
from ritualbot.platforms.slack.calls import Calls, open_session
from ritualbot.platforms.slack.people import Profiles, profile_of, team_of
from tests.clouds.slack.client import FakeSlack, FakeWorkspace
from tests.platforms.slack.house import SmallHouse

T = TypeVar("T")


def ask(workspace: FakeWorkspace, use: Callable[[Profiles], Awaitable[T]], **more: float) -> T:
    async def asked() -> T:
        async with open_session() as session:
            calls = Calls(SmallHouse.of(workspace), session, workspace.slack.api)
            return await use(Profiles(calls, **more))

    return asyncio.run(asked())


def profiles(workspace: FakeWorkspace, *names: str, **more: float) -> tuple[Profile, ...]:
    users = [workspace.users.get(name, name) for name in names]
    return ask(workspace, lambda asked: asked.of(workspace.id, users), **more)


def profile(workspace: FakeWorkspace, name: str) -> Profile:
    (found,) = profiles(workspace, name)
    return found


def test_a_person_has_a_name_a_zone_and_a_language(printemps: FakeWorkspace) -> None:
    user = printemps.users["bruno"]
    assert profile(printemps, "bruno") == Profile(user, "bruno", "America/Sao_Paulo", "en", admin=False)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("member", {"admin": False}),
        ("admin", {"admin": True}),
        ("owner", {"admin": True}),
        ("guest", {"admin": False, "guest": True}),
        ("single_guest", {"admin": False, "guest": True}),
        ("stranger", {"admin": False, "stranger": True}),
        ("bot", {"admin": False, "bot": True}),
        ("app_user", {"admin": False}),
        ("deactivated", {"admin": False, "active": False, "tz": "", "language": ""}),
    ],
)
def test_every_kind_of_account_is_recognised(fake_slack: FakeSlack, kind: str, expected: dict[str, Any]) -> None:
    workspace = fake_slack.workspace(users=[{"name": "sam", "display_name": "Sam", "kind": kind}])
    user = workspace.users["sam"]
    usual: dict[str, Any] = {"tz": "Europe/Paris", "language": "fr"}
    assert profile(workspace, "sam") == Profile(user, "Sam", **(usual | expected))


def test_somebody_of_a_workspace_that_shares_a_channel_is_a_stranger(fake_slack: FakeSlack) -> None:
    people = [{"name": "farid", "kind": "visitor", "team": "T0VERGER002"}]
    assert profile(fake_slack.workspace(users=people), "farid").stranger


def test_slackbot_is_a_bot_although_slack_does_not_say_so(fake_slack: FakeSlack) -> None:
    workspace = fake_slack.workspace(users=[{"name": "slackbot", "id": "USLACKBOT"}])
    assert profile(workspace, "slackbot").bot


@pytest.mark.parametrize(
    ("workspace", "team", "organisation", "stranger"),
    [
        ("T1", "T1", {}, False),
        ("T1", "T2", {}, True),
        ("T1", "T2", {"enterprise_id": "E1", "teams": ["T1", "T2"]}, False),
        ("T1", "T2", {"enterprise_id": "E1", "teams": ["T2"]}, True),
        ("E1", "T1", {"enterprise_id": "E1", "teams": ["T1"]}, False),
        ("E1", "T1", {"enterprise_id": "E2", "teams": ["T1"]}, True),
        ("E1", "T1", {}, False),
        ("", "T2", {}, False),
    ],
)
def test_a_home_elsewhere_makes_a_stranger(
    workspace: str, team: str, organisation: dict[str, Any], stranger: bool
) -> None:
    user = {"id": "U1", "team_id": team, "is_admin": False}
    user |= {"enterprise_user": organisation} if organisation else {}
    assert profile_of(user, workspace).stranger is stranger


def test_what_is_not_told_stays_untold() -> None:
    assert profile_of({"id": "U1"}) == Profile("U1", admin=None)
    assert profile_of({"id": "U1", "deleted": True}) == Profile("U1", admin=False, active=False)
    assert profile_of({"id": "U1", "profile": {"display_name": "", "real_name": "Alice Duval"}}).name == "Alice Duval"
    assert profile_of({"id": "U1", "profile": None, "tz": None, "locale": None, "name": "al"}).name == "al"


def test_several_are_looked_up_in_their_order_and_each_once(printemps: FakeWorkspace) -> None:
    found = profiles(printemps, "bruno", "alice", "bruno", "emma")
    assert [each.user for each in found] == [printemps.users[name] for name in ("bruno", "alice", "emma")]
    assert len(printemps.log("users.info")) == 3
    assert profiles(printemps) == ()


def test_who_slack_does_not_know_or_will_not_tell_is_left_out(printemps: FakeWorkspace) -> None:
    assert [each.name for each in profiles(printemps, "U0NOBODY", "alice")] == ["Alice"]
    printemps.goes_wrong("throttled", "users.info")
    assert profiles(printemps, "alice") == ()


def test_who_does_not_come_in_time_is_left_out(printemps: FakeWorkspace) -> None:
    """On a session that would wait for ever: nothing but the budget ends it."""

    async def asked() -> tuple[Profile, ...]:
        patient = aiohttp.ClientTimeout(total=None, sock_read=None)
        async with aiohttp.ClientSession(timeout=patient) as session, asyncio.timeout(30):
            calls = Calls(SmallHouse.of(printemps), session, printemps.slack.api)
            users = [printemps.users[name] for name in ("alice", "bruno")]
            return await Profiles(calls).of(printemps.id, users)

    printemps.goes_wrong("hangs", "users.info")
    found = asyncio.run(asked())
    assert len(found) == 1
    assert len(printemps.log("users.info")) == 2


def test_a_channel_has_a_name_and_members(printemps: FakeWorkspace) -> None:
    where = printemps.channels["sprint"]
    names = ("alice", "bruno", "emma")
    members = (*(printemps.users[name] for name in names), printemps.bot)
    assert ask(printemps, lambda asked: asked.name(printemps.id, where)) == "sprint"
    assert ask(printemps, lambda asked: asked.members(printemps.id, where)) == members


def test_members_come_page_by_page(fake_slack: FakeSlack) -> None:
    people = [{"name": f"p{number}"} for number in range(250)]
    everyone = [each["name"] for each in people]
    workspace = fake_slack.workspace(users=people, channels=[{"name": "all", "members": everyone}])
    found = ask(workspace, lambda asked: asked.members(workspace.id, workspace.channels["all"]))
    assert len({*found}) == 251
    assert len(workspace.log("conversations.members")) == 2


def test_a_channel_that_is_hidden_is_told_by_slacks_word(printemps: FakeWorkspace) -> None:
    hidden = printemps.channels["secret"]
    for asking in (lambda asked: asked.name(printemps.id, hidden), lambda asked: asked.members(printemps.id, hidden)):
        with pytest.raises(Undeliverable, match="channel_not_found"):
            ask(printemps, asking)


def test_bots_guests_strangers_and_those_who_left_are_of_no_team() -> None:
    place = Place("C1", name="sprint", members=("a", "b", "g", "s", "d", "unknown"))
    told = (
        Profile("a"),
        Profile("b", bot=True),
        Profile("g", guest=True),
        Profile("s", stranger=True),
        Profile("d", active=False),
    )
    assert team_of(place, told) == Place("C1", name="sprint", members=("a", "unknown"))
