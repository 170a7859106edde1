"""What a request's form said, on its card: the lines, the longer texts, and what nobody knew."""

from collections.abc import Mapping
from decimal import Decimal

from ritualbot.chat.cards import Block, Cell, Facts, Said
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.request_rounds import option_text
from ritualbot.reports.wording import text
from ritualbot.rituals.inputs import number_text
from ritualbot.rituals.request_need import UNKNOWN
from ritualbot.rituals.request_option import Offered
from ritualbot.rituals.request_types import TYPES, Piece, PieceKind, RequestType
from ritualbot.store import request as requests
from ritualbot.store.request import Request


def said_blocks(words: Words, row: Request, type_: RequestType, picked: Offered | None) -> tuple[Block, ...]:
    """`picked`: the option it was answered with."""
    lines, texts = form_said(words, row, type_)
    long = [block for label, said in texts for block in (label, said)]
    return (Facts((*lines, *_beside(words, row, picked))), *long, *_workshop(words, row, type_))


def form_said(
    words: Words, row: Request, type_: RequestType
) -> tuple[list[tuple[Text, Cell]], list[tuple[Text, Said]]]:
    """What the form said: the lines, and the longer texts, which no column could hold."""
    said = requests.fields(row) | {"link": row.link, "campaign": row.campaign}
    said["needed_on"] = words.day(row.needed_on) if row.needed_on else words.say("request.needed_later")
    lines: list[tuple[Text, Cell]] = []
    texts: list[tuple[Text, Said]] = []
    for piece in (*type_.pieces, *_of_other_types(type_, said)):
        value = said.get(piece.name, "")
        if not value or piece.name in ("title", "confidential") or (piece.technical and value == UNKNOWN):
            continue
        label = text(words, f"request.field.{piece.word}")
        if piece.kind is PieceKind.TEXT:
            texts.append((label, Said("", value)))
        else:
            lines.append((label, Said("", value_text(words, piece, value))))
    return lines, texts


def _of_other_types(type_: RequestType, said: Mapping[str, str]) -> list[Piece]:
    """What its form said when it was of another type: nothing of it is lost."""
    asked = {piece.name for piece in type_.pieces}
    known = {piece.name: piece for each in TYPES.values() for piece in each.pieces}
    return [known[name] for name in said if name in known and name not in asked]


def value_text(words: Words, piece: Piece, value: str) -> str:
    """As people read it, what a form keeps of one piece; a day comes as words already."""
    match piece.kind:
        case PieceKind.AMOUNT:
            return number_text(Decimal(value), words)
        case PieceKind.YES_NO:
            return words.say("request.yes")
        case _:
            return words.say("request.unknown") if piece.technical and value == UNKNOWN else value


def _beside(words: Words, row: Request, picked: Offered | None) -> list[tuple[Text, Cell]]:
    """What no form said."""
    found: list[tuple[Text, Cell]] = []
    if picked is not None:
        found.append((text(words, "request.option.picked"), literal(option_text(words, picked))))
    if row.external_ref:
        found.append((text(words, "request.reference"), Said("", row.external_ref)))
    if row.confidential:
        found.append((text(words, "request.field.confidential"), text(words, "request.confidential_to")))
    return found


def _workshop(words: Words, row: Request, type_: RequestType) -> tuple[Block, ...]:
    """What nobody knew when the need was written: the questions of a workshop."""
    said = requests.fields(row)
    names = [piece.name for piece in type_.pieces if piece.technical and said.get(piece.name) == UNKNOWN]
    pairs: list[tuple[Text, Cell]] = [
        (text(words, f"request.field.{name}"), text(words, f"request.workshop.{name}")) for name in names
    ]
    return (text(words, "request.workshop"), Facts(tuple(pairs))) if pairs else ()
