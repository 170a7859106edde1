"""SPEC I: time limits as people type them, what is refused, and the echo."""

from datetime import timedelta
from decimal import Decimal

import pytest

from ritualbot.errors import RuleBroken
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals.durations import Duration, parse, text


def days(number: str, hours: float = 0) -> Duration:
    return Duration(Decimal(number), timedelta(hours=hours))


def hours(number: float) -> Duration:
    return Duration(hours=timedelta(hours=number))


READ = {
    # the row, literally
    "3j": days("3"),
    "2d": days("2"),
    "16h": hours(16),
    "16h ouvrées": hours(16),
    "1j 4h": days("1", 4),
    "1,5j": days("1.5"),
    "90 min": hours(1.5),
    "2 semaines": days("10"),
    # and as else it is written
    "3 J": days("3"),
    "3 jours": days("3"),
    "1 jour ouvré": days("1"),
    "3 jours ouvrés": days("3"),
    "3j ouvrés": days("3"),
    "1.5 days": days("1.5"),
    "2 business days": days("2"),
    "2 working days": days("2"),
    "0,5j": days("0.5"),
    "1 semaine": days("5"),
    "1,5 semaine": days("7.5"),
    "1 week": days("5"),
    "1 semaine et 2 jours": days("7"),
    "1j4h": days("1", 4),
    "1 jour et 4 heures": days("1", 4),
    "1 day, 4 hours and 30 minutes": days("1", 4.5),
    "1h30": hours(1.5),
    "1 h 30": hours(1.5),
    "2h 30 min": hours(2.5),
    "1,5 heure ouvrée": hours(1.5),
    "4 business hours": hours(4),
    "\u00a016\u202fh\u00a0ouvrées ": hours(16),
    "16 HEURES OUVREES.": hours(16),
    "90j": days("90"),
    "720h": hours(720),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", READ)
def test_it_is_read_in_every_language(typed: str, language: str) -> None:
    assert parse(typed, language, field="decide") == READ[typed]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", READ)
def test_what_was_understood_reads_back_to_the_same(typed: str, language: str) -> None:
    assert parse(text(READ[typed], Words(language)), language, field=None) == READ[typed]


REFUSED = {
    "0": "sla.duration_no_unit",
    "16": "sla.duration_no_unit",
    "1,5": "sla.duration_no_unit",
    "0j": "sla.duration_zero",
    "0h": "sla.duration_zero",
    "0j 0h": "sla.duration_zero",
    "0,001h": "sla.duration_zero",
    "-2j": "sla.duration_negative",
    "−2 jours": "sla.duration_negative",
    "- 4h": "sla.duration_negative",
    "3x": "sla.duration_unknown",
    "3 mois": "sla.duration_unknown",
    "j": "sla.duration_unknown",
    "": "sla.duration_unknown",
    "３j": "sla.duration_unknown",  # full-width
    "٣j": "sla.duration_unknown",  # Arabic-Indic
    "½j": "sla.duration_unknown",
    "1e2h": "sla.duration_unknown",
    "infj": "sla.duration_unknown",
    "1h90": "sla.duration_unknown",
    "4h 1j": "sla.duration_unknown",  # the larger unit comes first
    "2j 3j": "sla.duration_unknown",
    "2j -4h": "sla.duration_unknown",
    "3jx": "sla.duration_unknown",
    "16h ouvrées svp": "sla.duration_unknown",
    "j" * 5_000: "sla.duration_unknown",
    "91j": "sla.duration_long",
    "90,5j": "sla.duration_long",
    "19 semaines": "sla.duration_long",
    "721h": "sla.duration_long",
    "90j 1h": "sla.duration_long",
    "999999999999h": "sla.duration_long",
    "9999999999999999j": "input.number_too_long",
    "1.234j": "input.number_ambiguous",
}


@pytest.mark.parametrize("typed", REFUSED)
def test_it_is_refused_at_its_field_with_an_example(typed: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        parse(typed, "fr", field="decide")
    broken = refused.value
    assert (broken.key, broken.field) == (REFUSED[typed], "decide")
    assert typed[:20] in broken.params["typed"] or (broken.params["typed"] in typed and "number" in broken.key)
    for language in LANGUAGES:
        said = Words(language).say(broken.key, **broken.params)
        assert "{" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_a_refusal_are_taken(language: str) -> None:
    said = Words(language).say("sla.duration_unknown", typed="3x")
    examples = said.rpartition(":")[2].partition(".")[0].split(",")
    assert len(examples) == 5
    for example in examples:
        parse(example, language, field=None)


@pytest.mark.parametrize(
    ("typed", "french", "english"),
    [
        ("3j", "3 jours ouvrés", "3 business days"),
        ("1j 4h", "1 jour ouvré et 4 heures ouvrées", "1 business day and 4 business hours"),
        ("1,5j", "1,5 jour ouvré", "1.5 business days"),
        ("90 min", "1 heure ouvrée et 30 minutes ouvrées", "1 business hour and 30 business minutes"),
        ("2 semaines", "10 jours ouvrés", "10 business days"),
    ],
)
def test_the_echo_says_what_is_counted(typed: str, french: str, english: str) -> None:
    read = parse(typed, "fr", field=None)
    assert (text(read, Words("fr")), text(read, Words("en"))) == (french, english)


def test_jours_ouvrables_are_read_as_ouvres_and_the_echo_says_so() -> None:
    read = parse("3 jours ouvrables", "fr", field=None)
    assert read == days("3")
    assert text(read, Words("fr")) == "3 jours ouvrés (les jours ouvrables sont lus comme des jours ouvrés)"
    assert "jours ouvrables" in text(read, Words("en"))
    assert "ouvrables" not in text(parse("3 jours ouvrés", "fr", field=None), Words("fr"))
