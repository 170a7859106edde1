"""A team as people write it: what is accepted, what is refused, and that every problem is told at once."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, strategies as st

from ritualbot.errors import FieldsRefused
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.questions import Kind
from ritualbot.rituals.standup import Grouping
from ritualbot.rituals.team import read_team_file, write_team_file
from ritualbot.rituals.team_spec import QUESTIONS, ClosureSpec, PersonSpec, StandupSpec, TeamSpec
from ritualbot.rituals.team_typed import question_key

TOP = 'name = "Printemps"\ntz = "Europe/Paris"\nlanguage = "fr"\nchannel = "#printemps"\nregion = "FR"\n'
LEAD = '[[person]]\nname = "Alice"\nuser = "alice"\nroles = ["member", "scrum_master"]\n'


def person(user: str, lines: str = "") -> str:
    return f'[[person]]\nname = "{user.capitalize()}"\nuser = "{user}"\n{lines}\n'


def members(count: int) -> str:
    return "".join(person(f"m{index}") for index in range(count))


def read(text: str) -> TeamSpec:
    return read_team_file(text)[0]


def problems(text: str) -> dict[str | None, str]:
    """The key of each problem by its path."""
    with pytest.raises(FieldsRefused) as refused:
        read_team_file(text)
    for each in refused.value.broken:
        for language in LANGUAGES:
            assert "{" not in Words(language).say(each.key, **each.params)
    return {each.field: each.key for each in refused.value.broken}


def test_a_short_file_takes_the_defaults() -> None:
    spec = read(TOP + LEAD)
    assert (spec.name, spec.tz, spec.language, spec.channel) == (
        "Printemps",
        "Europe/Paris",
        "fr",
        "printemps",
    )
    assert spec.region == "FR"
    assert spec.people == (PersonSpec("Alice", "alice", frozenset({Role.MEMBER, Role.SCRUM_MASTER})),)
    assert spec.standup == StandupSpec(
        at=time(9, 30),
        window=timedelta(hours=2),
        summary=time(11, 30),
        reminder=timedelta(minutes=75),
        days=frozenset({0, 1, 2, 3, 4}),
        grouping=Grouping.PERSON,
    )
    asked = [(each.key, each.kind, each.text, each.required) for each in spec.standup.questions]
    assert asked == [
        ("moved", Kind.TEXT, "", False),
        ("today", Kind.TEXT, "", True),
        ("blocker", Kind.BLOCKER, "", False),
    ]


def test_everything_can_be_said() -> None:
    spec = read(
        TOP
        + LEAD
        + person(
            "hugo",
            'tz = "America/Toronto"\nlanguage = "en-GB"\nregion = "ca-on"\n'
            'days = ["mon", "mercredi"]\nfunction = "Contenus"',
        )
        + '[standup]\nat = "10h"\nwindow = "90 min"\nsummary = "14:00"\nreminder = "30 min"\n'
        'days = ["tue"]\ngrouping = "question"\n'
        '[[standup.question]]\ntype = "yesno"\ntext = "Prêt ?"\nrequired = true\n'
        '[[standup.question]]\ntype = "blocker"\ntext = "Un blocage ?"\n'
    )
    assert spec.people[1] == PersonSpec(
        name="Hugo",
        user="hugo",
        tz="America/Toronto",
        language="en-GB",
        region="CA-ON",
        days=frozenset({0, 2}),
        function="Contenus",
    )
    assert spec.standup.at == time(10)
    assert spec.standup.window == timedelta(minutes=90)
    assert spec.standup.summary == time(14)
    assert spec.standup.reminder == timedelta(minutes=30)
    assert spec.standup.days == frozenset({1})
    assert spec.standup.grouping is Grouping.QUESTION
    kinds = [(each.kind, each.text, each.required) for each in spec.standup.questions]
    assert kinds == [(Kind.YESNO, "Prêt ?", True), (Kind.BLOCKER, "Un blocage ?", False)]


def test_every_problem_is_told_at_once_with_its_path() -> None:
    text = (
        'name = "../Printemps"\ntz = "Europe/paris"\nlanguage = "xx"\nregion = "XX"\ncolour = "green"\n'
        + LEAD
        + person("bruno", 'roles = ["chef"]')
        + person("chloe", 'tz = "Paris"\nlanguage = "frx"\nregion = "FR-99"\ndays = ["lun", "foo"]\nfunction = 3')
        + person("alice")
        + '[standup]\nat = "25:00"\nwindow = "0 min"\nsummary = "soon"\nreminder = "x"\ndays = []\n'
        'grouping = "mood"\nat_noon = true\n'
        '[[standup.question]]\ntype = "smell"\ntext = "Ça va ?"\nrequired = "yes"\n'
    )
    assert problems(text) == {
        "colour": "team.file_key",
        "name": "input.name_characters",
        "tz": "input.zone_unknown",
        "language": "team.choice_unknown",
        "channel": "team.file_missing",
        "region": "input.region_unknown",
        "person 2: roles": "team.choice_unknown",
        "person 3: tz": "input.zone_unknown",
        "person 3: language": "team.choice_unknown",
        "person 3: region": "input.region_unknown",
        "person 3: days": "input.day_unknown",
        "person 3: function": "team.file_text",
        "person 4: user": "team.person_twice",
        "standup: at_noon": "team.file_key",
        "standup: at": "input.time_unknown",
        "standup: window": "input.duration_range",
        "standup: summary": "input.time_unknown",
        "standup: reminder": "input.duration_unknown",
        "standup: days": "input.no_day",
        "standup: grouping": "team.choice_unknown",
        "standup.question 1: type": "team.choice_unknown",
        "standup.question 1: required": "team.file_yes_no",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", {None: "team.file_unreadable"}),
        (TOP + "x = " + "[" * 5000, {None: "team.file_unreadable"}),
        (TOP, {"person": "team.nobody"}),
        (TOP + "person = 3", {"person": "team.file_table"}),
        (TOP + LEAD + "standup = 3\n", {"person 1: standup": "team.file_key"}),
        ("standup = 3\n" + TOP + LEAD, {"standup": "team.file_table"}),
        (TOP + '[[person]]\nroles = ["scrum_master"]', {"person 1: name": "team.file_missing",
                                                        "person 1: user": "team.file_missing"}),
        (TOP + LEAD + person("bruno", "roles = []"), {"person 2: roles": "team.choice_unknown"}),
        (TOP + LEAD + person("bruno", 'roles = "member"'), {"person 2: roles": "team.file_texts"}),
        (TOP + LEAD + person("bruno", "days = [1]"), {"person 2: days": "team.file_texts"}),
        (TOP + LEAD + person("bruno", "days = []"), {"person 2: days": "input.no_day"}),
        (TOP + person("alice", 'roles = ["sponsor"]'), {"person": "team.nobody"}),
        (TOP + person("alice"), {"person": "team.no_scrum_master"}),
        (TOP + LEAD + members(50), {"person": "team.too_many"}),
        (TOP + LEAD + '[standup]\nat = "08:29"', {"standup: at": "team.at_outside"}),
        (TOP + LEAD + '[standup]\nat = "18:30"\nsummary = "19:00"', {"standup: at": "team.at_outside"}),
        (TOP + LEAD + '[standup]\nat = "11:30"', {"standup: summary": "team.summary_early"}),
        (TOP + LEAD + '[standup]\nwindow = "75 min"', {"standup: reminder": "team.reminder_late"}),
        (TOP + LEAD + "[standup]\nquestion = []", {"standup: question": "input.questions_count"}),
        (TOP + LEAD + '[[standup.question]]\ntype = "text"', {"standup.question 1: text": "input.empty"}),
        (TOP + LEAD + '[[standup.question]]\ntext = "A"\n[[standup.question]]\ntext = "a "',
         {"standup.question 2: text": "input.question_twice"}),
        (TOP + LEAD + '[[closure]]\nname = "Pont"', {"closure 1: first": "team.file_missing"}),
        (TOP + LEAD + '[[closure]]\nlast = "2027-05-07"', {"closure 1: first": "team.file_missing"}),
        (TOP + LEAD + '[[closure]]\nfirst = "7 mai"', {"closure 1: first": "team.file_day"}),
        (TOP + LEAD + '[[closure]]\nfirst = "2027-05-07"\nlast = "2027-05-06"',
         {"closure 1: last": "team.closure_length"}),
        (TOP + LEAD + '[[closure]]\nfirst = "2027-05-07"\nlast = "9999-12-31"',
         {"closure 1: last": "team.closure_length"}),
    ],
)  # fmt: skip
def test_a_refused_file(text: str, told: dict[str | None, str]) -> None:
    assert problems(text) == told


@pytest.mark.parametrize("role", [Role.ADMIN, Role.DESK_LEAD, Role.DESK_CONTACT])
def test_a_file_gives_no_role_beyond_the_team(role: Role) -> None:
    assert problems(TOP + LEAD + person("eve", f'roles = ["{role}"]')) == {"person 2: roles": "team.choice_unknown"}


@pytest.mark.parametrize("at", ["08:30", "18:29"])
def test_the_working_hours_widened_are_open_to_a_stand_up(at: str) -> None:
    assert read(TOP + LEAD + f'[standup]\nat = "{at}"\nsummary = "19:00"').standup.at.isoformat("minutes") == at


@pytest.mark.parametrize(
    ("others", "told"), [(6, ["team.small"]), (7, []), (11, []), (12, ["team.large"]), (49, ["team.large"])]
)
def test_a_size_outside_of_eight_to_twelve_is_accepted_with_a_warning(others: int, told: list[str]) -> None:
    _spec, warnings = read_team_file(TOP + LEAD + members(others) + person("claire", 'roles = ["sponsor"]'))
    assert [each.key for each in warnings] == told
    for each in warnings:
        assert str(others + 1) in Words("fr").say(each.key, **each.params)


def test_a_question_keeps_its_key_wherever_it_stands() -> None:
    assert question_key("Un blocage ?") == question_key("un  blocage ?")
    assert question_key("Un blocage ?") != question_key("Deux blocages ?")
    assert not {question_key("moved"), question_key("today")} & {each.key for each in QUESTIONS}


DAYS = st.frozensets(st.integers(0, 6), min_size=1)
NAMES = st.sampled_from(["Alice", "Chloé d’Été", 'Nora "N" \\ O’Neil', "علي", "👩\u200d💻 Léa"])
PERSON = st.builds(
    PersonSpec,
    name=NAMES,
    user=st.just("u"),
    roles=st.frozensets(st.sampled_from([Role.MEMBER, Role.SPONSOR, Role.OBSERVER]), min_size=1),
    tz=st.sampled_from(["", "America/Toronto"]),
    language=st.sampled_from(["", "fr-CA", "en"]),
    region=st.sampled_from(["", "CA-QC"]),
    days=st.frozensets(st.integers(0, 6)),
    function=st.sampled_from(["", "Réseaux sociaux"]),
)


@given(st.lists(PERSON, max_size=6), DAYS, st.sampled_from(Grouping), st.booleans())
def test_a_written_file_reads_back_to_the_same_team(
    people: list[PersonSpec], days: frozenset[int], grouping: Grouping, own: bool
) -> None:
    spec = read(TOP + LEAD + '[[standup.question]]\ntype = "scale"\ntext = "Ça va ?"\nrequired = true')
    questions = spec.standup.questions if own else QUESTIONS
    spec = replace(
        spec,
        people=(*spec.people, *(replace(each, user=f"u{index}") for index, each in enumerate(people))),
        standup=replace(spec.standup, days=days, grouping=grouping, questions=questions, window=timedelta(minutes=95)),
    )
    assert read(write_team_file(spec)) == spec


def test_closures_are_days_of_toml_or_text_and_read_back() -> None:
    """B4: company closures and bridge days, in the team's file."""
    spec = read(TOP + LEAD + '[[closure]]\nfirst = 2027-05-07\n[[closure]]\nfirst = "2027-12-27"\nlast = "2027-12-31"\n'
                'name = "Noël"')  # fmt: skip
    bridge = ClosureSpec(date(2027, 5, 7), date(2027, 5, 7))
    assert spec.closures == (bridge, ClosureSpec(date(2027, 12, 27), date(2027, 12, 31), "Noël"))
    assert read(write_team_file(spec)) == spec
