"""What Teams refuses of actions and inputs, or what would come back from them wrongly."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import urlsplit

from ritualbot.platforms.teams.actions import Scope
from tests.platforms.teams.lint_keys import Json, enum_faults, key_faults, text_faults

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_MARKDOWN = re.compile(r"(?<!\\)(\\\\)*[`*_\[\]~<>|]|^([#+\-]|\d+[.)])\s|(?<!\\)&#?\w+;")
ACTIONS: dict[str, tuple[set[str], set[str]]] = {
    "Action.Execute": ({"title", "verb", "data"}, {"associatedInputs", "style"}),
    "Action.Submit": ({"title", "data"}, {"associatedInputs", "style"}),
    "Action.OpenUrl": ({"title", "url"}, set()),
    "Action.ShowCard": ({"title", "card"}, set()),
}
_ASKED = {"isRequired", "errorMessage", "value"}
INPUTS: dict[str, tuple[set[str], set[str]]] = {
    "Input.Text": (set(), {"isMultiline"}),
    "Input.Date": (set(), set()),
    "Input.Time": (set(), set()),
    "Input.Toggle": ({"title", "valueOn", "valueOff"}, set()),
    "Input.ChoiceSet": ({"choices", "style"}, {"isMultiSelect", "wrap"}),
}


def action_faults(at: str, action: Json, scope: Scope) -> Iterator[str]:
    kind = str(action.get("type"))
    if kind not in ACTIONS:
        yield f"{at}: {kind} is not known here"
        return
    required, may = ACTIONS[kind]
    yield from key_faults(at, action, {"type", *required}, may)
    yield from text_faults(f"{at}.title", action.get("title"))
    if "style" in action:
        yield from enum_faults(f"{at}.style", action["style"], {"positive", "destructive"})
    if kind == "Action.OpenUrl":
        parts = urlsplit(str(action.get("url")))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            yield f"{at}.url: not a web address"
    elif kind != "Action.ShowCard":
        yield from _carried(at, action, scope)


def _carried(at: str, action: Json, scope: Scope) -> Iterator[str]:
    data = action.get("data") or {}
    ours = data.get("ritualbot") or {}
    found = set(ours) & {"press", "open", "send", "close"}
    if len(found) != 1 or not isinstance(ours.get("ref"), str):
        yield f"{at}.data: {ours!r}"
        return
    doing = next(iter(found))
    if (doing == "send") != ("associatedInputs" not in action) or action.get("associatedInputs", "none") != "none":
        yield f"{at}: associatedInputs of {doing}"
    dialog = data.get("msteams") == {"type": "task/fetch"}
    kinds = {Scope.PERSONAL: "Action.Execute", Scope.SHARED: "Action.Submit", Scope.DIALOG: "Action.Submit"}
    if "msteams" in data and not dialog:
        yield f"{at}: msteams"
    if (dialog and scope is Scope.DIALOG) or (not dialog and scope is Scope.SHARED):
        yield f"{at}: a dialog is missing or too many"
    if action["type"] != ("Action.Submit" if dialog else kinds[scope]):
        yield f"{at}: {action['type']} in {scope}"
    if action["type"] == "Action.Execute" and action.get("verb") != ours[doing]:
        yield f"{at}: verb"


def input_faults(at: str, asked: Json) -> Iterator[str]:
    kind = str(asked["type"])
    required, may = INPUTS[kind]
    yield from key_faults(at, asked, {"type", "id", "label", *required}, may | _ASKED)
    for key in ("id", "label"):
        yield from text_faults(f"{at}.{key}", asked.get(key))
    if asked.get("id") in ("ritualbot", "msteams"):
        yield f"{at}: an id that buttons carry"
    if asked.get("isRequired", False) != ("errorMessage" in asked):
        yield f"{at}: required without a word, or a word without need"
    if not isinstance(asked.get("value", ""), str):
        yield f"{at}.value: {asked['value']!r}"
    else:
        yield from _RULES[kind](at, asked)


def _text(at: str, asked: Json) -> Iterator[str]:
    if "\n" in asked.get("value", "") and not asked.get("isMultiline"):
        yield f"{at}: lines in a single one"


def _date(at: str, asked: Json) -> Iterator[str]:
    try:
        date.fromisoformat(asked.get("value", "2027-03-02"))
    except ValueError:
        yield f"{at}.value: no day"


def _time(at: str, asked: Json) -> Iterator[str]:
    if not _CLOCK.fullmatch(asked.get("value", "09:30")):
        yield f"{at}.value: no time"


def _toggle(at: str, asked: Json) -> Iterator[str]:
    ends = [asked.get("valueOn"), asked.get("valueOff")]
    if not all(ends) or ends[0] == ends[1] or asked.get("value", ends[1]) not in ends:
        yield f"{at}: neither on nor off"
    yield from _markdown(f"{at}.title", asked.get("title"))


def _choice(at: str, asked: Json) -> Iterator[str]:
    choices = asked.get("choices") or []
    values = [each.get("value") for each in choices]
    several = asked.get("isMultiSelect", False)
    yield from enum_faults(f"{at}.style", asked.get("style"), {"compact", "expanded", "filtered"})
    if len(set(values)) < len(values) or not all(values) or (several and any("," in each for each in values)):
        yield f"{at}: values {values!r}"
    if asked.get("wrap") is not True:
        yield f"{at}: cut on a phone"
    if several and asked.get("style") == "compact":
        yield f"{at}: several of a list of one"
    chosen = asked["value"].split(",") if several and "value" in asked else [asked[k] for k in ("value",) if k in asked]
    if not set(chosen) <= set(values):
        yield f"{at}: {chosen!r} is not offered"
    for each in choices:
        yield from key_faults(at, each, {"title", "value"}, set())
        yield from text_faults(f"{at}.title", each.get("title"))
        if asked.get("style") != "compact":
            yield from _markdown(f"{at}.title", each.get("title"))


def _markdown(at: str, title: object) -> Iterator[str]:
    if _MARKDOWN.search(str(title)):
        yield f"{at}: {title!r} is read as Markdown"


_RULES: dict[str, Callable[[str, Json], Iterator[str]]] = {
    "Input.Text": _text,
    "Input.Date": _date,
    "Input.Time": _time,
    "Input.Toggle": _toggle,
    "Input.ChoiceSet": _choice,
}
