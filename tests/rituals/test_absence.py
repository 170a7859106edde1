"""Absences as they are typed, half days in a calendar, and the bridge days of a region."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals.absence import Bridge, Half, Span, checked, from_form, next_bridge, read
from ritualbot.rituals.calendar import WORKWEEK, Off, WorkPattern
from ritualbot.rituals.standup import Attendee

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = date(2027, 3, 2)


@pytest.mark.parametrize(
    ("typed", "language", "span"),
    [
        ("demain", "fr", Span(date(2027, 3, 3), date(2027, 3, 3))),
        ("vendredi après-midi", "fr", Span(date(2027, 3, 5), date(2027, 3, 5), Half.AFTERNOON)),
        ("du 3 au 7 mars", "fr", Span(date(2027, 3, 3), date(2027, 3, 7))),
        ("du 29 mars au 2 avril", "fr", Span(date(2027, 3, 29), date(2027, 4, 2))),
        ("3/3 matin", "fr", Span(date(2027, 3, 3), date(2027, 3, 3), Half.MORNING)),
        ("ce matin", "fr", Span(TUESDAY, TUESDAY, Half.MORNING)),
        ("le 1er mai", "fr", Span(date(2027, 5, 1), date(2027, 5, 1))),
        ("le 8 janvier", "fr", Span(date(2028, 1, 8), date(2028, 1, 8))),  # the next one
        ("mardi", "fr", Span(date(2027, 3, 9), date(2027, 3, 9))),
        ("aujourd’hui au vendredi", "fr", Span(TUESDAY, date(2027, 3, 5))),
        ("de jeudi à demain", "fr", None),
        ("from Thursday to Monday", "en", Span(date(2027, 3, 4), date(2027, 3, 8))),
        ("2027-03-10", "en", Span(date(2027, 3, 10), date(2027, 3, 10))),
        ("3/4", "en", None),  # two readings
        ("31/02", "fr", None),
        ("2027-13-01", "fr", None),
        ("9999-01-01", "fr", None),
        ("hier", "fr", None),
        ("lundi 1er mars 2027", "fr", None),
        ("en vacances", "fr", None),
        ("du 7 au 3 mars 2027", "fr", None),
        ("du 3 au 7 mars matin", "fr", None),
        ("٣/٣", "fr", None),
    ],
)
def test_days_are_read_as_people_type_them_or_not_at_all(typed: str, language: str, span: Span | None) -> None:
    """SPEC I, date: day first in French, tomorrow, weekday names; what can be read two ways is not guessed."""
    if span is None:
        with pytest.raises(RuleBroken):
            read(typed, language, TUESDAY)
    else:
        assert read(typed, language, TUESDAY) == span


@pytest.mark.parametrize(
    ("span", "key"),
    [
        (Span(date(2027, 3, 1), date(2027, 3, 5)), "absence.past"),
        (Span(date(2027, 3, 5), date(2027, 3, 4)), "absence.backwards"),
        (Span(TUESDAY, date(2029, 3, 9)), "absence.far"),
        (Span(TUESDAY, date(2027, 3, 3), Half.MORNING), "absence.half_range"),
    ],
)
def test_a_range_that_cannot_be_is_refused(span: Span, key: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        checked(span, TUESDAY)
    assert refused.value.key == key
    assert refused.value.field is not None


def test_a_form_tells_every_field_that_is_wrong() -> None:
    with pytest.raises(FieldsRefused) as refused:
        from_form({"first": "31/02", "reason": "x" * 81}, "fr", TUESDAY)
    assert {each.field for each in refused.value.broken} == {"first", "reason"}


def test_the_last_day_is_read_from_the_first_one() -> None:
    """A weekday is the one after the first day; tomorrow stays tomorrow."""
    thursday, monday = date(2027, 3, 4), date(2027, 3, 8)
    assert from_form({"first": "jeudi", "last": "lundi"}, "fr", TUESDAY).span == Span(thursday, monday)
    assert from_form({"first": "2027-03-02", "last": "demain"}, "fr", TUESDAY).span.last_on == date(2027, 3, 3)


def test_a_half_day_moves_the_question_or_makes_it_an_absence() -> None:
    """B5: the halves meet at 13:00 on the person's own clock."""
    day = date(2027, 3, 3)
    morning = Attendee(WorkPattern(PARIS, "FR", WORKWEEK, mornings=frozenset({day})), time(9), time(18))
    assert morning.prompt_on(day, time(9, 30)) == datetime(2027, 3, 3, 12, 0, tzinfo=UTC)
    assert not morning.is_away(day, time(9, 30))
    assert not morning.may_be_asked(datetime(2027, 3, 3, 11, 59, tzinfo=UTC))
    afternoon = Attendee(WorkPattern(PARIS, "FR", WORKWEEK, afternoons=frozenset({day})), time(9), time(18))
    assert afternoon.prompt_on(day, time(9, 30)) == datetime(2027, 3, 3, 8, 30, tzinfo=UTC)
    assert not afternoon.is_away(day, time(9, 30))
    assert afternoon.is_away(day, time(14, 0))
    assert not afternoon.may_be_asked(datetime(2027, 3, 3, 12, 0, tzinfo=UTC))


def test_two_halves_are_a_day() -> None:
    day = frozenset({date(2027, 3, 3)})
    assert WorkPattern(PARIS, "FR", WORKWEEK, mornings=day, afternoons=day).why_off(date(2027, 3, 3)) is Off.ABSENT


ASCENSION = Bridge(date(2027, 5, 7), date(2027, 5, 6), date(2027, 4, 22))
ARMISTICE = Bridge(date(2027, 11, 12), date(2027, 11, 11), date(2027, 10, 27))


def test_the_bridge_of_ascension_is_asked_about_ten_business_days_before() -> None:
    """B5: Thursday 6 May 2027; 1 May is a Saturday, so the ten days before are 5, 4, 3 May, 30 to 26, 23, 22 April."""
    assert next_bridge(TUESDAY, "FR", WORKWEEK, (), ()) == ASCENSION
    assert next_bridge(date(2027, 5, 6), "FR", WORKWEEK, (), ()) == ASCENSION
    # All Saints, Monday 1 November, is none of the ten before 11 November.
    assert next_bridge(date(2027, 5, 7), "FR", WORKWEEK, (), ()) == ARMISTICE


def test_a_holiday_on_a_tuesday_makes_the_monday_a_bridge() -> None:
    """15 August 2028 is a Tuesday: the day before, asked about on 1 August."""
    monday = Bridge(date(2028, 8, 14), date(2028, 8, 15), date(2028, 8, 1))
    assert next_bridge(date(2028, 7, 20), "FR", WORKWEEK, (), ()) == monday


def test_nothing_is_asked_where_nobody_would_work_anyway() -> None:
    """Already a closure, asked already, or no day of the ritual: the next one."""
    friday = date(2027, 5, 7)
    assert next_bridge(TUESDAY, "FR", WORKWEEK, {friday}, ()) == ARMISTICE
    assert next_bridge(TUESDAY, "FR", WORKWEEK, (), {friday}) == ARMISTICE
    found = next_bridge(TUESDAY, "FR", frozenset({0, 1, 2, 3}), (), ())
    assert found is None or found.held_on.weekday() == 0
    assert next_bridge(TUESDAY, "", WORKWEEK, (), ()) is None
