"""Socket Mode: what Slack sends comes through a connection of our own making, for trying without a public address.

The same listeners answer as over HTTP. Nothing is signed there: the connection itself is Slack's, opened with the
app-level token. Long idle connections are known to fall silent (bolt-python #417): production takes HTTP.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

_LOG = logging.getLogger(__name__)


@asynccontextmanager
async def connected(bolt: AsyncApp, app_token: str, base_url: str, pause: float = 10.0) -> AsyncIterator[None]:
    """Keeps a connection until the end of the block. `pause`: seconds before a first try that failed is repeated;
    slack_sdk itself comes back when a connection ends."""
    client = AsyncWebClient(base_url=base_url, logger=bolt.logger)
    handler = AsyncSocketModeHandler(bolt, app_token, logger=bolt.logger, web_client=client)
    connecting = asyncio.create_task(_connect(handler, pause))
    try:
        yield
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await handler.close_async()  # type: ignore[no-untyped-call]


async def _connect(handler: AsyncSocketModeHandler, pause: float) -> None:
    while True:
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        except Exception as error:  # noqa: BLE001 - no network, a token that is no good: said, and tried again
            _LOG.error("no socket to Slack: %s", type(error).__name__)
            await asyncio.sleep(pause)
        else:
            return
