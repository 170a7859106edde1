"""How a hypothesis stands, folded from its history."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from ritualbot.rituals.hypothesis_history import Happened, HypothesisState, Piece, Step, Verdict

_S = HypothesisState

# What each step of a plan asks: six things at most.
SHAPE = (Piece.AUDIENCE, Piece.MOMENT, Piece.METRIC, Piece.BASE, Piece.EFFECT, Piece.EVIDENCE)
# What a start locks, and an amendment changes.
LOCKED = (Piece.SENTENCE, Piece.METRIC, Piece.EFFECT, Piece.RULE, Piece.ENDS_ON)
# A plan cannot do without these; that the base is not known may be said.
_NEEDED = frozenset(SHAPE) - {Piece.BASE}

TESTING = frozenset({_S.RUNNING, _S.ANALYSIS})
UNTRIED = frozenset({_S.IDEA, _S.READY, _S.WAITING})
TRIED = frozenset({_S.DECIDED, _S.ROLLED_OUT, _S.AUTOMATED, _S.ITERATED})
OPEN = UNTRIED | TESTING


@dataclass(frozen=True)
class Amendment:
    """A change of what the start had locked. `changes`: by piece, what it was and what it is."""

    at: datetime
    person: int | None
    reason: str
    changes: Mapping[Piece, tuple[str, str]]


@dataclass(frozen=True)
class Closing:
    """A verdict with what was learnt; of a dropped one, without a verdict."""

    at: datetime
    person: int | None
    verdict: Verdict | None
    learning: str
    tag: str
    reason: str = ""


@dataclass(frozen=True)
class Standing:
    """How a hypothesis stands. `plan`: by piece; `results`: the lines with counts, corrected ones left out;
    `looks`: how often results were looked at; `entry`: the evidence listened to, by its ref; `skipped`: why there was
    none; `before`: the state it was dropped from."""

    state: HypothesisState
    plan: Mapping[Piece, str] = field(default_factory=dict)
    owner: int | None = None
    entry: str = ""
    listened_at: datetime | None = None
    skipped: str = ""
    started_at: datetime | None = None
    stopped: str = ""
    amendments: tuple[Amendment, ...] = ()
    results: tuple[Step, ...] = ()
    looks: int = 0
    proposal: Closing | None = None
    closing: Closing | None = None
    closed_at: datetime | None = None
    before: HypothesisState | None = None
    pilot: str = ""
    money: Mapping[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict | None:
        return self.closing.verdict if self.closing else None

    def piece(self, piece: Piece) -> str:
        return self.plan.get(piece, "")


def missing(now: Standing) -> tuple[Piece, ...]:
    """What a plan still lacks to be ready, in the order it is asked."""
    return tuple(piece for piece in SHAPE if piece in _NEEDED and not now.piece(piece))


def heard(now: Standing) -> bool:
    """Whether those it addresses were listened to first, or it was said why not."""
    return bool(now.entry and now.piece(Piece.UPSTREAM)) or bool(now.skipped)


def is_ready(now: Standing) -> bool:
    """Whether it has all that makes an idea ready."""
    return now.state is _S.IDEA and not missing(now) and heard(now)


def standing(steps: Iterable[Step]) -> Standing:
    """All of the history, folded; the first line opens it."""
    now = Standing(_S.IDEA)
    for step in steps:
        now = _MADE_OF.get(step.kind, _nothing)(now, step)
    return now


def _nothing(now: Standing, _: Step) -> Standing:
    return now


def pieces(data: Mapping[str, str]) -> dict[Piece, str]:
    """What a line says of the plan."""
    return {piece: data[piece] for piece in Piece if piece in data}


def _planned(now: Standing, step: Step) -> Standing:
    return replace(now, plan={**now.plan, **pieces(step.data)})


def _opened(now: Standing, step: Step) -> Standing:
    return replace(_planned(now, step), owner=step.person)


def _listened(now: Standing, step: Step) -> Standing:
    return replace(_planned(now, step), entry=step.data["entry"], listened_at=step.at)


def _not_listened(now: Standing, step: Step) -> Standing:
    return replace(_planned(now, step), skipped=step.data["text"])


def _started(now: Standing, step: Step) -> Standing:
    return replace(_planned(now, step), state=_S.RUNNING, started_at=step.at)


def _submitted(now: Standing, step: Step) -> Standing:
    return replace(_planned(now, step), state=_S.WAITING)


def _amended(now: Standing, step: Step) -> Standing:
    changed = {piece: (step.data.get(f"was_{piece}", ""), new) for piece, new in pieces(step.data).items()}
    amendment = Amendment(step.at, step.person, step.data.get("reason", ""), changed)
    return replace(_planned(now, step), amendments=(*now.amendments, amendment))


def _measured(now: Standing, step: Step) -> Standing:
    """A correction stands in the place of what it corrects, and is no other look."""
    corrects = step.data.get("corrects")
    if corrects is None:
        return replace(now, results=(*now.results, step), looks=now.looks + 1, proposal=None)
    results = tuple(step if str(each.seq) == corrects else each for each in now.results)
    return replace(now, results=results, proposal=None)


def _stopped(now: Standing, step: Step) -> Standing:
    return replace(now, state=_S.ANALYSIS, stopped=step.data["text"])


def closing(step: Step) -> Closing:
    """What a line proposes or decides."""
    verdict = Verdict(step.data["verdict"]) if step.data.get("verdict") else None
    said = (step.data.get(name, "") for name in ("learning", "tag", "reason"))
    return Closing(step.at, step.person, verdict, *said)


def _proposed(now: Standing, step: Step) -> Standing:
    return replace(now, proposal=closing(step))


def _doubted(now: Standing, _: Step) -> Standing:
    return replace(now, proposal=None)


def _confirmed(now: Standing, step: Step) -> Standing:
    return replace(now, state=_S.DECIDED, closing=closing(step), closed_at=step.at)


def _corrected(now: Standing, _: Step) -> Standing:
    return replace(now, state=_S.ANALYSIS, proposal=None, closing=None, closed_at=None)


def _dropped(now: Standing, step: Step) -> Standing:
    kept = now.closing or closing(step)
    return replace(now, state=_S.DROPPED, before=now.state, closing=kept, closed_at=now.closed_at or step.at)


def _revived(now: Standing, _: Step) -> Standing:
    state = now.before or _S.IDEA
    if state is _S.DECIDED:
        return replace(now, state=state, before=None)
    return replace(now, state=state, before=None, closing=None, closed_at=None)


def _iterated(now: Standing, _: Step) -> Standing:
    """What runs for good stays where it is, whatever is made of it next."""
    return replace(now, state=_S.ITERATED) if now.state is _S.DECIDED else now


def _assigned(now: Standing, step: Step) -> Standing:
    return replace(now, owner=int(step.data["owner"]))


def _joined(now: Standing, step: Step) -> Standing:
    return replace(now, pilot=step.data.get("pilot", ""))


def _priced(now: Standing, step: Step) -> Standing:
    return replace(now, money=dict(step.data))


_Fold: TypeAlias = Callable[[Standing, Step], Standing]


def _state(state: HypothesisState) -> _Fold:
    return lambda now, _: replace(now, state=state)


_MADE_OF: Mapping[Happened, _Fold] = MappingProxyType(
    {
        Happened.OPENED: _opened,
        Happened.PLANNED: _planned,
        Happened.LISTENED: _listened,
        Happened.NOT_LISTENED: _not_listened,
        Happened.READIED: _state(_S.READY),
        Happened.SUBMITTED: _submitted,
        Happened.APPROVED: _started,
        Happened.SENT_BACK: _state(_S.READY),
        Happened.STARTED: _started,
        Happened.AMENDED: _amended,
        Happened.MEASURED: _measured,
        Happened.STOPPED: _stopped,
        Happened.ENDED: _state(_S.ANALYSIS),
        Happened.PROPOSED: _proposed,
        Happened.DOUBTED: _doubted,
        Happened.CONFIRMED: _confirmed,
        Happened.CORRECTED: _corrected,
        Happened.ROLLED_OUT: _state(_S.ROLLED_OUT),
        Happened.AUTOMATED: _state(_S.AUTOMATED),
        Happened.ITERATED: _iterated,
        Happened.DROPPED: _dropped,
        Happened.REVIVED: _revived,
        Happened.ARCHIVED: _state(_S.ARCHIVED),
        Happened.ASSIGNED: _assigned,
        Happened.JOINED: _joined,
        Happened.PRICED: _priced,
    }
)
