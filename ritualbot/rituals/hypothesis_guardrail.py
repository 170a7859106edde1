"""Guardrails: what must not suffer while something else is to gain, each with its cut-off."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import regex

from ritualbot.errors import RuleBroken
from ritualbot.i18n import Words
from ritualbot.rituals import dates, inputs
from ritualbot.rituals.inputs import echo, fold

MOST_RAILS = 3  # what fits in the form of results
NAME_LIMIT = 60
LINES_LIMIT = 500
_LEAST = (">=", "≥", ">", "au moins", "minimum", "min", "at least", "jamais sous", "never below")
_MOST = ("<=", "≤", "<", "au plus", "maximum", "max", "at most", "jamais plus de", "never above")
_SIGNS = "|".join(sorted((*_LEAST, *_MOST), key=len, reverse=True))
_LINE = regex.compile(
    rf"(?P<name>.*?[^\s,:]) ?[,:]? ?(?<![^\W\d_])(?P<sign>{_SIGNS}) ?"
    r"(?P<cut>[-+−]?[0-9][0-9 .,'\u00a0\u202f]*) ?%?",
    regex.IGNORECASE,
)


class Bound(StrEnum):
    """On which side of the cut-off it holds; the cut-off itself is still held."""

    LEAST = "least"  # never below
    MOST = "most"  # never above


@dataclass(frozen=True)
class Guardrail:
    name: str
    bound: Bound
    cut_off: Decimal


class Holds(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # nobody measured it


@dataclass(frozen=True)
class Guarded:
    """A guardrail with what was measured of it."""

    rail: Guardrail
    measured: Decimal | None

    @property
    def holds(self) -> Holds:
        if self.measured is None:
            return Holds.UNKNOWN
        kept = (
            self.measured >= self.rail.cut_off if self.rail.bound is Bound.LEAST else self.measured <= self.rail.cut_off
        )
        return Holds.YES if kept else Holds.NO


def parse_rails(typed: str, language: str, *, field: str) -> tuple[Guardrail, ...]:
    """One a line: `Panier moyen >= 40`, `Plaintes : au plus 1,5 %`; none for nothing typed.

    Raises RuleBroken `hypothesis.rail.unknown` with the line, `hypothesis.rail.many`, `hypothesis.rail.twice`.
    """
    lines = [line.strip(" -•\t") for line in inputs.clean_text(typed).splitlines() if not inputs.is_blank(line)]
    if len(lines) > MOST_RAILS:
        raise RuleBroken("hypothesis.rail.many", field=field, limit=str(MOST_RAILS), typed=echo(typed))
    found = tuple(_rail(line, language, field) for line in lines)
    if len({fold(each.name) for each in found}) < len(found):
        raise RuleBroken("hypothesis.rail.twice", field=field, typed=echo(typed))
    return found


def _rail(line: str, language: str, field: str) -> Guardrail:
    hit = _LINE.fullmatch(line)
    if hit is None or dates.has_other_digits(hit["cut"]) or inputs.graphemes(hit["name"]) > NAME_LIMIT:
        raise RuleBroken("hypothesis.rail.unknown", field=field, typed=echo(line))
    bound = Bound.LEAST if hit["sign"].lower() in _LEAST else Bound.MOST
    return Guardrail(hit["name"], bound, inputs.number(hit["cut"].strip(), language, field=field))


def rails_text(rails: Sequence[Guardrail], words: Words) -> str:
    """A line for each, which `parse_rails` reads back."""
    signs = {Bound.LEAST: ">=", Bound.MOST: "<="}
    return "\n".join(f"{each.name} {signs[each.bound]} {inputs.number_text(each.cut_off, words)}" for each in rails)


def written_rails(rails: Sequence[Guardrail]) -> str:
    """As `read_rails` reads it."""
    return json.dumps([[each.name, each.bound.value, str(each.cut_off)] for each in rails])


def read_rails(kept: str) -> tuple[Guardrail, ...]:
    return tuple(Guardrail(name, Bound(bound), Decimal(cut)) for name, bound, cut in json.loads(kept or "[]"))


def written_measured(measured: Mapping[str, Decimal]) -> str:
    """As `read_measured` reads it."""
    return json.dumps({name: str(value) for name, value in measured.items()})


def read_measured(kept: str) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in json.loads(kept or "{}").items()}
