"""What a team's form changes, what it keeps, what it refuses."""

from dataclasses import replace
from datetime import time

import pytest

from ritualbot.errors import FieldsRefused
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.team import amended
from ritualbot.rituals.team_spec import PersonSpec, TeamSpec, check

TEAM = TeamSpec(
    "Printemps",
    "Europe/Paris",
    "fr",
    "printemps",
    "FR",
    (
        PersonSpec("Alice", "alice", frozenset({Role.MEMBER, Role.SCRUM_MASTER})),
        PersonSpec("Bruno", "bruno", frozenset({Role.MEMBER, Role.ASSISTANT}), function="CRM"),
        PersonSpec("Claire", "claire", frozenset({Role.SPONSOR})),
    ),
)
VALUES = {
    "name": "Printemps",
    "people": "alice,bruno,claire",
    "at": "09:30",
    "days": "mon,tue,wed,thu,fri",
    "summary": "11:30",
    "language": "fr",
}


def refused(values: dict[str, str]) -> dict[str | None, str]:
    with pytest.raises(FieldsRefused) as told:
        amended(TEAM, values, {"dora": "Dora"})
    return {each.field: each.key for each in told.value.broken}


def test_a_form_sent_as_it_was_opened_changes_nothing() -> None:
    assert amended(TEAM, VALUES, {}) == TEAM


def test_a_form_changes_what_it_says_and_keeps_the_rest() -> None:
    typed = {
        "name": " Été  2027 ",
        "people": "dora,alice,dora,claire",
        "at": "10h15",
        "days": "fri,mon",
        "summary": "12h",
        "language": "en",
    }
    after = amended(TEAM, typed, {"dora": "Dora", "alice": "Someone else"})
    assert (after.name, after.language, after.tz, after.channel) == ("Été 2027", "en", TEAM.tz, TEAM.channel)
    assert after.people == (TEAM.people[0], TEAM.people[2], PersonSpec("Dora", "dora"))
    assert after.standup == replace(TEAM.standup, at=time(10, 15), summary=time(12), days=frozenset({0, 4}))


def test_the_language_of_the_form_keeps_a_finer_tag() -> None:
    canadian = replace(TEAM, language="fr-CA")
    assert amended(canadian, VALUES, {}) == canadian
    assert amended(canadian, VALUES | {"language": "en"}, {}).language == "en"


def test_an_empty_form_says_what_each_field_lacks() -> None:
    assert refused({}) == {
        "name": "input.empty",
        "people": "team.nobody",
        "at": "input.time_unknown",
        "days": "input.no_day",
        "summary": "input.time_unknown",
        "language": "team.choice_unknown",
    }


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"people": "bruno,claire"}, {"people": "team.no_scrum_master"}),
        ({"people": "claire"}, {"people": "team.nobody"}),
        ({"people": "alice,stranger"}, {"people": "team.person_unknown"}),
        ({"at": "8h"}, {"at": "team.at_outside"}),
        ({"summary": "9h30"}, {"summary": "team.summary_early"}),
        ({"at": "soon", "summary": "9h"}, {"at": "input.time_unknown"}),
    ],
)
def test_a_refused_form(values: dict[str, str], told: dict[str | None, str]) -> None:
    assert refused(VALUES | values) == told


def test_a_team_of_fifty_is_the_largest() -> None:
    crowd = tuple(PersonSpec(f"P{index}", f"p{index}") for index in range(50))
    check(replace(TEAM, people=(TEAM.people[0], *crowd[:49])))
    check(replace(TEAM, people=(*TEAM.people, *crowd[:48])))
    with pytest.raises(FieldsRefused):
        check(replace(TEAM, people=(TEAM.people[0], *crowd)))
