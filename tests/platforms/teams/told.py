"""The listener alone: an activity of the papers in, the events it made and its answer out."""

import asyncio
import json
from collections.abc import AsyncIterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ritualbot.app.teams_chat import sets_up
from ritualbot.chat.events import Event, Installed
from ritualbot.chat.replies import Nothing, Reply
from ritualbot.errors import NotSent
from ritualbot.platforms.shape import Json
from ritualbot.platforms.teams.answer import Answers
from ritualbot.platforms.teams.envelope import seen
from ritualbot.platforms.teams.listen import Listener
from ritualbot.platforms.teams.port import Answer, Reference
from ritualbot.platforms.teams.registration import Registration
from ritualbot.platforms.teams.roster import Roster
from tests.platforms.teams.house import SmallHouse

REGISTRATION = Registration(
    "", "", "", frozenset(), frozenset(), "", "", upload_hosts=frozenset({"http://127.0.0.1:9400"})
)
PAYLOADS = Path(__file__).with_name("payloads")
TENANT = "7a1c5e20-3b4d-4f60-8a71-0c2d4e6f8a90"
ALICE = "b0a1c2d3-e4f5-4061-8273-94a5b6c7d8e9"
BRUNO = "c1b2d3e4-f5a6-4172-9384-a5b6c7d8e9f0"
CHANNEL = "19:0a1b2c3d4e5f60718293a4b5c6d7e8f9@thread.tacv2"
GROUP = "19:f9e8d7c6b5a4039281706f5e4d3c2b1a@thread.v2"


def payload(name: str, **changed: Any) -> dict[str, Any]:
    """One of the papers' examples, with some of its keys changed."""
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    return {**deepcopy(found), **changed}


def pressed(name: str, ours: object, **inputs: str) -> dict[str, Any]:
    """An invoke or a message of a card of ours."""
    found = payload(name)
    data = {"ritualbot": ours, **inputs}
    if name.startswith("invoke_adaptive"):
        found["value"]["action"]["data"] = data
    elif name.startswith("invoke"):
        found["value"]["data"] = data
    else:
        found["value"] = data
    return found


@dataclass
class NoConnector:
    """A connector whose roster is told by the test, or not at all."""

    roster: list[Json] | None = None

    async def members(self, ref: Reference) -> AsyncIterator[Json]:
        if self.roster is None:
            raise NotSent("connection refused")
        for each in self.roster:
            yield each


@dataclass
class Ear:
    """A listener, the events it handed on, and what they were answered."""

    house: SmallHouse = field(default_factory=lambda: SmallHouse({TENANT}))
    connector: NoConnector = field(default_factory=NoConnector)
    reply: Reply = field(default_factory=Nothing)
    events: list[Event] = field(default_factory=list)

    def handle(self, event: Event) -> Reply:
        self.events.append(event)
        if isinstance(event, Installed):
            self.house.tenants.add(event.who.workspace)
            return Nothing()
        return self.reply

    def hears(self, activity: dict[str, Any]) -> Answer | None:
        roster = Roster(self.house, self.connector, sets_up)  # type: ignore[arg-type]  # only the roster is asked
        listener = Listener(self.house, self.handle, Answers(self.house), roster, REGISTRATION, seconds=20.0)

        async def run() -> Answer | None:
            answer = await listener.run(activity, seen(activity))
            await listener.settled()
            return answer

        return asyncio.run(run())
