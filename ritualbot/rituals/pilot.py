"""What becomes of a pilot, pure: everything about it is computed from what happened to it, in order.

Planned, it runs on a part of the target until its last checkpoint, which brings it to its end: it is scaled, extended
once, or stopped. A good one is then rolled out, and after that automated: a brick of the wall.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

USUAL_WEEKS = (2, 4, 8, 12)
USUAL_SHARE = Decimal(20)  # percent of the target
EXTENDED_EVERY = 4  # weeks between the checkpoints of an extension
WARN_AT = (80, 100)  # percent of the budget


class PilotState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    AT_END = "at_end"  # somebody has to decide
    SCALED = "scaled"  # decided, not done yet
    ROLLED_OUT = "rolled_out"
    AUTOMATED = "automated"
    STOPPED = "stopped"


UNDER_WAY = (PilotState.PLANNED, PilotState.RUNNING, PilotState.AT_END, PilotState.SCALED)


class Happened(StrEnum):
    """What a line of a pilot's history tells."""

    PLANNED = "planned"
    CHANGED = "changed"  # before it started; later its owner alone
    AMENDED = "amended"  # after that, with a reason
    STARTED = "started"
    ASKED = "asked"  # at a checkpoint
    CHECKED = "checked"
    MISSED = "missed"  # nobody answered in time
    SPENT = "spent"
    WARNED = "warned"  # of the budget
    ENDED = "ended"
    SCALED = "scaled"
    EXTENDED = "extended"
    STOPPED = "stopped"
    ROLLED_OUT = "rolled_out"
    AUTOMATED = "automated"
    YIELD_ASKED = "yield_asked"
    YIELDED = "yielded"


class Light(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class ComesBack(StrEnum):
    """Whether the data of the pilot comes back."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True)
class Step:
    """A line of the history. `person`: the id of who did it, None for time; `data` is what its kind says more:

    planned, changed, amended: pieces of the plan (`name`, `moment`, `audience`, `share`, `metric`, `owner`, `weeks`,
    `budget`, `at_risk`), and `improves` or `reason`; started: `on`, `weeks`, `stop_rule`, `budget`, `at_risk`; asked,
    missed: `week`; checked: `week`, `exposed`, `rest`, `light`, `comes_back`, `note`; spent: `total`; warned: `level`;
    ended: `reason` where somebody wanted it earlier; scaled, extended, stopped: `reason`; extended: `weeks`, `on`;
    rolled_out: `on`; automated: `owner`, `process`, `on`; yielded: `gain` (empty: not known), `note`.
    """

    seq: int
    kind: Happened
    at: datetime
    person: int | None = None
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """What was answered at a checkpoint. A figure is empty while it is missing."""

    week: int
    exposed: str
    rest: str
    light: Light
    comes_back: ComesBack | None
    note: str


@dataclass(frozen=True)
class Extension:
    """From the end of the week `after` on, so many weeks more, counted from the day `on`."""

    after: int
    weeks: int
    on: date


@dataclass(frozen=True)
class Yield:
    """What an automated brick brought, in euros for twelve weeks; None: nobody knows."""

    gain: Decimal | None
    note: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """How a pilot stands. `asked` and `missed`: the weeks of its checkpoints; `decided`: the last decision."""

    state: PilotState = PilotState.PLANNED
    plan: Mapping[str, str] = field(default_factory=dict)
    starts_on: date | None = None
    asked: Mapping[int, datetime] = field(default_factory=dict)
    checked: Mapping[int, Checked] = field(default_factory=dict)
    missed: frozenset[int] = frozenset()
    spent: Decimal | None = None
    warned: frozenset[int] = frozenset()
    extension: Extension | None = None
    amendments: tuple[Step, ...] = ()
    ended: Step | None = None
    ends: int = 0  # how often it came to its end
    decided: Step | None = None
    rolled_out_on: date | None = None
    automated_on: date | None = None
    process: str = ""
    yields: tuple[Yield, ...] = ()
    yield_told_at: datetime | None = None  # since when the next yield is waited for
    yield_asked: bool = False  # and nothing said yet

    @property
    def owner(self) -> int:
        return int(self.plan.get("owner", "0"))

    @property
    def weeks(self) -> tuple[int, ...]:
        """Of all its checkpoints, an extension's included; the last one is its end."""
        planned = tuple(int(each) for each in self.plan.get("weeks", "").split(",") if each) or USUAL_WEEKS
        if self.extension is None:
            return planned
        return (*planned, *extension_weeks(self.extension))

    @property
    def open_weeks(self) -> tuple[int, ...]:
        """Those asked about that nobody answered."""
        return tuple(week for week in self.asked if week not in self.checked)

    @property
    def budget(self) -> Decimal | None:
        return amount(self.plan.get("budget", ""))

    @property
    def at_risk(self) -> Decimal | None:
        return amount(self.plan.get("at_risk", ""))


def amount(written: str) -> Decimal | None:
    """None for one that nobody gave."""
    return Decimal(written) if written else None


def extension_weeks(extension: Extension) -> tuple[int, ...]:
    """Every four weeks, and at its end."""
    inner = range(EXTENDED_EVERY, extension.weeks, EXTENDED_EVERY)
    return tuple(extension.after + week for week in (*inner, extension.weeks))


# -- its history ---------------------------------------------------------------------------------------------------


def standing(steps: Sequence[Step]) -> Standing:
    now = Standing()
    for step in steps:
        now = _FOLD[step.kind](now, step)
    return now


def _planned(now: Standing, step: Step) -> Standing:
    return replace(now, plan={**now.plan, **{key: each for key, each in step.data.items() if key != "reason"}})


def _amended(now: Standing, step: Step) -> Standing:
    return replace(_planned(now, step), amendments=(*now.amendments, step))


def _started(now: Standing, step: Step) -> Standing:
    on = date.fromisoformat(step.data["on"])
    return replace(_planned(now, step), state=PilotState.RUNNING, starts_on=on)


def _asked(now: Standing, step: Step) -> Standing:
    return replace(now, asked={**now.asked, int(step.data["week"]): step.at})


def _checked(now: Standing, step: Step) -> Standing:
    said = step.data
    comes_back = ComesBack(said["comes_back"]) if said.get("comes_back") else None
    week = int(said["week"])
    answer = Checked(week, said["exposed"], said["rest"], Light(said["light"]), comes_back, said.get("note", ""))
    return replace(now, checked={**now.checked, week: answer})


def _missed(now: Standing, step: Step) -> Standing:
    return replace(now, missed=now.missed | {int(step.data["week"])})


def _spent(now: Standing, step: Step) -> Standing:
    return replace(now, spent=Decimal(step.data["total"]))


def _warned(now: Standing, step: Step) -> Standing:
    """Told of the higher one, nobody is told of the lower one any more."""
    level = int(step.data["level"])
    return replace(now, warned=now.warned | {each for each in WARN_AT if each <= level})


def _ended(now: Standing, step: Step) -> Standing:
    return replace(now, state=PilotState.AT_END, ended=step, ends=now.ends + 1)


def _scaled(now: Standing, step: Step) -> Standing:
    return replace(now, state=PilotState.SCALED, decided=step)


def _stopped(now: Standing, step: Step) -> Standing:
    return replace(now, state=PilotState.STOPPED, decided=step)


def _extended(now: Standing, step: Step) -> Standing:
    """Brought to its end before its time, it goes through the rest of its weeks first."""
    found = Extension(now.weeks[-1], int(step.data["weeks"]), date.fromisoformat(step.data["on"]))
    return replace(now, state=PilotState.RUNNING, decided=step, extension=found)


def _rolled_out(now: Standing, step: Step) -> Standing:
    return replace(now, state=PilotState.ROLLED_OUT, rolled_out_on=date.fromisoformat(step.data["on"]))


def _automated(now: Standing, step: Step) -> Standing:
    on, owner = date.fromisoformat(step.data["on"]), {"owner": step.data["owner"]}
    changed = replace(now, plan={**now.plan, **owner}, process=step.data["process"])
    return replace(changed, state=PilotState.AUTOMATED, automated_on=on, yield_told_at=step.at)


def _yield_asked(now: Standing, step: Step) -> Standing:
    return replace(now, yield_told_at=step.at, yield_asked=True)


def _yielded(now: Standing, step: Step) -> Standing:
    said = Yield(amount(step.data["gain"]), step.data.get("note", ""), step.at)
    return replace(now, yields=(*now.yields, said), yield_asked=False)


_FOLD: Mapping[Happened, Callable[[Standing, Step], Standing]] = MappingProxyType(
    {
        Happened.PLANNED: _planned,
        Happened.CHANGED: _planned,
        Happened.AMENDED: _amended,
        Happened.STARTED: _started,
        Happened.ASKED: _asked,
        Happened.CHECKED: _checked,
        Happened.MISSED: _missed,
        Happened.SPENT: _spent,
        Happened.WARNED: _warned,
        Happened.ENDED: _ended,
        Happened.SCALED: _scaled,
        Happened.EXTENDED: _extended,
        Happened.STOPPED: _stopped,
        Happened.ROLLED_OUT: _rolled_out,
        Happened.AUTOMATED: _automated,
        Happened.YIELD_ASKED: _yield_asked,
        Happened.YIELDED: _yielded,
    }
)


# -- its budget ----------------------------------------------------------------------------------------------------


def to_warn(now: Standing) -> int | None:
    """The level that was reached and nobody was told of, the higher of the two; None: there is nothing to tell."""
    if not now.budget or now.spent is None:
        return None
    reached = [level for level in WARN_AT if now.spent * 100 >= now.budget * level]
    return reached[-1] if reached and reached[-1] not in now.warned else None
