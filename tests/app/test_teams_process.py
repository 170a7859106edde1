"""`ritualbot serve` with Teams: the door takes what the Connector signs and nothing else, alone or beside Slack."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.app.test_slack_process import posted, scalar, until
from tests.clouds.slack.client import FakeWorkspace
from tests.clouds.teams.client import FakeTenant
from tests.platforms.slack.door import SECRET
from tests.platforms.teams.told import payload
from tests.test_processes import PATIENCE, Start, canary, free_port, start

__all__ = ["canary", "start"]


def told(tenant: FakeTenant, **changed: Any) -> dict[str, Any]:
    """Alice asks for help in 1:1."""
    found = payload("message_personal", text="help", serviceUrl=tenant.service_url, **changed)
    found["channelData"]["tenant"]["id"] = found["conversation"]["tenantId"] = tenant.id
    found["recipient"]["id"] = tenant.bot
    alice = tenant.people["alice"]
    found["from"] |= {"id": alice["account"], "aadObjectId": alice["object_id"]}
    found["conversation"]["id"] = tenant.personal("alice")
    return found


def sent(port: int, activity: Mapping[str, Any], token: str = "") -> int:
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    url = f"http://127.0.0.1:{port}/api/messages"
    request = urllib.request.Request(url, json.dumps(activity).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


@pytest.fixture
def teams_env(verger: FakeTenant, tmp_path: Path) -> dict[str, str]:
    base, _, app = verger.login_url.rpartition("/")
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'teams.db'}",
        "PORT": str(free_port()),
        "TEAMS_APP_ID": verger.app,
        "TEAMS_APP_PASSWORD": verger.secret,
        "TEAMS_TENANT_ID": app,
        "RITUALBOT_TEAMS_TENANTS": verger.id,
        "TEAMS_OPENID_URL": verger.openid_url,
        "TEAMS_LOGIN_URL": base,
        "TEAMS_SERVICE_URLS": verger.cloud.url,
        "REQUESTS_CA_BUNDLE": str(verger.cloud.authority),
    }


def test_serve_answers_who_writes_to_it_and_lets_nobody_else_in(
    start: Start, verger: FakeTenant, teams_env: dict[str, str]
) -> None:
    child = start("serve", **teams_env)
    child.says()
    assert "web listens" in child.says()
    port, url = int(teams_env["PORT"]), teams_env["DATABASE_URL"]
    assert sent(port, told(verger)) == 401
    assert scalar(url, "SELECT count(*) FROM workspace") == 0
    assert sent(port, told(verger), verger.mint()) == 200
    until(url, "SELECT count(*) FROM outbox WHERE state = 'sent'", 1)
    [answer] = [each for each in verger.messages(verger.personal("alice")) if each["from"] == verger.bot]
    assert "ritual" in json.dumps(answer["activity"])
    assert scalar(url, "SELECT platform || ':' || external_id FROM workspace") == f"teams:{verger.id}"
    assert child.ends() == 0
    assert verger.secret not in child.errors()


def test_slack_and_teams_in_one_process_do_not_see_each_other(
    start: Start, verger: FakeTenant, printemps: FakeWorkspace, teams_env: dict[str, str]
) -> None:
    slack_env = {
        "SLACK_BOT_TOKEN": printemps.token,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": printemps.slack.api,
    }
    child = start("serve", **teams_env, **slack_env)
    child.says()
    assert "web listens" in child.says()
    port, url = int(teams_env["PORT"]), teams_env["DATABASE_URL"]
    until(url, "SELECT count(*) FROM workspace WHERE platform = 'slack'", 1)
    assert sent(port, told(verger), verger.mint()) == 200
    until(url, "SELECT count(*) FROM outbox WHERE state = 'sent'", 1)
    assert posted(port, {"type": "url_verification", "challenge": "c1", "token": "x"})[0] == 200
    assert posted(port, told(verger))[0] == 400
    assert scalar(url, "SELECT count(DISTINCT tenant_id) FROM workspace") == 2
    assert not [line for line in printemps.log() if line["method"].startswith("chat.")]
    assert child.ends() == 0


@pytest.mark.parametrize("command", ["serve", "web", "worker"])
def test_without_an_app_id_it_starts_on_loopback_only(start: Start, teams_env: dict[str, str], command: str) -> None:
    """G7: nothing that was forgotten opens the door."""
    for name in ("TEAMS_APP_ID", "TEAMS_APP_PASSWORD"):
        del teams_env[name]
    child = start(command, **teams_env, RITUALBOT_TEAMS_ANONYMOUS="1", RITUALBOT_HOST="0.0.0.0")  # noqa: S104
    assert child.process.wait(PATIENCE) == 1
    (line,) = [each for each in child.errors().splitlines() if each.startswith("ritualbot: ")]
    assert "RITUALBOT_TEAMS_ANONYMOUS" in line and "loopback" in line


def test_on_loopback_a_local_client_needs_no_token(start: Start, verger: FakeTenant, teams_env: dict[str, str]) -> None:
    for name in ("TEAMS_APP_ID", "TEAMS_APP_PASSWORD"):
        del teams_env[name]
    child = start("web", **teams_env | {"DATABASE_URL": teams_env["DATABASE_URL"]}, RITUALBOT_TEAMS_ANONYMOUS="1")
    assert child.process.wait(PATIENCE) == 1  # no schema yet: `web` makes none
    child = start("serve", **teams_env, RITUALBOT_TEAMS_ANONYMOUS="1")
    child.says()
    assert "web listens" in child.says()
    assert sent(int(teams_env["PORT"]), told(verger)) == 200
    assert sent(int(teams_env["PORT"]), told(verger, channelId="emulator")) == 400
    assert child.ends() == 0


def test_without_teams_there_is_no_door(start: Start, verger: FakeTenant, teams_env: dict[str, str]) -> None:
    child = start("serve", DATABASE_URL=teams_env["DATABASE_URL"], PORT=teams_env["PORT"])
    child.says()
    assert "web listens" in child.says()
    assert sent(int(teams_env["PORT"]), told(verger), verger.mint()) == 404
    assert child.ends() == 0
