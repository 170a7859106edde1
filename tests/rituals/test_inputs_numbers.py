"""Numbers, times and durations as people type them."""

from collections.abc import Callable
from datetime import time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given, strategies as st

from ritualbot.errors import RuleBroken
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals import inputs

LANGUAGE = st.sampled_from(LANGUAGES)
NUMBERS = st.one_of(
    st.text(),
    st.text("0123456789.,\u00a0\u202f '-+"),
    st.from_regex(r"[0-9]{1,3}([.,\u00a0\u202f ][0-9]{1,3}){0,3}", fullmatch=True),
)


def refusal(call: Callable[[], object]) -> str:
    """The key of the RuleBroken that `call` raises."""
    with pytest.raises(RuleBroken) as refused:
        call()
    assert "typed" in refused.value.params
    assert inputs.graphemes(refused.value.params["typed"]) <= 80
    return refused.value.key


@pytest.mark.parametrize(
    ("typed", "language", "value"),
    [
        ("1 234,5", "fr", "1234.5"),
        ("1 234,5", "en", "1234.5"),
        ("1,234.5", "fr", "1234.5"),
        ("1,234.5", "en", "1234.5"),
        ("1.234,5", "en", "1234.5"),
        ("1\u202f234\u00a0567,5", "fr", "1234567.5"),
        ("1'234.5", "fr", "1234.5"),
        ("1,234", "en", "1234"),
        ("1,234", "fr", "1.234"),
        ("1,234", "fr-CA", "1.234"),
        ("0,234", "en", "0.234"),
        ("0.234", "fr", "0.234"),
        ("1234.567", "fr", "1234.567"),
        ("1.2340", "en", "1.2340"),
        ("1.234.567", "fr", "1234567"),
        ("1,234,567", "fr", "1234567"),
        ("12,5", "en", "12.5"),
        ("12.5", "fr", "12.5"),
        (" 12 ", "fr", "12"),
        ("007", "fr", "7"),
        ("-5", "fr", "-5"),
        ("−5", "fr", "-5"),
        ("+5", "en", "5"),
        ("-0", "en", "0"),
        ("999999999999999", "en", "999999999999999"),
    ],
)
def test_numbers_are_read_in_either_notation(typed: str, language: str, value: str) -> None:
    assert str(inputs.number(typed, language, field="f")) == value


@pytest.mark.parametrize(
    ("typed", "language", "decimals"),
    [("1.234", "fr", "1,234"), ("1.234", "en", "1.2340"), ("-012.345", "fr", "12,345")],
)
def test_an_ambiguous_number_asks_and_says_how_to_write_both(typed: str, language: str, decimals: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        inputs.number(typed, language, field="f")
    assert refused.value.key == "input.number_ambiguous"
    assert refused.value.params["decimals"] == decimals
    assert inputs.number(decimals, language, field="f") * 1000 == Decimal(refused.value.params["whole"])


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "NaN",
        "inf",
        "-Infinity",
        "1e2",
        "0x10",
        "١٢",
        "１２",
        "²",
        "12%",
        "1,2,3",
        "1.23.456",
        "1 23",
        "1  234",
        "12 €",
        "--5",
        "- 5",
        ".5",
        "5.",
        "1_000",
        "1 234 56",
        "1,234.567,8",
        "12\x00",
        "Ⅻ",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_number_is_refused(typed: str, language: str) -> None:
    assert refusal(lambda: inputs.number(typed, language, field="f")) == "input.number_unknown"


@pytest.mark.parametrize("typed", ["1234567890123456", "1,234567890123456", "9" * 10_000, "1 234 567 890 123 456"])
def test_more_than_fifteen_digits_are_refused(typed: str) -> None:
    assert refusal(lambda: inputs.number(typed, "en", field="f")) == "input.number_too_long"


@given(NUMBERS, LANGUAGE)
@example("1,234", "fr")
@example("1.2340", "en")
@example("0001.2345", "en")
def test_the_echo_of_a_number_reads_back_to_the_same_value(typed: str, language: str) -> None:
    try:
        value = inputs.number(typed, language, field=None)
    except RuleBroken:
        return
    assert inputs.number(inputs.number_text(value, Words(language)), language, field=None) == value


@given(st.decimals(-(10**9), 10**9, places=3), LANGUAGE)
@example(Decimal("-0.500"), "fr")
def test_every_number_written_reads_back(value: Decimal, language: str) -> None:
    assert inputs.number(inputs.number_text(value, Words(language)), language, field=None) == value


def test_a_number_is_written_as_the_language_does_with_all_its_digits() -> None:
    assert inputs.number_text(Decimal("-1234.56789"), Words("fr")) == "-1\u202f234,56789"
    assert inputs.number_text(Decimal("1234.50"), Words("en")) == "1,234.50"
    assert inputs.number_text(Decimal("1.234"), Words("en")) == "1.2340"


def test_whole_numbers() -> None:
    assert inputs.integer("1 234", "fr", field="f") == 1234
    assert inputs.integer("12,0", "fr", field="f") == 12
    assert refusal(lambda: inputs.integer("12,5", "fr", field="f")) == "input.integer_expected"
    assert refusal(lambda: inputs.integer("douze", "fr", field="f")) == "input.number_unknown"


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9h30", time(9, 30)),
        ("9h", time(9)),
        ("21 H", time(21)),
        ("9 h 05", time(9, 5)),
        ("09:30", time(9, 30)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
        ("9:30 am", time(9, 30)),
        ("9:30 PM", time(21, 30)),
        ("9 a.m.", time(9)),
        ("12am", time(0)),
        ("12:15 pm", time(12, 15)),
        (" 9h30\u00a0", time(9, 30)),
    ],
)
def test_times_as_people_write_them(typed: str, at: time) -> None:
    assert inputs.time_of_day(typed, field="at") == at


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "25:00",
        "24:00",
        "9h75",
        "9",
        "12",
        "930",
        "9h5",
        "9:3",
        "13:00 pm",
        "0:30 am",
        "-9h",
        "٩h30",
        "９:30",
        "9:30:00",
        "midi",
        "9h30 demain",
    ],
)
def test_other_times_are_refused(typed: str) -> None:
    assert refusal(lambda: inputs.time_of_day(typed, field="at")) == "input.time_unknown"


@given(st.times())
def test_every_minute_reads_back(at: time) -> None:
    minute = at.replace(second=0, microsecond=0)
    assert inputs.time_of_day(f"{minute:%H:%M}", field=None) == minute
    assert inputs.time_of_day(f"{minute.hour}h{minute:%M}", field=None) == minute
    assert inputs.time_of_day(f"{minute:%I:%M %p}", field=None) == minute


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("2h", 120),
        ("2 heures", 120),
        ("75 min", 75),
        ("75mn", 75),
        ("1h30", 90),
        ("1 h 30 min", 90),
        ("1 minute", 1),
        ("24h", 1440),
        ("1H05", 65),
    ],
)
def test_short_durations(typed: str, minutes: int) -> None:
    assert inputs.duration_minutes(typed, field="window") == timedelta(minutes=minutes)


@pytest.mark.parametrize("typed", ["", "2", "2j", "1h75", "-2h", "deux heures", "1,5h", "٢h"])
def test_other_durations_are_refused(typed: str) -> None:
    assert refusal(lambda: inputs.duration_minutes(typed, field="window")) == "input.duration_unknown"


@pytest.mark.parametrize("typed", ["0h", "0 min", "24h01", "25h", "1441 min"])
def test_durations_are_from_a_minute_to_a_day(typed: str) -> None:
    assert refusal(lambda: inputs.duration_minutes(typed, field="window")) == "input.duration_range"
