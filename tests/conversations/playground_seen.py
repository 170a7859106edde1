"""What a person sees on the playground, read back from its HTML: messages with their buttons, dialogs as forms."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

from babel.dates import get_month_names

from ritualbot.chat.cards import Actions, Button, Card, Menu, Style
from ritualbot.chat.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    NumberField,
    Option,
    PeopleField,
    TextField,
    TimeField,
    ToggleField,
)
from ritualbot.chat.text import literal
from ritualbot.i18n import LANGUAGES, Words

_NONE = frozenset(Words(each).say("playground.form.none") for each in LANGUAGES)  # of what may be left open
_VOID = frozenset({"img", "input", "hr", "br", "use"})
# All that a message is made of; what somebody typed adds none.
_OURS = frozenset(
    {
        *("a", "article", "b", "bdi", "blockquote", "button", "cite", "code", "dd", "details", "div", "dl", "dt", "em"),
        *(
            "h2",
            "h3",
            "h4",
            "hr",
            "img",
            "li",
            "p",
            "pre",
            "small",
            "span",
            "strong",
            "summary",
            "svg",
            "table",
            "tbody",
        ),
        *("td", "th", "thead", "time", "tr", "ul", "use"),
    }
)


@dataclass
class Node:
    """An element with what stands in it, in order."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    inside: "list[Node | str]" = field(default_factory=list)

    @property
    def nodes(self) -> "list[Node]":
        return [each for each in self.inside if isinstance(each, Node)]

    def has(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()

    def all(self) -> "Iterator[Node]":
        """It and everything in it, in the order it stands."""
        yield self
        for each in self.nodes:
            yield from each.all()

    def first(self, tag: str, name: str = "") -> "Node | None":
        return next((each for each in self.all() if each.tag == tag and (not name or each.has(name))), None)

    def text(self) -> str:
        """As it is read: in what somebody typed every space counts."""
        said = "".join(each if isinstance(each, str) else each.text() for each in self.inside)
        return said if self.has("typed") else said.strip("\n")


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open[-1].tag == tag, (self.open[-1].tag, tag)
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def tree(html: str) -> Node:
    reading = _Reading()
    reading.feed(html)
    reading.close()
    assert len(reading.open) == 1, [each.tag for each in reading.open]
    return reading.open[0]


# -- cards ---------------------------------------------------------------------------------------------------------


def card_in(node: Node) -> Node:
    """The card of a message; a thread below it has its own."""
    return next(each for each in node.all() if each.tag == "div" and (each.has("card") or each.has("plain")))


def card_of(node: Node) -> Card:
    """As much of a card as can be told from outside: its words and its buttons."""
    card = card_in(node)
    rows = (Actions(tuple(_items(each))) for each in card.nodes if each.has("acts"))
    return Card(literal("\n".join(line for line in lines(card) if line)), tuple(row for row in rows if row.items))


def _items(acts: Node) -> Iterator[Button | Menu]:
    for each in acts.nodes:
        if "data-action" in each.attributes:
            yield _button(each)
        elif each.has("more"):
            yield Menu(
                each.nodes[0].text(), tuple(_button(one) for one in each.all() if "data-action" in one.attributes)
            )


def _button(node: Node) -> Button:
    style = Style.MAIN if node.has("main") else Style.PLAIN
    return Button(node.attributes["data-action"], node.attributes["data-ref"], node.text(), style)


def lines(card: Node) -> Iterator[str]:
    """Its words, a line each, as a card's text has them; its buttons apart."""
    for each in card.nodes:
        if each.tag == "blockquote":
            yield _said([one.text() for one in each.all() if one.tag in ("cite", "p")])
        elif each.tag == "dl":
            cells = [cell(one) for one in each.nodes]
            yield from (f"{label} — {value}" for label, value in zip(cells[::2], cells[1::2], strict=True))
        elif each.tag in ("table", "ul") or each.has("callout"):
            yield from _rows(each)
        elif each.has("acts"):
            yield from (one.text() for one in each.nodes if one.has("file"))
        elif each.tag == "img":
            yield each.attributes["alt"]
        elif each.tag != "hr":
            yield each.text().strip("\n")


def _rows(node: Node) -> Iterator[str]:
    for each in node.all():
        if each.tag in ("h2", "h3", "h4"):
            yield each.text()
        elif each.tag == "tr" and any(one.attributes.get("scope") == "col" for one in each.nodes):
            yield " · ".join(one.text() for one in each.nodes)
        elif each.tag in ("tr", "li"):
            yield " · ".join(part for part in map(cell, each.nodes) if part)


def cell(node: Node) -> str:
    """What a name says is told with it; a remark follows."""
    who, typed = node.first("strong"), node.first("span", "typed")
    if typed is not None:
        return _said([*([who.text()] if who else []), typed.text()])
    remark = node.first("span", "remark")
    said = "".join(each.text() for each in node.nodes if each is not remark) or node.text()
    return f"{said} ({remark.text()})" if remark else said


def _said(parts: list[str]) -> str:
    return " — ".join(part for part in parts if part)


def said_by(node: Node, name: str) -> str:
    """Everything that stands beside a name, in order."""
    rows = [each.nodes for each in card_in(node).all() if each.tag in ("li", "tr") and each.nodes]
    mine = [one for first, *rest in rows if first.text().strip() == name for one in rest]
    return "".join(each.text() for one in mine for each in one.all() if each.has("typed"))


def shows_literally(node: Node, typed: str) -> bool:
    """Whether the text stands there as it was typed, and made nothing of its own."""
    made = {each.tag for each in node.all()} - _OURS
    active = [name for each in node.all() for name in each.attributes if name.startswith("on") or name == "style"]
    assert not made and not active, (made, active)
    return any(typed in text for text in (node.text(), *(each.text() for each in node.all())))


# -- dialogs -------------------------------------------------------------------------------------------------------


def form_of(html: str) -> Form:
    [form] = [each for each in tree(html).all() if each.tag == "form"]
    intro = next((each.text() for each in form.all() if each.tag == "p" and each.has("says")), "")
    [send] = [each.text() for each in form.all() if each.attributes.get("type") == "submit"]
    title = form.first("h2")
    assert title is not None
    fields = tuple(_field(each) for each in form.all() if "data-field" in each.attributes)
    action, ref = form.attributes["data-form"], form.attributes["data-form-ref"]
    return Form(action, ref, literal(title.text()), fields, send, literal(intro) if intro else None)


def _field(node: Node) -> Field:
    name, kind = node.attributes["data-field"], node.attributes["data-kind"]
    label, required = _label(node)
    hint = next((each.text() for each in node.all() if each.attributes.get("id", "").endswith("-hint")), "")
    common = (name, label, hint, required)
    options, chosen = _options(node)
    match kind:
        case "toggle":
            return ToggleField(*common, bool(chosen))
        case "radios" | "select" | "many":
            return ChoiceField(*common, options, chosen, many=kind == "many")
        case "people":
            return PeopleField(*common, chosen)
        case "lines" | "line":
            return TextField(*common, _typed(node), int(_control(node).attributes["data-limit"]), kind == "lines")
        case "date":
            return DateField(*common, iso(_typed(node)))
        case "time":
            return TimeField(*common, _typed(node))
        case _:
            return NumberField(*common, _typed(node))


def _label(node: Node) -> tuple[str, bool]:
    above = node.first("legend") or node.first("label")
    assert above is not None
    named = next(each for each in above.all() if each.attributes.get("dir") == "auto")
    return named.text(), any(each.has("need") for each in above.all())


def _control(node: Node) -> Node:
    return next(each for each in node.all() if each.has("ctl"))


def _typed(node: Node) -> str:
    found = _control(node)
    if found.tag != "textarea":
        return found.attributes["value"]
    # The first line break after <textarea> is not part of its text.
    return "".join(each for each in found.inside if isinstance(each, str)).removeprefix("\n")


def iso(written: str) -> str:
    """The day that is written out there, in whichever language; what is none is left as it is."""
    months = {name: number for each in LANGUAGES for number, name in get_month_names("wide", locale=each).items()}
    found = re.fullmatch(r"(\d+)(?:er)?\s(\S+)\s(\d{4})", written)
    if found is None or found[2] not in months:
        return written
    return date(int(found[3]), months[found[2]], int(found[1])).isoformat()


def _options(node: Node) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    """What is offered, and what is chosen already."""
    inputs = [
        each for each in node.all() if each.tag == "input" and each.attributes.get("type") in ("radio", "checkbox")
    ]
    labels = [each for each in node.all() if each.tag == "label" and each.first("input")]
    offered = [
        Option(each.attributes["value"], label.text().strip()) for each, label in zip(inputs, labels, strict=True)
    ]
    chosen = [each.attributes["value"] for each in inputs if "checked" in each.attributes]
    for each in (one for one in node.all() if one.tag == "option"):
        if each.attributes["value"] or each.text() not in _NONE:
            offered.append(Option(each.attributes["value"], each.text()))
        if "selected" in each.attributes:
            chosen.append(each.attributes["value"])
    return tuple(offered), tuple(chosen)
