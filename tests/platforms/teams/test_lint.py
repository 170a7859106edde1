"""The lint refuses what Teams refuses or shows wrongly: each fault by itself, on a card that is sound otherwise."""

from copy import deepcopy
from typing import Any

import pytest

from ritualbot.platforms.teams.actions import Scope
from ritualbot.platforms.teams.bodies import dialog_card
from tests.platforms.teams.lint import lint_card, lint_message, lint_task

ID = "b0a1c2d3-e4f5-4061-8273-94a5b6c7d8e9"
Made = dict[str, Any]


def run(text: str = "Bonjour", **more: Any) -> Made:
    return {"type": "TextRun", "text": text, **more}


def rich(*inlines: Made, **more: Any) -> Made:
    return {"type": "RichTextBlock", "inlines": list(inlines) or [run()], **more}


def without(made: Made, key: str) -> Made:
    return {name: each for name, each in made.items() if name != key}


def card(*body: Made, **more: Any) -> Made:
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": "Bonjour",
        "msteams": {"width": "Full"},
        "body": list(body) or [rich()],
        **more,
    }


def message(*body: Made, **more: Any) -> Made:
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card(*body)}
    return {"type": "message", "summary": "Bonjour", "attachments": [attachment], **more}


def execute(doing: str = "press", **more: Any) -> Made:
    data = {"ritualbot": {doing: "a.b", "ref": "r"}}
    return {
        "type": "Action.Execute",
        "title": "Oui",
        "verb": "a.b",
        "data": data,
        "associatedInputs": "none",
        **more,
    }


def submit(**msteams: Any) -> Made:
    data: Made = {"ritualbot": {"press": "a.b", "ref": "r"}, **({"msteams": msteams} if msteams else {})}
    return {"type": "Action.Submit", "title": "Oui", "data": data, "associatedInputs": "none"}


def actions(*found: Made) -> Made:
    return {"type": "ActionSet", "actions": list(found)}


def asked(kind: str, **more: Any) -> Made:
    return {"type": f"Input.{kind}", "id": "today", "label": "Aujourd’hui", **more}


def choice(**more: Any) -> Made:
    made: Made = {"choices": [{"title": "A", "value": "a"}, {"title": "B", "value": "b"}], "style": "compact"}
    return asked("ChoiceSet", **{**made, "wrap": True, **more})


def table(*rows: list[list[Made]], columns: int = 2) -> Made:
    made = [{"type": "TableRow", "cells": [{"type": "TableCell", "items": cell} for cell in row]} for row in rows]
    return {"type": "Table", "columns": [{"width": 1}] * columns, "showGridLines": False, "rows": made}


TOGGLE = asked("Toggle", title="Oui", valueOn="on", valueOff="off")
SEND = without(execute("send"), "associatedInputs")
CALL = {"type": "TextBlock", "text": "<at>Alice</at>", "wrap": True}
CALLED = {"type": "mention", "text": "<at>Alice</at>", "mentioned": {"id": ID, "name": "Alice"}}
MENU = {"type": "Action.ShowCard", "title": "Plus", "card": {"type": "AdaptiveCard", "body": [actions(execute())]}}
LINK = {"type": "Action.OpenUrl", "title": "Page", "url": "https://a.example/"}


@pytest.mark.parametrize(
    "body",
    [
        [rich(run(weight="Bolder", size="Large", color="Attention", italic=True, isSubtle=True), spacing="None")],
        [{"type": "Container", "style": "attention", "items": [rich()], "separator": True}],
        [table([[rich()], []], [[rich()], [rich()]])],
        [actions(execute(), execute(style="positive"), LINK, MENU), actions(execute(style="destructive"))],
        [asked("Text", isMultiline=True, value="a\nb", isRequired=True, errorMessage="?"), actions(SEND)],
        [asked("Date", value="2027-03-02"), {**asked("Time", value="09:30"), "id": "at"}, {**TOGGLE, "id": "on"}],
        [choice(value="a")],
        [choice(style="filtered", isMultiSelect=True, value="a,b")],
        [choice(style="expanded", choices=[{"title": "\\*A\\* 1.5 - 2", "value": "a"}])],
    ],
)
def test_what_is_sound_passes(body: list[Made]) -> None:
    assert lint_message(message(*body), Scope.PERSONAL) == []


def test_what_is_sound_for_several_or_in_a_dialog_passes() -> None:
    assert lint_card(card(actions(submit(type="task/fetch"))), Scope.SHARED) == []
    assert lint_card(card(CALL, msteams={"width": "Full", "entities": [CALLED]}), Scope.SHARED) == []
    assert lint_task(dialog_card("Titre", card(TOGGLE, actions(submit())))) == []


@pytest.mark.parametrize(
    "activity",
    [
        message(type="event"),
        message(summary=" "),
        message(summary="{{DATE(2027-03-02T00:00:00Z)}}"),
        message(text="Bonjour"),
        message(attachments=[]),
        message(attachments=message()["attachments"] * 2),
        message(attachments=[{"contentType": "text/html", "content": card()}]),
        message(rich(run("x" * 27_000))),
        message(rich(run("é" * 13_500))),
    ],
)
def test_a_message_with_one_fault_is_refused(activity: Made) -> None:
    assert lint_message(activity, Scope.PERSONAL) != []


@pytest.mark.parametrize(
    "made",
    [
        without(card(), "fallbackText"),
        card(fallbackText=""),
        card(version="1.6"),
        card(type="Card"),
        card(body=[]),
        card(actions=[execute()]),
        card(speak=None),
        card(msteams={}),
        card(msteams={"width": "full"}),
        card(msteams={"width": "Full", "entities": [CALLED]}),
    ],
)
def test_a_card_with_a_fault_around_its_elements_is_refused(made: Made) -> None:
    assert lint_card(made, Scope.PERSONAL) != []


@pytest.mark.parametrize(
    "element",
    [
        {"type": "FactSet", "facts": [{"title": "a", "value": "b"}]},
        {"type": "TextBlock", "text": "Bonjour", "wrap": True},
        {"type": "Media"},
        {"type": "Image", "url": "https://a.example/x.png", "altText": "x", "size": "Stretch"},
        {"type": "Image", "url": "data:image/png;base64,AA==", "size": "Stretch"},
        {"type": "Image", "url": "data:image/png;base64,AA==", "altText": " ", "size": "Stretch"},
        {"type": "Image", "url": "data:image/png;base64,AA==", "altText": "x", "size": "Wide"},
        {},
        rich(inlines=[]),
        rich(run("")),
        rich(run("a\nb")),
        rich(run("{{TIME(2027-03-02T00:00:00Z)}}")),
        rich(run("\ud83d")),
        rich(run(weight="bold")),
        rich(run(size="large")),
        rich(run(color="Red")),
        rich(run(wrap=True)),
        rich(run(italic=None)),
        rich({"type": "TextBlock", "text": "x"}),
        rich(spacing="none"),
        rich(separator="yes"),
        {"type": "Container", "items": []},
        {"type": "Container", "items": [rich()], "style": "red"},
        {"type": "Container", "items": ["x"]},
        table(columns=2),
        table([[rich()]], columns=2),
        table([[rich()], [{"type": "FactSet"}]]),
        {**table([[rich()], []]), "columns": [{"width": "auto"}, {}]},
        {**table([[rich()], []]), "rows": [{"type": "Row", "cells": [{}, {}]}]},
        actions(),
        actions(*[execute()] * 7),
        actions({"type": "Action.ToggleVisibility", "title": "x"}),
        actions(execute(title="")),
        actions(execute(style="primary")),
        actions(execute(mode="secondary")),
        actions(execute(verb="a.c")),
        actions(without(execute(), "verb")),
        actions(execute(data={"press": "a.b"})),
        actions(execute(data={"ritualbot": {"press": "a.b"}})),
        actions(execute(data={"ritualbot": {"press": "a.b", "send": "a.b", "ref": ""}})),
        actions(without(execute("close"), "associatedInputs")),
        actions(execute(associatedInputs="auto")),
        actions(execute("send")),
        actions(submit()),
        actions(submit(type="invoke")),
        actions(*[execute(style="positive")] * 3),
        actions({**LINK, "url": "javascript:alert(1)"}),
        actions({**MENU, "card": {"type": "AdaptiveCard", "body": []}}),
        actions({**MENU, "card": {"type": "AdaptiveCard", "body": [rich()]}}),
        actions({**MENU, "card": {"type": "AdaptiveCard", "body": [actions(MENU)]}}),
        asked("Number"),
        asked("Text", maxLength=10),
        asked("Text", value=1),
        asked("Text", value="a\nb"),
        without(asked("Text"), "id"),
        {**asked("Text"), "id": "msteams"},
        without(asked("Text"), "label"),
        asked("Text", label=""),
        asked("Text", isRequired=True),
        asked("Text", errorMessage="?"),
        asked("Date", value="02/03/2027"),
        asked("Time", value="9:30"),
        {**TOGGLE, "title": "*Oui*"},
        {**TOGGLE, "valueOff": ""},
        {**TOGGLE, "valueOff": "on"},
        {**TOGGLE, "value": "true"},
        choice(style="radio"),
        choice(wrap=False),
        choice(value="c"),
        choice(isMultiSelect=True),
        choice(style="expanded", isMultiSelect=True, value="a,c"),
        choice(choices=[{"title": "A", "value": "a"}] * 2),
        choice(choices=[{"title": "A", "value": ""}]),
        choice(choices=[{"title": "", "value": "a"}]),
        choice(choices=[{"value": "a"}]),
        choice(style="expanded", choices=[{"title": "[x](http://e)", "value": "a"}]),
        choice(style="filtered", choices=[{"title": "a_b", "value": "a"}]),
        choice(style="expanded", choices=[{"title": "# a", "value": "a"}]),
        choice(style="expanded", isMultiSelect=True, choices=[{"title": "A", "value": "a,b"}]),
    ],
)
def test_a_card_with_one_fault_is_refused(element: Made) -> None:
    assert lint_card(card(rich(), deepcopy(element)), Scope.PERSONAL) != []


def test_one_id_stands_at_one_input() -> None:
    assert lint_card(card(asked("Text"), TOGGLE), Scope.PERSONAL) != []


@pytest.mark.parametrize(
    ("made", "scope"),
    [
        (card(asked("Text")), Scope.SHARED),
        (card(actions(execute())), Scope.SHARED),
        (card(actions(submit())), Scope.SHARED),
        (card(actions(execute())), Scope.DIALOG),
        (card(actions(submit(type="task/fetch"))), Scope.DIALOG),
        (card(CALL), Scope.SHARED),
        (card(CALL, msteams={"width": "Full", "entities": [CALLED]}), Scope.PERSONAL),
        (card({**CALL, "wrap": False}, msteams={"width": "Full", "entities": [CALLED]}), Scope.SHARED),
        (card(CALL, msteams={"width": "Full", "entities": [{**CALLED, "mentioned": {"id": "29:1"}}]}), Scope.SHARED),
        (card(CALL, msteams={"width": "Full", "entities": [{**CALLED, "type": "clientInfo"}]}), Scope.SHARED),
    ],
)
def test_what_stands_in_the_wrong_place_is_refused(made: Made, scope: Scope) -> None:
    assert lint_card(made, scope) != []


@pytest.mark.parametrize(
    "body",
    [
        {"task": {"type": "message", "value": "Bonjour"}},
        dialog_card("", card()),
        {"task": {"type": "continue", "value": {"title": "x", "height": "tall", "width": "small", "card": {}}}},
        dialog_card("x", card(actions(execute()))),
    ],
)
def test_a_dialog_with_one_fault_is_refused(body: Made) -> None:
    assert lint_task(body) != []
