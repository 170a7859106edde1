"""What may be done with a hypothesis, from where and by whom: one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ritualbot.rituals.hypothesis import OPEN, TESTING, TRIED, UNTRIED, Standing, heard
from ritualbot.rituals.hypothesis_history import HypothesisState, Piece, Verdict

_S = HypothesisState


class Act(StrEnum):
    """What a button does; the value is the end of its action."""

    SHAPE = "shape"
    LISTEN = "listen"
    GUARD = "guard"
    SKIP_LISTENING = "skip_listening"
    SIZE = "size"
    SCORE = "score"
    SOURCES = "sources"
    START = "start"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    AMEND = "amend"
    MEASURE = "measure"
    STOP = "stop"
    END = "end"
    PROPOSE = "propose"
    DOUBT = "doubt"
    CONFIRM = "confirm"
    CORRECT = "correct"
    WORTH = "worth"
    ROLL_OUT = "roll_out"
    AUTOMATE = "automate"
    ITERATE = "iterate"
    DROP = "drop"
    REVIVE = "revive"
    ARCHIVE = "archive"
    ASSIGN = "assign"
    COMMENT = "comment"
    PRICE = "price"


class Who(StrEnum):
    """Who may do it, of those with a right in the team."""

    TEAM = "team"
    OWNER = "owner"  # or whoever leads the team
    LEAD = "lead"
    ASKED = "asked"  # whoever leads the team, or its sponsor
    FOLLOWER = "follower"  # and observers


@dataclass(frozen=True)
class Move:
    """What an act takes: from where it is possible, and for whom."""

    states: frozenset[HypothesisState]
    who: Who


def _from(who: Who, *states: HypothesisState) -> Move:
    return Move(frozenset(states), who)


MOVES: Mapping[Act, Move] = MappingProxyType(
    {
        Act.SHAPE: _from(Who.TEAM, _S.IDEA, _S.READY),
        Act.LISTEN: Move(OPEN, Who.TEAM),
        Act.GUARD: _from(Who.TEAM, _S.IDEA, _S.READY),
        Act.SKIP_LISTENING: _from(Who.TEAM, _S.IDEA),
        Act.SIZE: _from(Who.TEAM, _S.IDEA, _S.READY),
        Act.SCORE: Move(UNTRIED, Who.TEAM),
        Act.SOURCES: Move(OPEN, Who.TEAM),
        Act.WORTH: Move(frozenset({_S.ANALYSIS, _S.DROPPED}) | TRIED, Who.TEAM),
        Act.START: _from(Who.TEAM, _S.READY),
        Act.APPROVE: _from(Who.ASKED, _S.WAITING),
        Act.SEND_BACK: _from(Who.ASKED, _S.WAITING),
        Act.AMEND: Move(TESTING, Who.LEAD),
        Act.MEASURE: Move(TESTING, Who.TEAM),
        Act.STOP: _from(Who.OWNER, _S.RUNNING),
        Act.END: _from(Who.OWNER, _S.RUNNING),
        Act.PROPOSE: _from(Who.OWNER, _S.ANALYSIS),
        Act.CONFIRM: _from(Who.LEAD, _S.ANALYSIS),
        Act.DOUBT: _from(Who.LEAD, _S.ANALYSIS),
        Act.CORRECT: _from(Who.LEAD, _S.DECIDED),
        Act.ROLL_OUT: _from(Who.LEAD, _S.DECIDED),
        Act.AUTOMATE: _from(Who.OWNER, _S.ROLLED_OUT),
        Act.ITERATE: _from(Who.TEAM, _S.DECIDED, _S.ROLLED_OUT, _S.AUTOMATED),
        Act.PRICE: Move(TESTING | TRIED, Who.TEAM),
        Act.COMMENT: Move(TESTING, Who.FOLLOWER),
        Act.ASSIGN: Move(OPEN, Who.TEAM),
        Act.DROP: Move(UNTRIED | {_S.DECIDED}, Who.OWNER),
        Act.REVIVE: _from(Who.OWNER, _S.DROPPED),
        Act.ARCHIVE: Move(TRIED | {_S.DROPPED}, Who.OWNER),
    }
)
# What only a favourable verdict leads to.
_GOOD = frozenset({Verdict.WON, Verdict.SIGNAL})


def possible(act: Act, now: Standing) -> bool:
    """Whether it may be done as things stand, by whoever has the right."""
    if now.state not in MOVES[act].states:
        return False
    match act:
        case Act.CONFIRM | Act.DOUBT:
            return now.proposal is not None
        case Act.SKIP_LISTENING:
            return not heard(now)
        case Act.SIZE:
            return bool(now.piece(Piece.EFFECT))
        case Act.ROLL_OUT:
            return now.verdict in _GOOD
        case _:
            return True
