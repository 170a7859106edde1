"""S7: what decided tests and pilots cost and bring together. What nobody said is missing, and is no 0."""

from decimal import Decimal

from ritualbot.i18n import Words
from ritualbot.reports.return_totals import sentence
from ritualbot.rituals.hypothesis_return import Period, Return
from ritualbot.rituals.return_totals import Entry, Figures, Totals, for_twelve_weeks, of_test, together


def of(cost: str = "", gain: str = "", currency: str = "EUR") -> Figures:
    return Figures(Decimal(cost) if cost else None, Decimal(gain) if gain else None, currency)


def amounts(**sums: int) -> dict[str, Decimal]:
    return {currency: Decimal(each) for currency, each in sums.items()}


def said(totals: Totals, language: str = "en") -> str:
    return sentence(Words(language), totals).plain().replace("\u00a0", " ").replace("\u202f", " ")


def test_a_gain_of_any_period_is_counted_for_twelve_weeks() -> None:
    """A year of 5 200 is 52 weeks of 100; a quarter is 13 of them, a month 4 and a third."""
    told = {Period.WEEK: "100", Period.MONTH: "433.333333", Period.QUARTER: "1300", Period.YEAR: "5200"}
    for period, gain in told.items():
        assert for_twelve_weeks(Decimal(gain), period) == Decimal("1200.00"), period
    assert for_twelve_weeks(None, Period.WEEK) is None
    assert of_test(Return(Decimal(600), Decimal(100), Period.WEEK, "EUR")).roi == 1  # 1 200 for 600
    assert of_test(None) == Figures()


def test_what_is_known_is_added_and_what_is_missing_is_counted() -> None:
    found = together([Entry(of("1000", "1500")), Entry(of("500")), Entry(of("", "300")), Entry(of())])
    assert (found.costs, found.gains) == (amounts(EUR=1500), amounts(EUR=1800))
    assert (found.counted, found.missing_costs, found.missing_gains, found.missing) == (4, 2, 2, 4)
    assert found.roi == Decimal("0.5")  # of the first alone: 500 beyond 1 000
    assert said(found) == (
        "Cost at least €1,500, gain at least €1,800 over 12 weeks, return +50% (of what has both figures). "
        "4 figures are missing."
    )


def test_nothing_known_is_no_0() -> None:
    found = together([Entry(of())])
    assert (found.costs, found.gains, found.roi, found.missing) == ({}, {}, None, 2)
    assert said(found) == "Cost not known, gain not known, return not known. 2 figures are missing."
    assert said(together([]), "fr") == "Aucun test ni pilote tranché : rien à chiffrer."


def test_a_0_somebody_said_is_a_0() -> None:
    found = together([Entry(of("400", "0"))])
    assert (found.gains, found.roi, found.missing) == (amounts(EUR=0), Decimal(-1), 0)
    assert said(found, "fr") == "Coût 400 €, gain 0 € pour 12 semaines, retour −100 %."
    assert together([Entry(of("0", "100"))]).roi is None  # nothing to set it against


def test_a_pilots_own_figures_stand_for_its_tests() -> None:
    """Else its tests' money would be counted twice: it was spent within the pilot's budget."""
    inside = (of("1000", "200"), of("500"))
    spent = together([Entry(of("4000"), inside)])
    assert (spent.costs, spent.gains) == (amounts(EUR=4000), amounts(EUR=200))  # no yield yet: what the tests bring
    assert (spent.counted, spent.missing_costs, spent.missing_gains, spent.roi) == (3, 0, 1, None)
    yielded = together([Entry(of("4000", "6000"), inside)])
    assert (yielded.gains, yielded.missing, yielded.roi) == (amounts(EUR=6000), 0, Decimal("0.5"))
    assert together([Entry(of())]).missing == 2  # without tests, the pilot's own are missing


def test_two_currencies_are_not_added() -> None:
    found = together([Entry(of("100", "300")), Entry(of("50", "60", "CHF"))])
    assert (found.costs, found.gains, found.roi) == (amounts(CHF=50, EUR=100), amounts(CHF=60, EUR=300), None)
    assert said(found) == "Cost 50 CHF and €100, gain 60 CHF and €300 over 12 weeks, return not known."
