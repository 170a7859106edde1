"""How desks answer, in figures, as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Menu, Note, Row, Table
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.desk_target import type_name
from ritualbot.reports.request_rounds import hours_text
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.request_figures import PERIOD, Figures, Met, by_type, figures
from ritualbot.store import desk_people, request_figures as store
from ritualbot.store.desk import Desk
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of

_HEAD = ("type", "volume", "acknowledge", "decide", "time")


@dataclass(frozen=True)
class OfDesk:
    """A desk's figures over the last months, of each type and of all together. `rates`: whether their reader sees met
    percentages and times, or only how many."""

    desk: Desk
    types: dict[str, Figures]
    all: Figures
    rates: bool


def of_desk(session: Session, desk: Desk, reader: Person | None, now: datetime) -> OfDesk:
    """`reader`: None for whoever reads a channel."""
    found = store.histories(session, store.filed_since(session, desk, now - PERIOD))
    of_it = reader is not None and bool(desk_people.roles_on(session, id_of(desk), id_of(reader)))
    return OfDesk(desk, by_type(found), figures(found), of_it or store.open_to_all(session, desk))


# -- one desk ------------------------------------------------------------------------------------------------------


def desk_card(words: Words, each: OfDesk, since: date) -> Card:
    """A row a type, and one of all of them."""
    show = Actions((Button("desk.show", each.desk.ref, words.say("desk.show.label")),))
    title = text(words, "figures.title", desk=each.desk.name)
    if not each.all.filed:
        return Card(title, (text(words, "figures.none", day=words.full_date(since)), show))
    return Card(title, (*blocks(words, each), show), text(words, "figures.since", day=words.full_date(since)))


def blocks(words: Words, each: OfDesk) -> tuple[Block, ...]:
    rows = [_row(words, type_name(words, type_), figures, each.rates) for type_, figures in each.types.items()]
    if len(rows) > 1:
        rows.append(_row(words, words.say("figures.all"), each.all, each.rates))
    table = Table(_head(words, each.rates), tuple(rows))
    return (table, *_pauses(words, each.all), *_notes(words, each.rates))


def _head(words: Words, rates: bool) -> tuple[Text, ...]:
    return tuple(text(words, f"figures.head.{column}") for column in (_HEAD if rates else _HEAD[:2]))


def _row(words: Words, name: str, each: Figures, rates: bool) -> Row:
    cells = [literal(name), literal(_volume(words, each))]
    if rates:
        cells += [literal(met_text(words, met)) for met in (each.acknowledged, each.decided)]
        cells.append(literal(_times(words, each)))
    aside = [*_aside(words, each), *(_promised(words, each) if rates else ())]
    return Row(tuple(cells), literal(words.listed(aside)) if aside else None)


def _volume(words: Words, each: Figures) -> str:
    if not each.open:
        return words.number(each.filed)
    if each.open == each.filed:
        return words.say("figures.all_open", open=words.number(each.open))
    return words.say("figures.volume", filed=words.number(each.filed), open=words.number(each.open))


def met_text(words: Words, met: Met) -> str:
    """`71 % (5 sur 7)`; of a few only the numbers."""
    if not met.counted:
        return words.say("figures.no_rate")
    of = {"met": words.number(met.met), "counted": words.number(met.counted)}
    if met.percent is None:
        return words.say("figures.counts", **of)
    return words.say("figures.rate", percent=words.say("input.percent", number=words.number(met.percent)), **of)


def _times(words: Words, each: Figures) -> str:
    if each.median is None or each.p90 is None:
        return words.say("figures.no_rate")
    return words.say("figures.times", median=_hours(words, each.median), p90=_hours(words, each.p90))


def _hours(words: Words, spent: timedelta) -> str:
    return hours_text(words, spent)


def _aside(words: Words, each: Figures) -> list[str]:
    """What is in no rate."""
    asides = (("withdrawn", each.withdrawn), ("negotiated", each.negotiated), ("indicative", each.indicative))
    return [words.count(f"figures.{key}", number) for key, number in asides if number]


def _promised(words: Words, each: Figures) -> list[str]:
    met = each.promised
    return [words.say("figures.promised", kept=met_text(words, met))] if met.counted else []


def _pauses(words: Words, each: Figures) -> tuple[Block, ...]:
    said = [
        words.count(f"figures.pause.{party}", paused.times, spent=_hours(words, paused.spent))
        for party, paused in each.pauses.items()
    ]
    return (text(words, "figures.pauses", causes=words.listed(said)),) if said else ()


def _notes(words: Words, rates: bool) -> tuple[Note, ...]:
    return (Note(text(words, "figures.how" if rates else "figures.hidden")),)


# -- all of them ---------------------------------------------------------------------------------------------------


def all_card(words: Words, found: Sequence[OfDesk], since: date) -> Card:
    """A row a desk; more is a button away."""
    rows = tuple(_of_all(words, each) for each in found)
    buttons = tuple(Button("desk.figures", each.desk.ref, each.desk.name) for each in found)
    head = (text(words, "figures.head.desk"), *_head(words, rates=True)[1:])
    notes = [*_notes(words, rates=True)]
    if hidden := sum(not each.rates for each in found):
        notes.append(Note(counted(words, "figures.some_hidden", hidden)))
    more = Actions((Menu(words.say("figures.detail"), buttons),))
    subtitle = text(words, "figures.since", day=words.full_date(since))
    return Card(text(words, "figures.all_title"), (Table(head, rows), *notes, more), subtitle)


def _of_all(words: Words, each: OfDesk) -> Row:
    row = _row(words, each.desk.name, each.all, each.rates)
    missing = len(_HEAD) - len(row.cells)
    return Row((*row.cells, *(literal(words.say("figures.no_rate")) for _ in range(missing))), row.mark)
