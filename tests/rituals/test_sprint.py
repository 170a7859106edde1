"""S2, F1: a sprint's days, the rhythm it follows, what its forms and pasted lines accept and refuse."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals.calendar import WORKWEEK, WorkPattern
from ritualbot.rituals.schedule import SprintDay
from ritualbot.rituals.sprint import (
    Need,
    Other,
    Priority,
    Progress,
    Span,
    SprintSpec,
    anchored,
    next_first_day,
    number_of,
    progress,
    read,
    usual_span,
)
from ritualbot.rituals.sprint_item import ItemSpec, parse_lines
from ritualbot.rituals.sprint_snapshot import BlockersThen, ItemThen, KpiThen, Snapshot, dump, load

FRANCE = WorkPattern(ZoneInfo("Europe/Paris"), "FR", WORKWEEK)
SPRINT = Span(date(2027, 2, 22), date(2027, 3, 5))
PEOPLE = {"Léa Martin": "lea", "Alice": "alice", "Jean Petit": "petit", "Jean Durand": "durand"}


# -- days ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2027, 2, 21), 0),
        (date(2027, 2, 22), 1),
        (date(2027, 2, 28), 5),  # Sunday: Friday's
        (date(2027, 3, 2), 7),
        (date(2027, 3, 5), 10),
        (date(2027, 3, 9), 10),
    ],
)
def test_the_day_is_counted_in_days_worked(today: date, day: int) -> None:
    assert progress(SPRINT, today, FRANCE) == Progress(day, 10)


def test_holidays_and_closures_are_no_days_of_it() -> None:
    """Easter Monday, 29 March 2027, and a closure."""
    closed = WorkPattern(FRANCE.zone, "FR", WORKWEEK, closures=frozenset({date(2027, 4, 2)}))
    assert progress(Span(date(2027, 3, 22), date(2027, 4, 2)), date(2027, 3, 30), closed) == Progress(6, 8)


@pytest.mark.parametrize(
    ("day", "before", "expected"),
    [
        (SprintDay.FIRST, 0, date(2027, 3, 30)),  # Easter Monday is not worked
        (SprintDay.LAST, 0, date(2027, 4, 9)),
        (SprintDay.BEFORE_END, 2, date(2027, 4, 7)),
        (SprintDay.BEFORE_END, 5, date(2027, 4, 2)),
        (SprintDay.BEFORE_END, 20, date(2027, 3, 30)),  # never before it begins
    ],
)
def test_a_day_of_the_sprint_is_one_people_work(day: SprintDay, before: int, expected: date) -> None:
    assert anchored(day, before, Span(date(2027, 3, 29), date(2027, 4, 10)), FRANCE) == expected


@pytest.mark.parametrize(
    ("weeks", "first_on", "last", "today", "expected"),
    [
        (2, date(2027, 3, 8), None, date(2027, 3, 2), date(2027, 3, 8)),  # the first one, still to come
        (2, date(2027, 3, 8), None, date(2027, 3, 9), date(2027, 3, 8)),  # begun yesterday: this week's
        (2, date(2027, 3, 8), None, date(2027, 3, 17), date(2027, 3, 22)),  # its second week: the next one
        (2, date(2027, 2, 22), SPRINT, date(2027, 3, 5), date(2027, 3, 8)),
        (2, date(2027, 2, 22), SPRINT, date(2027, 3, 10), date(2027, 3, 8)),  # late by two days
        (2, date(2027, 2, 22), Span(date(2027, 2, 22), date(2027, 3, 12)), date(2027, 3, 12), date(2027, 3, 22)),
        (2, None, SPRINT, date(2027, 3, 5), date(2027, 3, 8)),
        (1, None, None, date(2027, 3, 3), date(2027, 3, 1)),
        (1, None, None, date(2027, 3, 6), date(2027, 3, 8)),  # a Saturday
    ],
)
def test_the_next_one_begins_where_the_rhythm_has_it(
    weeks: int, first_on: date | None, last: Span | None, today: date, expected: date
) -> None:
    assert next_first_day(weeks, first_on, last, today) == expected


@given(st.integers(1, 4), st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_it_is_never_before_this_week_and_keeps_the_rhythms_weekday(weeks: int, first_on: date, today: date) -> None:
    found = next_first_day(weeks, first_on, None, today)
    assert (found - today).days >= -today.weekday()
    assert (found - first_on).days % (7 * weeks) == 0


def test_two_weeks_are_monday_to_friday() -> None:
    assert usual_span(date(2027, 3, 8), 2) == Span(date(2027, 3, 8), date(2027, 3, 19))
    assert usual_span(date(2027, 3, 10), 1) == Span(date(2027, 3, 10), date(2027, 3, 16))


# -- the form ------------------------------------------------------------------------------------------------------

TODAY = date(2027, 3, 2)
TYPED = {"name": "Sprint 13", "goal": " Ouvrir  la billetterie ", "starts_on": "8/3", "ends_on": "2027-03-19"}
OTHERS = [Other("Sprint 12", SPRINT)]


def refused(**typed: str) -> dict[str | None, str]:
    with pytest.raises(FieldsRefused) as caught:
        read({**TYPED, **typed}, OTHERS, TODAY, "fr")
    return {each.field: each.key for each in caught.value.broken}


def test_a_sprint_is_read_from_what_was_typed() -> None:
    span = Span(date(2027, 3, 8), date(2027, 3, 19))
    assert read(TYPED, OTHERS, TODAY, "fr") == SprintSpec("Sprint 13", "Ouvrir la billetterie", span)


def test_it_lasts_from_1_to_30_days_and_ends_after_it_starts() -> None:
    for last in ("2027-03-09", "2027-04-07"):
        assert read({**TYPED, "ends_on": last}, OTHERS, TODAY, "fr").span.last == date.fromisoformat(last)
    assert refused(ends_on="2027-03-08") == refused(ends_on="2027-03-07") == {"ends_on": "sprint.ends_early"}
    assert refused(ends_on="2027-04-08") == {"ends_on": "sprint.too_long"}


def test_every_wrong_field_is_told_at_once() -> None:
    assert refused(name="../x", goal="\u200b", starts_on="31/02", ends_on="9999-01-01") == {
        "name": "input.name_characters",
        "goal": "input.empty",
        "starts_on": "input.date_unknown",
        "ends_on": "input.date_far",
    }


def test_it_may_not_touch_another_of_the_team_nor_be_over() -> None:
    assert refused(starts_on="2027-03-05") == {"ends_on": "sprint.overlap"}
    assert refused(starts_on="2027-02-01", ends_on="2027-02-12") == {"ends_on": "input.date_past"}
    assert refused(name="SPRINT  12") == {"name": "sprint.name_taken"}


@pytest.mark.parametrize(
    ("name", "last", "number"),
    [("Sprint 12", 0, 12), ("Sprint 12", 12, 13), ("Sprint 2027", 3, 4), ("Rentrée", 3, 4), ("Sprint 7", 12, 13)],
)
def test_the_number_is_the_names_where_that_is_ahead(name: str, last: int, number: int) -> None:
    assert number_of(name, last) == number


# -- pasted lines --------------------------------------------------------------------------------------------------


def test_pasted_lines_are_read_whatever_their_bullets() -> None:
    typed = """
    - Landing rentrée @Léa !juridique
    * [ ] Bannière @lea martin !haute https://example.com/b
    • Étude !!  @Jean Durand, !Données
    1. Relance J+1 !dsi

    2) Wow ! c’est prêt @alice.
    """
    assert parse_lines(typed, PEOPLE, field=None) == [
        ItemSpec("Landing rentrée", "lea", need=Need.LEGAL),
        ItemSpec("Bannière", "lea", Priority.HIGH, link="https://example.com/b"),
        ItemSpec("Étude", "durand", Priority.HIGH, Need.DATA),
        ItemSpec("Relance J+1", need=Need.IT),
        ItemSpec("Wow ! c’est prêt", "alice"),
    ]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "input.empty"),
        ("- \n *  ", "input.empty"),
        ("- @Alice !juridique", "input.empty"),  # nothing is left to do
        ("Landing @Zoé", "sprint.owner_unknown"),
        ("Landing @Jean", "sprint.owner_unknown"),  # two have the name
        ("Landing !juridik", "sprint.need_unknown"),
        ("\n".join(["x"] * 51), "sprint.lines_many"),
        ("x" * 201, "input.too_long"),
    ],
)
def test_lines_that_cannot_be_read_are_refused(typed: str, key: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        parse_lines(typed, PEOPLE, field="lines")
    assert (caught.value.key, caught.value.field) == (key, "lines")


@given(st.text())
def test_whatever_is_pasted_is_read_or_refused(typed: str) -> None:
    try:
        found = parse_lines(typed, PEOPLE, field=None)
    except RuleBroken:
        return
    assert found and all(each.title.strip() for each in found)


# -- the snapshot --------------------------------------------------------------------------------------------------


def test_a_snapshot_reads_back_as_it_was_and_passes_over_what_a_newer_release_added() -> None:
    then = Snapshot(
        *(12, "Sprint 12", "But", "2027-02-22", "2027-03-05", "2027-03-05", "partly"),
        kpi=KpiThen("Inscriptions", "", "250", "412", "500"),
        items=(ItemThen("a", "Landing", "lea", "normal", "legal", "carried", 1),),
        blockers=BlockersThen(2, 1, ("b",)),
    )
    assert load(dump(then)) == then
    newer = dump(then).replace('"number": 12', '"number": 12, "later": 1').replace('"opened": 2', '"opened": 2, "x": 3')
    assert load(newer) == then
    assert dump(then) == dump(load(dump(then)))
