"""What happened to a hypothesis, line by line, and the words for how it stands: what all of it is computed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Happened(StrEnum):
    """What a line of a hypothesis's history tells."""

    OPENED = "opened"
    PLANNED = "planned"  # pieces of the plan
    LISTENED = "listened"  # evidence from those it addresses
    NOT_LISTENED = "not_listened"  # skipped, with the reason
    READIED = "readied"
    SUBMITTED = "submitted"  # for approval
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    STARTED = "started"
    AMENDED = "amended"
    MEASURED = "measured"  # results, or a correction of them
    STOPPED = "stopped"  # before its end
    ENDED = "ended"  # the collecting of results
    PROPOSED = "proposed"  # a verdict
    DOUBTED = "doubted"  # the verdict is to be looked at again
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"  # the verdict was taken back
    ROLLED_OUT = "rolled_out"
    AUTOMATED = "automated"
    ITERATED = "iterated"  # another one was made of it
    DROPPED = "dropped"
    REVIVED = "revived"
    ARCHIVED = "archived"
    ASSIGNED = "assigned"
    COMMENTED = "commented"
    JOINED = "joined"  # a pilot, or left it
    PRICED = "priced"  # what it cost and what it brings


class HypothesisState(StrEnum):
    IDEA = "idea"
    READY = "ready"
    WAITING = "waiting"  # for approval
    RUNNING = "running"
    ANALYSIS = "analysis"
    DECIDED = "decided"
    ROLLED_OUT = "rolled_out"
    AUTOMATED = "automated"
    ITERATED = "iterated"
    DROPPED = "dropped"
    ARCHIVED = "archived"


class Verdict(StrEnum):
    WON = "won"
    LOST = "lost"
    INCONCLUSIVE = "inconclusive"
    INVALID = "invalid"
    SIGNAL = "signal"  # favourable, with no control to compare with
    STOPPED = "stopped"  # before the planned size or end, with a reason
    REVIEW = "review"  # a guardrail failed: proposed, never decided


class TestKind(StrEnum):
    AB = "ab"
    BEFORE_AFTER = "before_after"
    GEO = "geo"
    PILOT = "pilot"

    __test__ = False  # not one of ours to collect


class Piece(StrEnum):
    """What a plan is made of; each is kept as normalised text."""

    SENTENCE = "sentence"
    AUDIENCE = "audience"
    MOMENT = "moment"  # of contact
    METRIC = "metric"
    BASE = "base"  # a percentage ("5") or a mean ("42.5"), as `MEASURE` says; empty: not known
    UNIT = "unit"  # of a mean
    MEASURE = "measure"  # rate, or mean
    EFFECT = "effect"  # relative, in percent: "10" is 10 % more, "-5" is 5 % less
    EVIDENCE = "evidence"
    WHOM = "whom"  # non_users, users, both
    UPSTREAM = "upstream"  # the measure before the metric, which moves first
    KIND = "kind"
    SHARE = "share"  # of the target exposed, in percent
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    RULE = "rule"
    ARMS = "arms"  # versions beside the control
    VISITORS = "visitors"  # exposed a week, over all versions
    PER_ARM = "per_arm"  # the planned size of each version
    SPREAD = "spread"  # the standard deviation of a mean
    GUARDRAILS = "guardrails"  # JSON: as `rituals.hypothesis_guardrail` reads them
    SEGMENT = "segment"
    CHANNEL = "channel"
    LINKS = "links"
    BUDGET = "budget"


@dataclass(frozen=True)
class Step:
    """A line of the history. `person`: the id of who did it, None for time; `data` is what its kind says more:

    opened, planned, started, submitted, amended: pieces of the plan by name; amended: `reason`, and `was_…` for each of
    them; listened: `entry` (a ref), pieces; not_listened: `text`, pieces; stopped, doubted, corrected, sent_back,
    commented: `text`; measured: the counts, as `rituals.hypothesis_counts` writes them, `on`, and `corrects` (the seq
    of the line it replaces); proposed, confirmed: `verdict`, `learning`, `tag`, `reason` (where it departs from what
    the figures say); automated: `process`, `on`, `owner`; iterated: `into` (a ref); dropped: `learning`, `tag`;
    assigned: `owner`; joined: `pilot` (a ref, or empty); priced: `cost`, `gain`, `period`, `currency`.
    """

    seq: int
    kind: Happened
    at: datetime
    person: int | None = None
    data: Mapping[str, str] = field(default_factory=dict)
