"""What a team did since the last review, as a workbook: the whole team's figures, and nobody's of their own."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from sqlmodel import Session

from ritualbot.chat.charts import LineChart
from ritualbot.i18n import Words
from ritualbot.reports import (
    decision as decisions,
    return_totals,
    sprint_hypothesis_sheet,
    sprint_request_sheets as request_pages,
    sprint_sheets as pages,
)
from ritualbot.reports.line_sheet import line_beside, line_sheet
from ritualbot.reports.return_sheet import Returns, return_sheet, returns
from ritualbot.reports.review_kpi import kpi_line
from ritualbot.reports.sheets import Book, Row, Sheet, Value
from ritualbot.reports.sprint_sheets import columns, sheet
from ritualbot.reports.xlsx_apart import xlsx
from ritualbot.rituals.action import ActionState
from ritualbot.rituals.blocker import BlockerState
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.decision import Wanted
from ritualbot.rituals.pilot import PilotState
from ritualbot.rituals.return_totals import PILOTS_IN
from ritualbot.store import review_period as period, sprint_export as exports
from ritualbot.store.kpi import KpiReading
from ritualbot.store.review import ReviewHeld
from ritualbot.store.review_period import Agenda, Looked, PilotLine
from ritualbot.store.team import Team
from ritualbot.store.team_roster import id_of

_WEEKS = "kpi_weeks"  # the sheet that the chart is drawn from


def review_workbook(session: Session, team: Team, held: ReviewHeld, language: str) -> bytes:
    """The pack's .xlsx, as of the moment its card went out. Reads only; not for the event loop. Raises TooManyRows,
    Unopenable."""
    return xlsx(review_book(session, team, held, language))


def review_book(session: Session, team: Team, held: ReviewHeld, language: str) -> Book:
    words, zone = Words(language), team.zone()
    found = period.looked(session, team, held)
    money = returns(session, id_of(team), held.since, held.until)
    line = kpi_line(session, words, found)
    owners = exports.names(session, {row.owner_id for row in found.actions})
    return Book(
        heading=words.say("sheet.review_heading", team=team.name, day=words.full_date(held.held_on)),
        language=words.language,
        zone=zone,
        made_at=held.until,
        sheets=(
            _summary(words, held, found, money),
            _agenda(session, words, period.agenda(session, team), held.until),
            *_readings(words, found, line[0] if line else None),
            sprint_hypothesis_sheet.decided(words, found.decided, zone),
            _pilots(words, found),
            request_pages.requests(words, found.requests, zone),
            request_pages.sla(words, found.desks),
            pages.blockers(words, found.blockers, found.of, found.pattern),
            pages.actions(words, found.actions, owners, zone),
            return_sheet(words, money, zone),
        ),
    )


# -- the summary ---------------------------------------------------------------------------------------------------


def _summary(words: Words, held: ReviewHeld, found: Looked, money: Returns) -> Sheet:
    heads = columns(words, ("fact", 30), ("value", 64), ("detail", 30))
    rows = [*_when(words, held, found), *_kpi(words, found), *_counts(words, found), *_money(words, money)]
    scope: Row = (words.say("sheet.summary.scope"), words.say("sheet.collective"), words.say("sheet.nobody"))
    return Sheet("summary", words.say("sheet.title.summary"), heads, [*rows, scope], "")


def _when(words: Words, held: ReviewHeld, found: Looked) -> list[Row]:
    place = words.say("sheet.city", city=words.city(found.of.team.zone()))
    return [
        (words.say("sheet.summary.team"), found.of.team.name, None),
        (words.say("sheet.summary.review"), held.starts_at, held.place or place),
        (words.say("sheet.summary.since"), held.since, place),
        (words.say("sheet.summary.until"), held.until, place),
    ]


def _kpi(words: Words, found: Looked) -> list[Row]:
    """What is missing is shown as missing, never as 0."""
    charter, missing = found.charter, words.say("sheet.missing")
    rows: list[Row] = [(words.say("sheet.summary.kpi"), charter.kpi or missing, charter.kpi_unit or None)]
    for key, kept in (("baseline", charter.kpi_baseline), ("target", charter.kpi_target)):
        rows.append((words.say(f"sheet.summary.{key}"), figure(kept) or missing, None))
    for key, read in (("before", found.before), ("now", found.value)):
        rows.append((words.say(f"sheet.summary.{key}"), figure(read.value) if read else missing, _read_on(words, read)))
    return rows


def figure(kept: str) -> Value:
    """As it is kept: a full stop before its decimals."""
    try:
        return Decimal(kept)
    except InvalidOperation:
        return kept


def _read_on(words: Words, read: KpiReading | None) -> str | None:
    return words.say("sheet.read_on", day=words.full_date(read.read_on)) if read else None


def _counts(words: Words, found: Looked) -> list[Row]:
    waiting = sum(each.now.open for each in found.requests)
    still = sum(row.state == BlockerState.OPEN for row in found.blockers)
    done = sum(row.state == ActionState.DONE for row in found.actions)
    return [
        (words.say("sheet.summary.decided"), len(found.decided), None),
        (words.say("sheet.summary.pilots"), len(found.pilots), None),
        (words.say("sheet.summary.requests"), len(found.requests), words.count("sheet.requests_open", waiting)),
        (words.say("sheet.summary.blockers"), len(found.blockers), words.count("sheet.still_open", still)),
        (words.say("sheet.summary.actions"), len(found.actions), words.count("sheet.actions_done", done)),
    ]


def _money(words: Words, money: Returns) -> list[Row]:
    said = (("period", money.of_period), ("ever", money.ever))
    return [
        (words.say(f"sheet.return.{key}"), return_totals.sentence(words, totals).plain(), None) for key, totals in said
    ]


# -- its own sheets ------------------------------------------------------------------------------------------------


def _agenda(session: Session, words: Words, found: Agenda, until: datetime) -> Sheet:
    """What waits for the sponsor: help in the words it was asked with, but for what is confidential; then the rest."""
    heads = columns(words, ("question", 50), ("needed_on", 17), ("recommendation", 50), ("otherwise", 50))
    hidden = words.say("sheet.confidential")
    rows: list[Row] = [
        (row.question, row.needed_on, row.recommendation, row.otherwise)
        if row.ref in found.open
        else (hidden, row.needed_on, None, None)
        for row in found.asked
    ]
    for each in found.others:
        if each.about is not Wanted.HELP:
            title, why, by = decisions.spoken(session, words, each, until)
            rows.append((title.plain(), each.needed_on, why.plain() or None, by.plain() or None))
    return sheet(words, "agenda", heads, rows)


def _readings(words: Words, found: Looked, line: LineChart | None) -> tuple[Sheet, ...]:
    """As they were read; beside them their line, and after them the weeks it is drawn from."""
    heads = columns(words, ("read_on", 17), ("kpi", 14), ("unit", 20), ("note", 44))
    missing = words.say("sheet.missing")
    rows = [
        (each.read_on, figure(each.value) or missing, found.charter.kpi_unit or None, each.note or None)
        for each in found.readings
    ]
    read = sheet(words, "kpi", heads, rows)
    if line is None:
        return (read,)
    weeks = line_sheet(words, line, _WEEKS, words.say("sheet.title.kpi_weeks"))
    return replace(read, chart=line_beside(line, _WEEKS)), weeks


def _pilots(words: Words, found: Looked) -> Sheet:
    heads = columns(
        words,
        *(("number", 6), ("pilot", 26), ("owner", 12), ("state", 20), ("starts_on", 16), ("ends_on", 16)),
        *(("checked", 12), ("light", 12), ("budget", 10), ("at_risk", 10), ("spent", 12), ("spent_share", 9)),
        *(("currency", 9), ("decision", 30)),
    )
    return sheet(words, "pilots", heads, [_pilot(words, each, found) for each in found.pilots])


def _pilot(words: Words, each: PilotLine, found: Looked) -> Row:
    now, missing = each.now, words.say("sheet.missing")
    checked = words.say("sheet.pilot.checked", n=words.number(len(now.checked)), of=words.number(len(now.asked)))
    answered = [now.checked[week] for week in now.weeks if week in now.checked]
    money = (now.budget, now.at_risk, now.spent)
    share = round(now.spent * 100 / now.budget) if now.budget and now.spent is not None else None
    return (
        each.row.number,
        now.plan["name"],
        each.owner or None,
        pilot_state(words, each, found.of.last),
        now.starts_on,
        each.row.ends_on,
        checked if now.asked else None,
        words.say(f"pilot.light.{answered[-1].light}") if answered else missing,
        *(missing if amount is None else amount for amount in money),
        share,
        PILOTS_IN,
        _why(words, each, found) if now.decided else None,
    )


def pilot_state(words: Words, each: PilotLine, on: date) -> str:
    """`en cours, semaine 5 sur 12`."""
    now = each.now
    if now.state is not PilotState.RUNNING or now.starts_on is None:
        return words.say(f"pilot.state.{now.state}")
    last = now.weeks[-1]
    week = min((on - now.starts_on).days // 7 + 1, last)
    return words.say("pilot.state.week", week=words.number(week), weeks=words.number(last))


def _why(words: Words, each: PilotLine, found: Looked) -> str:
    decided = each.now.decided
    assert decided is not None
    day = words.full_date(local_day(decided.at, found.of.team.zone()))
    said = words.say(f"sheet.pilot.{decided.kind}")
    return words.say("sheet.pilot.why", decision=said, day=day, reason=decided.data["reason"])
