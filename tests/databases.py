"""One engine per database and test process: what SQLAlchemy compiled for one test need not be compiled for the next."""

from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from ritualbot.store import schema
from ritualbot.store.engine import connect
from ritualbot.store.request_link import offer
from ritualbot.store.secrets import Vault, lend

KEY = "cml0dWFsYm90LXRlc3RzLXJpdHVhbGJvdC10ZXN0cyE="  # what the tests' processes seal with
PUBLIC_URL = "https://ritualbot.example.com"  # where they are reached from outside
_VAULT = Vault(KEY)
_ENGINES: dict[str, sa.Engine] = {}


def engine_of(url: str) -> sa.Engine:
    """With the key and the address of the tests, whatever the test before made of them."""
    if url not in _ENGINES:
        _ENGINES[url] = connect(url)
    lend(_ENGINES[url], _VAULT)
    offer(_ENGINES[url], PUBLIC_URL)
    return _ENGINES[url]


def let_go(url: str) -> None:
    """Closes the connections: the database behind the address is about to be another one."""
    if url in _ENGINES:
        _ENGINES[url].dispose()


# Every table with its identity, and the revision: whatever is made anew or migrated shows here.
_SHAPE = """
    SELECT string_agg(relname || oid, ',' ORDER BY oid) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i', 'S')
"""
_TABLES = [table.name for table in schema.METADATA.sorted_tables]
_FILLED = " UNION ALL ".join(
    f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")"  # noqa: S608 - our own tables' names
    for name in _TABLES
)
_RESTART = "SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences WHERE last_value IS NOT NULL"
_CLEANED_OFTEN = 50  # deletions leave dead rows behind


@dataclass
class Clone:
    """A PostgreSQL database that many tests use one after the other. Emptying it takes a tenth of cloning it anew."""

    url: str
    make: Callable[[], None]  # drops it if it is there, and clones it from the template
    shape: str = ""
    restored: int = field(default=0, init=False)

    def restore(self) -> None:
        if not self.shape or not self._emptied():
            let_go(self.url)
            self.make()
            self.shape = self._read_shape()

    def _emptied(self) -> bool:
        """Whether emptying was enough: whatever a test did to the schema is undone by a new clone alone."""
        self.restored += 1
        engine = engine_of(self.url).execution_options(isolation_level="AUTOCOMMIT")
        try:
            if self._read_shape() != self.shape:
                return False
            with engine.connect() as connection:
                connection.exec_driver_sql("SET session_replication_role = replica")  # no order among foreign keys
                for name in connection.exec_driver_sql(_FILLED).scalars().all():
                    connection.exec_driver_sql(f'DELETE FROM "{name}"')  # noqa: S608 - our own tables' names
                connection.exec_driver_sql("SET session_replication_role = origin")
                connection.exec_driver_sql(_RESTART)
                if self.restored % _CLEANED_OFTEN == 0:
                    connection.exec_driver_sql("VACUUM")
        except sa.exc.DBAPIError:  # its connections were ended, or it is locked by what a test left behind
            return False
        return True

    def _read_shape(self) -> str:
        with engine_of(self.url).connect() as connection:
            tables = connection.exec_driver_sql(_SHAPE).scalar_one()
            revision = connection.exec_driver_sql("SELECT string_agg(version_num, ',') FROM alembic_version").scalar()
        return f"{tables} {revision}"
