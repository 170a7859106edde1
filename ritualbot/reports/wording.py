"""Catalogue messages as `Text`: the markup of the catalogue, the rest as plain data."""

import re

from ritualbot.chat.text import Param, Text
from ritualbot.i18n import Words


def text(words: Words, key: str, **params: Param) -> Text:
    return Text(words.markup(key), params)


def counted(words: Words, key: str, number: int, **params: Param) -> Text:
    """The plural form for `number`, which fills `{n}`."""
    return Text(words.markup_for(key, number), {"n": words.number(number), **params})


_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def beside(*parts: Text, between: str = " · ") -> Text:
    """One sentence after the other on a line, whatever their placeholders are called."""
    apart = [(f"part{place}_", part) for place, part in enumerate(parts)]
    markups = (_PLACEHOLDER.sub(rf"{{{of}\1}}", part.markup) for of, part in apart)
    params = {of + name: value for of, part in apart for name, value in part.params.items()}
    return Text(between.join(markups), params)
