"""Delivery's way to Teams. A message's reference is `conversation|activity`, the conversation without its thread.

The Connector answers no look-up: what became of an uncertain message, nobody can tell.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from ritualbot.chat.cards import Actions, Card, File, Link
from ritualbot.chat.events import Profile
from ritualbot.chat.gateway import Pace, Target
from ritualbot.errors import CannotTell, NotSent, SendFailed, Throttled, Undeliverable, Unsure, WorkspaceGone
from ritualbot.i18n import Words
from ritualbot.platforms.shape import Json, Malformed
from ritualbot.platforms.teams import files, render
from ritualbot.platforms.teams.actions import Scope
from ritualbot.platforms.teams.envelope import CHANNEL, GROUP, PERSONAL, THREAD, Seen, about, member
from ritualbot.platforms.teams.house import House
from ritualbot.platforms.teams.port import Connector, Reference
from ritualbot.platforms.teams.registration import Registration

NO_ACCOUNT = "no_account"  # nobody we were ever told the account of: they are nowhere the bot is
T = TypeVar("T")
NO_REFERENCE = "no_reference"  # a tenant that never sent anything: nobody knows where its Connector is


class TeamsGateway:
    """Posts and edits messages; opens direct conversations."""

    # TEAMS.md 7: seven a second and thread, 50 a second and tenant, both of which may change: far below both.
    pace = Pace(lane_seconds=1.0, per_minute=1500)
    carries = True
    finds = False

    def __init__(self, connector: Connector, house: House, registration: Registration) -> None:
        self._connector = connector
        self._house = house
        self._registration = registration

    def pages(self, card: Card) -> tuple[Card, ...]:
        return render.pages(card)

    async def post(self, to: Target, card: Card, *, key: str, thread: str, content: bytes = b"") -> str:
        """In a channel what answers no message begins a thread. Elsewhere there are no threads."""
        there = await self._where(to)
        if card.file is not None and there.scope == PERSONAL:
            sent = await self._send(there, await self._filed(card, card.file, content), thread)
        else:
            sent = await self._shown(to, card, there, lambda activity: self._send(there, activity, thread))
        return f"{there.conversation}|{sent}"

    async def _send(self, there: Reference, activity: Json, thread: str) -> str:
        if there.scope != CHANNEL:
            return await self._connector.send(there, activity)
        if thread:
            under = replace(there, conversation=f"{there.channel}{THREAD}{_parts(thread)[1]}")
            return await self._connector.send(under, activity)
        return await self._connector.new_thread(there, activity)

    async def _shown(self, to: Target, card: Card, there: Reference, show: Callable[[Json], Awaitable[T]]) -> T:
        """With its pictures; where that is refused, perhaps for its size, with the words that stand for them."""
        shown = render.bearable(card)
        try:
            return await show(await asyncio.to_thread(self._drawn, to, shown, there))
        except Undeliverable as refused:
            if isinstance(refused, WorkspaceGone) or not any(chart.picture for chart in shown.charts):
                raise
        return await show(await asyncio.to_thread(self._drawn, to, card.pictured({}), there))

    async def edit(self, to: Target, message: str, card: Card) -> None:
        conversation, activity_id = _parts(message)
        there = await self._where(replace(to, conversation=conversation))
        await self._shown(to, card, there, lambda activity: self._connector.update(there, activity_id, activity))

    async def find(self, to: Target, key: str, since: datetime, *, thread: str) -> str | None:
        raise CannotTell

    async def _filed(self, card: Card, file: File, content: bytes) -> Json:
        """A file is offered first, and put where its reader wants it once they have said so."""
        if not file.upload:
            return files.offer(card, file, len(content))
        upload = files.upload_of(file)
        await files.put(upload, content, self._registration)
        return files.information(upload)

    def _drawn(self, to: Target, card: Card, there: Reference) -> Json:
        """A form in a message is kept as it is asked: of it only the answers come back."""
        people: Mapping[str, str] = {}
        if card.form is not None and not card.form.veiled:
            self._house.keep_form(to.workspace, to.user, card.form)
            people = self._house.people(to.workspace)
        scope = Scope.PERSONAL if there.scope == PERSONAL else Scope.SHARED
        words = Words(self._house.language(to.workspace, to.user))
        return render.message(self._linked(to.workspace, card), scope, words, people)

    def _linked(self, tenant: str, card: Card) -> Card:
        """Where several read there are no files, but links to ours, as long as people reach us; without, a button
        brings the file to whoever presses it."""
        link = self._house.link(tenant, card.file) if card.file else ""
        if card.file is None or not link:
            return card
        label = Words(card.file.language).say("file.open", name=card.file.name)
        said = card.without_file()
        return replace(said, blocks=(*said.blocks, Actions((Link(link, label),))))

    # -- where ---

    async def _where(self, to: Target) -> Reference:
        if to.conversation:
            return await asyncio.to_thread(self._place, to)
        known = await asyncio.to_thread(self._house.personal, to.workspace, to.user)
        return known or await self._open(to)

    def _place(self, to: Target) -> Reference:
        """A channel named in a team's file need never have been heard of: it is reached like any other there."""
        known = self._house.reference(to.workspace, to.conversation)
        if known is not None:
            return known
        other = self._other(to)
        scope = CHANNEL if about(to.conversation) and to.conversation.endswith("@thread.tacv2") else GROUP
        channel = to.conversation if scope == CHANNEL else ""
        return replace(other, conversation=to.conversation, scope=scope, channel=channel)

    def _other(self, to: Target) -> Reference:
        found = self._house.anywhere(to.workspace)
        if found is None:
            raise Undeliverable(NO_REFERENCE)
        return found

    async def _open(self, to: Target) -> Reference:
        """Opening a conversation again changes nothing, and nothing is said by it: whatever fails was not sent."""
        other = await asyncio.to_thread(self._other, to)
        account = await self._account(to)
        try:
            opened = await self._connector.open_personal(other.service_url, to.workspace, account, other.bot)
        except Unsure as error:
            raise NotSent from error
        there = Reference(other.service_url, to.workspace, opened, PERSONAL, other.bot)
        await asyncio.to_thread(self._house.keep, Seen(there, to.user, account, Profile(to.user)))
        return there

    async def _account(self, to: Target) -> str:
        """Whoever is known by their object id alone, as a team's file names them, is looked for where the bot is."""
        known = await asyncio.to_thread(self._house.account, to.workspace, to.user)
        if known:
            return known
        for place in await asyncio.to_thread(self._house.shared, to.workspace):
            found = {profile.user: account for profile, account in await members(self._connector, place)}
            await asyncio.to_thread(self._house.keep_accounts, to.workspace, found)
            if found.get(to.user):
                return found[to.user]
        raise Undeliverable(NO_ACCOUNT)


async def members(connector: Connector, place: Reference) -> list[tuple[Profile, str]]:
    """The people of a conversation and their accounts; nobody where the bot is in it no more. Raises Throttled, and
    NotSent for whatever else went wrong: nothing is posted by asking."""
    try:
        return [found async for each in connector.members(place) if (found := member(each))]
    except (Throttled, NotSent):
        raise
    except (Unsure, Malformed) as error:
        raise NotSent("roster") from error
    except SendFailed:
        return []


def _parts(message: str) -> tuple[str, str]:
    conversation, _, activity_id = message.rpartition("|")
    return conversation, activity_id
