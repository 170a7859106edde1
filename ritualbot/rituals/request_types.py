"""What may be asked of each kind of desk: the types, the pieces each form asks for, how a type ends, how fast.

A piece's label and its example are `request.field.<name>` and `request.example.<name>` in the catalogues; a type's name
and example are `request.type.<name>` and `request.type_example.<name>`. Targets are VOICE's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from ritualbot.rituals.desk import DeskKind


class Ending(StrEnum):
    """What a desk's answer is."""

    OPINION = "opinion"  # marketing keeps the decision
    VALIDATION = "validation"
    DELIVERY = "delivery"  # the answer is a day, kept or not, then the thing itself
    REPAIR = "repair"  # a delivery without a day promised: the answer is the thing itself


class PieceKind(StrEnum):
    LINE = "line"
    TEXT = "text"
    AMOUNT = "amount"
    DATE = "date"
    LINK = "link"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Piece:
    """One thing a form asks. `when`: required only once that yes-or-no piece says yes. `technical`: that one does not
    know is an answer, which is a question for a workshop. `called`: the name of its words, where not its own."""

    name: str
    kind: PieceKind = PieceKind.LINE
    required: bool = False
    when: str = ""
    technical: bool = False
    called: str = ""

    @property
    def word(self) -> str:
        return self.called or self.name


@dataclass(frozen=True)
class RequestType:
    """One type. `own` are its pieces beyond those of every request; targets are durations as people type them."""

    name: str
    desk: DeskKind
    ending: Ending
    acknowledge: str
    decide: str
    own: tuple[Piece, ...]
    confidential: bool = False  # amounts, quotes, disputes: unless whoever files says otherwise
    creation: bool = False  # of an agency: its final word is the "bon à tirer"

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Everything its form asks, in order. An expression of need begins with what it is for."""
        title, details = _FIRST
        if self.need:
            details = replace(details, called="goal")
        return (title, details, *self.own, *_LAST)

    @property
    def need(self) -> bool:
        """Whether it is an expression of need: SPEC S10."""
        return any(piece.technical for piece in self.own)


_FIRST = (Piece("title", required=True), Piece("details", PieceKind.TEXT, required=True))
_LAST = (
    Piece("link", PieceKind.LINK),
    Piece("needed_on", PieceKind.DATE),
    Piece("campaign"),
    Piece("confidential", PieceKind.YES_NO),
)
COMMON = frozenset(piece.name for piece in (*_FIRST, *_LAST))


def _must(name: str, kind: PieceKind = PieceKind.LINE) -> Piece:
    return Piece(name, kind, required=True)


def _if(question: str, name: str) -> tuple[Piece, Piece]:
    """A yes-or-no question, and what a yes makes necessary."""
    return Piece(question, PieceKind.YES_NO), Piece(name, when=question)


def _wanted(*names: str) -> tuple[Piece, ...]:
    """What an expression of need asks of whoever may not know, and whose need it is."""
    return (*(Piece(name, required=True, technical=True) for name in names), Piece("owner"))


_AMOUNT = _must("amount", PieceKind.AMOUNT)
_OPINION, _VALIDATION, _DELIVERY = Ending.OPINION, Ending.VALIDATION, Ending.DELIVERY


def _types() -> Iterator[RequestType]:
    desk = DeskKind.LEGAL
    yield RequestType("content", desk, _OPINION, "1j", "2j", (Piece("support"), Piece("audience")))
    claim = (_must("claim", PieceKind.TEXT), _must("proof", PieceKind.TEXT), Piece("support"))
    yield RequestType("claim", desk, _VALIDATION, "1j", "3j", claim)
    image = (_must("people"), _must("uses"), *_if("minors", "minors_consent"))
    yield RequestType("image_rights", desk, _VALIDATION, "1j", "3j", image)
    contest = (Piece("prize"), _must("period"), *_if("personal_data", "data"))
    yield RequestType("contest", desk, _VALIDATION, "1j", "5j", contest)
    contract = (_must("party"), Piece("amount", PieceKind.AMOUNT), Piece("term"))
    yield RequestType("contract", desk, _VALIDATION, "1j", "7j", contract, confidential=True)

    desk = DeskKind.PURCHASING
    order = (_must("supplier"), _AMOUNT, Piece("budget_line"))
    yield RequestType("order", desk, _DELIVERY, "1j", "3j", order, confidential=True)
    amendment = (_must("supplier"), _must("order_number"), _AMOUNT)
    yield RequestType("amendment", desk, _VALIDATION, "1j", "10j", amendment, confidential=True)
    supplier = (_must("supplier"), _AMOUNT, *_if("competed", "quotes"))
    yield RequestType("new_supplier", desk, _VALIDATION, "1j", "15j", supplier, confidential=True)

    desk = DeskKind.IT
    yield RequestType("access", desk, _DELIVERY, "4h", "2j", (_must("tool"), _must("who"), Piece("level")))
    yield RequestType("tag", desk, _DELIVERY, "1j", "3j", (_must("page"), *_wanted("events", "attributes", "volume")))
    yield RequestType("page", desk, _DELIVERY, "1j", "5j", (_must("page"), Piece("content_ready", PieceKind.YES_NO)))
    flow = _wanted("flows", "events", "attributes", "volume")
    yield RequestType("flow", desk, _DELIVERY, "1j", "10j", flow)
    incident = (_must("page"), _must("since"), _must("impact"))
    yield RequestType("incident", desk, Ending.REPAIR, "1h", "4h", incident)

    desk = DeskKind.COMPLIANCE
    review = (Piece("audience"), *_if("personal_data", "data"))
    yield RequestType("review", desk, _OPINION, "1j", "5j", review)
    processing = (_must("purpose"), _must("data"), _must("retention"), Piece("processor"))
    yield RequestType("new_processing", desk, _OPINION, "1j", "15j", processing)

    desk = DeskKind.FINANCE
    line = (_AMOUNT, _must("budget_line"), Piece("term"))
    yield RequestType("budget", desk, _VALIDATION, "1j", "2j", line, confidential=True)
    extension = (_AMOUNT, _must("budget_line"), _must("benefit"))
    yield RequestType("extension", desk, _VALIDATION, "1j", "5j", extension, confidential=True)
    invoice = (_must("supplier"), _AMOUNT, Piece("order_number"))
    yield RequestType("invoice", desk, _VALIDATION, "1j", "5j", invoice, confidential=True)

    desk = DeskKind.AGENCY
    brief = (_must("deliverables"), Piece("audience"), _must("message"))
    yield RequestType("brief", desk, _DELIVERY, "4h", "1j", brief)
    made = (_must("deliverables"), Piece("support"))
    yield RequestType("first_version", desk, _DELIVERY, "1j", "5j", made, creation=True)
    changes = (_must("changes", PieceKind.TEXT),)
    yield RequestType("round", desk, _DELIVERY, "4h", "2j", changes, creation=True)
    yield RequestType("sign_off", desk, _VALIDATION, "4h", "1j", made, creation=True)


TYPES: Mapping[str, RequestType] = MappingProxyType({each.name: each for each in _types()})


def types_of(kind: DeskKind) -> tuple[RequestType, ...]:
    return tuple(each for each in TYPES.values() if each.desk is kind)
