"""F3, G11: files by person are opened where ritualbot runs, and nowhere else."""

from pathlib import Path

import pytest
from sqlmodel import Session

from ritualbot.app.database import open_database
from ritualbot.settings import read
from ritualbot.store.sprint_names import permitted

NAME = "RITUALBOT_NOMINATIVE_EXPORT"


@pytest.mark.parametrize(("value", "is_open"), [("", False), ("False", False), ("0", False), ("1", True)])
def test_the_setting_is_off_unless_it_is_set(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, is_open: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.delenv(NAME, raising=False)
    if value:
        monkeypatch.setenv(NAME, value)
    engine = open_database(read())
    with Session(engine) as session:
        assert permitted(session) is is_open
    engine.dispose()
