"""Who is in a conversation, asked of the Connector before an event is handled: what cannot be told in time is left
out. Of whoever acts, their own activity says enough."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ritualbot.chat.events import ButtonPressed, Event, MessageTyped, Place, Profile
from ritualbot.errors import SendFailed
from ritualbot.platforms.shape import Malformed, parts
from ritualbot.platforms.teams.envelope import Seen, member
from ritualbot.platforms.teams.house import House
from ritualbot.platforms.teams.port import Connector, Json

SECONDS = 1.6  # of the three in which an invoke is to be answered; a message could wait longer, a person not
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Roster:
    """`sets_up` says of the words after a mention whether they are about the place they are typed in."""

    house: House
    connector: Connector
    sets_up: Callable[[str], bool]
    seconds: float = SECONDS

    async def completed(self, event: Event, told: Seen) -> Event:
        """The event with what Teams says of whoever acts, and of the place where the event is about it."""
        profiles = (told.profile,) if told.user else ()
        if not self._about_place(event):
            return replace(event, profiles=profiles, place=await self._named(event.who.workspace, event.place))
        members = await self._members(told, event.place)
        others = tuple(each for each in members if each.user != told.user)
        place = replace(
            await self._named(event.who.workspace, event.place),
            members=tuple(each.user for each in members if not each.guest),
        )
        return replace(event, profiles=(*profiles, *others), place=place)

    def _about_place(self, event: Event) -> bool:
        """Whether its people are asked about. A button that is about a channel names it by its own reference."""
        match event:
            case MessageTyped(called=called):
                return called is not None and self.sets_up(called)
            case ButtonPressed(ref=ref, place=place):
                return bool(ref) and ref == place.conversation
            case _:
                return False

    async def _named(self, tenant: str, place: Place) -> Place:
        """A channel says what it is called only now and then."""
        if place.direct or place.name or not place.conversation:
            return place
        return replace(place, name=await asyncio.to_thread(self.house.name, tenant, place.conversation))

    async def _members(self, told: Seen, place: Place) -> tuple[Profile, ...]:
        tenant, found = told.reference.tenant, list[tuple[Profile, str]]()
        there = await asyncio.to_thread(self.house.reference, tenant, place.conversation) or told.reference
        try:
            async with asyncio.timeout(self.seconds):
                async for each in self.connector.members(there):
                    found += filter(None, [member(each)])
        except (SendFailed, TimeoutError, Malformed) as error:
            _LOG.warning("a roster was not told: %s", type(error).__name__)
        accounts = {profile.user: account for profile, account in found}
        await asyncio.to_thread(self.house.keep_accounts, tenant, accounts)
        return tuple(profile for profile, _ in found)


def accounts_of(activity: Json) -> Mapping[str, str]:
    """The accounts of people an update of a conversation names."""
    found = (member(each) for each in parts(activity, "membersAdded"))
    return {profile.user: account for profile, account in filter(None, found)}
