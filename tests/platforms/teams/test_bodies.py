"""The bodies of the answers to an invoke have the shapes that Teams documents, and none is empty."""

import json
from pathlib import Path
from typing import Any

import pytest

from ritualbot.platforms.teams.bodies import card_answer, dialog_card, dialog_message, error_answer, message_answer

ANSWERS = json.loads(Path(__file__).with_name("answers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("card_action_card", card_answer(ANSWERS["card_action_card"]["value"])),
        ("card_action_message", message_answer("Saved.")),
        ("card_action_error", error_answer(400, "BadRequest", "This card is too old.")),
        ("task_continue", dialog_card("Retro", ANSWERS["task_continue"]["task"]["value"]["card"]["content"])),
        ("task_message", dialog_message("Thank you, saved.")),
    ],
)
def test_each_answer_is_the_documented_one(name: str, made: dict[str, Any]) -> None:
    assert made == ANSWERS[name]


def test_no_answer_is_empty_as_that_would_make_the_client_send_again() -> None:
    assert message_answer(" ")["value"] == "–"
    assert dialog_message("")["task"]["value"] == "–"
