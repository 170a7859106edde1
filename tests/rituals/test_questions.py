"""The types of stand-up questions: asked, read, shown."""

import pytest
from hypothesis import given, strategies as st

from ritualbot.chat.forms import ChoiceField, NumberField, Option, TextField
from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.i18n import Words
from ritualbot.rituals.question_check import check_questions
from ritualbot.rituals.questions import TYPES, Kind, Question, form_fields, parse_all, show

MOVED = Question("moved", Kind.TEXT, "Qu’est-ce qui a avancé ?", required=False)
TODAY = Question("today", Kind.TEXT, "Sur quoi avancez-vous ?", required=True)
BLOCKER = Question("blocker", Kind.BLOCKER, "Un blocage ?", required=False)
LEADS = Question("q4", Kind.NUMBER, "Combien de prospects ?", required=False)
ENERGY = Question("q5", Kind.SCALE, "Votre énergie ?", required=False)
READY = Question("q6", Kind.YESNO, "Prêts ?", required=False)
ALL = (MOVED, TODAY, BLOCKER, LEADS, ENERGY, READY)
FRENCH, ENGLISH = Words("fr"), Words("en")


def answered(question: Question, typed: str, language: str = "fr") -> str | None:
    return TYPES[question.kind].parse(question, typed, language)


def refused(question: Question, typed: str) -> str:
    """The key of the refusal, which names the question's field."""
    with pytest.raises(RuleBroken) as broken:
        answered(question, typed)
    assert broken.value.field == question.key
    return broken.value.key


def test_every_kind_has_its_type() -> None:
    assert set(TYPES) == set(Kind)


def test_each_question_is_a_field_named_by_its_key_and_filled_as_the_reader_writes() -> None:
    initials = {"moved": "Maquette", "q4": "1234.5", "q5": "4", "q6": "no"}
    moved, today, blocker, leads, energy, ready = form_fields(ALL, initials, FRENCH)
    assert moved == TextField("moved", MOVED.text, initial="Maquette", limit=3000)
    assert today == TextField("today", TODAY.text, required=True, limit=3000)
    assert blocker == TextField("blocker", BLOCKER.text, limit=3000)
    assert leads == NumberField("q4", LEADS.text, initial="1\u202f234,5")
    options = tuple(Option(step, step) for step in "12345")
    assert energy == ChoiceField("q5", ENERGY.text, options=options, initial=("4",))
    assert ready == ChoiceField("q6", READY.text, options=(Option("yes", "Oui"), Option("no", "Non")), initial=("no",))


def test_required_is_told_on_every_kind_of_field() -> None:
    asked = [Question(kind.value, kind, kind.value, required=True, options=("Oui", "Non")) for kind in Kind]
    assert [field.required for field in form_fields(asked, {}, ENGLISH)] == [True] * len(Kind)


def test_an_initial_that_is_no_option_is_left_out() -> None:
    energy, ready = form_fields((ENERGY, READY), {"q5": "9", "q6": "perhaps"}, FRENCH)
    assert isinstance(energy, ChoiceField)
    assert isinstance(ready, ChoiceField)
    assert (energy.initial, ready.initial) == ((), ())


def test_text_is_stored_as_typed() -> None:
    assert answered(TODAY, " Landing\r\n=1+1 ") == " Landing\n=1+1 "
    assert show(TODAY, "<!channel>", FRENCH) == "<!channel>"


@pytest.mark.parametrize("question", ALL)
def test_nothing_typed_is_no_answer_unless_required(question: Question) -> None:
    required = Question(question.key, question.kind, question.text, required=True)
    optional = Question(question.key, question.kind, question.text, required=False)
    for blank in ("", " \n", "\u200b"):
        assert answered(optional, blank) is None
        assert refused(required, blank) == "input.empty"


@pytest.mark.parametrize("question", ALL)
def test_more_than_three_thousand_characters_are_refused(question: Question) -> None:
    assert refused(question, "é" * 3001) == "input.too_long"


def test_three_thousand_characters_are_taken() -> None:
    assert answered(TODAY, "é" * 3000) == "é" * 3000


@pytest.mark.parametrize(
    "typed",
    ["non", "NON.", "no", "Non !", "rien", "Rien à signaler", "none", "Aucun", "aucune", "-", "–", "—",
     "RAS", "R.A.S.", "pas de blocage", "No blockers", "néant", "n/a", "..."],
)  # fmt: skip
def test_saying_no_is_no_blocker_and_an_answer(typed: str) -> None:
    assert answered(BLOCKER, typed) is None
    required = Question("blocker", Kind.BLOCKER, "Un blocage ?", required=True)
    assert parse_all([required], {"blocker": typed}, "fr") == {}


@pytest.mark.parametrize(
    "typed",
    ["non, mais j’attends le juridique", "Rien reçu de la DSI", "aucun retour des achats", "?", "no access"],
)
def test_what_only_begins_with_no_is_a_blocker(typed: str) -> None:
    assert answered(BLOCKER, typed) == typed
    assert show(BLOCKER, typed, FRENCH) == typed


def test_a_number_is_stored_plain_and_shown_as_the_reader_writes_it() -> None:
    assert answered(LEADS, "1 234,50") == "1234.50"
    assert answered(LEADS, "1,234", "en") == "1234"
    assert answered(LEADS, "0,0000001") == "0.0000001"
    assert show(LEADS, "1234.50", FRENCH) == "1\u202f234,50"
    assert show(LEADS, "1234.50", ENGLISH) == "1,234.50"
    assert refused(LEADS, "1.234") == "input.number_ambiguous"
    assert refused(LEADS, "beaucoup") == "input.number_unknown"


@pytest.mark.parametrize("stored", ["", "beaucoup", "NaN", "Infinity"])
def test_a_stored_number_that_is_none_is_shown_as_it_is(stored: str) -> None:
    assert show(LEADS, stored, FRENCH) == stored


def test_a_scale_takes_its_two_ends_and_nothing_beyond() -> None:
    assert [answered(ENERGY, typed) for typed in ("1", "5", " 3 ")] == ["1", "5", "3"]
    assert refused(ENERGY, "0") == "input.out_of_scale"
    assert refused(ENERGY, "6") == "input.out_of_scale"
    assert refused(ENERGY, "2,5") == "input.integer_expected"
    zero_to_ten = Question("q7", Kind.SCALE, "Et là ?", required=False, low=0, high=10)
    assert [answered(zero_to_ten, typed) for typed in ("0", "10")] == ["0", "10"]
    assert refused(zero_to_ten, "11") == "input.out_of_scale"
    assert show(ENERGY, "4", FRENCH) == "4 sur 5"
    assert show(zero_to_ten, "4", ENGLISH) == "4 out of 10"
    assert show(ENERGY, "", FRENCH) == ""


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("yes", "yes"), ("Oui", "yes"), ("o", "yes"), ("Y", "yes"), ("no", "no"), ("NON", "no"), ("n", "no")],
)
def test_yes_and_no_in_both_languages(typed: str, stored: str) -> None:
    assert answered(READY, typed) == stored


def test_yes_and_no_are_shown_in_the_readers_language() -> None:
    assert [show(READY, stored, FRENCH) for stored in ("yes", "no", "", "?")] == ["Oui", "Non", "", "?"]
    assert [show(READY, stored, ENGLISH) for stored in ("yes", "no")] == ["Yes", "No"]
    assert refused(READY, "peut-être") == "input.yes_or_no"


def test_a_whole_form_keeps_what_was_answered() -> None:
    typed = {"moved": "", "today": "Landing", "blocker": "non", "q4": "3", "q5": "5", "q6": "yes"}
    assert parse_all(ALL, typed, "fr") == {"today": "Landing", "q4": "3", "q5": "5", "q6": "yes"}


def test_all_wrong_fields_are_told_together_in_order() -> None:
    with pytest.raises(FieldsRefused) as refusals:
        parse_all(ALL, {"moved": "ok", "q4": "1.234", "q5": "9"}, "fr")
    assert [(each.field, each.key) for each in refusals.value.broken] == [
        ("today", "input.empty"),
        ("q4", "input.number_ambiguous"),
        ("q5", "input.out_of_scale"),
    ]


def test_a_field_a_platform_left_out_or_sent_as_null_is_empty() -> None:
    assert parse_all((MOVED, LEADS), {"q4": None}, "fr") == {}


def test_something_typed_for_a_question_that_is_gone_is_not_lost_in_silence() -> None:
    with pytest.raises(RuleBroken) as broken:
        parse_all((MOVED,), {"moved": "a", "q9": "b"}, "fr")
    assert (broken.value.key, broken.value.field) == ("input.form_changed", None)
    assert parse_all((MOVED,), {"moved": "a", "q9": ""}, "fr") == {"moved": "a"}


@pytest.mark.parametrize("value", [1, ["a"], {"a": "b"}, True, b"a"])
def test_a_value_that_is_no_text_is_refused_at_its_field(value: object) -> None:
    with pytest.raises(FieldsRefused) as refusals:
        parse_all((MOVED,), {"moved": value}, "fr")
    assert [(each.field, each.key) for each in refusals.value.broken] == [("moved", "input.form_changed")]


VALUES = st.one_of(st.text(), st.none(), st.integers(), st.lists(st.text()), st.booleans())
KEYS = st.one_of(st.sampled_from([each.key for each in ALL]), st.text())


@given(st.dictionaries(KEYS, VALUES), st.sampled_from(["fr", "en", "de", ""]))
def test_no_payload_raises_anything_but_a_refusal(values: dict[str, object], language: str) -> None:
    try:
        stored = parse_all(ALL, values, language)
    except (RuleBroken, FieldsRefused):
        return
    assert all(isinstance(show(each, stored.get(each.key, ""), FRENCH), str) for each in ALL)


@given(st.sampled_from(ALL), st.text(), st.sampled_from(["fr", "en"]))
def test_what_a_form_is_filled_with_is_read_back_to_the_same_answer(
    question: Question, typed: str, language: str
) -> None:
    try:
        stored = answered(question, typed, language)
    except RuleBroken:
        return
    (field,) = form_fields([question], {question.key: stored or ""}, Words(language))
    initial = "".join(field.initial) if isinstance(field, (TextField, NumberField, ChoiceField)) else "?"
    assert answered(Question(question.key, question.kind, "?", required=False), initial, language) == stored


def many(number: int) -> list[Question]:
    return [Question(f"q{n}", Kind.TEXT, f"Question {n}", required=False) for n in range(number)]


def problem(questions: list[Question]) -> str:
    with pytest.raises(RuleBroken) as broken:
        check_questions(questions)
    return broken.value.key


def test_one_to_ten_questions() -> None:
    check_questions(many(1))
    check_questions(many(10))
    check_questions(list(ALL))
    assert problem([]) == "input.questions_count"
    assert problem(many(11)) == "input.questions_count"


def test_each_question_has_a_text_and_a_key_of_its_own() -> None:
    assert problem([Question("a", Kind.TEXT, "Été ?", False), Question("b", Kind.TEXT, "ete\u202f?  ", False)]) == (
        "input.question_twice"
    )
    assert problem([Question("a", Kind.TEXT, "Un", False), Question("a", Kind.TEXT, "Deux", False)]) == (
        "input.question_twice"
    )
    assert problem([Question("a", Kind.TEXT, "\u200b", False)]) == "input.empty"
    assert problem([Question("a", Kind.TEXT, "x" * 301, False)]) == "input.too_long"


@pytest.mark.parametrize(("low", "high"), [(5, 5), (5, 1), (-1, 5), (0, 11)])
def test_a_scale_has_two_ends_between_zero_and_ten(low: int, high: int) -> None:
    assert problem([Question("a", Kind.SCALE, "Combien ?", False, low, high)]) == "input.scale_bounds"
    check_questions([Question("a", Kind.TEXT, "Combien ?", False, low, high)])


def test_the_widest_scale_is_taken() -> None:
    check_questions([Question("a", Kind.SCALE, "Combien ?", False, 0, 10)])
