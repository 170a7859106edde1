"""Another system's number for a request: the form that takes it, and what is found by it."""

from collections.abc import Sequence

from ritualbot.chat.cards import Actions, Block, Button, Card, Divider, Note
from ritualbot.chat.forms import Field, Form, TextField, ToggleField
from ritualbot.i18n import Words
from ritualbot.reports.request import Scene
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.links import LINK_LIMIT
from ritualbot.rituals.request_act import Side
from ritualbot.rituals.request_reference import REFERENCE_LIMIT

MOST_SHOWN = 10


def reference_form(words: Words, each: Scene, side: Side) -> Form:
    """For the desk, while nothing else acknowledged it, with whether this does."""
    row = each.row
    ref = TextField(
        "ref", words.say("request.reference"), words.say("request.reference.hint"), required=True,
        initial=row.external_ref, limit=REFERENCE_LIMIT, lines=False,
    )  # fmt: skip
    link = TextField(
        "link", words.say("request.reference.link"), words.say("request.reference.link_hint"),
        initial=row.external_link, limit=LINK_LIMIT, lines=False,
    )  # fmt: skip
    fields: tuple[Field, ...] = (ref, link)
    if side is Side.DESK and each.now.acknowledge.met_at is None:
        label, hint = words.say("request.reference.takes"), words.say("request.reference.takes_hint")
        fields = (*fields, ToggleField("acknowledges", label, hint, initial=True))
    title = text(words, "request.act_form.title", act=words.say("request.reference"), number=str(row.number))
    return Form("request.save_reference", row.ref, title, fields, words.say("request.act_form.submit"))


def found_card(words: Words, typed: str, found: Sequence[Scene]) -> Card:
    """Several, the newest first; none: what to do."""
    if not found:
        button = Button("request.show", "", words.say("request.show.label"))
        none = text(words, "request.reference.none", typed=typed)
        return Card(none, (text(words, "request.reference.none_next"), Actions((button,))))
    blocks: list[Block] = []
    for each in found[:MOST_SHOWN]:
        row = each.row
        line = text(
            words, "request.reference.line", number=str(row.number), title=row.title, desk=each.desk.name,
            reference=row.external_ref or "-", team=each.team.name,
        )  # fmt: skip
        blocks += [line, Actions((Button("request.look", row.ref, words.say("request.look.label")),)), Divider()]
    if len(found) > MOST_SHOWN:
        blocks.append(Note(counted(words, "request.list.more", len(found) - MOST_SHOWN)))
    return Card(counted(words, "request.reference.found", len(found), typed=typed), tuple(blocks))
