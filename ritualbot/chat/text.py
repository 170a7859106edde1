"""What the bot says in one sentence, with no platform in it.

Markup of a `Text` comes only from the catalogue: `*bold*`, `_italic_`, `` `code` ``, `{placeholder}`. Placeholders are
filled after the markup is read, so what people typed can never become markup.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias, assert_never


@dataclass(frozen=True)
class Mention:
    """A person, by the platform's user id. Shown as a name; it notifies only where the platform decides so."""

    user: str
    name: str


@dataclass(frozen=True)
class Channel:
    """A conversation people can go to, by the platform's id; `name` without the leading `#`."""

    conversation: str
    name: str


Param: TypeAlias = str | Mention | Channel


class Emphasis(StrEnum):
    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"


@dataclass(frozen=True)
class Span:
    """A run of literal characters, a mention or a channel, with one emphasis."""

    content: Param
    emphasis: Emphasis = Emphasis.PLAIN


@dataclass(frozen=True)
class Text:
    """A sentence of the bot. `markup` is from the catalogue, `params` is plain data a renderer escapes."""

    markup: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def spans(self) -> tuple[Span, ...]:
        """The sentence cut into literal runs, in order; adjacent runs are never merged."""
        return _read_markup(self.markup, self.params)

    def plain(self) -> str:
        return "".join(plain_param(span.content) for span in self.spans())


_TOKEN = re.compile(r"\{(\w+)\}|([*_`])")
_MARKS = {"*": Emphasis.BOLD, "_": Emphasis.ITALIC, "`": Emphasis.CODE}


def _read_markup(markup: str, params: Mapping[str, Param]) -> tuple[Span, ...]:
    spans: list[Span] = []
    emphasis = Emphasis.PLAIN
    start = 0
    for token in _TOKEN.finditer(markup):
        if token.start() > start:
            spans.append(Span(markup[start : token.start()], emphasis))
        start = token.end()
        if token[1]:
            spans.append(Span(params[token[1]], emphasis))
        else:
            mark = _MARKS[token[2]]
            emphasis = Emphasis.PLAIN if emphasis is mark else mark
    if start < len(markup):
        spans.append(Span(markup[start:], emphasis))
    return tuple(span for span in spans if span.content != "")


def literal(text: str) -> Text:
    """A `Text` that shows `text` exactly, whatever characters it holds."""
    return Text("{text}", {"text": text}) if text else Text("")


def plain_param(content: Param) -> str:
    match content:
        case str():
            return content
        case Mention(name=name):
            return name
        case Channel(name=name):
            return f"#{name}"
        case _:
            assert_never(content)
