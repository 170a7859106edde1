"""The HTTP side of a process: health, metrics, and whatever routes the platforms bring."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from ritualbot.clock import Clock
from ritualbot.errors import SchemaTooOld
from ritualbot.store import alarms, heartbeat, outbox, schema
from ritualbot.store.engine import reading

BODY_LIMIT = 256 * 1024  # bytes: nothing people send is larger


def application(engine: sa.Engine, clock: Clock, routes: Sequence[web.AbstractRouteDef] = ()) -> web.Application:
    """An aiohttp application with health, metrics and the platforms' own routes."""
    health = _Health(engine, clock)
    app = web.Application(client_max_size=BODY_LIMIT)
    app.add_routes(
        [
            web.get("/healthz", health.alive),
            web.get("/readyz", health.ready),
            web.get("/metrics", health.metrics),
            *routes,
        ]
    )
    return app


class _Health:
    """`/healthz` speaks of this process only; `/readyz` of the database, its schema and how late alarms are."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def ready(self, _request: web.Request) -> web.Response:
        found = await asyncio.to_thread(look, self._engine, self._clock.now())
        return web.json_response(found, status=200 if found["ready"] else 503)

    async def metrics(self, _request: web.Request) -> web.Response:
        found = await asyncio.to_thread(look, self._engine, self._clock.now())
        registry = CollectorRegistry()
        for name in ("alarm_lag_seconds", "outbox_waiting", "outbox_dead"):
            gauge = Gauge(f"ritualbot_{name}", name.replace("_", " "), registry=registry)
            gauge.set(float(str(found.get(name) or 0)))
        return web.Response(body=generate_latest(registry), content_type="text/plain", charset="utf-8")


def look(engine: sa.Engine, now: datetime) -> dict[str, object]:
    """`ready`, and what it rests on; never raises: a database that is away is an answer."""
    try:
        schema.require(engine)
        with reading(engine) as session:
            due = alarms.next_moment(session)
            counts = outbox.counts(session)
            beat = heartbeat.latest(session)
    except SchemaTooOld:
        return {"ready": False, "database": "up", "schema": "too old"}
    except sa.exc.SQLAlchemyError:
        return {"ready": False, "database": "down"}
    return {
        "ready": True,
        "database": "up",
        "schema": schema.current(engine),
        "alarm_lag_seconds": max((now - due).total_seconds(), 0.0) if due else 0.0,
        "outbox_waiting": counts["waiting"],
        "outbox_dead": counts["dead"],
        "last_worker_beat": beat.isoformat() if beat else None,
    }
