"""The processes: what each command starts, and how it ends."""

import asyncio
import json
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa
from aiohttp import web as http
from sqlmodel import Session

from ritualbot import logs
from ritualbot.app import App, build, slack
from ritualbot.app.database import answering, open_database
from ritualbot.app.play import Playground, open_playground
from ritualbot.app.secrets import require_key, vault_of
from ritualbot.app.seed import Seed, new_playground, seed
from ritualbot.chat.gateway import Gateway
from ritualbot.clock import WallClock, wall_now
from ritualbot.errors import CommandRefused, FieldsRefused, RuleBroken
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.playground.inbound import Previews, routes
from ritualbot.platforms.slack.inbound import Inbound
from ritualbot.platforms.slack.render import message as slack_message
from ritualbot.platforms.slack.socket import connected
from ritualbot.rituals.inputs import name_key
from ritualbot.rituals.team import read_team_file, write_team_file
from ritualbot.settings import Settings
from ritualbot.store import audit, play as play_store, schema, setup_code, team as teams, team_setup
from ritualbot.store.audit import Action
from ritualbot.store.engine import begin, connect, reading
from ritualbot.store.team import Workspace
from ritualbot.web import application

Say = Callable[[str], None]
PREVIEWS: Previews = {"Slack": slack_message}  # what the playground can show of each message


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
        asyncio.run(_play(playground, port, say))
        playground.app.engine.dispose()


async def _play(playground: Playground, port: int, say: Say) -> None:
    app = playground.app
    runner = http.AppRunner(
        application(app.engine, app.clock, routes(playground, app.dispatcher.handle, PREVIEWS)),
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
    say(f"The playground is open on http://127.0.0.1:{runner.addresses[0][1]}/ (Ctrl+C ends it)")
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
    slack.check(settings)
    vault_of(settings)
    engine = open_database(settings)
    require_key(engine, settings)
    return engine


async def _run_worker(engine: sa.Engine, settings: Settings, say: Say) -> None:
    async with slack.opened(settings, engine) as parts:
        app = build(engine, _gateways(parts))
        async with _introduced(app, parts):
            await _work(app, f"worker {app.worker.name} runs", say)


def _gateways(parts: slack.SlackParts | None) -> dict[str, Gateway]:
    return {parts.platform: parts.gateway} if parts else {}


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
    async with slack.opened(settings, engine) as parts:
        app = build(engine, _gateways(parts))
        inbound = parts.inbound(app.dispatcher.handle) if parts else None
        routes = parts.routes(app.dispatcher, inbound) if parts and inbound else []
        async with _introduced(app, parts), _socket(parts, inbound):
            await _listen(app, settings, routes, with_worker=with_worker, say=say)
        if inbound:
            await inbound.listener.settled()


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


# -- database ------------------------------------------------------------------------------------------------------


def upgrade(settings: Settings, say: Say) -> None:
    """Brings the schema up to date; an existing SQLite file is copied beside itself before it changes."""
    engine = connect(settings.database_url)
    with answering():
        before = schema.current(engine)
    if before == schema.head():
        say(f"the schema is up to date ({before})")
        return
    if before is not None and not schema.knows(before):
        raise CommandRefused(
            f"the schema is at {before}, newer than this release ({schema.head()}): nothing to upgrade"
        )
    file = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and before is not None and file.is_file():
        copy = file.with_name(f"{file.name}.{before}.{wall_now():%Y%m%dT%H%M%S}")
        shutil.copy2(file, copy)
        say(f"copied to {copy}")
    schema.upgrade(engine)
    say(f"the schema went from {before or 'nothing'} to {schema.head()}")


def check(settings: Settings, say: Say) -> None:
    """Raises SchemaTooOld, or CommandRefused when an audit chain is broken."""
    engine = open_database(settings)
    with reading(engine) as session:
        _whole_chains(session)
    say("schema and audit chains are whole")


def _whole_chains(session: Session) -> list[int]:
    """The tenants, each with its audit chain verified. Raises CommandRefused."""
    tenants = sorted({workspace.tenant_id for workspace in teams.workspaces(session)})
    for tenant in tenants:
        broken = audit.broken_at(session, tenant)
        if broken is not None:
            raise CommandRefused(f"the audit chain of tenant {tenant} breaks at row {broken}")
    return tenants


def export_audit(settings: Settings, out: Path | None, say: Say) -> None:
    """Every audit row as a line of JSON. Raises SchemaTooOld, or CommandRefused: nothing of a broken chain is given
    out as evidence, and a file that cannot be written is named."""
    engine = open_database(settings)
    with reading(engine) as session:
        rows = [row for tenant in _whole_chains(session) for row in audit.chain(session, tenant)]
    lines = [
        json.dumps(row.model_dump(mode="json", exclude={"id"}), ensure_ascii=False, sort_keys=True) for row in rows
    ]
    if out is None:
        for line in lines:
            say(line)
        return
    try:
        out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise CommandRefused(f"{out} cannot be written: {error.strerror}") from error
    say(f"{len(lines)} rows written to {out}")


# -- teams ---------------------------------------------------------------------------------------------------------


def apply_team(settings: Settings, file: Path, workspace: str, say: Say) -> None:
    engine = open_database(settings)
    try:
        spec, warnings = read_team_file(_text(file))
        with begin(engine) as session:
            now = WallClock().now()
            if workspace == "playground" and teams.workspace(session, "playground", "playground") is None:
                new_playground(session, now, spec.language)
            place = _workspace(session, workspace)
            applied = team_setup.apply(session, place, spec, now, actor="command line")
    except (RuleBroken, FieldsRefused) as broken:
        raise CommandRefused(_problems(broken)) from broken
    for warning in warnings:
        say(f"warning: {_worded(warning)}")
    say(
        f"{applied.team.name}: {applied.changes} changes"
        if applied.changes
        else f"{applied.team.name}: nothing to change"
    )


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CommandRefused(f"{file.name} is not UTF-8 text: save it as UTF-8 and try again") from error


def show_team(settings: Settings, name: str, workspace: str, say: Say) -> None:
    engine = open_database(settings)
    with reading(engine) as session:
        place = _workspace(session, workspace)
        found = teams.team_by_name_key(session, place.tenant_id, name_key(name))
        if found is None:
            raise CommandRefused(f"no team {name!r} in {workspace}")
        say(write_team_file(team_setup.spec_of(session, found)))


def invite(settings: Settings, workspace: str, say: Say) -> None:
    """Prints a code that lets one person set up one team: only its hash is kept."""
    engine = open_database(settings)
    with begin(engine) as session:
        place = _workspace(session, workspace)
        now = (play_store.stood_at(session) if place.platform == "playground" else None) or WallClock().now()
        code = setup_code.issue(session, place.id or 0, now)
        audit.record(
            session, place.tenant_id, now, actor="command line", action=Action.SETUP_CODE_ISSUED, object=workspace
        )
    say(f"/ritual setup {code}")
    say(f"typed in a channel of {workspace} by whoever is to be scrum master: once, within 72 hours")


def _workspace(session: Session, named: str) -> Workspace:
    """`platform`, when it has one workspace, or `platform:id`. Raises CommandRefused."""
    platform, _, external = named.partition(":")
    found = [
        each for each in teams.workspaces(session) if each.platform == platform and external in ("", each.external_id)
    ]
    if len(found) != 1:
        known = ", ".join(f"{each.platform}:{each.external_id}" for each in teams.workspaces(session)) or "none yet"
        raise CommandRefused(f"--workspace {named}: {len(found)} found; known: {known}")
    return found[0]


def _worded(broken: RuleBroken) -> str:
    return Words("en").say(broken.key, **broken.params)


def _problems(broken: RuleBroken | FieldsRefused) -> str:
    each = broken.broken if isinstance(broken, FieldsRefused) else [broken]
    return "; ".join(f"{one.field}: {_worded(one)}" if one.field else _worded(one) for one in each)
