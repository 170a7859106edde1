"""The time of a fake cloud, which a test sets."""

import time
from dataclasses import dataclass, field

SECOND = 1_000_000  # whole microseconds
START = 1_800_000_000 * SECOND


@dataclass
class Clock:
    """Ritual time. It stands until it is set, and then runs `rate` times as fast as the wall from there on."""

    at: int = START
    rate: float = 0.0
    since: float = field(default_factory=time.monotonic)

    def now(self) -> int:
        return self.at + int((time.monotonic() - self.since) * self.rate * SECOND)
