"""Cards to JSON and back, for the outbox. A dataclass becomes an object tagged with its class name under `is`."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from ritualbot.chat import cards, charts, forms, text
from ritualbot.chat.cards import Card

_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        text.Mention,
        text.Channel,
        text.Text,
        cards.Said,
        cards.Row,
        cards.Table,
        cards.Facts,
        cards.Callout,
        cards.Note,
        cards.Chart,
        cards.File,
        cards.Divider,
        cards.Button,
        cards.Link,
        cards.Menu,
        cards.Actions,
        cards.Card,
        charts.IntervalRow,
        charts.IntervalChart,
        charts.LinePoint,
        charts.Level,
        charts.LineChart,
        forms.Option,
        forms.TextField,
        forms.NumberField,
        forms.DateField,
        forms.TimeField,
        forms.ChoiceField,
        forms.PeopleField,
        forms.ToggleField,
        forms.Form,
    )
}
_ENUMS: dict[str, Any] = {"tone": cards.Tone, "style": cards.Style, "leaning": charts.Leaning}


def dump_card(card: Card) -> str:
    return json.dumps(_plain(card), ensure_ascii=False, separators=(",", ":"))


def load_card(stored: str) -> Card:
    """Raises ValueError when `stored` is not a card."""
    card = _made(json.loads(stored))
    if not isinstance(card, Card):
        raise ValueError("not a card")
    return card


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        return {"is": type(value).__name__, **parts}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {"map": {key: _plain(each) for key, each in value.items()}}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_made(each) for each in value)
    if not isinstance(value, dict):
        return value
    if "map" in value:
        return {key: _made(each) for key, each in value["map"].items()}
    parts = {key: _made(each) for key, each in value.items() if key != "is"}
    for name, kind in _ENUMS.items():
        if name in parts:
            parts[name] = kind(parts[name])
    return _KINDS[value["is"]](**parts)
