"""The only place that reads a clock. Ritual time is what rituals live on and can be moved; wall time never lies."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Ritual time: aware UTC."""

    def now(self) -> datetime: ...


class WallClock:
    """Ritual time as the wall shows it: production."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """Ritual time that starts anywhere and can be held and moved forward. `rate` 1.0 runs at wall speed, 0.0 stands.

    Moved only by `run_until`, which never jumps past a due moment.
    """

    def __init__(self, start: datetime, rate: float = 1.0) -> None:
        self._rate = rate
        self._held = False
        self._base = start
        self._since = time.monotonic()

    def now(self) -> datetime:
        if self._held:
            return self._base
        return datetime.fromtimestamp(self._base.timestamp() + (time.monotonic() - self._since) * self._rate, UTC)

    def hold(self) -> None:
        """Stops the hand where it is."""
        self._base, self._held = self.now(), True

    def move(self, moment: datetime) -> None:
        """Sets a held hand to `moment`, never back."""
        self._base = max(self._base, moment)

    def release(self) -> None:
        """Lets the hand run on from where it stands."""
        self._since, self._held = time.monotonic(), False


def wall_now() -> datetime:
    """Real time, for signatures, tokens, TLS and the log."""
    return datetime.now(UTC)
