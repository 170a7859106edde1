"""D4: ICE, RICE and PIE. Scores are worked out by hand from the formulas of their authors."""

from decimal import Decimal

import pytest

from ritualbot.errors import FieldsRefused
from ritualbot.rituals import hypothesis_score as scores
from ritualbot.rituals.hypothesis_score import Disagreement, Method


def marks(**said: str) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in said.items()}


def test_the_three_formulas() -> None:
    assert scores.score(Method.ICE, marks(impact="8", confidence="6", ease="4")) == 6
    assert scores.score(Method.PIE, marks(potential="9", importance="7", ease="2")) == 6
    rice = marks(reach="500", impact="2", confidence="80", effort="4")  # 500 × 2 × 0.8 / 4
    assert scores.score(Method.RICE, rice) == 200


def test_several_scorers_are_averaged() -> None:
    given = [marks(impact="8", confidence="6", ease="4"), marks(impact="7", confidence="5", ease="4")]  # 6 and 5.33…
    assert scores.average(Method.ICE, given) == Decimal("5.7")
    assert scores.average(Method.ICE, []) is None


def test_a_mark_three_points_apart_is_to_be_discussed() -> None:
    two_apart = [marks(impact="8", confidence="6", ease="4"), marks(impact="6", confidence="5", ease="6")]
    assert scores.to_discuss(Method.ICE, two_apart) == ()
    third = marks(impact="9", confidence="5", ease="5")  # impact 6 to 9
    assert scores.to_discuss(Method.ICE, [*two_apart, third]) == (Disagreement("impact", Decimal(6), Decimal(9)),)
    assert scores.to_discuss(Method.ICE, []) == ()


def test_what_has_no_points_is_to_be_discussed_where_it_differs_threefold() -> None:
    """RICE: the five steps of impact are points, reach and effort are not."""
    one = marks(reach="100", impact="0.25", confidence="50", effort="1")
    close = marks(reach="299", impact="1", confidence="100", effort="2.9")  # two steps of impact further
    far = marks(reach="300", impact="2", confidence="100", effort="3")
    assert scores.to_discuss(Method.RICE, [one, close]) == ()
    assert [each.name for each in scores.to_discuss(Method.RICE, [one, far])] == ["reach", "impact", "effort"]


def test_marks_are_read_as_typed() -> None:
    assert scores.parse(Method.ICE, {"impact": "7,5", "confidence": "10", "ease": "1"}, "fr") == marks(
        impact="7.5", confidence="10", ease="1"
    )
    typed = {"reach": "1 200", "impact": "0.25", "confidence": "80", "effort": "0,5"}
    assert scores.parse(Method.RICE, typed, "fr") == marks(reach="1200", impact="0.25", confidence="80", effort="0.5")


@pytest.mark.parametrize("typed", ["0", "11", "-1", "ten", ""])
def test_marks_outside_their_range_are_refused(typed: str) -> None:
    with pytest.raises(FieldsRefused) as refused:
        scores.parse(Method.ICE, {"impact": typed, "confidence": "5", "ease": "5"}, "fr")
    assert [each.field for each in refused.value.broken] == ["impact"]


def test_impact_and_confidence_of_rice_are_steps() -> None:
    typed = {"reach": "100", "impact": "1.5", "confidence": "90", "effort": "0"}
    with pytest.raises(FieldsRefused) as refused:
        scores.parse(Method.RICE, typed, "en")
    assert [each.field for each in refused.value.broken] == ["impact", "confidence", "effort"]
