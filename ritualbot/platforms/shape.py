"""Reading what a platform sent: nothing is taken to be there, or to be of the kind it should be."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]

ID_CHARACTERS = 255  # the longest id Slack documents, for blocks and actions
LAST_SECOND = 253_402_300_799  # of the year 9999, where calendars end
_NOTHING: Json = {}


class Malformed(Exception):
    """What came is no payload of the platform's, or not one that says what it must."""


def part(of: Json, *path: str) -> Json:
    """The object at a path, or an empty one where there is none or null. Raises Malformed for anything else there."""
    found: Any = of
    for step in path:
        found = found.get(step)
        if found is None:
            return _NOTHING
        if not isinstance(found, Mapping):
            raise Malformed(step)
    return found if isinstance(found, Mapping) else _NOTHING


def parts(of: Json, name: str) -> tuple[Json, ...]:
    """A list of objects, empty where there is none. Raises Malformed for anything else there."""
    found = of.get(name)
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise Malformed(name)
    return tuple(found)


def written(of: Json, name: str) -> str:
    """What was written, whatever it holds; empty where there is none or null. Raises Malformed for no text."""
    found = of.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise Malformed(name)
    return found


def word(of: Json, name: str) -> str:
    """An id, a type, a moment; empty where there is none or null. Raises Malformed for what could be none."""
    found = written(of, name)
    if len(found) > ID_CHARACTERS or not (found.isascii() and found.isprintable()):
        raise Malformed(name)
    return found


def needed(of: Json, name: str) -> str:
    """A word that must be there. Raises Malformed."""
    found = word(of, name)
    if not found:
        raise Malformed(name)
    return found


def moment(of: Json, name: str) -> datetime | None:
    """Whole seconds since 1970, or None where there is none. Raises Malformed for what could be none."""
    found = of.get(name)
    if found is None:
        return None
    if type(found) is not int or not 0 <= found <= LAST_SECOND:
        raise Malformed(name)
    return datetime.fromtimestamp(found, UTC)


def flag(of: Json, name: str) -> bool:
    """A boolean, or the word a slash command of Slack's writes for one."""
    return of.get(name) in (True, "true")
