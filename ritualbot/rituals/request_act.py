"""What may be done with a request, by whom, as it stands: one table, and the buttons it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ritualbot.rituals.request import Standing
from ritualbot.rituals.request_history import Party, RequestState
from ritualbot.rituals.request_types import Ending


class Act(StrEnum):
    """What a button does; the value is the end of its action."""

    TAKE = "take"
    ASK = "ask"
    PAUSE = "pause"
    RESUME = "resume"
    DATE = "date"  # propose one
    AGREE = "agree"
    DECLINE = "decline"
    APPROVE = "approve"
    RESERVE = "reserve"
    REFUSE = "refuse"
    CORRECT = "correct"
    COMMIT = "commit"
    DELIVER = "deliver"
    ACCEPT = "accept"
    REWORK = "rework"
    SAY = "say"
    NUDGE = "nudge"
    WITHDRAW = "withdraw"
    REDATE = "redate"  # the day it is needed by
    SNOOZE = "snooze"
    DELEGATE = "delegate"
    RETYPE = "retype"
    REOPEN = "reopen"
    OPTIONS = "options"  # offer up to three, of which the requester picks one
    VERSION = "version"  # another version of the pieces
    EDIT = "edit"  # what the form said
    SIGN = "sign"  # the team's own final word, where the desk gives an opinion
    REFERENCE = "reference"  # another system's number for it


class Side(StrEnum):
    DESK = "desk"
    TEAM = "team"


_NEW, _TAKEN, _WAITING = RequestState.NEW, RequestState.TAKEN, RequestState.WAITING
_COMMITTED, _DELIVERED = RequestState.COMMITTED, RequestState.DELIVERED
_UNANSWERED = frozenset({_NEW, _TAKEN, _WAITING})
_WITH_DESK = frozenset({*_UNANSWERED, _COMMITTED})
_DECIDED = frozenset({RequestState.APPROVED, RequestState.RESERVED, RequestState.REFUSED})
_ANSWERS = frozenset({Ending.OPINION, Ending.VALIDATION})
_HANDS_OVER = frozenset({Ending.DELIVERY, Ending.REPAIR})
_ALL = frozenset(Ending)


@dataclass(frozen=True)
class _When:
    states: frozenset[RequestState]
    endings: frozenset[Ending] = _ALL


DESK: Mapping[Act, _When] = MappingProxyType(
    {
        Act.TAKE: _When(frozenset({_NEW})),
        Act.APPROVE: _When(_UNANSWERED, _ANSWERS),
        Act.RESERVE: _When(_UNANSWERED, _ANSWERS),
        Act.COMMIT: _When(_WITH_DESK, frozenset({Ending.DELIVERY})),
        Act.DELIVER: _When(_WITH_DESK, _HANDS_OVER),
        Act.RESUME: _When(frozenset({_WAITING})),
        Act.ASK: _When(_UNANSWERED),
        Act.DATE: _When(_UNANSWERED),
        Act.OPTIONS: _When(_UNANSWERED),
        Act.AGREE: _When(_UNANSWERED),
        Act.DECLINE: _When(_UNANSWERED),
        Act.REFUSE: _When(_WITH_DESK),
        Act.PAUSE: _When(_UNANSWERED),
        Act.CORRECT: _When(_DECIDED),
        Act.REFERENCE: _When(frozenset(RequestState)),
        Act.SNOOZE: _When(frozenset({_NEW, _TAKEN})),
        Act.DELEGATE: _When(_WITH_DESK),
        Act.RETYPE: _When(_UNANSWERED),
        Act.REOPEN: _When(frozenset({*_DECIDED, RequestState.ACCEPTED})),
    }
)
TEAM: Mapping[Act, _When] = MappingProxyType(
    {
        Act.ACCEPT: _When(frozenset({_DELIVERED})),
        Act.REWORK: _When(frozenset({_DELIVERED})),
        Act.AGREE: _When(_UNANSWERED),
        Act.DECLINE: _When(_UNANSWERED),
        Act.SAY: _When(frozenset({*_WITH_DESK, _DELIVERED})),
        Act.VERSION: _When(_WITH_DESK | {RequestState.RESERVED, RequestState.REFUSED}),
        Act.EDIT: _When(_WITH_DESK),
        Act.DATE: _When(_UNANSWERED),
        Act.NUDGE: _When(_WITH_DESK),
        Act.REDATE: _When(_WITH_DESK),
        Act.REFERENCE: _When(frozenset(RequestState)),
        Act.WITHDRAW: _When(_WITH_DESK),
        Act.SIGN: _When(frozenset({RequestState.APPROVED, RequestState.RESERVED}), frozenset({Ending.OPINION})),
        Act.REOPEN: _When(frozenset({*_DECIDED, RequestState.ACCEPTED, RequestState.WITHDRAWN})),
    }
)
_TABLES = {Side.DESK: DESK, Side.TEAM: TEAM}

# What stands first on a card, in the order of the most likely answer; the rest is behind "Other…".
_FIRST: Mapping[tuple[Side, RequestState], tuple[Act, ...]] = {
    (Side.DESK, _NEW): (Act.TAKE, Act.ASK, Act.DATE),
    (Side.DESK, _TAKEN): (Act.APPROVE, Act.RESERVE, Act.COMMIT, Act.DELIVER, Act.REFUSE),
    (Side.DESK, _WAITING): (Act.RESUME, Act.APPROVE, Act.RESERVE, Act.COMMIT),
    (Side.DESK, _COMMITTED): (Act.DELIVER, Act.COMMIT),
    (Side.TEAM, _WAITING): (Act.SAY,),
    (Side.TEAM, _NEW): (Act.NUDGE,),
    (Side.TEAM, _TAKEN): (Act.NUDGE,),
    (Side.TEAM, _COMMITTED): (Act.NUDGE,),
    (Side.TEAM, _DELIVERED): (Act.ACCEPT, Act.REWORK, Act.SAY),
    (Side.TEAM, RequestState.APPROVED): (Act.SIGN,),
    (Side.TEAM, RequestState.RESERVED): (Act.VERSION, Act.SIGN),
    (Side.TEAM, RequestState.REFUSED): (Act.VERSION,),
}
MOST_FIRST = 3  # with "Other…" four


def may(act: Act, side: Side, now: Standing, ending: Ending) -> bool:
    """Whether this side may do it as the request stands. That it is not their own is the rights' part."""
    when = _TABLES[side].get(act)
    if when is None or now.state not in when.states or ending not in when.endings:
        return False
    match act:
        case Act.AGREE | Act.DECLINE:
            other = Party.TEAM if side is Side.DESK else Party.DESK
            return now.proposal is not None and now.proposal.by is other
        case Act.NUDGE:
            return now.ball is Party.DESK
        case _:
            return True


def sides(act: Act) -> tuple[Side, ...]:
    return tuple(side for side in Side if act in _TABLES[side])


def offered(side: Side, now: Standing, ending: Ending) -> tuple[tuple[Act, ...], tuple[Act, ...]]:
    """The acts of a card's buttons, three at most, and those behind "Other…". A proposed date comes first."""
    allowed = [act for act in _TABLES[side] if may(act, side, now, ending)]
    dates = [act for act in (Act.AGREE, Act.DECLINE) if act in allowed]
    wanted = [*dates, *(act for act in _FIRST.get((side, now.state), ()) if act in allowed and act not in dates)]
    first = tuple(wanted[:MOST_FIRST])
    return first, tuple(act for act in allowed if act not in first)
