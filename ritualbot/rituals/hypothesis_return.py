"""What a test cost and what it brings: S7. What nobody said stays unsaid, and is never counted as nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import regex

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.inputs import echo


class Period(StrEnum):
    """What a gain is counted for."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


CURRENCIES = ("EUR", "CHF", "GBP", "USD", "CAD", "MAD")
_SIGNS = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "£": "GBP", "$": "USD"}
_AMOUNT = regex.compile(
    r"(?P<before>[^\W\d_]{3,5}|[€£$])?\s*(?P<number>[^\p{L}€£$]+?)\s*(?P<after>[^\W\d_]{3,5}|[€£$])?"
)


@dataclass(frozen=True)
class Return:
    """Amounts in `currency`; None: not said."""

    cost: Decimal | None
    gain: Decimal | None
    period: Period
    currency: str

    @property
    def roi(self) -> Decimal | None:
        """Of one period: what it brings beyond its cost, for each unit it cost. None where either is not said, and of
        what cost nothing."""
        if self.cost is None or self.gain is None or not self.cost:
            return None
        return (self.gain - self.cost) / self.cost


def read(money: Mapping[str, str]) -> Return | None:
    """As a line of the history keeps it; None for none."""
    if not money:
        return None
    cost, gain = (Decimal(money[name]) if money.get(name) else None for name in ("cost", "gain"))
    return Return(cost, gain, Period(money["period"]), money["currency"])


def parse(values: Mapping[str, str], language: str) -> dict[str, str]:
    """Cost and gain, each of which may be left empty, in one currency. Raises FieldsRefused: as `inputs.number` does,
    `hypothesis.price.negative`, `.currency` for an unknown one, `.two` for two."""
    found: dict[str, str] = {}
    broken: list[RuleBroken] = []
    currencies: set[str] = set()
    for name in ("cost", "gain"):
        try:
            amount, currency = _amount(values.get(name, ""), language, name)
        except RuleBroken as refused:
            broken.append(refused)
            continue
        found[name] = amount
        currencies |= {currency} if currency else set()
    if len(currencies) > 1:
        broken.append(RuleBroken("hypothesis.price.two", field="gain", typed=echo(values.get("gain", ""))))
    if values.get("period", "") not in set(Period):
        broken.append(RuleBroken("input.form_changed", field="period"))
    if broken:
        raise FieldsRefused(broken)
    return {**found, "period": values["period"], "currency": min(currencies, default="EUR")}


def _amount(typed: str, language: str, field: str) -> tuple[str, str]:
    """The number as text, and the currency; both empty for nothing typed."""
    if inputs.is_blank(typed):
        return "", ""
    hit = _AMOUNT.fullmatch(typed.strip())
    if hit is None:
        raise RuleBroken("input.number_unknown", field=field, typed=echo(typed))
    said = (hit["before"] or hit["after"] or "").upper()
    currency = _SIGNS.get(said, said)
    if (currency and currency not in CURRENCIES) or (hit["before"] and hit["after"]):
        raise RuleBroken("hypothesis.price.currency", field=field, typed=echo(typed), known=", ".join(CURRENCIES))
    value = inputs.number(hit["number"], language, field=field)
    if value < 0:
        raise RuleBroken("hypothesis.price.negative", field=field, typed=echo(typed))
    return str(value), currency
