"""What a sponsor is wanted to decide, pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Wanted(StrEnum):
    """What a decision is about."""

    PILOT = "pilot"  # at its end: scale, extend, stop
    HELP = "help"  # asked by whoever leads the team


@dataclass(frozen=True)
class Decision:
    """`ref`: of the pilot, or of the help asked. `needed_on`: by when, None where nobody said."""

    about: Wanted
    ref: str
    team_id: int
    needed_on: date | None
