"""S14: when a KPI's value is asked for, whose day it is, what is typed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from ritualbot.errors import FieldsRefused
from ritualbot.rituals import kpi
from ritualbot.rituals.calendar import WorkPattern

PARIS = ZoneInfo("Europe/Paris")
WEEKDAYS = frozenset(range(5))


@pytest.mark.parametrize(
    ("today", "began", "next_"),
    [
        ("2027-03-04", "2027-03-04", "2027-03-11"),  # a Thursday
        ("2027-03-05", "2027-03-04", "2027-03-11"),
        ("2027-03-10", "2027-03-04", "2027-03-11"),  # the Wednesday after
        ("2027-03-03", "2027-02-25", "2027-03-04"),
    ],
)
def test_a_week_goes_from_thursday_to_wednesday(today: str, began: str, next_: str) -> None:
    day = date.fromisoformat(today)
    assert (kpi.asked_on(day), kpi.next_asked_on(day)) == (date.fromisoformat(began), date.fromisoformat(next_))


def test_it_begins_at_midnight_where_its_owner_is() -> None:
    """Thursday 23:30 in Paris is Friday 07:30 in Tokyo: the same week for both, begun eight hours apart."""
    now = datetime(2027, 3, 4, 22, 30, tzinfo=UTC)
    assert kpi.week_begins_at(now, PARIS) == datetime(2027, 3, 3, 23, 0, tzinfo=UTC)
    assert kpi.week_begins_at(now, ZoneInfo("Asia/Tokyo")) == datetime(2027, 3, 3, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("away", "asked"),
    [
        (None, "2027-03-04"),
        (("2027-03-04", "2027-03-04"), "2027-03-05"),
        (("2027-03-04", "2027-03-05"), "2027-03-08"),  # over the weekend
        (("2027-03-04", "2027-03-09"), "2027-03-10"),
        (("2027-03-04", "2027-03-10"), None),  # until the next question
    ],
)
def test_a_day_off_passes_to_the_next_worked_one_before_the_next_question(
    away: tuple[str, str] | None, asked: str | None
) -> None:
    absences = (tuple(map(date.fromisoformat, away)),) if away else ()
    pattern = WorkPattern(zone=PARIS, region="FR", days=WEEKDAYS, absences=absences)  # type: ignore[arg-type]
    expected = date.fromisoformat(asked) if asked else None
    assert kpi.day_to_ask(date(2027, 3, 4), pattern) == expected


@pytest.mark.parametrize(("read_on", "old"), [("2027-02-25", False), ("2027-02-24", True)])
def test_after_more_than_a_week_a_value_was_missed(read_on: str, old: bool) -> None:
    assert kpi.nothing_since(date.fromisoformat(read_on), date(2027, 3, 4)) is old


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [("412", "", "412"), ("1 234,5", "", "1234.5"), ("12,5 %", "%", "12.5"), ("412 Inscrits", "inscrits", "412")],
)
def test_a_value_may_be_followed_by_its_unit(typed: str, unit: str, value: str) -> None:
    assert kpi.read({"value": typed, "note": " Relance  du lundi "}, unit, "fr") == kpi.Told(value, "Relance du lundi")


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(FieldsRefused) as refused:
        kpi.read({"value": "12 %", "note": "x" * 201}, "", "fr")
    assert [(each.field, each.key) for each in refused.value.broken] == [
        ("value", "input.number_unknown"),
        ("note", "input.too_long"),
    ]


@pytest.mark.parametrize(("now", "before", "gained"), [("412", "374", "38"), ("1.5", "2", "-0.5"), ("412", "", None)])
def test_a_missing_value_gains_nothing(now: str, before: str, gained: str | None) -> None:
    found = kpi.change(now, before)
    assert (None if found is None else str(found)) == gained
