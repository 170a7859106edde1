"""C1, C2, C6, C11 and VOICE's calendar, without a database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ritualbot.errors import RuleBroken
from ritualbot.rituals import retro as rules
from ritualbot.rituals.retro import COLUMNS, RetroMode, RetroPhase, Template

PARIS = ZoneInfo("Europe/Paris")


def local(moment: datetime) -> str:
    return f"{moment.astimezone(PARIS):%a %d %H:%M}"


def weekday(day: date) -> bool:
    return day.weekday() < 5


def test_the_calendar_of_two_weeks() -> None:
    """Call D-2 09:30, notes to D-1 12:00, group to 14:00, vote to D 10:30, talk 11:00 for 30 minutes, close 12:00."""
    found = rules.usual_dates(date(2027, 3, 12), 12, PARIS, weekday)
    moments = (found.call_at, found.group_at, found.vote_at, found.discuss_at, found.meets_at, found.close_at)
    assert [local(each) for each in moments] == [
        *("Wed 10 09:30", "Thu 11 12:00", "Thu 11 14:00"),
        *("Fri 12 10:30", "Fri 12 11:00", "Fri 12 12:00"),
    ]
    assert found.minutes == 30


def test_the_calendar_of_one_week() -> None:
    """Notes to D-1 17:00, vote D 09:30 to 11:00, talk at 11:00 for 20 minutes."""
    found = rules.usual_dates(date(2027, 3, 12), 5, PARIS, weekday)
    moments = (found.group_at, found.vote_at, found.discuss_at, found.meets_at)
    assert [local(each) for each in moments] == ["Thu 11 17:00", "Fri 12 09:30", "Fri 12 11:00", "Fri 12 11:00"]
    assert found.minutes == 20


def test_days_off_are_not_counted_back() -> None:
    """A sprint that ends on a Sunday, with the Friday off: D is Thursday."""
    found = rules.usual_dates(date(2027, 3, 14), 14, PARIS, lambda day: weekday(day) and day != date(2027, 3, 12))
    assert [local(each) for each in (found.call_at, found.group_at, found.close_at)] == [
        *("Tue 09 09:30", "Wed 10 12:00", "Thu 11 12:00"),
    ]


@pytest.mark.parametrize(
    ("phase", "notes", "after", "beyond"),
    [
        ("write", 0, "discuss", "closed"),
        ("write", 8, "vote", "discuss"),
        ("write", 9, "group", "vote"),
        ("group", 9, "vote", "discuss"),
        ("vote", 9, "discuss", "closed"),
        ("discuss", 9, "closed", "closed"),
    ],
)
def test_each_phase_has_a_next_one_and_one_beyond_it(phase: str, notes: int, after: str, beyond: str) -> None:
    assert rules.following(RetroPhase(phase), notes) == after
    assert rules.passing_over(RetroPhase(phase), notes) == beyond


def test_a_vote_for_the_next_morning_does_not_open_in_the_evening() -> None:
    evening = datetime(2027, 3, 11, 16, tzinfo=UTC)
    morning = datetime(2027, 3, 12, 8, 30, tzinfo=UTC)
    assert rules.due(RetroPhase.WRITE, 3, evening, morning) is RetroPhase.GROUP
    assert rules.due(RetroPhase.WRITE, 3, evening, evening + timedelta(hours=2)) is RetroPhase.VOTE


def test_the_first_phase_has_none_before_it() -> None:
    with pytest.raises(RuleBroken, match=r"retro\.first_phase"):
        rules.preceding(RetroPhase.WRITE)
    assert rules.preceding(RetroPhase.CLOSED) is RetroPhase.DISCUSS


@pytest.mark.parametrize(("topics", "points"), [(0, 3), (1, 3), (9, 3), (10, 4), (16, 4), (17, 5), (26, 6)])
def test_as_many_points_as_the_root_of_the_topics_three_at_least(topics: int, points: int) -> None:
    assert rules.suggested_points(topics) == points


def test_a_ballot_is_held_to_its_points() -> None:
    rules.check_ballot({"a": 3, "b": 1}, budget=4, most=3)
    with pytest.raises(RuleBroken, match=r"retro\.too_many_points"):
        rules.check_ballot({"a": 3, "b": 2}, budget=4, most=3)
    with pytest.raises(RuleBroken, match=r"retro\.too_many_on_one"):
        rules.check_ballot({"a": 4}, budget=4, most=3)


def test_points_go_where_the_notes_went_however_often_they_moved() -> None:
    """A went into B, and B into C."""
    into = {"a": "b", "b": "c"}
    assert rules.tally([{"a": 1, "b": 2}, {"c": 1, "d": 3}], frozenset({"c", "d"}), into) == {"c": 4, "d": 3}


def test_topics_that_point_at_each_other_end_nowhere() -> None:
    assert rules.heir("a", frozenset(), {"a": "b", "b": "a"}) is None


@pytest.mark.parametrize(("people", "mode"), [(1, "named"), (4, "named"), (5, "anonymous"), (12, "anonymous")])
def test_five_people_are_enough_to_be_anonymous(people: int, mode: str) -> None:
    assert rules.usual_mode(people) == mode


def test_the_mode_only_rises_and_not_among_few() -> None:
    rules.check_mode(RetroMode.NAMED, RetroMode.ANONYMOUS, 5)
    rules.check_mode(RetroMode.ANONYMOUS, RetroMode.ANONYMOUS, 3)
    with pytest.raises(RuleBroken, match=r"retro\.too_few"):
        rules.check_mode(RetroMode.NAMED, RetroMode.ANONYMOUS, 4)
    with pytest.raises(RuleBroken, match=r"retro\.mode_lowered"):
        rules.check_mode(RetroMode.ANONYMOUS, RetroMode.NAMED, 9)


def test_an_average_needs_five_marks() -> None:
    """RELIABILITY 5."""
    assert rules.worth([5, 5, 5, 5]) == (4, None)
    assert rules.worth([5, 4, 4, 3, 5]) == (5, 21)


def test_a_trend_needs_three_retros() -> None:
    assert rules.trend([1, 2]) == ()
    assert rules.trend([1, 2, 3]) == [1, 2, 3]


def test_there_are_six_templates_and_ones_own() -> None:
    assert len(COLUMNS) == 7 and all(COLUMNS[each] for each in Template if each is not Template.CUSTOM)


def test_columns_of_ones_own_are_one_to_six_and_all_different() -> None:
    assert rules.own_columns("Garder\n\n  À  essayer ") == ("Garder", "À essayer")
    for typed in ("", "a\nb\nc\nd\ne\nf\ng", "Été\nete"):
        with pytest.raises(RuleBroken, match=r"retro\.columns"):
            rules.own_columns(typed)


@pytest.mark.parametrize(
    ("typed", "column", "text"),
    [
        ("arrêter : les réunions", 1, " les réunions"),
        ("ARRETER: les réunions", 1, " les réunions"),
        ("à 14:00 on mange", 0, "à 14:00 on mange"),
        ("Continuer :", 0, "Continuer :"),
    ],
)
def test_a_line_may_name_its_column(typed: str, column: int, text: str) -> None:
    assert rules.with_column(typed, ["Commencer", "Arrêter", "Continuer"]) == (column, text)


@pytest.mark.parametrize(("typed", "points"), [("", 0), ("5", 5)])
def test_points_each_may_be_set(typed: str, points: int) -> None:
    assert rules.own_budget(typed, "fr") == points


@pytest.mark.parametrize("typed", ["0", "31"])
def test_points_out_of_range_are_refused(typed: str) -> None:
    with pytest.raises(RuleBroken, match=r"retro\.budget"):
        rules.own_budget(typed, "fr")
