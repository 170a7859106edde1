"""The database of a process or a command: there, up to date, or refused in one line; and `ritualbot db`."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from ritualbot.clock import wall_now
from ritualbot.errors import CommandRefused
from ritualbot.settings import Settings
from ritualbot.store import audit, schema, team as teams
from ritualbot.store.engine import connect, reading
from ritualbot.store.request_link import offer
from ritualbot.store.secrets import Vault, lend
from ritualbot.store.sprint_names import permit

Say = Callable[[str], None]


def open_database(settings: Settings) -> sa.Engine:
    """Raises SchemaTooOld, CommandRefused when the database cannot be reached. Looking for it makes none."""
    engine = connect(settings.database_url)
    if missing := missing_file(engine):
        raise CommandRefused(f"there is no database at {missing}: `ritualbot db upgrade` makes it")
    require(engine)
    lend(engine, vault_of(settings))
    permit(engine, settings.nominative_export)
    offer(engine, settings.public_url or "")
    return engine


def vault_of(settings: Settings) -> Vault | None:
    """None without a key. Raises SettingsRefused for a key that is none."""
    return Vault(settings.secret_key.get_secret_value()) if settings.secret_key else None


def missing_file(engine: sa.Engine) -> Path | None:
    """The SQLite file that is not there yet, in a folder that is."""
    file = Path(engine.url.database or "")
    return file if engine.dialect.name == "sqlite" and file.parent.is_dir() and not file.is_file() else None


def require(engine: sa.Engine) -> None:
    """Raises as `open_database` does."""
    with answering():
        schema.require(engine)


@contextmanager
def answering() -> Iterator[None]:
    """A database that is away is one clear line, not its driver's own words: they may quote the password."""
    try:
        yield
    except sa.exc.OperationalError as error:
        raise CommandRefused("the database does not answer: check DATABASE_URL, then `ritualbot doctor`") from error


def upgrade(settings: Settings, say: Say) -> None:
    """Brings the schema up to date; an existing SQLite file is copied beside itself before it changes."""
    engine = connect(settings.database_url)
    with answering():
        before = schema.current(engine)
    if before == schema.head():
        say(f"the schema is up to date ({before})")
        return
    if before is not None and not schema.knows(before):
        raise CommandRefused(
            f"the schema is at {before}, newer than this release ({schema.head()}): nothing to upgrade"
        )
    file = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and before is not None and file.is_file():
        copy = file.with_name(f"{file.name}.{before}.{wall_now():%Y%m%dT%H%M%S}")
        shutil.copy2(file, copy)
        say(f"copied to {copy}")
    schema.upgrade(engine)
    say(f"the schema went from {before or 'nothing'} to {schema.head()}")


def check(settings: Settings, say: Say) -> None:
    """Raises SchemaTooOld, or CommandRefused when an audit chain is broken."""
    engine = open_database(settings)
    with reading(engine) as session:
        whole_chains(session)
    say("schema and audit chains are whole")


def whole_chains(session: Session) -> list[int]:
    """The tenants, each with its audit chain verified. Raises CommandRefused."""
    tenants = sorted({workspace.tenant_id for workspace in teams.workspaces(session)})
    for tenant in tenants:
        broken = audit.broken_at(session, tenant)
        if broken is not None:
            raise CommandRefused(f"the audit chain of tenant {tenant} breaks at row {broken}")
    return tenants
