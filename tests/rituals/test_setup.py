"""Q1: the answers of the set-up form become a team with the setter in charge."""

from datetime import date, time

import pytest

from ritualbot.errors import FieldsRefused
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.setup import first_days, next_monday, read
from ritualbot.rituals.team_spec import PersonSpec, TeamSpec

TUESDAY = date(2027, 3, 2)
START = TeamSpec("", "Europe/Paris", "fr-CA", "automne", "FR", ())
VALUES = {
    "name": "Automne",
    "people": "alice,bruno,claire",
    "days": "mon,tue",
    "at": "09:30",
    "sprint_weeks": "2",
    "sprint_on": "2027-03-08",
    "sponsor": "",
    "scrum_master": "",
}
KNOWN = {user: PersonSpec(user.capitalize(), user, tz="Europe/Paris") for user in ("alice", "bruno", "claire", "dora")}


def roles(setter: str = "alice", **values: str) -> dict[str, set[Role]]:
    answers = read(START, setter, {**VALUES, **values}, KNOWN, TUESDAY)
    return {person.user: set(person.roles) for person in answers.spec.people}


def test_the_setter_is_scrum_master_and_the_others_members() -> None:
    member = {Role.MEMBER}
    assert roles() == {"alice": {Role.MEMBER, Role.SCRUM_MASTER}, "bruno": member, "claire": member}


def test_a_setter_who_is_not_of_the_team_is_in_charge_without_being_a_member() -> None:
    assert roles("dora", scrum_master="bruno")["dora"] == {Role.SCRUM_MASTER}


def test_whoever_is_named_is_a_member_until_they_accept() -> None:
    assert roles(people="claire", scrum_master="bruno") == {
        "alice": {Role.SCRUM_MASTER},
        "bruno": {Role.MEMBER},
        "claire": {Role.MEMBER},
    }


def test_a_sponsor_is_around_the_team_unless_they_run_it() -> None:
    assert roles(sponsor="claire")["claire"] == {Role.SPONSOR}
    assert roles(sponsor="alice")["alice"] == {Role.SCRUM_MASTER, Role.SPONSOR, Role.MEMBER}


@pytest.mark.parametrize(("at", "summary"), [("09:30", time(11, 30)), ("14h", time(16, 0)), ("18:15", time(20, 15))])
def test_the_summary_stays_two_hours_after_the_stand_up(at: str, summary: time) -> None:
    assert read(START, "alice", {**VALUES, "at": at}, KNOWN, TUESDAY).spec.standup.summary == summary


def test_a_first_sprint_starts_on_a_working_day_to_come() -> None:
    days = first_days(TUESDAY)
    assert days[:5] == [date(2027, 3, day) for day in (2, 3, 4, 5, 8)]
    assert len(days) == 15 and not any(day.weekday() > 4 for day in days)
    assert next_monday(TUESDAY) == next_monday(date(2027, 3, 1)) == date(2027, 3, 8)
    assert next_monday(TUESDAY) in days


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *(("sprint_on", day) for day in ("2027-03-01", "2027-03-06", "2028-03-06", "demain", "")),
        *(("sprint_weeks", weeks) for weeks in ("0", "5", "-1", "deux", "", "٢")),
        *(("sponsor", users) for users in ("alice,bruno", "ghost")),
        *(("scrum_master", users) for users in ("alice,bruno", "ghost")),
        *(("people", users) for users in ("", "ghost", ",,")),
        *(("days", days) for days in ("", "someday")),
        *(("at", at) for at in ("", "25:00", "9h75", "03:00")),
    ],
)
def test_each_refusal_names_its_field_and_only_that(field: str, typed: str) -> None:
    with pytest.raises(FieldsRefused) as refused:
        read(START, "alice", {**VALUES, field: typed}, KNOWN, TUESDAY)
    assert {each.field for each in refused.value.broken} == {field}
