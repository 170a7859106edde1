"""What comes back from a card or a dialog, in our own words: the other half of `actions` and `form`.

It is told by a client, so nothing in it is believed but what was typed: who it was stands in the envelope, and refs
are looked up within their own team.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ritualbot.platforms.teams.actions import OURS

EMPTY = "ritualbot.empty"  # what an option of no value carries: an empty one counts as no answer
ON, OFF = "ritualbot.on", "ritualbot.off"  # of a toggle: like nothing that people type
_READ = {EMPTY: "", ON: "1", OFF: ""}
_ACTION = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*", re.ASCII)
_LONGEST = 200  # characters of an action, a ref or a field's name; ours are far shorter
_MOST = 100  # fields of one form


class Malformed(ValueError):
    """It has a shape that no card of ours sends."""


class Doing(StrEnum):
    PRESS = "press"  # a button
    OPEN = "open"  # the button that opens the form of a message as a dialog
    SEND = "send"  # a form
    CLOSE = "close"  # a form, without sending it


@dataclass(frozen=True)
class Told:
    """What somebody did on a card. `values`: what stands in its fields, of a form that was sent."""

    doing: Doing
    action: str
    ref: str
    values: Mapping[str, str]


def told(data: object) -> Told:
    """Reads `value.action.data` of Action.Execute, `value` of Action.Submit, `value.data` of a dialog.

    Raises Malformed.
    """
    if not isinstance(data, Mapping) or not isinstance(ours := data.get(OURS), Mapping):
        raise Malformed("nothing of ours in it")
    found = [doing for doing in Doing if doing in ours]
    if len(found) != 1:
        raise Malformed("not one thing to do")
    action, ref = _word(ours[found[0]]), _word(ours.get("ref"))
    if not _ACTION.fullmatch(action):
        raise Malformed("no action of ours")
    return Told(found[0], action, ref, _values(data, ours) if found[0] is Doing.SEND else {})


def _values(data: Mapping[str, object], ours: Mapping[str, object]) -> dict[str, str]:
    """Null, missing and empty mean the same: an empty string. Several values come joined by commas."""
    fields = ours.get("fields")
    if not isinstance(fields, list) or len(fields) > _MOST:
        raise Malformed("no fields")
    return {name: _text(data.get(name)) for name in map(_word, fields)}


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed("a value that is no text")
    return _READ.get(value, value)


def _word(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise Malformed("a word that is none")
    return value
