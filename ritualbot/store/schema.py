"""All tables, and the history that leads to them: upgrade, compare, step down."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from ritualbot.errors import SchemaTooOld
from ritualbot.store import absence, alarms, also, audit, heartbeat, inbox, outbox, pace, play, standup, team

MODULES = (
    absence,
    alarms,
    also,
    audit,
    heartbeat,
    inbox,
    outbox,
    pace,
    play,
    standup,
    team,
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


def upgrade(engine: sa.Engine, to: str = "head") -> None:
    with engine.execution_options(writes=True).begin() as connection:
        command.upgrade(_config(connection), to)


def downgrade(engine: sa.Engine, to: str) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(_config(connection), to)


def require(engine: sa.Engine) -> None:
    """Raises SchemaTooOld unless the schema is the code's or newer: old and new releases run side by side."""
    found = current(engine)
    if found is None or (knows(found) and found != head()):
        raise SchemaTooOld(f"the database is at {found or 'nothing'}, the code needs {head()}: ritualbot db upgrade")
