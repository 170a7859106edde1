"""B16: on which days a stand-up is held, and when people are asked where its time was moved or it starts by hand."""

from datetime import date, time
from itertools import islice

import pytest

from ritualbot.errors import FieldsRefused
from ritualbot.rituals.calendar import WorkPattern, zone
from ritualbot.rituals.schedule import Schedule, SprintDay
from ritualbot.rituals.standup import Attendee, Presence, Turnout, next_opening, turnout
from ritualbot.rituals.standup_typed import rescheduled
from ritualbot.rituals.team import read_team_file, write_team_file
from ritualbot.rituals.team_spec import StandupSpec
from tests.conversations.bot import moment
from tests.rituals.test_team import LEAD, TOP, problems

TUESDAY = date(2027, 3, 2)
PARIS = zone("Europe/Paris")
SOMEONE = Attendee(WorkPattern(PARIS, "FR", frozenset(range(5))), time(9), time(18))


def test_days_of_the_week() -> None:
    held = Schedule(days=frozenset({0, 3}))
    assert list(islice(held.days_after(TUESDAY), 3)) == [date(2027, 3, 4), date(2027, 3, 8), date(2027, 3, 11)]


def test_every_second_week_counts_from_the_week_it_starts_in() -> None:
    """Started on a Wednesday, Mondays and Fridays: that Friday, then both of every second week."""
    held = Schedule(frozenset({0, 4}), every_weeks=2, starts_on=date(2027, 3, 3))
    assert list(islice(held.days_after(date(2027, 2, 1)), 3)) == [
        date(2027, 3, 5),
        date(2027, 3, 15),
        date(2027, 3, 19),
    ]


def test_one_day_alone_whatever_the_week() -> None:
    held = Schedule(frozenset({0}), every_weeks=3, once_on=date(2027, 3, 6))
    assert list(held.days_after(TUESDAY)) == [date(2027, 3, 6)]
    assert list(held.days_after(date(2027, 3, 6))) == []


def test_a_week_in_which_nobody_works_is_passed_over() -> None:
    """Every second Monday from 15 March: the 29th is Easter Monday, 12 April is next."""
    held = Schedule(frozenset({0}), every_weeks=2, starts_on=date(2027, 3, 15))
    opening = next_opening(date(2027, 3, 15), time(9, 30), held, [SOMEONE], moment("2027-03-16 10:00"))
    assert opening is not None and opening.held_on == date(2027, 4, 12)


def test_started_by_hand_or_moved_it_asks_nobody_outside_their_hours() -> None:
    nine_thirty = time(9, 30)
    assert SOMEONE.prompt_now(TUESDAY, nine_thirty, moment("2027-03-02 09:00")) == moment("2027-03-02 09:00")
    assert SOMEONE.prompt_now(TUESDAY, nine_thirty, moment("2027-03-02 07:00")) == moment("2027-03-02 09:30")
    assert SOMEONE.prompt_now(TUESDAY, nine_thirty, moment("2027-03-02 20:00")) is None
    assert SOMEONE.prompt_now(TUESDAY, nine_thirty, moment("2027-03-03 10:00")) is None
    assert SOMEONE.prompt_from(TUESDAY, nine_thirty, moment("2027-03-02 09:00")) == moment("2027-03-02 09:30")
    assert SOMEONE.prompt_from(TUESDAY, nine_thirty, moment("2027-03-02 11:00")) == moment("2027-03-02 11:00")


def test_participation_leaves_out_who_was_away_or_never_asked() -> None:
    """B21: answered / (expected - away); a skip counts as expected."""
    everyone = [Presence.ANSWERED] * 6 + [Presence.SKIPPED, Presence.EXPECTED, Presence.AWAY, Presence.UNREACHABLE]
    assert turnout(everyone) == Turnout(6, 8)
    assert Turnout(6, 8).percent() == 75
    assert [Turnout(answered, 8).may_be_told() for answered in (4, 5)] == [False, True]


# -- in the team file ----------------------------------------------------------------------------------------------

SEVERAL = (
    '[[standup]]\nat = "09:15"\n[[standup.question]]\ntype = "multi"\ntext = "Canaux ?"\n'
    'options = ["Mail, SMS", "Réseaux"]\nrequired = true\n'
    '[[standup.question]]\ntype = "scale"\ntext = "Énergie ?"\nlow = 0\nhigh = 10\n'
    '[[standup]]\nname = "Revue"\nat = "16:00"\nsummary = "17:30"\ndays = ["ven"]\nevery_weeks = 2\n'
    'starts_on = "2027-03-05"\n[[standup]]\nname = "Lancement"\nat = "14:00"\nsummary = "16:00"\n'
    'once_on = "2027-03-12"\n'
)


def test_one_table_or_several_and_both_are_written_back() -> None:
    one = read_team_file(TOP + LEAD + '[standup]\nat = "09:15"\n')[0]
    assert (one.standup.at, one.more) == (time(9, 15), ())
    assert "[standup]" in write_team_file(one)
    several = read_team_file(TOP + LEAD + SEVERAL)[0]
    multi, scale = several.standup.questions
    assert (multi.options, multi.required) == (("Mail, SMS", "Réseaux"), True)
    assert (scale.low, scale.high) == (0, 10)
    review, launch = several.more
    assert (review.name, review.every_weeks, review.starts_on) == ("Revue", 2, date(2027, 3, 5))
    assert launch.once_on == date(2027, 3, 12)
    for spec in (one, several):
        assert read_team_file(write_team_file(spec))[0] == spec


def test_one_on_a_day_of_each_sprint_is_written_back_and_needs_its_number_of_days() -> None:
    text = '[[standup]]\n[[standup]]\nname = "Revue"\nsprint_day = "before_end"\nsprint_before = 2\n'
    spec = read_team_file(TOP + LEAD + text)[0]
    [review] = spec.more
    assert (review.sprint_day, review.sprint_before) == (SprintDay.BEFORE_END, 2)
    assert read_team_file(write_team_file(spec))[0] == spec
    wrong = text.replace("= 2\n", '= 0\nonce_on = "2027-03-12"\n')
    assert problems(TOP + LEAD + wrong) == {
        "standup 2: sprint_before": "team.sprint_before",
        "standup 2: once_on": "team.sprint_or_once",
    }


def test_on_a_day_of_each_sprint_it_is_held_on_none_while_there_is_no_sprint() -> None:
    between, within = Schedule(of_sprint=True), Schedule(of_sprint=True, once_on=date(2027, 3, 3))
    assert not between.holds_on(date(2027, 3, 3)) and list(between.days_after(date(2027, 3, 1))) == []
    assert within.holds_on(date(2027, 3, 3)) and list(within.days_after(date(2027, 3, 1))) == [date(2027, 3, 3)]


def test_every_problem_of_several_is_told_with_its_place() -> None:
    text = (
        '[[standup]]\nevery_weeks = 0\n[[standup]]\nat = "16:00"\nsummary = "16:00"\nonce_on = "demain"\n'
        '[[standup]]\nname = "Revue"\nevery_weeks = "2"\n[[standup]]\nname = "REVUE"\n'
        '[[standup.question]]\ntype = "single"\ntext = "Où ?"\noptions = ["Ici"]\n'
    )
    assert problems(TOP + LEAD + text) == {
        "standup 1: every_weeks": "team.weeks",
        "standup 2: summary": "team.summary_early",
        "standup 2: name": "team.standup_unnamed",
        "standup 2: once_on": "team.file_day",
        "standup 3: every_weeks": "team.file_number",
        "standup 3: name": "team.standup_twice",
        "standup 4: name": "team.standup_twice",
        "standup 4.question 1: text": "input.options_count",
    }


# -- in the form ---------------------------------------------------------------------------------------------------

KEPT = {
    "name": "",
    "days": "mon,fri",
    "at": "9h30",
    "every_weeks": "2",
    "once_on": "",
    "summary": "11:30",
    "window": "2h",
}


def refused(**values: str) -> dict[str | None, str]:
    with pytest.raises(FieldsRefused) as refusals:
        rescheduled(StandupSpec(), KEPT | values, taken=frozenset({"revue"}), today=TUESDAY, language="fr")
    return {each.field: each.key for each in refusals.value.broken}


def test_a_form_well_filled_is_the_schedule() -> None:
    spec = rescheduled(StandupSpec(), KEPT, taken=frozenset(), today=TUESDAY, language="fr")
    assert (spec.days, spec.every_weeks, spec.starts_on) == (frozenset({0, 4}), 2, TUESDAY)


def test_every_wrong_field_is_told_at_once() -> None:
    """I, row "schedule": no day, every 0 days, an end that is its start; and the rest of the form."""
    assert refused(days="") == {"days": "input.no_day"}
    assert refused(every_weeks="0", summary="09:30") == {
        "every_weeks": "team.weeks",
        "summary": "team.summary_early",
    }
    assert refused(name="REVUE", at="25:00", once_on="2026-01-01", window="0 min") == {
        "name": "team.standup_twice",
        "at": "input.time_unknown",
        "once_on": "input.date_past",
        "window": "input.duration_range",
    }
    assert refused(window="30 min") == {"window": "team.reminder_late"}
    assert refused(once_on="9999-01-01") == {"once_on": "input.date_far"}
    assert refused(every_weeks="1,5") == {"every_weeks": "input.integer_expected"}
