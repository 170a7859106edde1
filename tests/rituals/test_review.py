"""S4: the days of the review with the sponsor, its pack, the digests around it. All by hand, on 2027's calendar: 1
March is a Monday; Easter Monday is 29 March; the clocks of Europe go forward on 28 March, those of Canada on 14
March."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from ritualbot.errors import FieldsRefused
from ritualbot.rituals.calendar import WORKWEEK, WorkPattern
from ritualbot.rituals.review import (
    Coming,
    Diaries,
    Rhythm,
    Wanted,
    announces,
    looked_back,
    next_after,
    read,
    replaces,
    room,
    usual,
)

PARIS, TORONTO = ZoneInfo("Europe/Paris"), ZoneInfo("America/Toronto")
TEAM = WorkPattern(PARIS, "FR", WORKWEEK)
FRIDAY = date(2027, 3, 19)
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def there(**changed: object) -> WorkPattern:
    return WorkPattern(**({"zone": PARIS, "region": "FR", "days": WORKWEEK} | changed))  # type: ignore[arg-type]


def coming(rhythm: Rhythm, *sponsors: WorkPattern, now: datetime = NOW, team: WorkPattern = TEAM) -> Coming:
    found = next_after(rhythm, Diaries(team, sponsors), now)
    assert found is not None
    return found


def paris(day: int, hour: int, month: int = 3) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=PARIS)


def test_the_first_ends_the_fourth_week_of_the_first_sprint() -> None:
    """Sprints of two weeks from Monday 22 February: the second ends on Friday 19 March. A rhythm of three weeks is that
    of sprints that long; begun in the middle of a week, the week counts."""
    assert usual(date(2027, 2, 22), 2) == Rhythm(FRIDAY, 4)
    assert usual(date(2027, 2, 24), 1) == Rhythm(FRIDAY, 4)
    assert usual(date(2027, 2, 22), 3) == Rhythm(date(2027, 3, 12), 3)


def test_the_pack_goes_out_the_day_before_at_four_and_the_reminder_two_business_days_before() -> None:
    found = coming(Rhythm(FRIDAY), there())
    assert (found.on, found.starts_at) == (FRIDAY, paris(19, 15))
    assert (found.pack_at, found.remind_at) == (paris(18, 16), paris(17, 9))
    assert found.pack_at == datetime(2027, 3, 18, 15, 0, tzinfo=UTC)


def test_every_three_and_every_four_weeks_across_the_change_of_clocks() -> None:
    """15:00 in Paris is 14:00Z before 28 March and 13:00Z after it."""
    third = coming(Rhythm(FRIDAY, 3), now=paris(19, 16))
    fourth = coming(Rhythm(FRIDAY, 4), now=paris(19, 16))
    assert (third.on, third.starts_at) == (date(2027, 4, 9), datetime(2027, 4, 9, 13, 0, tzinfo=UTC))
    assert (fourth.on, fourth.starts_at) == (date(2027, 4, 16), datetime(2027, 4, 16, 13, 0, tzinfo=UTC))
    assert coming(Rhythm(FRIDAY, 3), now=paris(19, 14)).starts_at == datetime(2027, 3, 19, 14, 0, tzinfo=UTC)


def test_four_is_that_of_the_sponsor() -> None:
    """On 18 March Toronto has changed its clocks and Paris has not: 16:00 there is 20:00Z, 21:00 in Paris."""
    found = coming(Rhythm(FRIDAY), there(zone=TORONTO, region="CA-ON"))
    assert found.pack_at == datetime(2027, 3, 18, 20, 0, tzinfo=UTC)
    assert found.starts_at == datetime(2027, 3, 19, 14, 0, tzinfo=UTC)


def test_a_holiday_moves_it_to_the_next_working_day_and_not_those_after_it() -> None:
    """Monday 29 March is Easter Monday; four weeks later it is a Monday again. The pack of a Tuesday after a long
    weekend goes out on the Friday."""
    found = coming(Rhythm(date(2027, 3, 29)), there())
    assert (found.on, found.planned_on, found.pack_on) == (date(2027, 3, 30), date(2027, 3, 29), date(2027, 3, 26))
    assert found.remind_at == paris(25, 9)  # Thursday: Friday and Thursday are the two business days before
    assert coming(Rhythm(date(2027, 3, 29)), there(), now=paris(30, 16)).on == date(2027, 4, 26)


def test_the_sponsors_absence_and_the_teams_closure_move_it() -> None:
    """Away on Friday 19 and Monday 22, and the team is closed on Tuesday 23: Wednesday 24. What the sponsor does not
    work on the day before, the pack goes out earlier."""
    away = there(absences=((FRIDAY, date(2027, 3, 22)),))
    closed = there(closures=frozenset({date(2027, 3, 23)}))
    found = coming(Rhythm(FRIDAY), away, team=closed)
    assert (found.on, found.pack_on) == (date(2027, 3, 24), date(2027, 3, 23))
    four_days = there(days=frozenset({0, 1, 2, 4}))
    assert coming(Rhythm(FRIDAY), four_days).pack_at == paris(17, 16)
    assert coming(Rhythm(FRIDAY), there(), away).on == date(2027, 3, 23)  # two sponsors: both have to be there


def test_a_sponsor_who_is_away_all_along_does_not_stop_it() -> None:
    away = there(absences=((date(2027, 3, 1), date(2027, 6, 30)),))
    assert coming(Rhythm(FRIDAY), away).on == FRIDAY


def test_the_digest_before_announces_it_and_the_pack_stands_in_the_place_of_one() -> None:
    """The pack of Friday 19 goes out on Thursday 18: Friday 12 announces, Friday 19 is replaced, Friday 26 is as usual.
    A digest that Good Friday moved to Monday 22 is that of the same week; a pack sent on a Friday replaces that of the
    day."""
    pack = date(2027, 3, 18)
    fridays = [date(2027, 3, 5), date(2027, 3, 12), FRIDAY, date(2027, 3, 26)]
    assert [announces(pack, each) for each in fridays] == [False, True, False, False]
    assert [replaces(pack, each) for each in fridays] == [False, False, True, False]
    assert replaces(pack, date(2027, 3, 22))
    assert replaces(FRIDAY, FRIDAY) and not announces(FRIDAY, FRIDAY)


def test_it_is_looked_back_at_on_the_next_working_day() -> None:
    assert looked_back(FRIDAY, TEAM) == paris(22, 9)
    assert looked_back(date(2027, 3, 26), TEAM) == paris(30, 9)


def test_the_form() -> None:
    said = {"often": "3", "on": "26/03/2027", "at": "10:30", "place": " Salle B "}
    assert read(said, "fr", date(2027, 3, 2), TEAM) == Wanted(Rhythm(date(2027, 3, 26), 3, time(10, 30)), "Salle B")
    assert read({"often": "0", "on": "31/02", "at": ""}, "fr", date(2027, 3, 2), TEAM) == Wanted(None)
    for field, typed, key in (
        *(("on", "29/03/2027", "review.day_off"), ("on", "27/03/2027", "review.day_off")),
        *(("on", "31/02", "input.date_unknown"), ("on", "01/03/2027", "input.date_past")),
        *(("at", "25:00", "input.time_unknown"), ("often", "2", "input.form_changed")),
    ):
        with pytest.raises(FieldsRefused) as refused:
            read({**said, field: typed}, "fr", date(2027, 3, 2), TEAM)
        assert [(each.field, each.key) for each in refused.value.broken] == [(field, key)]


def test_every_part_has_its_first_line_before_any_has_its_second() -> None:
    assert room([1, 5, 3, 1], 13) == [1, 5, 3, 1]
    assert room([1, 5, 3, 1], 8) == [1, 3, 3, 1]  # four first lines, two second ones, two third ones
    assert room([4, 4], 3) == [2, 1]
    assert room([2, 0, 2], 2) == [1, 0, 1]
    assert room([], 3) == []
