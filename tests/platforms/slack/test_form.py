"""Forms as modals: Slack takes every one of them, and what stood in a field comes back."""

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

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
from ritualbot.platforms.slack.form import modal
from ritualbot.platforms.slack.values import ref_of, values
from tests.platforms.slack.lint import lint_view
from tests.platforms.slack.words import leaves
from tests.platforms.words import long_typed, short, typed

FR = Words("fr")


def form(*fields: Field, title: str = "Point", drafts: bool = True, intro: Text | None = None) -> Form:
    return Form("standup.answer", "ref-1", literal(title), fields, "Envoyer", intro, drafts)


def asked(field: Field, **more: Any) -> dict[str, Any]:
    """The one input a field becomes."""
    view = modal(form(field, **more), FR)
    assert lint_view(view) == []
    [block] = view["blocks"]
    assert isinstance(block, dict)
    return block


def options(number: int) -> tuple[Option, ...]:
    return tuple(Option(f"o{n}", f"Choix {n}") for n in range(number))


def answered(view: dict[str, Any]) -> dict[str, Any]:
    """The view as it comes back when nobody touched it: what was initial is selected."""
    state = {each["block_id"]: {"value": _state(each["element"])} for each in view["blocks"] if each["type"] == "input"}
    return {**view, "state": {"values": state}}


def _state(element: dict[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    one = {"static_select": "option", "radio_buttons": "option", "datepicker": "date", "timepicker": "time"}
    many = {"multi_static_select": "options", "checkboxes": "options", "multi_users_select": "users"}
    if kind in one:
        return {"type": kind, f"selected_{one[kind]}": element.get(f"initial_{one[kind]}")}
    if kind in many:
        return {"type": kind, f"selected_{many[kind]}": element.get(f"initial_{many[kind]}", [])}
    return {"type": kind, "value": element.get("initial_value")}


# -- any form ------------------------------------------------------------------------------------------------------

users = st.sampled_from(["U0ALICE01", "U0BRUNO01", "W0CHLOE01"])
choices = st.lists(st.builds(Option, st.sampled_from([f"o{n}" for n in range(130)]), short), max_size=130).map(tuple)
chosen = st.lists(st.sampled_from(["o1", "o2", "gone"]), max_size=3).map(tuple)
names = st.sampled_from(["moved", "today", "blocker", "who", "when"])
fields = st.one_of(
    st.builds(TextField, names, short, typed, st.booleans(), long_typed, st.integers(1, 3000), st.booleans()),
    st.builds(NumberField, names, short, typed, st.booleans(), typed),
    st.builds(
        DateField, names, short, typed, st.booleans(), st.sampled_from(["", "2027-03-02", "demain", "2027-02-31"])
    ),
    st.builds(TimeField, names, short, typed, st.booleans(), st.sampled_from(["", "09:30", "9h30", "25:00"])),
    st.builds(ChoiceField, names, short, typed, st.booleans(), choices, chosen, st.booleans()),
    st.builds(PeopleField, names, short, typed, st.booleans(), st.lists(users, max_size=3).map(tuple)),
    st.builds(ToggleField, names, short, typed, st.booleans(), st.booleans()),
)


@settings(deadline=None, max_examples=80)
@given(st.lists(fields, max_size=5, unique_by=lambda field: field.name), short, st.booleans())
def test_any_form_is_taken(found: list[Field], title: str, drafts: bool) -> None:
    assert lint_view(modal(form(*found, title=title, drafts=drafts), FR)) == []


@settings(deadline=None, max_examples=80)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50).flatmap(lambda t: st.just(t * 150)))
def test_a_text_of_any_length_comes_back_whole(text: str) -> None:
    view = modal(form(TextField("today", "Aujourd’hui", initial=text)), FR)
    assert lint_view(view) == []
    assert values(answered(view)) == {"today": text}


# -- each kind -----------------------------------------------------------------------------------------------------


def test_a_form_is_named_by_its_action_and_carries_its_ref() -> None:
    view = modal(form(TextField("today", "Aujourd’hui", required=True)), FR)
    assert view["callback_id"] == "standup.answer"
    assert ref_of(view) == "ref-1"
    assert view["notify_on_close"] is True
    assert (view["title"]["text"], view["submit"]["text"], view["close"]["text"]) == ("Point", "Envoyer", "Annuler")
    [block] = view["blocks"]
    assert (block["block_id"], block["element"]["action_id"], block["optional"]) == ("today", "value", False)


def test_a_long_title_stands_whole_above_the_intro() -> None:
    view = modal(form(title="Point du jour, mardi 2 mars", intro=literal("Publié à 11:30.")), FR)
    assert view["title"]["text"] == "ritualbot"
    assert list(leaves(view["blocks"])) == ["Point du jour, mardi 2 mars", "Publié à 11:30."]


def test_what_is_typed_is_told_only_where_drafts_are_kept() -> None:
    kept = asked(TextField("today", "Aujourd’hui"))
    assert kept["dispatch_action"] is True
    assert kept["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_character_entered"]}
    plain = asked(TextField("today", "Aujourd’hui"), drafts=False)
    assert "dispatch_action" not in plain and "dispatch_action_config" not in plain["element"]


def test_a_day_and_a_time_no_picker_shows_are_quoted_in_the_hint() -> None:
    day = asked(DateField("first", "Premier jour", hint="Vide : un seul jour", initial="31/02"))
    assert "initial_date" not in day["element"]
    assert day["hint"]["text"] == "Vide : un seul jour Déjà écrit\u00a0: 31/02"
    assert asked(DateField("first", "Premier jour", initial="2027-03-02"))["element"]["initial_date"] == "2027-03-02"
    assert "9h30" in asked(TimeField("at", "Heure", initial="9h30"))["hint"]["text"]
    assert asked(TimeField("at", "Heure", initial="09:30"))["element"]["initial_time"] == "09:30"


@pytest.mark.parametrize(
    ("number", "required", "many", "kind"),
    [
        (5, True, False, "radio_buttons"),
        (5, False, False, "static_select"),
        (6, True, False, "static_select"),
        (10, True, True, "checkboxes"),
        (11, False, True, "multi_static_select"),
    ],
)
def test_a_choice_is_asked_as_its_size_allows(number: int, required: bool, many: bool, kind: str) -> None:
    field = ChoiceField("c", "Choix", required=required, options=options(number), initial=("o1",), many=many)
    element = asked(field)["element"]
    assert element["type"] == kind
    assert [each["value"] for each in element.get("initial_options", [element.get("initial_option")])] == ["o1"]


def test_more_choices_than_a_list_takes_stand_in_groups() -> None:
    element = asked(ChoiceField("c", "Choix", options=options(230), initial=("o229",)))["element"]
    assert [each["label"]["text"] for each in element["option_groups"]] == ["1–100", "101–200", "201–230"]
    assert element["initial_option"]["value"] == "o229"


def test_a_choice_of_nothing_is_told_and_a_long_label_keeps_its_value() -> None:
    view = modal(form(ChoiceField("c", "Sprint")), FR)
    assert lint_view(view) == []
    assert "".join(leaves(view["blocks"])) == "Sprint — aucun choix pour l’instant"
    [option] = asked(ChoiceField("c", "Choix", options=(Option("v", "mot " * 40),)))["element"]["options"]
    assert option["value"] == "v" and option["text"]["text"].endswith("…")


def test_an_option_without_a_value_can_be_chosen_and_comes_back_empty() -> None:
    """Slack takes no option whose value is empty, and a select that may stay empty still has to show this one."""
    field = ChoiceField("who", "Pour", options=(Option("", "Moi"), Option("r1", "Chloe")), initial=("",))
    view = modal(form(field), FR)
    assert [each["text"]["text"] for each in asked(field)["element"]["options"]] == ["Moi", "Chloe"]
    assert asked(field)["element"]["initial_option"]["text"]["text"] == "Moi"
    assert values(answered(view)) == {"who": ""}


def test_people_are_chosen_from_slack_and_a_toggle_is_one_box() -> None:
    people = asked(PeopleField("who", "Personnes", initial=("U0ALICE01", "nobody", "U0ALICE01")))["element"]
    assert people == {"type": "multi_users_select", "initial_users": ["U0ALICE01"], "action_id": "value"}
    on = asked(ToggleField("shown", "Montrer", required=True, initial=True))
    assert on["optional"] is True
    assert [each["text"]["text"] for each in on["element"]["initial_options"]] == ["Oui"]


def test_a_form_longer_than_a_modal_names_what_it_leaves_out() -> None:
    view = modal(form(*(TextField(f"f{n}", f"Champ {n}") for n in range(104))), FR)
    assert lint_view(view) == []
    assert len(view["blocks"]) == 100
    assert "Champ 99, Champ 100" in "".join(leaves(view["blocks"][-1]))


def test_the_metadata_is_json() -> None:
    assert json.loads(modal(form(), FR)["private_metadata"]) == {"ref": "ref-1"}
