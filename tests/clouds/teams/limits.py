"""How often a bot may call (msteams-docs, "Rate limiting"): so many in so many seconds, by thread and by tenant."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.clouds.clock import SECOND

Windows: TypeAlias = tuple[tuple[int, int], ...]
SENDS: Windows = ((7, 1), (8, 2), (60, 30), (1800, 3600))
READS: Windows = ((14, 1), (16, 2), (120, 30), (3600, 3600))
TENANT: Windows = ((50, 1),)
BY_METHOD = {"create": SENDS, "send": SENDS, "reply": SENDS, "members": READS, "member": READS}


class Limited(Exception):
    """Too fast: HTTP 429 and the seconds to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass
class Limits:
    """What was refused does not count."""

    _done: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def take(self, method: str, thread: str, now: int) -> None:
        """Raises Limited."""
        kind = "read" if BY_METHOD.get(method) is READS else "send"
        asked: list[tuple[tuple[str, str], Windows]] = [(("tenant", ""), TENANT)]
        asked += [((kind, thread), BY_METHOD[method])] if method in BY_METHOD else []
        waits = [_wait(self._done[key], windows, now) for key, windows in asked]
        if max(waits):
            raise Limited(max(waits))
        for key, _ in asked:
            self._done[key].append(now)


def _wait(done: list[int], windows: Windows, now: int) -> int:
    """Whole seconds until there is room for one more."""
    longest = 0
    for most, seconds in windows:
        within = [at for at in done if at > now - seconds * SECOND]
        if len(within) >= most:
            free = within[len(within) - most] + seconds * SECOND - now
            longest = max(longest, -(-free // SECOND))
    return longest
