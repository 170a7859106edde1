"""What may be done with a pilot as it stands, and by whom: one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ritualbot.rituals.permissions import Right, Role, holds
from ritualbot.rituals.pilot import Happened, PilotState, Standing


class Act(StrEnum):
    """What a button does; the value is the end of its action."""

    EDIT = "edit"
    START = "start"
    DROP = "drop"  # one that never started
    AMEND = "amend"  # one that runs
    CHECK = "check"
    SPEND = "spend"
    END = "end"  # before its last checkpoint
    SCALE = "scale"
    EXTEND = "extend"
    STOP = "stop"
    ROLL_OUT = "roll_out"
    AUTOMATE = "automate"
    YIELD = "yield"
    IMPROVE = "improve"  # by another pilot
    ASSIGN = "assign"  # to somebody else
    ADD = "add"  # a hypothesis
    REMOVE = "remove"


DECIDING = frozenset({Act.SCALE, Act.EXTEND, Act.STOP})
_LEADING = frozenset({Act.DROP, Act.AMEND})
_LEADS = frozenset({Role.SCRUM_MASTER, Role.ASSISTANT})


@dataclass(frozen=True)
class _Move:
    """From which states, and what is then written down; None: not by this act alone, or not in this history."""

    states: frozenset[PilotState]
    writes: Happened | None


def _from(writes: Happened | None, *states: PilotState) -> _Move:
    return _Move(frozenset(states), writes)


MOVES: Mapping[Act, _Move] = MappingProxyType(
    {
        Act.EDIT: _from(Happened.CHANGED, PilotState.PLANNED),
        Act.START: _from(Happened.STARTED, PilotState.PLANNED),
        Act.DROP: _from(Happened.STOPPED, PilotState.PLANNED),
        Act.AMEND: _from(Happened.AMENDED, PilotState.RUNNING),
        Act.CHECK: _from(Happened.CHECKED, PilotState.RUNNING, PilotState.AT_END),
        Act.SPEND: _from(Happened.SPENT, PilotState.RUNNING, PilotState.AT_END),
        Act.END: _from(None, PilotState.RUNNING),
        Act.SCALE: _from(Happened.SCALED, PilotState.AT_END),
        Act.EXTEND: _from(Happened.EXTENDED, PilotState.AT_END),
        Act.STOP: _from(Happened.STOPPED, PilotState.AT_END),
        Act.ROLL_OUT: _from(Happened.ROLLED_OUT, PilotState.SCALED),
        Act.AUTOMATE: _from(Happened.AUTOMATED, PilotState.ROLLED_OUT),
        Act.YIELD: _from(Happened.YIELDED, PilotState.AUTOMATED),
        Act.IMPROVE: _from(None, PilotState.ROLLED_OUT, PilotState.AUTOMATED),
        Act.ASSIGN: _from(
            Happened.CHANGED,
            *(PilotState.RUNNING, PilotState.AT_END, PilotState.SCALED, PilotState.ROLLED_OUT, PilotState.AUTOMATED),
        ),
        Act.ADD: _from(None, PilotState.PLANNED, PilotState.RUNNING),
        Act.REMOVE: _from(None, PilotState.PLANNED, PilotState.RUNNING),
    }
)


def right_of(act: Act) -> Right:
    return Right.HYPOTHESIS_DECIDE if act in DECIDING | _LEADING else Right.HYPOTHESIS_EDIT


def may(act: Act, now: Standing) -> bool:
    """Whether it can be done as the pilot stands. That somebody may is `lets`."""
    if now.state not in MOVES[act].states:
        return False
    match act:
        case Act.EXTEND:
            return now.extension is None
        case Act.CHECK:
            return bool(now.asked)
        case _:
            return True


def lets(roles: frozenset[Role], act: Act, *, sponsored: bool) -> bool:
    """Whether these roles carry it. The end of a pilot is the sponsor's; where there is none, whoever leads decides."""
    if act in DECIDING and sponsored:
        return holds(roles, Right.DIGEST_DECIDE)
    if act in DECIDING:
        return bool(roles & _LEADS)
    return holds(roles, right_of(act))


def needed(act: Act, *, sponsored: bool) -> tuple[Role, ...]:
    """The roles to name where `lets` says no, in the order of `Role`."""
    return tuple(role for role in Role if lets(frozenset({role}), act, sponsored=sponsored))


def offered(now: Standing, roles: frozenset[Role], *, sponsored: bool) -> tuple[Act, ...]:
    """What a card offers its reader, the most likely first."""
    return tuple(act for act in _ORDER if may(act, now) and lets(roles, act, sponsored=sponsored))


# A checkpoint is offered by its own button, while one waits.
_ORDER = (
    *(Act.SCALE, Act.EXTEND, Act.STOP, Act.START, Act.ROLL_OUT, Act.AUTOMATE, Act.YIELD, Act.IMPROVE),
    *(Act.ADD, Act.SPEND, Act.REMOVE, Act.ASSIGN, Act.AMEND, Act.END, Act.EDIT, Act.DROP),
)
