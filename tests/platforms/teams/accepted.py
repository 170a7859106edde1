"""What a client takes as the answer to an invoke; of anything else it says that something went wrong, and the press
comes again (TEAMS.md 3 and 7)."""

from collections.abc import Iterator, Mapping
from typing import Any

from ritualbot.platforms.teams.actions import Scope
from tests.platforms.teams.lint import lint_card, lint_task

CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"


def faults_of_answer(invoke: Mapping[str, Any], status: int, body: Any) -> list[str]:
    """Every fault found; `body` is None where there is none."""
    found = [] if status == 200 else [f"status {status}"]
    if invoke["name"] == "adaptiveCard/action":
        return [*found, *_to_card(body)]
    if body is None and invoke["name"] in ("task/submit", "fileConsent/invoke"):
        return found  # closes the dialog; nothing is shown of an answer to an offer
    return [*found, *_to_dialog(body)]


def _to_card(body: Any) -> Iterator[str]:
    if not isinstance(body, dict) or body.keys() != {"statusCode", "type", "value"}:
        yield f"keys: {body}"
        return
    kind, value = body["type"], body["value"]
    if kind == CARD:
        yield from lint_card(value, Scope.PERSONAL)
    elif kind == MESSAGE:
        yield from _line(value)
    elif kind == ERROR:
        yield from _line(value["message"])
    else:
        yield f"type: {kind}"
    if (body["statusCode"] == 200) != (kind in (CARD, MESSAGE)):
        yield f"statusCode: {body['statusCode']}"


def _to_dialog(body: Any) -> Iterator[str]:
    if not isinstance(body, dict) or body.keys() != {"task"}:
        yield f"keys: {body}"
    elif body["task"]["type"] == "message":
        yield from _line(body["task"]["value"])
    else:
        yield from lint_task(body)


def _line(said: object) -> Iterator[str]:
    if not isinstance(said, str) or not said.strip():
        yield "an empty line"
