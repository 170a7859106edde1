"""What an answer of the Connector that is no success, or no answer at all, means for delivery.

By status and error code, never by text: several codes share one ("Send proactive messages", "Rate limiting" of
msteams-docs).
"""

import json
import ssl
from collections.abc import Mapping
from typing import Any

import urllib3.exceptions as urllib3_errors

from ritualbot.errors import MessageGone, NotSent, SendFailed, Throttled, Undeliverable, Unsure, WorkspaceGone

RETRY_AFTER = 30.0  # seconds, where a 429 or a 412 does not say how long
_LONGEST_CODE = 60

# With one of these nothing had left the machine, whatever was to be sent.
_NEVER_LEFT = (
    urllib3_errors.NewConnectionError,
    urllib3_errors.ConnectTimeoutError,
    urllib3_errors.ProxyError,
    ssl.SSLCertVerificationError,
)

# Any other code is a refusal that trying again does not change.
_CODES: Mapping[str, type[SendFailed]] = {
    "ActivityNotFoundInConversation": MessageGone,
    "BotDisabledByAdmin": WorkspaceGone,
    "BotNotRegistered": WorkspaceGone,
}


class TokenRefused(NotSent):
    """Nothing was posted: the Connector does not take our token any more. The next attempt has a new one."""


def failure(status: int, headers: Mapping[str, str], body: bytes) -> SendFailed:
    """A 412, like a 429, is one to wait after (msteams-docs, "Rate limiting")."""
    if status in (412, 429):
        said = headers.get("Retry-After", "")
        return Throttled(float(said) if said.isdecimal() else RETRY_AFTER)
    if status >= 500 or status == 408:
        return Unsure(f"http_{status}")
    code = _code(body)
    if status == 401 and code not in _CODES:
        return TokenRefused("http_401")
    return _CODES.get(code, Undeliverable)(code or f"http_{status}")


def _code(body: bytes) -> str:
    """The error's code; empty where the body has none that looks like one."""
    try:
        found = json.loads(body)["error"]["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    sound = isinstance(found, str) and found.isascii() and found.isalnum() and len(found) <= _LONGEST_CODE
    return found if sound else ""


def unanswered(error: BaseException) -> SendFailed:
    """Whether it had left the machine, by what is at the bottom of what urllib3, requests and msrest wrapped."""
    waiting: list[Any] = [error]
    seen: set[int] = set()
    name = type(error).__name__
    while waiting:
        each = waiting.pop()
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        name = type(each).__name__
        if isinstance(each, _NEVER_LEFT):
            return NotSent(name)
        waiting += [*each.args, each.__cause__, each.__context__, getattr(each, "reason", None)]
        waiting.append(getattr(each, "inner_exception", None))
    return Unsure(name)
