"""The answers to a line typed about a request: which one is meant, what it may have meant, that it was passed on."""

from collections.abc import Sequence

from ritualbot.chat.cards import Actions, Block, Button, Card, Menu, Said, Style
from ritualbot.graphemes import cut
from ritualbot.i18n import Words
from ritualbot.reports import request as report
from ritualbot.reports.request import Reader, Scene, act_label
from ritualbot.reports.wording import text
from ritualbot.rituals.request_act import MOST_FIRST, Act, Side

_LABEL = 50  # graphemes of a title on a button


def which_card(words: Words, line: str, typed: str, among: Sequence[Scene], *, standup: bool) -> Card:
    """One button a request, and one for a stand-up that is open. `line` refers to the text, which is kept."""
    buttons = [Button("request.typed", f"{line}.{each.row.ref}", _label(words, each)) for each in among]
    if standup:
        buttons.insert(0, Button("request.for_standup", line, words.say("request.typed.standup")))
    rest = tuple(buttons[MOST_FIRST:])
    menu = (Menu(words.say("request.others.label"), rest),) if rest else ()
    blocks = (Said("", typed), text(words, "request.typed.kept"), Actions((*buttons[:MOST_FIRST], *menu)))
    return Card(text(words, "request.typed.which"), blocks)


def _label(words: Words, each: Scene) -> str:
    title = cut(each.row.title, _LABEL)
    more = "…" if len(title) > 1 else ""
    return words.say("request.typed.label", number=str(each.row.number), title=f"{title[0]}{more}")


def offer_card(each: Scene, reader: Reader, line: str, typed: str, acts: Sequence[Act], *, first: bool) -> Card:
    """What the words may have meant: nothing is decided before a press."""
    words = reader.words
    said = _first(words, first=first)
    buttons = [_button(each, words, act, act is acts[0]) for act in acts]
    message = Button("request.pass_on", f"{line}.{each.row.ref}", words.say("request.just_said.label"))
    title = text(words, "request.typed.offer", number=str(each.row.number), title=each.row.title)
    return Card(title, (Said("", typed), *said, text(words, "request.typed.nothing_yet"), Actions((*buttons, message))))


def _button(each: Scene, words: Words, act: Act, main: bool) -> Button:
    style = Style.MAIN if main else Style.PLAIN
    return Button(f"request.{act}", each.row.ref, act_label(words, each, act), style)


def passed_on_card(each: Scene, reader: Reader, *, first: bool) -> Card:
    """That it reached the other side, and what comes next."""
    words = reader.words
    to = each.requester.name if reader.side is Side.DESK else each.desk.name
    title = text(words, "request.typed.passed_on", number=str(each.row.number), name=to)
    return Card(title, (*_first(words, first=first), *report.body(each, reader)))


def _first(words: Words, *, first: bool) -> tuple[Block, ...]:
    """The first thing anybody of the desk said acknowledges it."""
    return (text(words, "request.typed.taken"),) if first else ()
