"""`ritualbot export`: what happened, as a file for a spreadsheet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from ritualbot.app.database import Say, open_database
from ritualbot.app.teams import workspace_named
from ritualbot.clock import WallClock
from ritualbot.errors import CommandRefused
from ritualbot.i18n import LANGUAGES
from ritualbot.reports.csv_files import csv_file, csv_zip
from ritualbot.reports.sheets import Book
from ritualbot.reports.sprint_xlsx import sprint_book
from ritualbot.reports.xlsx_apart import xlsx
from ritualbot.rituals.inputs import name_key
from ritualbot.settings import Settings
from ritualbot.store import play as play_store, sprint as sprints, team as teams
from ritualbot.store.engine import reading


@dataclass(frozen=True)
class Wanted:
    """The sprint as it is asked for. Empty `language`: the team's."""

    team: str
    number: int
    workspace: str
    language: str


def sprint_xlsx(settings: Settings, wanted: Wanted, out: Path, say: Say) -> None:
    """Raises CommandRefused, TooManyRows, Unopenable."""
    with _book(settings, wanted) as book:
        content = xlsx(book)
    _save(content, out, say)


def sprint_csv(settings: Settings, wanted: Wanted, sheet: str, out: Path, say: Say) -> None:
    """All sheets or, where one is named by its key, that one. Raises CommandRefused, TooManyRows."""
    with _book(settings, wanted) as book:
        keys = [each.key for each in book.sheets]
        if sheet and sheet not in keys:
            raise CommandRefused(f"no sheet {sheet!r}; there are: {', '.join(keys)}")
        content = csv_file(book, sheet) if sheet else csv_zip(book)
    _save(content, out, say)


@contextmanager
def _book(settings: Settings, wanted: Wanted) -> Iterator[Book]:
    """The sprint while its database is open: rows are read as they are written."""
    if wanted.language and wanted.language not in LANGUAGES:
        raise CommandRefused(f"--lang is {' or '.join(LANGUAGES)}")
    with reading(open_database(settings)) as session:
        place = workspace_named(session, wanted.workspace)
        team = teams.team_by_name_key(session, place.tenant_id, name_key(wanted.team))
        if team is None or team.id is None:
            raise CommandRefused(f"no team {wanted.team!r} in {wanted.workspace}")
        sprint = sprints.by_number(session, team.id, wanted.number)
        if sprint is None:
            raise CommandRefused(f"{team.name} has no sprint {wanted.number}; {_known(session, team.id)}")
        now = (play_store.stood_at(session) if place.platform == "playground" else None) or WallClock().now()
        yield sprint_book(session, sprint, wanted.language or team.language, now)


def _known(session: Session, team_id: int) -> str:
    numbers = sorted(sprint.number for sprint in sprints.of_team(session, team_id))
    return f"there are: {', '.join(map(str, numbers))}" if numbers else "it has begun none yet"


def _save(content: bytes, out: Path, say: Say) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        raise CommandRefused(f"{out} cannot be written: {error.strerror}") from error
    say(f"{len(content)} bytes written to {out}")
