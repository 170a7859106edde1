"""Cards as Block Kit blocks."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import assert_never
from urllib.parse import urlsplit

from ritualbot.chat.cards import (
    Actions,
    Block,
    Button,
    Callout,
    Card,
    Chart,
    Divider,
    Facts,
    File,
    Link,
    Menu,
    Note,
    Said,
    Style,
    Table,
)
from ritualbot.chat.literal import isolated, units
from ritualbot.chat.text import Text, literal
from ritualbot.platforms.slack.limits import (
    ACTIONS_ELEMENTS,
    ALT_TEXT,
    BUTTON_TEXT,
    BUTTON_URL,
    CONTEXT_ELEMENTS,
    CONTEXT_TEXT,
    HEADER,
    HEADING,
    OPTION_TEXT,
    OPTION_VALUE,
    OVERFLOW_OPTIONS,
    PLACEHOLDER,
    SELECT_OPTIONS,
)
from ritualbot.platforms.slack.literal import Json, exactly, pieces, plain
from ritualbot.platforms.slack.rich import callout, facts, has_element, rich, said, sentence, table

FILE_ID = re.compile("F[A-Z0-9]+")
LINK, MENU = "link", "menu"  # action ids of what is no button of ours
_STYLES = {Style.MAIN: {"style": "primary"}, Style.DANGER: {"style": "danger"}}


def card_blocks(card: Card) -> list[Json]:
    """The whole card, its title first."""
    return [*title_blocks(card), *body_blocks(card)]


def title_blocks(card: Card) -> list[Json]:
    """The title stands out where more than buttons follows it; alone it is a sentence."""
    if not card.subtitle and all(isinstance(block, Actions) for block in card.blocks):
        return rich(*sentence(card.title))
    return heading(card.title)


def heading(title: Text) -> list[Json]:
    """Large where it is short; a header shows no person and no place, so a title with one is bold instead."""
    shown = title.plain()
    if shown.strip() and units(isolated(shown)) <= min(HEADER, HEADING) and not has_element(title):
        return [{"type": "header", "text": plain(shown, HEADER)}]
    return rich(*sentence(title, "bold"))


def body_blocks(card: Card) -> list[Json]:
    """What stands under the title."""
    elements = _Elements(_main_button(card))
    under = aside(card.subtitle) if card.subtitle else []
    return [*under, *chain.from_iterable(block_json(block, elements) for block in card.blocks)]


def block_json(block: Block, elements: "_Elements | None" = None) -> list[Json]:  # noqa: PLR0911 - one a kind
    """The blocks one block of a card becomes; none when nothing is in it."""
    match block:
        case Text():
            return rich(*sentence(block))
        case Said():
            return said(block)
        case Table():
            return table(block)
        case Facts():
            return facts(block)
        case Callout():
            return callout(block)
        case Note(text=text):
            return aside(text)
        case Chart():
            return _image(block)
        case File(name=name):
            return [*rich(*sentence(literal(name), "bold")), *block_json(Actions((block.button,)), elements)]
        case Divider():
            return [{"type": "divider"}]
        case Actions():
            return (elements or _Elements(None)).actions(block)
        case _:
            assert_never(block)


def _image(chart: Chart) -> list[Json]:
    """A picture is a file that Slack has taken; without one, or where all of its words are too long to be told with it,
    the words."""
    alt = isolated(chart.alt)
    if FILE_ID.fullmatch(chart.picture) and 0 < units(alt) <= ALT_TEXT:
        return [{"type": "image", "slack_file": {"id": chart.picture}, "alt_text": alt}]
    return rich(*sentence(literal(chart.alt)))


def aside(text: Text) -> list[Json]:
    """Small and grey. Such a text shows no person and no place: one that names them keeps the size of the rest."""
    if has_element(text):
        return rich(*sentence(text))
    shown = [piece for piece in pieces(isolated(text.plain()), CONTEXT_TEXT) if piece.strip()]
    if not shown or len(shown) > CONTEXT_ELEMENTS:
        return rich(*sentence(text))
    return [{"type": "context", "elements": [exactly(piece) for piece in shown]}]


def pressable(url: str) -> bool:
    """Whether it is a page that Slack opens: `javascript:` and what is too long lead nowhere."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and units(url) <= BUTTON_URL


def _main_button(card: Card) -> Button | None:
    """The one filled button: the first that asks for it."""
    items = [item for block in card.blocks if isinstance(block, Actions) for item in block.items]
    return next((item for item in items if isinstance(item, Button) and item.style is Style.MAIN), None)


class _Elements:
    """What can be pressed in one message. Ids are counted over all of it: `standup.open`, `standup.open#2`…"""

    def __init__(self, main: Button | None) -> None:
        self._main = main
        self._used: Counter[str] = Counter()

    def actions(self, block: Actions) -> list[Json]:
        """A link that leads nowhere is its label, as text."""
        dead = [item.label for item in block.items if isinstance(item, Link) and not pressable(item.url)]
        shown = list(chain.from_iterable(self._item(item) for item in block.items))
        lines = [shown[start : start + ACTIONS_ELEMENTS] for start in range(0, len(shown), ACTIONS_ELEMENTS)]
        labels = [block for label in dead for block in aside(Text("{label}", {"label": label}))]
        return [*({"type": "actions", "elements": line} for line in lines), *labels]

    def _item(self, item: Button | Link | Menu) -> list[Json]:
        match item:
            case Button():
                return [self._button(item)]
            case Link(url=url, label=label):
                shown = {"type": "button", "action_id": self._id(LINK), "text": plain(label, BUTTON_TEXT), "url": url}
                return [shown] if pressable(url) else []
            case Menu():
                return self._menu(item)
            case _:
                assert_never(item)

    def _id(self, action: str) -> str:
        self._used[action] += 1
        return action if self._used[action] == 1 else f"{action}#{self._used[action]}"

    def _button(self, item: Button) -> Json:
        style = _STYLES.get(item.style, {}) if item.style is not Style.MAIN or item is self._main else {}
        value = {"value": item.ref} if item.ref else {}
        text = plain(item.label, BUTTON_TEXT)
        return {"type": "button", "action_id": self._id(item.action), "text": text, **value, **style}

    def _menu(self, menu: Menu) -> list[Json]:
        """Commands behind three dots; the values of one choice under its label, which three dots would not show.

        What fits no option is a button beside it, and so is what would be alone in a menu.
        """
        found = {option_value(each): each for each in menu.buttons}
        kept = {value: each for value, each in found.items() if len(found) > 1 and units(value) <= OPTION_VALUE}
        beside = [self._button(each) for value, each in found.items() if value not in kept]
        options = [{"text": plain(each.label, OPTION_TEXT), "value": value} for value, each in kept.items()]
        if options and len(options) <= OVERFLOW_OPTIONS and len({each.action for each in kept.values()}) > 1:
            return [{"type": "overflow", "action_id": self._id(MENU), "options": options}, *beside]
        groups = [options[start : start + SELECT_OPTIONS] for start in range(0, len(options), SELECT_OPTIONS)]
        return [*(self._select(menu.label, group) for group in groups), *beside]

    def _select(self, label: str, options: list[Json]) -> Json:
        placeholder = plain(label, PLACEHOLDER)
        return {
            "type": "static_select",
            "action_id": self._id(MENU),
            "placeholder": placeholder,
            "options": options,
        }


def option_value(button: Button) -> str:
    """What a menu's option carries; an action has no space in it."""
    return f"{button.action} {button.ref}"


def readable(blocks: Iterable[Json]) -> list[str]:
    """What can be read on these blocks' buttons."""
    return [
        element["text"]["text"]
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]
