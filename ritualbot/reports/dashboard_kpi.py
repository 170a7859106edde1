"""What a team is measured by, as its dashboard shows it: where it stands, how it came there, what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Session

from ritualbot.chat.charts import Level, LineChart, LinePoint
from ritualbot.i18n import Words
from ritualbot.rituals.inputs import number_text
from ritualbot.store import kpi as readings
from ritualbot.store.charter import Charter
from ritualbot.store.kpi import KpiReading

WEEKS = 12  # shown
_STALE = timedelta(days=13)  # without a reading: more than a week was left out
_WEEK = timedelta(weeks=1)


class Course(StrEnum):
    """Where the figure is going, as its last readings tell."""

    REACHED = "reached"
    FORWARD = "forward"
    BACK = "back"
    STEADY = "steady"
    FIRST = "first"  # nothing to compare with
    STALE = "stale"  # nobody read it lately
    UNREAD = "unread"  # nobody ever did
    NONE = "none"  # the charter names none


@dataclass(frozen=True)
class Kpi:
    """`value` and the rest written; empty where missing. `chart`: None where there is nothing to draw yet."""

    name: str
    course: Course
    value: str = ""
    whole: str = ""  # the value with its unit
    target: str = ""
    change: str = ""
    under: tuple[str, ...] = ()
    chart: LineChart | None = None
    alt: str = ""
    since: str = ""  # the day of the last reading


def kpi(session: Session, words: Words, charter: Charter, today: date) -> Kpi:
    if not charter.kpi:
        return Kpi("", Course.NONE)
    first = today - timedelta(days=today.weekday()) - _WEEK * (WEEKS - 1)
    rows = [row for row in readings.readings(session, charter, first) if row.read_on <= today]
    known = [row for row in rows if row.value]
    if not known:
        before = readings.as_of(session, charter, first)
        known = [before] if before else []
    if not known:
        return Kpi(charter.kpi, Course.UNREAD, target=_written(words, charter.kpi_target))
    last, earlier = known[-1], _week_before(known)
    course = _course(charter, last, earlier, today)
    chart = _chart(words, charter, rows, today) if any(row.value for row in rows) else None
    return Kpi(
        name=charter.kpi,
        course=course,
        value=_written(words, last.value),
        whole=_with_unit(_written(words, last.value), charter),
        target=_written(words, charter.kpi_target),
        change=_change(words, last, earlier),
        under=_under(words, charter, last),
        chart=chart,
        alt=_alt(words, chart, charter) if chart else "",
        since=words.day(last.read_on),
    )


def _written(words: Words, value: str) -> str:
    return number_text(Decimal(value), words) if value else ""


def _with_unit(number: str, charter: Charter) -> str:
    return f"{number}\xa0{charter.kpi_unit}" if charter.kpi_unit else number


# -- where it is going ---------------------------------------------------------------------------------------------


def _week_before(known: Sequence[KpiReading]) -> KpiReading | None:
    """What the last reading is compared with: the last one at least a week older, less a day for who is early."""
    limit = known[-1].read_on - _WEEK + timedelta(days=1)
    return next((row for row in reversed(known) if row.read_on <= limit), None)


def _course(charter: Charter, last: KpiReading, earlier: KpiReading | None, today: date) -> Course:
    if today - last.read_on > _STALE:
        return Course.STALE
    value, sign = Decimal(last.value), _good(charter)
    if charter.kpi_target and (value - Decimal(charter.kpi_target)) * sign >= 0:
        return Course.REACHED
    if earlier is None:
        return Course.FIRST
    moved = (value - Decimal(earlier.value)) * sign
    return Course.STEADY if not moved else Course.FORWARD if moved > 0 else Course.BACK


def _good(charter: Charter) -> int:
    """1 where more is better, -1 where the target lies under where it began."""
    if charter.kpi_target and charter.kpi_baseline and Decimal(charter.kpi_target) < Decimal(charter.kpi_baseline):
        return -1
    return 1


def _change(words: Words, last: KpiReading, earlier: KpiReading | None) -> str:
    if earlier is None:
        return ""
    diff = words.signed(Decimal(last.value) - Decimal(earlier.value))
    if (last.read_on - earlier.read_on).days <= 8:
        return words.say("dashboard.kpi.week", change=diff)
    return words.say("dashboard.kpi.since", change=diff, day=words.short_date(earlier.read_on))


def _under(words: Words, charter: Charter, last: KpiReading) -> tuple[str, ...]:
    found = []
    if charter.kpi_target:
        missing = (Decimal(charter.kpi_target) - Decimal(last.value)) * _good(charter)
        if missing > 0:
            number = _with_unit(number_text(missing, words), charter)
            found.append(words.say("dashboard.kpi.missing", number=number))
    else:
        found.append(words.say("dashboard.kpi.no_target"))
    key = "dashboard.kpi.read_in" if charter.kpi_source else "dashboard.kpi.read"
    found.append(words.say(key, day=words.day(last.read_on), source=charter.kpi_source))
    return tuple(found)


# -- its chart -----------------------------------------------------------------------------------------------------


def _chart(words: Words, charter: Charter, rows: Sequence[KpiReading], today: date) -> LineChart:
    goal, base = (_written(words, value) for value in (charter.kpi_target, charter.kpi_baseline))
    known = [row for row in rows if row.value]
    return LineChart(
        language=words.language,
        title=charter.kpi,
        points=_points(words, rows, today),
        last=_written(words, known[-1].value),
        goal=Level(float(charter.kpi_target), words.say("dashboard.kpi.goal", value=goal)) if goal else None,
        levels=(Level(float(charter.kpi_baseline), words.say("dashboard.kpi.baseline", value=base)),) if base else (),
    )


def _points(words: Words, rows: Sequence[KpiReading], today: date) -> tuple[LinePoint, ...]:
    """One a week from the first known value on, the last reading of each; this week counts once it was read."""
    weeks: dict[date, KpiReading] = {}
    for row in rows:
        monday = row.read_on - timedelta(days=row.read_on.weekday())
        if row.value or monday not in weeks:
            weeks[monday] = row
    week = min(monday for monday, row in weeks.items() if row.value)
    found = []
    while week <= today:
        read = weeks.get(week)
        if read is not None or week + _WEEK <= today:
            found.append(_point(words, week, read))
        week += _WEEK
    return tuple(found)


def _point(words: Words, monday: date, row: KpiReading | None) -> LinePoint:
    on = row.read_on if row else monday
    label, day = words.short_date(on), words.month_day(on)
    if row is None or not row.value:
        key = "dashboard.kpi.unread_on" if row else "dashboard.kpi.unread_week"
        return LinePoint(label, None, words.say(key, day=day))
    told = words.say("dashboard.kpi.point", day=day, value=_written(words, row.value))
    return LinePoint(label, float(row.value), told)


def _alt(words: Words, chart: LineChart, charter: Charter) -> str:
    """All the picture shows, in words."""
    told = words.listed([point.told for point in chart.points])
    levels = [*(level.label for level in chart.levels), *([chart.goal.label] if chart.goal else [])]
    return " ".join([words.say("dashboard.kpi.alt", name=charter.kpi, told=told), *(f"{each}." for each in levels)])
