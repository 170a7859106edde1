"""Days that nobody plays in the browser: a database with the seeded team on some day, and days it lives by itself."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlmodel import col, select

from ritualbot.app.play import Playground, open_playground
from ritualbot.app.seed import seed
from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Place, Who
from ritualbot.chat.replies import FieldErrors, OpenForm, Reply, Say
from ritualbot.store import play, schema
from ritualbot.store.engine import begin, connect
from ritualbot.store.team import Person
from tests.conversations.bot import buttons, initial, moment

IN_STRASBOURG = "Emma"  # Good Friday is a holiday there, and nowhere else in France
PEOPLE = ("alice", "bruno", "chloe", "lea", "david", "emma", "hugo", "ines", "nora")
BLOCKER = "Accès aux segments refusé"
LAST_OF_SPRINT_12 = "2027-02-26 14:10"


def build_day(file: Path, at: datetime) -> None:
    engine = connect(f"sqlite:///{file}")
    schema.upgrade(engine)
    with begin(engine) as session:
        seed(session, at, "fr")
        session.exec(select(Person).where(col(Person.name) == IN_STRASBOURG)).one().region = "FR-67"
        play.stand(session, at)
    engine.dispose()


@dataclass
class Days:
    """The team without a browser: the product itself, its people and its clock. Times are those of Paris."""

    played: Playground

    def until(self, local: str) -> None:
        """In a thread of its own: the browser's driver has a loop in this one."""
        app = self.played.app
        with ThreadPoolExecutor(1) as beside:
            beside.submit(asyncio.run, app.worker.run_until(moment(local))).result()
        app.dispatcher.chore(play.stand)

    def types(self, user: str, line: str) -> Reply:
        command, _, rest = line.partition(" ")
        return self._do(CommandTyped(uuid4().hex, _who(user), _direct(user), command, rest))

    def presses(self, user: str, action: str, answer: Reply) -> Reply:
        """A button of a private answer."""
        assert isinstance(answer, Say), answer
        button = next(each for each in buttons(answer.card) if each.action == action)
        return self._do(ButtonPressed(uuid4().hex, _who(user), _direct(user), action, button.ref))

    def fills(self, user: str, answer: Reply, values: dict[str, str]) -> None:
        assert isinstance(answer, OpenForm), answer
        form = answer.form
        typed = {field.name: initial(field) for field in form.fields} | values
        sent = self._do(FormSubmitted(uuid4().hex, _who(user), _direct(user), form.action, form.ref, typed))
        assert not isinstance(sent, FieldErrors), sent.errors

    def _do(self, event: Event) -> Reply:
        return self.played.app.dispatcher.handle(event)


def _who(user: str) -> Who:
    return Who("playground", "playground", user)


def _direct(user: str) -> Place:
    return Place(f"@{user}", direct=True)


@contextmanager
def lived(file: Path) -> Iterator[Days]:
    """The team of a playground that is not open meanwhile, from where its clock stands."""
    played = open_playground(f"sqlite:///{file}", "fr")
    try:
        yield Days(played)
    finally:
        played.app.engine.dispose()


def build_eve(file: Path, until: str) -> None:
    """Sprint 12 is closed on its last day, and nothing has begun since."""
    build_day(file, moment(LAST_OF_SPRINT_12))
    with lived(file) as days:
        preview = days.types("alice", "sprint-close")
        days.fills("alice", days.presses("alice", "sprint.ask_close", preview), {"goal_met": "yes", "kpi": "380"})
        days.until(until)


def build_days(file: Path, *dates: str, until: str) -> None:
    """On each of these days everyone answers the stand-up but one person, another one each day; David is blocked on
    the first."""
    with lived(file) as days:
        for number, date in enumerate(dates):
            days.until(f"{date} 09:40")
            for user in PEOPLE[:number] + PEOPLE[number + 1 :]:
                said = {"today": f"Au travail, jour {number + 2}"}
                if number == 0 and user == "david":
                    said["blocker"] = BLOCKER
                asked = days.types(user, "point")
                if isinstance(asked, OpenForm):  # one of them is off on Wednesdays
                    days.fills(user, asked, said)
        days.until(until)
