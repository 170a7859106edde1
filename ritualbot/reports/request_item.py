"""What whoever leads is offered as a sprint begins: a request, filled in, for each need of its items."""

from collections.abc import Sequence

from ritualbot.chat.cards import Actions, Block, Button, Card, Note
from ritualbot.i18n import Words
from ritualbot.reports.sprint import need_name
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.request_item import MOST_OFFERED
from ritualbot.rituals.sprint import Need
from ritualbot.store.sprint import Sprint, SprintItem


def needs_card(words: Words, sprint: Sprint, rows: Sequence[SprintItem]) -> Card:
    """`rows`: the items no request was made of yet; with none left it says so."""
    if not rows:
        return Card(text(words, "request.needs.done", name=sprint.name))
    blocks: list[Block] = [text(words, "request.needs.intro")]
    for row in rows[:MOST_OFFERED]:
        need = need_name(words, row.need)
        what = f"{need} ({row.need_text})" if row.need_text else need
        blocks.append(text(words, "request.needs.line", title=row.title, need=what))
        blocks.append(Actions((need_button(words, row),)))
    if len(rows) > MOST_OFFERED:
        blocks.append(Note(counted(words, "request.needs.more", len(rows) - MOST_OFFERED)))
    return Card(counted(words, "request.needs.title", len(rows), name=sprint.name), tuple(blocks))


def need_button(words: Words, row: SprintItem) -> Button:
    if row.need == Need.DATA:
        return data_button(words, row.ref)
    return Button("request.from_item", row.ref, words.say("request.from_item.label", need=need_name(words, row.need)))


def data_button(words: Words, ref: str) -> Button:
    """Asks IT for data that is not there yet. `ref`: of whatever wants it, as `store.request_item` finds it."""
    return Button("request.data", ref, words.say("request.data.label"))
