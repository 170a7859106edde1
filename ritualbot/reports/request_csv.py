"""Requests as evidence, in a CSV: a line a version, with who had it for how long, the answer, the final word."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import File
from ritualbot.i18n import Words
from ritualbot.reports import request as report
from ritualbot.reports.csv_files import csv_file
from ritualbot.reports.request import Scene
from ritualbot.reports.request_rounds import final_word
from ritualbot.reports.request_version import changes_text
from ritualbot.reports.sheets import Book, Column, Row, Sheet
from ritualbot.rituals.request_history import Party
from ritualbot.rituals.request_rounds import Round, rounds
from ritualbot.store import request_version as versions, team as teams
from ritualbot.store.desk import Desk
from ritualbot.store.request import Request, RequestSignOff
from ritualbot.store.team import Team

KEY = "requests"
COLUMNS = (
    *(("number", 8), ("title", 40), ("type", 24), ("team", 20), ("desk", 20), ("requester", 20), ("reference", 16)),
    *(("reference_link", 30), ("version", 8), ("link", 40), ("given_by", 20), ("given_at", 18), ("what", 40)),
    *(("desk_hours", 12), ("team_hours", 12), ("agency_hours", 12), ("third_hours", 12)),
    *(("answer", 30), ("answered_by", 20), ("answered_at", 18), ("text", 40)),
    *(("final", 20), ("signed_by", 20), ("signed_at", 18), ("conditions", 40)),
)
_PARTIES = (Party.DESK, Party.TEAM, Party.AGENCY, Party.THIRD)


def request_file(words: Words, row: Request) -> File:
    name = f"ritualbot-request-{row.number}-{row.ref[:6]}.csv"
    return File("request", row.ref, words.language, name, words.say("request.export.label"))


def requests_file(words: Words, team: Team) -> File:
    name = f"ritualbot-requests-{team.ref[:6]}.csv"
    return File("requests", team.ref, words.language, name, words.say("request.export_all.label"))


def desk_file(words: Words, desk: Desk) -> File:
    name = f"ritualbot-requests-{desk.kind}-{desk.ref[:6]}.csv"
    return File("requests_desk", desk.ref, words.language, name, words.say("request.export_desk.label", desk=desk.name))


def request_csv(session: Session, team: Team, rows: Sequence[Request], language: str, now: datetime) -> bytes:
    words = Words(language)
    return _csv(words, team.name, team.zone(), now, (line for row in rows for line in _lines(session, words, row)))


def team_csv(session: Session, team: Team, language: str, now: datetime) -> bytes:
    """All of a team's, and what was signed off of requests that are kept no more."""
    words = Words(language)
    return _csv(words, team.name, team.zone(), now, _all(session, words, team))


def desk_csv(session: Session, desk: Desk, language: str, now: datetime) -> bytes:
    """All that was asked of a desk, by whatever team."""
    words, rows = Words(language), versions.at_desk(session, desk.id or 0)
    return _csv(
        words, desk.name, ZoneInfo(desk.tz), now, (line for row in rows for line in _lines(session, words, row))
    )


def _csv(words: Words, whose: str, zone: ZoneInfo, now: datetime, lines: Iterator[Row]) -> bytes:
    columns = tuple(Column(words.say(f"request.column.{name}"), width) for name, width in COLUMNS)
    title = words.say("request.export.title", name=whose)
    sheet = Sheet(KEY, title, columns, lines, words.say("request.export.empty"))
    return csv_file(Book(title, words.language, zone, now, (sheet,)), KEY)


def _all(session: Session, words: Words, team: Team) -> Iterator[Row]:
    rows = versions.of_team(session, team.id or 0)
    for row in rows:
        yield from _lines(session, words, row)
    kept = {row.ref for row in rows}
    for signed in versions.signed_in(session, team.id or 0):
        if signed.request_ref not in kept:
            yield _signed_alone(session, words, signed)


def _lines(session: Session, words: Words, row: Request) -> Iterator[Row]:
    each = report.scene(session, row)
    what = (
        row.number,
        row.title,
        report.type_name(words, row.type),
        each.team.name,
        each.desk.name,
        each.requester.name,
    )
    for round_ in rounds(each.steps, each.calendar, row.link, each.steps[-1].at):
        signed = versions.signed(session, row, round_.version)
        names = teams.people(session, {signed.signed_by}) if signed else {}
        who = names[signed.signed_by].name if signed and signed.signed_by in names else ""
        final = (final_word(words, each.type), who, signed.signed_at, signed.conditions) if signed else (None,) * 4
        yield (*what, row.external_ref, row.external_link, *_round(words, each, round_), *final)


def _round(words: Words, each: Scene, found: Round) -> Row:
    given, answer = found.given, found.answer
    held = [found.held.get(party) for party in _PARTIES]
    said = (
        report.what_happened(words, each, answer) if answer else None,
        each.names.get(answer.person or 0, "") if answer else None,
        answer.at if answer else None,
        answer.data.get("text") if answer else None,
    )
    by = each.names.get(given.person or 0, "")
    what = given.data.get("text") or changes_text(words, each, given)
    return (found.version, found.link, by, given.at, what, *held, *said)


def _signed_alone(session: Session, words: Words, signed: RequestSignOff) -> Row:
    """The evidence outlives its request."""
    desk = session.get(Desk, signed.desk_id)
    names = teams.people(session, {signed.signed_by})
    who = names[signed.signed_by].name if signed.signed_by in names else ""
    what = (signed.number, signed.title, None, None, desk.name if desk else "", None, None, None)
    final = (words.say("request.signed.final"), who, signed.signed_at, signed.conditions)
    return (*what, signed.version, signed.link, None, None, None, *(None,) * 4, *(None,) * 4, *final)
