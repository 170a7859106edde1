"""What comes back from cards and dialogs: every value is text, and a shape that is none of ours is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from ritualbot.chat.cards import Actions, Button, Card, Menu
from ritualbot.chat.forms import (
    ChoiceField,
    DateField,
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
from ritualbot.platforms.teams.actions import Scope
from ritualbot.platforms.teams.form import dialog, form_card, opening_card
from ritualbot.platforms.teams.render import message
from ritualbot.platforms.teams.values import Doing, Malformed, told
from tests.platforms.teams.lint_keys import kind_of

FR = Words("fr")
FIELDS = ["today"]


def sent(**values: Any) -> dict[str, Any]:
    return {"ritualbot": {"send": "standup.answer", "ref": "r1", "fields": FIELDS}, **values}


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("Relire\nle règlement", "Relire\nle règlement"),
        ("", ""),
        (None, ""),
        ("true", "true"),
        ("a,b", "a,b"),
        ("2027-03-02", "2027-03-02"),
        ("09:30", "09:30"),
        ("ritualbot.empty", ""),
        ("ritualbot.on", "1"),
        ("ritualbot.off", ""),
        ("{{DATE(2027-03-02)}} <at>x</at> \ud83d", "{{DATE(2027-03-02)}} <at>x</at> \ud83d"),
    ],
)
def test_a_field_is_text_and_nothing_is_always_empty(value: object, wanted: str) -> None:
    assert told(sent(today=value)).values == {"today": wanted}


def test_an_input_that_did_not_come_back_is_empty_and_a_foreign_one_is_nothing() -> None:
    found = told(sent(surprise="x", msteams={"type": "task/submit"}))
    assert (found.doing, found.action, found.ref) == (Doing.SEND, "standup.answer", "r1")
    assert found.values == {"today": ""}


@pytest.mark.parametrize("doing", ["press", "open", "close"])
def test_only_a_form_that_is_sent_has_values(doing: str) -> None:
    found = told({"ritualbot": {doing: "standup.open", "ref": ""}, "today": "x", "msteams": {"type": "task/fetch"}})
    assert (found.doing, found.action, found.ref, found.values) == (Doing(doing), "standup.open", "", {})


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "",
        "press",
        17,
        {},
        {"op": "standup.submit", "run": "17"},
        {"ritualbot": None},
        {"ritualbot": "press"},
        {"ritualbot": []},
        {"ritualbot": {}},
        {"ritualbot": {"ref": "r"}},
        {"ritualbot": {"press": "a.b"}},
        {"ritualbot": {"press": "a.b", "ref": None}},
        {"ritualbot": {"press": "a.b", "ref": 1}},
        {"ritualbot": {"press": "a.b", "ref": "x" * 201}},
        {"ritualbot": {"press": None, "ref": ""}},
        {"ritualbot": {"press": "", "ref": ""}},
        {"ritualbot": {"press": ["a.b"], "ref": ""}},
        {"ritualbot": {"press": "A.B", "ref": ""}},
        {"ritualbot": {"press": "a.b\n", "ref": ""}},
        {"ritualbot": {"press": "../a", "ref": ""}},
        {"ritualbot": {"press": "a" * 201, "ref": ""}},
        {"ritualbot": {"press": "a.b", "close": "a.b", "ref": ""}},
        {"ritualbot": {"send": "a.b", "ref": ""}},
        {"ritualbot": {"send": "a.b", "ref": "", "fields": "today"}},
        {"ritualbot": {"send": "a.b", "ref": "", "fields": [1]}},
        {"ritualbot": {"send": "a.b", "ref": "", "fields": ["x"] * 101}},
        sent(today=["a"]),
        sent(today={"a": "b"}),
        sent(today=1),
        sent(today=True),
    ],
)
def test_what_no_card_of_ours_sends_is_refused(data: object) -> None:
    with pytest.raises(Malformed):
        told(data)


@pytest.mark.parametrize("scope", list(Scope))
def test_every_button_that_is_rendered_comes_back_as_what_it_was(scope: Scope) -> None:
    several = (Button("a.b", "r1", "Un"), Button("a.b", "r2:x", "Deux"), Button("a.c", "", "Trois"))
    card = Card(literal("?"), (Actions((*several[:2], Menu("…", several[1:]))),))
    body = message(card, scope, FR)
    pressed = [*kind_of("Action.Execute", body), *kind_of("Action.Submit", body)]
    assert [(told(each["data"]).action, told(each["data"]).ref) for each in pressed] == [
        ("a.b", "r1"), ("a.b", "r2:x"), ("a.b", "r2:x"), ("a.c", ""),
    ]  # fmt: skip
    assert {told(each["data"]).doing for each in pressed} == {Doing.PRESS}


FORM = Form(
    "standup.answer",
    "r1",
    literal("Point"),
    (
        TextField("today", "Aujourd’hui", initial="deux\nlignes"),
        NumberField("size", "Taille", initial="1 234,5"),
        DateField("day", "Jour", initial="2027-03-02"),
        DateField("typed", "Jour", initial="demain"),
        TimeField("at", "Heure", initial="09:30"),
        ChoiceField("mood", "Humeur", options=(Option("sun", "☀"), Option("", "rien")), initial=("",)),
        ChoiceField("tags", "Sujets", options=(Option("a", "A"), Option("b", "B")), initial=("a", "b"), many=True),
        PeopleField("who", "Qui", initial=("u1", "gone")),
        ToggleField("help", "Aide", initial=True),
        ToggleField("quiet", "Calme"),
    ),
    "Envoyer",
)
STANDING = {
    "today": "deux\nlignes",
    "size": "1 234,5",
    "day": "2027-03-02",
    "typed": "demain",
    "at": "09:30",
    "mood": "",
    "tags": "a,b",
    "who": "u1,gone",
    "help": "1",
    "quiet": "",
}


@pytest.mark.parametrize("body", [form_card(FORM, FR, {"u1": "Alice"}), dialog(FORM, FR, {"u1": "Alice"})])
def test_a_form_that_nobody_touched_comes_back_as_it_stood(body: dict[str, Any]) -> None:
    kinds = ("Text", "Date", "Time", "ChoiceSet", "Toggle")
    inputs = {each["id"]: each.get("value", "") for kind in kinds for each in kind_of(f"Input.{kind}", body)}
    send, cancel = [*kind_of("Action.Execute", body), *kind_of("Action.Submit", body)]
    assert told({**send["data"], **inputs}).values == STANDING
    closed = told(cancel["data"])
    assert (closed.doing, closed.action, closed.ref) == (Doing.CLOSE, "standup.answer", "r1")


def test_the_button_of_a_long_form_carries_what_it_was_given() -> None:
    [button] = kind_of("Action.Submit", opening_card(FORM, FR, {"press": "standup.open", "ref": "r9"}))
    assert (told(button["data"]).doing, told(button["data"]).ref) == (Doing.PRESS, "r9")
    assert button["data"]["msteams"] == {"type": "task/fetch"}


def test_a_recorded_payload_of_another_bot_is_refused_and_ours_in_its_place_is_read() -> None:
    recorded = json.loads(Path(__file__).with_name("invoke_task_submit.json").read_text(encoding="utf-8"))
    with pytest.raises(Malformed):
        told(recorded["value"]["data"])
    ours = {"ritualbot": {"send": "retro.submit", "ref": "r", "fields": ["good", "bad"]}}
    assert told({**recorded["value"]["data"], **ours}).values == {"good": "Pairing", "bad": "Late review"}
