"""A team's charter, piece by piece: what a piece may say, and what is still missing. Nothing missing ever blocks."""

from dataclasses import dataclass
from enum import StrEnum

from ritualbot.errors import RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.inputs import name_key

LINE_LIMIT = 200
TEXT_LIMIT = 500
UNIT_LIMIT = 20
MOST_AGENCIES = 20
SHARES = (100, 80, 50)
_TECHNOLOGY = frozenset(name_key(name) for name in ("IT", "DSI", "Informatique", "Technology"))


class Piece(StrEnum):
    """What a charter is made of, in the order it is best filled in."""

    OBJECTIVE = "objective"
    KPI = "kpi"
    SPONSOR = "sponsor"
    LEADS = "leads"
    MEMBERS = "members"
    AXIS = "axis"
    AUDIENCE = "audience"
    DESKS = "desks"
    AGENCIES = "agencies"


class Gap(StrEnum):
    """Something that would be missed later: a warning, not a missing piece."""

    TECHNOLOGY = "technology"
    DATA = "data"


@dataclass(frozen=True)
class Filled:
    """What a charter says, as far as being ready goes. `members`: whether each has a function and a share."""

    texts: dict[Piece, str]
    kpi: tuple[str, ...]  # name, target, owner
    kpi_data: tuple[str, ...]  # baseline, source
    sponsors: int
    scrum_masters: int
    assistants: int
    members: tuple[bool, ...]
    desks: tuple[str, ...]


def missing(filled: Filled) -> list[Piece]:
    there = {
        **{piece: bool(said) for piece, said in filled.texts.items()},
        Piece.KPI: all(filled.kpi),
        Piece.SPONSOR: filled.sponsors > 0,
        Piece.LEADS: filled.scrum_masters > 0 and filled.assistants > 0,
        Piece.MEMBERS: all(filled.members),
        Piece.DESKS: bool(filled.desks),
    }
    return [piece for piece in Piece if not there[piece]]


def gaps(filled: Filled) -> list[Gap]:
    found = []
    if not _TECHNOLOGY & {name_key(name) for name in filled.desks}:
        found.append(Gap.TECHNOLOGY)
    if not all(filled.kpi_data):
        found.append(Gap.DATA)
    return found


def lines(typed: str, field: str) -> str:
    """Names, one a line, each once. Raises RuleBroken `input.empty`, `input.too_long`, `charter.too_many`."""
    found: dict[str, str] = {}
    for line in inputs.clean_text(typed).splitlines():
        name = inputs.require_text(line.strip(), field=field, limit=inputs.NAME_LIMIT, required=False)
        if name:
            found.setdefault(inputs.fold(name), name)
    if not found:
        raise RuleBroken("input.empty", field=field, typed="")
    if len(found) > MOST_AGENCIES:
        raise RuleBroken("charter.too_many", field=field, limit=str(MOST_AGENCIES))
    return "\n".join(found.values())


def measure(typed: str, language: str, field: str) -> str:
    """A number as it is kept, empty for none. Raises as `inputs.number` does."""
    return str(inputs.number(typed, language, field=field)) if not inputs.is_blank(typed) else ""


def share(typed: str) -> int:
    """Raises RuleBroken `charter.share_unknown`."""
    if typed not in {str(each) for each in SHARES}:
        raise RuleBroken("charter.share_unknown", field="share", typed=inputs.echo(typed))
    return int(typed)
