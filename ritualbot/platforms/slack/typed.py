"""What people typed, as they saw it: Slack wraps links, people and channels in angle brackets, and escapes three
characters (docs.slack.dev, "Formatting message text")."""

import re
from collections.abc import Mapping

_WRAPPED = re.compile(r"<([@#!]|(?:https?|mailto|tel|ftp|slack):)([^<>|\n]*)(?:\|([^<>\n]*))?>")
_ESCAPED = re.compile(r"&(lt|gt|amp);")
_EVERYONE = frozenset({"here", "channel", "everyone"})
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&"}


def mentioned(text: str) -> tuple[str, ...]:
    """The people a text names, by id, once each."""
    return tuple(dict.fromkeys(found[2] for found in _WRAPPED.finditer(text) if found[1] == "@" and found[2]))


def as_seen(text: str, names: Mapping[str, str]) -> str:
    """The text with nothing of Slack's own writing in it. `names` of people by id; who has none keeps the id."""
    end, seen = 0, []
    for found in _WRAPPED.finditer(text):
        seen += [_unescaped(text[end : found.start()]), _shown(found, names)]
        end = found.end()
    return "".join((*seen, _unescaped(text[end:])))


def _shown(found: "re.Match[str]", names: Mapping[str, str]) -> str:
    sign, rest, label = found[1], found[2], _unescaped(found[3] or "")
    match sign:
        case "@":
            return f"@{names.get(rest) or label or rest}"
        case "#":
            return f"#{label or rest}"
        case "!":
            return f"@{rest}" if rest in _EVERYONE else label or f"@{rest.partition('^')[0]}"
        case _:
            return label or _unescaped(rest if sign == "mailto:" else sign + rest)


def _unescaped(text: str) -> str:
    """In one pass: what reads `&lt;` was typed so where Slack wrote `&amp;lt;`."""
    return _ESCAPED.sub(lambda found: _CHARACTERS[found[1]], text)
