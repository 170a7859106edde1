"""What people type: cleaned, measured, read. A refusal is a RuleBroken `input.*`; `typed` echoes the text.

Digits are ASCII only. Lengths are grapheme clusters: what a person counts as one character.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from decimal import Decimal
from types import MappingProxyType

import regex

from ritualbot.errors import RuleBroken
from ritualbot.i18n import Words, weekday_names

ECHO_LIMIT = 80
NAME_LIMIT = 80
DIGITS_LIMIT = 15
DAY_CODES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# The longest emoji sequences take about a dozen code points. Beyond this many per cluster on average it is
# not writing but marks stacked without end, which would pass any limit counted in clusters alone.
_POINTS_PER_GRAPHEME = 32

# Text ---------------------------------------------------------------------------------------------

_REMOVED = regex.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What shows nothing: white space, blank braille, the default ignorables (zero width, variation selectors).
_BLANK = regex.compile(r"[\s\p{Default_Ignorable_Code_Point}\u2800]*")
_GRAPHEME = regex.compile(r"\X")


def clean_text(typed: str) -> str:
    """The text as typed but for what cannot be stored or shown: NUL, control characters (line feeds and tabs
    stay), lone surrogates, U+FFFE, U+FFFF. Line ends become line feeds. Nothing is normalised or trimmed."""
    return _REMOVED.sub("", typed.replace("\r\n", "\n").replace("\r", "\n"))


def is_blank(text: str) -> bool:
    """Whether nothing can be seen: empty, white space, zero-width characters."""
    return _BLANK.fullmatch(text) is not None


def graphemes(text: str) -> int:
    """The length in grapheme clusters."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def echo(typed: str, limit: int = ECHO_LIMIT) -> str:
    """What was typed on one line, cut to so many graphemes, for an error message or a line of a list."""
    line = " ".join(clean_text(typed[: limit * _POINTS_PER_GRAPHEME]).split())
    clusters = _GRAPHEME.findall(line)
    return line if len(clusters) <= limit else "".join(clusters[: limit - 1]) + "…"


def require_text(typed: str, *, field: str | None, limit: int, required: bool) -> str:
    """The cleaned text, or "" when blank and not required.

    Raises RuleBroken `input.empty`, or `input.too_long` (length and limit in graphemes).
    """
    text = clean_text(typed)
    if is_blank(text):
        if required:
            raise RuleBroken("input.empty", field=field, typed=echo(typed))
        return ""
    length = max(graphemes(text), len(text) // _POINTS_PER_GRAPHEME)
    if length > limit:
        raise RuleBroken("input.too_long", field=field, typed=echo(typed), length=str(length), limit=str(limit))
    return text


_IGNORABLE = regex.compile(r"\p{Default_Ignorable_Code_Point}")
_MARK = regex.compile(r"\p{M}")
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("’‘‛ʼ′`´", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
    | {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
)


def fold(text: str) -> str:
    """For comparing commands and short answers: no accents, case, curly quotes, odd spaces, long dashes or
    zero-width characters; `ß` is `ss`, `œ` is `oe`."""
    bare = _IGNORABLE.sub("", text.casefold()).translate(_TYPOGRAPHY)
    decomposed = unicodedata.normalize("NFKD", bare)
    return " ".join(_MARK.sub("", decomposed).casefold().translate(_TYPOGRAPHY).split())


# Numbers ------------------------------------------------------------------------------------------

_SPACES = "[ \u00a0\u202f\u2009'’]"
_SIGN = "(?P<sign>[-+−–]?)"
_GROUPED = [
    # Spaces (or Swiss apostrophes) group, either mark is the decimal one: 1 234,5
    regex.compile(rf"{_SIGN}(?P<whole>[0-9]{{1,3}}(?:{_SPACES}[0-9]{{3}})+)(?:[.,](?P<part>[0-9]+))?"),
    # One mark groups, the other is the decimal one: 1,234.5 and 1.234,5
    regex.compile(rf"{_SIGN}(?P<whole>[0-9]{{1,3}}(?:,[0-9]{{3}})+)\.(?P<part>[0-9]+)"),
    regex.compile(rf"{_SIGN}(?P<whole>[0-9]{{1,3}}(?:\.[0-9]{{3}})+),(?P<part>[0-9]+)"),
    # The same mark twice or more can only group: 1,234,567
    regex.compile(rf"{_SIGN}(?P<whole>[0-9]{{1,3}}(?:(?P<mark>[.,])[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})+)(?P<part>)"),
]
_THREE = regex.compile(rf"{_SIGN}(?P<whole>0*[1-9][0-9]{{0,2}})(?P<mark>[.,])(?P<part>[0-9]{{3}})")
_PLAIN = regex.compile(rf"{_SIGN}(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]+))?")


def number(typed: str, language: str, *, field: str | None) -> Decimal:
    """A number in either notation (`1 234,5`, `1,234.5`), with the decimals that were typed.

    One mark before exactly three digits is ambiguous: a comma is read as the language does, a full stop asks.
    Raises RuleBroken `input.number_unknown`, `input.number_ambiguous` or `input.number_too_long`.
    """
    text = typed.strip()
    three = _THREE.fullmatch(text)
    if three:
        return _three_digits(three, typed, language, field)
    found = next((hit for form in (*_GROUPED, _PLAIN) if (hit := form.fullmatch(text))), None)
    if not found:
        raise RuleBroken("input.number_unknown", field=field, typed=echo(typed))
    return _decimal(found["sign"], found["whole"], found["part"] or "", typed, field)


def _three_digits(hit: "regex.Match[str]", typed: str, language: str, field: str | None) -> Decimal:
    whole, part = hit["whole"].lstrip("0"), hit["part"]
    comma = decimal_mark(Words(language)) == ","
    if hit["mark"] == ".":
        decimals = f"{whole},{part}" if comma else f"{whole}.{part}0"
        raise RuleBroken(
            "input.number_ambiguous", field=field, typed=echo(typed), whole=whole + part, decimals=decimals
        )
    if comma:
        return _decimal(hit["sign"], whole, part, typed, field)
    return _decimal(hit["sign"], whole + part, "", typed, field)


def _decimal(sign: str, whole: str, part: str, typed: str, field: str | None) -> Decimal:
    digits = regex.sub("[^0-9]", "", whole).lstrip("0") or "0"
    if len(digits) + len(part) > DIGITS_LIMIT:
        raise RuleBroken("input.number_too_long", field=field, typed=echo(typed), limit=str(DIGITS_LIMIT))
    value = Decimal(f"{digits}.{part}" if part else digits)
    return -value if sign not in ("", "+") and value else value


def integer(typed: str, language: str, *, field: str | None) -> int:
    """A whole number. Raises as `number` does, or RuleBroken `input.integer_expected`."""
    value = number(typed, language, field=field)
    if value != value.to_integral_value():
        raise RuleBroken("input.integer_expected", field=field, typed=echo(typed))
    return int(value)


def decimal_mark(words: Words) -> str:
    return words.number(Decimal("0.5"))[1]


def number_text(value: Decimal, words: Words) -> str:
    """A number as the language writes it, no digit lost; `number` reads it back to the same value."""
    whole, _, part = format(abs(value), "f").partition(".")
    mark = decimal_mark(words)
    sign = "-" if value < 0 else ""
    grouped = words.number(int(whole))
    # A full stop that groups thousands could not be told from a decimal one.
    text = sign + (whole if "." in grouped else grouped) + (mark + part if part else "")
    # With three decimals after a full stop `number` would ask: a zero more says that they are decimals.
    return text + "0" if mark == "." and _THREE.fullmatch(text) and part else text


_PERCENT = regex.compile(r"(?P<number>[^%]*[^%\s])\s*%?")


def percentage(typed: str, language: str, *, field: str | None) -> Decimal:
    """`12`, `12,5`, `12.5 %`: points from 0 to 100.

    Raises as `number` does, or RuleBroken `input.percent_unknown`, `input.percent_range`.
    """
    hit = _PERCENT.fullmatch(typed.strip())
    if not hit:
        raise RuleBroken("input.percent_unknown", field=field, typed=echo(typed))
    value = number(hit["number"], language, field=field)
    if not 0 <= value <= 100:
        raise RuleBroken("input.percent_range", field=field, typed=echo(typed))
    return value


def percentage_text(value: Decimal, words: Words) -> str:
    """`12,5 %`; `percentage` reads it back to the same value."""
    return words.say("input.percent", number=number_text(value, words))


# Times and durations ------------------------------------------------------------------------------

_TIME = regex.compile(
    r"(?P<hour>[0-9]{1,2})(?: ?(?:h(?: ?(?P<short>[0-9]{2}))?|:(?P<minute>[0-9]{2})))?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?"
)
_DURATION = regex.compile(
    r"(?:(?P<hours>[0-9]{1,3}) ?(?:h|heures?|hours?)(?: ?(?P<rest>[0-5]?[0-9]) ?(?:m|min|mn|minutes?)?)?"
    r"|(?P<minutes>[0-9]{1,4}) ?(?:m|min|mn|minutes?))"
)
_LONGEST = timedelta(hours=24)


def time_of_day(typed: str, *, field: str | None) -> time:
    """`9h`, `9h30`, `09:30`, `9:30 am`. A bare `9` is no time. Raises RuleBroken `input.time_unknown`."""
    hit = _TIME.fullmatch(" ".join(typed.lower().split()))
    refused = RuleBroken("input.time_unknown", field=field, typed=echo(typed))
    if not hit or hit[0].isdigit():
        raise refused
    hour, minute = int(hit["hour"]), int(hit["short"] or hit["minute"] or "0")
    if hit["half"]:
        if not 1 <= hour <= 12:
            raise refused
        hour = hour % 12 + (12 if hit["half"] == "p" else 0)
    if hour > 23 or minute > 59:
        raise refused
    return time(hour, minute)


def duration_minutes(typed: str, *, field: str | None) -> timedelta:
    """`2h`, `75 min`, `1h30`: elapsed time, from one minute to 24 hours.

    Raises RuleBroken `input.duration_unknown` or `input.duration_range`.
    """
    hit = _DURATION.fullmatch(" ".join(typed.lower().split()))
    if not hit:
        raise RuleBroken("input.duration_unknown", field=field, typed=echo(typed))
    minutes = int(hit["minutes"] or hit["rest"] or "0")
    length = timedelta(hours=int(hit["hours"] or "0"), minutes=minutes)
    if not timedelta() < length <= _LONGEST:
        raise RuleBroken("input.duration_range", field=field, typed=echo(typed))
    return length


# Names and days -----------------------------------------------------------------------------------

_NAME = regex.compile(
    r"(?V1)(?:[\p{L}--\p{Default_Ignorable_Code_Point}]"
    r"[[\p{Mn}\p{Mc}]--\p{Default_Ignorable_Code_Point}]*|[0-9 '’-])*"
)
_NAMED = regex.compile(r"[\p{L}0-9]")

# Lookalikes after case folding: upper and lower case share one entry, the one that deceives more.
_LOOKALIKES = str.maketrans(
    "авекмнорстухіјѕԁһӏԛԝґ" + "αβεζηικμνορτυχγ",
    "abekmhopctyxijsdhlqwr" + "abezhikmnoptyxy",
)


def team_name(typed: str, *, field: str | None = "name") -> str:
    """A team's or sprint's name: letters, digits, spaces, `-` and `'`, 80 at most. Runs of spaces become one.

    Raises RuleBroken `input.empty`, `input.too_long` or `input.name_characters`.
    """
    name = " ".join(require_text(typed, field=field, limit=NAME_LIMIT, required=True).split())
    if not _NAME.fullmatch(name) or not _NAMED.search(name):
        raise RuleBroken("input.name_characters", field=field, typed=echo(typed))
    return name


def name_key(name: str) -> str:
    """Equal for names people would confuse: whatever the case, accents, spaces and lookalike letters."""
    return fold(name).translate(_LOOKALIKES).replace(" ", "")


# What the languages we speak call each day, in full and cut short, and what else people write.
WEEKDAYS: Mapping[str, int] = MappingProxyType(
    {fold(name).rstrip("."): day for day, names in weekday_names().items() for name in names}
    | {code: day for day, code in enumerate(DAY_CODES)}
    | {"tues": 1, "thur": 3, "thurs": 3}
)


def weekdays(typed: Sequence[str], *, field: str | None = None) -> frozenset[int]:
    """Days of the week, Monday 0, from codes or names in either language (`["mon", "mercredi"]`).

    Raises RuleBroken `input.no_day` for none at all, `input.day_unknown`.
    """
    names = [name for name in typed if not is_blank(name)]
    if not names:
        raise RuleBroken("input.no_day", field=field, typed="")
    for name in names:
        if fold(name).rstrip(".") not in WEEKDAYS:
            raise RuleBroken("input.day_unknown", field=field, typed=echo(name))
    return frozenset(WEEKDAYS[fold(name).rstrip(".")] for name in names)
