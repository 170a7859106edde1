"""What is typed in open forms: told character by character, kept once it stands still for a moment."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from ritualbot.chat.events import FormSubmitted, FormTyped, Who

PAUSE_SECONDS = 0.4
_Key: TypeAlias = tuple[Who, str, str]


@dataclass
class Drafts:
    """Of one form of one person only the last is handled, and never after the form was sent."""

    handle: Callable[[FormTyped], object]
    pause: float = PAUSE_SECONDS
    _latest: dict[_Key, FormTyped] = field(default_factory=dict)
    _writing: dict[_Key, "asyncio.Task[None]"] = field(default_factory=dict)

    def keep(self, event: FormTyped) -> None:
        key = (event.who, event.action, event.ref)
        self._latest[key] = event
        if key not in self._writing:
            self._writing[key] = asyncio.create_task(self._write(key))

    async def drop(self, event: FormSubmitted) -> None:
        """What was typed before a form was sent is in what was sent: a draft being written comes first."""
        key = (event.who, event.action, event.ref)
        waits = self._latest.pop(key, None)
        if waits is None and key in self._writing:
            await asyncio.shield(self._writing[key])

    async def settled(self) -> None:
        """Until nothing waits any more."""
        while self._writing:
            await asyncio.gather(*self._writing.values(), return_exceptions=True)

    async def _write(self, key: _Key) -> None:
        try:
            while key in self._latest:
                await asyncio.sleep(self.pause)
                event = self._latest.pop(key, None)
                if event is not None:
                    await asyncio.to_thread(self.handle, event)
        finally:
            del self._writing[key]
