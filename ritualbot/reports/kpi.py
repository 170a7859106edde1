"""What a team is measured by as people see it: its value now, the weekly question, the form, what was kept."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Style
from ritualbot.chat.forms import Form, NumberField, TextField
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.action import day_text
from ritualbot.reports.wording import text
from ritualbot.rituals import inputs, kpi as rules
from ritualbot.rituals.calendar import local_day
from ritualbot.store import charter as charters, kpi as kpis
from ritualbot.store.charter import Charter
from ritualbot.store.kpi import KpiReading
from ritualbot.store.team import Team
from ritualbot.store.team_roster import id_of


@dataclass(frozen=True)
class Seen:
    """A team's indicator, the last value known of it, and the day it is for the team."""

    team: Team
    charter: Charter
    last: KpiReading | None
    today: date


def seen(session: Session, team: Team, now: datetime) -> Seen | None:
    """None where the charter names no indicator."""
    return seen_on(session, team, local_day(now, team.zone()))


def seen_on(session: Session, team: Team, today: date) -> Seen | None:
    """As it was known at the end of a day."""
    charter = charters.read(session, id_of(team))
    return Seen(team, charter, kpis.as_of(session, charter, today), today) if charter.kpi else None


def value_text(words: Words, charter: Charter, value: str) -> str:
    """`412 inscriptions`."""
    return " ".join(filter(None, (inputs.number_text(Decimal(value), words), charter.kpi_unit)))


def now_line(words: Words, each: Seen) -> Text:
    """The value now with its day, or that it is missing."""
    return text(words, "kpi.line", kpi=each.charter.kpi, now=now_text(words, each))


def now_text(words: Words, each: Seen) -> str:
    """`412 (jeudi 4 mars, rien depuis), objectif 500`."""
    said = [read_text(words, each)]
    if each.charter.kpi_target:
        said.append(words.say("kpi.target", value=value_text(words, each.charter, each.charter.kpi_target)))
    return ", ".join(said)


def read_text(words: Words, each: Seen) -> str:
    """`412 (jeudi 4 mars)`, or that it is missing."""
    if each.last is None:
        return words.say("kpi.missing")
    value, day = value_text(words, each.charter, each.last.value), day_text(words, each.last.read_on, each.today)
    key = "kpi.read_long_ago" if rules.nothing_since(each.last.read_on, each.today) else "kpi.read"
    return words.say(key, value=value, day=day)


# -- asked ---------------------------------------------------------------------------------------------------------


def ask_card(words: Words, each: Seen) -> Card:
    """One line of the morning: which indicator, what was known last."""
    named = {"team": each.team.name, "kpi": each.charter.kpi}
    title = (
        text(words, "kpi.ask", **named, last=read_text(words, each))
        if each.last
        else text(words, "kpi.ask_first", **named)
    )
    return Card(title, (Actions((tell_button(words, each.team), _unknown_button(words, each.team))),))


def tell_button(words: Words, team: Team) -> Button:
    return Button("kpi.tell", team.ref, words.say("kpi.tell.label"))


def _unknown_button(words: Words, team: Team) -> Button:
    return Button("kpi.unknown", team.ref, words.say("kpi.unknown.label"), Style.QUIET)


def tell_form(words: Words, each: Seen, said: KpiReading | None) -> Form:
    """One number and a note; `said`: this week's, to be corrected."""
    charter = each.charter
    label = (
        words.say("kpi.field.value_unit", unit=charter.kpi_unit) if charter.kpi_unit else words.say("kpi.field.value")
    )
    value = inputs.number_text(Decimal(said.value), words) if said and said.value else ""
    hint = words.say("kpi.field.value_hint", now=now_text(words, each))
    fields = (
        NumberField("value", label, hint, required=True, initial=value),
        TextField(
            "note",
            words.say("kpi.field.note"),
            words.say("kpi.field.note_hint"),
            initial=said.note if said else "",
            limit=rules.NOTE_LIMIT,
            lines=False,
        ),
    )
    named = {"team": each.team.name, "kpi": charter.kpi}
    intro = text(words, "kpi.form.intro_again", **named) if value else text(words, "kpi.form.intro", **named)
    return Form("kpi.save", each.team.ref, text(words, "kpi.form.title"), fields, words.say("kpi.form.submit"), intro)


# -- told ----------------------------------------------------------------------------------------------------------


def saved_card(words: Words, each: Seen, before: KpiReading | None, next_on: date | None) -> Card:
    """The value as it was understood, what it gained on the one before, when it is asked for again."""
    assert each.last is not None
    now, blocks = each.last, list[Block]()
    gained = rules.change(now.value, before.value) if before else None
    if before is not None and gained is not None:
        day = day_text(words, before.read_on, each.today)
        blocks.append(text(words, "kpi.saved.change", change=words.signed(gained), day=day))
    if each.charter.kpi_target:
        target = value_text(words, each.charter, each.charter.kpi_target)
        blocks.append(text(words, "kpi.saved.target", value=target))
    blocks += _next(words, each, next_on, "kpi.saved.next")
    correct = Button("kpi.tell", each.team.ref, words.say("kpi.correct.label"))
    value = value_text(words, each.charter, now.value)
    title = text(
        words, "kpi.saved.title", kpi=each.charter.kpi, value=value, day=day_text(words, now.read_on, each.today)
    )
    return Card(title, (*blocks, Actions((correct,))))


def unknown_card(words: Words, each: Seen, next_on: date | None) -> Card:
    blocks = [text(words, "kpi.unknown.shown"), *_next(words, each, next_on, "kpi.unknown.next")]
    return Card(
        text(words, "kpi.unknown.title", kpi=each.charter.kpi), (*blocks, Actions((tell_button(words, each.team),)))
    )


def _next(words: Words, each: Seen, next_on: date | None, key: str) -> list[Block]:
    return [text(words, key, day=day_text(words, next_on, each.today))] if next_on else []


def asked_of(session: Session, words: Words, team: Team, now: datetime) -> tuple[Text, ...]:
    """Who will be asked for the value, and when first; for whoever wrote the charter."""
    each = seen(session, team, now)
    next_on = kpis.next_on(session, each.charter, team) if each else None
    if each is None or next_on is None:
        return ()
    owner, day = kpis.owner_of(session, each.charter, team), day_text(words, next_on, each.today)
    if owner is None:
        return (text(words, "kpi.asked_of_lead", day=day),)
    return (text(words, "kpi.asked_of", name=owner.name, day=day),)
