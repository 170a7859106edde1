"""A request in its desk's channel: what is asked, who has it, one button for whoever of the desk takes it."""

from zoneinfo import ZoneInfo

from ritualbot.chat.cards import Actions, Block, Button, Card, Style
from ritualbot.i18n import Words
from ritualbot.reports import request as report
from ritualbot.reports.request import Reader, Scene
from ritualbot.reports.wording import text
from ritualbot.rituals.request_act import Act, Side, may
from ritualbot.rituals.request_history import Party


def channel_card(each: Scene) -> Card:
    """A confidential one says nothing of what it is about: many read there."""
    words = Words(each.desk.language)
    reader = Reader(words, ZoneInfo(each.desk.tz), Side.DESK, 0, acts=False)
    if each.row.confidential:
        title = text(words, "request.channel.confidential", number=str(each.row.number))
        hidden = text(words, "request.channel.hidden", team=each.team.name)
        return Card(title, (*_veiled(each, reader), hidden, *_take(each, words)))
    shown = report.card(each, reader)
    return Card(shown.title, (*shown.blocks, *_take(each, words)), shown.subtitle)


def _veiled(each: Scene, reader: Reader) -> tuple[Block, ...]:
    """Who of the desk has it, and until when: nothing anybody wrote, nobody outside the desk by name."""
    if not each.now.open:
        return (text(reader.words, "request.channel.over"),)
    return (*((report.ball(each, reader),) if each.now.ball is Party.DESK else ()), report.due(each, reader))


def _take(each: Scene, words: Words) -> tuple[Block, ...]:
    if not may(Act.TAKE, Side.DESK, each.now, each.type.ending):
        return ()
    return (Actions((Button("request.take", each.row.ref, report.act_label(words, each, Act.TAKE), Style.MAIN),)),)
