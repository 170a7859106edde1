"""What a sprint is, pure: its dates and days, how it is started, how it ends."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.calendar import WORKWEEK, WorkPattern
from ritualbot.rituals.dates import any_day
from ritualbot.rituals.schedule import SprintDay
from ritualbot.rituals.team_typed import Typed

MOST_DAYS = 30
GOAL_LIMIT = 200
REASON_LIMIT = 200
UNDO_WITHIN = timedelta(minutes=10)
PLANNED_AT = time(9, 0)  # of the first day, in the team's zone
CLOSE_OFFERED_AT = time(14, 0)  # of the last day people work
_HIGHEST = 999  # a higher number at a name's end is a year


class SprintState(StrEnum):
    RUNNING = "running"
    CLOSED = "closed"


class GoalMet(StrEnum):
    """What the team says of its goal as it closes."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class ItemState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Need(StrEnum):
    """Whom or what an item waits for outside the team: the desks' own tags, an agency, data."""

    LEGAL = "legal"
    PURCHASING = "purchasing"
    IT = "it"
    COMPLIANCE = "compliance"
    FINANCE = "finance"
    AGENCY = "agency"
    DATA = "data"


class Priority(StrEnum):
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


# -- its days ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """A sprint's first and last day, both in it."""

    first: date
    last: date

    def meets(self, other: "Span") -> bool:
        return self.first <= other.last and other.first <= self.last


def work_days(span: Span, pattern: WorkPattern) -> list[date]:
    """The days of it that the team works; `pattern` has nobody's absences."""
    every = (span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1))
    return [day for day in every if pattern.works_on(day)]


@dataclass(frozen=True)
class Progress:
    """Day `day` of `days`, in days worked; 0 before the first of them."""

    day: int
    days: int


def progress(span: Span, today: date, pattern: WorkPattern) -> Progress:
    days = work_days(span, pattern)
    return Progress(sum(day <= today for day in days), len(days))


def last_work_day(span: Span, pattern: WorkPattern) -> date:
    """The last day somebody may be told something; the last day of all where nobody works."""
    return next(reversed(work_days(span, pattern)), span.last)


def days_before_end(span: Span, pattern: WorkPattern, before: int) -> date:
    """So many working days before the last one, the first one at the earliest."""
    days = work_days(span, pattern) or [span.last]
    return days[max(len(days) - 1 - before, 0)]


def anchored(sprint_day: SprintDay, before: int, span: Span, pattern: WorkPattern) -> date:
    """The day of a sprint that something is held on; `before` as `SprintDay.BEFORE_END` counts."""
    match sprint_day:
        case SprintDay.FIRST:
            return next(iter(work_days(span, pattern)), span.first)
        case SprintDay.LAST:
            return last_work_day(span, pattern)
        case SprintDay.BEFORE_END:
            return days_before_end(span, pattern, before)


# -- when the next one is ------------------------------------------------------------------------------------------


def next_first_day(weeks: int, first_on: date | None, last: Span | None, today: date) -> date:
    """Where the team's rhythm has its next sprint begin: not before this week, and after the last one.

    `first_on` is the first day of the first sprint; with none, the last sprint's end gives the rhythm, or this week.
    """
    monday = today - timedelta(days=today.weekday())
    start = first_on or (_monday_after(last.last) if last else _this_week(today))
    earliest = max(monday, last.last + timedelta(days=1)) if last else monday
    if start < earliest:
        step = timedelta(weeks=weeks)
        start += step * -((start - earliest) // step)
    return start


def _this_week(today: date) -> date:
    """Monday of a week that still has a day to work in."""
    monday = today - timedelta(days=today.weekday())
    return monday if today.weekday() in WORKWEEK else monday + timedelta(weeks=1)


def _monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def usual_span(first: date, weeks: int) -> Span:
    """So many weeks, up to the last weekday before the one after it begins."""
    last = first + timedelta(weeks=weeks, days=-1)
    while last.weekday() not in WORKWEEK and last > first:
        last -= timedelta(days=1)
    return Span(first, last)


# -- what is typed -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SprintSpec:
    """A sprint as its form says it."""

    name: str
    goal: str
    span: Span


@dataclass(frozen=True)
class Other:
    """Another sprint of the team, which a new one may not touch."""

    name: str
    span: Span


FIELDS = ("name", "goal", "starts_on", "ends_on")


def read(values: Mapping[str, str], others: Sequence[Other], today: date, language: str) -> SprintSpec:
    """The form's sprint. Raises FieldsRefused, one RuleBroken per field."""
    form = Typed("", {field: values.get(field, "") for field in FIELDS}, [])
    name = form.text("name", lambda typed: _name(typed, others), "")
    goal = form.text("goal", _goal, "")
    first = form.text("starts_on", lambda typed: any_day(typed, language, today), today)
    last = form.text("ends_on", lambda typed: any_day(typed, language, today), today)
    span = Span(first, last)
    if not {"starts_on", "ends_on"} & {each.field for each in form.broken}:
        form.text("ends_on", lambda typed: _check(span, others, today, typed), None)
    if form.broken:
        raise FieldsRefused(form.broken)
    return SprintSpec(name, goal, span)


def _name(typed: str, others: Sequence[Other]) -> str:
    name = inputs.team_name(typed, field=None)
    if inputs.name_key(name) in {inputs.name_key(each.name) for each in others}:
        raise RuleBroken("sprint.name_taken", typed=inputs.echo(name))
    return name


def _goal(typed: str) -> str:
    return " ".join(inputs.require_text(typed, field=None, limit=GOAL_LIMIT, required=True).split())


def _check(span: Span, others: Sequence[Other], today: date, typed: str) -> None:
    """Raises RuleBroken `sprint.ends_early`, `sprint.too_long`, `input.date_past`, `sprint.overlap`."""
    if span.last <= span.first:
        raise RuleBroken("sprint.ends_early")
    if (span.last - span.first).days > MOST_DAYS:
        raise RuleBroken("sprint.too_long", limit=str(MOST_DAYS))
    if span.last < today:
        raise RuleBroken("input.date_past", typed=inputs.echo(typed))
    for other in others:
        if span.meets(other.span):
            raise RuleBroken("sprint.overlap", name=other.name)


_ENDS_IN_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,3}$")


def number_of(name: str, last: int) -> int:
    """`Sprint 12` is number 12 where that is ahead of the last; else the one after it."""
    found = _ENDS_IN_NUMBER.search(name)
    return int(found[0]) if found and last < int(found[0]) <= _HIGHEST else last + 1


def goal_met(typed: str) -> GoalMet:
    """Raises RuleBroken `input.empty`, `input.form_changed`."""
    if not typed:
        raise RuleBroken("input.empty", field="goal_met", typed="")
    if typed not in {*GoalMet}:
        raise RuleBroken("input.form_changed", field="goal_met")
    return GoalMet(typed)


def reason(typed: str, *, field: str | None) -> str:
    """Why a sprint is reopened. Raises RuleBroken `sprint.reopen.reason`, `input.too_long`."""
    if inputs.is_blank(typed):
        raise RuleBroken("sprint.reopen.reason", field=field)
    return " ".join(inputs.require_text(typed, field=field, limit=REASON_LIMIT, required=True).split())
