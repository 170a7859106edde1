"""A worker as a process of its own, on the fake Slack. Its one argument is the JSON of `Options`.

It says `ready` when it has reached its database, starts at the first line it is sent, and ends at SIGTERM.
"""

import asyncio
import json
import signal
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from ritualbot import handlers, logs
from ritualbot.app.parts import build
from ritualbot.chat.cards import Card
from ritualbot.chat.text import literal
from ritualbot.clock import MovableClock
from ritualbot.delivery import HTTP_TIMEOUT
from ritualbot.handlers.context import IfUnsure, Saying, Tick
from ritualbot.platforms.slack.calls import Calls, open_session
from ritualbot.platforms.slack.gateway import SlackGateway
from ritualbot.store import outbox, schema
from ritualbot.store.engine import connect
from ritualbot.store.outbox import Outbox, Outgoing
from tests.platforms.slack.house import SmallHouse

PING, RECEIPT, REPORT = "test.ping", "test.receipt", "test.report"


@dataclass(frozen=True)
class Options:
    """Ritual time was `start` when the machine's steady clock stood at `anchor`, and runs `rate` times as fast: the
    same for every process. `owner` is told what could not be settled."""

    database_url: str
    api_url: str
    workspace: str
    token: str
    owner: str
    start: str
    anchor: float
    rate: float


def told_to(owner: str, tick: Tick, row: Outbox, reason: str) -> None:
    key = f"report:{row.dedupe_key}"
    card = Card(literal(f"{row.dedupe_key} {reason}"))
    outbox.put(tick.session, tick.now, Outgoing(row.workspace_id, REPORT, key, key, card, user=owner))


async def main(options: Options) -> None:
    def failed(tick: Tick, row: Outbox, reason: str) -> None:
        told_to(options.owner, tick, row, reason)

    handlers.OUTBOX = {
        **handlers.OUTBOX,
        PING: Saying(on_failure=failed),
        RECEIPT: Saying(on_failure=failed, if_unsure=IfUnsure.AGAIN_ONCE),
        REPORT: Saying(),
    }
    passed = timedelta(seconds=(time.monotonic() - options.anchor) * options.rate)
    clock = MovableClock(datetime.fromisoformat(options.start) + passed, rate=options.rate)
    house = SmallHouse({options.workspace: options.token})
    async with open_session() as session:
        gateway = SlackGateway(Calls(house, session, options.api_url), house)
        app = build(connect(options.database_url), {"slack": gateway}, clock=clock)
        app.delivery.call_timeout = HTTP_TIMEOUT / options.rate
        schema.require(app.engine)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.worker.stop)
        print("ready", flush=True)  # noqa: T201 - the one line whoever started it waits for
        await asyncio.to_thread(sys.stdin.readline)
        await app.worker.run()
        app.engine.dispose()


if __name__ == "__main__":
    logs.configure()
    asyncio.run(main(Options(**json.loads(sys.argv[1]))))
