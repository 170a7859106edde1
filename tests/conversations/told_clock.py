"""Ritual time that a fake cloud lives in as well."""

from collections.abc import Callable
from datetime import datetime

from ritualbot.clock import MovableClock


class ToldClock(MovableClock):
    """Stands still; wherever it is moved to, the cloud is told."""

    def __init__(self, start: datetime, tell: Callable[[datetime], None]) -> None:
        super().__init__(start, rate=0.0)
        self._tell = tell

    def move(self, moment: datetime) -> None:
        super().move(moment)
        self._tell(self.now())
