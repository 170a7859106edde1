"""B8: every type of question, whatever it is, and those with rules of their own.

The first part walks `TYPES`: a new type falls under it by being there, and only needs a line in `GOOD` and in `BAD`.
"""

from collections.abc import Mapping

import pytest

from ritualbot.chat.forms import ChoiceField, Field, TextField
from ritualbot.errors import RuleBroken
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals.question_check import check_questions
from ritualbot.rituals.questions import TYPES, Kind, Question, form_fields

OPTIONS = ("Facile", "Moyen, sans plus", "Difficile")

GOOD: Mapping[Kind, tuple[str, str]] = {
    Kind.TEXT: ("Maquette", "Maquette"),
    Kind.NUMBER: ("12", "12"),
    Kind.SCALE: ("4", "4"),
    Kind.YESNO: ("oui", "yes"),
    Kind.SINGLE: ("facile", "Facile"),
    Kind.MULTI: ("Difficile; facile", "Facile\nDifficile"),
    Kind.LINK: ("HTTPS://Exemple.fr/a?b=c", "https://exemple.fr/a?b=c"),
    Kind.MOOD: ("4", "4"),
    Kind.BLOCKER: ("le juridique", "le juridique"),
}
"""What one can type, and what is stored for it."""

BAD: Mapping[Kind, str] = {
    Kind.TEXT: "x" * 3001,
    Kind.NUMBER: "beaucoup",
    Kind.SCALE: "9",
    Kind.YESNO: "peut-être",
    Kind.SINGLE: "Impossible",
    Kind.MULTI: "Facile, Impossible",
    Kind.LINK: "javascript:alert(1)",
    Kind.MOOD: "6",
    Kind.BLOCKER: "x" * 3001,
}


def question(kind: Kind, required: bool = False, options: tuple[str, ...] = OPTIONS) -> Question:
    return Question("q", kind, "Alors ?", required, options=options)


def parsed(kind: Kind, typed: str) -> str | None:
    return TYPES[kind].parse(question(kind), typed, "fr")


def refusal(kind: Kind, typed: str, required: bool = False) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        TYPES[kind].parse(question(kind, required), typed, "fr")
    return broken.value


def sent(field: Field) -> str:
    """What a form sends when nobody touches it."""
    initial = getattr(field, "initial", "")
    return ",".join(initial) if isinstance(initial, tuple) else str(initial)


@pytest.mark.parametrize("kind", TYPES)
def test_what_is_typed_is_stored_shown_and_filled_in_again(kind: Kind) -> None:
    typed, stored = GOOD[kind]
    assert parsed(kind, typed) == stored
    for language in LANGUAGES:
        words = Words(language)
        assert TYPES[kind].show(question(kind), stored, words).strip()
        assert isinstance(TYPES[kind].show(question(kind), "", words), str)
        (field,) = form_fields([question(kind)], {"q": stored}, words)
        assert (field.name, field.label) == ("q", "Alors ?")
        assert TYPES[kind].parse(question(kind), sent(field), language) == stored


@pytest.mark.parametrize("kind", TYPES)
def test_required_is_asked_for_and_nothing_typed_is_no_answer(kind: Kind) -> None:
    for language in LANGUAGES:
        (field,) = form_fields([question(kind, required=True)], {}, Words(language))
        assert field.required
    assert refusal(kind, " ", required=True).key == "input.empty"
    assert parsed(kind, " \u200b") is None


@pytest.mark.parametrize("kind", TYPES)
def test_a_refusal_names_the_field_and_says_what_to_do_in_both_languages(kind: Kind) -> None:
    broken = refusal(kind, BAD[kind])
    assert broken.field == "q"
    for language in LANGUAGES:
        assert "{" not in Words(language).say(broken.key, **broken.params)


@pytest.mark.parametrize("kind", TYPES)
def test_its_settings_are_accepted_where_they_make_a_question(kind: Kind) -> None:
    check_questions([question(kind)])


# -- choices -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.MULTI])
@pytest.mark.parametrize(
    ("options", "key"),
    [
        (("Un",), "input.options_count"),
        (tuple(f"Choix {n}" for n in range(11)), "input.options_count"),
        (("Été", "ete "), "input.options_count"),
        (("Un", " "), "input.empty"),
        (("Un", "x" * 81), "input.too_long"),
        (("Un", "Deux\nTrois"), "input.option_lines"),
    ],
)
def test_two_to_ten_different_options_of_one_line(kind: Kind, options: tuple[str, ...], key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_questions([question(kind, options=options)])
    assert broken.value.key == key


def test_ten_options_are_taken() -> None:
    check_questions([question(Kind.MULTI, options=tuple(f"Choix {n}" for n in range(10)))])


def test_an_option_with_a_comma_is_chosen_alone_or_with_others() -> None:
    assert parsed(Kind.MULTI, "Moyen, sans plus") == "Moyen, sans plus"
    (field,) = form_fields([question(Kind.MULTI)], {"q": "Facile\nMoyen, sans plus"}, Words("fr"))
    assert isinstance(field, ChoiceField) and field.many and len(field.initial) == 2
    assert parsed(Kind.MULTI, sent(field)) == "Facile\nMoyen, sans plus"
    assert TYPES[Kind.MULTI].show(question(Kind.MULTI), "Facile\nDifficile", Words("fr")) == "Facile et Difficile"


def test_an_option_that_is_gone_is_not_filled_in_and_not_taken() -> None:
    fewer = question(Kind.SINGLE, options=("Facile", "Moyen"))
    (before,) = form_fields([question(Kind.SINGLE)], {"q": "Difficile"}, Words("fr"))
    (after,) = form_fields([fewer], {"q": "Difficile"}, Words("fr"))
    assert sent(before) and not sent(after)
    with pytest.raises(RuleBroken) as broken:
        TYPES[Kind.SINGLE].parse(fewer, sent(before), "fr")
    assert broken.value.key == "input.option_unknown"


# -- links ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" https://exemple.fr ", "https://exemple.fr"),
        ("http://intranet:8080/plan#2", "http://intranet:8080/plan#2"),
        ("https://exemple.fr/@moi?q=a@b", "https://exemple.fr/@moi?q=a@b"),
        ("https://аpple.com/", "https://xn--pple-43d.com/"),  # a Cyrillic letter shows itself
        ("https://exemple.fr/" + "a" * 1981, "https://exemple.fr/" + "a" * 1981),
    ],
)
def test_a_web_address_is_kept_with_its_host_in_plain_letters(typed: str, stored: str) -> None:
    assert parsed(Kind.LINK, typed) == stored
    assert TYPES[Kind.LINK].show(question(Kind.LINK), stored, Words("fr")) == stored


@pytest.mark.parametrize(
    "typed",
    [
        *("javascript:alert(1)", "JaVaScRiPt://exemple.fr/%0aalert(1)", "data:text/html,a", "ftp://exemple.fr"),
        *("exemple.fr", "www.exemple.fr/a", "https://", "https:///a", "http:exemple.fr", "//exemple.fr"),
        *("https://exemple.fr/a b", "https://exemple.fr/a\nhttps://autre.fr", "https://exemple.fr\u202e/a"),
        *("https://banque.fr@pirate.fr/", "https://moi:secret@exemple.fr", "https://exemple.fr\\@pirate.fr"),
        *("https://exemple..fr", "https://-.fr", "https://[::1", "https://exemple.fr:port", "https://exemple.fr:99999"),
        "https://exemple%2efr",
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    assert refusal(Kind.LINK, typed).key == "input.link_unknown"


def test_two_thousand_characters_at_most() -> None:
    assert refusal(Kind.LINK, "https://exemple.fr/" + "a" * 1982).key == "input.too_long"
    (field,) = form_fields([question(Kind.LINK)], {}, Words("en"))
    assert isinstance(field, TextField) and field.limit == 2000 and not field.lines


# -- mood ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mood_has_five_faces_and_says_that_nobody_else_reads_it(language: str) -> None:
    words = Words(language)
    (field,) = form_fields([question(Kind.MOOD)], {}, words)
    assert isinstance(field, ChoiceField)
    assert [option.value for option in field.options] == list("12345")
    assert len({option.label for option in field.options}) == 5
    assert field.hint == words.say("input.mood_hint")
    assert [kind for kind, each in TYPES.items() if not each.shared] == [Kind.MOOD]
