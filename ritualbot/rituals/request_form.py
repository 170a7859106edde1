"""What a request's form says, read piece by piece; every refusal is told at its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.dates import coming_day
from ritualbot.rituals.links import web_link
from ritualbot.rituals.request_need import UNKNOWN, is_unknown
from ritualbot.rituals.request_types import COMMON, Piece, PieceKind, RequestType

LINE_LIMIT = 200
TEXT_LIMIT = 5000


@dataclass(frozen=True)
class Filled:
    """What was typed. `fields`: the pieces that are not of every request, and the details; amounts as plain numbers."""

    title: str
    fields: Mapping[str, str]
    link: str
    needed_on: date | None
    campaign: str
    confidential: bool


def parse(type_: RequestType, values: Mapping[str, str], language: str, today: date) -> Filled:
    """Raises FieldsRefused with one RuleBroken a field: as `inputs` and `dates` do, `request.needed_then` for a piece
    that another's answer makes necessary."""
    said: dict[str, str] = {}
    broken: list[RuleBroken] = []
    for piece in type_.pieces:
        try:
            said[piece.name] = _read(piece, values, language, today)
        except RuleBroken as refused:
            broken.append(refused)
    if broken:
        raise FieldsRefused(broken)
    own = {name: value for name, value in said.items() if value and (name not in COMMON or name == "details")}
    needed_on = date.fromisoformat(said["needed_on"]) if said["needed_on"] else None
    return Filled(said["title"], own, said["link"], needed_on, said["campaign"], bool(said["confidential"]))


def _read(piece: Piece, values: Mapping[str, str], language: str, today: date) -> str:
    typed = values.get(piece.name, "")
    if inputs.is_blank(typed):
        if piece.required:
            raise RuleBroken("input.empty", field=piece.name, typed="")
        if piece.when and values.get(piece.when):
            raise RuleBroken("request.needed_then", field=piece.name, typed="")
        return ""
    if piece.technical and is_unknown(typed):
        return UNKNOWN
    match piece.kind:
        case PieceKind.DATE:
            return coming_day(typed, language, today, field=piece.name).isoformat()
        case PieceKind.AMOUNT:
            amount = inputs.number(typed, language, field=piece.name)
            if amount < 0:
                raise RuleBroken("request.amount_negative", field=piece.name, typed=inputs.echo(typed))
            return str(amount)
        case PieceKind.LINK:
            return web_link(typed, field=piece.name)
        case PieceKind.YES_NO:
            return "1"
        case PieceKind.LINE | PieceKind.TEXT:
            limit = TEXT_LIMIT if piece.kind is PieceKind.TEXT else LINE_LIMIT
            return inputs.require_text(typed, field=piece.name, limit=limit, required=True)
