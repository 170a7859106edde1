"""What any fake cloud can do instead of answering."""

import asyncio
import select
import socket
import struct
from typing import Any

from aiohttp import web


async def hang() -> None:
    """Ended when whoever asked has gone."""
    await asyncio.Event().wait()


def cut_off(request: web.Request) -> None:
    """A true reset: closed without lingering."""
    assert request.transport is not None
    wire: Any = request.transport.get_extra_info("socket")
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()


def is_gone(transport: asyncio.BaseTransport | None) -> bool:
    """Whether the caller has hung up, also where the loop has not been told yet."""
    if transport is None or transport.is_closing():
        return True
    line = select.poll()
    line.register(transport.get_extra_info("socket").fileno(), select.POLLRDHUP)
    return bool(line.poll(0))
