"""The lint refuses what Slack refuses: each fault by itself, in a message or a view that is sound otherwise."""

from copy import deepcopy
from typing import Any

import pytest

from tests.platforms.slack.lint import lint_message, lint_view


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value), "value": value}


def runs(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def button(action: str = "a.b", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action, "text": plain("Oui"), **more}


def asks(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    block = {"type": "input", "block_id": "b", "label": plain("Label"), "element": {"action_id": "value", **element}}
    return {**block, **more}


TEXT = runs({"type": "text", "text": "Bonjour"})
SELECT = {"type": "static_select", "action_id": "menu", "options": [option("a")]}
INPUT = {"type": "plain_text_input"}


def sound(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"text": "Bonjour", "blocks": list(blocks) or [TEXT]}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    view = {"type": "modal", "title": plain("Titre"), "submit": plain("Envoyer"), "blocks": list(blocks) or [TEXT]}
    return {**view, **more}


@pytest.mark.parametrize(
    "blocks",
    [
        [TEXT],
        [{"type": "header", "text": plain("x" * 150)}, {"type": "divider"}],
        [{"type": "context", "elements": [plain("x")] * 10}],
        [actions(button(), button("a.c", style="primary", value="r"), SELECT)],
        [runs({"type": "user", "user_id": "U1", "style": {"bold": True}}, {"type": "channel", "channel_id": "C1"})],
        [{"type": "section", "text": plain("x" * 3000)}],
    ],
)
def test_what_is_sound_passes(blocks: list[dict[str, Any]]) -> None:
    assert lint_message(sound(*deepcopy(blocks))) == []
    assert lint_view(modal(*deepcopy(blocks))) == []


@pytest.mark.parametrize(
    "body",
    [
        {"blocks": [TEXT]},
        {"text": "", "blocks": [TEXT]},
        {"text": " ", "blocks": [TEXT]},
        {"text": "Bonjour"},
        {"text": "Bonjour", "blocks": []},
        {"text": "a <!channel>", "blocks": [TEXT]},
        {"text": "é" * 2001, "blocks": [TEXT]},
        {**sound(), "link_names": True},
        sound(*[TEXT] * 51),
        sound(*[runs({"type": "text", "text": "x" * 3000})] * 5),
        sound({"type": "unknown"}),
        sound({"type": "table", "rows": []}),
        sound({"type": "header", "text": plain("x" * 151)}),
        sound({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
        sound({"type": "header", "text": plain("")}),
        sound({"type": "header"}),
        sound({"type": "section", "text": plain("x" * 3001)}),
        sound({"type": "section"}),
        sound({"type": "section", "fields": [plain("x")] * 11}),
        sound({"type": "context", "elements": []}),
        sound({"type": "context", "elements": [plain("x")] * 11}),
        sound({"type": "context", "elements": [runs()]}),
        sound({"type": "divider", "text": plain("x")}),
        sound({"type": "image", "slack_file": {"id": "F0PICTURE01"}}),
        sound({"type": "image", "slack_file": {"id": "F0PICTURE01"}, "alt_text": "x" * 2001}),
        sound({"type": "image", "slack_file": {"id": "data:image/png"}, "alt_text": "x"}),
        sound({"type": "image", "image_url": "https://e.example/x.png", "alt_text": "x"}),
        sound({**TEXT, "block_id": "b"}, {"type": "divider", "block_id": "b"}),
        sound({**TEXT, "block_id": "x" * 256}),
        sound(asks(INPUT)),
        sound({"type": "rich_text", "elements": []}),
        sound(runs()),
        sound(runs({"type": "text", "text": ""})),
        sound(runs({"type": "text", "text": "x" * 3001})),
        sound(runs({"type": "text", "text": "x", "style": {}})),
        sound(runs({"type": "text", "text": "x", "style": {"bald": True}})),
        sound(runs({"type": "user", "user_id": "alice"})),
        sound(runs({"type": "channel", "channel_id": "#general"})),
        sound(runs({"type": "broadcast", "range": "channel"})),
        sound({"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": []}]}),
        sound({"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "dots", "elements": [TEXT]}]}),
        sound({"type": "rich_text", "elements": [{"type": "rich_text_aside", "elements": []}]}),
        sound(actions()),
        sound(actions(*(button(f"a.{n}") for n in range(26)))),
        sound(actions(button(), button())),
        sound(actions(button(text=plain("x" * 76)))),
        sound(actions(button(value=""))),
        sound(actions(button(value="x" * 2001))),
        sound(actions(button(url="javascript:alert(1)"))),
        sound(actions(button(style="quiet"))),
        sound(actions(button(value=None))),
        sound(actions(button("x" * 256))),
        sound(actions({"type": "button", "text": plain("x")})),
        sound(actions({**SELECT, "options": []})),
        sound(actions({**SELECT, "options": [option(str(n)) for n in range(101)]})),
        sound(actions({**SELECT, "options": [option("a"), option("a")]})),
        sound(actions({**SELECT, "options": [{"text": plain("x" * 76), "value": "a"}]})),
        sound(actions({**SELECT, "options": [option("x" * 151)]})),
        sound(actions({**SELECT, "initial_option": option("b")})),
        sound(actions({**SELECT, "placeholder": plain("x" * 151)})),
        sound(actions({**SELECT, "type": "overflow", "options": [option(str(n)) for n in range(6)]})),
        sound(actions({"type": "plain_text_input", "action_id": "a"})),
    ],
)
def test_a_message_with_one_fault_is_refused(body: dict[str, Any]) -> None:
    assert lint_message(body) != []


@pytest.mark.parametrize(
    "view",
    [
        modal(type="dialog"),
        {key: each for key, each in modal().items() if key != "title"},
        modal(title=plain("x" * 25)),
        modal(submit=plain("x" * 25)),
        modal(close={"type": "mrkdwn", "text": "x"}),
        modal(private_metadata="x" * 3001),
        modal(callback_id="x" * 256),
        modal(colour="red"),
        modal(*[TEXT] * 101),
        {key: each for key, each in modal(asks(INPUT)).items() if key != "submit"},
        modal(asks(INPUT), asks(INPUT)),
        modal(asks(INPUT, label=plain("x" * 2001))),
        modal(asks(INPUT, hint=plain(""))),
        modal(asks({**INPUT, "initial_value": "x" * 3001})),
        modal(asks({**INPUT, "initial_value": "xx", "max_length": 1})),
        modal(asks({**INPUT, "initial_value": ""})),
        modal(asks({**INPUT, "max_length": 3001})),
        modal(asks({**INPUT, "max_length": 0})),
        modal(asks({**INPUT, "dispatch_action_config": {"trigger_actions_on": ["on_blur"]}})),
        modal(asks({"type": "datepicker", "initial_date": "02/03/2027"})),
        modal(asks({"type": "timepicker", "initial_time": "9:30"})),
        modal(asks({"type": "multi_users_select", "initial_users": ["alice"]})),
        modal(asks({"type": "multi_users_select", "initial_users": []})),
        modal(asks({"type": "checkboxes", "options": [option(str(n)) for n in range(11)]})),
        modal(asks({"type": "checkboxes", "options": [option("a")], "initial_options": []})),
        modal(asks({"type": "radio_buttons", "options": []})),
        modal(asks(button())),
        modal(asks({**INPUT, "focus_on_load": True}), {**asks({**INPUT, "focus_on_load": True}), "block_id": "c"}),
        {"type": "home", "blocks": [TEXT], "title": plain("Titre")},
        {"type": "home", "blocks": []},
    ],
)
def test_a_view_with_one_fault_is_refused(view: dict[str, Any]) -> None:
    assert lint_view(view) != []


def test_a_home_tab_is_taken() -> None:
    assert lint_view({"type": "home", "blocks": [TEXT]}) == []
    assert lint_view(modal(asks(INPUT))) == []
