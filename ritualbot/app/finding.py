"""What the doctor finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `next` is what to do when it is not well, else empty."""

    what: str
    ok: bool
    found: str
    next: str = ""
