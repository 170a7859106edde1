"""Cards as Teams' messages and Adaptive Cards. Pure: nothing is sent here."""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from ritualbot.chat.cards import Actions, Block, Card, Chart, plain_block
from ritualbot.chat.paging import paginate
from ritualbot.chat.text import Text
from ritualbot.graphemes import cut
from ritualbot.i18n import Words
from ritualbot.platforms.teams.actions import Buttons, Scope
from ritualbot.platforms.teams.blocks import Drawing, heading, under
from ritualbot.platforms.teams.bodies import CARD, dialog_card
from ritualbot.platforms.teams.form import NAME, People, fits_message, fits_title, inputs, opening
from ritualbot.platforms.teams.frame import framed
from ritualbot.platforms.teams.limits import ACTIVITY_BYTES, ENVELOPE_BYTES, FORM_BYTES, PICTURE_BYTES, SUMMARY
from ritualbot.platforms.teams.literal import Json, shown, weight
from ritualbot.platforms.teams.rich import lines, typed

NOBODY: People = MappingProxyType({})
_EMPTY = Text("")
_PLAIN = Card(_EMPTY)
_SPACED = 40  # bytes: what a block can get from its neighbours, a line above it or room


def message(card: Card, scope: Scope, words: Words, people: People = NOBODY) -> Json:
    """The activity that posts a page, or edits it. Never empty: a card of nothing is a dash.

    The card's `fallbackText` is all of it, for clients that show no cards; `summary` is its beginning, for
    notifications.
    """
    content = shown_card(card, scope, words, people)
    return {
        "type": "message",
        "summary": _beginning(content["fallbackText"]),
        "attachments": [{"contentType": CARD, "content": content}],
    }


def bearable(card: Card) -> Card:
    """The card with the pictures that a message bears; the words of the others stand in their place."""
    kept: dict[Chart, str] = {}
    for chart in card.charts:
        if sum(map(len, kept.values())) + len(chart.picture) <= PICTURE_BYTES:
            kept[chart] = chart.picture
    return card.pictured(kept)


def shown_card(card: Card, scope: Scope, words: Words, people: People = NOBODY) -> Json:
    """The card alone, as an answer to a press or a dialog is given it. A form has its own title."""
    drawing = Drawing(Buttons(card, scope))
    asked = _form(card, scope, words, people)
    titled = card.form is not None and card.form.title == card.title and len(asked) > 1
    body = [*drawing.card(replace(card, title=_EMPTY) if titled else card), *asked]
    text = shown(card.plain_text().strip()) or ", ".join(_labels(card)) or "–"
    return framed(body or lines(typed("–")), text, drawing.entities())


def pages(card: Card) -> tuple[Card, ...]:
    """The card as messages that Teams takes whole and that can each be edited later. A form stays on the first."""
    frame = weight(message(_PLAIN, Scope.PERSONAL, Words("en"))) + 4 * SUMMARY
    limit = ACTIVITY_BYTES - ENVELOPE_BYTES - frame - (FORM_BYTES if card.form else 0)
    return paginate(card, limit, size, cut)


def size(block: Block) -> int:
    """How many bytes of a message a block takes at most, wherever it is shown: its elements and whom they call, and
    its text in the fallback."""
    text = "\n".join(plain_block(block))
    if isinstance(block, Actions):
        text += ", ".join(_labels(Card(_EMPTY, (block,))))
    return max(_weights(block)) + weight(shown(text)) + _SPACED


def _weights(block: Block) -> Iterator[int]:
    """A sentence can be a title or stand under one as well."""
    for scope in (Scope.PERSONAL, Scope.SHARED):
        drawing = Drawing(Buttons(Card(_EMPTY, (block,)), scope))
        yield weight(drawing.block(block)) + weight(drawing.entities())
    if isinstance(block, Text):
        yield from (weight(heading(block)), weight(under(block)))


def said_dialog(card: Card, words: Words, people: People = NOBODY) -> Json:
    """A dialog that shows a card. Its buttons work; it asks for nothing."""
    short = bool(card.title.plain().strip()) and fits_title(card.title)
    told = replace(card, title=_EMPTY) if short and (card.subtitle or card.blocks) else card
    title = shown(card.title.plain().strip()) if short else NAME
    return dialog_card(title, shown_card(told, Scope.DIALOG, words, people))


def _form(card: Card, scope: Scope, words: Words, people: People) -> list[Json]:
    """A message that several see holds no form: all would see one and the same. There, and where it is long, a button
    opens it."""
    if card.form is None:
        return []
    if scope is Scope.DIALOG or (scope is Scope.PERSONAL and fits_message(card.form, words, people)):
        return inputs(card.form, words, people, scope)
    return opening(words, {"open": card.form.action, "ref": card.form.ref})


def _labels(card: Card) -> list[str]:
    items = [item for block in card.blocks if isinstance(block, Actions) for item in block.items]
    return [shown(item.label) for item in items]


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SUMMARY else f"{cut(line, SUMMARY - 1)[0].rstrip()}…"
