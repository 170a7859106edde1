"""One stand-up day in four states, and rooms in which one thing after another is tried."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from ritualbot.app.parts import build
from ritualbot.chat.events import Event
from ritualbot.chat.replies import Reply
from ritualbot.clock import MovableClock
from ritualbot.rituals.permissions import Role
from ritualbot.store import (
    retro_run as runs,
    schema,
)
from ritualbot.store.team import Team
from tests.builders import Someone, SomeTeam
from tests.conversations.bot import Bot, moment
from tests.conversations.rights import (
    LAVANDE,
    PEOPLE,
    named,
)
from tests.conversations.rights_rows import (
    add_blockers,
    add_digest,
    add_hypotheses,
    add_requests,
    add_sprint,
    days_off,
    days_off_refs,
    give_actions,
    given_refs,
    refs,
    second_team,
    standup_of_lavande,
)
from tests.databases import engine_of

# Another customer, with the same role names on the other side.
FOREIGN = SomeTeam(
    people=(*(Someone(named(role), (role,)) for role in Role), Someone("yann")),
    name="Étranger",
    channel="etranger",
    workspace="W2",
    language="en",
)
FREE = "atelier"  # a channel without a team
# As plain SQL: this is asked thousands of times.
DIGESTED = [
    f'SELECT * FROM "{table.name}" ORDER BY {", ".join(column.name for column in table.primary_key.columns)}'  # noqa: S608 - our own table names
    for table in schema.METADATA.sorted_tables
    if table.name != "inbox"
]


@dataclass(frozen=True)
class Stage:
    """A database in one state, and the references that stand in it."""

    file: Path
    now: str
    parts: Mapping[str, str]  # by user
    run: str
    team: str
    standup: str = ""
    digest: str = ""
    blockers: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # by user: a blocker, its last event
    actions: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # by user: one given them, its making
    days_off: Mapping[str, str] = field(default_factory=dict)  # by user, and "closure", "asked", "each"


@dataclass
class Room:
    """A copy of a stage in which one thing after another is tried; put back whenever something changed it."""

    stage: Stage
    file: Path
    engines: list[sa.Engine] = field(default_factory=list)

    def open(self) -> None:
        self.close()
        shutil.copy(self.stage.file, self.file)
        self.app = build(engine_of(f"sqlite:///{self.file}"), {}, clock=MovableClock(moment(self.stage.now), rate=0.0))
        self.engines.append(self.app.engine)

    def close(self) -> None:
        while self.engines:
            self.engines.pop().dispose()
        for each in self.file.parent.glob(f"{self.file.name}*"):
            each.unlink()

    def does(self, event: Event) -> Reply:
        return self.app.dispatcher.handle(event)

    @property
    def digest(self) -> str:
        return digest(self.app.engine)

    def changed(self) -> bool:
        return self.digest != self.stage.digest


def digest(engine: sa.Engine) -> str:
    """All that is stored, but the note that an event was seen."""
    found = hashlib.sha256()
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        for rows in DIGESTED:  # by the driver alone: this is asked thousands of times
            cursor.execute(rows)
            found.update(repr(cursor.fetchall()).encode())
    return found.hexdigest()


def stage(
    bot: Bot,
    file: Path,
    folder: Path,
    now: str,
    parts: Mapping[str, str],
    run: str,
    blocked: Mapping[str, tuple[str, str]],
) -> Stage:
    with bot.session() as session:
        team = session.exec(select(Team.ref).where(col(Team.name) == "Lavande")).one()
        standup = standup_of_lavande(session)
        off, given = days_off_refs(session), given_refs(session)
    seen = digest(bot.app.engine)
    bot.app.engine.dispose()  # the last connection writes everything into the one file
    copy = folder / f"{now.replace(' ', '-').replace(':', '')}.db"
    shutil.copy(file, copy)
    return Stage(copy, now, parts, run, team, standup, seen, blocked, given, off)


@pytest.fixture(scope="session")
def stages(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Stage]:
    """One stand-up day: before it, while people answer, after the summary, and the morning after."""
    folder = tmp_path_factory.mktemp("stages")
    file = folder / "day.db"
    shutil.copy(sqlite_template, file)
    bot = Bot(f"sqlite:///{file}", LAVANDE, FOREIGN)
    with bot.session() as session, session.begin():
        second_team(session)
        days_off(session)
        add_sprint(session)
        add_requests(session)
        add_hypotheses(session)
        add_digest(session)
        give_actions(session)
        runs.begin(session, session.exec(select(Team).where(col(Team.name) == "Lavande")).one())
    nobody = {person.user: "no-such-part" for person in PEOPLE}
    found = {"no run yet": stage(bot, file, folder, "2027-03-02 09:20", nobody, "no-such-run", {})}
    bot.until("2027-03-02 09:40")
    parts, run = refs(bot)
    blocked = add_blockers(bot, parts)
    found["open"] = stage(bot, file, folder, "2027-03-02 09:40", parts, run, blocked)
    bot.until("2027-03-02 12:00")
    found["posted"] = stage(bot, file, folder, "2027-03-02 12:00", parts, run, blocked)
    bot.until("2027-03-03 09:35")
    found["closed"] = stage(bot, file, folder, "2027-03-03 09:35", parts, run, blocked)
    bot.close()
    return found


@pytest.fixture
def room(stages: Mapping[str, Stage], sqlite_template: Path) -> Iterator[Callable[[str], Room]]:
    """At the same address every time, so that its engine can be used again."""
    made: list[Room] = []

    def enter(state: str) -> Room:
        made.append(Room(stages[state], sqlite_template.with_name(f"room{len(made)}.db")))
        made[-1].open()
        return made[-1]

    yield enter
    for each in made:
        each.close()
