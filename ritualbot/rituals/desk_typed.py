"""A desk's hours as people type or paste them: the windows of a day, a week, the days that differ.

A refusal is a RuleBroken `desk.*` or `input.*`; `typed` echoes the text, or the line at fault.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

import regex

from ritualbot.errors import RuleBroken
from ritualbot.rituals import dates, inputs
from ritualbot.rituals.desk_calendar import Windows
from ritualbot.rituals.inputs import DAY_CODES, echo, fold

DAY = 24 * 60  # minutes; as an end it is the next midnight
MOST_WINDOWS = 6  # a day
SPECIAL_LIMIT = 3000  # characters of the days that differ: what a field holds on every platform
LONGEST_RUN = 366  # days of one line

_SHUT = frozenset(("", "-", "x", "non", "no", "ferme", "fermee", "fermes", "fermeture", "closed", "off"))
_ROUND = frozenset(("24h/24", "24/24", "24h24", "24h", "0h-24h", "24/7", "24h/24 7j/7", "all day", "toute la journee"))
_MIDNIGHT = frozenset(("24h", "24h00", "24:00", "minuit", "midnight"))
_CLOCK = r"(?:[0-9]{1,2} ?(?:h(?: ?[0-9]{2})?|:[0-9]{2})(?: ?[ap]\.?m\.?)?|[0-9]{1,2} ?[ap]\.?m\.?|minuit|midnight)"
_WINDOW = regex.compile(rf"(?:de |from )?(?P<opens>{_CLOCK}) ?(?:-|a|to|>) ?(?P<closes>{_CLOCK})")
_BETWEEN = regex.compile(r"[\s,;/+&.]|\bet\b|\band\b|\bpuis\b")
_DATE = (
    r"(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[/.][0-9]{1,2}(?:[/.][0-9]{2,4})?"
    r"|(?:[a-z]{3,8}\.? )?[0-9]{1,2}(?:er)? [a-z]{3,9}\.?(?: [0-9]{4})?)"
)
_LINE = regex.compile(
    rf"(?:du |le |from |on |the )?(?P<first>{_DATE})(?: ?(?:-|au|to|until|>|;) ?(?P<last>{_DATE}))?(?P<rest>.*)"
)
_HALF = regex.compile(r"\b(?:matin|matinee|apres-midi|morning|afternoon|demi-journee|half)\b")


@dataclass(frozen=True)
class Special:
    """The days that differ from the week, with their windows (none: closed); how many lines were of days gone by."""

    days: Mapping[date, Windows]
    past: int


# The windows of a day -----------------------------------------------------------------------------


def _minute(typed: str, field: str | None) -> int:
    if typed.replace(" ", "") in _MIDNIGHT:
        return DAY
    at = inputs.time_of_day(typed, field=field)
    return at.hour * 60 + at.minute


def _spans(typed: str, field: str | None, shown: str) -> list[tuple[int, int]]:
    """What a day's text says. The end of a window past midnight is counted on: 26 hours is two the next morning."""
    said = fold(typed).strip(" .")
    if said in _SHUT:
        return []
    if said in _ROUND:
        return [(0, DAY)]
    refused = RuleBroken("desk.window_unknown", field=field, typed=shown)
    if dates.has_other_digits(typed) or not inputs.is_blank(_BETWEEN.sub("", _WINDOW.sub(" ", said))):
        raise refused
    found = []
    for hit in _WINDOW.finditer(said):
        opens, closes = _minute(hit["opens"], field) % DAY, _minute(hit["closes"], field)
        if opens == closes:
            raise refused
        found.append((opens, closes if closes > opens else closes + DAY))
    if not found or len(found) > MOST_WINDOWS:
        raise refused
    return found


def _in_order(spans: Sequence[tuple[int, int]], field: str | None, shown: str) -> Windows:
    """Windows that touch become one. Raises RuleBroken `desk.windows_overlap`."""
    kept: list[tuple[int, int]] = []
    for opens, closes in sorted(spans):
        if kept and opens < kept[-1][1]:
            raise RuleBroken("desk.windows_overlap", field=field, typed=shown)
        if kept and opens == kept[-1][1]:
            kept[-1] = (kept[-1][0], closes)
        else:
            kept.append((opens, closes))
    return tuple(kept)


def week(values: Mapping[str, str]) -> tuple[Windows, ...]:
    """The windows of Monday to Sunday, from the fields `mon` to `sun`.

    Raises RuleBroken `desk.window_unknown`, `desk.windows_overlap`, or `desk.never_open` for a week without a window.
    """
    found = tuple(_day(values.get(code, ""), code) for code in DAY_CODES)
    if not any(found):
        raise RuleBroken("desk.never_open", field=DAY_CODES[0])
    return found


def _day(typed: str, field: str) -> Windows:
    shown = echo(typed)
    return _in_order(_spans(typed, field, shown), field, shown)


def windows_text(windows: Windows) -> str:
    """`09:00-12:30, 13:30-17:30`, empty for none; it reads back to the same windows."""
    return ", ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in windows)


def _clock(minute: int) -> str:
    return "24:00" if minute == DAY else time(minute % DAY // 60, minute % 60).strftime("%H:%M")


# The days that differ -----------------------------------------------------------------------------


def special(typed: str, language: str, today: date, *, field: str) -> Special:
    """One day or range a line: `24/12 09:00-12:00`, `2027-05-01;2027-05-03`, `du 2 au …`; a line without hours is
    closed, and what else it says is a name. A first line without digits is the head of a table.

    Raises RuleBroken `desk.line_unknown` with the line, and as `week` and `dates.any_day` do.
    """
    found: dict[date, Windows] = {}
    past = 0
    lines = [line for line in inputs.clean_text(typed).splitlines() if not inputs.is_blank(line)]
    for number, line in enumerate(lines):
        if number == 0 and len(lines) > 1 and not any(each.isdigit() for each in line):
            continue
        first, last, windows = _line(line, language, today, field)
        if last < today:
            past += 1
            continue
        for ahead in range((last - first).days + 1):
            found[first + timedelta(days=ahead)] = windows
    return Special({day: found[day] for day in sorted(found) if day >= today}, past)


def _line(line: str, language: str, today: date, field: str) -> tuple[date, date, Windows]:
    unknown = RuleBroken("desk.line_unknown", field=field, typed=echo(line))
    if dates.has_other_digits(line):
        raise unknown
    said = fold(line.replace("\t", ";")).replace('"', "").replace(" ;", ";").replace("; ", ";").strip(" ;,")
    hours = ", ".join(hit[0] for hit in _WINDOW.finditer(said))
    hit = _LINE.fullmatch(" ".join(_WINDOW.sub(" ", said).split()).strip(" ;,"))
    if hit is None or (not hours and _HALF.search(hit["rest"])):
        raise unknown
    first = dates.any_day(hit["first"], language, today, field=field)
    last = dates.any_day(hit["last"], language, max(first, today), field=field) if hit["last"] else first
    if not first <= last <= first + timedelta(days=LONGEST_RUN):
        raise unknown
    return first, last, _in_order(_spans(hours, field, echo(line)), field, echo(line))


def special_text(days: Mapping[date, Windows], language: str) -> str:
    """A line for each day or run of alike days, which `special` reads back to the same."""
    runs: list[tuple[date, date, Windows]] = []
    for day in sorted(days):
        if runs and runs[-1][1] + timedelta(days=1) == day and runs[-1][2] == days[day]:
            runs[-1] = (runs[-1][0], day, days[day])
        else:
            runs.append((day, day, days[day]))
    return "\n".join(_run_text(*run, language) for run in runs)


def require_room(days: Mapping[date, Windows], language: str, *, field: str) -> None:
    """Raises RuleBroken `desk.too_many_days` for more lines than could be shown again to be changed."""
    if len(special_text(days, language)) > SPECIAL_LIMIT:
        raise RuleBroken("desk.too_many_days", field=field)


def _run_text(first: date, last: date, windows: Windows, language: str) -> str:
    written = "%d/%m/%Y" if language == "fr" else "%Y-%m-%d"
    ends = [first.strftime(written)] if first == last else [first.strftime(written), last.strftime(written)]
    return " ".join(part for part in (" - ".join(ends), windows_text(windows)) if part)
