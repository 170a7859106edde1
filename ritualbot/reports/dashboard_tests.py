"""Pilots and tests, as a team's dashboard shows them: how far each is, what may be said of it, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from ritualbot.chat.charts import IntervalChart, IntervalRow, Leaning
from ritualbot.i18n import Words
from ritualbot.reports import pilot as pilot_report
from ritualbot.reports.forest import Across, Axis, across, axis
from ritualbot.reports.hypothesis_verdict import decimals, in_points, metric_of, sentence, signed
from ritualbot.reports.pilot import Seen
from ritualbot.rituals.hypothesis import Standing
from ritualbot.rituals.hypothesis_counts import Measure
from ritualbot.rituals.hypothesis_history import HypothesisState, Piece, Verdict
from ritualbot.rituals.hypothesis_reading import reading_of
from ritualbot.rituals.hypothesis_verdict import Reading, Side, side
from ritualbot.rituals.pilot import UNDER_WAY, ComesBack, Light, PilotState, Standing as PilotStanding
from ritualbot.store import dashboard as facts, team as teams
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.team import Team
from ritualbot.store.team_roster import id_of

DECIDED = 6  # shown


# -- pilots --------------------------------------------------------------------------------------------------------


class Check(StrEnum):
    """What a checkpoint said, or that it said nothing."""

    GREEN = Light.GREEN.value
    AMBER = Light.AMBER.value
    RED = Light.RED.value
    MISSED = "missed"
    COMING = "coming"


@dataclass(frozen=True)
class Checkpoint:
    """`x`: its middle, in percent of all weeks."""

    week: int
    check: Check
    x: float


@dataclass(frozen=True)
class PilotRow:
    """A pilot. `weeks`: of each where it begins, how wide it is, in percent, and whether it has begun."""

    name: str
    owner: str
    dates: str
    weeks: tuple[tuple[float, float, bool], ...]
    checks: tuple[Checkpoint, ...]
    alt: str
    state: str
    lines: tuple[str, ...]


def pilots(session: Session, words: Words, team: Team, today: date) -> list[PilotRow]:
    """Those under way."""
    found = facts.pilots(session, id_of(team), UNDER_WAY)
    owners = teams.people(session, {row.owner_id for row, _ in found if row.owner_id})
    seen = [Seen(row, now, team, owners.get(row.owner_id or 0), True) for row, now in found]
    return [_pilot(session, words, each, today) for each in seen]


def checks(rows: Sequence[PilotRow]) -> tuple[Check, ...]:
    """Those that stand somewhere, in one order: the key under them."""
    there = {each.check for row in rows for each in row.checks}
    return tuple(check for check in Check if check in there)


def _pilot(session: Session, words: Words, each: Seen, today: date) -> PilotRow:
    now, state = each.now, pilot_report.state_text(words, each, today)
    lines = [_money(words, now)] if now.starts_on else []
    if now.state is PilotState.RUNNING and (next_on := pilot_report.next_day(session, each)):
        lines.insert(0, words.say("dashboard.pilot.next", day=words.day(next_on)))
    last = now.checked[max(now.checked)] if now.checked else None
    if last is not None and last.comes_back is ComesBack.NO:
        lines.insert(0, words.say("dashboard.pilot.no_data"))
    weeks, checks = _weeks(now, today), tuple(_checkpoint(now, week) for week in now.weeks)
    state = state[:1].upper() + state[1:]
    return PilotRow(
        each.row.name,
        each.owner.name if each.owner else "",
        _dates(words, each),
        weeks,
        checks if weeks else (),
        " ".join(_check_text(words, each) for each in checks),
        state,
        tuple(lines),
    )


def _dates(words: Words, each: Seen) -> str:
    first, last = each.row.starts_on, each.row.ends_on
    return f"{words.short_date(first)} – {words.short_date(last)}" if first and last else ""


def _money(words: Words, now: PilotStanding) -> str:
    spent, budget = (pilot_report.money(words, amount) for amount in (now.spent, now.budget))
    return words.say("dashboard.pilot.budget", spent=spent, budget=budget)


def _weeks(now: PilotStanding, today: date) -> tuple[tuple[float, float, bool], ...]:
    if now.starts_on is None:
        return ()
    wide = 100 / now.weeks[-1]
    begun = (today - now.starts_on).days // 7 + 1 if today >= now.starts_on else 0
    return tuple((round(week * wide, 3), round(wide, 3), week < begun) for week in range(now.weeks[-1]))


def _checkpoint(now: PilotStanding, week: int) -> Checkpoint:
    check = Check.MISSED if week in now.missed else Check.COMING
    if week in now.checked:
        check = Check(now.checked[week].light.value)
    return Checkpoint(week, check, round((week - 0.5) * 100 / now.weeks[-1], 3))


def _check_text(words: Words, each: Checkpoint) -> str:
    said = words.say(f"dashboard.pilot.sign.{each.check}")
    return words.say("dashboard.pilot.check", week=words.number(each.week), said=said)


# -- tests ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TestRow:
    """A test. `drawn`: its interval, None where no effect may be shown; `tone` says the verdict by its form too."""

    __test__ = False  # not one of ours to collect

    name: str
    owner: str
    aside: str
    unheard: bool
    drawn: Across | None
    tone: str
    verdict: str
    said: str
    learning: str
    early: bool


@dataclass(frozen=True)
class Forest:
    """Tests of one unit under each other; `axis`: None where none of them shows an effect."""

    unit: str
    rows: tuple[TestRow, ...]
    axis: Axis | None


def forests(session: Session, words: Words, team: Team, today: date) -> list[Forest]:
    """Rates first, in points; then what is measured otherwise, each unit for itself."""
    found = facts.tests(session, id_of(team), DECIDED)
    owners = teams.people(session, {row.owner_id for row, _ in found if row.owner_id})
    units: dict[str, list[tuple[Hypothesis, Standing, Reading | None]]] = {}
    for row, now in sorted(found, key=lambda each: _is_mean(each[1])):
        unit = now.piece(Piece.UNIT) if _is_mean(now) else ""
        units.setdefault(unit, []).append((row, now, reading_of(now, today)))
    names = {id_: person.name for id_, person in owners.items()}
    return [_forest(words, unit or words.say("chart.in_points"), rows, names) for unit, rows in units.items()]


def _is_mean(now: Standing) -> bool:
    return now.piece(Piece.MEASURE) == Measure.MEAN


def _forest(
    words: Words,
    unit: str,
    rows: Sequence[tuple[Hypothesis, Standing, Reading | None]],
    names: dict[int, str],
) -> Forest:
    intervals = [_interval(words, row, now, reading) for row, now, reading in rows]
    shown = tuple(each for each in intervals if each is not None)
    spec = forest_chart(words, unit, shown) if shown else None
    made = tuple(
        _test(words, row, now, reading, across(spec, interval) if spec and interval else None, names)
        for (row, now, reading), interval in zip(rows, intervals, strict=True)
    )
    return Forest(unit, made, axis(spec) if spec else None)


def forest_chart(words: Words, unit: str, rows: tuple[IntervalRow, ...]) -> IntervalChart:
    """The same for a page and for a chat."""
    return IntervalChart(
        language=words.language,
        title=words.say("dashboard.tests.title"),
        unit=words.say("dashboard.tests.unit", unit=unit),
        zero=words.say("dashboard.tests.zero"),
        left=f"← {words.say('dashboard.tests.less')}",
        right=f"{words.say('dashboard.tests.more')} →",
        rows=rows,
        note=words.say("dashboard.tests.how"),
    )


def _interval(words: Words, row: Hypothesis, now: Standing, reading: Reading | None) -> IntervalRow | None:
    """None before the planned sample is there, and where its split says that nothing may be read."""
    if reading is None or reading.deciding is None or reading.uneven or reading.best is None:
        return None
    if now.verdict in (Verdict.INVALID, Verdict.STOPPED):
        return None
    best = reading.best
    low, middle, high = (in_points(reading, value) for value in (best.interval.low, best.diff, best.interval.high))
    middle = min(max(middle, low), high)
    places = max(1, decimals((low, high)))
    told = words.say("dashboard.tests.told", low=signed(words, low, places), high=signed(words, high, places))
    return IntervalRow(row.text, low, middle, high, told, _leaning(reading))


def _leaning(reading: Reading) -> Leaning:
    assert reading.best is not None
    found = side(reading.best, reading.trial)
    if found is Side.UNCLEAR:
        return Leaning.UNSURE
    if found is Side.WORSE:
        return Leaning.WORSE
    return Leaning.BETTER if reading.trial.compares else Leaning.ALONE


def _test(
    words: Words, row: Hypothesis, now: Standing, reading: Reading | None, drawn: Across | None, names: dict[int, str]
) -> TestRow:
    if now.verdict:
        verdict = words.say(f"hypothesis.verdict.{now.verdict}")
    else:
        verdict = words.say(f"hypothesis.state.{row.state}")
    said = sentence(words, reading, metric_of(now)).plain() if reading else words.say("dashboard.tests.no_results")
    return TestRow(
        name=row.text,
        owner=names.get(row.owner_id or 0, ""),
        aside=row.moment,
        unheard=row.unheard,
        drawn=drawn,
        tone=_TONES.get(now.verdict, "none") if now.verdict else "none",
        verdict=verdict,
        said=said,
        learning=row.learning,
        early=drawn is None and row.state in (HypothesisState.RUNNING, HypothesisState.ANALYSIS),
    )


_TONES = {Verdict.WON: "ok", Verdict.LOST: "bad", Verdict.SIGNAL: "weak"}
