"""S11: when a desk's meeting is and when its agenda goes out, what its form takes; E22: what marketing could do alone.

The desk is France's: Monday to Friday 09:00-12:30 and 13:30-17:30. 1 March 2027 is a Monday, 29 March Easter Monday.
"""

from datetime import date, datetime, time, timedelta

import pytest

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals.desk_calendar import CLOSED, DeskCalendar, usual
from ritualbot.rituals.desk_meeting import (
    Candidate,
    Coming,
    Decision,
    Rhythm,
    candidates,
    decisions,
    next_after,
    read,
    usual_first,
)
from ritualbot.rituals.request_figures import History
from ritualbot.rituals.request_history import Happened
from tests.conversations.bot import moment
from tests.rituals.test_request import Line, filed
from tests.rituals.test_request_figures import told

FRANCE = usual("FR", range(2026, 2029))
TUESDAYS = Rhythm(date(2027, 3, 2))


def coming(day: str, agenda: str, at: str = "10:00", until: str = "10:30") -> Coming:
    on = date.fromisoformat(day)
    return Coming(on, moment(f"{day} {at}"), moment(f"{day} {until}"), moment(agenda))


def test_every_other_week_with_the_agenda_the_day_before_at_two() -> None:
    assert next_after(TUESDAYS, FRANCE, moment("2027-02-20 09:00")) == coming("2027-03-02", "2027-03-01 14:00")
    assert next_after(TUESDAYS, FRANCE, moment("2027-03-02 09:59")) == coming("2027-03-02", "2027-03-01 14:00")
    assert next_after(TUESDAYS, FRANCE, moment("2027-03-02 10:00")) == coming("2027-03-16", "2027-03-15 14:00")
    assert next_after(TUESDAYS, FRANCE, moment("2027-09-01 10:00")) == coming("2027-09-14", "2027-09-13 14:00")


def test_a_mondays_agenda_goes_out_on_friday_and_a_holidays_meeting_moves_on() -> None:
    """Easter Monday the 29th: Tuesday the 30th, whose day before with open hours is Friday the 26th."""
    mondays = Rhythm(date(2027, 3, 15))
    assert next_after(mondays, FRANCE, moment("2027-03-02 09:00")) == coming("2027-03-15", "2027-03-12 14:00")
    assert next_after(mondays, FRANCE, moment("2027-03-15 11:00")) == coming("2027-03-30", "2027-03-26 14:00")
    assert next_after(mondays, FRANCE, moment("2027-03-30 11:00")) == coming("2027-04-12", "2027-04-09 14:00")


def test_a_meeting_moved_on_is_found_after_its_own_day_has_begun() -> None:
    """On Easter Monday itself, Tuesday's is still to come."""
    mondays = Rhythm(date(2027, 3, 15))
    assert next_after(mondays, FRANCE, moment("2027-03-29 12:00")) == coming("2027-03-30", "2027-03-26 14:00")


def test_a_desk_closed_for_the_whole_interval_skips_that_one() -> None:
    """Tuesday 31 August is the last closed day: that meeting is on Wednesday, its agenda the day before."""
    august = {date(2027, 8, 1) + timedelta(days=n): CLOSED for n in range(31)}
    closed = DeskCalendar(FRANCE.tz, FRANCE.week, {**FRANCE.overrides, **august})
    weekly = Rhythm(date(2027, 7, 27), every_weeks=1, at=time(16), minutes=45)
    found = next_after(weekly, closed, moment("2027-07-27 17:00"))
    assert found == coming("2027-09-01", "2027-08-31 14:00", "16:00", "16:45")


def test_the_hour_is_the_desks_through_the_change_of_clocks() -> None:
    """Summer time begins on Sunday 28 March: 10:00 in Paris is 09:00 UTC before, 08:00 after."""
    assert next_after(TUESDAYS, FRANCE, moment("2027-03-17 10:00")) == coming("2027-03-30", "2027-03-26 14:00")
    after = next_after(TUESDAYS, FRANCE, moment("2027-03-17 10:00"))
    assert after is not None and after.starts_at == datetime.fromisoformat("2027-03-30T08:00:00+00:00")


def test_the_form_proposes_a_week_from_now() -> None:
    assert usual_first(FRANCE, date(2027, 3, 2)) == date(2027, 3, 9)
    assert usual_first(FRANCE, date(2027, 3, 22)) == date(2027, 3, 30)  # not on Easter Monday


# -- the forms -----------------------------------------------------------------------------------------------------

TYPED = {"first_on": "09/03/2027", "every_weeks": "3", "at": "9h30", "minutes": "45 min"}


def test_a_rhythm_is_read_as_it_is_typed() -> None:
    today = date(2027, 3, 2)
    assert read(TYPED, FRANCE, "fr", today) == Rhythm(date(2027, 3, 9), 3, time(9, 30), 45)
    assert read({"first_on": "demain"}, FRANCE, "fr", today) == Rhythm(date(2027, 3, 3))


@pytest.mark.parametrize(
    ("typed", "field", "key"),
    [
        ({"first_on": "31/02"}, "first_on", "input.date_unknown"),
        ({"first_on": "13/03/2027"}, "first_on", "meeting.closed_then"),  # a Saturday
        ({"at": "12h45"}, "at", "meeting.closed_then"),
        ({"at": "9h75"}, "at", "input.time_unknown"),
        ({"every_weeks": "0"}, "every_weeks", "meeting.weeks_range"),
        ({"every_weeks": "13"}, "every_weeks", "meeting.weeks_range"),
        ({"minutes": "5h"}, "minutes", "meeting.too_long"),
        ({"minutes": "0"}, "minutes", "input.duration_unknown"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(typed: dict[str, str], field: str, key: str) -> None:
    with pytest.raises(FieldsRefused) as refused:
        read({**TYPED, **typed}, FRANCE, "fr", date(2027, 3, 2))
    assert [(each.field, each.key) for each in refused.value.broken] == [(field, key)]


def test_up_to_five_decisions_each_about_a_request_or_none() -> None:
    said = {"decision_1": " Priorité au jeu ", "request_1": "r1", "decision_3": "On arrête les bannières"}
    assert decisions(said, {"r1"}) == [Decision("Priorité au jeu", "r1"), Decision("On arrête les bannières")]
    with pytest.raises(RuleBroken, match="form_changed"):
        decisions(said, {"r2"})
    six = {f"decision_{number}": str(number) for number in range(1, 7)}
    assert len(decisions(six, ())) == 5
    assert decisions({"decision_1": "\u200b "}, ()) == []  # held all the same


@pytest.mark.parametrize(
    ("typed", "field", "key"),
    [
        ({"request_2": "r1", "decision_1": "x"}, "decision_2", "meeting.request_alone"),
        ({"decision_1": "x" * 301}, "decision_1", "input.too_long"),
    ],
)
def test_a_decision_is_words_and_not_too_many(typed: dict[str, str], field: str, key: str) -> None:
    with pytest.raises(FieldsRefused) as refused:
        decisions(typed, {"r1"})
    assert [(each.field, each.key) for each in refused.value.broken] == [(field, key)]


# -- autonomy ------------------------------------------------------------------------------------------------------


def test_the_candidates_are_those_waited_for_longest() -> None:
    """E22. Of 8 h days: accesses were waited for from 09 to 11 and from 09 to 10, 3 h; a tag a day and an hour, 9 h;
    what the desk said no to, or nothing of, is none."""

    def asked(type_: str, end: str, *answers: str) -> History:
        said: list[Line] = [(end, Happened.AUTONOMY, {"answer": each}) for each in answers]
        return told(filed("2026-11-16T09:00"), (end, Happened.APPROVED, {}), *said, type=type_)

    found = candidates(
        [
            asked("access", "2026-11-16T11:00", "access"),
            asked("access", "2026-11-16T10:00", "no", "training"),  # a change of mind
            asked("tag", "2026-11-17T10:00", "training"),
            asked("flow", "2026-11-20T10:00", "no"),
            asked("page", "2026-11-20T10:00"),
        ]
    )
    assert found == [
        Candidate("tag", 0, 1, timedelta(hours=9)),
        Candidate("access", 1, 1, timedelta(hours=3)),
    ]
