"""What a team is measured by, asked once a week, pure: when, of which day a value is, what is typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.calendar import WorkPattern, local_day, local_moment
from ritualbot.rituals.team_typed import Typed

ASKED_ON = 3  # Thursday: a week goes from one asking to the next
MORNING = time(5)  # of whoever is asked: before any prompt
READ_AT = time(9)  # when the question is read, where nobody's own hours say it
NOTE_LIMIT = 200
_WEEK = timedelta(days=7)


def asked_on(today: date) -> date:
    """The Thursday this week began with: today, or the last one."""
    return today - timedelta(days=(today.weekday() - ASKED_ON) % 7)


def next_asked_on(today: date) -> date:
    return asked_on(today) + _WEEK


def week_begins_at(now: datetime, zone: ZoneInfo) -> datetime:
    """Its first moment for somebody there."""
    return local_moment(asked_on(local_day(now, zone)), time(0), zone)


def day_to_ask(today: date, pattern: WorkPattern) -> date | None:
    """The first day this week, from today on, that somebody works; None: they are away until the next asking."""
    days = (today + timedelta(days=n) for n in range((next_asked_on(today) - today).days))
    return next((day for day in days if pattern.works_on(day)), None)


def nothing_since(read_on: date, today: date) -> bool:
    """Whether a value is so old that one was missed since."""
    return today - read_on > _WEEK


@dataclass(frozen=True)
class Told:
    """A value as a charter's numbers are kept, and what was said of it."""

    value: str
    note: str


def read(values: Mapping[str, str], unit: str, language: str) -> Told:
    """The form; a value may be followed by its unit. Raises FieldsRefused with all that is wrong."""
    form = Typed("", values, [])
    value = form.text("value", lambda typed: str(_number(typed, unit, language)), "", required=True)
    note = form.text("note", _note, "")
    if form.broken:
        raise FieldsRefused(form.broken)
    return Told(value, note)


def _note(typed: str) -> str:
    """On one line."""
    return " ".join(inputs.require_text(typed, field=None, limit=NOTE_LIMIT, required=False).split())


def _number(typed: str, unit: str, language: str) -> Decimal:
    if inputs.is_blank(typed):
        raise RuleBroken("kpi.empty")
    bare = typed.strip()
    if unit and bare.casefold().endswith(unit.casefold()):
        bare = bare[: -len(unit)]
    return inputs.number(bare, language, field=None)


def change(now: str, before: str) -> Decimal | None:
    """What a value gained or lost on another; None where one is missing."""
    return Decimal(now) - Decimal(before) if now and before else None
