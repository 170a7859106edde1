"""How long a desk has, as people type it: `3j`, `2d`, `16h ouvrées`, `1j 4h`, `1,5j`, `90 min`, `2 semaines`.

Days are open days of the desk, hours its open hours; a week is five days. What each is worth is `sla.budget_of`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field as column
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import regex

from ritualbot.errors import RuleBroken
from ritualbot.i18n import Words
from ritualbot.rituals.dates import has_other_digits
from ritualbot.rituals.inputs import ECHO_LIMIT, echo, fold, number

WEEK = 5  # open days
MOST_DAYS = 90
USUAL_HOURS = 8  # a day's, only to hold what is typed in hours to the same limit
_HUNDREDTH = Decimal("0.01")
_BEYOND = Decimal(10**6)  # minutes: more than is ever taken

# In the order in which they are said, each at most once.
_UNITS = {
    "weeks": r"(?:semaines?|sem\.?|weeks?|wks?|w)(?: ouvrees?)?",
    "days": r"(?:(?:business |working |open )?(?:days?|d)|jours?|j)(?: (?:ouvres?|(?P<ouvrables>ouvrables?)))?",
    "hours": r"(?:(?:business |working |open )?(?:hours?|hrs?|h)|heures?)(?: ouvrees?)?",
    "minutes": r"(?:business |working |open )?(?:minutes?|min\.?|mn)(?: ouvrees?)?",
}
_AMOUNT = r"[0-9]+(?:[.,][0-9]+)*"
_PART = regex.compile(
    rf"(?P<amount>{_AMOUNT}) ?(?:{'|'.join(f'(?P<{name}>{unit})' for name, unit in _UNITS.items())})"
    r"(?:$|(?: ?[,+&] ?| (?:et|and) | ?)(?=[0-9]))"
)
_REST = regex.compile(r"(?P<amount>[0-5][0-9]) ?m?")  # of an hour: 1h30
_BARE = regex.compile(_AMOUNT)


@dataclass(frozen=True)
class Duration:
    """Open days (with their decimals) and open hours; both may be there. `ouvrables` tells what was typed."""

    days: Decimal = Decimal(0)
    hours: timedelta = timedelta()
    ouvrables: bool = column(default=False, compare=False)


def parse(typed: str, language: str, *, field: str | None) -> Duration:
    """What is called "jours ouvrables" is read as open days, and `text` says so.

    Raises RuleBroken `sla.duration_unknown`, `sla.duration_no_unit`, `sla.duration_zero`, `sla.duration_negative`,
    `sla.duration_long` over 90 open days, or as `inputs.number` does.
    """
    unknown = RuleBroken("sla.duration_unknown", field=field, typed=echo(typed))
    if len(typed) > ECHO_LIMIT or has_other_digits(typed):
        raise unknown
    said = fold(typed).strip(" .!?")
    if said.startswith("-") and _read(said[1:].strip(), language, field) is not None:
        raise RuleBroken("sla.duration_negative", field=field, typed=echo(typed))
    if _BARE.fullmatch(said.removeprefix("-").strip()):
        raise RuleBroken("sla.duration_no_unit", field=field, typed=echo(typed))
    found = _read(said, language, field)
    if found is None:
        raise unknown
    if not found.days and not found.hours:
        raise RuleBroken("sla.duration_zero", field=field, typed=echo(typed))
    if found.days + Decimal(found.hours // timedelta(minutes=1)) / (USUAL_HOURS * 60) > MOST_DAYS:
        raise RuleBroken("sla.duration_long", field=field, typed=echo(typed), limit=str(MOST_DAYS))
    return found


def _read(said: str, language: str, field: str | None) -> Duration | None:
    amounts: dict[str, Decimal] = {}
    place, ouvrables = 0, False
    while place < len(said):
        hit = _PART.match(said, place)
        unit = next(name for name in _UNITS if hit[name]) if hit else "minutes"
        hit = hit or (_REST.fullmatch(said, place) if list(amounts)[-1:] == ["hours"] else None)
        if not hit or any(name in amounts for name in list(_UNITS)[list(_UNITS).index(unit) :]):
            return None
        amounts[unit] = number(hit["amount"], language, field=field)
        ouvrables = ouvrables or (unit == "days" and hit["ouvrables"] is not None)
        place = hit.end()
    return _made(amounts, ouvrables) if amounts else None


def _made(amounts: Mapping[str, Decimal], ouvrables: bool) -> Duration:
    of = {name: amounts.get(name, Decimal(0)) for name in _UNITS}
    minutes = min(of["hours"] * 60 + of["minutes"], _BEYOND).to_integral_value(ROUND_HALF_UP)
    days = (of["weeks"] * WEEK + of["days"]).quantize(_HUNDREDTH, ROUND_HALF_UP)
    return Duration(days, timedelta(minutes=int(minutes)), ouvrables)


def text(duration: Duration, words: Words) -> str:
    """`1 jour ouvré et 4 h ouvrées`; `parse` reads it back to the same duration, but for the note on "ouvrables"."""
    hours, minutes = divmod(duration.hours // timedelta(minutes=1), 60)
    parts = [
        words.count("sla.days", duration.days) if duration.days else "",
        words.count("sla.hours", hours) if hours else "",
        words.count("sla.minutes", minutes) if minutes else "",
    ]
    said = words.listed([part for part in parts if part])
    return words.say("sla.ouvrables", duration=said) if duration.ouvrables else said
