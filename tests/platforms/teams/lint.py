"""What Teams refuses or shows wrongly, as far as the schema of Adaptive Cards 1.5 and Teams' own pages tell.

`lint_message`, `lint_card` and `lint_task` give every fault found, as `where: what`; an empty list is a pass. Only what
ritualbot sends is known here: any other element, action or key is a fault, and so is any place that reads Markdown
where people's words could stand.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping

from ritualbot.platforms.teams.actions import Scope
from tests.platforms.teams.lint_keys import Json, enum_faults, key_faults, kind_of, text_faults
from tests.platforms.teams.lint_pressed import ACTIONS, INPUTS, action_faults, input_faults

ACTIVITY_BYTES = 28 * 1024 - 2_048  # the whole is capped at 28 KB; sending adds who and where
_CARD = "application/vnd.microsoft.card.adaptive"
_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
_AT = re.compile(r"<at>[^\W_][\w .,’'()\-]*</at>")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ANY = {"spacing", "separator"}
_ENUMS: dict[str, set[object]] = {
    "size": {"Small", "Default", "Medium", "Large", "ExtraLarge"},
    "weight": {"Lighter", "Default", "Bolder"},
    "color": {"Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"},
    "fontType": {"Default", "Monospace"},
    "spacing": {"None", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding"},
    "isSubtle": {True},
    "italic": {True},
    "separator": {True},
}
_AREAS = {"default", "emphasis", "good", "attention", "warning", "accent"}
# Keys: required ones, then optional ones.
_ELEMENTS: dict[str, tuple[set[str], set[str]]] = {
    "RichTextBlock": ({"inlines"}, set()),
    "TextBlock": ({"text", "wrap"}, {"weight"}),
    "Container": ({"items"}, {"style"}),
    "Table": ({"columns", "rows"}, {"showGridLines"}),
    "ActionSet": ({"actions"}, set()),
    "Image": ({"url", "altText", "size"}, {"msteams"}),
}
_SIZES = {"Auto", "Stretch", "Small", "Medium", "Large"}
_PICTURE = "data:image/png;base64,"
PICTURE_BYTES = 52 * 1024  # of all pictures: with the rest that stays below 80 KB


def lint_message(activity: Json, scope: Scope) -> list[str]:
    return list(_message(activity, scope))


def lint_card(card: Json, scope: Scope) -> list[str]:
    return list(_card(card, scope))


def lint_task(body: Json) -> list[str]:
    """The answer to `task/fetch` or `task/submit` that opens a dialog."""
    return list(_task(body))


def _message(activity: Json, scope: Scope) -> Iterator[str]:
    yield from key_faults("activity", activity, {"type", "summary", "attachments"}, set())
    if activity.get("type") != "message":
        yield "activity: type"
    yield from text_faults("summary", activity.get("summary"))
    pictures = sum(len(str(each.get("url"))) for each in kind_of("Image", activity))
    size = len(json.dumps(activity, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")) - pictures
    if size > ACTIVITY_BYTES or pictures > PICTURE_BYTES:
        yield f"activity: {size} bytes, {pictures} of pictures"
    attachments = activity.get("attachments") or []
    if len(attachments) != 1:
        yield f"attachments: {len(attachments)}"
    for each in attachments:
        yield from _attachment("attachment", each, scope)


def _attachment(at: str, attachment: Json, scope: Scope) -> Iterator[str]:
    yield from key_faults(at, attachment, {"contentType", "content"}, set())
    if attachment.get("contentType") != _CARD:
        yield f"{at}: contentType"
    yield from _card(attachment.get("content") or {}, scope)


def _task(body: Json) -> Iterator[str]:
    task = body.get("task") or {}
    value = task.get("value")
    if task.get("type") != "continue" or not isinstance(value, Mapping):
        yield "task: opens nothing"
        return
    yield from key_faults("task", value, {"title", "height", "width", "card"}, set())
    yield from text_faults("task.title", value.get("title"))
    for side in ("height", "width"):
        yield from enum_faults(f"task.{side}", value.get(side), {"small", "medium", "large"})
    yield from _attachment("task.card", value.get("card") or {}, Scope.DIALOG)


def _card(card: Json, scope: Scope) -> Iterator[str]:
    yield from key_faults("card", card, {"$schema", "type", "version", "fallbackText", "msteams", "body"}, set())
    if (card.get("$schema"), card.get("type"), card.get("version")) != (_SCHEMA, "AdaptiveCard", "1.5"):
        yield "card: $schema, type or version"
    yield from text_faults("fallbackText", card.get("fallbackText"), several=True)
    if not card.get("body"):
        yield "body: empty"
    msteams = card.get("msteams") or {}
    yield from key_faults("msteams", msteams, {"width"}, {"entities"})
    yield from enum_faults("msteams.width", msteams.get("width"), {"Full"})
    yield from _entities(card, msteams.get("entities", []))
    yield from _all("body", card.get("body") or [], scope)
    yield from _ids(card)
    yield from _main(card)


def _entities(card: Json, entities: list[Json]) -> Iterator[str]:
    called = {each["text"] for each in kind_of("TextBlock", card) if isinstance(each.get("text"), str)}
    for each in entities:
        who = each.get("mentioned") or {}
        if each.get("type") != "mention" or not _AT.fullmatch(str(each.get("text"))):
            yield f"entity: {each!r}"
        if not _ID.fullmatch(str(who.get("id"))) or each.get("text") != f"<at>{who.get('name')}</at>":
            yield f"entity: {who!r}"
    if called != {each.get("text") for each in entities}:
        yield "entities: not who is called"


def _ids(card: Json) -> Iterator[str]:
    ids = [each.get("id") for kind in INPUTS for each in kind_of(kind, card)]
    if len(set(ids)) < len(ids):
        yield "inputs: one id twice"


def _main(card: Json) -> Iterator[str]:
    if sum(each.get("style") == "positive" for kind in ACTIONS for each in kind_of(kind, card)) > 2:
        yield "actions: two main ones beside that of a form"


def _all(at: str, elements: object, scope: Scope) -> Iterator[str]:
    if not isinstance(elements, list):
        yield f"{at}: no list"
        return
    for place, each in enumerate(elements):
        yield from _element(f"{at}[{place}]", each, scope)


def _element(at: str, element: object, scope: Scope) -> Iterator[str]:
    if not isinstance(element, Mapping):
        yield f"{at}: no element"
        return
    kind = str(element.get("type"))
    if kind in INPUTS:
        if scope is Scope.SHARED:
            yield f"{at}: an input that several see"
        yield from input_faults(at, {key: each for key, each in element.items() if key not in _ANY})
    elif kind in _ELEMENTS:
        required, may = _ELEMENTS[kind]
        yield from key_faults(at, element, {"type", *required}, may | _ANY)
        yield from _styles(at, {key: each for key, each in element.items() if (kind, key) != ("Image", "size")})
        yield from _RULES[kind](at, element, scope)
    else:
        yield f"{at}: {kind} is not known here"


def _styles(at: str, element: Json) -> Iterator[str]:
    for key in sorted(set(element) & set(_ENUMS)):
        yield from enum_faults(f"{at}.{key}", element[key], _ENUMS[key])


def _rich(at: str, element: Json, _scope: Scope) -> Iterator[str]:
    if not element.get("inlines"):
        yield f"{at}: nothing in it"
    for each in element.get("inlines") or []:
        if each.get("type") != "TextRun":
            yield f"{at}: {each.get('type')} is no run"
        may = {"size", "weight", "color", "fontType", "isSubtle", "italic"}
        yield from key_faults(at, each, {"type", "text"}, may)
        yield from _styles(at, each)
        yield from text_faults(at, each.get("text"), blank=True)


def _image(at: str, element: Json, _scope: Scope) -> Iterator[str]:
    yield from text_faults(f"{at}.altText", element.get("altText"), several=True)
    yield from enum_faults(f"{at}.size", element.get("size"), _SIZES)
    if not str(element.get("url")).startswith(_PICTURE):
        yield f"{at}.url: no picture of ours"


def _plain(at: str, element: Json, scope: Scope) -> Iterator[str]:
    if scope is not Scope.SHARED or not _AT.fullmatch(str(element.get("text"))):
        yield f"{at}: a text that reads Markdown"
    if element.get("wrap") is not True:
        yield f"{at}: cut on a phone"


def _area(at: str, element: Json, scope: Scope) -> Iterator[str]:
    if not element.get("items"):
        yield f"{at}: nothing in it"
    if "style" in element:
        yield from enum_faults(f"{at}.style", element["style"], _AREAS)
    yield from _all(f"{at}.items", element.get("items", []), scope)


def _table(at: str, element: Json, scope: Scope) -> Iterator[str]:
    columns, rows = element.get("columns") or [], element.get("rows") or []
    if not columns or not rows:
        yield f"{at}: no columns or no rows"
    for each in columns:
        if not isinstance(each.get("width"), int) or set(each) != {"width"}:
            yield f"{at}: {each!r} is no column"
    for row in rows:
        if row.get("type") != "TableRow" or set(row) != {"type", "cells"} or len(row["cells"]) != len(columns):
            yield f"{at}: {row!r} is no row"
            continue
        for cell in row["cells"]:
            if cell.get("type") != "TableCell" or set(cell) != {"type", "items"}:
                yield f"{at}: {cell!r} is no cell"
            yield from _all(f"{at}.cell", cell.get("items"), scope)


def _actions(at: str, element: Json, scope: Scope) -> Iterator[str]:
    actions = element.get("actions") or []
    if not 1 <= len(actions) <= 6:
        yield f"{at}: {len(actions)} actions"
    for place, each in enumerate(actions):
        yield from _action(f"{at}.actions[{place}]", each, scope)


def _action(at: str, action: Json, scope: Scope) -> Iterator[str]:
    yield from action_faults(at, action, scope)
    if action.get("type") != "Action.ShowCard":
        return
    card = action.get("card") or {}
    yield from key_faults(f"{at}.card", card, {"type", "body"}, set())
    for each in card.get("body") or [{}]:
        if each.get("type") != "ActionSet" or kind_of("Action.ShowCard", each):
            yield f"{at}.card: more than buttons"
    yield from _all(f"{at}.card", card.get("body"), scope)


_RULES: dict[str, Callable[[str, Json, Scope], Iterator[str]]] = {
    "RichTextBlock": _rich,
    "TextBlock": _plain,
    "Container": _area,
    "Table": _table,
    "ActionSet": _actions,
    "Image": _image,
}
