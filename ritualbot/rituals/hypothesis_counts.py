"""What people type or paste of a test's results: `A 500/10000 B 580/10000`, `A 12,4 ± 3,1 (n=200)`.

A refusal is a RuleBroken `hypothesis.counts.*` or `input.*`; `typed` echoes the text. Digits are ASCII only.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

import regex

from ritualbot.errors import RuleBroken
from ritualbot.i18n import Words
from ritualbot.rituals import dates, inputs
from ritualbot.rituals.inputs import DIGITS_LIMIT, echo, fold
from ritualbot.rituals.statistics import Arm, Sample

LINE_LIMIT = 1000  # characters
LETTERS = "ABCDE"  # the control first

# First the control, then each version.
Counts: TypeAlias = tuple[Arm | Sample, ...]


class Measure(StrEnum):
    """What is counted: how many of the visitors did it, or how much each of them."""

    RATE = "rate"
    MEAN = "mean"


_NAMES: Mapping[str, int] = MappingProxyType(
    {letter.lower(): number for number, letter in enumerate(LETTERS)}
    | dict.fromkeys(("temoin", "control", "controle", "original", "originale", "reference", "avant", "before"), 0)
    | dict.fromkeys(("variante", "variant", "variation", "test", "apres", "after"), 1)
)
_ANY_NAME = "|".join(sorted(_NAMES, key=len, reverse=True))
_DIGITS = "[0-9](?:[0-9 ',.]*[0-9])?"
_UNIT = r"(?:[a-z]{1,20}|[€$£%])"
_HEAD = r"(?:conversions?|moyenne|moy|mean|average|avg)"
_LABEL = regex.compile(
    rf"(?<![a-z0-9])(?:(?:version|variante?|variant|arm|bras|groupe|group) )?(?P<name>{_ANY_NAME})(?![a-z0-9])"
    rf"[ :=;,.-]{{0,3}}?(?:(?<= |:|=){_HEAD} ?[:=]? ?)?(?=[-+]?[0-9])"
)
_TAIL = r"[ ,;|.)]*(?:(?:et|and|vs|contre|versus)\.?)?[ ,;|]*"
_RATE = regex.compile(
    rf"(?P<yes>[-+]?{_DIGITS}) ?(?:{_UNIT} ?)?(?:/|;|\bsur\b|\bof\b|\bout of\b|\bparmi\b|\bover\b) ?(?:{_UNIT} ?)?"
    rf"(?P<n>[-+]?{_DIGITS})(?: ?[a-z]{{2,20}})?(?: ?\( ?[0-9.,]+ ?% ?\))?{_TAIL}"
)
_MEAN = regex.compile(
    rf"(?P<mean>[-+]?{_DIGITS}) ?{_UNIT}?[ ,(]*(?:/|;|±|\+ ?/ ?-|\+-|\b(?:sd|ecart[- ]type|sigma)\b ?[:=]?) ?"
    rf"(?P<sd>[-+]?{_DIGITS}) ?{_UNIT}??[ ,;/()]*(?:\b(?:n|sur|of)\b ?[:=]? ?)?(?<=[ ,;/(=:])(?P<n>[-+]?{_DIGITS})"
    rf"(?: ?[a-z]{{2,20}})?{_TAIL}"
)
_WHOLE = regex.compile(r"[0-9]+|[0-9]{1,3}(?:(?: [0-9]{3})+|(?:'[0-9]{3})+|(?:,[0-9]{3})+|(?:\.[0-9]{3})+)")
_TIGHT = regex.compile("(?:[0-9]+/[0-9]+,? ?)+")  # no number has a space in it, so that spaces part the arms
_APART = regex.compile(r" ?(?:;|\||\bvs\b\.?|\bcontre\b|\bversus\b) ?")


def parse(typed: str, language: str, measure: Measure, versions: int, *, field: str | None) -> Counts:
    """The control and that many versions, from one line or one line each. Without names they are in order.

    Raises RuleBroken `hypothesis.counts.control`, `.missing`, `.extra`, `.twice` for arms, and as `one` does.
    """
    parts = _parts(_folded(typed, field), typed, measure, field)
    if 0 not in parts:
        raise RuleBroken("hypothesis.counts.control", field=field, typed=echo(typed))
    for number in range(1, versions + 1):
        if number not in parts:
            raise RuleBroken("hypothesis.counts.missing", field=field, typed=echo(typed), name=LETTERS[number])
    if len(parts) > versions + 1:
        raise RuleBroken("hypothesis.counts.extra", field=field, typed=echo(typed), n=str(versions + 1))
    return _read_all([parts[number] for number in range(versions + 1)], typed, language, measure, field)


def one(typed: str, language: str, measure: Measure, *, field: str | None) -> Arm | Sample:
    """What one version got. Raises RuleBroken `hypothesis.counts.rate` or `.mean` for what is none, `.negative`,
    `.whole`, `.too_big`, `.above` for more conversions than visitors, `.few` for a mean of fewer than two."""
    return _read_all([_folded(typed, field)], typed, language, measure, field)[0]


def _read_all(parts: list[str], typed: str, language: str, measure: Measure, field: str | None) -> Counts:
    if measure is Measure.RATE:
        return tuple(_arm(part, typed, field) for part in parts)
    return tuple(_sample(part, typed, language, field) for part in parts)


def _folded(typed: str, field: str | None) -> str:
    """On one line; the cells of a pasted table are set apart."""
    if inputs.is_blank(typed):
        raise RuleBroken("input.empty", field=field, typed="")
    if len(typed) > LINE_LIMIT:
        raise RuleBroken(
            "input.too_long", field=field, typed=echo(typed), length=str(len(typed)), limit=str(LINE_LIMIT)
        )
    if dates.has_other_digits(typed):
        raise RuleBroken("hypothesis.counts.digits", field=field, typed=echo(typed))
    lines = [line for line in inputs.clean_text(typed).splitlines() if not inputs.is_blank(line)]
    return fold(" ; ".join(regex.sub(r"\t+", " ; ", line.strip()) for line in lines)).replace('"', "")


def _parts(said: str, typed: str, measure: Measure, field: str | None) -> dict[int, str]:
    """What is said of each arm, by its number."""
    labels = list(_LABEL.finditer(said))
    if (labels and said[: labels[0].start()].strip(" ;,:-")) or not regex.search("[0-9]", said):
        raise _unread(typed, measure, field)
    if not labels:
        apart = said.split() if _TIGHT.fullmatch(said) else _APART.split(said)
        return dict(enumerate(part for part in apart if part.strip(" ,")))
    found: dict[int, str] = {}
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        number = _NAMES[label["name"]]
        if number in found:
            raise RuleBroken("hypothesis.counts.twice", field=field, typed=echo(typed), name=LETTERS[number])
        found[number] = said[label.end() : following.start() if following else len(said)]
    return found


def _unread(typed: str, measure: Measure, field: str | None) -> RuleBroken:
    if measure is Measure.RATE:
        return RuleBroken("hypothesis.counts.rate", field=field, typed=echo(typed))
    return RuleBroken("hypothesis.counts.mean", field=field, typed=echo(typed))


# -- one arm -------------------------------------------------------------------------------------------------------


def _arm(part: str, typed: str, field: str | None) -> Arm:
    hit = _RATE.fullmatch(part.strip())
    if hit is None:
        raise _unread(typed, Measure.RATE, field)
    yes, visitors = (_whole(hit[name], typed, field) for name in ("yes", "n"))
    if yes > visitors:
        raise RuleBroken(
            "hypothesis.counts.above", field=field, typed=echo(typed), conversions=str(yes), visitors=str(visitors)
        )
    return Arm(yes, visitors)


def _sample(part: str, typed: str, language: str, field: str | None) -> Sample:
    hit = _MEAN.fullmatch(part.strip())
    if hit is None:
        raise _unread(typed, Measure.MEAN, field)
    mean, sd = (inputs.number(hit[name], language, field=field) for name in ("mean", "sd"))
    n = _whole(hit["n"], typed, field)
    if sd < 0:
        raise RuleBroken("hypothesis.counts.negative", field=field, typed=echo(typed))
    if n < 2:
        raise RuleBroken("hypothesis.counts.few", field=field, typed=echo(typed))
    return Sample(float(mean), float(sd), n)


def _whole(said: str, typed: str, field: str | None) -> int:
    """A count: it has no decimals, so that any one mark before three digits groups."""
    if said.startswith("-") and said.strip("-0 ,."):
        raise RuleBroken("hypothesis.counts.negative", field=field, typed=echo(typed))
    bare = said.lstrip("+-").strip()
    if not _WHOLE.fullmatch(bare):
        raise RuleBroken("hypothesis.counts.whole", field=field, typed=echo(typed))
    digits = regex.sub("[^0-9]", "", bare).lstrip("0") or "0"
    if len(digits) > DIGITS_LIMIT:
        raise RuleBroken("hypothesis.counts.too_big", field=field, typed=echo(typed), limit=str(DIGITS_LIMIT))
    return int(digits)


# -- kept ----------------------------------------------------------------------------------------------------------


def written(counts: Counts) -> str:
    """As `read` reads it."""
    return json.dumps(
        [
            [each.conversions, each.visitors] if isinstance(each, Arm) else [each.mean, each.sd, each.n]
            for each in counts
        ]
    )


def read(kept: str) -> Counts:
    found = json.loads(kept)
    if all(len(each) == 2 for each in found):
        return tuple(Arm(*each) for each in found)
    return tuple(Sample(*each) for each in found)


def seen(each: Arm | Sample) -> int:
    """How many were counted in one version."""
    return each.visitors if isinstance(each, Arm) else each.n


def shown(each: Arm | Sample, words: Words) -> str:
    """`500/10000`, `12,4/3,1/200`, which `one` reads back to the same."""
    if isinstance(each, Arm):
        return f"{each.conversions}/{each.visitors}"
    mean, sd = (inputs.number_text(Decimal(repr(value)), words) for value in (each.mean, each.sd))
    return f"{mean}/{sd}/{each.n}"
