"""The database of a process or a command: there, up to date, or refused in one line."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from ritualbot.errors import CommandRefused
from ritualbot.settings import Settings
from ritualbot.store import schema
from ritualbot.store.engine import connect


def open_database(settings: Settings) -> sa.Engine:
    """Raises SchemaTooOld, CommandRefused when the database cannot be reached."""
    engine = connect(settings.database_url)
    require(engine)
    return engine


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
