"""Teams' one door over HTTP, `/api/messages`."""

import logging
from dataclasses import dataclass

from aiohttp import web

from ritualbot.platforms.flood import Flood
from ritualbot.platforms.shape import Json, Malformed, word
from ritualbot.platforms.teams.answer import refusal
from ritualbot.platforms.teams.envelope import Seen, seen
from ritualbot.platforms.teams.guard import let_in
from ritualbot.platforms.teams.listen import Listener
from ritualbot.platforms.teams.port import Answer, Connector, Refused
from ritualbot.platforms.teams.registration import Registration

PATH = "/api/messages"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Inbound:
    registration: Registration
    connector: Connector
    listener: Listener
    flood: Flood

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.route("*", PATH, self.receive)]

    async def receive(self, request: web.Request) -> web.Response:
        """Refusals have an empty body: they tell nobody anything."""
        try:
            activity, authorization = await let_in(request, self.registration)
            answer = await self.connector.receive(activity, authorization, self._turn)
        except Refused as refused:
            return web.Response(status=refused.status)
        if answer is None or answer.body is None:
            return web.Response(status=answer.status if answer else 200)
        return web.json_response(answer.body, status=answer.status)

    async def _turn(self, activity: Json) -> Answer | None:
        """What is over the limit is answered, not handled."""
        try:
            found = seen(activity)
        except Malformed:
            return Answer(400)
        if self.flood.allows(found.reference.tenant, found.user):
            return await self.listener.run(activity, found)
        _LOG.warning("too many requests")
        return Answer(200, await self._slow_down(activity, found))

    async def _slow_down(self, activity: Json, found: Seen) -> Json | None:
        name = word(activity, "name") if activity.get("type") == "invoke" else ""
        return refusal(name, await self.listener.answers.said(found, "teams.flood")) if name else None
