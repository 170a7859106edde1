"""Section I, row "date": what is read, what is refused, and the echo in full that reads back to the same day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from ritualbot.errors import RuleBroken
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals.dates import FURTHEST, coming_day, past_day

TUESDAY = date(2027, 3, 2)
ANYTHING = st.text(st.characters(exclude_categories=()))
LANGUAGE = st.sampled_from([*LANGUAGES, "fr-CA", "en-GB", "en-US"])


@pytest.mark.parametrize(
    ("language", "typed", "day"),
    [
        ("fr", "2027-03-05", "2027-03-05"),
        ("fr", "5/3/2027", "2027-03-05"),
        ("fr", "05/03/27", "2027-03-05"),
        ("fr", "5.3.2027", "2027-03-05"),
        ("fr", "3/4", "2027-04-03"),  # day first
        ("fr-CA", "3/4", "2027-04-03"),
        ("en-GB", "3/4", "2027-04-03"),
        ("en", "13/4", "2027-04-13"),  # only one way to read it
        ("en", "4/13", "2027-04-13"),
        ("en", "5/5", "2027-05-05"),
        ("fr", "2/3", "2027-03-02"),  # today
        ("fr", "15/10", "2027-10-15"),
        ("fr", "15/01", "2028-01-15"),  # gone by more than a month ago: next year's
        ("fr", "aujourd’hui", "2027-03-02"),
        ("en", "Today", "2027-03-02"),
        ("fr", "demain", "2027-03-03"),
        ("fr", "DEMAIN !", "2027-03-03"),
        ("en", "tomorrow", "2027-03-03"),
        ("fr", "après-demain", "2027-03-04"),
        ("fr", "jeudi", "2027-03-04"),
        ("fr", "Jeu.", "2027-03-04"),
        ("fr", "vendredi prochain", "2027-03-05"),
        ("en", "next Friday", "2027-03-05"),
        ("en", "on Monday", "2027-03-08"),
        ("fr", "mardi", "2027-03-09"),  # a Tuesday: today has a name of its own
        ("fr", "le 12 août", "2027-08-12"),
        ("fr", "1er avril", "2027-04-01"),
        ("fr", "mardi 2 mars 2027", "2027-03-02"),
        ("fr", "ven. 5 mars", "2027-03-05"),
        ("en", "5 March", "2027-03-05"),
        ("en", "March 5th", "2027-03-05"),
        ("en", "Friday, March 5, 2027", "2027-03-05"),
        ("fr", "29/02", "2028-02-29"),
        ("fr", "29 février", "2028-02-29"),
        ("fr", "2029-03-01", "2029-03-01"),  # two years, but a day
    ],
)
def test_a_day_is_read_as_people_write_it(language: str, typed: str, day: str) -> None:
    assert coming_day(typed, language, TUESDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("language", "typed", "key"),
    [
        ("fr", "31/02", "unknown"),
        ("fr", "2027-13-01", "unknown"),
        ("fr", "2027-02-29", "unknown"),
        ("fr", "4/13", "unknown"),  # day first: there is no thirteenth month
        ("fr", "", "unknown"),
        ("fr", "bientôt", "unknown"),
        ("fr", "le 3", "unknown"),
        ("fr", "2027/03/02", "unknown"),
        ("fr", "٣/٤", "unknown"),  # ASCII digits only, whatever folding would make of others
        ("fr", "３/４", "unknown"),
        ("fr", "3²/4", "unknown"),
        ("fr", "1" * 200, "unknown"),
        ("fr", "9999-01-01", "far"),
        ("fr", "31/12/9999", "far"),
        ("fr", "2029-03-05", "far"),
        ("fr", "0001-01-01", "far"),
        ("en", "3/4", "ambiguous"),
        ("en-US", "3/4/2027", "ambiguous"),
        ("fr", "lundi 2 mars 2027", "weekday"),
        ("fr", "hier", "past"),
        ("fr", "2027-03-01", "past"),
        ("fr", "1/3", "past"),  # yesterday, not next year
    ],
)
def test_what_is_no_coming_day_is_refused(language: str, typed: str, key: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        coming_day(typed, language, TUESDAY, field="first_on")
    assert (refused.value.key, refused.value.field) == (f"input.date_{key}", "first_on")
    assert "typed" in refused.value.params


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hier", "2027-03-01"),
        ("yesterday", "2027-03-01"),
        ("avant-hier", "2027-02-28"),
        ("lundi", "2027-03-01"),
        ("mardi", "2027-02-23"),
        ("vendredi", "2027-02-26"),
        ("2/3", "2027-03-02"),
        ("15/10", "2026-10-15"),
        ("26 février", "2027-02-26"),
    ],
)
def test_a_day_gone_by_is_the_last_one(typed: str, day: str) -> None:
    assert past_day(typed, "fr", TUESDAY) == date.fromisoformat(day)


@pytest.mark.parametrize("typed", ["demain", "3/3", "2027-03-03"])
def test_a_day_to_come_has_no_past(typed: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        past_day(typed, "fr", TUESDAY)
    assert refused.value.key == "input.date_to_come"


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(today=DAYS, days=st.integers(0, FURTHEST.days), language=LANGUAGE)
def test_the_echo_reads_back_to_the_same_day(today: date, days: int, language: str) -> None:
    day = today + timedelta(days=days)
    words = Words(language)
    for echoed in (words.full_date(day), words.calendar_date(day), day.isoformat()):
        assert coming_day(echoed, language, today) == day
    assert past_day(words.full_date(today), language, day) == today


Read = Callable[[str, str, date], date]


def day_or_key(read: Read, typed: str, language: str, today: date) -> date | str:
    try:
        return read(typed, language, today)
    except RuleBroken as refused:
        return refused.key


@given(typed=ANYTHING, today=DAYS, language=LANGUAGE)
def test_any_text_is_a_day_in_reach_or_a_refusal(typed: str, today: date, language: str) -> None:
    found = day_or_key(coming_day, typed, language, today)
    if isinstance(found, date):
        assert today <= found <= today + FURTHEST
    else:
        assert found.startswith("input.date_")


ALMOST = st.from_regex(r"(le )?[0-9]{1,4}[/. -]([0-9]{1,2}|mars|May|août)([/. -][0-9]{1,4})?", fullmatch=True)


@given(typed=ALMOST, today=DAYS, language=LANGUAGE)
def test_what_looks_like_a_day_is_one_or_a_refusal(typed: str, today: date, language: str) -> None:
    for read in (coming_day, past_day):
        found = day_or_key(read, typed, language, today)
        assert abs(found - today) <= FURTHEST if isinstance(found, date) else found.startswith("input.date_")
