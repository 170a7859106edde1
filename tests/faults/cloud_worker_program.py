"""A worker as a process of its own, on a fake cloud. Its one argument is the JSON of `Options`.

It says `ready` when it has reached its database, starts at the first line it is sent, and ends at SIGTERM.
"""

import asyncio
import json
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from ritualbot import handlers, logs
from ritualbot.app.parts import build
from ritualbot.app.teams_chat import TeamsHouse
from ritualbot.chat.cards import Card
from ritualbot.chat.gateway import Gateway
from ritualbot.chat.text import literal
from ritualbot.clock import MovableClock
from ritualbot.delivery import HTTP_TIMEOUT
from ritualbot.handlers.context import IfUnsure, Saying, Tick
from ritualbot.platforms.slack.calls import Calls, open_session
from ritualbot.platforms.slack.gateway import SlackGateway
from ritualbot.platforms.teams.adapter import TeamsAdapter
from ritualbot.platforms.teams.gateway import TeamsGateway
from ritualbot.platforms.teams.registration import Registration
from ritualbot.store import outbox, schema
from ritualbot.store.engine import connect
from ritualbot.store.outbox import Outbox, Outgoing
from tests.platforms.slack.house import SmallHouse

PING, RECEIPT, REPORT = "test.ping", "test.receipt", "test.report"


@dataclass(frozen=True)
class Options:
    """Ritual time was `start` when the machine's steady clock stood at `anchor`, and runs `rate` times as fast: the
    same for every process. `owner` is told what could not be settled. `cloud` says where the platform is and who we
    are there: `slack` or `teams`."""

    database_url: str
    platform: str
    cloud: Mapping[str, str]
    owner: str
    start: str
    anchor: float
    rate: float

    @property
    def call_timeout(self) -> float:
        """Seconds of the wall: three times what ritual time says, so that a busy machine is not taken for a cloud that
        hangs. The lease outlives it all the same, the settle time and a margin: 30 + 15 of its 60 seconds."""
        return 3 * HTTP_TIMEOUT / self.rate


@asynccontextmanager
async def slack(options: Options, _engine: sa.Engine) -> AsyncIterator[Gateway]:
    house = SmallHouse({options.cloud["workspace"]: options.cloud["token"]})
    async with open_session() as session:
        yield SlackGateway(Calls(house, session, options.cloud["api_url"]), house)


@asynccontextmanager
async def teams(options: Options, engine: sa.Engine) -> AsyncIterator[Gateway]:
    cloud = options.cloud
    told = Registration(
        app_id=cloud["app_id"],
        password=cloud["password"],
        tenant=cloud["tenant"],
        allowed_tenants=frozenset({cloud["tenant"]}),
        origins=frozenset({cloud["origin"]}),
        openid_url=cloud["openid_url"],
        login_url=cloud["login_url"],
    )
    # The call gives up before delivery does: the cloud then knows which of its answers nobody heard.
    adapter = TeamsAdapter(told, time.monotonic, 0.8 * options.call_timeout)
    yield TeamsGateway(adapter, TeamsHouse(engine), told)


PLATFORMS = {"slack": slack, "teams": teams}


def told_to(owner: str, tick: Tick, row: Outbox, reason: str) -> None:
    key = f"report:{row.dedupe_key}"
    card = Card(literal(f"{key} {reason}"))
    outbox.put(tick.session, tick.now, Outgoing(row.workspace_id, REPORT, key, key, card, user=owner))


async def main(options: Options) -> None:
    def failed(tick: Tick, row: Outbox, reason: str) -> None:
        told_to(options.owner, tick, row, reason)

    handlers.OUTBOX = {
        **handlers.OUTBOX,
        PING: Saying(on_failure=failed),
        RECEIPT: Saying(on_failure=failed, if_unsure=IfUnsure.AGAIN_ONCE),
        REPORT: Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    }
    passed = timedelta(seconds=(time.monotonic() - options.anchor) * options.rate)
    clock = MovableClock(datetime.fromisoformat(options.start) + passed, rate=options.rate)
    engine = connect(options.database_url)
    async with PLATFORMS[options.platform](options, engine) as gateway:
        app = build(engine, {options.platform: gateway}, clock=clock)
        app.delivery.call_timeout = options.call_timeout
        schema.require(engine)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.worker.stop)
        print("ready", flush=True)  # noqa: T201 - the one line whoever started it waits for
        await asyncio.to_thread(sys.stdin.readline)
        await app.worker.run()
        engine.dispose()


if __name__ == "__main__":
    logs.configure()
    asyncio.run(main(Options(**json.loads(sys.argv[1]))))
