"""What Slack refuses, as far as it is documented or was measured: stricter than the SDK's own models.

`lint_message(body)` and `lint_view(view)` give every fault found, as `where: what`; an empty list is a pass. Only what
ritualbot sends is known here: any other block, element or key is a fault.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block as SdkBlock

Json: TypeAlias = Mapping[str, Any]

MESSAGE_TEXT = 40_000  # characters of a post; longer ones are truncated
UPDATE_TEXT = 4_000  # bytes of an edit; longer ones answer msg_too_long, and every post of ours can be edited
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_JSON = 13_200  # characters of all blocks; longer ones answer msg_blocks_too_long
VIEW_BYTES = 250_000
_USER = re.compile(r"[UW][A-Z0-9]+")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]+")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_STYLES = {"bold", "italic", "strike", "code", "underline"}

# Keys: required ones, then optional ones.
_BLOCKS: dict[str, tuple[set[str], set[str]]] = {
    "header": ({"text"}, set()),
    "section": (set(), {"text", "fields", "accessory", "expand"}),
    "context": ({"elements"}, set()),
    "divider": (set(), set()),
    "actions": ({"elements"}, set()),
    "rich_text": ({"elements"}, set()),
    "input": ({"label", "element"}, {"hint", "optional", "dispatch_action"}),
    "image": ({"image_url", "alt_text"}, {"title"}),
}
_ELEMENTS: dict[str, tuple[set[str], set[str]]] = {
    "button": ({"text", "action_id"}, {"value", "url", "style", "confirm", "accessibility_label"}),
    "overflow": ({"options", "action_id"}, {"confirm"}),
    "static_select": ({"action_id"}, {"options", "option_groups", "initial_option", "placeholder", "confirm"}),
    "multi_static_select": (
        {"action_id"},
        {"options", "option_groups", "initial_options", "placeholder", "max_selected_items", "confirm"},
    ),
    "radio_buttons": ({"options", "action_id"}, {"initial_option", "confirm"}),
    "checkboxes": ({"options", "action_id"}, {"initial_options", "confirm"}),
    "multi_users_select": ({"action_id"}, {"initial_users", "placeholder", "max_selected_items", "confirm"}),
    "datepicker": ({"action_id"}, {"initial_date", "placeholder", "confirm"}),
    "timepicker": ({"action_id"}, {"initial_time", "placeholder", "timezone", "confirm"}),
    "plain_text_input": (
        {"action_id"},
        {"multiline", "min_length", "max_length", "initial_value", "placeholder", "dispatch_action_config"},
    ),
}
_ANYWHERE = {"focus_on_load"}
_IN_ACTIONS = {"button", "overflow", "static_select"}
_IN_INPUT = set(_ELEMENTS) - {"button", "overflow"}
_RICH: dict[str, set[str]] = {
    "rich_text_section": {"elements"},
    "rich_text_quote": {"elements", "border"},
    "rich_text_preformatted": {"elements", "border"},
    "rich_text_list": {"elements", "style", "indent", "offset", "border"},
}
_RUNS: dict[str, tuple[str, re.Pattern[str]]] = {
    "text": ("text", re.compile(r".+", re.DOTALL)),
    "user": ("user_id", _USER),
    "channel": ("channel_id", _CHANNEL),
    "link": ("url", re.compile(r"https?://.+")),
}
_MESSAGE = {"text", "blocks"}
_MODAL = {"type", "title", "blocks"}
_MODAL_MAY = {"submit", "close", "private_metadata", "callback_id", "clear_on_close", "notify_on_close", "external_id"}
_HOME_MAY = {"private_metadata", "callback_id", "external_id"}


def lint_message(body: Json) -> list[str]:
    """Of the arguments of a post or an edit only what shows: `text`, `blocks` and how they are read."""
    return list(_message(body))


def lint_view(view: Json) -> list[str]:
    """A modal or a home tab, as given to views.open, views.update, views.publish or in an answer to a modal."""
    return list(_view(view))


def _message(body: Json) -> Iterator[str]:
    for key in sorted(_MESSAGE - set(body)):
        yield f"message: {key} is missing"
    text, blocks = body.get("text"), body.get("blocks", [])
    if not isinstance(text, str) or not text.strip():
        yield "text: empty"
    elif len(text) > MESSAGE_TEXT or len(text.encode()) > UPDATE_TEXT:
        yield f"text: {len(text.encode())} bytes"
    elif "<" in text:
        yield "text: markup that is not escaped"
    if body.get("link_names"):
        yield "link_names: on"
    yield from _all_blocks(blocks, MESSAGE_BLOCKS)
    size = _units(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))
    if size > MESSAGE_JSON:
        yield f"blocks: {size} characters (msg_blocks_too_long)"
    if any(isinstance(each, Mapping) and each.get("type") == "input" for each in blocks):
        yield "blocks: an input in a message"


def _view(view: Json) -> Iterator[str]:
    kind, blocks = view.get("type"), view.get("blocks", [])
    required, may = (_MODAL, _MODAL_MAY) if kind == "modal" else ({"type", "blocks"}, _HOME_MAY)
    if kind not in ("modal", "home"):
        yield f"view: type {kind!r}"
    yield from _keys("view", view, required, may)
    yield from _long("private_metadata", view.get("private_metadata", ""), 3_000)
    yield from _long("callback_id", view.get("callback_id", ""), 255)
    for name in ("title", "submit", "close"):
        if name in view:
            yield from _text(name, view[name], 24, plain=True)
    yield from _all_blocks(blocks, VIEW_BLOCKS)
    inputs = [each for each in blocks if isinstance(each, Mapping) and each.get("type") == "input"]
    if inputs and kind == "modal" and "submit" not in view:
        yield "view: inputs without submit"
    focused = [each for each in inputs if each.get("element", {}).get("focus_on_load")]
    if len(focused) > 1:
        yield "view: several inputs take the focus"
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        yield "view: over 250 kB"


def _all_blocks(blocks: object, most: int) -> Iterator[str]:
    if not isinstance(blocks, list) or not blocks:
        yield "blocks: none"
        return
    if len(blocks) > most:
        yield f"blocks: {len(blocks)}, at most {most}"
    named = [each["block_id"] for each in blocks if isinstance(each, Mapping) and "block_id" in each]
    yield from (f"block_id {each!r}: twice" for each in sorted({n for n in named if named.count(n) > 1}))
    for place, block in enumerate(blocks):
        yield from _block(f"blocks[{place}]", block)
    yield from _sdk(blocks)


def _sdk(blocks: Sequence[Json]) -> Iterator[str]:
    """The SDK's own checks; what it does not know it leaves out without a word."""
    for place, block in enumerate(blocks):
        try:
            parsed = SdkBlock.parse(dict(block))
            if parsed is None:
                yield f"blocks[{place}]: unknown to the SDK"
            elif _holes(parsed.to_dict()):
                yield f"blocks[{place}]: an element unknown to the SDK"
        except (SlackObjectFormationError, TypeError, AttributeError) as fault:
            yield f"blocks[{place}]: {fault}"


def _holes(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_holes(each) for each in value.values())
    if isinstance(value, list):
        return any(each is None or _holes(each) for each in value)
    return False


def _block(at: str, block: object) -> Iterator[str]:
    if not isinstance(block, Mapping) or block.get("type") not in _BLOCKS:
        yield f"{at}: not a block we know"
        return
    required, may = _BLOCKS[block["type"]]
    yield from _keys(at, block, {"type", *required}, {*may, "block_id"})
    if "block_id" in block:
        yield from _long(f"{at}.block_id", block["block_id"], 255, least=1)
    yield from _KINDS.get(block["type"], lambda _at, _block: iter(()))(at, block)


def _header(at: str, block: Json) -> Iterator[str]:
    yield from _text(f"{at}.text", block.get("text"), 150, plain=True)


def _section(at: str, block: Json) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield f"{at}: neither text nor fields"
    if "text" in block:
        yield from _text(f"{at}.text", block["text"], 3_000)
    fields = block.get("fields", [])
    if len(fields) > 10:
        yield f"{at}.fields: {len(fields)}, at most 10"
    for place, each in enumerate(fields):
        yield from _text(f"{at}.fields[{place}]", each, 2_000)
    if "accessory" in block:
        yield from _element(f"{at}.accessory", block["accessory"], set(_ELEMENTS))


def _context(at: str, block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 10:
        yield f"{at}.elements: {len(elements)}, between 1 and 10"
    for place, each in enumerate(elements):
        yield from _text(f"{at}.elements[{place}]", each, 2_000)


def _actions(at: str, block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 25:
        yield f"{at}.elements: {len(elements)}, between 1 and 25"
    ids = [each.get("action_id") for each in elements]
    yield from (f"{at}: action_id {each!r} twice" for each in sorted({str(i) for i in ids if ids.count(i) > 1}))
    for place, each in enumerate(elements):
        yield from _element(f"{at}.elements[{place}]", each, _IN_ACTIONS)


def _input(at: str, block: Json) -> Iterator[str]:
    yield from _text(f"{at}.label", block.get("label"), 2_000, plain=True)
    if "hint" in block:
        yield from _text(f"{at}.hint", block["hint"], 2_000, plain=True)
    yield from _element(f"{at}.element", block.get("element"), _IN_INPUT)
    for name in ("optional", "dispatch_action"):
        if not isinstance(block.get(name, False), bool):
            yield f"{at}.{name}: not a boolean"


def _image(at: str, block: Json) -> Iterator[str]:
    yield from _long(f"{at}.alt_text", block.get("alt_text"), 2_000, least=1)
    yield from _address(f"{at}.image_url", block.get("image_url"))


def _rich_text(at: str, block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not elements:
        yield f"{at}.elements: none"
    for place, each in enumerate(elements):
        yield from _rich(f"{at}.elements[{place}]", each)


def _rich(at: str, part: object) -> Iterator[str]:
    if not isinstance(part, Mapping) or part.get("type") not in _RICH:
        yield f"{at}: not a rich text part"
        return
    yield from _keys(at, part, {"type", "elements"}, _RICH[part["type"]])
    elements = part.get("elements", [])
    if not elements:
        yield f"{at}.elements: none"
    if part["type"] == "rich_text_list":
        if part.get("style") not in ("bullet", "ordered"):
            yield f"{at}.style: {part.get('style')!r}"
        for place, each in enumerate(elements):
            if not isinstance(each, Mapping) or each.get("type") != "rich_text_section":
                yield f"{at}.elements[{place}]: not a section"
            else:
                yield from _rich(f"{at}.elements[{place}]", each)
        return
    for place, each in enumerate(elements):
        yield from _run(f"{at}.elements[{place}]", each)


def _run(at: str, run: object) -> Iterator[str]:
    if not isinstance(run, Mapping) or run.get("type") not in _RUNS:
        yield f"{at}: not a run we know"
        return
    key, form = _RUNS[run["type"]]
    yield from _keys(at, run, {"type", key}, {"style"} | ({"text"} if run["type"] == "link" else set()))
    value = run.get(key)
    if not isinstance(value, str) or not form.fullmatch(value):
        yield f"{at}.{key}: {value!r:.40}"
    elif _units(value) > 3_000:
        yield f"{at}.{key}: {_units(value)} characters"
    style = run.get("style", {"bold": True})
    if not style or set(style) - _STYLES or not all(each is True for each in style.values()):
        yield f"{at}.style: {style!r}"


def _element(at: str, element: object, allowed: Iterable[str]) -> Iterator[str]:
    if not isinstance(element, Mapping) or element.get("type") not in set(allowed):
        yield f"{at}: not an element that may stand here"
        return
    kind = element["type"]
    required, may = _ELEMENTS[kind]
    yield from _keys(at, element, {"type", *required}, may | (_ANYWHERE if kind in _IN_INPUT else set()))
    yield from _long(f"{at}.action_id", element.get("action_id"), 255, least=1)
    if "placeholder" in element:
        yield from _text(f"{at}.placeholder", element["placeholder"], 150, plain=True)
    if "options" in _ELEMENTS[kind][0] | _ELEMENTS[kind][1]:
        yield from _choices(at, element)
    yield from _ELEMENT_RULES.get(kind, lambda _at, _element: iter(()))(at, element)


def _button(at: str, element: Json) -> Iterator[str]:
    yield from _text(f"{at}.text", element.get("text"), 75, plain=True)
    if "value" in element:
        yield from _long(f"{at}.value", element["value"], 2_000, least=1)
    if "url" in element:
        yield from _address(f"{at}.url", element["url"])
    if element.get("style", "primary") not in ("primary", "danger"):
        yield f"{at}.style: {element['style']!r}"
    if "accessibility_label" in element:
        yield from _long(f"{at}.accessibility_label", element["accessibility_label"], 75, least=1)


def _choices(at: str, element: Json) -> Iterator[str]:
    most = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}.get(element["type"], 100)
    groups = element.get("option_groups")
    if (groups is None) == ("options" not in element):
        yield f"{at}: options or option_groups, one of both"
    if groups is not None and not 1 <= len(groups) <= 100:
        yield f"{at}.option_groups: {len(groups)}"
    options: list[Json] = []
    for group in [{"options": element.get("options", [])}] if groups is None else groups:
        if groups is not None:
            yield from _text(f"{at}.option_groups.label", group.get("label"), 75, plain=True)
        if not 1 <= len(group.get("options", [])) <= most:
            yield f"{at}.options: {len(group.get('options', []))}, between 1 and {most}"
        options.extend(group.get("options", []))
    for place, each in enumerate(options):
        yield from _option(f"{at}.options[{place}]", each)
    values = [each.get("value") for each in options]
    if len(set(values)) < len(values):
        yield f"{at}.options: a value twice"
    initial = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [None])
    if not initial:
        yield f"{at}.initial_options: empty"
    yield from (f"{at}: an initial option that is not offered" for each in initial if each and each not in options)


def _option(at: str, option: Json) -> Iterator[str]:
    yield from _keys(at, option, {"text", "value"}, {"description"})
    yield from _text(f"{at}.text", option.get("text"), 75, plain=True)
    yield from _long(f"{at}.value", option.get("value"), 150, least=1)
    if "description" in option:
        yield from _text(f"{at}.description", option["description"], 75, plain=True)


def _plain_text_input(at: str, element: Json) -> Iterator[str]:
    longest = element.get("max_length", 3_000)
    if not 1 <= longest <= 3_000:
        yield f"{at}.max_length: {longest}"
    if "initial_value" in element:
        yield from _long(f"{at}.initial_value", element["initial_value"], longest, least=1)
    config = element.get("dispatch_action_config", {"trigger_actions_on": ["on_enter_pressed"]})
    triggers = config.get("trigger_actions_on", [])
    if set(config) != {"trigger_actions_on"} or not triggers:
        yield f"{at}.dispatch_action_config: {config!r}"
    if set(triggers) - {"on_character_entered", "on_enter_pressed"}:
        yield f"{at}.dispatch_action_config: {triggers!r}"


def _datepicker(at: str, element: Json) -> Iterator[str]:
    initial = element.get("initial_date", "2027-03-02")
    try:
        if date.fromisoformat(initial).isoformat() != initial:
            yield f"{at}.initial_date: {initial!r}"
    except ValueError:
        yield f"{at}.initial_date: {initial!r}"


def _timepicker(at: str, element: Json) -> Iterator[str]:
    if not _CLOCK.fullmatch(element.get("initial_time", "09:30")):
        yield f"{at}.initial_time: {element['initial_time']!r}"


def _people(at: str, element: Json) -> Iterator[str]:
    users = element.get("initial_users", ["U0"])
    if not users or len(set(users)) < len(users) or not all(_USER.fullmatch(each) for each in users):
        yield f"{at}.initial_users: {users!r}"


def _text(at: str, text: object, most: int, *, plain: bool = False) -> Iterator[str]:
    if not isinstance(text, Mapping) or text.get("type") not in ("plain_text", "mrkdwn"):
        yield f"{at}: not a text object"
        return
    if plain and text["type"] != "plain_text":
        yield f"{at}: must be plain_text"
    yield from _keys(at, text, {"type", "text"}, {"emoji"} if text["type"] == "plain_text" else {"verbatim"})
    if not str(text.get("text", "")).strip():
        yield f"{at}: empty"
    yield from _long(at, text.get("text"), most, least=1)


def _long(at: str, value: object, most: int, least: int = 0) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{at}: not a string"
    elif not least <= _units(value) <= most:
        yield f"{at}: {_units(value)} characters, at most {most}"


def _address(at: str, url: object) -> Iterator[str]:
    yield from _long(at, url, 3_000, least=1)
    parts = urlsplit(str(url))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield f"{at}: not a web address"


def _keys(at: str, found: Json, required: set[str], may: set[str]) -> Iterator[str]:
    yield from (f"{at}: {key} is missing" for key in sorted(required - set(found)))
    yield from (f"{at}: {key} is not known here" for key in sorted(set(found) - required - may))
    yield from (f"{at}.{key}: null" for key in sorted(found) if found[key] is None)


def _units(text: str) -> int:
    """Characters as JavaScript counts them, the longer of the usual ways."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


_Rule: TypeAlias = Callable[[str, Json], Iterator[str]]
_KINDS: dict[str, _Rule] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "rich_text": _rich_text,
    "input": _input,
    "image": _image,
}
_ELEMENT_RULES: dict[str, _Rule] = {
    "button": _button,
    "plain_text_input": _plain_text_input,
    "datepicker": _datepicker,
    "timepicker": _timepicker,
    "multi_users_select": _people,
}
