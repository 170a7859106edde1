"""How much one person and one workspace may ask of this process: what is over it is answered, not handled.

Kept in memory: each process guards itself. Numbers of our own: a person who clicks through a stand-up makes about ten
requests, a workspace of 500 people at 09:30 about forty a second.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

MOST_KEYS = 20_000  # then those that rest are forgotten


@dataclass(frozen=True)
class Rate:
    """So many at once, and so many a second in the long run."""

    burst: int
    per_second: float


PERSON = Rate(burst=60, per_second=2)
TYPING = Rate(burst=120, per_second=10)  # a form tells every character; what is left out is told by the next one
WORKSPACE = Rate(burst=600, per_second=100)


@dataclass
class Flood:
    """Buckets that drain. `monotonic` gives seconds."""

    monotonic: Callable[[], float]
    _empty_at: dict[tuple[str, ...], float] = field(default_factory=dict)

    def allows(self, workspace: str, user: str, rate: Rate = PERSON) -> bool:
        """Whether there is room for one more from this person, and from their workspace."""
        now = self.monotonic()
        person = (workspace, user, "typing" if rate is TYPING else "acting")
        if not (self._has_room((workspace,), WORKSPACE, now) and self._has_room(person, rate, now)):
            return False
        self._pour((workspace,), WORKSPACE, now)
        self._pour(person, rate, now)
        return True

    def _has_room(self, key: tuple[str, ...], rate: Rate, now: float) -> bool:
        filled = max(self._empty_at.get(key, now) - now, 0.0) * rate.per_second
        return filled + 1 <= rate.burst + 1e-6

    def _pour(self, key: tuple[str, ...], rate: Rate, now: float) -> None:
        if len(self._empty_at) >= MOST_KEYS and key not in self._empty_at:
            self._empty_at = {each: at for each, at in self._empty_at.items() if at > now}
        self._empty_at[key] = max(self._empty_at.get(key, now), now) + 1 / rate.per_second
