"""Addresses of web pages, read and never looked up."""

from urllib.parse import urlsplit

import regex

from ritualbot.errors import RuleBroken
from ritualbot.rituals import inputs

LINK_LIMIT = 2000

# No space and no control or invisible character, which could hide where it leads; none that browsers read otherwise.
_ADDRESS = regex.compile(r"https?://[^\s\p{C}\p{Default_Ignorable_Code_Point}\\<>\"]+", regex.IGNORECASE)
_HOST = regex.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def web_link(typed: str, *, field: str | None) -> str:
    """An `http` or `https` address whose host one can read: in lower case, other scripts as they travel (`xn--…`).

    Raises RuleBroken `input.link_empty`; `input.link_unknown`: another scheme, no host, a name before an `@`, a space;
    `input.too_long`.
    """
    if inputs.is_blank(typed):
        raise RuleBroken("input.link_empty", field=field, typed="")
    text = inputs.require_text(typed, field=field, limit=LINK_LIMIT, required=True).strip()
    refused = RuleBroken("input.link_unknown", field=field, typed=inputs.echo(typed))
    if not _ADDRESS.fullmatch(text):
        raise refused
    try:
        parts = urlsplit(text)
        port = "" if parts.port is None else f":{parts.port}"
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError as error:
        raise refused from error
    if "@" in parts.netloc or not _HOST.fullmatch(host):
        raise refused
    return parts._replace(scheme=parts.scheme.lower(), netloc=host + port).geturl()
