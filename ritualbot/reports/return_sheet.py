"""The sheet of a workbook about what decided tests and pilots cost and bring: a row each, and the totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.i18n import Words
from ritualbot.reports.sheets import Row, Sheet, Value
from ritualbot.reports.sprint_sheets import columns, sheet
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.hypothesis_return import read
from ritualbot.rituals.pilot import PilotState
from ritualbot.rituals.return_totals import PILOTS_IN, Figures, Totals, together
from ritualbot.store import return_totals as store
from ritualbot.store.return_totals import DecidedPilot, DecidedTest


@dataclass(frozen=True)
class Returns:
    """What a period decided, and what was ever decided by its end. `pilots`: of all of them, their numbers by ref."""

    tests: Sequence[DecidedTest]
    pilots: Sequence[DecidedPilot]
    of_period: Totals
    ever: Totals
    grouping: dict[str, int]


def returns(session: Session, team_id: int, since: datetime, until: datetime) -> Returns:
    tests, pilots = store.tests(session, team_id, until), store.decided_pilots(session, team_id, until)
    return Returns(
        [each for each in tests if each.at > since],
        [each for each in pilots if each.at > since],
        together(store.entries(tests, pilots, since)),
        together(store.entries(tests, pilots, None)),
        {each.row.ref: each.row.number for each in pilots},
    )


def return_sheet(words: Words, found: Returns, zone: ZoneInfo) -> Sheet:
    heads = columns(
        words,
        *(("counted", 9), ("number", 6), ("subject", 34), ("decided_on", 16), ("verdict", 18)),
        *(("cost", 15), ("gain", 15), ("money_in", 16), ("gain_12", 15), ("roi_12", 15), ("remark", 30)),
    )
    rows = [
        *(_test(words, each, found, zone) for each in found.tests),
        *(_pilot(words, each, zone) for each in found.pilots),
        *_total(words, words.say("sheet.total.period"), found.of_period),
        *_total(words, words.say("sheet.total.ever"), found.ever),
    ]
    return sheet(words, "return", heads, rows)


def _test(words: Words, each: DecidedTest, found: Returns, zone: ZoneInfo) -> Row:
    kept = read(each.now.money)
    period = words.say(f"hypothesis.period.{kept.period}") if kept else ""
    number = found.grouping.get(each.now.pilot)
    return (
        words.say("sheet.counted.test"),
        each.row.number,
        each.row.text,
        local_day(each.at, zone),
        words.say(f"hypothesis.verdict.{each.now.verdict}"),
        *_said(words, kept.cost if kept else None, kept.gain if kept else None),
        f"{kept.currency}, {period}" if kept else None,
        *_over_weeks(words, each.figures),
        words.say("sheet.counted.with_pilot", number=words.number(number)) if number is not None else None,
    )


def _pilot(words: Words, each: DecidedPilot, zone: ZoneInfo) -> Row:
    decided = "stopped" if each.now.state is PilotState.STOPPED else "scaled"
    said = each.figures
    return (
        words.say("sheet.counted.pilot"),
        each.row.number,
        each.row.name,
        local_day(each.at, zone),
        words.say(f"sheet.pilot.{decided}"),
        *_said(words, said.cost, said.gain),
        words.say("sheet.pilot.money_in", currency=PILOTS_IN),
        *_over_weeks(words, said),
        None,
    )


def _over_weeks(words: Words, said: Figures) -> tuple[Value, ...]:
    return _said(words, said.gain, _percent(said.roi))


def _said(words: Words, *figures: Decimal | None) -> tuple[Value, ...]:
    """What nobody gave is said to be missing."""
    return tuple(words.say("sheet.missing") if each is None else each for each in figures)


def _percent(roi: Decimal | None) -> Decimal | None:
    return round(roi * 100, 0) if roi is not None else None


def _total(words: Words, name: str, totals: Totals) -> list[Row]:
    """A row a currency. What is missing is counted; a sum that lacks something says so."""
    missing = words.count("sheet.total.missing", totals.missing) if totals.missing else None
    if not totals.counted:
        return []
    currencies = sorted({*totals.costs, *totals.gains}) or [PILOTS_IN]
    roi = _percent(totals.roi) if len(currencies) == 1 else None
    return [_sums(words, name, totals, each, roi, missing) for each in currencies]


def _sums(words: Words, name: str, totals: Totals, currency: str, roi: Decimal | None, missing: str | None) -> Row:
    [cost] = _said(words, totals.costs.get(currency))
    gain = _said(words, totals.gains.get(currency), roi)
    return (None, None, name, None, None, cost, None, currency, *gain, missing)
