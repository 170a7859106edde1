"""Microsoft Teams, put together: whose tenants there are, how they are reached, the way out and the way in."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from ritualbot.app.links import Links, links
from ritualbot.app.teams_settings import is_set_up
from ritualbot.chat.cards import Card, File
from ritualbot.chat.events import Event
from ritualbot.chat.forms import Form
from ritualbot.chat.replies import Reply
from ritualbot.chat.wire import load_card
from ritualbot.clock import WallClock, wall_now
from ritualbot.errors import NotSent
from ritualbot.logs import log
from ritualbot.platforms.flood import Flood
from ritualbot.platforms.teams.adapter import TeamsAdapter
from ritualbot.platforms.teams.answer import Answers
from ritualbot.platforms.teams.envelope import PLATFORM, Seen
from ritualbot.platforms.teams.gateway import TeamsGateway
from ritualbot.platforms.teams.inbound import Inbound
from ritualbot.platforms.teams.listen import Listener
from ritualbot.platforms.teams.port import Reference
from ritualbot.platforms.teams.registration import Registration
from ritualbot.platforms.teams.roster import Roster
from ritualbot.rituals.command import find, in_channel
from ritualbot.settings import Settings
from ritualbot.store import asked_form, conversation as conversations, outbox, team as teams
from ritualbot.store.conversation import Conversation
from ritualbot.store.engine import begin, reading
from ritualbot.store.retention import BLANK
from ritualbot.store.team import WorkspaceState

FRESH = 8 * 3600.0  # seconds the keys of inbound tokens are kept before they are fetched again
AGAIN = 60.0  # seconds until they are, when they could not be


def registration(settings: Settings) -> Registration:
    app_id, password = settings.teams_app_id, settings.teams_app_password
    tenant = settings.teams_tenant_id or ""
    return Registration(
        app_id=app_id.get_secret_value() if app_id else "",
        password=password.get_secret_value() if password else "",
        tenant=tenant,
        allowed_tenants=frozenset(filter(None, (settings.teams_tenants or tenant).lower().split(","))),
        origins=frozenset(settings.teams_service_urls.split(",")),
        openid_url=settings.teams_openid_url,
        login_url=f"{settings.teams_login_url.rstrip('/')}/{tenant}",
        upload_hosts=frozenset(settings.teams_upload_hosts.split(",")),
    )


# -- the house -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TeamsHouse:
    """`house.House` over the store."""

    engine: sa.Engine
    links: Links | None = None

    def admits(self, tenant: str) -> bool:
        with reading(self.engine) as session:
            found = teams.workspace(session, PLATFORM, tenant)
            return found is not None and found.state == WorkspaceState.ACTIVE

    def language(self, tenant: str, user: str) -> str:
        with reading(self.engine) as session:
            return teams.language_at(session, PLATFORM, tenant, user)

    def people(self, tenant: str) -> Mapping[str, str]:
        with reading(self.engine) as session:
            here = teams.workspace(session, PLATFORM, tenant)
            known = teams.addressed(session, here.id or 0) if here else []
            return {user: person.name for user, person in sorted(known, key=lambda each: each[1].name.casefold())}

    def keep(self, told: Seen) -> None:
        seen = _seen(told)
        with reading(self.engine) as session:
            before = conversations.of_conversation(session, PLATFORM, told.reference.tenant, seen.conversation)
            account = conversations.account_of(session, PLATFORM, told.reference.tenant, told.user)
        if before is None or not _says(before, seen):
            with begin(self.engine) as session:
                here = teams.workspace(session, PLATFORM, told.reference.tenant)
                if here is not None:
                    seen.workspace_id = here.id or 0
                    conversations.keep(session, seen)
        if told.user and told.account and account != told.account:
            self.keep_accounts(told.reference.tenant, {told.user: told.account})

    def keep_accounts(self, tenant: str, accounts: Mapping[str, str]) -> None:
        with reading(self.engine) as session:
            known = conversations.accounts_of(session, PLATFORM, tenant)
            here = teams.workspace(session, PLATFORM, tenant)
        new = {user: account for user, account in accounts.items() if account and known.get(user) != account}
        if new and here is not None:
            with begin(self.engine) as session:
                conversations.keep_accounts(session, here.id or 0, new)

    def team(self, tenant: str, conversation: str, team: str) -> tuple[str, ...]:
        if not team:
            return (conversation,)
        with reading(self.engine) as session:
            found = conversations.of_team(session, PLATFORM, tenant, team)
            return tuple(dict.fromkeys(each.conversation for each in found))

    def leave(self, tenant: str, conversations_left: tuple[str, ...]) -> None:
        with begin(self.engine) as session:
            found = (_conversation(session, tenant, each) for each in conversations_left)
            conversations.close(session, [each for each in found if each is not None])

    def reference(self, tenant: str, conversation: str) -> Reference | None:
        with reading(self.engine) as session:
            return _reference(tenant, _conversation(session, tenant, conversation))

    def name(self, tenant: str, conversation: str) -> str:
        with reading(self.engine) as session:
            found = _conversation(session, tenant, conversation)
            return found.name if found else ""

    def personal(self, tenant: str, user: str) -> Reference | None:
        with reading(self.engine) as session:
            return _reference(tenant, conversations.of_user(session, PLATFORM, tenant, user))

    def anywhere(self, tenant: str) -> Reference | None:
        with reading(self.engine) as session:
            return _reference(tenant, conversations.newest(session, PLATFORM, tenant))

    def shared(self, tenant: str) -> tuple[Reference, ...]:
        with reading(self.engine) as session:
            found = conversations.shared(session, PLATFORM, tenant)
            return tuple(filter(None, (_reference(tenant, each) for each in found)))

    def account(self, tenant: str, user: str) -> str:
        with reading(self.engine) as session:
            return conversations.account_of(session, PLATFORM, tenant, user)

    def link(self, tenant: str, file: File) -> str:
        if self.links is None:
            return ""
        with reading(self.engine) as session:
            here = teams.workspace(session, PLATFORM, tenant)
            return self.links.to(file, here.tenant_id) if here else ""

    def shown(self, tenant: str, message: str) -> Card | None:
        with reading(self.engine) as session:
            found = outbox.shown_card(session, PLATFORM, tenant, message)
            return load_card(found) if found not in ("", BLANK) else None

    def keep_form(self, tenant: str, user: str, form: Form) -> None:
        with begin(self.engine) as session:
            person_id = _person_id(session, tenant, user)
            if person_id:
                asked_form.keep(session, person_id, form, wall_now())

    def form(self, tenant: str, user: str, action: str, ref: str) -> Form | None:
        with reading(self.engine) as session:
            return asked_form.of(session, _person_id(session, tenant, user), action, ref)


def _seen(told: Seen) -> Conversation:
    there = told.reference
    return Conversation(
        workspace_id=0,
        conversation=there.conversation,
        scope=there.scope,
        service_url=there.service_url,
        bot=there.bot,
        team=told.team,
        name=told.name,
        user=told.user if told.direct else "",
    )


def _says(before: Conversation, seen: Conversation) -> bool:
    """Whether what is known says all that was seen."""
    needed = ("scope", "service_url", "bot", "user", "open")
    same = all(getattr(before, name) == getattr(seen, name) for name in needed)
    return same and all(getattr(seen, name) in ("", getattr(before, name)) for name in ("team", "name"))


def _conversation(session: Session, tenant: str, conversation: str) -> Conversation | None:
    return conversations.of_conversation(session, PLATFORM, tenant, conversation)


def _reference(tenant: str, found: Conversation | None) -> Reference | None:
    if found is None:
        return None
    channel = found.conversation if found.scope == "channel" else ""
    return Reference(found.service_url, tenant, found.conversation, found.scope, found.bot, channel)


def _person_id(session: Session, tenant: str, user: str) -> int:
    here = teams.workspace(session, PLATFORM, tenant)
    person = teams.person_at(session, here.id or 0, user) if here else None
    return (person.id if person else None) or 0


# -- put together --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TeamsParts:
    """The way out is there at once; the way in needs someone who handles what comes."""

    registration: Registration
    house: TeamsHouse
    connector: TeamsAdapter
    gateway: TeamsGateway
    platform: str = PLATFORM

    def inbound(self, handle: Callable[[Event], Reply]) -> Inbound:
        roster = Roster(self.house, self.connector, sets_up)
        listener = Listener(self.house, handle, Answers(self.house), roster, self.registration)
        return Inbound(self.registration, self.connector, listener, Flood(time.monotonic))


def sets_up(called: str) -> bool:
    """Whether what follows a mention is about the place it is typed in, its name and its people."""
    return find(*in_channel(called)).action == "setup.command"


@asynccontextmanager
async def opened(settings: Settings, engine: sa.Engine) -> AsyncIterator[TeamsParts | None]:
    """Teams' parts for a process, until the end of the block; None where it is not set up."""
    if not is_set_up(settings):
        yield None
        return
    told = registration(settings)
    house, connector = TeamsHouse(engine, links(settings, WallClock())), TeamsAdapter(told, time.monotonic)
    yield TeamsParts(told, house, connector, TeamsGateway(connector, house, told))


async def keep_keys(parts: TeamsParts) -> None:
    """The keys of inbound tokens, before the first of them comes and every few hours; without them requests are told
    to come later. A failure is no reason to end: whoever runs this sees it in the log and in `doctor`."""
    while True:
        try:
            await parts.connector.refresh_keys()
            pause = FRESH
        except NotSent:
            log.error("teams.keys_unavailable", next="ritualbot doctor --online")
            pause = AGAIN
        await asyncio.sleep(pause)
