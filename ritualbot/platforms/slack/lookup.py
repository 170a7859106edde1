"""Who and where an event is about, asked of Slack before it is handled: what cannot be told in time is left out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ritualbot.chat.events import (
    ButtonPressed,
    CommandTyped,
    Event,
    FormSubmitted,
    HomeOpened,
    MessageEdited,
    MessageTyped,
    Place,
    PlaceChanged,
    PlaceState,
    Profile,
)
from ritualbot.errors import SendFailed
from ritualbot.platforms.slack.people import Profiles, team_of
from ritualbot.platforms.slack.port import House

SECONDS = 1.8  # of the three in which Slack wants an answer
_LOG = logging.getLogger(__name__)
_BY_PEOPLE = (CommandTyped, MessageTyped, MessageEdited, ButtonPressed, FormSubmitted, HomeOpened)

T = TypeVar("T")


@dataclass(frozen=True)
class Lookup:
    """`sets_up` says of a command and its text whether it is about the place it is typed in, its name and people."""

    house: House
    profiles: Profiles
    sets_up: Callable[[str, str], bool]
    seconds: float = SECONDS

    async def names(self, workspace: str, users: Sequence[str]) -> dict[str, str]:
        """What the people a text mentions are called."""
        found = await self.profiles.of(workspace, users) if users else ()
        return {each.user: each.name for each in found if each.name}

    async def completed(self, event: Event, picked: Sequence[str]) -> Event:
        """The event with the profiles of whoever it names and nobody here knows, and with what is told of its place.

        Whoever sets up is looked at anew: they may have become an admin, or be none any more.
        """
        until = asyncio.get_running_loop().time() + self.seconds
        if isinstance(event, PlaceChanged) and event.state is PlaceState.OPEN:
            return await self._opened(event, until)
        if not isinstance(event, _BY_PEOPLE):
            return event
        workspace, actor = event.who.workspace, event.who.user
        if not self._about_place(event):
            return replace(event, profiles=await self._told(workspace, (actor, *picked), ()))
        named, place = await asyncio.gather(
            self._told(workspace, (actor, *picked), (actor,)), self._place(event, until)
        )
        further = [user for user in place.members if user not in {each.user for each in named}]
        others = await self._in_time(self._told(workspace, further, ()), (), until)
        profiles = (*named, *others)
        return replace(event, profiles=profiles, place=team_of(place, profiles))

    async def _opened(self, event: PlaceChanged, until: float) -> PlaceChanged:
        """A channel that is open again may be shared with another organisation: of that its event says nothing."""
        asked = self.profiles.is_shared(event.who.workspace, event.place.conversation)
        return replace(event, state=PlaceState.SHARED) if await self._in_time(asked, False, until) else event

    def _about_place(self, event: Event) -> bool:
        """A form that is about a channel names it by its own reference; so does the button that opens it."""
        match event:
            case CommandTyped(command=command, text=text, place=place):
                return not place.direct and self.sets_up(command, text)
            case ButtonPressed(ref=ref, place=place) | FormSubmitted(ref=ref, place=place):
                return bool(ref) and ref == place.conversation
            case _:
                return False

    async def _place(self, event: Event, until: float) -> Place:
        """The name does not wait for the members of a large channel, and a form that is sent has its people already."""
        workspace, channel = event.who.workspace, event.place.conversation
        name = self._in_time(self.profiles.name(workspace, channel), "", until)
        if isinstance(event, FormSubmitted):
            return replace(event.place, name=await name or event.place.name)
        members = self._in_time(self.profiles.members(workspace, channel), (), until)
        found, there = await asyncio.gather(name, members)
        return replace(event.place, name=found or event.place.name, members=there)

    async def _told(self, workspace: str, users: Sequence[str], always: Collection[str]) -> tuple[Profile, ...]:
        """The profiles of those nobody here knows, and of some in any case."""
        named = tuple(dict.fromkeys(each for each in users if each))
        known = await asyncio.to_thread(self.house.known, workspace, named) if named else frozenset()
        asked = [each for each in named if each not in known or each in always]
        return await self.profiles.of(workspace, asked) if asked else ()

    async def _in_time(self, asking: Awaitable[T], otherwise: T, until: float) -> T:
        try:
            async with asyncio.timeout_at(until):
                return await asking
        except (SendFailed, TimeoutError) as error:
            _LOG.warning("a look-up failed: %s", type(error).__name__)
            return otherwise
