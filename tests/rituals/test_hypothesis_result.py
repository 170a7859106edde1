"""D8, S7: what may be said of a verdict, and what a test cost and brings."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals.hypothesis import Standing
from ritualbot.rituals.hypothesis_counts import Measure
from ritualbot.rituals.hypothesis_history import HypothesisState, TestKind, Verdict
from ritualbot.rituals.hypothesis_result import chosen, overrides
from ritualbot.rituals.hypothesis_return import Period, Return, parse, read
from ritualbot.rituals.hypothesis_verdict import Look, Reading, Trial, free, reading, with_reason
from ritualbot.rituals.statistics import Arm

START, END = date(2027, 3, 1), date(2027, 3, 28)
NOW = Standing(HypothesisState.ANALYSIS)
RATES = (0, 300, 500, 540, 580, 1_000)


def seen(control: int, version: int, kind: TestKind = TestKind.AB, planned: int | None = 10_000) -> Reading:
    trial = Trial(kind, Measure.RATE, 1, planned, START, END, Decimal(10))
    found = reading(trial, [Look(END, (Arm(control, 10_000), Arm(version, 10_000)), {})], END)
    assert found is not None
    return found


@pytest.mark.parametrize("kind", TestKind)
@pytest.mark.parametrize("planned", [None, 10_000, 10_001])
def test_what_is_never_said_cannot_be_said_with_a_reason_either(kind: TestKind, planned: int | None) -> None:
    """D8: won or lost with no control; lost before the planned size; stopped early after it. Nothing is on offer
    twice, and what is proposed comes first."""
    for control, version in product(RATES, RATES):
        found = seen(control, version, kind, planned)
        sayable = [*free(found), *with_reason(found)]
        assert len(sayable) == len(set(sayable)) and Verdict.REVIEW not in with_reason(found)
        if found.proposed:
            assert free(found)[0] is found.proposed
        if kind is TestKind.BEFORE_AFTER:
            assert not {Verdict.WON, Verdict.LOST} & set(sayable)
        if planned == 10_001:
            assert Verdict.LOST not in sayable and free(found) == (Verdict.STOPPED,)
        else:
            assert Verdict.STOPPED not in sayable


def test_a_wrong_split_takes_no_reason() -> None:
    """D7."""
    trial = Trial(TestKind.AB, Measure.RATE, 1, 4_000, START, END, Decimal(10))
    found = reading(trial, [Look(END, (Arm(460, 4_600), Arm(740, 5_400)), {})], END)
    assert (free(found), with_reason(found)) == ((Verdict.INVALID,), ())


def test_a_verdict_against_the_figures_takes_its_reason() -> None:
    """D8: and is an override; the one they propose is not."""
    unclear = seen(500, 540)
    assert not overrides(chosen({"verdict": "inconclusive"}, NOW, unclear), unclear)
    with pytest.raises(RuleBroken) as refused:
        chosen({"verdict": "won", "reason": " "}, NOW, unclear)
    assert (refused.value.key, refused.value.field) == ("hypothesis.result.why", "reason")
    assert overrides(chosen({"verdict": "won", "reason": "le sponsor"}, NOW, unclear), unclear)
    for typed in ("", "gagné", "lost"):
        with pytest.raises(RuleBroken):
            chosen({"verdict": typed, "reason": "le sponsor"}, NOW, unclear)


# -- cost and gain -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cost", "gain", "roi"),
    [("1200", "3000", "1.5"), ("1000", "250", "-0.75"), ("1000", "0", "-1"), ("0", "10", None), ("", "10", None)],
)
def test_a_return_is_what_comes_beyond_the_cost(cost: str, gain: str, roi: str | None) -> None:
    """S7: by hand, (3000 - 1200) / 1200; of nothing spent, and of what is not known, there is none."""
    kept = read(parse({"cost": cost, "gain": gain, "period": "month"}, "fr"))
    assert kept is not None
    assert kept.roi == (Decimal(roi) if roi else None)


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [("1 200 €", "1200", "EUR"), ("CHF 1200,50", "1200.50", "CHF"), ("1200 euros", "1200", "EUR"), ("£5", "5", "GBP")],
)
def test_amounts_are_read_with_their_currency(typed: str, amount: str, currency: str) -> None:
    kept = read(parse({"cost": typed, "gain": "", "period": "year"}, "fr"))
    assert kept == Return(Decimal(amount), None, Period.YEAR, currency)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("-5", "hypothesis.price.negative"),
        ("5 zlotys", "input.number_unknown"),
        ("5 PLN", "hypothesis.price.currency"),
        ("€ 5 €", "hypothesis.price.currency"),
        ("1.234", "input.number_ambiguous"),
        ("nan", "input.number_unknown"),
        ("1234567890123456", "input.number_too_long"),
    ],
)
def test_what_is_no_amount_is_refused_at_its_field(typed: str, key: str) -> None:
    """Section I."""
    with pytest.raises(FieldsRefused) as refused:
        parse({"cost": typed, "gain": "3 €", "period": "month"}, "fr")
    assert [(each.key, each.field) for each in refused.value.broken] == [(key, "cost")]


def test_nothing_said_of_money_is_nothing() -> None:
    assert read({}) is None
