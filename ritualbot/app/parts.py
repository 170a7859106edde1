"""One process's parts, put together."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass

import sqlalchemy as sa

from ritualbot.chat.gateway import Gateway
from ritualbot.clock import Clock, WallClock
from ritualbot.delivery import BATCH as SEND_BATCH, Delivery
from ritualbot.dispatch import BATCH as RING_BATCH, Dispatcher
from ritualbot.worker import Worker


@dataclass
class App:
    """One process's parts, sharing a database with any number of others."""

    engine: sa.Engine
    clock: Clock
    dispatcher: Dispatcher
    delivery: Delivery
    worker: Worker


def build(
    engine: sa.Engine,
    gateways: Mapping[str, Gateway],
    *,
    clock: Clock | None = None,
    ring_batch: int = RING_BATCH,
    send_batch: int = SEND_BATCH,
    lock: AbstractAsyncContextManager[object] | None = None,
) -> App:
    """`gateways` by platform; `lock` makes ringing, sending and pushing the clock take turns."""
    clock = clock or WallClock()
    dispatcher = Dispatcher(engine, clock, ring_batch)
    delivery = Delivery(engine, clock, gateways, send_batch)
    worker = Worker(dispatcher, delivery, lock=lock or nullcontext())
    return App(engine, clock, dispatcher, delivery, worker)
