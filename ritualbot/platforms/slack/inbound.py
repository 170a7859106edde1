"""Slack's one door over HTTP, `/slack/events`, and the bolt app behind it, which a socket may feed as well."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from ritualbot.platforms.flood import PERSON, TYPING, Flood
from ritualbot.platforms.shape import Json, Malformed, parts
from ritualbot.platforms.slack import envelope
from ritualbot.platforms.slack.answer import Asked
from ritualbot.platforms.slack.envelope import Sender
from ritualbot.platforms.slack.guard import Kind, Passed, Refused, let_in
from ritualbot.platforms.slack.listen import Listener
from ritualbot.platforms.slack.values import errors_for

PATH = "/slack/events"
_LOG = logging.getLogger(__name__)
_ANY = re.compile("")
_SENDERS: Mapping[Kind, Callable[[Json], Sender]] = {
    Kind.COMMAND: envelope.of_command,
    Kind.EVENT: envelope.of_event,
    Kind.ACTIONS: envelope.of_interaction,
    Kind.SUBMISSION: envelope.of_interaction,
    Kind.CLOSED: envelope.of_interaction,
}


def bolt_app(listener: Listener) -> AsyncApp:
    """Every request of a kind goes to one listener: which handler it means is the dispatcher's to say.

    Who sent it was checked before bolt sees it, and no token passes through: calls have their own way.
    """
    quiet = _quiet_logger()
    app = AsyncApp(
        name="ritualbot",
        logger=quiet,
        client=AsyncWebClient(logger=quiet),
        authorize=_authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
    )
    app.command(_ANY)(_of(listener.command))
    app.action(_ANY)(_of(listener.actions))
    app.view_submission(_ANY)(_of(listener.submission))
    app.view_closed(_ANY)(_of(listener.closed))
    app.event(_ANY)(_of(listener.event))
    return app


def _of(listen: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """Bolt gives a listener what its arguments are called."""

    async def listener(body: dict[str, Any]) -> Any:
        return await listen(body)

    return listener


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Whether the workspace is one of ours is asked of the house, of ids bolt does not read right."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


def _quiet_logger() -> logging.Logger:
    """Bolt writes bodies and answers into its log: at DEBUG what it does, at WARNING what it did not know."""
    quiet = logging.getLogger("ritualbot.slack.bolt")
    quiet.setLevel(logging.ERROR)
    if not quiet.filters:
        quiet.addFilter(_without_words)
    return quiet


def _without_words(record: logging.LogRecord) -> bool:
    """A record that says where it comes from, and nothing else."""
    record.msg, record.args, record.exc_info, record.exc_text = "bolt: an error", (), None, None
    return True


@dataclass(frozen=True)
class Inbound:
    """`wall` gives real seconds since the epoch: signatures are of real time, whatever time the rituals live in."""

    listener: Listener
    bolt: AsyncApp
    flood: Flood
    secret: str
    wall: Callable[[], float]

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.route("*", PATH, self.receive)]

    async def receive(self, request: web.Request) -> web.Response:
        """Refusals have an empty body: they tell nobody anything."""
        try:
            passed = await let_in(request, self.secret, self.wall)
            return await self._answer(passed)
        except Refused as refused:
            return web.Response(status=refused.status)
        except Malformed:
            return web.Response(status=400)

    async def _answer(self, passed: Passed) -> web.Response:
        match passed.kind:
            case Kind.CHALLENGE:
                return web.json_response({"challenge": passed.body["challenge"]})
            case Kind.RATE_LIMITED:
                _LOG.warning("slack holds back events: too many an hour")
                return web.Response()
            case Kind.SSL_CHECK:
                return web.Response()
            case kind:
                sender = _SENDERS[kind](passed.body)
        if not self.flood.allows(sender.enterprise or sender.team, sender.user, _rate(passed)):
            return await self._slow_down(passed, sender)
        answer = await self.bolt.async_dispatch(_as_bolt_reads(passed))
        return await to_aiohttp_response(answer)

    async def _slow_down(self, passed: Passed, sender: Sender) -> web.Response:
        """Politely: a form keeps what was typed."""
        _LOG.warning("too many requests: %s", passed.kind)
        if passed.kind not in (Kind.COMMAND, Kind.SUBMISSION):
            return web.Response()
        asked = Asked(sender.enterprise or sender.team, sender.user, passed.body, 0.0)
        sentence = (await self.listener.answers.told(asked, "slack.flood")).title.plain()
        if passed.kind is Kind.COMMAND:
            return web.json_response({"response_type": "ephemeral", "text": sentence})
        errors = errors_for(passed.body["view"], {"": sentence})
        return web.json_response({"response_action": "errors", "errors": errors}) if errors else web.Response()


def _rate(passed: Passed) -> Any:
    """Typing is told by every character; it must not use up what sending takes."""
    view = (passed.body.get("view") or {}) if passed.kind is Kind.ACTIONS else {}
    typing = view.get("type") == "modal" and parts(passed.body, "actions")[0].get("action_id") == "value"
    return TYPING if typing else PERSON


def _as_bolt_reads(passed: Passed) -> AsyncBoltRequest:
    """What was checked, not what another reader makes of the same bytes. Raises Malformed for a shape bolt cannot
    read, which it does while it looks for ids."""
    try:
        return AsyncBoltRequest(body=passed.body, mode="socket_mode")
    except Exception:  # noqa: BLE001 - whatever it stumbled over was no payload of Slack's
        raise Malformed("bolt") from None
