"""What a sprint is, pure: its dates and days, what is planned in it, how it ends."""

from enum import StrEnum


class SprintState(StrEnum):
    RUNNING = "running"
    CLOSED = "closed"


class GoalMet(StrEnum):
    """What the team says of its goal as it closes."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class ItemState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Need(StrEnum):
    """Whom or what an item waits for outside the team: the desks' own tags, an agency, data."""

    LEGAL = "legal"
    PURCHASING = "purchasing"
    IT = "it"
    COMPLIANCE = "compliance"
    FINANCE = "finance"
    AGENCY = "agency"
    DATA = "data"


class Priority(StrEnum):
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"
