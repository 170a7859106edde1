"""What can be pressed on a card. What a press carries depends on where the card is shown."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import chain
from typing import assert_never
from urllib.parse import urlsplit

from ritualbot.chat.cards import Actions, Button, Card, Link, Menu, Style
from ritualbot.platforms.teams.limits import ACTIONS, BUTTON_EDGES, ROW_WIDTH
from ritualbot.platforms.teams.literal import Json, label
from ritualbot.platforms.teams.rich import SMALL, lines, typed

OURS = "ritualbot"  # what a button carries of ours stands under this key of its data, away from the inputs
DIALOG = {"type": "task/fetch"}
_STYLES = {Style.MAIN: {"style": "positive"}, Style.DANGER: {"style": "destructive"}}


class Scope(StrEnum):
    PERSONAL = "personal"  # a message between one person and the bot
    SHARED = "shared"  # a message that several people see: what one of them gets for a press is a dialog of their own
    DIALOG = "dialog"  # a dialog


def carried(scope: Scope, title: str, data: Json) -> Json:
    """A button of ours that asks no input to be filled; `data` names one thing to do, and a ref."""
    shown = {"title": label(title), "associatedInputs": "none"}
    match scope:
        case Scope.PERSONAL:
            return {"type": "Action.Execute", **shown, "verb": next(iter(data.values())), "data": {OURS: data}}
        case Scope.SHARED:
            return {"type": "Action.Submit", **shown, "data": {OURS: data, "msteams": DIALOG}}
        case Scope.DIALOG:
            return {"type": "Action.Submit", **shown, "data": {OURS: data}}
        case _:
            assert_never(scope)


class Buttons:
    """The buttons of one card; the first that asks to be the main one is."""

    def __init__(self, card: Card, scope: Scope) -> None:
        items = [item for block in card.blocks if isinstance(block, Actions) for item in block.items]
        self._main = next((item for item in items if isinstance(item, Button) and item.style is Style.MAIN), None)
        self._scope = scope
        self.shared = scope is Scope.SHARED

    def rows(self, block: Actions) -> list[Json]:
        """A link that leads nowhere is its label, as text."""
        dead = [item.label for item in block.items if isinstance(item, Link) and not pressable(item.url)]
        found = chain.from_iterable(self._item(item) for item in block.items)
        return [*_rows(list(found)), *chain.from_iterable(lines(typed(each, SMALL)) for each in dead)]

    def _item(self, item: Button | Link | Menu) -> Iterable[Json]:
        match item:
            case Button():
                return [self._button(item)]
            case Link(url=url, label=title):
                return [{"type": "Action.OpenUrl", "title": label(title), "url": url}] if pressable(url) else []
            case Menu(label=title, buttons=buttons):
                if len(buttons) < 2:
                    return [self._button(each) for each in buttons]
                inside = {"type": "AdaptiveCard", "body": _rows([self._button(each) for each in buttons])}
                return [{"type": "Action.ShowCard", "title": label(title), "card": inside}]
            case _:
                assert_never(item)

    def _button(self, button: Button) -> Json:
        style = _STYLES.get(button.style, {}) if button.style is not Style.MAIN or button is self._main else {}
        return {**carried(self._scope, button.label, {"press": button.action, "ref": button.ref}), **style}


def _rows(actions: list[Json]) -> list[Json]:
    """As many in a row as a phone shows whole."""
    rows: list[list[Json]] = []
    room = 0
    for each in actions:
        wide = len(each["title"]) + BUTTON_EDGES
        if not rows or len(rows[-1]) == ACTIONS or wide > room:
            rows.append([])
            room = ROW_WIDTH
        rows[-1].append(each)
        room -= wide
    return [{"type": "ActionSet", "actions": row} for row in rows]


def pressable(url: str) -> bool:
    """Whether it is a page that Teams opens: `javascript:` leads nowhere."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
