"""What a person sees on Slack, read back from its JSON: messages with their buttons, modals as forms."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ritualbot.chat.cards import Actions, Button, Card, Menu
from ritualbot.chat.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    Option,
    PeopleField,
    TextField,
    TimeField,
    ToggleField,
)
from ritualbot.chat.text import Text, literal
from ritualbot.platforms.slack.render import NAME
from ritualbot.platforms.slack.typed import as_seen
from ritualbot.platforms.slack.values import EMPTY

Json = dict[str, Any]
Names = Mapping[str, str]  # the test's word for an id of Slack's


@dataclass(frozen=True)
class Pressable:
    """A button or an option of a menu, and the action that a press of it sends."""

    button: Button
    sent: Json


def pressables(blocks: list[Json]) -> list[Pressable]:
    rows = [block for block in blocks if block["type"] == "actions"]
    return [each for block in rows for element in block["elements"] for each in _in_element(block, element)]


def _in_element(block: Json, element: Json) -> Iterator[Pressable]:
    common = {"action_id": element["action_id"], "block_id": block.get("block_id", "b"), "type": element["type"]}
    if element["type"] == "button" and "url" not in element:
        action, ref = element["action_id"].partition("#")[0], element.get("value", "")
        value = {"value": ref} if ref else {}
        yield Pressable(Button(action, ref, element["text"]["text"]), {**common, "text": element["text"], **value})
    for option in element.get("options", ()):
        action, _, ref = option["value"].partition(" ")
        yield Pressable(Button(action, ref, option["text"]["text"]), {**common, "selected_option": option})


def card_of(text: str, blocks: list[Json]) -> Card:
    """As much of a card as can be told from outside: its words and its buttons."""
    return with_buttons(as_seen(text, {}), blocks)


def with_buttons(said: str, blocks: list[Json]) -> Card:
    rows = (Actions(tuple(_items(block))) for block in blocks if block["type"] == "actions")
    return Card(literal(said), tuple(row for row in rows if row.items))


def _items(block: Json) -> Iterator[Button | Menu]:
    for element in block["elements"]:
        buttons = tuple(each.button for each in _in_element(block, element))
        if "options" in element:
            yield Menu(element.get("placeholder", {"text": "…"})["text"], buttons)
        else:
            yield from buttons


def words_of(view: Json) -> str:
    """Everything a modal says; a title too long for its place stands in the blocks instead."""
    title = view["title"]["text"]
    return "\n".join([*([title] if title != NAME else []), said_in(view["blocks"])])


def said_in(blocks: list[Json]) -> str:
    """Its buttons apart: they are in its card."""
    return "\n".join(_words(block) for block in blocks if block["type"] != "actions")


def _words(part: Any) -> str:
    """The texts in a block, in the order they stand."""
    if isinstance(part, list):
        return "".join(_words(each) for each in part)
    if not isinstance(part, dict):
        return ""
    if part.get("type") in ("rich_text", "rich_text_list"):
        return "\n".join(_words(each) for each in part["elements"])
    for kind, sign in (("channel", "#"), ("user", "")):
        if part.get("type") == kind:
            return sign + str(part[f"{kind}_id"])
    if isinstance(part.get("text"), str):
        return str(part["text"])
    return "".join(_words(part[name]) for name in ("text", "elements", "fields", "rows", "label") if name in part)


_ISOLATES = {ord(each): None for each in "\u2066\u2067\u2068\u2069"}  # they keep a text in its place, unseen
NO_ANSWER = "–"
_ACTIVE = frozenset({"link", "emoji", "broadcast", "usergroup", "date", "color", "mrkdwn", "image_url", "video"})


def shows_literally(message: Json, typed: str, known: Collection[str]) -> bool:
    """Whether people read the text in the blocks as it was typed, and Slack makes nothing of any word of the message.

    `known`: the people whom the message may name, by id. The top-level text, which Slack reads as markup, is escaped.
    """
    parts = list(_parts(message["blocks"]))
    active = [each for each in parts if {each["type"], *each.keys() - {"emoji"}} & _ACTIVE or each.get("emoji") is True]
    named = {each["user_id"] for each in parts if each["type"] == "user"}
    assert not active and named <= set(known), (active, named)
    assert not {"<", ">"} & set(message["text"]), message["text"]
    shown = "".join(each[name] for each in parts for name in ("text", "alt_text") if isinstance(each.get(name), str))
    return typed.translate(_ISOLATES) in shown.translate(_ISOLATES)


def mentions(message: Json) -> set[str]:
    """Whom Slack notifies: a person among the blocks, or in the top-level text, which it reads as markup."""
    among = {each["user_id"] for each in _parts(message.get("blocks", [])) if each["type"] == "user"}
    return among | set(re.findall(r"<@(\w+)", message["text"]))


def said_by(message: Json, name: str, people: Names) -> str:
    """What stands in lists under a bold name alone in its line, as it was typed; each line begins with its question.

    `people`: their names by id, for those who are mentioned.
    """
    said, under = "", False
    for part in (each for block in message["blocks"] if block["type"] == "rich_text" for each in block["elements"]):
        if part["type"] == "rich_text_section":
            said_here = (people.get(each.get("user_id", ""), each.get("text", "")) for each in part["elements"])
            under = "".join(said_here).strip() == name
        elif under and part["type"] == "rich_text_list":
            said += "".join(_answer(line["elements"]) for line in part["elements"])
    return said


def _answer(runs: list[Json]) -> str:
    told = [run["text"] for run in runs if not run.get("style")]
    answer = "".join(told).removeprefix(" — ").translate(_ISOLATES)
    return answer if answer != NO_ANSWER else ""


def _parts(value: Any) -> Iterator[Json]:
    """Every block, element and text object, in the order they stand."""
    if isinstance(value, list):
        for each in value:
            yield from _parts(each)
    elif isinstance(value, dict):
        if "type" in value:
            yield value
        for each in value.values():
            yield from _parts(each)


def moment_of(ts: str) -> datetime:
    return datetime.fromtimestamp(int(ts.partition(".")[0]), UTC)


# -- modals --------------------------------------------------------------------------------------------------------


def form_of(view: Json, people: Names) -> Form:
    """`people`: the test's word for an id, of a person or of the channel a form is about."""
    kept = json.loads(view["private_metadata"])["ref"]
    ref = people.get(kept, kept)
    asked = [block for block in view["blocks"] if block["type"] == "input" and "#" not in block["block_id"]]
    fields = tuple(_field(block, view["blocks"], people) for block in asked)
    standing = [_words(block) for block in view["blocks"] if block["type"] != "input"]
    named = view["title"]["text"]
    if named == NAME and standing:
        named = standing.pop(0)  # a title too long for its place is the first block
    said, title = "\n".join(standing), Text("{title}", {"title": named})
    intro = Text("{said}", {"said": said}) if said else None
    return Form(view["callback_id"], ref, title, fields, view["submit"]["text"], intro)


def _field(block: Json, blocks: list[Json], people: Names) -> Field:
    name, label, element = block["block_id"], block["label"]["text"], block["element"]
    hint, required = block.get("hint", {}).get("text", ""), not block.get("optional", False)
    options = tuple(Option(people.get(_value(each), _value(each)), each["text"]["text"]) for each in _options(element))
    initial = tuple(people.get(each, each) for each in _initial(element))
    match element["type"]:
        case "checkboxes" if [each.value for each in options] == ["1"]:
            return ToggleField(name, label, hint, required, bool(initial))
        case "checkboxes" | "multi_static_select":
            return ChoiceField(name, label, hint, required, options, initial, many=True)
        case "radio_buttons" | "static_select":
            return ChoiceField(name, label, hint, required, options, initial)
        case "multi_users_select":
            return PeopleField(name, label, hint, required, initial)
        case "datepicker":
            return DateField(name, label, hint, required, "".join(initial))
        case "timepicker":
            return TimeField(name, label, hint, required, "".join(initial))
        case _:
            further = [each["element"] for each in blocks if each.get("block_id", "").startswith(f"{name}#")]
            whole = "".join(each.get("initial_value", "") for each in (element, *further))
            return TextField(name, label, hint, required, whole, element["max_length"], element["multiline"])


def _options(element: Json) -> list[Json]:
    grouped = [option for group in element.get("option_groups", ()) for option in group["options"]]
    return [*element.get("options", ()), *grouped]


def _value(option: Json) -> str:
    return "" if option["value"] == EMPTY else str(option["value"])


def _initial(element: Json) -> tuple[str, ...]:
    if "initial_option" in element:
        return (_value(element["initial_option"]),)
    if "initial_options" in element:
        return tuple(_value(each) for each in element["initial_options"])
    if "initial_users" in element:
        return tuple(element["initial_users"])
    return tuple(element[name] for name in ("initial_date", "initial_time") if name in element)


def state_of(view: Json, values: Mapping[str, str], users: Names) -> Json:
    """What Slack says stands in a modal when these values do. What its inputs do not offer is sent all the same, as a
    forger would: what came back is never trusted to be what was shown."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    found = {
        block["block_id"]: {
            block["element"]["action_id"]: _state(block["element"], values.get(block["block_id"], ""), users)
        }
        for block in inputs
    }
    forged = {name: {"value": {"type": "plain_text_input", "value": values[name]}} for name in values.keys() - found}
    return {**found, **forged}


def _state(element: Json, value: str, users: Names) -> Json:
    kind, chosen = element["type"], [each for each in value.split(",") if each]
    offered = {_value(each): each for each in _options(element)}

    def option(each: str) -> Json:
        """A choice may be one of people."""
        text = {"type": "plain_text", "text": each, "emoji": True}
        return offered.get(each) or offered.get(users.get(each, each)) or {"text": text, "value": each}

    match kind:
        case "static_select" | "radio_buttons":
            return {"type": kind, "selected_option": option(value) if value or "" in offered else None}
        case "multi_static_select" | "checkboxes":
            return {"type": kind, "selected_options": [option(each) for each in chosen]}
        case "multi_users_select":
            return {"type": kind, "selected_users": [users[each] for each in chosen]}
        case "datepicker":
            return {"type": kind, "selected_date": value or None}
        case "timepicker":
            return {"type": kind, "selected_time": value or None}
        case _:
            return {"type": kind, "value": value or None}
