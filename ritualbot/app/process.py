"""The processes: what each command starts, and how it ends."""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa
from aiohttp import web as http

from ritualbot import logs
from ritualbot.app import dashboard, links as file_links, outside, slack, slack_settings, teams_chat, teams_settings
from ritualbot.app.database import Say, open_database, upgrade, vault_of
from ritualbot.app.parts import App, build
from ritualbot.app.play import Playground, open_playground
from ritualbot.app.previews import PREVIEWS
from ritualbot.app.secrets import require_key
from ritualbot.app.seed import Seed, seed
from ritualbot.chat.gateway import Gateway
from ritualbot.errors import CommandRefused
from ritualbot.i18n import LANGUAGES
from ritualbot.platforms.playground.inbound import routes
from ritualbot.platforms.slack.inbound import Inbound
from ritualbot.platforms.slack.socket import connected
from ritualbot.settings import Settings
from ritualbot.store.request_link import offer
from ritualbot.store.sprint_names import permit
from ritualbot.web import application


def play(settings: Settings, port: int, language: str, database: Path | None, say: Say, fill: Seed = seed) -> None:
    """Runs the playground until it is interrupted. Raises CommandRefused next to a real platform's tokens."""
    if tokens := settings.platform_tokens():
        raise CommandRefused(
            f"the playground does not start next to real platform tokens; unset {', '.join(tokens)} and try again"
        )
    if language not in LANGUAGES:
        raise CommandRefused(f"--lang is {' or '.join(LANGUAGES)}")
    logs.configure("WARNING")
    with tempfile.TemporaryDirectory(prefix="ritualbot-") as folder:
        file = database or Path(folder) / "playground.db"
        playground = open_playground(f"sqlite:///{file.resolve()}", language, fill)
        permit(playground.app.engine, settings.nominative_export)
        asyncio.run(_play(playground, port, say))
        playground.app.engine.dispose()


async def _play(playground: Playground, port: int, say: Say) -> None:
    app = playground.app
    pages = [*outside.routes(app.engine, app.clock, app.dispatcher.handle), *dashboard.routes(app.engine, app.clock)]
    runner = http.AppRunner(
        application(app.engine, app.clock, [*routes(playground, app.dispatcher.handle, PREVIEWS), *pages]),
        access_log=None,
        shutdown_timeout=1.0,
    )
    await runner.setup()
    site = http.TCPSite(runner, "127.0.0.1", port)
    try:
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise CommandRefused(f"port {port} is taken; try: ritualbot play --port {port + 1}") from error
    here = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    offer(app.engine, here)
    say(f"The playground is open on {here} (Ctrl+C ends it)")
    await _work(app)
    await runner.cleanup()


async def _work(app: App, started: str = "", say: Say = lambda _line: None) -> None:
    """Runs the loops until SIGINT or SIGTERM: claims nothing more, finishes what is under way, returns. `started` is
    said once a signal would be heard."""
    loop = asyncio.get_running_loop()

    def nudge() -> None:
        loop.call_soon_threadsafe(app.worker.nudge)

    app.dispatcher.after_commit = nudge
    for ending in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(ending, app.worker.stop)
    if started:
        say(started)
    await app.worker.run()


def serve(settings: Settings, say: Say) -> None:
    logs.configure(settings.log_level)
    if settings.database_url.startswith("sqlite"):
        upgrade(settings, say)
    asyncio.run(_serve(_ready(settings), settings, with_worker=True, say=say))


def web(settings: Settings, say: Say) -> None:
    logs.configure(settings.log_level)
    asyncio.run(_serve(_ready(settings), settings, with_worker=False, say=say))


def worker(settings: Settings, say: Say) -> None:
    logs.configure(settings.log_level)
    asyncio.run(_run_worker(_ready(settings), settings, say))


def _ready(settings: Settings) -> sa.Engine:
    """Raises SettingsRefused, SchemaTooOld, CommandRefused when the database cannot be reached."""
    slack_settings.check(settings)
    teams_settings.check(settings)
    vault_of(settings)
    engine = open_database(settings)
    require_key(engine, settings)
    return engine


async def _run_worker(engine: sa.Engine, settings: Settings, say: Say) -> None:
    async with slack.opened(settings, engine) as parts, teams_chat.opened(settings, engine) as msteams:
        app = build(engine, _gateways(parts, msteams))
        async with _introduced(app, parts):
            await _work(app, f"worker {app.worker.name} runs", say)


def _gateways(*platforms: slack.SlackParts | teams_chat.TeamsParts | None) -> dict[str, Gateway]:
    return {parts.platform: parts.gateway for parts in platforms if parts}


@asynccontextmanager
async def _introduced(app: App, parts: slack.SlackParts | None) -> AsyncIterator[None]:
    """Meanwhile Slack is asked whose the token of the settings is."""
    if parts is None or not parts.house.single:
        yield
        return
    asking = asyncio.create_task(slack.introduce(parts.registry, parts.house, app.dispatcher.handle))
    try:
        yield
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)


async def _serve(engine: sa.Engine, settings: Settings, *, with_worker: bool, say: Say) -> None:
    async with slack.opened(settings, engine) as parts, teams_chat.opened(settings, engine) as msteams:
        app = build(engine, _gateways(parts, msteams))
        inbound = parts.inbound(app.dispatcher.handle) if parts else None
        messages = msteams.inbound(app.dispatcher.handle) if msteams else None
        routes = parts.routes(app.dispatcher, inbound) if parts and inbound else []
        routes += messages.routes() if messages else []
        routes += file_links.routes(file_links.links(settings, app.clock), engine)
        routes += outside.routes(engine, app.clock, app.dispatcher.handle)
        routes += dashboard.routes(engine, app.clock)
        async with _introduced(app, parts), _socket(parts, inbound), _keys(msteams):
            await _listen(app, settings, routes, with_worker=with_worker, say=say)
        if inbound:
            await inbound.listener.settled()
        if messages:
            await messages.listener.settled()


@asynccontextmanager
async def _keys(msteams: teams_chat.TeamsParts | None) -> AsyncIterator[None]:
    """Meanwhile the keys are fetched that sign what Teams sends, and fetched again before they are old."""
    if msteams is None or not msteams.registration.app_id:
        yield
        return
    fetching = asyncio.create_task(teams_chat.keep_keys(msteams))
    try:
        yield
    finally:
        fetching.cancel()
        await asyncio.gather(fetching, return_exceptions=True)


@asynccontextmanager
async def _socket(parts: slack.SlackParts | None, inbound: Inbound | None) -> AsyncIterator[None]:
    """Socket Mode, where an app-level token is set."""
    if parts is None or inbound is None or parts.app_token is None:
        yield
        return
    async with connected(inbound.bolt, parts.app_token, parts.settings.slack_api_url):
        yield


async def _listen(
    app: App, settings: Settings, routes: Sequence[http.AbstractRouteDef], *, with_worker: bool, say: Say
) -> None:
    runner = http.AppRunner(application(app.engine, app.clock, routes), access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    site = http.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise CommandRefused(f"port {settings.port} is taken: set PORT to another") from error
    say(f"web listens on http://{settings.host}:{settings.port}/")
    if with_worker:
        await _work(app)
    else:
        await _until_asked()
    await runner.cleanup()


async def _until_asked() -> None:
    asked = asyncio.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, asked.set)
    await asked.wait()
