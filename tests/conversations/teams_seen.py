"""What a person sees on Teams, read back from its JSON: cards with their buttons, cards and dialogs as forms."""

from collections.abc import Iterator, Mapping
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
from ritualbot.chat.text import literal
from ritualbot.platforms.teams.values import EMPTY

Json = dict[str, Any]
Names = Mapping[str, str]  # the test's word for an id of Teams'
OURS = "ritualbot"
WRONG = "▲ "
_UNSEEN = {ord(each): None for each in "\u2060\u2066\u2067\u2068\u2069"}  # they keep a text in its place
NO_ANSWER = "–"


def plain(text: str) -> str:
    return text.translate(_UNSEEN)


def parts(value: Any) -> Iterator[Json]:
    """Every element, run and action, in the order they stand."""
    if isinstance(value, list):
        for each in value:
            yield from parts(each)
    elif isinstance(value, dict):
        if "type" in value:
            yield value
        for name, each in value.items():
            if name != "data":
                yield from parts(each)


def content_of(activity: Json) -> Json:
    """The card of a message."""
    [attachment] = activity["attachments"]
    found: Json = attachment["content"]
    return found


# -- cards ---------------------------------------------------------------------------------------------------------


def action_of(content: Json, doing: str, action: str = "", ref: str = "") -> Json | None:
    """The last button that does this (`press`, `open`, `send`, `close`), with this action and ref if one is given."""
    found = None
    for each in parts(content):
        ours = each.get("data", {}).get(OURS, {}) if each["type"] in ("Action.Execute", "Action.Submit") else {}
        if doing in ours and action in ("", ours[doing]) and (not action or ours["ref"] == ref):
            found = each
    return found


def card_of(content: Json) -> Card:
    """As much of a card as can be told from outside: its words and its buttons. Of a file, what is said of it."""
    if "fallbackText" not in content:
        return Card(literal(plain(content.get("description") or content["fileType"])))
    return Card(literal(plain(content["fallbackText"])), _rows(content))


def said_card(content: Json, title: str = "") -> Card:
    """The same of a card that is an answer: a dialog's title stands outside it."""
    said = plain(content["fallbackText"])
    return Card(literal(f"{title}\n{said}" if title and title not in said else said), _rows(content))


def _rows(content: Json) -> tuple[Actions, ...]:
    """Rows that follow each other were one: only so many fit."""
    items = [item for each in _rows_of(content["body"]) for item in _items(each)] if "body" in content else []
    return (Actions(tuple(items)),) if items else ()


def _rows_of(body: list[Json]) -> list[Json]:
    return [each for each in body if each["type"] == "ActionSet"]


def _items(row: Json) -> Iterator[Button | Menu]:
    for action in row["actions"]:
        if action["type"] == "Action.ShowCard":
            inside = [item for each in _rows_of(action["card"]["body"]) for item in _items(each)]
            yield Menu(plain(action["title"]), tuple(item for item in inside if isinstance(item, Button)))
        elif "press" in action.get("data", {}).get(OURS, {}):
            yield Button(action["data"][OURS]["press"], action["data"][OURS]["ref"], plain(action["title"]))


def shows_literally(content: Json, typed: str, known: "frozenset[str]") -> bool:
    """Whether people read the text in the card as it was typed, and Teams makes nothing of any word of it."""
    blocks = [each for each in parts(content) if each["type"] == "TextBlock"]
    assert not [each for each in blocks if not each["text"].startswith("<at>")], blocks
    entities = content["msteams"].get("entities", [])
    assert {each["mentioned"]["id"] for each in entities} <= known, entities
    pictures = [plain(each["altText"]) for each in parts(content) if each["type"] == "Image"]
    lines = "\n".join([words_of(each) for each in parts(content) if each["type"] == "RichTextBlock"] + pictures)
    wanted = "\n".join(line for line in plain(typed).splitlines() if line.strip())
    return wanted in lines


def words_of(block: Json) -> str:
    return plain("".join(each["text"] for each in block["inlines"]))


def said_by(content: Json, name: str) -> str:
    """What stands in a row under somebody's name, as it was typed."""
    said = ""
    for area in (each for each in parts(content) if each["type"] == "Container"):
        head, *blocks = [each for each in area["items"] if each["type"] in ("RichTextBlock", "TextBlock")] or [{}]
        if head.get("text") != f"<at>{name}</at>" and (not head.get("inlines") or words_of(head) != name):
            continue
        for block in blocks:
            told = [run["text"] for run in block["inlines"] if not run.get("italic") and not run.get("isSubtle")]
            answer = plain("".join(told)).removeprefix(" — ")
            said += answer if answer != NO_ANSWER else ""
    return said


def moment_of(activity_id: str) -> datetime:
    """An activity's id is a moment in milliseconds, the last of which tell those of one second apart."""
    return datetime.fromtimestamp(int(activity_id) // 1000, UTC)


# -- forms ---------------------------------------------------------------------------------------------------------


def has_form(content: Json) -> bool:
    return action_of(content, "send") is not None


@dataclass(frozen=True)
class Part:
    """An input, and the lines under it; None: what stands above the first."""

    input: Json | None
    lines: list[Json]

    def wrong(self) -> str:
        """An error may have several lines."""
        found = [words_of(each) for each in self.lines if any(run.get("color") for run in each["inlines"])]
        return "\n".join(found).replace(WRONG, "")

    def right(self) -> str:
        return "\n".join(words_of(each) for each in self.lines if not any(run.get("color") for run in each["inlines"]))


def _parts_of_form(content: Json) -> list[Part]:
    found = [Part(None, [])]
    for element in content["body"]:
        if element["type"].startswith("Input."):
            found.append(Part(element, []))
        elif element["type"] == "RichTextBlock":
            found[-1].lines.append(element)
    return found


def errors_of(content: Json) -> dict[str, str]:
    """By field, `""` for what is wrong with the whole."""
    found = _parts_of_form(content)
    return {each.input["id"] if each.input else "": each.wrong() for each in found if each.wrong()}


def form_of(content: Json, people: Names, title: str = "") -> Form:
    """`title` of the dialog, which then stands outside the card."""
    send = action_of(content, "send")
    assert send is not None
    above, *asked = _parts_of_form(content)
    said = above.right().split("\n")
    named = title if title and title != OURS else said.pop(0)
    intro = "\n".join(said)
    ours = send["data"][OURS]
    fields = tuple(_field(each, people) for each in asked)
    ref = people.get(ours["ref"], ours["ref"])
    return Form(ours["send"], ref, literal(plain(named)), fields, send["title"], literal(intro) if intro else None)


def _field(part: Part, people: Names) -> Field:
    element = part.input
    assert element is not None
    name, label, hint = element["id"], plain(element["label"]), part.right()
    required = element.get("isRequired", False)
    value = element.get("value", "")
    chosen = tuple(people.get(each, each) for each in value.split(",") if each and each != EMPTY)
    options = tuple(_option(each, people) for each in element.get("choices", ()))
    match element["type"]:
        case "Input.Toggle":
            return ToggleField(name, label, hint, required, value == element["valueOn"])
        case "Input.ChoiceSet" if element["style"] == "filtered":
            return PeopleField(name, label, hint, required, chosen)
        case "Input.ChoiceSet":
            return ChoiceField(name, label, hint, required, options, chosen, many=element.get("isMultiSelect", False))
        case "Input.Date":
            return DateField(name, label, hint, required, value)
        case "Input.Time":
            return TimeField(name, label, hint, required, value)
        case _:
            return TextField(name, label, hint, required, value, lines=element.get("isMultiline", False))


def _option(choice: Json, people: Names) -> Option:
    value = "" if choice["value"] == EMPTY else choice["value"]
    return Option(people.get(value, value), plain(choice["title"]))


def typed_in(content: Json, values: Mapping[str, str], users: Mapping[str, str]) -> Json:
    """What a client sends of a form with these values in it; of an input that is left empty, nothing. What no input
    offers is sent all the same, as a forger would: what came back is never trusted to be what was shown."""
    inputs = {each["id"]: each for each in parts(content) if each["type"].startswith("Input.")}
    found = {name: _told(inputs.get(name), value, users) for name, value in values.items()}
    return {name: value for name, value in found.items() if value}


def _told(element: Json | None, value: str, users: Mapping[str, str]) -> str:
    if element is None:
        return value
    match element["type"]:
        case "Input.Toggle":
            return str(element["valueOn" if value else "valueOff"])
        case "Input.ChoiceSet":
            offered = {each["value"] for each in element["choices"]}
            if not value:
                return EMPTY if EMPTY in offered else ""
            if element["style"] == "filtered":
                return ",".join(users[each] for each in value.split(",") if each)
            known = dict(users)
            return ",".join(each if each in offered else known.get(each, each) for each in value.split(","))
        case _:
            return value
