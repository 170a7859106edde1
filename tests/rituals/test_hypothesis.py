"""D2: the whole table of states × acts × roles, and what the history says of how a hypothesis stands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ritualbot.reports.hypothesis import carries
from ritualbot.rituals.hypothesis import missing, standing
from ritualbot.rituals.hypothesis_act import MOVES, Act, possible
from ritualbot.rituals.hypothesis_history import Happened, HypothesisState, Piece, Step, Verdict
from ritualbot.rituals.permissions import Role
from tests.rituals.hypothesis_table import CELLS, NOW, SITUATIONS, Cell, steps


def test_the_table_holds_every_act_in_every_situation() -> None:
    assert {cell.act for cell in CELLS} == set(Act)
    assert len(CELLS) == len(Act) * len(SITUATIONS)
    assert {standing(steps(each)).state for each in SITUATIONS} == set(HypothesisState)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_who_may_do_what_as_it_stands(situation: str) -> None:
    """D2, "Roles and rights": each act, each role, one's own and somebody else's."""
    now, wrong = standing(steps(situation)), []
    for cell in (each for each in CELLS if each.situation == situation):
        for role in Role:
            for owns in (False, True):
                found = possible(cell.act, now) and carries(MOVES[cell.act].who, frozenset({role}), owns=owns)
                if found != allowed(cell, role, owns=owns):
                    wrong.append((cell.act, role, owns, found))
    assert wrong == []


def allowed(cell: Cell, role: Role, *, owns: bool) -> bool:
    return role in cell.by or (cell.own and owns and role is Role.MEMBER)


def test_an_amendment_keeps_what_was() -> None:
    """D3: the day, who, why, and each piece as it was and is."""
    data = {"effect": "20", "was_effect": "10", "reason": "plus osé"}
    now = standing([*steps("running"), Step(9, Happened.AMENDED, NOW, 7, data)])
    [found] = now.amendments
    assert (found.person, found.reason, dict(found.changes)) == (7, "plus osé", {Piece.EFFECT: ("10", "20")})
    assert now.piece(Piece.EFFECT) == "20" and now.state is HypothesisState.RUNNING


def test_corrected_results_take_the_place_of_the_others_and_are_no_other_look() -> None:
    """D8: looks are counted, corrections are not."""
    first = Step(10, Happened.MEASURED, NOW, 1, {"counts": "a", "on": "2027-03-01"})
    second = Step(11, Happened.MEASURED, NOW, 1, {"counts": "b", "on": "2027-03-02"})
    fixed = Step(12, Happened.MEASURED, NOW, 1, {"counts": "c", "on": "2027-03-01", "corrects": "10"})
    now = standing([*steps("running"), first, second, fixed])
    assert now.looks == 2 and {each.data["counts"] for each in now.results} == {"b", "c"}


def test_what_is_revived_stands_where_it_was_dropped() -> None:
    """Q3: a ready one is ready, a decided one keeps its verdict and what it taught."""
    dropped = Step(20, Happened.DROPPED, NOW + timedelta(days=1), 1, {"learning": "autre", "tag": "x"})
    revived = replace(dropped, seq=21, kind=Happened.REVIVED, data={})
    ready = standing([*steps("ready"), dropped, revived])
    assert (ready.state, ready.closing, ready.closed_at) == (HypothesisState.READY, None, None)
    won = standing([*steps("won"), dropped, revived])
    assert won.state is HypothesisState.DECIDED and won.verdict is Verdict.WON
    assert won.closing is not None and won.closing.learning == "Relancer paie" and won.closed_at == NOW


@pytest.mark.parametrize("situation", ["rolled out", "automated"])
def test_what_runs_for_good_stays_on_the_wall_when_taken_further(situation: str) -> None:
    """S5: an improvement is another one; the brick stays."""
    before = standing(steps(situation)).state
    now = standing([*steps(situation), Step(20, Happened.ITERATED, NOW, 1, {"into": "x"})])
    assert now.state is before


def test_what_a_plan_still_needs() -> None:
    """D1: that the base is not known may be said; all else is needed."""
    assert [piece.value for piece in missing(standing(steps("an idea")))] == [
        *("audience", "moment", "metric", "effect", "evidence"),
    ]
    unknown = Step(
        2, Happened.PLANNED, NOW, 1, {"audience": "a", "moment": "m", "metric": "i", "base": "", "effect": "5"}
    )
    assert missing(standing([*steps("an idea"), unknown])) == (Piece.EVIDENCE,)
