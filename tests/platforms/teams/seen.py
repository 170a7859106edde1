"""What can be read on an Adaptive Card."""

from collections.abc import Iterator
from typing import Any

from tests.platforms.words import ISOLATES

_INVISIBLE = {**ISOLATES, 0x2060: None}


def leaves(value: Any) -> Iterator[str]:
    """Every text of the card, in order; not what its buttons carry, nor what stands for it elsewhere."""
    if isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif isinstance(value, dict):
        for key in ("text", "title", "label"):
            if isinstance(value.get(key), str):
                yield value[key]
        for key, each in value.items():
            if key not in ("data", "msteams") and isinstance(each, (list, dict)):
                yield from leaves(each)


def shown(*values: Any) -> str:
    """All that can be read, without the characters of no width that keep it as it is, people called by name."""
    text = "".join(leaf for value in values for leaf in leaves(value))
    return text.translate(_INVISIBLE).replace("<at>Alice Duval</at>", "Alice Duval")


def clear(text: str) -> str:
    """The characters that carry meaning: spaces are a client's to show."""
    return "".join(text.translate(_INVISIBLE).split())
