"""What a sprint was as it closed: counts, references and what was planned. No word of a stand-up is in it."""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Became(StrEnum):
    """What became of an item."""

    DONE = "done"
    DROPPED = "dropped"
    CARRIED = "carried"  # to the next sprint
    BACK = "back"  # into the backlog


@dataclass(frozen=True)
class ItemThen:
    """`owner` is a person's ref, empty for nobody; `carries` with this close in it."""

    ref: str
    title: str
    owner: str
    priority: str
    need: str
    became: str
    carries: int


@dataclass(frozen=True)
class KpiThen:
    """Numbers as a charter keeps them; empty: missing. `read_on`: the ISO date `value` was read."""

    name: str = ""
    unit: str = ""
    baseline: str = ""
    value: str = ""
    target: str = ""
    read_on: str = ""


@dataclass(frozen=True)
class StandupThen:
    """Everyone together: runs held in the sprint, answers given, answers expected."""

    runs: int = 0
    answered: int = 0
    expected: int = 0


@dataclass(frozen=True)
class BlockersThen:
    """Opened and closed within the sprint; `open`: refs of those still open."""

    opened: int = 0
    closed: int = 0
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionsThen:
    """Done within the sprint; `open`: refs of those that go on."""

    done: int = 0
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class RequestsThen:
    """Answered within the sprint; `open`: refs of those that go on."""

    answered: int = 0
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class HypothesesThen:
    """Decided or dropped within the sprint; `open`: refs of the tests that go on."""

    closed: int = 0
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """Days are ISO dates. `retro`: the ref of the sprint's own; one still open joins later, outside of this."""

    number: int
    name: str
    goal: str
    starts_on: str
    ends_on: str
    closed_on: str
    goal_met: str
    kpi: KpiThen
    items: tuple[ItemThen, ...] = ()
    standup: StandupThen = field(default_factory=StandupThen)
    blockers: BlockersThen = field(default_factory=BlockersThen)
    actions: ActionsThen = field(default_factory=ActionsThen)
    requests: RequestsThen = field(default_factory=RequestsThen)
    hypotheses: HypothesesThen = field(default_factory=HypothesesThen)
    retro: str = ""
    retro_open: bool = False

    def that_became(self, *became: Became) -> list[ItemThen]:
        return [item for item in self.items if item.became in became]

    def refs(self, became: Became) -> frozenset[str]:
        return frozenset(item.ref for item in self.that_became(became))


def dump(snapshot: Snapshot) -> str:
    return json.dumps(asdict(snapshot), ensure_ascii=False, sort_keys=True)


def load(kept: str) -> Snapshot:
    """Keys that a newer release added are passed over."""
    found: dict[str, Any] = json.loads(kept)
    plain = {key: found[key] for key in _PLAIN if key in found}
    return Snapshot(
        **plain,
        kpi=_made(KpiThen, found.get("kpi", {})),
        items=tuple(_made(ItemThen, each) for each in found.get("items", [])),
        standup=_made(StandupThen, found.get("standup", {})),
        blockers=_made(BlockersThen, _with_refs(found.get("blockers", {}))),
        actions=_made(ActionsThen, _with_refs(found.get("actions", {}))),
        requests=_made(RequestsThen, _with_refs(found.get("requests", {}))),
        hypotheses=_made(HypothesesThen, _with_refs(found.get("hypotheses", {}))),
    )


_PLAIN = ("number", "name", "goal", "starts_on", "ends_on", "closed_on", "goal_met", "retro", "retro_open")


def _with_refs(kept: dict[str, Any]) -> dict[str, Any]:
    return {**kept, "open": tuple(kept.get("open", ()))}


def _made(kind: type[Any], kept: dict[str, Any]) -> Any:
    return kind(**{key: value for key, value in kept.items() if key in kind.__dataclass_fields__})
