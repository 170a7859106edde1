"""What comes back from Slack, in the shapes it really comes."""

import json
from pathlib import Path
from typing import Any

import pytest

from ritualbot.chat.cards import Actions, Button, Card, Link, Menu
from ritualbot.chat.text import literal
from ritualbot.platforms.slack.render import message
from ritualbot.platforms.slack.values import EMPTY, errors_for, pressed, ref_of, values


def view(**state: dict[str, Any]) -> dict[str, Any]:
    blocks = [{"type": "section"}, *({"type": "input", "block_id": name} for name in state)]
    return {"blocks": blocks, "state": {"values": {name: {"value": each} for name, each in state.items()}}}


CHOSEN = {"text": {"type": "plain_text", "text": "Un"}, "value": "one"}


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ({"type": "plain_text_input", "value": "Relire\n*tout*"}, "Relire\n*tout*"),
        ({"type": "plain_text_input", "value": None}, ""),
        ({"type": "plain_text_input"}, ""),
        ({"type": "plain_text_input", "value": ""}, ""),
        ({"type": "static_select", "selected_option": CHOSEN}, "one"),
        ({"type": "static_select", "selected_option": None}, ""),
        ({"type": "static_select"}, ""),
        ({"type": "static_select", "selected_option": {"value": EMPTY}}, ""),
        ({"type": "radio_buttons", "selected_option": CHOSEN}, "one"),
        ({"type": "radio_buttons", "selected_option": None}, ""),
        ({"type": "multi_static_select", "selected_options": [CHOSEN, {"value": "two"}]}, "one,two"),
        ({"type": "multi_static_select", "selected_options": []}, ""),
        ({"type": "checkboxes", "selected_options": [{"value": "1"}]}, "1"),
        ({"type": "checkboxes", "selected_options": []}, ""),
        ({"type": "checkboxes", "selected_options": None}, ""),
        ({"type": "multi_users_select", "selected_users": ["U1", "U2"]}, "U1,U2"),
        ({"type": "multi_users_select", "selected_users": []}, ""),
        ({"type": "datepicker", "selected_date": "2027-03-02"}, "2027-03-02"),
        ({"type": "datepicker", "selected_date": None}, ""),
        ({"type": "timepicker", "selected_time": "09:30", "timezone": "Europe/Paris"}, "09:30"),
        ({"type": "timepicker", "selected_time": None}, ""),
    ],
)
def test_a_field_is_text_and_nothing_is_always_empty(state: dict[str, Any], wanted: str) -> None:
    assert values(view(field=state)) == {"field": wanted}


def test_a_field_without_a_state_is_empty() -> None:
    assert values({"blocks": [{"type": "input", "block_id": "today"}], "state": {"values": {}}}) == {"today": ""}
    assert values({"blocks": [{"type": "input", "block_id": "today"}]}) == {"today": ""}
    assert values({}) == {}


def test_a_text_that_went_on_is_whole_again() -> None:
    def text(part: str) -> dict[str, str]:
        return {"type": "plain_text_input", "value": part}

    found = values(
        view(**{"today": text("un "), "today#2": text("deux "), "today#3": text("trois"), "moved": text("")})
    )
    assert found == {"today": "un deux trois", "moved": ""}


@pytest.mark.parametrize(
    ("metadata", "ref"),
    [
        ('{"ref": "r1"}', "r1"),
        ('{"ref": ""}', ""),
        ("", ""),
        (None, ""),
        ("{", ""),
        ("[]", ""),
        ('"r1"', ""),
        ('{"ref": 1}', ""),
        ('{"run": 17}', ""),
        ("null", ""),
    ],
)
def test_the_ref_is_ours_or_empty(metadata: str | None, ref: str) -> None:
    assert ref_of({"private_metadata": metadata}) == ref


def test_what_is_rendered_comes_back_as_what_it_was() -> None:
    """Each button, option and link of a message, pressed as Slack tells it."""
    several = (Button("a.b", "r1", "Un"), Button("a.b", "r2", "Deux"), Button("a.c", "", "Trois"))
    menus = (Menu("…", (Button("m.a", "r:x", "A"), Button("m.b", "", "B"))), Menu("?", several[:2]))
    card = Card(literal("?"), (Actions((*several, *menus, Link("https://e.example", "L"))),))
    [block] = [each for each in message(card)["blocks"] if each["type"] == "actions"]
    found = []
    for element in block["elements"]:
        told = {"type": element["type"], "action_id": element["action_id"], "block_id": "b1"}
        if element["type"] == "button":
            found.append(pressed({**told, **({"value": element["value"]} if "value" in element else {})}))
        else:
            found += [pressed({**told, "selected_option": option}) for option in element["options"]]
    assert found == [
        ("a.b", "r1"), ("a.b", "r2"), ("a.c", ""),
        ("m.a", "r:x"), ("m.b", ""),
        ("a.b", "r1"), ("a.b", "r2"),
        ("link", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "action",
    [
        {},
        {"action_id": None},
        {"action_id": "menu", "selected_option": None},
        {"action_id": "menu", "selected_option": {"value": None}},
        {"action_id": "menu#2"},
    ],
)
def test_what_is_none_of_ours_is_empty(action: dict[str, Any]) -> None:
    assert pressed(action) == ("", "")


def test_errors_stand_at_their_field_or_at_the_first() -> None:
    seen = view(moved={}, today={})
    assert errors_for(seen, {"today": "Trop long."}) == {"today": "Trop long."}
    assert errors_for(seen, {"": "Trop tard.", "gone": "Inconnu."}) == {"moved": "Trop tard. Inconnu."}
    assert errors_for(seen, {"moved": "Vide.", "": "Trop tard."}) == {"moved": "Vide. Trop tard."}
    assert errors_for({"blocks": [{"type": "section"}]}, {"": "Trop tard."}) == {}


def test_the_payload_of_every_kind_of_input_is_read() -> None:
    """The shapes of a real submission, see the table above for each."""
    recorded = json.loads(Path(__file__).with_name("view_submission.json").read_text(encoding="utf-8"))
    assert values(recorded["view"]) == {
        "today": "Reviewing the ledger",
        "mood": "sunny",
        "tags": "backend,release",
        "scope": "team",
        "flags": "help",
        "day": "2026-11-23",
        "hour": "09:30",
        "owner": "",
        "people": "U0ALICE0001,U0CHLOE0003",
        "size": "5",
    }
