"""What people type, accepted and refused."""

from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from ritualbot.errors import RuleBroken
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals import inputs

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
ANYTHING = st.text(st.characters(exclude_categories=()))
LANGUAGE = st.sampled_from(LANGUAGES)


def refusal(call: Callable[[], object]) -> str:
    """The key of the RuleBroken that `call` raises."""
    with pytest.raises(RuleBroken) as refused:
        call()
    assert "typed" in refused.value.params
    assert inputs.graphemes(refused.value.params["typed"]) <= 80
    return refused.value.key


@pytest.mark.parametrize(
    "text",
    [
        f"{FAMILY} ❤\ufe0f e\u0301 é",
        "مرحبا \u202eabc\u202c",
        "<!channel> <@U1> [x](http://e) =1+1 </at> {{DATE()}}",
        " a\n\tb ",
        "½ ﬁ Å\u00a0!",
    ],
)
def test_text_comes_back_as_typed(text: str) -> None:
    assert inputs.clean_text(text) == text


@pytest.mark.parametrize("point", [0, 7, 0x1B, 0x7F, 0x9F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_what_cannot_be_stored_is_removed(point: int) -> None:
    assert inputs.clean_text(f"a{chr(point)}b{chr(point)}") == "ab"


@given(ANYTHING)
def test_cleaning_only_removes_and_does_so_once(typed: str) -> None:
    cleaned = inputs.clean_text(typed)
    assert inputs.clean_text(cleaned) == cleaned
    cleaned.encode("utf-8")
    assert "\r" not in cleaned
    rest = iter(typed.replace("\r", "\n"))
    assert all(letter in rest for letter in cleaned)


def test_line_ends_become_line_feeds() -> None:
    assert inputs.clean_text("a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\ufeff\u2060\u200d", "\u3164", "\u2800", "\u00ad\u00a0"])
def test_nothing_to_see_is_blank(text: str) -> None:
    assert inputs.is_blank(text)
    assert inputs.require_text(text, field="f", limit=5, required=False) == ""
    assert refusal(lambda: inputs.require_text(text, field="f", limit=5, required=True)) == "input.empty"


@pytest.mark.parametrize("text", [".", "0", "\u200ba", FAMILY, "-"])
def test_anything_to_see_is_not_blank(text: str) -> None:
    assert not inputs.is_blank(text)


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("abc", 3), ("e\u0301", 1), (FAMILY, 1), ("🇫🇷🇨🇦", 2), ("a\r\nb", 3)]
)
def test_length_is_what_people_count(text: str, length: int) -> None:
    assert inputs.graphemes(text) == length


def test_the_limit_is_in_graphemes_and_included() -> None:
    assert inputs.require_text(FAMILY * 3000, field="f", limit=3000, required=True) == FAMILY * 3000
    with pytest.raises(RuleBroken) as refused:
        inputs.require_text(FAMILY * 3001, field="f", limit=3000, required=False)
    assert (refused.value.key, refused.value.field) == ("input.too_long", "f")
    assert (refused.value.params["length"], refused.value.params["limit"]) == ("3001", "3000")


def test_marks_stacked_without_end_are_too_long() -> None:
    stacked = "a" + "\u0301" * 100_000
    assert inputs.graphemes(stacked) == 1
    key = refusal(lambda: inputs.require_text(stacked, field="f", limit=3000, required=True))
    assert key == "input.too_long"


def test_the_echo_is_one_short_line() -> None:
    assert inputs.echo("  31/02\n\x00x ") == "31/02 x"
    assert inputs.echo(FAMILY * 80) == FAMILY * 80
    assert inputs.echo(FAMILY * 81) == FAMILY * 79 + "…"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Printemps", "Printemps"),
        ("  L'équipe\u00a0 d’été - 2027 ", "L'équipe d’été - 2027"),
        ("e\u0301quipe", "e\u0301quipe"),
        ("Équipe Ω команда 春", "Équipe Ω команда 春"),
        ("7", "7"),
        ("é" * 80, "é" * 80),
    ],
)
def test_names_of_teams(typed: str, name: str) -> None:
    assert inputs.team_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "../etc",
        "a/b",
        "a\\b",
        "a\u202eb",
        "a\u200bb",
        "a\u2066b",
        "-",
        "''",
        "équipe 🚀",
        "a.b",
        "a_b",
        "a&b",
        "<b>",
        "٣",
        "a\ufe0f",
        "\u3164",
        "\u0301",
        "=1+1",
        "@a",
        "#a",
    ],
)
def test_names_with_anything_else_are_refused(typed: str) -> None:
    assert refusal(lambda: inputs.team_name(typed)) in ("input.name_characters", "input.empty")


def test_names_have_a_length() -> None:
    assert refusal(lambda: inputs.team_name("a" * 81)) == "input.too_long"
    assert refusal(lambda: inputs.team_name(" \u200b ")) == "input.empty"


@pytest.mark.parametrize(
    "other",
    [
        "printemps",
        "PRINTEMPS",
        "Print emps",
        "Prïntémps",
        "Рrintemps",
        "Printеmps",
        "Ρrintemps",
        "ＰＲＩＮＴＥＭＰＳ",
        "Print\xa0emps",
    ],
)
def test_names_people_would_confuse_are_the_same(other: str) -> None:
    assert inputs.name_key(other) == inputs.name_key("Printemps")


def test_names_people_tell_apart_differ() -> None:
    names = ["Printemps", "Printemps 2", "Automne", "Été", "Ete 2", "Команда", "春", "秋"]
    assert len({inputs.name_key(name) for name in names}) == len(names)
    assert inputs.name_key("L’été") == inputs.name_key("l'ete")
    assert inputs.name_key("Cœur") == inputs.name_key("coeur")


@given(st.text("AaÉéÑñŒœßΑαΝνΥυΣςσВвНнУу -'’0", min_size=1))
def test_case_never_tells_names_apart(name: str) -> None:
    assert inputs.name_key(name.upper()) == inputs.name_key(name) == inputs.name_key(name.lower())


@given(ANYTHING)
def test_a_name_once_accepted_is_accepted_again(typed: str) -> None:
    try:
        name = inputs.team_name(typed)
    except RuleBroken:
        return
    assert inputs.team_name(name) == name
    assert inputs.name_key(name)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Équipe", "equipe"),
        ("mes–donnees", "mes-donnees"),
        ("dry—run", "dry-run"),
        ("  confidentialité\u202f", "confidentialite"),
        ("j’attends\u00a0 l‘avis", "j'attends l'avis"),
        ("“new”", '"new"'),
        ("MÊLÉE", "melee"),
        ("sœur", "soeur"),
        ("\ufeffaide\u200b", "aide"),
        ("e\u0301quipe", "equipe"),
    ],
)
def test_commands_are_folded(typed: str, folded: str) -> None:
    assert inputs.fold(typed) == folded


@given(ANYTHING)
def test_folding_twice_changes_nothing(typed: str) -> None:
    assert inputs.fold(inputs.fold(typed)) == inputs.fold(typed)


def test_days_of_the_week_in_codes_and_both_languages() -> None:
    assert inputs.weekdays(["mon", "Mardi", "WEDNESDAY", "jeu.", ""]) == frozenset({0, 1, 2, 3})
    assert inputs.weekdays(inputs.DAY_CODES) == frozenset(range(7))
    assert refusal(lambda: inputs.weekdays([])) == "input.no_day"
    assert refusal(lambda: inputs.weekdays([" "])) == "input.no_day"
    assert refusal(lambda: inputs.weekdays(["mon", "someday"])) == "input.day_unknown"


def broken_rule(call: Callable[[], object]) -> RuleBroken | None:
    try:
        call()
    except RuleBroken as broken:
        return broken
    return None


@given(ANYTHING, LANGUAGE)
def test_nothing_typed_raises_anything_but_a_broken_rule(typed: str, language: str) -> None:
    readers: list[Callable[[], object]] = [
        lambda: inputs.require_text(typed, field="f", limit=20, required=True),
        lambda: inputs.number(typed, language, field="f"),
        lambda: inputs.integer(typed, language, field="f"),
        lambda: inputs.time_of_day(typed, field="f"),
        lambda: inputs.duration_minutes(typed, field="f"),
        lambda: inputs.team_name(typed),
        lambda: inputs.weekdays([typed]),
        lambda: inputs.name_key(typed),
    ]
    for read in readers:
        broken = broken_rule(read)
        if broken:
            assert broken.params["typed"] == inputs.echo(typed) or broken.key == "input.no_day"
            assert Words(language).say(broken.key, **broken.params)
