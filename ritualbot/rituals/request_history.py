"""What happened to a request, line by line, and the words for how it stands: what all of it is computed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Happened(StrEnum):
    """What a line of a request's history tells."""

    FILED = "filed"
    CHANGED = "changed"  # the form was changed after it was filed: another version of the need
    RETYPED = "retyped"  # another type or priority
    VERSIONED = "versioned"  # V2 and so on, each with its link
    REFERENCED = "referenced"  # the desk's own number for it
    TAKEN = "taken"
    UNTAKEN = "untaken"  # taken back by whoever took it
    DELEGATED = "delegated"
    ASKED = "asked"  # the desk lacks information: the requester has the ball
    ANSWERED = "answered"  # the awaited answer
    SAID = "said"  # just a message
    PAUSED = "paused"  # somebody else has the ball
    RESUMED = "resumed"
    DATE_PROPOSED = "date_proposed"
    DATE_AGREED = "date_agreed"
    DATE_DECLINED = "date_declined"
    OPTIONS_OFFERED = "options_offered"
    OPTION_PICKED = "option_picked"
    COMMITTED = "committed"  # the desk said when it delivers
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    REWORKED = "reworked"  # given back to the desk after a delivery
    APPROVED = "approved"
    RESERVED = "reserved"  # approved with reservations
    REFUSED = "refused"
    CORRECTED = "corrected"  # the decision was taken back
    SIGNED_OFF = "signed_off"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    NUDGED = "nudged"
    SNOOZED = "snoozed"
    RUNG = "rung"
    MOVED = "moved"  # to another version of the desk's calendar
    DISCUSSED = "discussed"  # a decision of a desk meeting
    HELP_ASKED = "help_asked"  # of the sponsor
    AUTONOMY = "autonomy"  # whether marketing could do it alone next time


class RequestState(StrEnum):
    NEW = "new"
    TAKEN = "taken"
    WAITING = "waiting"  # for somebody who is not of the desk: its clock stands still
    COMMITTED = "committed"
    DELIVERED = "delivered"
    APPROVED = "approved"
    RESERVED = "reserved"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


OPEN = frozenset(
    {RequestState.NEW, RequestState.TAKEN, RequestState.WAITING, RequestState.COMMITTED, RequestState.DELIVERED}
)

# The desk has the ball in these, and in no other.
WITH_DESK = frozenset({RequestState.NEW, RequestState.TAKEN, RequestState.COMMITTED})


class Source(StrEnum):
    """What a request came from."""

    COMMAND = "command"
    BLOCKER = "blocker"
    ITEM = "item"
    HYPOTHESIS = "hypothesis"  # data it wants


class Party(StrEnum):
    """Who has the ball."""

    DESK = "desk"
    TEAM = "team"  # the requester
    AGENCY = "agency"
    THIRD = "third"  # anybody else: a supplier, the other side of a contract


@dataclass(frozen=True)
class Step:
    """A line of the history. `person`: the id of who did it, None for time; `data` is what its kind says more:

    filed: `acknowledge`, `decide` (budgets in seconds of the desk's hours), `firm` (the targets were agreed); taken and
    delegated: `owner`; retyped: `decide`, and `express` or `type`, `was`, `firm`, or `restarts` (the clock, from now);
    asked, said, refused, reserved, reopened: `text`; paused: `party`, `text`; date_proposed: `on`, `due`; reopened:
    `due` (of the agreed day); snoozed: `until`, `rung`, `text`; committed: `on`; what either side may do: `by`; what
    came by a link for somebody outside, who owns nothing: `outside`, their name.
    versioned: `link`, `was` (the link before), `text` (what is different); changed: `on`, or `changes` by piece, `link`
    and `was`, `version` where the need became another one; both: `answers` (it is what was waited for). referenced:
    `ref`, `acknowledges`; options_offered: `party`, `options`; option_picked: `option` (its place), `commits` (to its
    day). `anew`: the clock became another one.
    """

    seq: int
    kind: Happened
    at: datetime
    person: int | None = None
    data: Mapping[str, str] = field(default_factory=dict)
