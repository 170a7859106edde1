"""A sprint about to be closed, and what its close leaves: for tests of closes that fail, are killed or race."""

import hashlib
from contextlib import closing
from dataclasses import dataclass, replace
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.chat.events import FormSubmitted, Place, Who
from ritualbot.store import schema
from ritualbot.store.outbox import Outbox
from ritualbot.store.sprint import Sprint, SprintItem, SprintReport
from tests.builders import ALICE, BRUNO, CHLOE, SomeTeam
from tests.conversations.bot import Bot

TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE))
TITLES = ("Landing", "Bannière", "Relance", "Sondage")
STORED = [
    f'SELECT * FROM "{table.name}" ORDER BY {", ".join(column.name for column in table.primary_key.columns)}'  # noqa: S608 - our own table names
    for table in schema.METADATA.sorted_tables
]


@dataclass(frozen=True)
class Left:
    """What there is of a close. `carried`: how often each item was, by title; `posts`: messages of the close."""

    reports: tuple[int, ...]
    carried: dict[str, int]
    posts: int


def running(url: str) -> Bot:
    """Sprint 12 runs with four items, the first of them done."""
    bot = Bot(url, TEAM)
    alice = bot.person("alice")
    alice.says("/sprint lancer")
    days = {"starts_on": "2027-02-22", "ends_on": "2027-03-05"}
    alice.fills(name="Sprint 12", goal="Doubler", lines="\n".join(TITLES), **days)
    alice.presses_ref("sprint.tick", refs(bot.app.engine)["Landing"])
    return bot


def refs(engine: sa.Engine) -> dict[str, str]:
    with Session(engine) as session:
        return {row.title: row.ref for row in session.exec(select(SprintItem))}


def sent(engine: sa.Engine, user: str = "alice") -> FormSubmitted:
    """The closing form: Bannière goes back, the rest is carried over."""
    with Session(engine) as session:
        ref = session.exec(select(Sprint.ref)).one()
    values = {"goal_met": "partly", "kpi": "", "back": refs(engine)["Bannière"]}
    who, where = Who("direct", "W1", user), Place(f"@{user}", direct=True)
    return FormSubmitted(uuid4().hex, who, where, "sprint.close_now", ref, values)


def again(event: FormSubmitted) -> FormSubmitted:
    """The same, sent once more by a person and not by their platform."""
    return replace(event, id=uuid4().hex)


def left(engine: sa.Engine) -> Left:
    with Session(engine) as session:
        reports = tuple(sorted(session.exec(select(SprintReport.version))))
        carried = {row.title: row.carries for row in session.exec(select(SprintItem))}
        posts = session.exec(select(sa.func.count(col(Outbox.id))).where(col(Outbox.kind) == "sprint.closed")).one()
        return Left(reports, carried, posts)


CLOSED_ONCE = Left((1,), {"Landing": 0, "Bannière": 0, "Relance": 1, "Sondage": 1}, 1)
NOT_CLOSED = Left((), dict.fromkeys(TITLES, 0), 0)


def digest(engine: sa.Engine) -> str:
    """All that is stored."""
    found = hashlib.sha256()
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        for rows in STORED:
            cursor.execute(rows)
            found.update(repr(cursor.fetchall()).encode())
    return found.hexdigest()
