"""All tables, and the history that leads to them: upgrade, compare, step down."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from ritualbot.errors import SchemaTooOld
from ritualbot.store import (
    absence,
    access_request,
    action,
    alarms,
    also,
    asked_form,
    audit,
    blocker,
    bridge,
    charter,
    conversation,
    dashboard_link,
    decision,
    desk,
    desk_meeting,
    digest,
    draft,
    heartbeat,
    hypothesis,
    idea,
    inbox,
    install,
    kpi,
    outbox,
    pace,
    pilot,
    play,
    request,
    request_link,
    retro,
    review,
    setup_code,
    sponsor_help,
    sprint,
    sprint_end,
    sprint_goal,
    standup,
    standup_text,
    team,
    team_choice,
)

MODULES = (
    absence,
    access_request,
    action,
    alarms,
    also,
    asked_form,
    audit,
    blocker,
    bridge,
    charter,
    conversation,
    dashboard_link,
    decision,
    desk,
    desk_meeting,
    digest,
    draft,
    heartbeat,
    hypothesis,
    idea,
    inbox,
    install,
    kpi,
    outbox,
    pace,
    pilot,
    play,
    request,
    request_link,
    retro,
    review,
    setup_code,
    sponsor_help,
    sprint,
    sprint_end,
    sprint_goal,
    standup,
    standup_text,
    team,
    team_choice,
)  # importing them fills the metadata
METADATA = SQLModel.metadata
_MIGRATIONS = Path(__file__).parent / "migrations"


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    # Alembic reads this through configparser, where a percent sign in a folder's name would start a reference.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest revision the code knows."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    assert found is not None
    return found


def current(engine: sa.Engine) -> str | None:
    """The database's revision; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def knows(revision: str) -> bool:
    """Whether the revision is one of this code's; a newer release's is not."""
    return revision in {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}


@contextmanager
def _rebuilding(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A writing transaction in which SQLite may rebuild a table that others refer to.

    Dropping the old one would count as deleting its rows, so references are not watched meanwhile; they are looked at
    before the end instead, and a broken one undoes everything.
    """
    with engine.execution_options(writes=True).connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")  # without effect inside a transaction
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise sa.exc.IntegrityError("PRAGMA foreign_key_check", None, ValueError(str(broken[:3])))
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def upgrade(engine: sa.Engine, to: str = "head") -> None:
    with _rebuilding(engine) as connection:
        command.upgrade(_config(connection), to)


def downgrade(engine: sa.Engine, to: str) -> None:
    with _rebuilding(engine) as connection:
        command.downgrade(_config(connection), to)


def require(engine: sa.Engine) -> None:
    """Raises SchemaTooOld unless the schema is the code's or newer: old and new releases run side by side."""
    found = current(engine)
    if found is None or (knows(found) and found != head()):
        raise SchemaTooOld(f"the database is at {found or 'nothing'}, the code needs {head()}: ritualbot db upgrade")
