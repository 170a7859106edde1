"""E9, A11, written down by hand: what each side may do with a request as it stands. One line a side and situation.

An act that the product does not know yet may stand here already; one that is missing here fails the tests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ritualbot.rituals.request_history import Happened

Line: TypeAlias = tuple[str, Happened, Mapping[str, str]]  # whose act it was: `desk` or `team`


@dataclass(frozen=True)
class Situation:
    """A request of that type to which that happened; the acts of each side."""

    name: str
    type: str
    lines: Sequence[Line]
    desk: str
    team: str


H = Happened
TAKEN: Line = ("desk", H.TAKEN, {})
ASKED: Line = ("desk", H.ASKED, {"text": "Quels lots ?"})
PAUSED: Line = ("desk", H.PAUSED, {"party": "agency", "text": "Le visuel"})
BY_DESK: Line = ("desk", H.DATE_PROPOSED, {"on": "2027-03-12", "due": "2027-03-12T16:30:00+00:00", "by": "desk"})
BY_TEAM: Line = ("team", H.DATE_PROPOSED, {"on": "2027-03-12", "due": "2027-03-12T16:30:00+00:00", "by": "team"})
COMMITTED: Line = ("desk", H.COMMITTED, {"on": "2027-03-12"})
DELIVERED: Line = ("desk", H.DELIVERED, {})
REWORKED: Line = ("team", H.REWORKED, {"text": "x"})
# Legal says yes or no to a claim and has an opinion of a content; IT sets up a tag by a day, and repairs an incident.
VALIDATION, OPINION, DELIVERY, REPAIR = "claim", "content", "tag", "incident"

WITH_US = "ask pause date refuse delegate retype options reference"  # the desk, before it answered
WAITS = "say date redate withdraw edit version reference"  # whoever asked, meanwhile
NUDGES = f"nudge {WAITS}"
ANSWERS, DELIVERS = "approve reserve", "commit deliver"
LATER = "reopen reference"

SITUATIONS = (
    Situation("new", VALIDATION, (), f"take snooze {ANSWERS} {WITH_US}", NUDGES),
    Situation("new opinion", OPINION, (), f"take snooze {ANSWERS} {WITH_US}", NUDGES),
    Situation("new delivery", DELIVERY, (), f"take snooze {DELIVERS} {WITH_US}", NUDGES),
    Situation("new incident", REPAIR, (), f"take snooze deliver {WITH_US}", NUDGES),
    Situation("taken", VALIDATION, (TAKEN,), f"snooze {ANSWERS} {WITH_US}", NUDGES),
    Situation("taken delivery", DELIVERY, (TAKEN,), f"snooze {DELIVERS} {WITH_US}", NUDGES),
    # While somebody else has the ball nobody is to be nudged.
    Situation("asked", VALIDATION, (ASKED,), f"resume {ANSWERS} {WITH_US}", WAITS),
    Situation("paused", DELIVERY, (TAKEN, PAUSED), f"resume {DELIVERS} {WITH_US}", WAITS),
    # Whoever did not propose the date agrees or declines.
    Situation("date of the desk", OPINION, (BY_DESK,), f"snooze {ANSWERS} {WITH_US}", f"agree decline {NUDGES}"),
    Situation("date of the team", VALIDATION, (TAKEN, BY_TEAM), f"agree decline snooze {ANSWERS} {WITH_US}", NUDGES),
    Situation(
        "committed",
        DELIVERY,
        (COMMITTED,),
        "commit deliver refuse delegate reference",
        "say nudge redate withdraw edit version reference",
    ),
    Situation("delivered", DELIVERY, (COMMITTED, DELIVERED), "reference", "accept rework say reference"),
    Situation("given back", DELIVERY, (DELIVERED, REWORKED), f"snooze {DELIVERS} {WITH_US}", NUDGES),
    Situation("approved", VALIDATION, (("desk", H.APPROVED, {}),), f"correct {LATER}", LATER),
    Situation("favourable", OPINION, (("desk", H.APPROVED, {}),), f"correct {LATER}", f"sign {LATER}"),
    Situation("reserved", VALIDATION, (("desk", H.RESERVED, {"text": "x"}),), f"correct {LATER}", f"version {LATER}"),
    Situation("refused", VALIDATION, (("desk", H.REFUSED, {"text": "x"}),), f"correct {LATER}", f"version {LATER}"),
    Situation("accepted", DELIVERY, (DELIVERED, ("team", H.ACCEPTED, {})), LATER, LATER),
    Situation("withdrawn", VALIDATION, (("team", H.WITHDRAWN, {}),), "reference", LATER),
)
