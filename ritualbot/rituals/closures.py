"""The days on which a desk is not open as usual, from the lines of a table: a day, or the first and last of a range.

The columns are the first day, the last one (empty: the same), and the hours: empty is closed, `matin` or `après-midi`
(`morning`, `afternoon`) the half that is closed, `09:00-12:00` when the desk is open instead. A first line of words is
the head of the table, and may put these columns in another order; what stands in others is not read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias

import regex

from ritualbot.errors import RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.calendar import MIDDAY
from ritualbot.rituals.dates import FURTHEST, any_day, has_other_digits
from ritualbot.rituals.desk_calendar import CLOSED, DeskCalendar, Windows
from ritualbot.rituals.inputs import echo, fold
from ritualbot.rituals.open_time import DAY_MINUTES

Cell: TypeAlias = str | date | time | float | None
Line: TypeAlias = tuple[int, Sequence[Cell]]
"""The number people see in front of it, from 1, and its cells."""

LONGEST_RANGE = 366  # days
_NOON = MIDDAY.hour * 60 + MIDDAY.minute
_MORNING = frozenset(("matin", "matinee", "le matin", "morning", "am"))
_AFTERNOON = frozenset(("apres-midi", "apres midi", "l'apres-midi", "afternoon", "pm"))
_WHOLE = frozenset(("", "ferme", "fermee", "fermeture", "journee", "jour", "closed", "day", "all day"))
_HEADS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("date", "jour", "du", "de", "debut", "premier jour", "day", "from", "start", "first"), "first"
        ),
        **dict.fromkeys(("au", "a", "fin", "dernier jour", "to", "until", "end", "last"), "last"),
        **dict.fromkeys(("horaires", "heures", "plages", "ouvert", "hours", "open"), "hours"),
        **dict.fromkeys(("demi-journee", "demi journee", "moitie", "half", "half day", "half-day"), "hours"),
    }
)
_USUAL_ORDER: Mapping[str, int] = MappingProxyType({"first": 0, "last": 1, "hours": 2})
_SPAN = regex.compile(r"(?:de |from )?(?P<opens>[0-9][^-]*?) ?(?:-| a | to ) ?(?P<closes>[0-9].*)")


@dataclass(frozen=True)
class _Closure:
    first: date
    last: date
    hours: str


def overrides(
    lines: Iterable[Line], calendar: DeskCalendar, language: str, today: date, *, field: str | None = None
) -> dict[date, Windows]:
    """The days of a table, in order, with their windows. A half day is half of that weekday's usual windows.

    Raises RuleBroken `closures.*` with the line's number; nothing is read of a table with a fault.
    """
    found: dict[date, Windows] = {}
    said_in: dict[date, int] = {}
    columns: Mapping[str, int] | None = None
    for number, cells in lines:
        if all(_text(cell) == "" for cell in cells):
            continue
        if columns is None:
            columns = _head(cells)
            if not any(each.isdigit() for each in "".join(map(_text, cells))):
                continue
        closure = _closure(number, cells, columns, language, today, field)
        for ahead in range((closure.last - closure.first).days + 1):
            day = closure.first + timedelta(days=ahead)
            windows = _windows(number, closure.hours, calendar.week[day.weekday()], field)
            if found.setdefault(day, windows) != windows:
                earlier = str(said_in[day])
                raise RuleBroken("closures.twice", field=field, line=str(number), day=day.isoformat(), earlier=earlier)
            said_in.setdefault(day, number)
    if not found:
        raise RuleBroken("closures.nothing", field=field)
    return {day: found[day] for day in sorted(found)}


def _head(cells: Sequence[Cell]) -> Mapping[str, int]:
    """Where the columns stand, by the first line: in the usual places, but for those it names or calls otherwise."""
    named: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = _HEADS.get(fold(_text(cell)).rstrip(".:"))
        if column:
            named.setdefault(column, place)
    if "first" not in named:
        return _USUAL_ORDER
    free = {name: place for name, place in _USUAL_ORDER.items() if _text(dict(enumerate(cells)).get(place)) == ""}
    return free | named


def _closure(
    number: int, cells: Sequence[Cell], columns: Mapping[str, int], language: str, today: date, field: str | None
) -> _Closure:
    by_name = {name: cells[place] if place < len(cells) else None for name, place in columns.items()}
    first = _day(number, by_name["first"], language, today, field)
    last = by_name.get("last")
    ends = first if _text(last) == "" else _day(number, last, language, max(first, today), field)
    if not first <= ends < first + timedelta(days=LONGEST_RANGE):
        raise RuleBroken("closures.range", field=field, line=str(number), limit=str(LONGEST_RANGE))
    return _Closure(first, ends, _text(by_name.get("hours")))


def _day(number: int, cell: Cell, language: str, today: date, field: str | None) -> date:
    refused = RuleBroken("closures.no_day", field=field, line=str(number), typed=echo(_text(cell)))
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise refused
        cell = cell.date()
    if isinstance(cell, date):
        if abs(cell - today) > FURTHEST:
            raise refused
        return cell
    try:
        return any_day(_text(cell), language, today)
    except RuleBroken as broken:
        raise refused from broken


def _windows(number: int, typed: str, usual: Windows, field: str | None) -> Windows:
    said = fold(typed).strip(" .")
    if said in _WHOLE:
        return CLOSED
    if said in _MORNING:
        return tuple((max(opens, _NOON), closes) for opens, closes in usual if closes > _NOON)
    if said in _AFTERNOON:
        return tuple((opens, min(closes, _NOON)) for opens, closes in usual if opens < _NOON)
    refused = RuleBroken("closures.no_hours", field=field, line=str(number), typed=echo(typed))
    if has_other_digits(typed):
        raise refused
    spans = sorted(_span(part, refused) for part in regex.split(r" ?(?:[,;/+&]| et | and ) ?", said) if part)
    if not spans or any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise refused
    return tuple(spans)


def _span(said: str, refused: RuleBroken) -> tuple[int, int]:
    hit = _SPAN.fullmatch(said)
    if hit is None:
        raise refused
    opens, closes = _minute(hit["opens"], refused), _minute(hit["closes"], refused)
    if opens in (closes, DAY_MINUTES):
        raise refused
    return opens, closes if opens < closes else closes + DAY_MINUTES


def _minute(said: str, refused: RuleBroken) -> int:
    if said in ("24:00", "24h", "24h00"):
        return DAY_MINUTES
    try:
        at = inputs.time_of_day(said, field=None)
    except RuleBroken as broken:
        raise refused from broken
    return at.hour * 60 + at.minute


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return (cell if isinstance(cell, str) else str(cell)).strip()
