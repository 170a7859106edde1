"""Home pages: of somebody in five teams, in a database with a thousand actions and requests, against a small one."""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from ritualbot.i18n import Words
from ritualbot.reports.home import home_card
from ritualbot.reports.home_due import Mine
from ritualbot.rituals.action import ActionSource
from ritualbot.rituals.desk import DeskKind
from ritualbot.store import action as actions, request as requests, schema
from ritualbot.store.desk import Desk
from ritualbot.store.engine import begin, connect, reading
from ritualbot.store.request import Request
from ritualbot.store.team import Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, SomeTeam, build_further_team, build_team
from tests.conversations.bot import moment
from tests.desks import build_desk

MANY, FEW, TEAMS, ROUNDS = 1_000, 20, 5, 7
NOW = moment("2027-03-02 10:00")


@dataclass(frozen=True)
class Cost:
    """Seconds of the wall, the best of some rounds."""

    large: float
    small: float


def opened(folder: Path) -> Cost:
    return Cost(_cost(folder / "many.db", MANY), _cost(folder / "few.db", FEW))


def _cost(file: Path, number: int) -> float:
    engine = connect(f"sqlite:///{file}")
    schema.upgrade(engine)
    with begin(engine) as session:
        _fill(session, number)
    took = []
    for _ in range(ROUNDS):
        with reading(engine) as session:
            alice = session.exec(select(Person).where(col(Person.name) == "Alice")).one()
            start = time.perf_counter()
            home_card(Mine(session, Words("fr"), alice, NOW))
            took.append(time.perf_counter() - start)
    engine.dispose()
    return min(took)


def _fill(session: Session, number: int) -> None:
    """So many actions, and so many requests, of one person and over five teams."""
    people = (ALICE, BRUNO, CHLOE)
    teams = [build_team(session, NOW, SomeTeam(people=people))]
    teams += [
        build_further_team(session, NOW, SomeTeam(people=people, name=f"T{at}", channel=f"t{at}"))
        for at in range(1, TEAMS)
    ]
    desk = build_desk(session, NOW, DeskKind.LEGAL, "Juridique", "alice")
    asker = session.exec(select(Person).where(col(Person.name) == "Alice")).one()
    for at in range(number):
        team = teams[at % TEAMS]
        due_on = date(2027, 3, 10) + timedelta(days=at % 60)
        who = asker.id or 0
        actions.propose(session, team.id or 0, f"Action {at}", who, due_on, ActionSource.COMMAND, "", who, NOW)
        _ask(session, team, desk, asker, at)


def _ask(session: Session, team: Team, desk: Desk, asker: Person, at: int) -> None:
    row = Request(
        team_id=team.id or 0,
        number=0,
        desk_id=desk.id or 0,
        type="contest",
        title=f"Demande {at}",
        requester_id=asker.id or 0,
        filed_at=NOW,
        calendar_version=1,
    )
    requests.file(session, row, {"acknowledge": "27000", "decide": str(30_000 + at * 60)}, "direct")
