"""Settings are read once, told apart from their defaults in one place, and refused together; no value is repeated."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ritualbot import settings
from ritualbot.errors import CommandRefused, SettingsRefused
from ritualbot.settings import PLATFORM_TOKENS, Settings

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / ".env.example"
NAMES = [str(field.alias) for field in Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of this machine, no `.env` of this folder."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_any_variable_the_defaults_stand() -> None:
    found = settings.read()
    assert found.database_url == "sqlite:///ritualbot.db"
    assert (found.host, found.port, found.log_level) == ("127.0.0.1", 8010, "INFO")
    assert found.platform_tokens() == []


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("DATABASE_URL", "sqlite:////var/lib/ritualbot.db"),
        ("DATABASE_URL", "postgresql://bot:p%40ss@db:5432/ritualbot"),
        ("DATABASE_URL", "postgresql+psycopg:///ritualbot?host=/run/postgresql"),
        ("PORT", "1"),
        ("PORT", "65535"),
        ("RITUALBOT_LOG_LEVEL", "DEBUG"),
        ("RITUALBOT_HOST", "192.0.2.7"),
    ],
)
def test_good_values_are_taken(monkeypatch: pytest.MonkeyPatch, name: str, good: str) -> None:
    monkeypatch.setenv(name, good)
    field = next(field for field, info in Settings.model_fields.items() if info.alias == name)
    assert str(getattr(settings.read(), field)) == good


BAD = {
    "DATABASE_URL": ["mysql://bot:canary@db/x", "canary", "sqlite://", "postgresql://bot:canary/ritualbot"],
    "PORT": ["0", "65536", "canary", "-1", "80.5"],
    "RITUALBOT_LOG_LEVEL": ["canary", "debug", "TRACE", ""],
}


@pytest.mark.parametrize(("name", "bad"), [(name, bad) for name, values in BAD.items() for bad in values])
def test_a_bad_value_is_refused_by_name_and_never_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, bad: str
) -> None:
    monkeypatch.setenv(name, bad)
    with pytest.raises(SettingsRefused) as refused:
        settings.read()
    assert str(refused.value).startswith(f"{name}: ")
    assert "canary" not in str(refused.value)
    assert refused.value.__suppress_context__  # pydantic's own error would quote the value in a stack


def test_all_bad_values_are_reported_together(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, values in BAD.items():
        monkeypatch.setenv(name, values[0])
    with pytest.raises(SettingsRefused) as refused:
        settings.read()
    assert {line.partition(":")[0] for line in str(refused.value).split("; ")} == BAD.keys()


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=8020\nRITUALBOT_LOG_LEVEL=ERROR\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("PORT", "8030")
    found = settings.read()
    assert (found.port, found.log_level) == (8030, "ERROR")


def test_settings_cannot_be_changed() -> None:
    found = settings.read()
    with pytest.raises(ValueError, match="frozen"):
        found.port = 1


@pytest.mark.parametrize("name", PLATFORM_TOKENS)
def test_a_token_is_known_by_its_name_only(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "xoxb-canary")
    found = settings.read()
    assert found.platform_tokens() == [name]
    assert "canary" not in f"{found!r} {found} {found.model_dump()}"


@pytest.mark.parametrize("name", PLATFORM_TOKENS)
def test_the_playground_does_not_start_next_to_a_real_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """Nothing of a playground may ever reach a real workspace, or the other way round."""
    from ritualbot.app import process  # noqa: PLC0415 - the whole application, for this test only

    monkeypatch.setenv(name, "xoxb-canary")
    with pytest.raises(CommandRefused) as refused:
        process.play(settings.read(), 0, "en", tmp_path / "play.db", print)
    assert name in str(refused.value) and "canary" not in str(refused.value)
    assert not (tmp_path / "play.db").exists()


# -- .env.example --------------------------------------------------------------------------------------------------


def examples() -> Iterator[tuple[str, str | None, str]]:
    """Name, default (None: not set) and the comment above, for every variable of the file."""
    said: list[str] = []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        found = re.fullmatch(r"(# )?([A-Z_]+)=(.*)", line)
        if found:
            yield found[2], None if found[1] else found[3], " ".join(said)
        said = [*said, line.removeprefix("# ")] if line.startswith("#") and not found else []


def test_the_example_holds_every_variable_once_and_no_other() -> None:
    assert [name for name, _, _ in examples()] == NAMES


def test_the_example_gives_every_default_and_says_what_it_means() -> None:
    for (name, default, comment), field in zip(examples(), Settings.model_fields.values(), strict=True):
        assert default == (None if field.default is None else str(field.default)), name
        assert comment == field.description, name
        assert comment.endswith("."), name


def test_the_example_as_it_stands_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"))
    with_it = settings.read()
    (tmp_path / ".env").unlink()
    assert with_it == settings.read()
