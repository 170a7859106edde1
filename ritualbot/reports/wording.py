"""Catalogue messages as `Text`: the markup of the catalogue, the rest as plain data."""

from ritualbot.chat.text import Param, Text
from ritualbot.i18n import Words


def text(words: Words, key: str, **params: Param) -> Text:
    return Text(words.markup(key), params)


def counted(words: Words, key: str, number: int, **params: Param) -> Text:
    """The plural form for `number`, which fills `{n}`."""
    return Text(words.markup_for(key, number), {"n": words.number(number), **params})
