"""`ritualbot serve` with Slack: the token introduces the workspace, the door takes what is signed and nothing else."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from ritualbot.store.engine import connect
from tests.clouds.slack.client import FakeWorkspace
from tests.platforms.slack.door import SECRET, sign
from tests.test_processes import PATIENCE, Start, canary, free_port, start

__all__ = ["canary", "start"]


def posted(port: int, body: Mapping[str, object], **headers: str) -> tuple[int, bytes]:
    raw = json.dumps(body).encode()
    signed = sign(raw, int(time.time()), headers.pop("secret", SECRET))  # noqa: TID251 - signatures are of real time
    url = f"http://127.0.0.1:{port}/slack/events"
    request = urllib.request.Request(url, raw, {"Content-Type": "application/json", **signed})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def scalar(url: str, statement: str) -> object:
    engine = connect(url)
    try:
        with engine.connect() as connection:
            return connection.execute(sa.text(statement)).scalar()
    finally:
        engine.dispose()


def until(url: str, statement: str, wanted: object) -> None:
    end = time.monotonic() + PATIENCE
    while scalar(url, statement) != wanted:
        assert time.monotonic() < end, statement
        time.sleep(0.05)


@pytest.fixture
def slack_env(printemps: FakeWorkspace, tmp_path: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'slack.db'}",
        "PORT": str(free_port()),
        "SLACK_BOT_TOKEN": printemps.token,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": printemps.slack.api,
    }


def test_serve_opens_the_door_and_knows_whose_token_it_has(
    start: Start, printemps: FakeWorkspace, slack_env: dict[str, str]
) -> None:
    child = start("serve", **slack_env)
    child.says()
    assert "web listens" in child.says()
    port, url = int(slack_env["PORT"]), slack_env["DATABASE_URL"]
    until(url, "SELECT external_id FROM workspace", printemps.id)
    challenge = {"type": "url_verification", "challenge": "c1", "token": "x"}
    status, answer = posted(port, challenge)
    assert (status, json.loads(answer)) == (200, {"challenge": "c1"})
    assert posted(port, challenge, secret="another") == (401, b"")
    uninstalled = {
        "type": "event_callback",
        "event_id": "Ev1",
        "team_id": printemps.id,
        "event": {"type": "app_uninstalled"},
    }
    assert posted(port, uninstalled)[0] == 200
    until(url, "SELECT state FROM workspace", "paused")
    assert child.ends() == 0
    assert printemps.token not in child.errors()


def test_a_revoked_token_ends_no_process(start: Start, printemps: FakeWorkspace, slack_env: dict[str, str]) -> None:
    printemps.do("workspace", dead="token_revoked")
    child = start("serve", **slack_env)
    child.says()
    assert "web listens" in child.says()
    assert posted(int(slack_env["PORT"]), {"type": "url_verification", "challenge": "c", "token": "x"})[0] == 200
    child.warns("slack.token_refused")
    assert child.ends() == 0
    assert printemps.token not in child.errors()


@pytest.mark.parametrize("command", ["serve", "web", "worker"])
def test_incomplete_settings_are_one_line(start: Start, slack_env: dict[str, str], command: str) -> None:
    del slack_env["SLACK_SIGNING_SECRET"]
    child = start(command, **slack_env, SLACK_CLIENT_SECRET="canary")
    assert child.process.wait(PATIENCE) == 1
    (line,) = [each for each in child.errors().splitlines() if each.startswith("ritualbot: ")]
    assert "SLACK_BOT_TOKEN: needs SLACK_SIGNING_SECRET" in line and "SLACK_CLIENT_SECRET" in line
    assert "canary" not in line
