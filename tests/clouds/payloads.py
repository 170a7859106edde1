"""Compares a payload with an example of its kind: keys and JSON types, never values."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# What is in them is free: only their own type counts.
FREE = {"blocks", "event_payload", "fields", "shares"}


def findings(example: Any, payload: Any) -> list[str]:
    """`missing`, `unknown` or `type`, and where. Null fits everything, as clouds leave empty what they do not know."""
    return sorted(set(_compared(example, payload, "")))


def example(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text())


def _compared(example: Any, payload: Any, at: str) -> Iterator[str]:
    if example is None or payload is None:
        return
    if _kind(example) != _kind(payload):
        yield f"type {at}: {_kind(payload)} in the place of {_kind(example)}"
        return
    if at.rpartition(".")[2] in FREE:
        return
    if isinstance(example, dict):
        yield from (f"missing {at}.{key}" for key in sorted(example.keys() - payload.keys()))
        yield from (f"unknown {at}.{key}" for key in sorted(payload.keys() - example.keys()))
        for key in example.keys() & payload.keys():
            yield from _compared(example[key], payload[key], f"{at}.{key}")
    elif isinstance(example, list) and example:
        for item in payload:
            yield from min((list(_compared(each, item, f"{at}[]")) for each in example), key=len)


def _kind(value: Any) -> str:
    for kind, name in ((bool, "boolean"), (int | float, "number"), (str, "text"), (list, "list"), (dict, "object")):
        if isinstance(value, kind):
            return name
    return "null"
