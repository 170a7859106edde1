"""Forms as inputs: Teams takes every one of them, and nothing that stood in a field is lost or read as markup."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from ritualbot.chat.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    NumberField,
    Option,
    PeopleField,
    TextField,
    TimeField,
    ToggleField,
)
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.platforms.teams.actions import Scope
from ritualbot.platforms.teams.form import dialog, form_card, opening_card
from ritualbot.platforms.teams.literal import whole
from tests.platforms.teams.lint import lint_card, lint_task
from tests.platforms.teams.lint_keys import kind_of
from tests.platforms.teams.seen import clear, shown
from tests.platforms.words import HOSTILE, long_typed, short, typed

FR = Words("fr")
PEOPLE = {"u1": "Alice", "u2": "Bruno"}
KINDS = ("Text", "Date", "Time", "ChoiceSet", "Toggle")


def form(*fields: Field, title: str = "Point", intro: Text | None = None) -> Form:
    return Form("standup.answer", "ref-1", literal(title), fields, "Envoyer", intro)


def inputs(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for kind in KINDS for each in kind_of(f"Input.{kind}", body)}


def asked(field: Field) -> dict[str, Any]:
    """The one input a field becomes."""
    card = form_card(form(field), FR, PEOPLE)
    assert lint_card(card, Scope.PERSONAL) == []
    [found] = inputs(card).values()
    return found


def options(number: int) -> tuple[Option, ...]:
    return tuple(Option(f"o{n}", f"Choix {n}") for n in range(number))


# -- any form ------------------------------------------------------------------------------------------------------

offered = st.lists(st.builds(Option, st.sampled_from(["", "o1", "o2", "o3"]), typed), max_size=8).map(tuple)
chosen = st.lists(st.sampled_from(["", "o1", "gone"]), max_size=3).map(tuple)
users = st.lists(st.sampled_from(["u1", "u9"]), max_size=2).map(tuple)
names = st.sampled_from(["moved", "today", "blocker", "who", "when"])
asked_of = st.booleans()
fields = st.one_of(
    st.builds(TextField, names, short, typed, asked_of, long_typed, st.integers(1, 3000), st.booleans()),
    st.builds(NumberField, names, short, typed, asked_of, typed),
    st.builds(DateField, names, short, typed, asked_of, st.sampled_from(["", "2027-03-02", "demain", "le\nmardi"])),
    st.builds(TimeField, names, short, typed, asked_of, st.sampled_from(["", "09:30", "9h30", "24:00"])),
    st.builds(ChoiceField, names, short, typed, asked_of, offered, chosen, st.booleans()),
    st.builds(PeopleField, names, short, typed, asked_of, users),
    st.builds(ToggleField, names, short, typed, asked_of, st.booleans()),
)
forms = st.builds(
    lambda found, title, intro: form(*{each.name: each for each in found}.values(), title=title, intro=literal(intro)),
    st.lists(fields, min_size=1, max_size=5),
    typed,
    typed,
)
wrong = st.dictionaries(st.sampled_from(["", "moved", "today", "gone"]), st.builds(literal, typed), max_size=3)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(forms, wrong)
def test_any_form_is_taken_with_all_that_can_be_read_in_it(asked: Form, errors: dict[str, Text]) -> None:
    card, task = form_card(asked, FR, PEOPLE, {}, errors), dialog(asked, FR, PEOPLE, {}, errors)
    assert lint_card(card, Scope.PERSONAL) == []
    assert lint_task(task) == []
    for body in (card, task):
        read = clear(shown(body))
        told = [asked.title, asked.intro or Text(""), *errors.values()]
        assert [each for each in told if clear(whole(each.plain())) not in read] == []
        assert [each.label for each in asked.fields if clear(each.label) not in read] == []


@settings(deadline=None, max_examples=60)
@given(long_typed)
def test_what_was_typed_is_in_its_field_again_whatever_it_is(text: str) -> None:
    card = form_card(form(TextField("today", "Aujourd’hui", lines=False)), FR, PEOPLE, {"today": text})
    assert inputs(card)["today"].get("value", "") == text


# -- each field ----------------------------------------------------------------------------------------------------


def test_a_number_is_typed_in_its_own_notation() -> None:
    assert asked(NumberField("n", "Taille", initial="1 234,5"))["type"] == "Input.Text"


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (DateField("d", "Jour"), "Input.Date"),
        (DateField("d", "Jour", initial="2027-03-02"), "Input.Date"),
        (DateField("d", "Jour", initial="mardi"), "Input.Text"),
        (DateField("d", "Jour", initial="20270302"), "Input.Text"),
        (TimeField("t", "Heure"), "Input.Time"),
        (TimeField("t", "Heure", initial="09:30"), "Input.Time"),
        (TimeField("t", "Heure", initial="9h30"), "Input.Text"),
    ],
)
def test_a_day_or_a_time_that_no_picker_shows_is_text(field: DateField | TimeField, kind: str) -> None:
    found = asked(field)
    assert (found["type"], found.get("value", "")) == (kind, field.initial)


def test_what_is_required_says_so_in_the_readers_language() -> None:
    found = asked(TextField("today", "Aujourd’hui", required=True))
    assert found["errorMessage"] == "Ce champ est à remplir."
    assert "isRequired" not in asked(TextField("today", "Aujourd’hui"))


@pytest.mark.parametrize(
    ("field", "style", "titles"),
    [
        (ChoiceField("c", "C", required=True, options=options(5)), "expanded", 5),
        (ChoiceField("c", "C", required=True, options=options(6)), "compact", 6),
        (ChoiceField("c", "C", options=options(3)), "compact", 4),
        (ChoiceField("c", "C", options=(*options(3), Option("", "rien"))), "compact", 4),
        (ChoiceField("c", "C", options=options(30), many=True), "expanded", 30),
    ],
)
def test_a_few_options_are_all_shown_and_a_choice_can_be_taken_back(
    field: ChoiceField, style: str, titles: int
) -> None:
    found = asked(field)
    assert (found["style"], len(found["choices"])) == (style, titles)


def test_a_choice_that_is_gone_is_left_out_and_one_of_nothing_is_told() -> None:
    assert "value" not in asked(ChoiceField("c", "C", options=options(2), initial=("gone",)))
    card = form_card(form(ChoiceField("c", "Équipe")), FR, PEOPLE)
    assert not inputs(card)
    assert "Équipe — aucun choix pour l’instant" in shown(card)


def test_people_are_chosen_by_name_and_whoever_is_not_in_the_roster_stays() -> None:
    found = asked(PeopleField("who", "Qui", initial=("u2", "u9")))
    assert (found["style"], found["isMultiSelect"], found["value"]) == ("filtered", True, "u2,u9")
    assert [each["title"] for each in found["choices"]] == ["Alice", "Bruno", "u9"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_title_beside_a_box_is_escaped_and_one_in_a_list_is_not(text: str) -> None:
    boxes = asked(ChoiceField("c", text, options=(Option("a", text),), many=True))
    listed = asked(ChoiceField("c", text, required=True, options=(Option("a", text), *options(6))))
    assert boxes["choices"][0]["title"].replace("\\", "") == text
    assert listed["choices"][0]["title"] == text == listed["label"]


# -- errors and ends -----------------------------------------------------------------------------------------------


def test_each_error_stands_under_its_field_and_the_rest_on_top() -> None:
    errors = {"today": literal("Trop long."), "": literal("Trop tard."), "gone": literal("Inconnu.")}
    asks = form(TextField("moved", "Avancé"), TextField("today", "Aujourd’hui", "Une ligne"))
    body = form_card(asks, FR, PEOPLE, {"today": "gardé"}, errors)["body"]
    assert [each.get("id") or shown(each) for each in body[:-1]] == [
        "Point", "▲ Trop tard.", "▲ Inconnu.", "moved", "today", "Une ligne", "▲ Trop long.",
    ]  # fmt: skip
    assert body[-2]["inlines"][0]["color"] == "Attention"
    assert body[4]["value"] == "gardé"


def test_cancel_asks_for_nothing_and_send_takes_everything() -> None:
    send, cancel = form_card(form(TextField("today", "T", required=True)), FR, PEOPLE)["body"][-1]["actions"]
    assert "associatedInputs" not in send
    assert (cancel["title"], cancel["associatedInputs"]) == ("Annuler", "none")
    assert cancel["data"] == {"ritualbot": {"close": "standup.answer", "ref": "ref-1"}}
    assert send["data"] == {"ritualbot": {"send": "standup.answer", "ref": "ref-1", "fields": ["today"]}}


def test_a_short_title_is_the_title_of_the_dialog_and_a_long_one_stands_inside() -> None:
    for title, wanted in (("Point du jour", "Point du jour"), ("mot " * 30, "ritualbot"), ("", "ritualbot")):
        value = dialog(form(TextField("today", "T"), title=title), FR, PEOPLE)["task"]["value"]
        assert value["title"] == wanted
        assert (title.strip() in shown(value["card"]["content"]["body"])) == (wanted == "ritualbot")


def test_a_long_form_is_opened_by_one_button() -> None:
    card = opening_card(form(), FR, {"press": "standup.open", "ref": "r9"})
    [button] = kind_of("Action.Submit", card)
    assert button["title"] == "Remplir le formulaire"
    assert button["data"] == {"ritualbot": {"press": "standup.open", "ref": "r9"}, "msteams": {"type": "task/fetch"}}
