"""F5: what finds room in a digest's fifteen lines, for any number of teams and lines."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as some

from ritualbot.rituals.digest import MOST_LINES, Change, Fitted, Line, Section, Shown, Wanted, Week, fit

PARIS = ZoneInfo("Europe/Paris")
DECISION, BREACH = Line(Section.DECISIONS, fixed=True), Line(Section.RISKS, fixed=True)
RESULT, RISK, TEST, NEXT = (Line(section) for section in (Section.RESULTS, Section.RISKS, Section.TESTS, Section.NEXT))

LINES = some.sampled_from((DECISION, BREACH, RESULT, RISK, TEST, NEXT))
PARTS = some.lists(some.builds(Wanted, some.lists(LINES, max_size=25), some.booleans()), min_size=1, max_size=25)
ANNOUNCED = some.integers(0, 4)


def used(parts: list[Wanted], found: Fitted) -> int:
    """The lines it takes, counted as they are shown: the title, headlines, words, lines, what is announced, the
    count."""
    heads = sum(shown.head for shown in found.parts) if len(parts) > 1 else 0
    own = sum(shown.word + len(shown.lines) for shown in found.parts)
    return 1 + heads + own + found.announced + bool(found.left)


@given(PARTS, ANNOUNCED)
def test_it_is_never_longer_than_fifteen_lines(parts: list[Wanted], announced: int) -> None:
    assert used(parts, fit(parts, announced)) <= MOST_LINES


@given(PARTS, ANNOUNCED)
def test_every_decision_and_every_breach_is_shown_or_counted_with_its_team(parts: list[Wanted], announced: int) -> None:
    found = fit(parts, announced)
    for line, counted in ((DECISION, found.left.decisions), (BREACH, found.left.breaches)):
        for team, part in enumerate(parts):
            shown = sum(part.lines[place] == line for place in found.parts[team].lines)
            assert shown + counted.count(team) == part.lines.count(line)


@given(PARTS, ANNOUNCED)
def test_whatever_else_found_no_room_is_counted(parts: list[Wanted], announced: int) -> None:
    found = fit(parts, announced)
    plain = sum(not line.fixed for part in parts for line in part.lines)
    told = sum(not parts[team].lines[place].fixed for team, each in enumerate(found.parts) for place in each.lines)
    words = sum(part.word for part in parts) - sum(shown.word for shown in found.parts)
    heads = sum(not shown.head for shown in found.parts)
    assert found.left.others == plain - told + words + heads + announced - found.announced


@given(PARTS, ANNOUNCED)
def test_a_section_keeps_its_place_and_its_lines_their_order(parts: list[Wanted], announced: int) -> None:
    for part, shown in zip(parts, fit(parts, announced).parts, strict=True):
        places = list(Section)
        order = [(places.index(part.lines[place].section), place) for place in shown.lines]
        assert order == sorted(order) and len(set(order)) == len(order)


@given(PARTS, ANNOUNCED)
def test_nothing_is_shown_while_a_decision_or_a_breach_is_only_counted(parts: list[Wanted], announced: int) -> None:
    """Neither a breach beside a decision without room, nor anything beside a breach without room."""
    found = fit(parts, announced)
    shown = Counter(parts[team].lines[place] for team, each in enumerate(found.parts) for place in each.lines)
    if found.left.decisions:
        assert set(shown) <= {DECISION}
    if found.left.breaches:
        assert set(shown) <= {DECISION, BREACH} and not found.announced
        assert not any(each.word for each in found.parts)


@given(PARTS, ANNOUNCED)
def test_but_for_decisions_no_line_stands_without_the_headline_of_its_team(parts: list[Wanted], announced: int) -> None:
    for part, shown in zip(parts, fit(parts, announced).parts, strict=True):
        assert shown.head or not (shown.word or [place for place in shown.lines if part.lines[place] != DECISION])


@given(some.lists(LINES, max_size=13), some.booleans())
def test_what_fits_is_all_shown(lines: list[Line], word: bool) -> None:
    """One title and thirteen lines, with a word fourteen: nothing is left to count."""
    found = fit([Wanted(lines, word)])
    assert not found.left and len(found.parts[0].lines) == len(lines) and found.parts[0].word is word


def test_exactly_fifteen_need_no_count_and_sixteen_do() -> None:
    assert fit([Wanted([RESULT] * 14)]).parts == (Shown(lines=tuple(range(14))),)
    found = fit([Wanted([RESULT] * 15)])
    assert found.parts == (Shown(lines=tuple(range(13))),) and found.left.others == 2


def test_each_section_is_heard_before_a_second_line_of_any() -> None:
    """Three teams of twelve lines: a title, three headlines and the count leave ten. The first lines of the four
    sections are four of each team, so results and risks of all, and tests of all, and the next week of one."""
    lines = [RESULT] * 3 + [RISK] * 3 + [TEST] * 3 + [NEXT] * 3
    found = fit([Wanted(lines)] * 3)
    assert [shown.lines for shown in found.parts] == [(0, 3, 6, 9), (0, 3, 6), (0, 3, 6)]
    assert found.left.others == 26


def test_twenty_teams_that_each_want_a_decision() -> None:
    """Thirteen of them, and a line that counts the other seven, the headlines and the results."""
    found = fit([Wanted([RESULT, DECISION])] * 20)
    assert [shown.lines for shown in found.parts] == [(1,)] * 13 + [()] * 7
    assert found.left.decisions == tuple(range(13, 20)) and found.left.others == 20 + 20


# -- its week ------------------------------------------------------------------------------------------------------


def at(day: int, hour: int) -> datetime:
    """In March 2027, UTC: an hour before Paris."""
    return datetime(2027, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (datetime(2027, 2, 26, 15, tzinfo=UTC), at(5, 15)),  # Friday to Friday
        (datetime(2027, 2, 26, 15, tzinfo=UTC), at(8, 8)),  # Friday was off: sent on Monday
        (at(1, 8), at(5, 15)),  # the one before was sent on Monday
    ],
)
def test_a_week_is_called_by_its_own_monday_also_where_it_is_told_on_the_next(since: datetime, until: datetime) -> None:
    assert Week(since, until, until).monday(PARIS) == date(2027, 3, 1)


def test_a_preview_tells_of_what_has_happened_and_compares_as_long_a_time() -> None:
    week = Week(at(5, 15), at(12, 15), at(12, 13))
    assert week.told_until == at(12, 13)
    assert week.since - week.before == timedelta(days=7)


def test_a_change_is_what_there_is_more_than_before() -> None:
    assert (Change(2, 3).more, Change(3, 3).more, Change(4, 1).more) == (-1, 0, 3)
