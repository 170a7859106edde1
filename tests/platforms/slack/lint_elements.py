"""What Slack refuses in elements, options and text objects."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Json: TypeAlias = Mapping[str, Any]
Rule: TypeAlias = Callable[[str, Json], Iterator[str]]

USER = re.compile(r"[UW][A-Z0-9]+")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

# Keys: required ones, then optional ones.
ELEMENTS: dict[str, tuple[set[str], set[str]]] = {
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
IN_ACTIONS = {"button", "overflow", "static_select"}
IN_INPUT = set(ELEMENTS) - {"button", "overflow"}


def nothing(_at: str, _found: Json) -> Iterator[str]:
    return iter(())


def element_faults(at: str, element: object, allowed: Iterable[str]) -> Iterator[str]:
    if not isinstance(element, Mapping) or element.get("type") not in set(allowed):
        yield f"{at}: not an element that may stand here"
        return
    kind = element["type"]
    required, may = ELEMENTS[kind]
    yield from key_faults(at, element, {"type", *required}, may | (_ANYWHERE if kind in IN_INPUT else set()))
    yield from long_faults(f"{at}.action_id", element.get("action_id"), 255, least=1)
    if "placeholder" in element:
        yield from text_faults(f"{at}.placeholder", element["placeholder"], 150, plain=True)
    if "options" in ELEMENTS[kind][0] | ELEMENTS[kind][1]:
        yield from _choices(at, element)
    yield from _ELEMENT_RULES.get(kind, nothing)(at, element)


def _button(at: str, element: Json) -> Iterator[str]:
    yield from text_faults(f"{at}.text", element.get("text"), 75, plain=True)
    if "value" in element:
        yield from long_faults(f"{at}.value", element["value"], 2_000, least=1)
    if "url" in element:
        yield from address_faults(f"{at}.url", element["url"])
    if element.get("style", "primary") not in ("primary", "danger"):
        yield f"{at}.style: {element['style']!r}"
    if "accessibility_label" in element:
        yield from long_faults(f"{at}.accessibility_label", element["accessibility_label"], 75, least=1)


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
            yield from text_faults(f"{at}.option_groups.label", group.get("label"), 75, plain=True)
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
    yield from key_faults(at, option, {"text", "value"}, {"description"})
    yield from text_faults(f"{at}.text", option.get("text"), 75, plain=True)
    yield from long_faults(f"{at}.value", option.get("value"), 150, least=1)
    if "description" in option:
        yield from text_faults(f"{at}.description", option["description"], 75, plain=True)


def _plain_text_input(at: str, element: Json) -> Iterator[str]:
    longest = element.get("max_length", 3_000)
    if not 1 <= longest <= 3_000:
        yield f"{at}.max_length: {longest}"
    if "initial_value" in element:
        yield from long_faults(f"{at}.initial_value", element["initial_value"], longest, least=1)
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
    if not users or len(set(users)) < len(users) or not all(USER.fullmatch(each) for each in users):
        yield f"{at}.initial_users: {users!r}"


def text_faults(at: str, text: object, most: int, *, plain: bool = False) -> Iterator[str]:
    if not isinstance(text, Mapping) or text.get("type") not in ("plain_text", "mrkdwn"):
        yield f"{at}: not a text object"
        return
    if plain and text["type"] != "plain_text":
        yield f"{at}: must be plain_text"
    yield from key_faults(at, text, {"type", "text"}, {"emoji"} if text["type"] == "plain_text" else {"verbatim"})
    if not str(text.get("text", "")).strip():
        yield f"{at}: empty"
    yield from long_faults(at, text.get("text"), most, least=1)


def long_faults(at: str, value: object, most: int, least: int = 0) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{at}: not a string"
    elif not least <= units(value) <= most:
        yield f"{at}: {units(value)} characters, at most {most}"


def address_faults(at: str, url: object) -> Iterator[str]:
    yield from long_faults(at, url, 3_000, least=1)
    parts = urlsplit(str(url))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield f"{at}: not a web address"


def key_faults(at: str, found: Json, required: set[str], may: set[str]) -> Iterator[str]:
    yield from (f"{at}: {key} is missing" for key in sorted(required - set(found)))
    yield from (f"{at}: {key} is not known here" for key in sorted(set(found) - required - may))
    yield from (f"{at}.{key}: null" for key in sorted(found) if found[key] is None)


def units(text: str) -> int:
    """Characters as JavaScript counts them, the longer of the usual ways."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


_ELEMENT_RULES: dict[str, Rule] = {
    "button": _button,
    "plain_text_input": _plain_text_input,
    "datepicker": _datepicker,
    "timepicker": _timepicker,
    "multi_users_select": _people,
}
