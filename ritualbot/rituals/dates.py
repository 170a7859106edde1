"""Days as people type them, in the languages we speak: `2027-03-02`, `2/3`, `mardi`, `2 mars`, `demain`.

A refusal is a RuleBroken `input.date_*`; `typed` echoes the text. What was understood is shown in full by
`Words.full_date` ("mardi 2 mars 2027"), and that text reads back to the same day.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

import regex

from ritualbot.errors import RuleBroken
from ritualbot.i18n import month_names
from ritualbot.rituals.inputs import ECHO_LIMIT, WEEKDAYS, echo, fold

FURTHEST = timedelta(days=731)  # two years, a leap day included
JUST_OVER = timedelta(days=31)  # `1/3` typed on the 2nd of March is the day before, not next year's
_LATEST_YEAR = 9998  # the day after it still exists

_MONTHS = MappingProxyType(
    {fold(name).rstrip("."): month for month, names in month_names().items() for name in names}
    | {"fev": 2, "avr": 4, "jul": 7, "aou": 8, "sep": 9}
)
NEAR: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("aujourd'hui", "aujourdhui", "today"), 0),
        **dict.fromkeys(("demain", "tomorrow"), 1),
        **dict.fromkeys(("apres-demain", "apres demain", "day after tomorrow", "the day after tomorrow"), 2),
        **dict.fromkeys(("hier", "yesterday"), -1),
        **dict.fromkeys(("avant-hier", "avant hier"), -2),
    }
)

_OTHER_DIGITS = regex.compile(r"(?V1)[\p{N}--[0-9]]")  # folding would turn some of them into ASCII ones
_ISO = regex.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_SLASHED = regex.compile(
    r"(?P<first>[0-9]{1,2})(?P<mark>[/.-])(?P<second>[0-9]{1,2})(?:(?P=mark)(?P<year>[0-9]{4}|[0-9]{2}))?"
)
_SPELT = regex.compile(
    r"(?:(?P<weekday>[a-z]+)\.?,? )?(?:the )?(?P<day>[0-9]{1,2})(?:er|st|nd|rd|th|\.)?(?: of)? (?P<month>[a-z]+)\.?"
    r"(?:,? (?P<year>[0-9]{4}))?"
)
_MONTH_FIRST = regex.compile(
    r"(?:(?P<weekday>[a-z]+)\.?,? )?(?P<month>[a-z]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>[0-9]{4}))?"
)
_POLITE = regex.compile(r"^(?:le|la|ce|on|this) | (?:prochain|prochaine)$|^next ")


def coming_day(typed: str, language: str, today: date, *, field: str | None = None) -> date:
    """Today or a day after it. A day without its year is the next one; a weekday's name is never today.

    Raises RuleBroken `input.date_unknown`, `input.date_ambiguous`, `input.date_weekday`, `input.date_far` beyond two
    years, `input.date_past`.
    """
    day = any_day(typed, language, today, field=field)
    if day < today:
        raise RuleBroken("input.date_past", field=field, typed=echo(typed))
    return day


def any_day(typed: str, language: str, today: date, *, field: str | None = None) -> date:
    """The same without a look at the past: whoever asks decides. Raises as `coming_day` does, but for what is past."""
    return _read(typed, language, today, field, 1)


def past_day(typed: str, language: str, today: date, *, field: str | None = None) -> date:
    """Today or a day before it. A day without its year is the last one; a weekday's name is never today.

    Raises as `coming_day` does, but RuleBroken `input.date_to_come` for a day after today.
    """
    day = _read(typed, language, today, field, -1)
    if day > today:
        raise RuleBroken("input.date_to_come", field=field, typed=echo(typed))
    return day


def has_other_digits(typed: str) -> bool:
    """Whether there are digits that are not ASCII."""
    return _OTHER_DIGITS.search(typed) is not None


def _read(typed: str, language: str, today: date, field: str | None, towards: int) -> date:
    """`towards` is 1 for the next such day, -1 for the last one."""
    unknown = RuleBroken("input.date_unknown", field=field, typed=echo(typed))
    if len(typed) > ECHO_LIMIT or has_other_digits(typed):
        raise unknown
    words = fold(typed).strip(" .!?")
    said = _POLITE.sub("", words).strip()
    if said in NEAR:
        day = today + timedelta(days=NEAR[said])
    elif said in WEEKDAYS:
        distance = (WEEKDAYS[said] - today.weekday()) * towards % 7 or 7
        day = today + timedelta(days=distance * towards)
    else:
        day = _calendar_day(said, language, today, towards, unknown)
    if abs(day - today) > FURTHEST:
        raise RuleBroken("input.date_far", field=field, typed=echo(typed))
    return day


def _calendar_day(said: str, language: str, today: date, towards: int, unknown: RuleBroken) -> date:
    if hit := _ISO.fullmatch(said):
        return _made(hit["year"], int(hit["month"]), int(hit["day"]), today, towards, unknown)
    if hit := _SLASHED.fullmatch(said):
        month, day = _ordered(int(hit["first"]), int(hit["second"]), language, unknown)
        return _made(hit["year"], month, day, today, towards, unknown)
    for form in (_SPELT, _MONTH_FIRST):
        if (hit := form.fullmatch(said)) and hit["month"] in _MONTHS:
            made = _made(hit["year"], _MONTHS[hit["month"]], int(hit["day"]), today, towards, unknown)
            _check_weekday(hit["weekday"], made, unknown)
            return made
    raise unknown


def _ordered(first: int, second: int, language: str, unknown: RuleBroken) -> tuple[int, int]:
    """(month, day). Day first, as the French and the British write; plain English may mean either, so it asks."""
    if language.lower().replace("_", "-") in ("en", "en-us"):
        if first <= 12 and second <= 12 and first != second:
            raise RuleBroken("input.date_ambiguous", field=unknown.field, **unknown.params)
        if second > 12:
            return first, second
    return second, first


def _made(year: str | None, month: int, day: int, today: date, towards: int, unknown: RuleBroken) -> date:
    try:
        if year:
            return date(_whole_year(year), month, day)
        return _without_year(month, day, today, towards)
    except ValueError:
        raise unknown from None


def _without_year(month: int, day: int, today: date, towards: int) -> date:
    """The next such day, or the last one with `towards` -1, unless it has only just gone by (or is about to come).

    Raises ValueError for a day no year has.
    """
    found = sorted(_every_year(month, day, today.year), key=lambda each: (each - today) * towards)
    ahead = next(each for each in found if (each - today) * towards >= timedelta())
    behind = found[found.index(ahead) - 1]
    return behind if timedelta() < (today - behind) * towards <= JUST_OVER else ahead


def _whole_year(year: str) -> int:
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    return min(whole, _LATEST_YEAR)


def _every_year(month: int, day: int, year: int) -> Iterator[date]:
    """The day in the years around one; far enough for a 29 February, eight years apart over a century's end."""
    for each in range(year - 9, year + 10):
        try:
            yield date(each, month, day)
        except ValueError:
            if (month, day) != (2, 29):
                raise


def _check_weekday(name: str | None, day: date, unknown: RuleBroken) -> None:
    """`lundi 2 mars 2027` is a Tuesday: one of the two is a slip, and nobody can tell which."""
    if name is None or name in ("on", "le"):
        return
    if name not in WEEKDAYS:
        raise unknown
    if WEEKDAYS[name] != day.weekday():
        raise RuleBroken("input.date_weekday", field=unknown.field, **unknown.params)
