"""What goes on behind an answer that was already given."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

_LOG = logging.getLogger(__name__)


@dataclass
class Behind:
    """Tasks that nobody waits for. Nothing personal is in the name of a failure's type: that is what is logged."""

    _running: set["asyncio.Task[Any]"] = field(default_factory=set)

    def later(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def settled(self) -> None:
        """Until all of it is done."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._running.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            _LOG.error("what went on behind an answer failed: %s", type(fault).__name__)
