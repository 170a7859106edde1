"""The forms of a request: what is asked of a desk, and what an act still needs."""

from collections.abc import Mapping

from ritualbot.chat.forms import ChoiceField, DateField, Field, Form, NumberField, Option, TextField, ToggleField
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.request import Scene, act_label, type_name
from ritualbot.reports.wording import text
from ritualbot.rituals.links import LINK_LIMIT
from ritualbot.rituals.request_act import Act
from ritualbot.rituals.request_form import LINE_LIMIT, TEXT_LIMIT
from ritualbot.rituals.request_history import Party
from ritualbot.rituals.request_types import Piece, PieceKind, RequestType
from ritualbot.store.desk import Desk

TEXTS = (Act.ASK, Act.RESERVE, Act.REFUSE, Act.REWORK, Act.SAY)
DATES = (Act.DATE, Act.COMMIT, Act.REDATE)


def file_form(words: Words, ref: str, desk: Desk, type_: RequestType) -> Form:
    title = text(words, "request.form.title", type=type_name(words, type_.name), desk=desk.name)
    fields = asked_fields(words, type_)
    ending, read_by = words.markup(f"request.ending.{type_.ending}"), words.markup("request.act_form.read_by")
    intro = Text(f"{ending} {read_by}", {"desk": desk.name, "who": desk.name})
    return Form("request.file", ref, title, fields, words.say("request.form.submit"), intro)


def asked_fields(words: Words, type_: RequestType) -> tuple[Field, ...]:
    return tuple(_field(words, piece, type_) for piece in type_.pieces)


def _field(words: Words, piece: Piece, type_: RequestType) -> Field:
    label = words.say(f"request.field.{piece.word}")
    if piece.name == "title":
        hint = words.say(f"request.type_example.{type_.name}")
    else:
        hint = words.say(f"request.example.{piece.word}")
    match piece.kind:
        case PieceKind.DATE:
            return DateField(piece.name, label, hint, piece.required)
        case PieceKind.AMOUNT:
            return NumberField(piece.name, label, hint, piece.required)
        case PieceKind.YES_NO:
            return ToggleField(piece.name, label, hint, initial=piece.name == "confidential" and type_.confidential)
        case PieceKind.LINK:
            return TextField(piece.name, label, hint, piece.required, limit=LINK_LIMIT, lines=False)
        case PieceKind.LINE:
            return TextField(piece.name, label, hint, piece.required, limit=LINE_LIMIT, lines=False)
        case PieceKind.TEXT:
            return TextField(piece.name, label, hint, piece.required, limit=TEXT_LIMIT)


def needs_form(act: Act) -> bool:
    return act in TEXTS or act in DATES or act is Act.PAUSE


def act_form(words: Words, each: Scene, act: Act, readers: str) -> Form:
    """What an act needs that a click does not say, and who reads it."""
    title = text(words, "request.act_form.title", act=act_label(words, each, act), number=str(each.row.number))
    fields: tuple[Field, ...]
    if act in DATES:
        initial = each.row.needed_on.isoformat() if act is Act.REDATE and each.row.needed_on else ""
        fields = (DateField("on", words.say("request.act_form.on"), required=True, initial=initial),)
    elif act is Act.PAUSE:
        options = tuple(Option(party, words.say(f"request.party.{party}")) for party in (Party.AGENCY, Party.THIRD))
        who = ChoiceField("party", words.say("request.act_form.party"), required=True, options=options)
        fields = (who, TextField("text", words.say("request.act_form.pause"), required=True, limit=TEXT_LIMIT))
    else:
        label = words.say(f"request.act_form.{act}")
        fields = (TextField("text", label, required=True, limit=TEXT_LIMIT),)
    intro = text(words, "request.act_form.read_by", who=readers)
    return Form(f"request.save_{act}", each.row.ref, title, fields, words.say("request.act_form.submit"), intro)


def chosen_party(values: Mapping[str, str]) -> Party | None:
    value = values.get("party", "")
    return Party(value) if value in (Party.AGENCY, Party.THIRD) else None
