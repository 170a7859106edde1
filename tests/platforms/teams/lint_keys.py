"""What every part of a card has to keep to."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]
_LONE = re.compile("[\ud800-\udfff]")


def key_faults(at: str, found: Json, required: Collection[str], may: Collection[str]) -> Iterator[str]:
    yield from (f"{at}: {key} is missing" for key in sorted(set(required) - set(found)))
    yield from (f"{at}: {key} is not known here" for key in sorted(set(found) - set(required) - set(may)))
    yield from (f"{at}.{key}: null" for key in sorted(found) if found[key] is None)


def enum_faults(at: str, value: object, known: Collection[object]) -> Iterator[str]:
    if value not in known:
        yield f"{at}: {value!r}"


def text_faults(at: str, text: object, *, several: bool = False, blank: bool = False) -> Iterator[str]:
    """`several` lines, or a `blank` one between two words."""
    if not isinstance(text, str) or not (text if blank else text.strip()):
        yield f"{at}: empty"
        return
    if "{{" in text:
        yield f"{at}: a date that is rewritten"
    if _LONE.search(text):
        yield f"{at}: half a pair of surrogates"
    if "\n" in text and not several:
        yield f"{at}: a line that some clients do not break"


def kind_of(kind: str, value: object) -> list[dict[str, Any]]:
    """Every object of this type in it, at any depth."""
    if isinstance(value, list):
        return [found for each in value for found in kind_of(kind, each)]
    if not isinstance(value, dict):
        return []
    own = [value] if value.get("type") == kind else []
    return [*own, *(found for each in value.values() for found in kind_of(kind, each))]
