"""Another version of a request, as people see it: the forms that make one, and what the desk is told of it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ritualbot.chat.cards import Actions, Block, Button, Card, Cell, Facts, Link, Said
from ritualbot.chat.forms import Field, Form, TextField, ToggleField, filled
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import request as report
from ritualbot.reports.request import Reader, Scene
from ritualbot.reports.request_facts import value_text
from ritualbot.reports.request_form import asked_fields
from ritualbot.reports.request_rounds import final_word
from ritualbot.reports.wording import text
from ritualbot.rituals.inputs import number_text
from ritualbot.rituals.links import LINK_LIMIT
from ritualbot.rituals.request_act import Side
from ritualbot.rituals.request_form import TEXT_LIMIT
from ritualbot.rituals.request_history import Party, RequestState, Step
from ritualbot.rituals.request_need import UNKNOWN, read_changes
from ritualbot.rituals.request_types import Piece, PieceKind
from ritualbot.store import request_version as versions

# -- the forms -----------------------------------------------------------------------------------------------------


def version_form(words: Words, each: Scene) -> Form:
    """Its link and what is different."""
    title = text(words, "request.version.form", version=str(each.now.version + 1), number=str(each.row.number))
    link = TextField(
        "link", words.say("request.field.link"), words.say("request.example.link"), required=True, limit=LINK_LIMIT,
        lines=False, initial=each.row.link,
    )  # fmt: skip
    what = TextField("text", words.say("request.version.text"), required=True, limit=TEXT_LIMIT)
    intro = text(words, "request.act_form.read_by", who=report.readers(words, each, Side.TEAM))
    fields = (link, what, *_awaited(words, each))
    return Form("request.save_version", each.row.ref, title, fields, words.say("request.act_form.submit"), intro)


def edit_form(words: Words, each: Scene) -> Form:
    """What was asked for, with what it says now."""
    title = text(words, "request.edit.form", number=str(each.row.number), type=report.type_name(words, each.row.type))
    fields = (*asked_fields(words, each.type), *_awaited(words, each))
    intro = text(words, "request.act_form.read_by", who=report.readers(words, each, Side.TEAM))
    form = Form("request.save_edit", each.row.ref, title, fields, words.say("request.act_form.submit"), intro)
    said = {piece.name: _typed(words, piece, value) for piece, value in _said(each, versions.values(each.row))}
    return filled(form, {**{piece.name: "" for piece in each.type.pieces}, **said})


def sign_form(words: Words, each: Scene) -> Form:
    title = text(words, "request.sign.form", final=final_word(words, each.type), number=str(each.row.number))
    conditions = TextField("text", words.say("request.sign.text"), words.say("request.sign.hint"), limit=TEXT_LIMIT)
    who = report.readers(words, each, Side.TEAM)
    intro = text(words, "request.sign.intro", version=str(each.now.version), title=each.row.title, who=who)
    submit = words.say("request.act_form.submit")
    return Form("request.save_sign", each.row.ref, title, (conditions,), submit, intro)


def _awaited(words: Words, each: Scene) -> tuple[Field, ...]:
    """While somebody else has to move: whether this is what was waited for."""
    if each.now.state is not RequestState.WAITING:
        return ()
    label, hint = words.say("request.version.answers"), words.say("request.version.answers_hint")
    return (ToggleField("answers", label, hint, initial=each.now.ball is Party.TEAM),)


def _said(each: Scene, values: Mapping[str, str]) -> list[tuple[Piece, str]]:
    return [(piece, values[piece.name]) for piece in each.type.pieces if values.get(piece.name)]


def _typed(words: Words, piece: Piece, value: str) -> str:
    """As it would be typed again."""
    if piece.kind is PieceKind.AMOUNT:
        return number_text(Decimal(value), words)
    return words.say("request.unknown") if piece.technical and value == UNKNOWN else value


# -- what the desk is told -----------------------------------------------------------------------------------------


def version_card(each: Scene, reader: Reader, step: Step, about: str) -> Card:
    """What became different, and whether the clock starts over: `about` is what those buttons refer to, empty where
    that is settled."""
    words = reader.words
    what = report.what_happened(words, each, step)
    title = text(words, "request.news", number=str(each.row.number), title=each.row.title, what=what)
    said: tuple[Block, ...] = ()
    if step.data.get("text"):
        said = (Said(report.who(words, each, step), step.data["text"]),)
    if not about:
        return Card(title, (*said, *_different(words, each, step), *report.body(each, reader)))
    look = Button("request.look", each.row.ref, words.say("request.look.label"))
    links = (Link(each.row.link, words.say("request.link.label")),) if each.row.link else ()
    again = Button("request.restart", about, words.say("request.restart.label"))
    on = Button("request.go_on", about, words.say("request.go_on.label"))
    blocks = (*said, *_different(words, each, step), *report.awaited(each, reader))
    return Card(title, (*blocks, text(words, "request.restart.question"), Actions((again, on, look, *links))))


def _different(words: Words, each: Scene, step: Step) -> tuple[Block, ...]:
    """Before and after, piece by piece; longer texts one below the other."""
    lines: list[tuple[Text, Cell]] = []
    texts: list[Block] = []
    for piece, label, was, now in _changed(words, each, step):
        if piece.kind is PieceKind.TEXT:
            before, after = (text(words, f"request.edit.{when}", field=label) for when in ("before", "after"))
            texts += [before, Said("", was), after, Said("", now)]
        else:
            lines.append((literal(label), Said("", f"{was} → {now}")))
    return ((Facts(tuple(lines)),) if lines else ()) + tuple(texts)


def changes_text(words: Words, each: Scene, step: Step) -> str:
    """The same in lines, for a file."""
    return "\n".join(f"{label}: {was} → {now}" for _, label, was, now in _changed(words, each, step))


def _changed(words: Words, each: Scene, step: Step) -> list[tuple[Piece, str, str, str]]:
    """What changed, in the form's order: its piece, label, before and after as people read them."""
    changed = read_changes(step.data["changes"]) if step.data.get("changes") else {}
    found = []
    for piece in each.type.pieces:
        if piece.name in changed:
            was, now = changed[piece.name]
            label = words.say(f"request.field.{piece.word}")
            found.append((piece, label, _shown(words, piece, was), _shown(words, piece, now)))
    return found


def _shown(words: Words, piece: Piece, value: str) -> str:
    if not value:
        return words.say("request.no") if piece.kind is PieceKind.YES_NO else words.say("request.edit.nothing")
    if piece.kind is PieceKind.DATE:
        return words.day(date.fromisoformat(value))
    return value_text(words, piece, value)


def unchanged_card(words: Words, each: Scene) -> Card:
    return Card(text(words, "request.same", number=str(each.row.number)))


def go_on_card(each: Scene, reader: Reader) -> Card:
    """The clock goes on: when the answer is due."""
    title = text(reader.words, "request.go_on", number=str(each.row.number))
    return Card(title, tuple(report.awaited(each, reader)))
