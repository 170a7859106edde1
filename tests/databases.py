"""One engine per database and test process: what SQLAlchemy compiled for one test need not be compiled for the next."""

import sqlalchemy as sa

from ritualbot.store.engine import connect

_ENGINES: dict[str, sa.Engine] = {}


def engine_of(url: str) -> sa.Engine:
    if url not in _ENGINES:
        _ENGINES[url] = connect(url)
    return _ENGINES[url]


def let_go(url: str) -> None:
    """Closes the connections: the database behind the address is about to be another one."""
    if url in _ENGINES:
        _ENGINES[url].dispose()
