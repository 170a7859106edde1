"""Words, dates, numbers and plurals in the languages of the catalogues. Local time is written here, never computed.

A message id is a key (`standup.thanks`) and its context the part before the first dot. The `.po` files are read and
compiled in memory at start: nothing to build, and a missing key is a fault that a test finds, not a person.
"""

import gettext
import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.core import Locale, get_global
from babel.dates import format_date, format_time, get_day_names, get_month_names, get_timezone_location
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

_LOCALES = Path(__file__).parent / "locales"
_FIRST = "fr"  # most people here are French
_BABEL = {"en": "en_GB"}  # how dates and numbers are written, where the language alone would say otherwise
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_DAY = "EEEE d MMMM"


def catalogue_path(language: str) -> Path:
    return _LOCALES / language / "LC_MESSAGES" / "ritualbot.po"


def _spoken() -> tuple[str, ...]:
    """A language is spoken when its catalogue is there."""
    found = [each.name for each in _LOCALES.iterdir() if catalogue_path(each.name).exists()]
    return tuple(sorted(found, key=lambda language: (language != _FIRST, language)))


LANGUAGES = _spoken()


@cache
def _translations(language: str) -> gettext.GNUTranslations:
    with catalogue_path(language).open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def known(language: str) -> str:
    """The catalogue that serves a language tag: `fr-CA` is served by `fr`, what we do not speak by `en`."""
    short = language.replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else "en"


def territory(zone: str) -> str:
    """The code of the country an IANA zone lies in (CLDR), or empty."""
    return str(get_global("zone_territories").get(zone, ""))


def _context(key: str) -> str:
    return key.partition(".")[0]


def weekday_names() -> dict[int, set[str]]:
    """What each day of the week is called in any language we speak, Monday 0, in full and abbreviated."""
    return _names(get_day_names, range(7))


def month_names() -> dict[int, set[str]]:
    """What each month is called in any language we speak, January 1, in full and abbreviated."""
    return _names(get_month_names, range(1, 13))


def _names(of: Callable[..., Mapping[int, str]], numbers: range) -> dict[int, set[str]]:
    found = [of(width, locale=language) for language in LANGUAGES for width in ("wide", "abbreviated")]
    return {number: {names[number] for names in found} for number in numbers}


class Words:
    """One language. `markup` gives a message as the catalogue writes it, `say` fills its placeholders as plain text."""

    def __init__(self, language: str) -> None:
        self.language = known(language)
        self._found = _translations(self.language)
        self._locale = _BABEL.get(self.language, self.language)

    def markup(self, key: str) -> str:
        """Raises KeyError for a key the catalogue does not have."""
        found = self._found.pgettext(_context(key), key)
        if found == key:  # before Python 3.11.3 a message of several forms is not found by its key alone
            found = self._found.npgettext(_context(key), key, key, 1)
        if found == key:
            raise KeyError(key)
        return found

    def markup_for(self, key: str, count: int) -> str:
        """The plural form of `key` for `count`, still with its placeholders."""
        found = self._found.npgettext(_context(key), key, key, count)
        if found == key:
            raise KeyError(key)
        return found

    def say(self, key: str, **params: str) -> str:
        return _fill(self.markup(key), params)

    def count(self, key: str, number: int | Decimal, **params: str) -> str:
        """`{n}` is the number, written as the language does: `1,5 jour` in French, `1.5 days` in English."""
        return _fill(self.markup_for(key, self._form(number)), {"n": self.number(number), **params})

    def _form(self, number: int | Decimal) -> int:
        """A whole number of the same plural form: catalogues know no others."""
        if number == int(number):
            return int(number)
        return 1 if Locale.parse(self._locale).plural_form(number) == "one" else 2

    def day(self, day: date) -> str:
        """`mardi 2 mars`."""
        return self._first(format_date(day, _DAY, locale=self._locale), day)

    def full_date(self, day: date) -> str:
        """`mardi 2 mars 2027`."""
        return self._first(format_date(day, _DAY + " y", locale=self._locale), day)

    def calendar_date(self, day: date) -> str:
        """`2 mars 2027`: what can be changed by hand without a weekday that would then be wrong."""
        return self._first(" " + format_date(day, "d MMMM y", locale=self._locale), day).strip()

    def month_day(self, day: date) -> str:
        """`1er mars`."""
        return self._first(" " + format_date(day, "d MMMM", locale=self._locale), day).strip()

    def short_date(self, day: date) -> str:
        """`2 mars`, `18 févr.`: under a chart, where there is little room."""
        return self._first(" " + format_date(day, "d MMM", locale=self._locale), day).strip()

    def _first(self, written: str, day: date) -> str:
        """French says `1er mars`, which the date patterns do not know."""
        return written.replace(" 1 ", " 1er ", 1) if self.language == "fr" and day.day == 1 else written

    def weekday(self, day: date) -> str:
        return str(format_date(day, "EEEE", locale=self._locale))

    def short_weekday(self, day: date) -> str:
        return str(format_date(day, "EEE", locale=self._locale))

    def at(self, moment: datetime, zone: ZoneInfo) -> str:
        """`11:52`, in the reader's zone."""
        return self.clock(moment.astimezone(zone).time())

    def clock(self, moment: time) -> str:
        return str(format_time(moment, "HH:mm", locale=self._locale))

    def city(self, zone: ZoneInfo) -> str:
        """`Paris`: how people name a zone."""
        return str(get_timezone_location(zone, locale=self._locale, return_city=True))

    def number(self, number: int | float | Decimal) -> str:
        return str(format_decimal(number, locale=self._locale))

    def signed(self, number: Decimal) -> str:
        """`+0,5`, `−1`, `0`: every figure of it, with a minus that is as wide as a plus."""
        written = str(format_decimal(abs(number), locale=self._locale, decimal_quantization=False))
        return f"{'+' if number > 0 else '−'}{written}" if number else written

    def listed(self, parts: Sequence[str]) -> str:
        """`Alice, Bruno et Chloé`."""
        return str(format_list(list(parts), locale=self._locale)) if parts else ""


def _fill(markup: str, params: dict[str, str]) -> str:
    """In one pass, so that a value holding braces stays as it is."""
    return _PLACEHOLDER.sub(lambda found: params.get(found[1], found[0]), markup)
