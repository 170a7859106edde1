"""D5, D6, D1: the size of a test, the guard where it is too long, what is refused. Sizes are the specification's."""

from datetime import date
from decimal import Decimal

import pytest

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import hypothesis_plan as plans, statistics
from ritualbot.rituals.hypothesis_history import Piece
from ritualbot.rituals.hypothesis_plan import Mean, Rate, Wanted, Way


def rate(base: str, effect: str, visitors: int, arms: int = 1) -> Wanted:
    return Wanted(Rate(Decimal(base)), Decimal(effect), visitors, arms)


@pytest.mark.parametrize(
    ("base", "effect", "per_arm"), [("5", "10", 31_234), ("10", "10", 14_751), ("3", "10", 53_211), ("2", "20", 21_109)]
)
def test_the_sizes_of_the_specification(base: str, effect: str, per_arm: int) -> None:
    """D5, within 1 %."""
    found = plans.sizing(rate(base, effect, 20_000))
    assert found.per_arm == pytest.approx(per_arm, rel=0.01)
    assert found.total == 2 * found.per_arm


@pytest.mark.parametrize(("visitors", "weeks"), [(12_000, 6), (62_468, 2), (10_411, 7), (10_412, 6), (1_000_000, 2)])
def test_weeks_are_whole_and_two_at_least(visitors: int, weeks: int) -> None:
    """D5: two versions of 31,234 are 62,468 people; six weeks hold them from 10,412 a week."""
    found = plans.sizing(rate("5", "10", visitors))
    assert (found.weeks, found.feasible, found.reachable, found.ways) == (weeks, True, None, ())


def test_it_ends_on_the_last_day_of_its_last_week() -> None:
    found = plans.sizing(rate("5", "10", 12_000))
    assert found.ends_on(date(2027, 3, 1)) == date(2027, 4, 11)  # six weeks from a Monday end on a Sunday


def test_what_can_be_reached_is_said_where_it_takes_too_long() -> None:
    """D6: 667 a week are 4,002 per version in twelve weeks; 3 % and +10 % would take 53,211."""
    found = plans.sizing(rate("3", "10", 667))
    assert (found.feasible, found.reachable) == (False, Decimal(39))
    assert found.ways == (Way.BOLDER, Way.PILOT, Way.QUALITATIVE)
    assert found.ends_on(date(2027, 3, 1)) == date(2027, 5, 23)  # never longer than a test may last


def test_exactly_twelve_weeks_are_feasible() -> None:
    assert plans.sizing(rate("5", "10", 5_206)).weeks == 12  # 62,468 / 5,206 = 11.999…
    assert not plans.sizing(rate("5", "10", 5_205)).feasible  # 12.002 weeks


def test_what_is_said_to_be_reachable_is() -> None:
    """For a rise and for a fall: with that effect the size fits in the twelve weeks."""
    for base, effect, visitors in [("3", "10", 667), ("5", "-10", 700), ("60", "1", 300), ("97", "-1", 100)]:
        found = plans.sizing(rate(base, effect, visitors))
        assert found.reachable is not None and (found.reachable > 0) == (Decimal(effect) > 0)
        bolder = plans.sizing(rate(base, str(found.reachable), visitors))
        assert bolder.weeks <= 12 < found.weeks


def test_no_bolder_change_is_offered_where_none_would_show() -> None:
    found = plans.sizing(rate("5", "10", 1, arms=4))  # two people per version in twelve weeks
    assert (found.reachable, found.ways) == (None, (Way.PILOT, Way.QUALITATIVE))


def test_a_mean_is_sized_by_its_deviation() -> None:
    """2 (1.95996 + 0.84162)² 30² / 1² = 14,128: +2 % of 50 is 1."""
    wanted = Wanted(Mean(Decimal(50), Decimal(30)), Decimal(2), 5_000)
    assert plans.sizing(wanted).per_arm == 14_128
    slow = plans.sizing(Wanted(wanted.base, Decimal(-2), 100))  # 600 each: 30 × 2.80158 × √(2 / 600) / 50 = 9.71 %
    assert slow.reachable == Decimal("-9.8")


def test_several_versions_share_the_risk_of_error() -> None:
    """With three against the control each is tested at 0.05 / 3, and the control is one version more."""
    found = plans.sizing(rate("5", "10", 50_000, arms=3))
    assert found.per_arm == statistics.size(0.05, 0.055, 0.05 / 3)
    assert found.versions == 4 and found.total == 4 * found.per_arm


def test_an_unknown_base_shows_the_sizes_at_5_10_and_20_percent() -> None:
    """D1."""
    assert [str(each) for each in plans.LIKELY_EFFECTS] == ["5", "10", "20"]
    sizes = dict(zip((str(each) for each in plans.LIKELY_BASES), plans.likely_sizes(), strict=True))
    assert (sizes["5"][1], sizes["10"][1], sizes["3"][1], sizes["2"][2]) == (31_234, 14_751, 53_211, 21_109)


# -- what is typed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "field", "key"),
    [
        ({"base": "100 %", "effect": "+10 %"}, "base", "hypothesis.base_range"),
        ({"base": "95 %", "effect": "+10 %"}, "effect", "hypothesis.size.too_high"),
        ({"base": "5", "effect": "0"}, "effect", "hypothesis.effect_range"),
        ({"base": "5", "effect": "0,00000000000001"}, "effect", "hypothesis.size.no_effect"),
        ({"base": "0", "effect": "10"}, "base", "hypothesis.base_range"),
        ({"base": "5", "effect": "-101"}, "effect", "hypothesis.effect_range"),
        ({"base": "120 %", "effect": "10"}, "base", "hypothesis.base_range"),
        ({"base": "5", "effect": "1e2"}, "effect", "input.number_unknown"),
        ({"base": "5", "effect": ""}, "effect", "input.empty"),
        ({"base": "42", "spread": "0", "effect": "10"}, "spread", "hypothesis.size.sd_zero"),
        ({"base": "42 €", "effect": "10"}, "spread", "hypothesis.size.sd_needed"),
        ({"base": "5", "effect": "10", "visitors": "0"}, "visitors", "hypothesis.size.nobody"),
        ({"base": "5", "effect": "10", "visitors": "4", "share": "20"}, "visitors", "hypothesis.size.nobody"),
        ({"base": "5", "effect": "10", "visitors": "1,5"}, "visitors", "input.integer_expected"),
        ({"base": "5", "effect": "10", "share": "0 %"}, "share", "hypothesis.size.nobody"),
        ({"base": "5", "effect": "10", "share": "50%%"}, "share", "input.percent_unknown"),
        ({"base": "5", "effect": "10", "arms": "5"}, "arms", "input.out_of_scale"),
    ],
)
def test_impossible_plans_are_refused_at_their_field(values: dict[str, str], field: str, key: str) -> None:
    with pytest.raises(FieldsRefused) as refused:
        plans.parse({"visitors": "5000", **values}, "fr")
    assert [(each.field, each.key) for each in refused.value.broken] == [(field, key)]


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(FieldsRefused) as refused:
        plans.parse({"base": "x", "effect": "0", "visitors": "-3", "share": "120", "arms": "no"}, "en")
    assert [each.field for each in refused.value.broken] == ["base", "effect", "visitors", "share", "arms"]


def test_a_plan_whose_visitors_are_not_known_is_checked_all_the_same() -> None:
    with pytest.raises(FieldsRefused) as refused:
        plans.parse({"base": "95", "effect": "10"}, "fr")
    assert [each.key for each in refused.value.broken] == ["hypothesis.size.too_high"]
    assert plans.parse({"base": "5", "effect": "10"}, "fr")[Piece.PER_ARM] == "31234"


def test_what_is_typed_becomes_a_plan() -> None:
    typed = {"base": "3,5 %", "effect": "+12,5 %", "visitors": "10 000", "share": "20 %", "arms": "2"}
    found = plans.parse(typed, "fr")
    assert plans.wanted(found) == rate("3.5", "12.5", 2_000, arms=2)  # a fifth of the visitors are shown it
    assert found[Piece.PER_ARM] == plans.planned_size(found)


@pytest.mark.parametrize("base", ["42", "42 €"])
def test_a_deviation_makes_it_a_mean(base: str) -> None:
    found = plans.parse({"base": base, "spread": "30", "effect": "10", "visitors": "5000"}, "fr")
    assert plans.wanted(found) == Wanted(Mean(Decimal(42), Decimal(30)), Decimal(10), 5_000)


@pytest.mark.parametrize("typed", ["", "je ne sais pas", "I don’t know", "?"])
def test_the_base_may_be_unknown(typed: str) -> None:
    """D1."""
    found = plans.parse({"base": typed, "effect": "10", "visitors": "5000"}, "fr")
    assert (found[Piece.BASE], found[Piece.PER_ARM], plans.wanted(found)) == ("", "", None)


def test_the_planned_size_allows_for_the_versions() -> None:
    plan = {Piece.BASE: "5", Piece.MEASURE: "rate", Piece.EFFECT: "10", Piece.ARMS: "2"}
    assert plans.planned_size(plan) == str(statistics.size(0.05, 0.055, 0.025))


def test_a_start_is_proposed_as_long_as_it_takes() -> None:
    plan = {Piece.BASE: "5", Piece.MEASURE: "rate", Piece.EFFECT: "10", Piece.VISITORS: "24000", Piece.SHARE: "50"}
    assert plans.planned_weeks(plan) == 6  # 12,000 a week see it
    assert plans.planned_weeks({**plan, Piece.SHARE: "1"}) == 12
    assert plans.planned_weeks({**plan, Piece.VISITORS: ""}) == 2


def test_a_plan_nobody_would_see_is_refused() -> None:
    with pytest.raises(RuleBroken, match="nobody"):
        plans.sizing(rate("5", "10", 0))
