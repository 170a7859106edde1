"""Arguments as they come, in the address, a form or JSON, and what Slack says when they are wrong."""

import json
from typing import Any

from aiohttp import web

from tests.clouds.slack.world import Call, Json, Refused

TRUE = ("1", "true", "True")


async def read(request: web.Request, *, json_body: bool) -> Json:
    """A reading method takes no JSON body: its arguments are then simply not there."""
    found: Json = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.text()
        try:
            body = json.loads(raw) if raw else {}
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(body, dict):
            raise Refused("json_not_object")
        return found | body if json_body else found
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return found | {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    if request.can_read_body:
        raise Refused("invalid_post_type")
    return found


def missing(name: str) -> Refused:
    messages = [f"[ERROR] missing required field: {name}"]
    return Refused("invalid_arguments", response_metadata={"messages": messages})


def text(call: Call, name: str, default: str | None = None) -> str:
    """A plain value; without a default it has to be there."""
    value = call.arguments.get(name)
    if value is None or value == "":
        if default is None:
            raise missing(name)
        return default
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] must be a string: {name}"]})
    return str(value)


def number(call: Call, name: str, default: int, most: int) -> int:
    value = text(call, name, str(default))
    if not value.isdecimal() or not 0 < int(value) <= most:
        raise Refused("invalid_limit" if name == "limit" else "invalid_arguments")
    return int(value)


def flag(call: Call, name: str) -> bool:
    value = call.arguments.get(name)
    return value is True or value in TRUE


def structure(call: Call, name: str, error: str) -> Any:
    """A list or an object, as JSON or as text that holds JSON; None where it was not given."""
    value = call.arguments.get(name)
    if isinstance(value, str):
        if not value:
            return None
        try:
            value = json.loads(value)
        except ValueError:
            raise Refused(error) from None
    if value is not None and not isinstance(value, list | dict):
        raise Refused(error)
    return value
