"""Before anything else reads a request: is it Slack's, is it new, and is it of a size and shape that Slack sends?

Signature (docs.slack.dev, "Verifying requests from Slack"): `v0=` and the HMAC-SHA256 in hexadecimal of
`v0:<timestamp>:<raw body>` under the signing secret; requests older than five minutes are replays.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from ritualbot.platforms.request_body import TooLarge, json_object, read_body
from ritualbot.platforms.shape import Json, Malformed, needed, part, parts, word, written

BODY_BYTES = 256 * 1024  # a view may hold 250 kB (SLACK.md 4.2); nothing people send is larger
WINDOW_SECONDS = 300
DEPTH = 40  # a view with rich text is about 15 deep
FORM_FIELDS = 60  # a slash command has 16
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_COMMAND = re.compile(r"/\S{1,63}")


class Kind(StrEnum):
    """What a request is, by Slack's own word for it; a slash command has none, nor has the check of a certificate."""

    EVENT = "event_callback"
    CHALLENGE = "url_verification"
    RATE_LIMITED = "app_rate_limited"
    ACTIONS = "block_actions"
    SUBMISSION = "view_submission"
    CLOSED = "view_closed"
    COMMAND = "command"
    SSL_CHECK = "ssl_check"


_IN_JSON = frozenset({Kind.EVENT, Kind.CHALLENGE, Kind.RATE_LIMITED})
_IN_PAYLOAD = frozenset({Kind.ACTIONS, Kind.SUBMISSION, Kind.CLOSED})


class Refused(Exception):
    """Not let in; `status` is the whole answer. Nothing of the request is in it."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True)
class Passed:
    """A request of Slack's, read once: what was checked is what is handled."""

    kind: Kind
    body: dict[str, Any]


async def let_in(request: web.Request, secret: str, wall: Callable[[], float]) -> Passed:
    """Raises Refused: 413 for what is too large, 401 for what is not Slack's or not new, 400 for what Slack never
    sends. `wall` gives real seconds since the epoch."""
    if request.method != "POST" or request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused(400)
    try:
        raw = await read_body(request, BODY_BYTES)
    except TooLarge:
        raise Refused(413) from None
    except Malformed:
        raise Refused(400) from None
    _check_sender(request, raw, secret, wall())
    try:
        passed = _parse(request.content_type, raw)
        _SHAPES[passed.kind](passed.body)
    except (Malformed, ValueError, RecursionError):
        raise Refused(400) from None
    return passed


def _check_sender(request: web.Request, raw: bytes, secret: str, now: float) -> None:
    moment, signature = (_only(request, name) for name in ("X-Slack-Request-Timestamp", "X-Slack-Signature"))
    if not (_TIMESTAMP.fullmatch(moment) and _SIGNATURE.fullmatch(signature)) or not secret:
        raise Refused(401)
    if abs(now - int(moment)) > WINDOW_SECONDS:
        raise Refused(401)
    signed = hmac.new(secret.encode(), b"v0:" + moment.encode() + b":" + raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"v0={signed}", signature):
        raise Refused(401)


def _only(request: web.Request, name: str) -> str:
    """A header that is there once: of two, nobody knows which one another reader would have taken."""
    found = request.headers.getall(name, [])
    return found[0] if len(found) == 1 else ""


def _parse(content_type: str, raw: bytes) -> Passed:
    if content_type == "application/json":
        body = json_object(raw, DEPTH)
        return Passed(_kind(body, _IN_JSON), body)
    if content_type != "application/x-www-form-urlencoded":
        raise Malformed(content_type)
    fields = parse_qsl(
        raw.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=FORM_FIELDS
    )
    form = dict(fields)
    if len(form) != len(fields):
        raise Malformed("twice")
    if "payload" in form:
        body = json_object(form["payload"].encode(), DEPTH)
        return Passed(_kind(body, _IN_PAYLOAD), body)
    if form.get("ssl_check") == "1":
        return Passed(Kind.SSL_CHECK, {})
    return Passed(Kind.COMMAND, form)


def _kind(body: Json, among: frozenset[Kind]) -> Kind:
    kind = Kind(word(body, "type"))
    if kind not in among:
        raise Malformed(kind)
    return kind


def _event(body: Json) -> None:
    needed(body, "event_id")
    needed(part(body, "event"), "type")
    for name in ("team_id", "enterprise_id", "context_team_id", "context_enterprise_id"):
        word(body, name)
    for each in parts(body, "authorizations"):
        for name in ("team_id", "enterprise_id", "user_id"):
            word(each, name)


def _interaction(body: Json) -> None:
    needed(part(body, "user"), "id")
    for path in (("user", "team_id"), ("user", "enterprise_id"), ("team", "id"), ("enterprise", "id")):
        word(part(body, path[0]), path[1])
    word(body, "trigger_id")
    if part(body, "view"):
        _view(part(body, "view"))


def _actions(body: Json) -> None:
    _interaction(body)
    found = parts(body, "actions")
    if not found:
        raise Malformed("actions")
    for each in found:
        needed(each, "type")
        needed(each, "action_id")
        needed(each, "action_ts")
    container = part(body, "container")
    needed(container, "type")
    needed(container, "view_id" if "view_id" in container else "message_ts")
    for name in ("channel", "message", "state"):
        part(body, name)


def _form(body: Json) -> None:
    _interaction(body)
    needed(part(body, "view"), "callback_id")


def _view(view: Json) -> None:
    needed(view, "id")
    needed(view, "hash")
    for name in ("type", "callback_id", "app_installed_team_id", "team_id"):
        word(view, name)
    written(view, "private_metadata")
    for block in part(view, "state", "values").values():
        if not isinstance(block, Mapping) or not all(isinstance(each, Mapping) for each in block.values()):
            raise Malformed("values")


def _command(body: Json) -> None:
    if not _COMMAND.fullmatch(written(body, "command")):
        raise Malformed("command")
    for name in ("team_id", "user_id", "channel_id", "trigger_id"):
        needed(body, name)
    for name in ("enterprise_id", "channel_name"):
        written(body, name)


def _challenge(body: Json) -> None:
    needed(body, "challenge")


def _anything(_body: Json) -> None:
    return None


_SHAPES: Mapping[Kind, Callable[[Json], None]] = {
    Kind.EVENT: _event,
    Kind.CHALLENGE: _challenge,
    Kind.RATE_LIMITED: _anything,
    Kind.ACTIONS: _actions,
    Kind.SUBMISSION: _form,
    Kind.CLOSED: _form,
    Kind.COMMAND: _command,
    Kind.SSL_CHECK: _anything,
}
