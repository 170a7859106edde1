"""SPEC D2 and "Roles and rights", by hand: how a hypothesis may stand × what may be done × by whom."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias

from ritualbot.rituals.hypothesis_act import Act
from ritualbot.rituals.hypothesis_history import Happened, Step
from ritualbot.rituals.permissions import Role

NOW = datetime(2027, 3, 2, 9, tzinfo=UTC)
CHLOE, DAVID = 1, 2  # who owns it, and somebody else

_History: TypeAlias = tuple[tuple[Happened, Mapping[str, str]], ...]

_SHAPED = {"audience": "a", "moment": "m", "metric": "i", "effect": "10", "evidence": "e", "base": "5"}
_LAUNCHED = {"kind": "ab", "arms": "1", "share": "20", "starts_on": "2027-02-01", "ends_on": "2027-03-01", "rule": "r"}
_LEARNT = {"learning": "Relancer paie", "tag": "relance"}

_IDEA: _History = ((Happened.OPENED, {"sentence": "Relance"}),)
_SHAPED_IDEA: _History = (*_IDEA, (Happened.PLANNED, _SHAPED))
_READY: _History = (*_SHAPED_IDEA, (Happened.NOT_LISTENED, {"text": "rien"}), (Happened.READIED, {}))
_RUNNING: _History = (*_READY, (Happened.STARTED, _LAUNCHED))
_ANALYSIS: _History = (*_RUNNING, (Happened.ENDED, {}))
_PROPOSED: _History = (*_ANALYSIS, (Happened.PROPOSED, {"verdict": "won", **_LEARNT}))
_WON: _History = (*_PROPOSED, (Happened.CONFIRMED, {"verdict": "won", **_LEARNT}))
_LOST: _History = (
    *_ANALYSIS,
    (Happened.PROPOSED, {"verdict": "lost", **_LEARNT}),
    (Happened.CONFIRMED, {"verdict": "lost", **_LEARNT}),
)
_ROLLED: _History = (*_WON, (Happened.ROLLED_OUT, {}))
_AUTOMATED: _History = (*_ROLLED, (Happened.AUTOMATED, {"process": "p", "on": "2027-03-01", "owner": "1"}))

# The ways it may stand, in the order of the columns below.
SITUATIONS: Mapping[str, _History] = {
    "an idea": _IDEA,
    "a shaped idea": _SHAPED_IDEA,
    "ready": _READY,
    "waiting": (*_READY, (Happened.SUBMITTED, _LAUNCHED)),
    "running": _RUNNING,
    "in analysis": _ANALYSIS,
    "proposed": _PROPOSED,
    "won": _WON,
    "lost": _LOST,
    "rolled out": _ROLLED,
    "automated": _AUTOMATED,
    "iterated": (*_LOST, (Happened.ITERATED, {"into": "x"})),
    "dropped": (*_IDEA, (Happened.DROPPED, _LEARNT)),
    "archived": (*_LOST, (Happened.ARCHIVED, {})),
}

# Who may: t the team, o its owner or whoever leads, l whoever leads, a these or the sponsor, f these, the team and
# observers; - nobody. Columns: idea, shaped, ready, waiting, running, analysis, proposed, won, lost, rolled out,
# automated, iterated, dropped, archived.
_TABLE: Mapping[Act, str] = {
    Act.SHAPE: "          t t t - - - - - - - - - - -",
    Act.LISTEN: "         t t t t t t t - - - - - - -",
    Act.SKIP_LISTENING: " t t - - - - - - - - - - - -",
    Act.SIZE: "           - t t - - - - - - - - - - -",
    Act.GUARD: "          t t t - - - - - - - - - - -",
    Act.SCORE: "          t t t t - - - - - - - - - -",
    Act.SOURCES: "        t t t t t t t - - - - - - -",
    Act.START: "          - - t - - - - - - - - - - -",
    Act.APPROVE: "        - - - a - - - - - - - - - -",
    Act.SEND_BACK: "      - - - a - - - - - - - - - -",
    Act.AMEND: "          - - - - l l l - - - - - - -",
    Act.MEASURE: "        - - - - t t t - - - - - - -",
    Act.STOP: "           - - - - o - - - - - - - - -",
    Act.END: "            - - - - o - - - - - - - - -",
    Act.PROPOSE: "        - - - - - o o - - - - - - -",
    Act.CONFIRM: "        - - - - - - l - - - - - - -",
    Act.DOUBT: "          - - - - - - l - - - - - - -",
    Act.CORRECT: "        - - - - - - - l l - - - - -",
    Act.WORTH: "          - - - - - t t t t t t t t -",
    Act.ROLL_OUT: "       - - - - - - - l - - - - - -",
    Act.AUTOMATE: "       - - - - - - - - - o - - - -",
    Act.ITERATE: "        - - - - - - - t t t t - - -",
    Act.DROP: "           o o o o - - - o o - - - - -",
    Act.REVIVE: "         - - - - - - - - - - - - o -",
    Act.ARCHIVE: "        - - - - - - - o o o o o o -",
    Act.ASSIGN: "         t t t t t t t - - - - - - -",
    Act.COMMENT: "        - - - - f f f - - - - - - -",
    Act.PRICE: "          - - - - t t t t t t t t - -",
}
_LEADS = frozenset({Role.SCRUM_MASTER, Role.ASSISTANT})
_TEAM = _LEADS | {Role.MEMBER}
_WHO = {
    "t": _TEAM,
    "o": _LEADS,  # and a member whose it is
    "l": _LEADS,
    "a": _LEADS | {Role.SPONSOR},
    "f": _TEAM | {Role.SPONSOR, Role.OBSERVER},
    "-": frozenset[Role](),
}


class Cell(NamedTuple):
    situation: str
    act: Act
    by: frozenset[Role]  # whoever has one of these
    own: bool  # or is a member whose it is


def steps(situation: str) -> list[Step]:
    return [Step(seq, kind, NOW, CHLOE, data) for seq, (kind, data) in enumerate(SITUATIONS[situation], 1)]


CELLS = [
    Cell(situation, act, _WHO[letter], letter == "o")
    for act, row in _TABLE.items()
    for situation, letter in zip(SITUATIONS, row.split(), strict=True)
]
