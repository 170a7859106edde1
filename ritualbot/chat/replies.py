"""Replies: what goes back in the acknowledgement of an event. Everything else that is said is an outbox row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ritualbot.chat.cards import Card
from ritualbot.chat.forms import Form
from ritualbot.chat.text import Text


@dataclass(frozen=True)
class Nothing:
    """Seen, done, nothing to add: what is to be said is already on its way."""


@dataclass(frozen=True)
class Say:
    """A private answer in place. Never carries what must not be lost.

    `kept` False: nothing of the event was, through no fault of the person; who can tell it again should.
    """

    card: Card
    kept: bool = True


@dataclass(frozen=True)
class OpenForm:
    form: Form


@dataclass(frozen=True)
class FieldErrors:
    """The form stays open, with what was typed; `errors` by field name, `""` for the form as a whole."""

    errors: Mapping[str, Text]


@dataclass(frozen=True)
class GoTo:
    """Open a page."""

    url: str


Reply: TypeAlias = Nothing | Say | OpenForm | FieldErrors | GoTo
