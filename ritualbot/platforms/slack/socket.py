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


@asynccontextmanager
async def connected(bolt: AsyncApp, app_token: str, base_url: str) -> AsyncIterator[None]:
    """Keeps a connection until the end of the block; slack_sdk tries every ten seconds until there is one, and comes
    back when it ends."""
    quiet = _quiet_logger()
    client = AsyncWebClient(base_url=base_url, logger=quiet)
    handler = AsyncSocketModeHandler(bolt, app_token, logger=quiet, web_client=client)
    connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await handler.close_async()  # type: ignore[no-untyped-call]


def _quiet_logger() -> logging.Logger:
    """slack_sdk writes tokens' answers and payloads into its log."""
    quiet = logging.getLogger("ritualbot.slack.socket")
    quiet.setLevel(logging.ERROR)
    if not quiet.filters:
        quiet.addFilter(_without_words)
    return quiet


def _without_words(record: logging.LogRecord) -> bool:
    record.msg = "no socket to Slack for now: check SLACK_APP_TOKEN and the network"
    record.args, record.exc_info, record.exc_text = (), None, None
    return True
