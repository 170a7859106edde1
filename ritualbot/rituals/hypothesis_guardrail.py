"""Guardrails: what must not suffer while something else is to gain, each with its cut-off."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


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
