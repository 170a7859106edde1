"""What a desk and marketing agreed on, as a file: a line a type, with who agreed and when."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import File
from ritualbot.i18n import Words
from ritualbot.reports.csv_files import csv_file
from ritualbot.reports.desk_hours import week_text
from ritualbot.reports.desk_target import duration_text, type_name
from ritualbot.reports.sheets import Book, Column, Row, Sheet
from ritualbot.store import desk_hours as hours, desk_target as targets, team as teams
from ritualbot.store.desk import Desk

KEY = "agreement"
_COLUMNS = (
    ("type", 24),
    ("acknowledge", 20),
    ("decide", 20),
    ("pieces", 40),
    ("stands", 12),
    ("agreed_at", 18),
    ("proposed_by", 20),
    ("agreed_by", 20),
    ("hours", 40),
)


def agreement_file(words: Words, desk: Desk) -> File:
    name = f"ritualbot-desk-{desk.kind}-{desk.ref[:6]}.csv"
    return File("desk", desk.ref, words.language, name, words.say("desk.agreement.label"))


def agreement_csv(session: Session, desk: Desk, language: str, now: datetime) -> bytes:
    """Targets in force, agreed or not; what only waits for an answer is not in it."""
    words, calendar = Words(language), hours.calendar(session, desk)
    columns = tuple(Column(words.say(f"desk.column.{name}"), width) for name, width in _COLUMNS)
    title = words.say("desk.agreement.title", desk=desk.name)
    sheet = Sheet(KEY, title, columns, _rows(session, words, desk), words.say("desk.agreement.empty"))
    return csv_file(Book(title, language, ZoneInfo(calendar.tz), now, (sheet,)), KEY)


def _rows(session: Session, words: Words, desk: Desk) -> Iterator[Row]:
    rows = targets.of_desk(session, desk)
    people = teams.people(session, {id_ for row in rows for id_ in (row.proposed_by, row.agreed_by) if id_})
    shown = week_text(words, hours.calendar(session, desk))
    for row in rows:
        agreed = row.agreed_at is not None
        both = (row.proposed_by, row.agreed_by) if agreed and row.proposed_at is None else (None, row.agreed_by)
        names = [people[each].name if each in people else "" for each in both]
        stands = words.say("desk.column.agreed" if agreed else "desk.column.indicative")
        targets_of = (duration_text(words, row.acknowledge), duration_text(words, row.decide))
        yield (type_name(words, row.type), *targets_of, row.pieces, stands, row.agreed_at, *names, shown)
    if desk.express_agreed_at is not None:
        yield _express(session, words, desk, shown)


def _express(session: Session, words: Words, desk: Desk, shown: str) -> Row:
    terms = targets.express(desk)
    people = teams.people(session, {each for each in (desk.proposed_express_by, desk.express_agreed_by) if each})
    proposed = desk.proposed_express_by if desk.proposed_express_at is None else None
    names = [people[each].name if each in people else "" for each in (proposed, desk.express_agreed_by)]
    number = words.say("desk.column.express", n=words.number(terms.per_sprint))
    duration = duration_text(words, terms.target) if terms.per_sprint else None
    agreed = words.say("desk.column.agreed")
    return (number, None, duration, None, agreed, desk.express_agreed_at, *names, shown)
