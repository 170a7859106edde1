"""Slack's end of Socket Mode (SLACK.md 1.5): says hello, sends envelopes one by one, and wants each acknowledged by
its id; asks for a new connection as Slack does when it moves one."""

import asyncio
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]


@dataclass
class SocketServer:
    """`sent` and `acked` hold envelope ids; whatever else comes over the line is in `strays`."""

    connections: int = 0
    sent: list[str] = field(default_factory=list)
    acked: list[str] = field(default_factory=list)
    strays: list[Any] = field(default_factory=list)
    _line: web.WebSocketResponse | None = None
    _answers: dict[str, "asyncio.Future[Json]"] = field(default_factory=dict)
    _there: asyncio.Condition = field(default_factory=asyncio.Condition)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        await line.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0RITUALBOT"}})
        async with self._there:
            self._line, self.connections = line, self.connections + 1
            self._there.notify_all()
        async for message in line:
            if message.type is WSMsgType.TEXT:
                self._take(message.json())
        return line

    def _take(self, answer: Json) -> None:
        envelope = answer.get("envelope_id", "")
        if envelope not in self.sent or envelope in self.acked:
            self.strays.append(answer)
            return
        self.acked.append(envelope)
        self._answers[envelope].set_result(answer.get("payload") or {})

    async def send(self, kind: str, payload: Json, retry: int = 0) -> Json:
        """The payload of the acknowledgement. `retry`: how often this was sent before."""
        line = self._line
        assert line is not None
        envelope = f"e{next(self._numbers)}"
        self.sent.append(envelope)
        self._answers[envelope] = asyncio.get_running_loop().create_future()
        more = {"retry_attempt": retry, "retry_reason": "timeout"} if kind == "events_api" else {}
        answers = kind != "events_api"
        await line.send_json(
            {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": answers, **more}
        )
        return await self._answers[envelope]

    async def connected(self, times: int) -> None:
        """Until so many connections were made in all."""
        async with self._there:
            await self._there.wait_for(lambda: self.connections >= times)

    async def moves(self) -> None:
        """Asks the other side to connect anew, and waits until it has."""
        assert self._line is not None
        before = self.connections
        await self._line.send_json({"type": "disconnect", "reason": "refresh_requested"})
        await self.connected(before + 1)
