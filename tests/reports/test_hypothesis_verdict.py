"""D7, D8: what is said of a test, in both languages, without a symbol; its figures have a card of their own."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from ritualbot.i18n import Words
from ritualbot.reports.hypothesis_detail import detail_card
from ritualbot.reports.hypothesis_verdict import Metric, sentence
from ritualbot.rituals.hypothesis_counts import Measure
from ritualbot.rituals.hypothesis_guardrail import Bound, Guardrail
from ritualbot.rituals.hypothesis_history import TestKind
from ritualbot.rituals.hypothesis_verdict import Look, Reading, Trial, reading
from ritualbot.rituals.statistics import Arm, Sample

START, END = date(2027, 5, 17), date(2027, 6, 14)
SIGNED_UP = Metric("inscription")
LESS = Guardrail("panier moyen", Bound.LEAST, Decimal(40))
NARROW = "\u202f"
EARLY = (
    "Regarder maintenant ne permet pas encore de conclure ; réponse fiable le",
    "Looking now does not allow a conclusion yet; a reliable answer on",
)


def trial(kind: TestKind = TestKind.AB, versions: int = 1, per_arm: int = 10_000, effect: str = "10") -> Trial:
    return Trial(kind, Measure.RATE, versions, per_arm, START, END, Decimal(effect), (LESS,))


def read(plan: Trial, *pairs: tuple[int, int], on: date = END, basket: str = "41", today: date = END) -> Reading:
    measured = {"panier moyen": Decimal(basket)} if basket else {}
    found = reading(plan, [Look(on, tuple(Arm(*pair) for pair in pairs), measured)], today)
    assert found is not None
    return found


def said(found: Reading, metric: Metric = SIGNED_UP) -> list[str]:
    return [
        sentence(Words(language), found, metric).plain().replace("\u00a0", " ").replace(NARROW, " ")
        for language in ("fr", "en")
    ]


def test_a_better_version_is_told_with_the_ends_of_its_interval() -> None:
    """D8, VOICE: +0.17 to +1.43 points."""
    assert said(read(trial(), (500, 10_000), (580, 10_000))) == [
        "La version B fait mieux que A, entre +0,2 et +1,4 point (inscription).",
        "Version B does better than A, between +0.2 and +1.4 points (inscription).",
    ]


def test_too_early_is_told_with_the_day_of_a_reliable_answer() -> None:
    """D8, VOICE: a quarter after seven days, all after 28: 17 May and four weeks is 14 June."""
    found = read(trial(per_arm=6_200), (100, 1_550), (110, 1_550), on=START + timedelta(days=7), today=START)
    assert said(found) == [
        f"3 100 visiteurs sur 12 400. {EARLY[0]} lundi 14 juin.",
        f"3,100 visitors out of 12,400. {EARLY[1]} Monday 14 June.",
    ]


@pytest.mark.parametrize(
    ("found", "french"),
    [
        (read(trial(), (580, 10_000), (500, 10_000)), "La version B fait moins bien que A, entre −1,4 et −0,2 point"),
        (read(trial(effect="-10"), (580, 10_000), (500, 10_000)), "La version B fait mieux que A, entre −1,4 et −0,2"),
        (read(trial(), (500, 10_000), (500, 10_000)), "Rien ne départage B et A : l’écart réel peut aller de −0,6 à"),
        (
            read(trial(per_arm=100_000), (5_000, 100_000), (5_000, 100_000)),
            "Rien ne départage B et A, et l’effet attendu (+10 %) est exclu : l’écart réel va de −0,2 à +0,2 point",
        ),
        (
            read(trial(), (500, 10_000), (580, 10_000), basket="39"),
            "La version B fait mieux que A, entre +0,2 et +1,4 point (inscription), mais un garde-fou n’est pas tenu ",
        ),
        (
            read(trial(TestKind.BEFORE_AFTER), (500, 10_000), (580, 10_000)),
            "Signal favorable, sans témoin : entre +0,2 et +1,4 point après le changement",
        ),
        (
            read(trial(TestKind.BEFORE_AFTER), (580, 10_000), (500, 10_000)),
            "Signal défavorable, sans témoin : entre −1,4 et −0,2 point après le changement",
        ),
        (
            read(trial(), (460, 4_600), (740, 5_400)),
            "Les visiteurs (4 600 et 5 400) ne se répartissent pas comme prévu",
        ),
        (read(trial(), (0, 0), (0, 0)), "Personne n’est encore passé par la version A"),
        (read(trial(TestKind.GEO), (5, 50), (0, 0)), "Personne n’est encore passé par la version B"),
        (
            read(trial(), (50, 1_000), (60, 1_000), today=END + timedelta(days=1)),
            "Le temps prévu est passé, avec 2 000 visiteurs sur 20 000 : trop peu pour conclure",
        ),
        (
            read(trial(TestKind.GEO), (50, 19_000), (60, 5_000)),
            "5 000 visiteurs sur 10 000 dans la version B. Regarder maintenant ne permet pas encore de conclure",
        ),
        (
            read(trial(), (1, 3), (1, 3)),
            "6 visiteurs sur 20 000. Regarder maintenant ne permet pas encore de conclure, et à",
        ),
        (
            read(trial(versions=2), (500, 10_000), (400, 10_000), (640, 10_000)),
            "La version C fait mieux que A, entre +0,7 et +2,1 points",
        ),
    ],
    ids=lambda each: each[:30] if isinstance(each, str) else "",
)
def test_every_verdict_has_its_sentence(found: Reading, french: str) -> None:
    """D8."""
    assert said(found)[0].startswith(french)


def test_the_guardrail_that_did_not_hold_is_named() -> None:
    """D8."""
    for basket in ("39", ""):
        assert said(read(trial(), (500, 10_000), (580, 10_000), basket=basket))[0].endswith(
            "(panier moyen) : à revoir."
        )


def test_small_differences_keep_the_digits_they_need() -> None:
    """10^11 and a million more of 10^12: +0.00002 to +0.0002 points."""
    found = read(trial(), (10**11, 10**12), (10**11 + 10**6, 10**12))
    assert said(found)[0] == "La version B fait mieux que A, entre +0,00002 et +0,00018 point (inscription)."


def test_a_mean_is_told_in_its_unit() -> None:
    plan = Trial(TestKind.AB, Measure.MEAN, 1, 200, START, END, Decimal(5))
    found = reading(plan, [Look(END, (Sample(12, 3, 200), Sample(13, 3, 200)), {})], END)
    assert found is not None
    assert said(found, Metric("panier", "€"))[0] == "La version B fait mieux que A, entre +0,4 et +1,6 € (panier)."


def test_no_sentence_holds_a_symbol_or_a_fault() -> None:
    """D8: no p, no z, no "nan"; in all kinds of test, whatever the counts."""
    pairs = [(0, 0), (0, 1), (1, 1), (50, 100), (0, 10**12), (10**12, 10**12)]
    for kind, control, version in product(TestKind, pairs, pairs):
        found = read(trial(kind, per_arm=1), control, version)
        for one in said(found):
            assert not re.search(r"\b(?:p|z|nan|inf|CI|IC)\b|[=<>±≤≥{}]", one), one


def shown(found: Reading, language: str = "fr") -> str:
    return detail_card(Words(language), found, SIGNED_UP).plain_text().replace("\u00a0", " ").replace(NARROW, " ")


def has(card: str, wanted: Sequence[str]) -> list[str]:
    return [each for each in wanted if each not in card]


def test_the_detail_shows_the_worked_figures_and_names_the_rule() -> None:
    """D7: 500 and 580 of 10,000; the split of 10,000 and 10,000 is as planned."""
    card = shown(read(trial(), (500, 10_000), (580, 10_000)))
    assert not has(
        card,
        [
            *("A · 500 · 10 000 · 5", "B · 580 · 10 000 · 5,8", "+0,80 point, soit +16,0 % en relatif"),
            *("Intervalle à 95 %", "+0,17 à +1,43 point", "Valeur p — 0,0123", "test z à variance commune"),
            *("Répartition des visiteurs conforme (p 1", "1 regard sur ce test", "cette lecture est la seule"),
            *("Garde-fou panier moyen, au moins 40 — 41, tenu", "Chance de faire mieux (bayésien) — 99,4"),
        ],
    )


def test_before_the_planned_size_the_detail_holds_always_valid_figures_alone() -> None:
    """D8: half the interval at any look is 0.97 points at 10,000 a version, where 12,000 were planned a little more."""
    card = shown(read(trial(per_arm=12_000), (500, 10_000), (580, 10_000)))
    assert "toujours valide, quel que soit le nombre de regards" in card
    assert "chiffres toujours valides seulement" in card
    assert not any(each in card for each in ("+0,17", "0,0123", "test z"))


def test_several_versions_name_their_correction() -> None:
    """D7: z = 0.8 / 0.31964 = 2.50282 is a p of 0.01232, with three versions 0.0370."""
    card = shown(read(trial(versions=3), (500, 10_000), (580, 10_000), (540, 10_000), (500, 10_000)))
    assert "Correction pour 3 versions comparées au témoin : Holm pour la valeur p, Bonferroni pour" in card
    assert "Valeur p — 0,0370" in card


def test_the_detail_never_claims_certainty_nor_hides_a_small_difference() -> None:
    """D7: 500 and 900 of 10,000 are beyond doubt; a million of 10^12 are 0.0001 points."""
    assert "Chance de faire mieux (bayésien) — plus de 99,9 %" in shown(read(trial(), (500, 10_000), (900, 10_000)))
    assert "Chance de faire mieux (bayésien) — moins de 0,1 %" in shown(read(trial(), (900, 10_000), (500, 10_000)))
    card = shown(read(trial(), (10**11, 10**12), (10**11 + 10**6, 10**12)))
    assert "B par rapport à A — +0,0001 point" in card and "+0,00002 à +0,00018 point" in card


def test_a_repeated_look_is_counted_and_the_reading_that_counts_stays() -> None:
    """D8."""
    first = Look(END, (Arm(500, 10_000), Arm(580, 10_000)), {"panier moyen": Decimal(41)})
    later = Look(END + timedelta(days=7), (Arm(600, 12_000), Arm(640, 12_000)), {})
    found = reading(trial(), [first, later], later.on)
    assert found is not None
    card = shown(found)
    assert not has(card, ["2 regards sur ce test", "Regard répété", "celle du lundi 14 juin", "+0,17 à +1,43 point"])
    assert said(found)[0].startswith("La version B fait mieux que A, entre +0,2 et +1,4 point")
