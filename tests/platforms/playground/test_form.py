"""Forms as HTML: seven kinds of fields, each with its label, its hint and a place for its error."""

import pytest

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
from ritualbot.chat.text import literal
from ritualbot.i18n import Words
from ritualbot.platforms.playground.render import Reader, form_html
from tests.platforms.playground.markup import HOSTILE, Page
from tests.platforms.playground.recording import actor

READER = Reader(Words("fr"), lambda place: f"/?in={place}")


def field_html(field: Field) -> Page:
    return Page(form_html(_form(field), READER, (actor("lea", "Léa"), actor("nour", "نور"))))


def _form(*fields: Field) -> Form:
    return Form("standup.answer", "r1", literal("Point"), fields, "Envoyer", literal("Pour le bilan."))


TWO = (Option("a", "Juridique"), Option("b", "Achats"))
FIELDS: list[tuple[Field, str, dict[str, str]]] = [
    (TextField("f", "Quoi", initial="a\nb"), "textarea", {"data-limit": "3000", "dir": "auto"}),
    (TextField("f", "Quoi", lines=False, initial='a"b'), "input", {"value": 'a"b', "dir": "auto"}),
    (NumberField("f", "Combien", initial="1,5"), "input", {"value": "1,5", "inputmode": "decimal"}),
    (DateField("f", "Quand", initial="demain"), "input", {"value": "demain"}),
    (DateField("f", "Quand", initial="2027-03-01"), "input", {"value": "1er mars 2027"}),
    (TimeField("f", "Heure", initial="9h30"), "input", {"value": "9h30"}),
    (ChoiceField("f", "Service", options=TWO, initial=("b",)), "option", {"value": "b", "selected": ""}),
    (ChoiceField("f", "Service", required=True, options=TWO), "input", {"type": "radio", "value": "b"}),
    (
        ChoiceField("f", "Jours", many=True, options=TWO, initial=("a",)),
        "input",
        {"type": "checkbox", "checked": ""},
    ),
    (
        PeopleField("f", "Qui", initial=("nour",)),
        "input",
        {"type": "checkbox", "value": "nour", "checked": ""},
    ),
    (
        ToggleField("f", "Visible", initial=True),
        "input",
        {"type": "checkbox", "role": "switch", "checked": ""},
    ),
]


@pytest.mark.parametrize(("field", "tag", "attributes"), FIELDS)
def test_every_field_has_its_control_with_what_is_typed_already(
    field: Field, tag: str, attributes: dict[str, str]
) -> None:
    page = field_html(field)
    found = page.all(tag, **attributes)
    assert len(found) == 1
    assert page.all("fieldset" if found[0].get("id", "").count("-") else "div", **{"data-field": "f"})


@pytest.mark.parametrize("field", [field for field, _, _ in FIELDS])
def test_every_field_has_a_label_a_hint_and_a_place_for_its_error(field: Field) -> None:
    page = field_html(type(field)(**{**vars(field), "hint": "Par exemple demain.", "required": True}))
    assert field.label in page.text
    assert "Par exemple demain." in page.text
    assert "(nécessaire)" in page.text
    described = [each["aria-describedby"] for _, each in page.elements if "aria-describedby" in each]
    assert described == ["f0-hint f0-err"]
    for name in described[0].split():
        assert page.all("p", id=name)


def test_the_first_field_takes_the_focus() -> None:
    page = Page(form_html(_form(TextField("a", "A"), TextField("b", "B")), READER, ()))
    assert [each["name"] for _, each in page.elements if "autofocus" in each] == ["a"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_form_keeps_typed_text_literally(text: str) -> None:
    page = Page(form_html(_form(TextField("f", text, hint=text, initial=text)), READER, ()))
    assert page.text.count(text) == 3
    assert not {"script", "img", "b"} & page.tags()
    line = Page(form_html(_form(TextField("f", "x", initial=text, lines=False)), READER, ()))
    assert line.all("input", value=text)


def test_a_form_says_whether_what_is_typed_is_kept_when_it_is_closed() -> None:
    """C4: of an anonymous retro's form nothing is."""
    kept, fleeting = (
        Page(form_html(Form("x.do", "r", literal("Titre"), (), "Envoyer", drafts=drafts), READER, ()))
        for drafts in (True, False)
    )
    assert "Brouillon gardé à la fermeture." in kept.text
    assert "Rien n’est gardé avant l’envoi." in fleeting.text and "Brouillon" not in fleeting.text


def test_a_choice_that_may_be_left_open_has_one_empty_option_of_its_own_or_ours() -> None:
    whole = tuple(Option(value, label) for value, label in (("", "Moi"), ("u1", "Chloé")))
    assert [each["value"] for each in field_html(ChoiceField("f", "Pour", options=whole)).all("option")] == ["", "u1"]
    assert [each["value"] for each in field_html(ChoiceField("f", "Pour", options=TWO)).all("option")] == ["", "a", "b"]
