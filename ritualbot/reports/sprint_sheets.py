"""The tables of a sprint's workbook, one function a sheet."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from ritualbot.i18n import Words
from ritualbot.reports.blocker import tag_name
from ritualbot.reports.retro import column_titles
from ritualbot.reports.sheets import Column, Row, Share, Sheet
from ritualbot.rituals.blocker import age
from ritualbot.rituals.calendar import WorkPattern, local_day
from ritualbot.rituals.standup import Turnout
from ritualbot.store.action import Action
from ritualbot.store.blocker import Blocker
from ritualbot.store.retro import Retro
from ritualbot.store.sprint_export import PlanLine, RunCounts, Stretch, TopicNote
from ritualbot.store.sprint_names import PersonCounts

_FIGURES = frozenset({"number", "expected", "answered", "skipped", "silent", "away", "unreachable", "share"})
_FIGURES |= {"carries", "age", "votes", "runs", "retros", "asked"}
_FIGURES |= {"held_desk", "held_team", "held_agency", "held_third", "round", "filed", "still_open", "answered_requests"}
_FIGURES |= {"withdrawn", "negotiated", "indicative", "acknowledged", "decided", "median", "p90", "promised"}
_FIGURES |= {f"{what}_{who}" for what in ("pauses", "paused") for who in ("team", "agency", "third")}
_FIGURES |= {"per_arm", "cost", "gain", "roi", "gain_12", "roi_12", "kpi"}
_FIGURES |= {"budget", "at_risk", "spent", "spent_share"}
STANDUP = ("day", "standup", "expected", "answered", "skipped", "silent", "away", "unreachable", "share")


def columns(words: Words, *named: tuple[str, int]) -> tuple[Column, ...]:
    """`named`: each column's key and width."""
    return tuple(Column(words.say(f"sheet.head.{name}"), width, name in _FIGURES) for name, width in named)


def sheet(words: Words, name: str, heads: tuple[Column, ...], rows: Sequence[Row]) -> Sheet:
    return Sheet(name, words.say(f"sheet.title.{name}"), heads, rows, words.say(f"sheet.empty.{name}"))


def share(turnout: Turnout) -> Share | None:
    """None where it would point at people."""
    return Share(turnout.answered, turnout.expected) if turnout.may_be_told() else None


def together(runs: Iterable[RunCounts]) -> Turnout:
    found = [run.turnout() for run in runs]
    return Turnout(sum(each.answered for each in found), sum(each.expected for each in found))


# -- the sheets ----------------------------------------------------------------------------------------------------


def plan(words: Words, lines: Sequence[PlanLine], zone: ZoneInfo) -> Sheet:
    heads = columns(
        words,
        ("item", 44),
        ("owner", 16),
        ("priority", 10),
        ("need", 24),
        ("became", 16),
        ("carries", 10),
        ("done_on", 17),
        ("link", 24),
    )
    return sheet(words, "plan", heads, [_plan_row(words, line, zone) for line in lines])


def _plan_row(words: Words, line: PlanLine, zone: ZoneInfo) -> Row:
    became = line.became or "open"
    need = words.say(f"sprint.need.{line.need}") if line.need else ""
    return (
        line.title,
        line.owner,
        words.say(f"sheet.priority.{line.priority}"),
        f"{need} ({line.need_text})" if need and line.need_text else need or line.need_text,
        words.say(f"sheet.became.{became}"),
        line.carries,
        day_of(line.done_at, zone),
        line.link,
    )


def day_of(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return local_day(moment, zone) if moment is not None else None


def standup(words: Words, runs: Sequence[RunCounts]) -> Sheet:
    """A row a stand-up and day."""
    widths = (17, 20, 10, 10, 10, 12, 12, 13, 14)
    rows: list[Row] = [
        (
            run.held_on,
            run.name or words.say("sheet.title.standup"),
            run.turnout().expected,
            run.answered,
            run.skipped,
            run.silent,
            run.away,
            run.unreachable,
            share(run.turnout()),
        )
        for run in runs
    ]
    return sheet(words, "standup", columns(words, *zip(STANDUP, widths, strict=True)), rows)


def participation(words: Words, runs: Sequence[RunCounts]) -> Sheet:
    """A row a week, all stand-ups together."""
    heads = columns(words, ("week", 17), ("runs", 14), ("expected", 12), ("answered", 12), ("away", 12), ("share", 14))
    rows: list[Row] = []
    for monday, held in groupby(sorted(runs, key=lambda run: run.held_on), lambda run: _monday(run.held_on)):
        week = list(held)
        turnout = together(week)
        away = sum(run.away for run in week)
        rows.append((monday, len(week), turnout.expected, turnout.answered, away, share(turnout)))
    return sheet(words, "participation", heads, rows)


def people(words: Words, rows: Sequence[PersonCounts]) -> Sheet:
    """Counts, no share and no order but that of the names: it is no ranking."""
    heads = columns(words, ("person", 24), ("asked", 16), ("answered", 12), ("skipped", 12), ("away", 12))
    found = [(row.name, row.expected, row.answered, row.skipped, row.away) for row in rows]
    return sheet(words, "people", heads, found)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def blockers(words: Words, rows: Sequence[Blocker], of: Stretch, pattern: WorkPattern) -> Sheet:
    """Without whose they are. Their age in the team's business days."""
    heads = columns(
        words,
        ("number", 7),
        ("blocker", 56),
        ("waits_with", 16),
        ("state", 14),
        ("opened_on", 17),
        ("closed_on", 17),
        ("age", 12),
    )
    return sheet(words, "blockers", heads, [_blocker_row(words, row, of, pattern) for row in rows])


def _blocker_row(words: Words, row: Blocker, of: Stretch, pattern: WorkPattern) -> Row:
    closed_on = day_of(row.closed_at, pattern.zone)
    return (
        row.number,
        row.text,
        tag_name(words, row.tag) if row.tag is not None else None,
        words.say(f"sheet.blocker.{row.state}"),
        row.opened_on,
        closed_on,
        age(row.opened_on, closed_on or local_day(of.until, pattern.zone), pattern),
    )


def retro(words: Words, held: Retro | None, notes: Sequence[TopicNote]) -> Sheet:
    """The topics with most votes first. Nobody's name, in a named retro neither."""
    heads = columns(words, ("votes", 8), ("topic", 36), ("column", 24), ("note", 64))
    rows = _note_rows(column_titles(words, held), held, notes) if held is not None else []
    return sheet(words, "retro", heads, rows)


def _note_rows(titles: Sequence[str], held: Retro, notes: Sequence[TopicNote]) -> list[Row]:
    """Votes are told once they are counted."""
    return [
        (
            each.topic.points if held.topics_counted else None,
            each.topic.name,
            titles[each.note.column] if each.note.column < len(titles) else None,
            each.note.text,
        )
        for each in notes
    ]


def actions(words: Words, rows: Sequence[Action], owners: Mapping[int, str], zone: ZoneInfo) -> Sheet:
    heads = columns(
        words,
        ("number", 7),
        ("action", 50),
        ("owner", 16),
        ("due_on", 17),
        ("state", 14),
        ("source", 16),
        ("retros", 12),
        ("closed_on", 17),
    )
    found: list[Row] = [
        (
            row.number,
            row.text,
            owners.get(row.owner_id),
            row.due_on,
            words.say(f"sheet.action.{row.state}"),
            words.say(f"sheet.source.{row.source}"),
            row.carries,
            day_of(row.closed_at, zone),
        )
        for row in rows
    ]
    return sheet(words, "actions", heads, found)
