"""A worker as a process of its own, on a chat reached over HTTP. Its one argument is the JSON of `Options`.

It says `ready` when it has reached database and chat, and starts at the first line it is sent.
"""

import asyncio
import json
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from ritualbot import handlers, logs
from ritualbot.app.parts import App, build
from ritualbot.chat.cards import Card
from ritualbot.chat.gateway import Pace, Target
from ritualbot.chat.text import literal
from ritualbot.clock import MovableClock
from ritualbot.errors import NotSent, Throttled, Unsure
from ritualbot.handlers.context import Ringing, Tick
from ritualbot.store import outbox, schema
from ritualbot.store.engine import connect, new_ref
from ritualbot.store.outbox import Outgoing


@dataclass(frozen=True)
class Options:
    """`start` is where ritual time stands; it runs at wall speed, or straight to `until`. `threads` 0: as usual."""

    database_url: str
    chat_url: str
    name: str
    start: str
    until: str = ""
    threads: int = 0


class HttpGateway:
    """Knows the difference between what never left, what was refused, and what nobody knows the fate of."""

    pace = Pace(lane_seconds=0.0, per_minute=60_000)
    carries = False
    finds = True

    def __init__(self, url: str, worker: str) -> None:
        self._url = url
        self._worker = worker
        self._session: aiohttp.ClientSession | None = None

    def pages(self, card: Card) -> tuple[Card, ...]:
        return (card,)

    async def post(self, to: Target, card: Card, *, key: str, thread: str, content: bytes = b"") -> str:
        where = to.conversation or f"@{to.user}"
        asked = {"key": key, "conversation": where, "text": card.plain_text(), "worker": self._worker}
        ref = await self._ask("post", asked)
        assert ref
        return ref

    async def edit(self, to: Target, message: str, card: Card) -> None:
        await self._ask("edit", {"ref": message, "text": card.plain_text()})

    async def find(self, to: Target, key: str, since: datetime, *, thread: str) -> str | None:
        return await self._ask("find", {"key": key})

    async def _ask(self, verb: str, asked: dict[str, str]) -> str | None:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with self._session.post(f"{self._url}/{verb}", json=asked) as answer:
                if answer.status == 429:
                    raise Throttled(float(answer.headers["Retry-After"]))
                if answer.status != 200:
                    raise Unsure(str(answer.status))
                found: dict[str, str | None] = await answer.json()
                return found.get("ref")
        except aiohttp.ClientConnectorError as error:
            raise NotSent from error
        except aiohttp.ClientError as error:
            raise Unsure(type(error).__name__) from error

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def rung_by(worker: str, tick: Tick, ref: str) -> None:
    """Says who rang. The key is new at each ring, so that a second ring of an alarm would be a second message."""
    workspace_id, _, number = ref.partition(":")
    key = f"alarm:{number}:{new_ref()}"
    card = Card(literal(f"rung by {worker}"))
    outbox.put(tick.session, tick.now, Outgoing(int(workspace_id), "standup.line", key, key, card, f"alarm {number}"))


async def main(options: Options) -> None:
    handlers.ALARMS = {**handlers.ALARMS, "test.bell": Ringing(lambda tick, ref: rung_by(options.name, tick, ref))}
    if options.threads:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(options.threads))
    gateway = HttpGateway(options.chat_url, options.name)
    clock = MovableClock(datetime.fromisoformat(options.start), rate=0.0 if options.until else 1.0)
    app = build(connect(options.database_url), {"direct": gateway}, clock=clock, ring_batch=20, send_batch=20)
    schema.require(app.engine)
    await gateway.find(Target("W1"), "nothing yet", clock.now(), thread="")
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.worker.stop)
    print("ready", flush=True)  # noqa: T201 - the one line whoever started it waits for
    await asyncio.to_thread(sys.stdin.readline)
    await _work(app, options)
    await gateway.close()
    app.engine.dispose()


async def _work(app: App, options: Options) -> None:
    if options.until:
        await app.worker.run_until(datetime.fromisoformat(options.until))
    else:
        await app.worker.run()


if __name__ == "__main__":
    logs.configure()
    asyncio.run(main(Options(**json.loads(sys.argv[1]))))
