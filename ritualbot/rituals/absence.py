"""Absences as people type them, and the bridge days that public holidays invite to."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import regex

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.calendar import WORKWEEK, Weekdays, holiday
from ritualbot.rituals.dates import NEAR, any_day, has_other_digits

REASON_LIMIT = 80
_FURTHEST = timedelta(days=2 * 365)
_ONE_DAY = timedelta(days=1)


class Half(StrEnum):
    """How much of its day an absence takes; a range of several days is always whole."""

    WHOLE = "whole"
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True)
class Span:
    """From `first_on` to `last_on`, both included."""

    first_on: date
    last_on: date
    half: Half = Half.WHOLE

    def covers(self, other: "Span") -> bool:
        inside = self.first_on <= other.first_on and other.last_on <= self.last_on
        return inside and self.half in (Half.WHOLE, other.half)


@dataclass(frozen=True)
class Declared:
    """An absence as a form says it. `shown`: the team may read the reason."""

    span: Span
    reason: str = ""
    shown: bool = False


# Reading ------------------------------------------------------------------------------------------

_HALVES = {
    "matin": Half.MORNING,
    "au matin": Half.MORNING,
    "morning": Half.MORNING,
    "apres-midi": Half.AFTERNOON,
    "aprem": Half.AFTERNOON,
    "afternoon": Half.AFTERNOON,
}
_THIS = {"ce", "cet", "cette", "this"}
_LED = regex.compile(r"(?:le|on|du|from|pour|for) ")
_BETWEEN = regex.compile(r" (?:jusqu'au|jusqu'a|until|au|to) ")


def read(typed: str, language: str, today: date) -> Span:
    """`demain`, `vendredi après-midi`, `du 3 au 7 mars`, `3/3 matin`.

    Raises RuleBroken `input.date_*` and `absence.*` when not clear.
    """
    if has_other_digits(typed):
        raise RuleBroken("input.date_unknown", typed=inputs.echo(typed))
    text, half = _without_half(inputs.fold(typed).rstrip("."))
    text = _LED.sub("", text, count=1) if _LED.match(text) else text
    first, *rest = _BETWEEN.split(text, maxsplit=1)
    last = rest[0] if rest else first
    if rest and first.isdecimal():  # "du 3 au 7 mars": the month is said once
        first = f"{first} {last.partition(' ')[2]}"
    first_on = any_day(first, language, today)
    last_on = _last_day(last, language, first_on, today) if rest else first_on
    return checked(Span(first_on, last_on, half), today)


def _last_day(typed: str, language: str, first_on: date, today: date) -> date:
    """`lundi` and `7 mars` are those after the first day; `demain` stays today's."""
    after = today if inputs.fold(typed) in NEAR else max(first_on, today)
    return any_day(typed, language, after, field="last")


def _without_half(text: str) -> tuple[str, Half]:
    """`vendredi apres-midi` is Friday and AFTERNOON; `ce matin` is today's."""
    for said, half in sorted(_HALVES.items(), key=lambda each: -len(each[0])):
        if text == said or text.endswith(" " + said):
            day = text.removesuffix(said).strip()
            return ("today" if day in _THIS else day), half
    return text, Half.WHOLE


def checked(span: Span, today: date) -> Span:
    """Raises RuleBroken `absence.past`, `absence.far`, `absence.backwards`, `absence.half_range`, each at its field."""
    if span.last_on < span.first_on:
        raise RuleBroken("absence.backwards", field="last")
    if span.first_on < today:
        raise RuleBroken("absence.past", field="first")
    if span.last_on > today + _FURTHEST:
        raise RuleBroken("absence.far", field="last")
    if span.half is not Half.WHOLE and span.first_on != span.last_on:
        raise RuleBroken("absence.half_range", field="half")
    return span


def from_form(values: Mapping[str, str], language: str, today: date) -> Declared:
    """What the form says; an empty last day is the first one. Raises FieldsRefused, one RuleBroken per field."""
    broken: list[RuleBroken] = []
    span, reason = None, ""
    try:
        span = _span(values, language, today)
    except RuleBroken as error:
        broken.append(error)
    try:
        reason = inputs.require_text(values.get("reason", ""), field="reason", limit=REASON_LIMIT, required=False)
    except RuleBroken as error:
        broken.append(error)
    if span is None or broken:
        raise FieldsRefused(broken)
    return Declared(span, " ".join(reason.split()), bool(values.get("shown")))


def _span(values: Mapping[str, str], language: str, today: date) -> Span:
    first_on = any_day(values.get("first", ""), language, today, field="first")
    last = values.get("last", "").strip()
    last_on = _last_day(last, language, first_on, today) if last else first_on
    half = values.get("half") or Half.WHOLE
    if half not in set(Half):
        raise RuleBroken("input.form_changed")
    return checked(Span(first_on, last_on, Half(half)), today)


# Bridge days --------------------------------------------------------------------------------------

_ASKED_BEFORE = 10  # business days before the holiday
_TUESDAY, _THURSDAY = 1, 3
_AHEAD = 366


@dataclass(frozen=True)
class Bridge:
    """A day between a public holiday and a weekend, and the day on which to ask about it."""

    held_on: date
    holiday_on: date
    asked_on: date


def next_bridge(
    today: date, region: str, days: Weekdays, closed: Collection[date], asked: Collection[date]
) -> Bridge | None:
    """The next bridge after today that nobody was asked about yet. None within a year; none on a day off, a holiday or
    a closure, where there is nothing to ask."""
    for holiday_on in (today + _ONE_DAY * n for n in range(_AHEAD)):
        beside = {_TUESDAY: -1, _THURSDAY: 1}.get(holiday_on.weekday())
        if beside is None or not holiday(holiday_on, region):
            continue
        held_on = holiday_on + beside * _ONE_DAY
        taken = held_on in closed or held_on in asked or holiday(held_on, region)
        if held_on > today and held_on.weekday() in days and not taken:
            return Bridge(held_on, holiday_on, _business_days_before(holiday_on, region, closed))
    return None


def _business_days_before(day: date, region: str, closed: Collection[date]) -> date:
    """The tenth business day before `day`, which itself is not counted."""
    found = _business_days(day, region, closed)
    return [next(found) for _ in range(_ASKED_BEFORE)][-1]


def _business_days(before: date, region: str, closed: Collection[date]) -> Iterator[date]:
    day = before
    while True:
        day -= _ONE_DAY
        if day.weekday() in WORKWEEK and not holiday(day, region) and day not in closed:
            yield day
