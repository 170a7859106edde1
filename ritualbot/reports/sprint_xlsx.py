"""A sprint as a workbook: its sheets, each from what `store.sprint_export` reads. Figures are the whole team's.

Works councils may read it: it has no figure of one person, nobody's name beside a blocker or a note, and of who did
not answer only how many. `named_workbook` is another file: that one, and a sheet of participation by person.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from sqlmodel import Session

from ritualbot.i18n import Words
from ritualbot.reports import (
    return_totals,
    sprint_hypothesis_sheet,
    sprint_request_sheets as request_pages,
    sprint_sheets as pages,
)
from ritualbot.reports.return_sheet import Returns, return_sheet, returns
from ritualbot.reports.sheets import Book, Chart, ChartKind, Row, Sheet, Value
from ritualbot.reports.xlsx_apart import xlsx
from ritualbot.rituals.action import ActionState
from ritualbot.rituals.blocker import BlockerState
from ritualbot.rituals.calendar import WorkPattern
from ritualbot.rituals.sprint import work_days
from ritualbot.rituals.sprint_snapshot import Became, KpiThen
from ritualbot.store import (
    retro as retros,
    sprint_export as exports,
    sprint_hypotheses as tests,
    sprint_names as names,
    sprint_requests as asked,
)
from ritualbot.store.action import Action
from ritualbot.store.blocker import Blocker
from ritualbot.store.retro import Retro
from ritualbot.store.sprint import Sprint
from ritualbot.store.sprint_names import PersonCounts


def sprint_workbook(session: Session, sprint: Sprint, language: str, now: datetime) -> bytes:
    """A sprint's .xlsx, in a language, as of `now` or, once it is closed, of its close: the same sprint gives the same
    bytes. Reads only, and needs no more than a read-only transaction; takes tenths of a second, so it is not for the
    event loop. Raises TooManyRows (its `count` is what to tell), Unopenable (nothing is to be sent)."""
    return xlsx(sprint_book(session, sprint, language, now))


def named_workbook(session: Session, sprint: Sprint, language: str, now: datetime) -> bytes:
    """The same with participation by person. Whether it may be had, and who is told, is not decided here."""
    people = names.by_person(session, exports.period(session, sprint, now))
    return xlsx(sprint_book(session, sprint, language, now, people))


@dataclass(frozen=True)
class Read:
    """Everything a sprint's file is made of."""

    of: exports.Period
    pattern: WorkPattern
    runs: Sequence[exports.RunCounts]
    plan: Sequence[exports.PlanLine]
    blockers: Sequence[Blocker]
    actions: Sequence[Action]
    retro: Retro | None
    notes: Sequence[exports.TopicNote]
    kpi: KpiThen
    hypotheses: Sequence[tests.HypothesisLine]
    requests: Sequence[asked.RequestLine]
    desks: Sequence[asked.DeskLines]
    returns: Returns
    people: Sequence[PersonCounts] | None


def sprint_book(
    session: Session, sprint: Sprint, language: str, now: datetime, people: Sequence[PersonCounts] | None = None
) -> Book:
    """The same as a description, for CSV; with a sheet of these people where they are given."""
    words = Words(language)
    read = _read(session, sprint, now, people)
    of, zone = read.of, read.of.team.zone()
    owners = exports.names(session, {row.owner_id for row in read.actions})
    return Book(
        heading=words.say("sheet.heading", team=of.team.name, sprint=sprint.name),
        language=words.language,
        zone=zone,
        made_at=of.until,
        sheets=(
            _summary(words, read),
            pages.plan(words, read.plan, zone),
            pages.standup(words, read.runs),
            pages.blockers(words, read.blockers, of, read.pattern),
            pages.retro(words, read.retro, read.notes),
            pages.actions(words, read.actions, owners, zone),
            sprint_hypothesis_sheet.hypotheses(words, read.hypotheses, zone),
            return_sheet(words, read.returns, zone),
            request_pages.requests(words, read.requests, zone),
            request_pages.sla(words, read.desks),
            pages.participation(words, read.runs),
            *(() if people is None else (pages.people(words, people),)),
        ),
    )


def _read(session: Session, sprint: Sprint, now: datetime, people: Sequence[PersonCounts] | None) -> Read:
    of = exports.period(session, sprint, now)
    assert sprint.id is not None
    retro = retros.of_sprint(session, sprint.id)
    requests = asked.requests(session, of)
    return Read(
        of=of,
        pattern=of.pattern(session),
        runs=exports.runs(session, of),
        plan=exports.plan(session, of),
        blockers=exports.blockers(session, of),
        actions=exports.actions(session, of, retro),
        retro=retro,
        notes=exports.notes(session, retro) if retro is not None else (),
        kpi=exports.kpi(session, of),
        hypotheses=tests.lines(session, of),
        requests=requests,
        desks=asked.by_desk(session, requests),
        returns=returns(session, sprint.team_id, sprint.started_at, of.until),
        people=people,
    )


def _summary(words: Words, read: Read) -> Sheet:
    chart = Chart(
        ChartKind.STACKED,
        words.say("sheet.chart"),
        of="standup",
        labels=pages.STANDUP.index("day"),
        series=tuple(pages.STANDUP.index(name) for name in ("answered", "skipped", "silent")),
    )
    rows = [
        *_sprint(words, read),
        *_kpi(words, read.kpi),
        *_plan(words, read),
        *_days(words, read),
        *_rest(words, read),
    ]
    return Sheet(
        "summary",
        words.say("sheet.title.summary"),
        pages.columns(words, ("fact", 30), ("value", 34), ("detail", 28)),
        rows,
        "",
        chart,
    )


def _sprint(words: Words, read: Read) -> list[Row]:
    sprint, team = read.of.sprint, read.of.team
    met = words.say(f"sheet.met.{sprint.goal_met}") if sprint.goal_met else None
    days = len(work_days(sprint.span(), read.pattern))
    closed: Value = sprint.closed_at or words.say("sheet.running")
    place = words.say("sheet.city", city=words.city(team.zone())) if sprint.closed_at else None
    return [
        (words.say("sheet.summary.team"), team.name, None),
        (words.say("sheet.summary.sprint"), sprint.name, None),
        (words.say("sheet.summary.goal"), sprint.goal or words.say("sheet.missing"), met),
        (words.say("sheet.summary.starts"), sprint.starts_on, None),
        (words.say("sheet.summary.ends"), sprint.ends_on, words.count("sheet.days", days)),
        (words.say("sheet.summary.closed"), closed, place),
    ]


def _kpi(words: Words, kpi: KpiThen) -> list[Row]:
    """What is missing is shown as missing, never as 0."""
    missing = words.say("sheet.missing")
    figures = (("baseline", kpi.baseline), ("now", kpi.value), ("target", kpi.target))
    rows: list[Row] = [
        (words.say("sheet.summary.kpi"), kpi.name or missing, None),
        *((words.say(f"sheet.summary.{name}"), _figure(kept) or missing, _unit(kpi, kept)) for name, kept in figures),
    ]
    read_on = date.fromisoformat(kpi.read_on) if kpi.read_on else missing
    rows.insert(3, (words.say("sheet.summary.read_on"), read_on, None))
    return rows


def _figure(kept: str) -> Value:
    """A charter keeps numbers as text, with a full stop before their decimals."""
    try:
        return Decimal(kept)
    except InvalidOperation:
        return kept


def _unit(kpi: KpiThen, kept: str) -> str | None:
    return kpi.unit if kept else None


def _plan(words: Words, read: Read) -> list[Row]:
    became = Counter(line.became for line in read.plan)
    ends: tuple[Became, ...] = (Became.DONE, Became.CARRIED, Became.BACK, Became.DROPPED)
    if read.of.sprint.closed_at is None:
        ends = (Became.DONE, Became.DROPPED)
    rows: list[Row] = [
        (words.say("sheet.summary.planned"), len(read.plan), None),
        *((words.say(f"sheet.summary.{end}"), became[end], None) for end in ends),
    ]
    return [*rows, (words.say("sheet.summary.open"), became[None], None)] if became[None] else rows


def _days(words: Words, read: Read) -> list[Row]:
    turnout = pages.together(read.runs)
    answers = words.count("sheet.answers", turnout.answered, expected=words.number(turnout.expected))
    return [
        (words.say("sheet.summary.standups"), len(read.runs), None),
        (words.say("sheet.summary.turnout"), pages.share(turnout) or words.say("sheet.few"), answers),
    ]


def _rest(words: Words, read: Read) -> list[Row]:
    still = sum(row.state == BlockerState.OPEN for row in read.blockers)
    done = sum(row.state == ActionState.DONE for row in read.actions)
    topics = len({each.topic.id for each in read.notes})
    closed = sum(each.now.closing is not None for each in read.hypotheses)
    waiting = sum(each.now.open for each in read.requests)
    return [
        (words.say("sheet.summary.blockers"), len(read.blockers), words.count("sheet.still_open", still)),
        (words.say("sheet.summary.notes"), len(read.notes), words.count("sheet.topics", topics)),
        (words.say("sheet.summary.actions"), len(read.actions), words.count("sheet.actions_done", done)),
        (words.say("sheet.summary.hypotheses"), len(read.hypotheses), words.count("sheet.hypotheses_closed", closed)),
        (words.say("sheet.summary.return"), return_totals.sentence(words, read.returns.of_period).plain(), None),
        (words.say("sheet.summary.requests"), len(read.requests), words.count("sheet.requests_open", waiting)),
        (words.say("sheet.summary.scope"), *_scope(words, read)),
    ]


def _scope(words: Words, read: Read) -> tuple[str, str]:
    if read.people is None:
        return words.say("sheet.collective"), words.say("sheet.nobody")
    return words.say("sheet.nominative"), words.say("sheet.no_author")
