"""SPEC I, "counts of a test": what people type and paste of results, in their many forms."""

import pytest
from hypothesis import given, strategies as some

from ritualbot.errors import RuleBroken
from ritualbot.i18n import Words
from ritualbot.rituals.hypothesis_counts import Measure, one, parse, read, shown, written
from ritualbot.rituals.statistics import Arm, Sample

WORKED = (Arm(500, 10_000), Arm(580, 10_000))


@pytest.mark.parametrize(
    "typed",
    [
        "A 500/10000 B 580/10000",
        "A: 500 / 10 000 ; B = 580/10 000",
        "témoin 500/10000, B 580/10000",
        "Control 500/10,000 vs. variant 580/10,000",
        "A 500 sur 10\u202f000 et B 580 sur 10\u202f000",
        "A 500 of 10,000, B 580 out of 10,000",
        "version A : 500/10.000 (5 %), version B : 580/10.000 (5,8 %)",
        "A 500 conversions / 10 000 visiteurs, B 580 conversions / 10 000 visiteurs",
        "B 580/10000 A 500/10000",
        "500/10000 580/10000",
        "500/10 000 vs 580/10 000",
        "500/10 000\n580/10 000",
        "A\t500\t10000\nB\t580\t10000",
        "A;500;10000\r\nB;580;10000\r\n",
        "avant 500/10'000 après 580/10'000",
    ],
)
def test_a_line_is_read_however_people_write_it(typed: str) -> None:
    for language in ("fr", "en"):
        assert parse(typed, language, Measure.RATE, 1, field=None) == WORKED


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("A 12,4 ± 3,1 (n=200) B 13 ± 3 (n=210)", "fr"),
        ("A 12.4/3.1/200 B 13/3/210", "en"),
        ("A 12,4 € +/- 3,1 € (n = 200) ; B 13 € +/- 3 € (n = 210)", "fr"),
        ("A moyenne 12,4 écart-type 3,1 n=200, B moyenne 13 écart-type 3 n=210", "fr"),
        ("A mean 12.4 sd 3.1 n 200; B mean 13 sd 3 n 210", "en"),
        ("A\t12,4\t3,1\t200\nB\t13\t3\t210", "fr"),
    ],
)
def test_means_are_read_with_their_spread_and_number(typed: str, language: str) -> None:
    assert parse(typed, language, Measure.MEAN, 1, field=None) == (Sample(12.4, 3.1, 200), Sample(13.0, 3.0, 210))


def test_four_versions_stand_beside_the_control() -> None:
    typed = "a=1/10 b=2/10 c=3/10 d=4/10 e=5/10"
    assert parse(typed, "fr", Measure.RATE, 4, field=None) == tuple(Arm(each, 10) for each in range(1, 6))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("A 500/100 B 3/100", "above"),
        ("A 5/100 B 3/0", "above"),
        ("A -5/100 B 3/100", "negative"),
        ("A 1,5/100 B 3/100", "whole"),
        ("A 5/9999999999999999 B 6/100", "too_big"),
        ("A ٥/١٠٠ B 6/100", "digits"),
        ("A 5/１００ B 6/100", "digits"),
        ("B 5/100", "control"),
        ("B 5/100 C 6/100", "control"),
        ("A 5/100", "missing"),
        ("A 5/100 B 6/100 C 7/100", "extra"),
        ("A 5/100 témoin 6/100 B 1/2", "twice"),
        ("n'importe quoi", "rate"),
        ("A nan/inf B 1/2", "rate"),
        ("A 1e2/1e3 B 5/6", "rate"),
        ("A 5 B 6", "rate"),
        ("A 12,4 ± 3,1 (n=200) B 13 ± 3 (n=210)", "rate"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(typed: str, key: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        parse(typed, "fr", Measure.RATE, 1, field="counts")
    assert (refused.value.key, refused.value.field) == (f"hypothesis.counts.{key}", "counts")
    assert refused.value.params["typed"] == typed


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("12,4/-3,1/200", "hypothesis.counts.negative"),
        ("12,4/3,1/1", "hypothesis.counts.few"),
        ("500/10000", "hypothesis.counts.mean"),
        ("1.234/3/200", "input.number_ambiguous"),
        ("", "input.empty"),
    ],
)
def test_a_mean_that_cannot_be_is_refused(typed: str, key: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        one(typed, "fr", Measure.MEAN, field="b")
    assert refused.value.key == key


def test_nobody_and_very_many_are_counts() -> None:
    """D7: 0 of 0, and 10^12 visitors."""
    assert parse("A 0/0 B 0/0", "fr", Measure.RATE, 1, field=None) == (Arm(0, 0), Arm(0, 0))
    typed = "A 1000000000000/1000000000000 B 0/1 000 000 000 000"
    assert parse(typed, "fr", Measure.RATE, 1, field=None) == (Arm(10**12, 10**12), Arm(0, 10**12))


@given(some.text(max_size=60), some.sampled_from(Measure))
def test_any_text_is_read_or_refused(typed: str, measure: Measure) -> None:
    try:
        found = parse(typed, "fr", measure, 1, field=None)
    except RuleBroken:
        return
    assert len(found) == 2


@given(some.lists(some.tuples(some.integers(0, 10**12), some.integers(0, 10**12)), min_size=2, max_size=5))
def test_what_is_kept_and_shown_reads_back(pairs: list[tuple[int, int]]) -> None:
    counts = tuple(Arm(min(pair), max(pair)) for pair in pairs)
    assert read(written(counts)) == counts
    line = " ".join(f"{letter} {shown(each, Words('fr'))}" for letter, each in zip("ABCDE", counts, strict=False))
    assert parse(line, "en", Measure.RATE, len(counts) - 1, field=None) == counts
    sample = Sample(-12.25, 3.125, 40)
    assert read(written((sample, sample))) == (sample, sample)
    for language in ("fr", "en"):
        assert one(shown(sample, Words(language)), language, Measure.MEAN, field=None) == sample
