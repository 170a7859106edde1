"""What a card of ours sends back: a press, a form that is sent or left. Whoever made it up is told it by its handler."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ritualbot.chat.events import Place
from ritualbot.platforms.shape import Json, Malformed, part, word

OURS = "ritualbot"
_SHARED = re.compile(r"19:[^;\s]{1,200}@(thread\.(tacv2|v2|skype)|unq\.gbl\.spaces)", re.ASCII)


@dataclass(frozen=True)
class Sent:
    """`kind`: what our mark says was done (`press`, `send`, `close`); `inputs` is everything else that came with it."""

    kind: str
    action: str
    ref: str
    inputs: Mapping[str, Any]


def sent(data: Json) -> Sent | None:
    """None for what no card of ours sends. Raises Malformed for a mark of ours with something else in it."""
    ours = part(data, OURS)
    for kind in ("press", "send", "close"):
        if action := word(ours, kind):
            return Sent(kind, action, word(ours, "ref"), {name: data[name] for name in data if name not in _OWN})
    if ours:
        raise Malformed(OURS)
    return None


_OWN = frozenset({OURS, "msteams"})


def about(ref: str) -> Place | None:
    """What is about a channel happens in it, wherever it was pressed."""
    return Place(ref) if _SHARED.fullmatch(ref) else None
