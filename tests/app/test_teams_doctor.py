"""What the doctor says of Teams, each with the next step."""

import asyncio

import pytest

from ritualbot.app.finding import Finding
from ritualbot.app.teams_doctor import of_settings, online
from ritualbot.settings import read
from tests.app.test_teams_chat import APP, LOCAL, OTHER
from tests.clouds.teams.client import FakeTenant


def looked_at(monkeypatch: pytest.MonkeyPatch, **env: str) -> dict[str, Finding]:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    return {each.what: each for each in of_settings(read())}


def test_without_teams_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert looked_at(monkeypatch) == {}
    assert asyncio.run(online(read())) == []


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = looked_at(monkeypatch, TEAMS_APP_PASSWORD="canary")["teams settings"]
    assert not found.ok and "TEAMS_APP_ID" in found.found and "canary" not in found.found
    assert "README" in found.next
    assert asyncio.run(online(read())) == []


def test_the_hosts_to_open_and_the_tenants_are_those_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    found = looked_at(
        monkeypatch, **APP, RITUALBOT_TEAMS_TENANTS=OTHER, RITUALBOT_PUBLIC_URL="https://r.example.com/x/"
    )
    ours = "login.botframework.com, login.microsoftonline.com, smba.trafficmanager.net"
    hosts = f"{ours}, *.sharepoint.com (443, outgoing)"
    assert found["teams hosts to open"].found == hosts
    assert found["teams tenants"].found == OTHER
    assert found["teams endpoint"].found == "https://r.example.com/x/api/messages"


def test_an_open_door_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "unsigned requests are taken on 127.0.0.1" in looked_at(monkeypatch, **LOCAL)["teams settings"].found


@pytest.mark.parametrize("works", [True, False])
def test_online_the_keys_are_fetched(monkeypatch: pytest.MonkeyPatch, verger: FakeTenant, works: bool) -> None:
    looked_at(monkeypatch, **APP, TEAMS_OPENID_URL=verger.openid_url)
    if not works:
        verger.sign_in_goes_wrong("unavailable", "openid")
    [found] = asyncio.run(online(read()))
    assert (found.what, found.ok) == ("teams keys", works)
    assert works or "TEAMS_OPENID_URL" in found.next
