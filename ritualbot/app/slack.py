"""Slack, put together: whose workspaces there are, their tokens, the way out and the ways in."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
import sqlalchemy as sa
from aiohttp import web
from sqlmodel import Session, col, select

from ritualbot import handlers
from ritualbot.app.database import vault_of
from ritualbot.app.slack_settings import is_set_up
from ritualbot.chat.events import Event, Installed, Place, Profile, Who
from ritualbot.chat.replies import Reply
from ritualbot.clock import wall_now
from ritualbot.dispatch import Dispatcher
from ritualbot.errors import NotSent, SendFailed, Unreadable, WorkspaceGone
from ritualbot.handlers.context import Tick
from ritualbot.logs import log, new_event_id
from ritualbot.platforms.flood import Flood
from ritualbot.platforms.slack.answer import HOOKS, Answers
from ritualbot.platforms.slack.calls import Calls, open_session
from ritualbot.platforms.slack.gateway import SlackGateway
from ritualbot.platforms.slack.inbound import Inbound, bolt_app
from ritualbot.platforms.slack.install import MINUTES, Granted, Installing, Registry
from ritualbot.platforms.slack.listen import PLATFORM, Handle, Listener
from ritualbot.platforms.slack.lookup import Lookup
from ritualbot.platforms.slack.people import Profiles
from ritualbot.rituals.command import find
from ritualbot.settings import Settings
from ritualbot.store import install as installs, team as teams
from ritualbot.store.engine import begin, reading
from ritualbot.store.install import Install
from ritualbot.store.secrets import Vault
from ritualbot.store.team import Address, Person, Workspace

AGAIN = 60.0  # seconds until a token that could not be tried is tried again


# -- the house -----------------------------------------------------------------------------------------------------


@dataclass
class SlackHouse:
    """`port.House` over the store. `single` is the token from the settings; whose it is, Slack tells at the start."""

    engine: sa.Engine
    vault: Vault | None
    single: str = field(default="", repr=False)
    single_workspace: str = ""

    def workspace(self, enterprise: str, team: str) -> str:
        with reading(self.engine) as session:
            known = (each for each in (enterprise, team) if each and teams.workspace(session, PLATFORM, each))
            return next(known, "")

    def token(self, workspace: str) -> str:
        if self.single and workspace == self.single_workspace:
            return self.single
        with reading(self.engine) as session:
            install = installs.of_external(session, PLATFORM, workspace)
        if install is None or not install.token:
            if self.single and not self.single_workspace:
                raise NotSent("token not tried yet")
            raise WorkspaceGone("not_installed")
        try:
            if self.vault is not None:
                return self.vault.decrypt(install.token)
        except Unreadable:
            log.error("slack.token_unreadable", next="ritualbot doctor")
        raise NotSent("token unreadable")

    def known(self, workspace: str, users: Collection[str]) -> frozenset[str]:
        with reading(self.engine) as session:
            here = teams.workspace(session, PLATFORM, workspace)
            query = (
                select(Address.user)
                .join(Person, col(Person.id) == col(Address.person_id))
                .where(col(Address.workspace_id) == (here.id if here else None))
                .where(col(Address.user).in_([*users]), col(Person.active))
            )
            return frozenset(session.exec(query))

    def language(self, workspace: str, user: str) -> str:
        with reading(self.engine) as session:
            return teams.language_at(session, PLATFORM, workspace, user)

    def direct(self, workspace: str, user: str) -> str:
        with reading(self.engine) as session:
            found = _address(session, workspace, user)
            return found.conversation if found else ""

    def keep_direct(self, workspace: str, user: str, conversation: str) -> None:
        with begin(self.engine) as session:
            found = _address(session, workspace, user)
            if found is not None:
                found.conversation = conversation
                session.add(found)


def _address(session: Session, workspace: str, user: str) -> Address | None:
    query = (
        select(Address)
        .join(Workspace, col(Workspace.id) == col(Address.workspace_id))
        .where(col(Workspace.platform) == PLATFORM, col(Workspace.external_id) == workspace)
        .where(col(Address.user) == user)
    )
    return session.exec(query).first()


# -- installing ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SlackDesk:
    """`install.Desk` over the store: states by wall time, installations by the dispatcher's."""

    dispatcher: Dispatcher
    vault: Vault
    listed: frozenset[str]

    def begin(self, hashed: str, browser: str) -> bool:
        now = wall_now()
        ends = now + timedelta(minutes=MINUTES)
        return self.dispatcher.chore(lambda session, _now: installs.begin(session, hashed, browser, now, ends))

    def take(self, hashed: str, browser: str) -> bool:
        return self.dispatcher.chore(lambda session, _now: installs.take(session, hashed, browser, wall_now()))

    def admits(self, granted: Granted) -> bool:
        return bool(self.listed & {granted.workspace, granted.enterprise, granted.team} - {""})

    def install(self, granted: Granted, installer: Profile | None) -> None:
        """The token first: what waits for a workspace that is back goes out with it."""
        event = installed(granted, installer)

        def keep(session: Session, now: datetime) -> None:
            place = handlers.FOUND(Tick(session, now), event)
            installs.keep(
                session,
                Install(
                    workspace_id=place.id or 0,
                    token=self.vault.encrypt(granted.token),
                    bot_user=granted.bot_user,
                    app_id=granted.app_id,
                    scopes=granted.scopes,
                    enterprise=granted.enterprise,
                    team=granted.team,
                    org_wide=granted.org_wide,
                    installed_at=now,
                ),
            )

        self.dispatcher.chore(keep)
        self.dispatcher.handle(event)


def installed(granted: Granted, told: Profile | None) -> Installed:
    """Whoever installs becomes known if Slack tells of them; their language is the one the workspace starts with."""
    who = Who(PLATFORM, granted.workspace, granted.installer or granted.bot_user)
    people = (told,) if told and granted.installer else ()
    language = told.language if told else ""
    return Installed(f"install:{new_event_id()}", who, Place(""), granted.name, language, profiles=people)


async def introduce(registry: Registry, house: SlackHouse, handle: Handle, pause: float = AGAIN) -> None:
    """Finds out whose the token of the settings is, and says that the app is there; tries until Slack answers.

    A token that is no good is no reason to end: whoever runs this sees it in the log and in `doctor`.
    """
    while True:
        try:
            granted = await registry.identity(house.single)
            told = await registry.profile(granted, granted.bot_user)
        except SendFailed as error:
            log.error("slack.token_refused", error=type(error).__name__, next="ritualbot doctor --online")
            await asyncio.sleep(pause)
            continue
        house.single_workspace = granted.workspace
        await asyncio.to_thread(handle, installed(granted, told))
        return


# -- put together --------------------------------------------------------------------------------------------------


@dataclass
class SlackParts:
    """The way out is there at once; the ways in need someone who handles what comes."""

    settings: Settings
    house: SlackHouse
    session: aiohttp.ClientSession
    calls: Calls
    gateway: SlackGateway
    registry: Registry
    platform: str = PLATFORM

    @property
    def app_token(self) -> str | None:
        """For Socket Mode."""
        token = self.settings.slack_app_token
        return token.get_secret_value() if token else None

    @property
    def hooks(self) -> str:
        """Where response addresses are: beside a Web API that is not Slack's own."""
        own = self.settings.slack_api_url
        return HOOKS if own.startswith("https://slack.com/") else own.removesuffix("api/")

    def inbound(self, handle: Callable[[Event], Reply]) -> Inbound:
        lookup = Lookup(self.house, Profiles(self.calls), sets_up)
        answers = Answers(self.house, self.calls, self.session, self.hooks)
        listener = Listener(self.house, handle, answers, lookup)
        secret = self.settings.slack_signing_secret
        return Inbound(
            listener,
            bolt_app(listener),
            Flood(time.monotonic),
            secret.get_secret_value() if secret else "",
            lambda: wall_now().timestamp(),
        )

    def routes(self, dispatcher: Dispatcher, inbound: Inbound) -> list[web.AbstractRouteDef]:
        found = inbound.routes() if self.settings.slack_signing_secret else []
        if self.settings.slack_client_id:
            found += self._installing(dispatcher).routes()
        return found

    def _installing(self, dispatcher: Dispatcher) -> Installing:
        settings, vault = self.settings, self.house.vault
        assert vault and settings.slack_client_id and settings.slack_client_secret and settings.public_url
        return Installing(
            SlackDesk(dispatcher, vault, frozenset(settings.slack_workspaces.split(","))),
            self.registry,
            settings.slack_client_id,
            settings.slack_client_secret.get_secret_value(),
            settings.public_url,
            asyncio.to_thread,
        )


def sets_up(command: str, text: str) -> bool:
    """Whether a command is about the place it is typed in, its name and its people."""
    return find(command, text).action == "setup.command"


@asynccontextmanager
async def opened(settings: Settings, engine: sa.Engine) -> AsyncIterator[SlackParts | None]:
    """Slack's parts for a process, until the end of the block; None where it is not set up."""
    if not is_set_up(settings):
        yield None
        return
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    house = SlackHouse(engine, vault_of(settings), token)
    async with open_session() as session:
        calls = Calls(house, session, settings.slack_api_url)
        registry = Registry(session, settings.slack_api_url)
        yield SlackParts(settings, house, session, calls, SlackGateway(calls, house), registry)
