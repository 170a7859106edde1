"""B18: what an answer does to a blocker, how old it is and when it has lasted too long."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from ritualbot.errors import RuleBroken
from ritualbot.rituals.blocker import BlockerState, BlockerTag, Known, age, hear, parse, stale_at
from ritualbot.rituals.calendar import WorkPattern
from ritualbot.rituals.hours import next_open_minute

PARIS = ZoneInfo("Europe/Paris")
WEEK = frozenset(range(5))
PATTERN = WorkPattern(PARIS, "FR", WEEK)
BANNER = "La bannière attend le juridique"
STOCK = "Plus de photos libres de droits"
OPEN, CLEARED, WITHDRAWN = BlockerState.OPEN, BlockerState.CLEARED, BlockerState.WITHDRAWN


def paris(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=PARIS)


# -- the rule of an answer -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "again",
    [BANNER, "la BANNIERE attend le juridique", "Toujours la bannière, elle attend le juridique"],
    ids=["the same words", "folded", "much the same"],
)
def test_a_blocker_said_again_carries_on(again: str) -> None:
    heard = hear([again], [Known(4, STOCK), Known(7, BANNER)])
    assert heard.said == (7,)
    assert heard.states == {4: OPEN, 7: OPEN}


def test_another_text_is_another_blocker_and_leaves_the_first_open() -> None:
    heard = hear([STOCK], [Known(7, BANNER)])
    assert heard.said == (None,)
    assert heard.states == {7: OPEN}


def test_a_clean_answer_closes_those_without_a_tag() -> None:
    heard = hear([], [Known(1, BANNER), Known(2, STOCK, tagged=True)])
    assert heard.said == ()
    assert heard.states == {1: CLEARED, 2: OPEN}


def test_an_edit_of_the_answer_edits_its_blocker_whatever_the_new_words() -> None:
    heard = hear([STOCK], [Known(7, BANNER, opened_here=True, said_here=True)])
    assert heard.said == (7,)
    assert heard.states == {7: OPEN}


def test_taken_out_of_the_answer_that_opened_it_a_blocker_is_withdrawn_tag_or_not() -> None:
    heard = hear([], [Known(7, BANNER, tagged=True, opened_here=True, said_here=True)])
    assert heard.states == {7: WITHDRAWN}


def test_an_edit_that_goes_back_to_an_older_blocker_withdraws_what_it_had_opened() -> None:
    """Only the final words count: it is as if the older one had been named at once."""
    heard = hear([BANNER], [Known(1, BANNER), Known(2, STOCK, opened_here=True, said_here=True)])
    assert heard.said == (1,)
    assert heard.states == {1: OPEN, 2: WITHDRAWN}


def test_what_somebody_resolved_stays_resolved() -> None:
    resolved = Known(3, BANNER, resolved=True, opened_here=True, said_here=True)
    for texts in ([BANNER + "."], []):
        assert hear(texts, [resolved]).states == {3: BlockerState.RESOLVED}
    assert hear([STOCK], [resolved]).said == (None,)


def test_two_questions_name_two_blockers() -> None:
    known = [Known(1, BANNER, said_here=True), Known(2, STOCK, said_here=True)]
    assert hear([STOCK, BANNER], known).said == (2, 1)
    assert hear([STOCK, "Accès à la base refusé"], known).said == (2, 1)
    assert hear([BANNER, BANNER], [Known(1, BANNER)]).said == (1, None)


# -- how long ------------------------------------------------------------------------------------------------------


def test_age_is_in_the_owners_business_days() -> None:
    friday, monday = date(2027, 3, 5), date(2027, 3, 8)
    assert age(friday, friday, PATTERN) == 0
    assert age(friday, monday, PATTERN) == 1
    assert age(friday, monday, WorkPattern(PARIS, "FR", frozenset({1, 2, 3, 4}))) == 0


def test_a_holiday_makes_nothing_older_and_an_absence_stops_nothing() -> None:
    easter = (date(2027, 3, 26), date(2027, 3, 30))  # Good Friday is worked in France, Easter Monday is not
    assert age(*easter, PATTERN) == 1
    away = WorkPattern(PARIS, "FR", WEEK, absences=((date(2027, 3, 3), date(2027, 3, 12)),))
    assert age(date(2027, 3, 2), date(2027, 3, 4), away) == 2


@pytest.mark.parametrize(
    ("opened", "stale"),
    [
        ("2027-03-02 09:40", "2027-03-04 09:40"),
        ("2027-03-04 18:10", "2027-03-08 18:10"),
        ("2027-03-26 10:00", "2027-03-31 10:00"),  # over Easter Monday, and into summer time
    ],
)
def test_it_is_stale_two_business_days_later_at_the_same_time(opened: str, stale: str) -> None:
    assert stale_at(paris(opened).astimezone(UTC), PATTERN) == paris(stale)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2027-03-04 09:00", "2027-03-04 09:00"),
        ("2027-03-04 08:59", "2027-03-04 09:00"),
        ("2027-03-04 18:00", "2027-03-05 09:00"),
        ("2027-03-05 18:00", "2027-03-08 09:00"),
        ("2027-03-10 10:00", "2027-03-12 09:00"),
    ],
    ids=["at work", "before", "after", "over the weekend", "over an absence"],
)
def test_an_alert_waits_for_its_readers_hours(moment: str, opens: str) -> None:
    pattern = WorkPattern(PARIS, "FR", WEEK, absences=((date(2027, 3, 10), date(2027, 3, 11)),))
    assert next_open_minute(pattern, time(9), time(18), paris(moment)) == paris(opens)


# -- what is typed -------------------------------------------------------------------------------------------------


def test_the_form_takes_a_text_and_perhaps_a_tag() -> None:
    assert parse({"text": BANNER, "tag": "legal"}) == (BANNER, BlockerTag.LEGAL)
    assert parse({"text": BANNER, "tag": ""}) == (BANNER, None)


@pytest.mark.parametrize(
    ("values", "key", "field"),
    [
        ({"text": " ", "tag": "legal"}, "input.empty", "text"),
        ({"text": "x" * 3001}, "input.too_long", "text"),
        ({"text": BANNER, "tag": "kitchen"}, "input.form_changed", "tag"),
    ],
)
def test_the_form_refuses(values: dict[str, str], key: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        parse(values)
    assert (broken.value.key, broken.value.field) == (key, field)
