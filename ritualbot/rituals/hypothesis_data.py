"""The data hypotheses stand on, pure: what is named, what is not there yet, and which of it turned out to be of use."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import regex

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.hypothesis_history import Piece

NAME_LIMIT = 120
TEXT_LIMIT = 300
MOST_SOURCES = 6  # as many as one form marks at the end
MOST_OF_IT = 80  # percent of what was of use, which few sources explain


class Use(StrEnum):
    """What a source of data was to a test that is over."""

    USEFUL = "useful"
    USELESS = "useless"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Source:
    """Data a hypothesis uses, or would."""

    name: str
    available: bool = True


# -- naming it -----------------------------------------------------------------------------------------------------

# "not yet", said after the name: "CRM (pas encore disponible)", "CRM - not yet", "CRM : pas encore".
_NOT_YET = regex.compile(
    r"(?:^|[\s(\[,;:-]+)(?:pas encore(?: la| dispo(?:nible)?s?| accessibles?)?|indisponibles?|non disponibles?"
    r"|not yet(?: there| available)?|not available(?: yet)?|unavailable|missing|manquante?s?)[\s)\].!]*$"
)
_BULLET = regex.compile(r"^\s*(?:[-*•–—]|[0-9]{1,2}[.)])\s+")


def parse_sources(typed: str, field: str = "data") -> tuple[Source, ...]:
    """One a line, each once; a line that ends in "pas encore disponible" or "not yet" is not there yet. None: empty.

    Raises RuleBroken `input.too_long`, `hypothesis.data.too_many`, `hypothesis.data.no_name` for the mark alone.
    """
    found: dict[str, Source] = {}
    for line in inputs.clean_text(typed).splitlines():
        if not inputs.is_blank(line):
            each = _source(_BULLET.sub("", line).strip(), field)
            found.setdefault(inputs.fold(each.name), each)
    if len(found) > MOST_SOURCES:
        raise RuleBroken("hypothesis.data.too_many", field=field, limit=str(MOST_SOURCES))
    return tuple(found.values())


def _source(line: str, field: str) -> Source:
    name = _without_mark(line)
    if not name:
        raise RuleBroken("hypothesis.data.no_name", field=field, typed=inputs.echo(line))
    checked = inputs.require_text(name, field=field, limit=NAME_LIMIT, required=True)
    return Source(" ".join(checked.split()), available=name == line)


def _without_mark(line: str) -> str:
    """The longest start of the line after which the mark alone is left: folding may change how long a text is."""
    if not _NOT_YET.search(inputs.fold(line)):
        return line
    starts = [hit.start() for hit in regex.finditer(r"[\s(\[,;:–—-]+|^", line)]
    whole = [start for start in starts if _NOT_YET.fullmatch(inputs.fold(line[start:]))]
    return line[: min(whole)].strip() if whole else line


class Named(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def available(self) -> bool: ...


def written(sources: Sequence[Named], not_yet: str) -> str:
    """As `parse_sources` reads them; `not_yet` in the words of whoever reads it."""
    return "\n".join(each.name if each.available else f"{each.name} ({not_yet})" for each in sources)


def parse(values: Mapping[str, str], language: str) -> tuple[tuple[Source, ...], dict[Piece, str]]:
    """The sources, and the rest of what a form about them says. Raises FieldsRefused with one RuleBroken a field: as
    `parse_sources` and `inputs` do, `hypothesis.data.budget` for an amount below 0."""
    sources: tuple[Source, ...] = ()
    found: dict[Piece, str] = {}
    broken: list[RuleBroken] = []
    for name in ("data", Piece.SEGMENT, Piece.CHANNEL, Piece.LINKS, Piece.BUDGET):
        typed = values.get(name, "")
        try:
            if name == "data":
                sources = parse_sources(typed)
            elif name == Piece.BUDGET:
                found[Piece.BUDGET] = _amount(typed, language)
            else:
                found[Piece(name)] = inputs.require_text(typed, field=name, limit=TEXT_LIMIT, required=False)
        except RuleBroken as refused:
            broken.append(refused)
    if broken:
        raise FieldsRefused(broken)
    return sources, found


def _amount(typed: str, language: str) -> str:
    if inputs.is_blank(typed):
        return ""
    amount = inputs.number(typed, language, field=Piece.BUDGET)
    if amount < 0:
        raise RuleBroken("hypothesis.data.budget", field=Piece.BUDGET, typed=inputs.echo(typed))
    return format(amount, "f")


def parse_worth(values: Mapping[str, str], refs: Collection[str]) -> dict[str, Use]:
    """What each source was worth, by its ref; what is not said is not known. Raises RuleBroken `input.form_changed`."""
    said = {ref: values.get(ref, "") or Use.UNKNOWN for ref in refs}
    for ref, worth in said.items():
        if worth not in {use.value for use in Use}:
            raise RuleBroken("input.form_changed", field=ref)
    return {ref: Use(worth) for ref, worth in said.items()}


# -- what came of it -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ranked:
    """A source over all tests that are over. `share`: percent of everything of use that it and those above it explain;
    `vital`: whether it is one of the few that explain most."""

    name: str
    useful: int
    useless: int = 0
    unknown: int = 0
    share: int = 0
    vital: bool = False


def ranked(marks: Iterable[tuple[str, Use]]) -> tuple[Ranked, ...]:
    """The most useful first, then those that were useless less often. A name is one whatever its case and accents, and
    shown as it was written first."""
    found: dict[str, Ranked] = {}
    for name, use in marks:
        key = inputs.fold(name)
        found[key] = _counted(found.get(key, Ranked(name, 0)), use)
    return _with_shares(sorted(found.values(), key=lambda each: (-each.useful, each.useless, inputs.fold(each.name))))


def _counted(row: Ranked, use: Use) -> Ranked:
    match use:
        case Use.USEFUL:
            return replace(row, useful=row.useful + 1)
        case Use.USELESS:
            return replace(row, useless=row.useless + 1)
        case Use.UNKNOWN:
            return replace(row, unknown=row.unknown + 1)


def _with_shares(rows: Sequence[Ranked]) -> tuple[Ranked, ...]:
    """A source is vital while those above it explain less than most of it."""
    total = sum(row.useful for row in rows)
    found, above = [], 0
    for row in rows:
        vital = row.useful > 0 and above * 100 < MOST_OF_IT * total
        above += row.useful
        found.append(replace(row, share=above * 100 // total if total else 0, vital=vital))
    return tuple(found)


# -- the journey ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """A contact moment, and how many hypotheses name it that were never tested."""

    name: str
    ideas: int = 0


@dataclass(frozen=True)
class Journey:
    """The contact moments without a test, of all that are known."""

    untested: tuple[Moment, ...]
    known: int


def journey(known: Iterable[str], named: Iterable[tuple[str, bool]]) -> Journey:
    """The contact moments in the order they became known. `known`: what the charter says; `named`: the
    moment of each hypothesis, and whether it is or was tested."""
    moments: dict[str, Moment] = {}
    tested: set[str] = set()
    for name in known:
        if key := inputs.fold(name):
            moments.setdefault(key, Moment(name))
    for name, is_tested in named:
        if key := inputs.fold(name):
            here = moments.setdefault(key, Moment(name))
            moments[key] = replace(here, ideas=here.ideas + (not is_tested))
            tested |= {key} if is_tested else set()
    return Journey(tuple(moment for key, moment in moments.items() if key not in tested), len(moments))


def charter_moments(audience: str) -> tuple[str, ...]:
    """The steps of the journey a charter names: its audience where that is a list, one a line or set apart by arrows,
    semicolons or slashes; a single sentence names an audience rather."""
    parts = [_BULLET.sub("", part).strip() for part in regex.split(r"\n|→|->|>|;|(?<=\s)/(?=\s)", audience)]
    found = tuple(part for part in parts if not inputs.is_blank(part))
    return found if len(found) > 1 else ()
