"""`ritualbot secrets`: all tokens under the new key or none, and a lost key is a line, never a trace."""

import pytest
import sqlalchemy as sa

from ritualbot.app import database, doctor, secrets
from ritualbot.clock import WallClock
from ritualbot.errors import CommandRefused
from ritualbot.settings import Settings, read
from ritualbot.store import audit, install as installs, workspace as workspaces
from ritualbot.store.engine import begin, reading
from ritualbot.store.install import Install
from ritualbot.store.secrets import Vault, new_key
from ritualbot.store.team import Workspace
from tests.databases import engine_of

OLD, NEW = new_key(), new_key()
TOKENS = {"T1": "xoxb-canary-1", "T2": "xoxb-canary-2"}


@pytest.fixture
def engine(database_url: str, monkeypatch: pytest.MonkeyPatch) -> sa.Engine:
    """A database with two workspaces, their tokens under the old key."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    found = engine_of(database_url)
    for module in (database, doctor):
        monkeypatch.setattr(module, "connect", engine_of)
    with begin(found) as session:
        for external, token in TOKENS.items():
            made = workspaces.create(session, "slack", external, external, "en", WallClock().now())
            kept = Vault(OLD).encrypt(token)
            installs.keep(session, Install(workspace_id=made.id or 0, token=kept, installed_at=WallClock().now()))
    return found


def settings(monkeypatch: pytest.MonkeyPatch, keys: str) -> Settings:
    monkeypatch.setenv("RITUALBOT_SECRET_KEY", keys)
    return read()


def stored(engine: sa.Engine) -> list[str]:
    with reading(engine) as session:
        return [each.token for each in installs.with_token(session)]


def actions(engine: sa.Engine) -> list[str]:
    with reading(engine) as session:
        return [row.action for tenant in (1, 2) for row in audit.chain(session, tenant)]


def findings(given: Settings) -> str:
    return doctor.as_text([each for each in doctor.examine(given) if each.what == "secret key"])


def test_a_new_key_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    lines: list[str] = []
    secrets.new_key(lines.append)
    secrets.new_key(lines.append)
    assert len(set(lines)) == 2 and Vault(",".join(lines)).encrypt("x")


def test_rotation_puts_every_token_under_the_first_key(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    secrets.rotate(settings(monkeypatch, f"{NEW},{OLD}"), said.append)
    assert [Vault(NEW).decrypt(each) for each in stored(engine)] == [*TOKENS.values()]
    assert actions(engine) == ["secrets.rotated", "secrets.rotated"]
    assert said[0].startswith("2 tokens") and "canary" not in said[0]
    assert "opens 2 tokens" in findings(settings(monkeypatch, NEW))


def test_rotation_changes_all_or_nothing(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Vault(new_key()).encrypt("xoxb-canary-3")
    with begin(engine) as session:
        installs.keep(session, Install(workspace_id=2, token=lost, installed_at=WallClock().now()))
    before = stored(engine)
    with pytest.raises(CommandRefused, match="slack:T2 cannot be read") as refused:
        secrets.rotate(settings(monkeypatch, f"{NEW},{OLD}"), lambda _line: None)
    assert stored(engine) == before and actions(engine) == []
    assert "canary" not in str(refused.value) and lost not in str(refused.value)


def test_rotation_without_a_key_is_refused(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RITUALBOT_SECRET_KEY", raising=False)
    with pytest.raises(CommandRefused, match="RITUALBOT_SECRET_KEY is not set"):
        secrets.rotate(read(), lambda _line: None)


def test_no_process_starts_with_stored_tokens_and_no_key(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RITUALBOT_SECRET_KEY", raising=False)
    with pytest.raises(CommandRefused, match="tokens are stored and RITUALBOT_SECRET_KEY is not set"):
        secrets.require_key(engine, read())
    secrets.require_key(engine, settings(monkeypatch, NEW))  # one key that fits nothing stops no other workspace
    with begin(engine) as session:
        for workspace in (1, 2):
            installs.remove(session, workspace, WallClock().now())
    monkeypatch.delenv("RITUALBOT_SECRET_KEY")
    secrets.require_key(engine, read())


def test_the_doctor_says_in_a_line_that_a_key_is_lost(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "opens 2 tokens" in findings(settings(monkeypatch, OLD))
    assert "no  secret key: does not open the token of slack:T1, slack:T2" in findings(settings(monkeypatch, NEW))
    assert "no  secret key: RITUALBOT_SECRET_KEY: not a key" in findings(settings(monkeypatch, "canary"))
    monkeypatch.delenv("RITUALBOT_SECRET_KEY")
    assert "no  secret key: none, 2 tokens are stored" in findings(read())


def test_the_doctor_names_what_is_paused(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with begin(engine) as session:
        workspaces.pause(session, session.get_one(Workspace, 2), "token_revoked", WallClock().now())
    found = doctor.examine(settings(monkeypatch, OLD))
    told = doctor.as_text([each for each in found if each.what.startswith("workspace")])
    assert "no  workspace slack:T2: paused since" in told and "(token_revoked)" in told
    assert "install the app there again" in told and "slack:T1" not in told
