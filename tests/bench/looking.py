"""What a sponsor's page and digest cost where a database is full of other teams' answers: one team with three years of
stand-ups behind it, beside as many rows of others as retention leaves of ninety days."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from ritualbot.app.seed import seed
from ritualbot.i18n import Words
from ritualbot.reports import dashboard as pages, digest as digests
from ritualbot.rituals.digest import Week
from ritualbot.rituals.standup import Presence
from ritualbot.store import dashboard_link as links, schema, team as teams
from ritualbot.store.dashboard_link import Opened
from ritualbot.store.engine import begin, connect, new_ref, reading
from ritualbot.store.request_link import offer
from ritualbot.store.secrets import Vault, lend, new_key
from ritualbot.store.standup import RunState, Standup, StandupAnswer, StandupPart, StandupRun
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of
from tests.conversations.bot import moment

FEW, MANY = 10_000, 1_000_000  # answers
NOW = moment("2027-03-05 16:05")
ROUNDS = 5
_QUESTIONS = ("moved", "today", "blocker")
_YEARS, _KEPT = timedelta(days=3 * 365), timedelta(days=90)
_PEOPLE = 10


@dataclass(frozen=True)
class Cost:
    """The quickest of some rounds, in seconds, and how many statements each took."""

    page: float
    digest: float
    statements: int


def looked(folder: Path, answers: int) -> Cost:
    engine = connect(f"sqlite:///{folder / f'looking-{answers}.db'}")
    schema.upgrade(engine)
    lend(engine, Vault(new_key()))
    offer(engine, "https://ritualbot.example.com")
    with begin(engine) as session:
        workspace = seed(session, NOW, "fr")
        team = teams.teams(session)[0]
        claire = dict(teams.addressed(session, workspace.id or 0))["claire"]
        url = links.make(session, team, claire, NOW)
        assert url is not None
        _years(session, team)
        _others(session, team, answers)
    with reading(engine) as session:
        found = links.opened(session, url.rsplit("/", 1)[1], NOW)
        assert found is not None
    return Cost(
        _quickest(engine, lambda session: _page(session, found)),
        _quickest(engine, lambda session: _digest(session, team, claire)),
        _statements(engine, lambda session: _page(session, found)),
    )


def _page(session: Session, found: Opened) -> object:
    return pages.page(session, Words("fr"), found, NOW)


def _digest(session: Session, team: Team, sponsor: Person) -> object:
    week = Week(NOW - timedelta(days=7), NOW, NOW)
    return digests.team_part(session, Words("fr"), team, sponsor, week, ())


def _quickest(engine: sa.Engine, work: Callable[[Session], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        with reading(engine) as session:
            start = time.perf_counter()
            work(session)
            took.append(time.perf_counter() - start)
    return min(took)


def _statements(engine: sa.Engine, work: Callable[[Session], object]) -> int:
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    sa.event.listen(engine, "before_cursor_execute", hear)
    with reading(engine) as session:
        work(session)
    sa.event.remove(engine, "before_cursor_execute", hear)
    return len(said)


# -- rows ----------------------------------------------------------------------------------------------------------


def _years(session: Session, team: Team) -> None:
    """The team's own stand-ups of three years, before those of the seed."""
    connection = session.connection()
    mine = sa.select(col(Standup.id)).where(col(Standup.team_id) == id_of(team))
    standup = connection.execute(mine).scalar_one() or 0
    people = list(connection.execute(sa.select(col(Person.id)).limit(_PEOPLE)).scalars())
    last = NOW.date() - timedelta(weeks=9)
    _fill(session, standup, people, _days(NOW.date() - _YEARS, last), answered=False)


def _others(session: Session, team: Team, answers: int) -> None:
    """Other teams of the same people, whose answers of ninety days are still there."""
    people = list(session.connection().execute(sa.select(col(Person.id)).limit(_PEOPLE)).scalars())
    days = _days(NOW.date() - _KEPT, NOW.date())
    left = answers
    while left > 0:
        other = Team(
            tenant_id=team.tenant_id,
            name=f"Team {left}",
            name_key=f"team {left}",
            tz=team.tz,
            language="fr",
            region="FR",
            created_at=NOW,
        )
        session.add(other)
        session.flush()
        standup = Standup(team_id=id_of(other))
        session.add(standup)
        session.flush()
        left -= _fill(session, standup.id or 0, people, days, answered=True)


def _days(first: date, last: date) -> list[date]:
    every = (first + timedelta(days=number) for number in range((last - first).days))
    return [day for day in every if day.weekday() < 5]


def _fill(session: Session, standup: int, people: list[Any], days: list[date], *, answered: bool) -> int:
    connection = session.connection()
    state = {"standup_id": standup, "state": RunState.CLOSED, "opened_at": NOW, "deadline": NOW, "version": 0}
    connection.execute(sa.insert(StandupRun), [{**state, "ref": new_ref(), "held_on": day} for day in days])
    mine = sa.select(col(StandupRun.id)).where(col(StandupRun.standup_id) == standup, col(StandupRun.held_on).in_(days))
    runs = list(connection.execute(mine).scalars())
    plain = {"prompt_at": NOW, "ends_at": NOW, "presence": Presence.ANSWERED, "prompted": True, "missed": False}
    rest = {"reminders": 0, "to_come": False, "lines": 0, "line_before": "", "version": 0}
    parts = [
        {**plain, **rest, "ref": new_ref(), "run_id": run, "person_id": person} for run in runs for person in people
    ]
    connection.execute(sa.insert(StandupPart), parts)
    if not answered:
        return 0
    ids = connection.execute(sa.select(col(StandupPart.id)).where(col(StandupPart.run_id).in_(runs))).scalars()
    told = [
        {"part_id": part, "question": question, "value": "Règlement du jeu-concours, V2 écrite et envoyée"}
        for part in ids
        for question in _QUESTIONS
    ]
    connection.execute(sa.insert(StandupAnswer), told)
    return len(told)
