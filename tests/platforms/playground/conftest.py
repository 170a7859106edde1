import asyncio
import threading
from collections.abc import Iterator

import pytest
from aiohttp import web

from ritualbot.platforms.playground.inbound import routes
from tests.platforms.playground.recording import RecordingPlay, Rules, Site


@pytest.fixture
def site() -> Iterator[Site]:
    """The playground's routes on a loopback port, over a play and rules that only record."""
    play, rules = RecordingPlay(), Rules()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    app = web.Application()
    app.add_routes(
        routes(play, rules.handle, {"Slack": lambda card, place: {"text": card.plain_text(), "direct": place.direct}})
    )
    runner = web.AppRunner(app, shutdown_timeout=0.1)

    async def begin() -> int:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port: int = runner.addresses[0][1]
        return port

    yield Site(asyncio.run_coroutine_threadsafe(begin(), loop).result(10), play, rules)
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
    asyncio.run_coroutine_threadsafe(loop.shutdown_default_executor(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()
