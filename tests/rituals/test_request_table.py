"""E9: state × side × act, by a table by hand; every card has four buttons at most, each of which may be pressed."""

from datetime import UTC, datetime, timedelta

import pytest

from ritualbot.rituals.desk_calendar import usual
from ritualbot.rituals.request import Standing, standing
from ritualbot.rituals.request_act import Act, Side, may, offered
from ritualbot.rituals.request_history import Happened, RequestState, Step
from ritualbot.rituals.request_types import TYPES, Ending
from tests.rituals.request_table import SITUATIONS, Situation

FILED = datetime(2027, 3, 2, 8, tzinfo=UTC)
PEOPLE = {"desk": 1, "team": 2}
KNOWN = frozenset(Act)
IDS = [each.name for each in SITUATIONS]


def stands(situation: Situation) -> Standing:
    budgets = {"acknowledge": "27000", "decide": "54000", "firm": "1"}
    steps = [Step(1, Happened.FILED, FILED, PEOPLE["team"], budgets)]
    for seq, (whose, kind, data) in enumerate(situation.lines, 2):
        at = FILED + timedelta(minutes=10 * seq)
        steps.append(Step(seq, kind, at, PEOPLE[whose], {"owner": str(PEOPLE[whose]), "by": whose, **data}))
    return standing(steps, usual("FR", [2027]))


def by_hand(situation: Situation, side: Side) -> set[Act]:
    words = situation.desk if side is Side.DESK else situation.team
    return {Act(word) for word in words.split() if word in KNOWN}


@pytest.mark.parametrize("situation", SITUATIONS, ids=IDS)
@pytest.mark.parametrize("side", Side)
def test_each_side_may_do_what_the_table_says(side: Side, situation: Situation) -> None:
    now, ending = stands(situation), TYPES[situation.type].ending
    assert {act for act in Act if may(act, side, now, ending)} == by_hand(situation, side)


@pytest.mark.parametrize("situation", SITUATIONS, ids=IDS)
@pytest.mark.parametrize("side", Side)
def test_a_card_offers_all_of_it_with_four_buttons_at_most(side: Side, situation: Situation) -> None:
    first, others = offered(side, stands(situation), TYPES[situation.type].ending)
    assert len(first) + bool(others) <= 4
    assert {*first, *others} == by_hand(situation, side)
    assert len({*first, *others}) == len(first) + len(others)


def test_the_table_stands_in_every_state_and_for_every_ending() -> None:
    assert {stands(each).state for each in SITUATIONS} == set(RequestState)
    assert {TYPES[each.type].ending for each in SITUATIONS} == set(Ending)
    assert {act for each in SITUATIONS for side in Side for act in by_hand(each, side)} == set(Act)
