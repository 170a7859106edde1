"""What comes back from Slack's views and buttons, in our own words: the other half of `form` and `blocks`."""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from ritualbot.platforms.slack.blocks import LINK, MENU

Payload: TypeAlias = Mapping[str, Any]
EMPTY = "ritualbot.empty"  # what an option of no value carries: Slack takes none without


def values(view: Payload) -> dict[str, str]:
    """What stands in a view's fields, as text. Null, missing and empty mean the same: an empty string.

    Several values are joined by commas; a text that went on in further inputs is whole again.
    """
    state = (view.get("state") or {}).get("values") or {}
    found: dict[str, str] = {}
    for block_id in dict.fromkeys([*_inputs(view), *state]):
        name, _, further = block_id.partition("#")
        text = "".join(_text(each) for each in (state.get(block_id) or {}).values())
        found[name] = found.get(name, "") + text if further else text
    return found


def ref_of(view: Payload) -> str:
    """The ref the form was opened with; empty when the view's own data is not ours."""
    try:
        kept = json.loads(view.get("private_metadata") or "")
    except (ValueError, TypeError):
        return ""
    ref = kept.get("ref") if isinstance(kept, dict) else None
    return ref if isinstance(ref, str) else ""


def pressed(action: Payload) -> tuple[str, str]:
    """The action and the ref of what was pressed. Of a link: `link`, which asks for nothing. Of what is none of
    ours, or a menu without a choice: two empty strings."""
    name = _word(action.get("action_id")).partition("#")[0]
    if name != MENU:
        return name, "" if name == LINK else _word(action.get("value"))
    chosen = action.get("selected_option")
    value = _word(chosen.get("value")) if isinstance(chosen, Mapping) else ""
    found, _, ref = value.partition(" ")
    return found, ref


def errors_for(view: Payload, errors: Mapping[str, str]) -> dict[str, str]:
    """The errors by block, for `response_action: errors`. What is about the form as a whole, or about a field that
    is not in it, stands at its first field; several at one field are told one after the other.

    Empty when the view has no input: then nothing can carry them. Slack documents no length for them.
    """
    names = _inputs(view)
    if not names:
        return {}
    told: dict[str, str] = {}
    for field, error in errors.items():
        at = field if field in names else names[0]
        told[at] = f"{told[at]} {error}" if at in told else error
    return told


def _inputs(view: Payload) -> list[str]:
    blocks = view.get("blocks") or []
    return [each["block_id"] for each in blocks if each.get("type") == "input" and each.get("block_id")]


def _text(state: Payload) -> str:
    match state.get("type"):
        case "static_select" | "radio_buttons":
            return _chosen(state.get("selected_option") or {})
        case "multi_static_select" | "checkboxes":
            return ",".join(_chosen(each) for each in state.get("selected_options") or [])
        case "multi_users_select":
            return ",".join(map(_word, state.get("selected_users") or []))
        case "datepicker":
            return _word(state.get("selected_date"))
        case "timepicker":
            return _word(state.get("selected_time"))
        case _:
            return _word(state.get("value"))


def _chosen(option: Payload) -> str:
    value = _word(option.get("value"))
    return "" if value == EMPTY else value


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
