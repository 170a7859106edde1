"""Section I, row "percentage": accepted as people write it, refused with the reason, echoed so that it reads back."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from ritualbot.errors import RuleBroken
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals import inputs

LANGUAGE = st.sampled_from(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.5 %", "12.5"),
        ("12,5\u202f%", "12.5"),
        (" 50% ", "50"),
        ("0", "0"),
        ("100", "100"),
        ("0,05", "0.05"),
    ],
)
def test_a_percentage_is_read(language: str, typed: str, value: str) -> None:
    assert inputs.percentage(typed, language, field="base") == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("100,1", "percent_range"),
        ("101 %", "percent_range"),
        ("-1", "percent_range"),
        ("NaN", "number_unknown"),
        ("inf", "number_unknown"),
        ("1e2", "number_unknown"),
        ("50%%", "percent_unknown"),
        ("%", "percent_unknown"),
        ("", "percent_unknown"),
        ("% 50", "percent_unknown"),
        ("٥٠", "number_unknown"),
        ("５０%", "number_unknown"),
        ("1.234", "number_ambiguous"),
    ],
)
def test_other_percentages_are_refused(typed: str, key: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        inputs.percentage(typed, "fr", field="base")
    assert (refused.value.key, refused.value.field) == (f"input.{key}", "base")


@given(value=st.decimals(0, 100, allow_nan=False, places=3), language=LANGUAGE)
def test_the_echo_reads_back_to_the_same_value(value: Decimal, language: str) -> None:
    assert inputs.percentage(inputs.percentage_text(value, Words(language)), language, field=None) == value


def value_or_key(typed: str, language: str) -> Decimal | str:
    try:
        return inputs.percentage(typed, language, field=None)
    except RuleBroken as refused:
        return refused.key


@given(typed=st.text(st.characters(exclude_categories=())), language=LANGUAGE)
def test_any_text_is_a_percentage_or_a_refusal(typed: str, language: str) -> None:
    found = value_or_key(typed, language)
    assert found.startswith("input.") if isinstance(found, str) else 0 <= found <= 100
