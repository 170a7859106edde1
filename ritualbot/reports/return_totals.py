"""What decided tests and pilots cost and bring, in a sentence: S7. What is missing is said to be, and is never a 0."""

from collections.abc import Mapping
from decimal import Decimal

from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.inputs import number_text, percentage_text
from ritualbot.rituals.return_totals import GAIN_WEEKS, PILOTS_IN, Totals

_ROUND_FROM = 10


def sentence(words: Words, totals: Totals) -> Text:
    """`Coût : 1 500 € ; gain : au moins 3 600 € pour 12 semaines ; retour : non chiffré. 1 chiffre manque.`"""
    if not totals.counted:
        return text(words, "return.none")
    said = {"cost": cost_text(words, totals), "gain": gain_text(words, totals), "roi": roi_text(words, totals)}
    if not totals.missing:
        return text(words, "return.sentence", **said)
    return counted(words, "return.sentence_missing", totals.missing, **said)


def cost_text(words: Words, totals: Totals) -> str:
    if not totals.costs:
        return words.say("return.unknown")
    found = amounts(words, totals.costs)
    return words.say("return.at_least", amount=found) if totals.missing_costs else found


def gain_text(words: Words, totals: Totals) -> str:
    if not totals.gains:
        return words.say("return.unknown")
    found = words.say("return.gain", amount=amounts(words, totals.gains), weeks=words.number(GAIN_WEEKS))
    return words.say("return.at_least", amount=found) if totals.missing_gains else found


def roi_text(words: Words, totals: Totals) -> str:
    """Of what has both; said where that is not everything."""
    if totals.roi is None:
        return words.say("return.unknown")
    found = percent(words, totals.roi)
    return found if totals.whole else words.say("return.roi_partial", roi=found)


def percent(words: Words, roi: Decimal) -> str:
    whole = round(roi * 100, 0)
    sign = "+" if whole > 0 else "−" if whole < 0 else ""
    return sign + percentage_text(abs(whole), words)


def amounts(words: Words, sums: Mapping[str, Decimal]) -> str:
    return words.listed([money(words, value, currency) for currency, value in sums.items()])


def money(words: Words, value: Decimal, currency: str) -> str:
    """Small sums keep their cents."""
    shown = value.quantize(Decimal(1)) if abs(value) >= _ROUND_FROM or value == value.to_integral_value() else value
    amount = number_text(shown, words)
    return words.say("pilot.money", amount=amount) if currency == PILOTS_IN else f"{amount}\u00a0{currency}"
