"""The way out to the fake Teams, as tests use it."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from ritualbot.chat.cards import Card
from ritualbot.chat.events import Profile
from ritualbot.chat.gateway import Target
from ritualbot.chat.text import Text
from ritualbot.platforms.teams.adapter import TeamsAdapter
from ritualbot.platforms.teams.envelope import CHANNEL, Seen
from ritualbot.platforms.teams.gateway import TeamsGateway
from ritualbot.platforms.teams.port import Reference
from tests.clouds.teams.client import FakeTenant
from tests.platforms.teams.door import registration
from tests.platforms.teams.house import SmallHouse

HELLO = Card(Text("hello"))


class Way:
    """The gateway of a tenant in which one channel is known."""

    def __init__(self, tenant: FakeTenant) -> None:
        self.tenant, self.house = tenant, SmallHouse({tenant.id})
        self.keep("sprint", tenant.channels["sprint"], CHANNEL)
        self.house.accounts |= {each["object_id"]: each["account"] for each in tenant.people.values()}

    def keep(self, name: str, conversation: str, scope: str, user: str = "") -> None:
        channel = conversation if scope == CHANNEL else ""
        there = Reference(self.tenant.service_url, self.tenant.id, conversation, scope, self.tenant.bot, channel)
        self.house.keep(Seen(there, user, "", Profile(user), name=name))

    def to(self, person: str = "", place: str = "") -> Target:
        known = {**self.tenant.channels, **self.tenant.groups}
        user = self.tenant.people[person]["object_id"] if person else ""
        return Target(self.tenant.id, known.get(place, place), user)

    def run(self, work: Callable[[TeamsGateway], Coroutine[Any, Any, Any]]) -> Any:
        async def begin() -> Any:
            told = registration(self.tenant)
            return await work(TeamsGateway(TeamsAdapter(told, time.monotonic), self.house, told))

        return asyncio.run(begin())

    def post(self, to: Target, card: Card = HELLO, thread: str = "", content: bytes = b"") -> str:
        return str(self.run(lambda way: way.post(to, card, key="k", thread=thread, content=content)))

    def edit(self, to: Target, message: str, card: Card) -> None:
        self.run(lambda way: way.edit(to, message, card))
