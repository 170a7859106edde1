"""What people see of absences, closures and bridge days."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Note, Style
from ritualbot.chat.forms import ChoiceField, DateField, Field, Form, Option, TextField, ToggleField
from ritualbot.chat.text import Text, literal
from ritualbot.errors import RuleBroken
from ritualbot.i18n import Words
from ritualbot.reports.wording import text
from ritualbot.rituals.absence import REASON_LIMIT, Half, Span
from ritualbot.rituals.inputs import NAME_LIMIT
from ritualbot.store import absence as absences
from ritualbot.store.absence import Absence, Closure
from ritualbot.store.team import Person, Team

_DAY = {Half.WHOLE: "absence.when.day", Half.MORNING: "absence.when.morning", Half.AFTERNOON: "absence.when.afternoon"}
_HALVES = {
    Half.WHOLE: "absence.half.whole",
    Half.MORNING: "absence.half.morning",
    Half.AFTERNOON: "absence.half.afternoon",
}


def when(words: Words, span: Span) -> str:
    """`le mardi 2 mars 2027`, `le mardi 2 mars 2027 au matin`, `du … au …`: always in full."""
    if span.first_on == span.last_on:
        return words.say(_DAY[span.half], day=words.full_date(span.first_on))
    return words.say("absence.when.range", first=words.full_date(span.first_on), last=words.full_date(span.last_on))


def away_name(session: Session, words: Words, person: Person, day: date) -> str:
    """`Karim (jusqu'au vendredi 5 mars, congés)`: until when, and the reason only where the person shows it."""
    rows = absences.on(session, person.id or 0, day)
    if not rows:
        return person.name
    last = max(rows, key=lambda row: row.last_on)
    reasons = [row.reason for row in rows if row.reason and row.reason_shown]
    if last.half == Half.WHOLE and not reasons:
        return words.say("team.away_until", name=person.name, day=words.day(last.last_on))
    if last.half == Half.WHOLE:
        until = words.say("absence.until", day=words.day(last.last_on))
    else:
        until = words.say(_HALVES[Half(last.half)]).lower()
    return words.say("absence.away", name=person.name, why=", ".join((until, *reasons)))


# One's own ----------------------------------------------------------------------------------------


def mine_card(words: Words, rows: Sequence[Absence]) -> Card:
    """The coming absences, each with its way out; or how to declare one."""
    declare = Button("absence.declare", "", words.say("absence.declare.label"), Style.MAIN)
    if not rows:
        return Card(text(words, "absence.empty"), (text(words, "absence.example"), Actions((declare,))))
    blocks: list[Block] = []
    for row in rows:
        blocks += [_line(words, row), Actions((_cancel(words, row),))]
    return Card(text(words, "absence.mine"), (*blocks, Actions((declare,))))


def _line(words: Words, row: Absence) -> Text:
    if not row.reason:
        return text(words, "absence.line", when=when(words, row.span()))
    key = "absence.line_shown" if row.reason_shown else "absence.line_reason"
    return text(words, key, when=when(words, row.span()), reason=row.reason)


def _cancel(words: Words, row: Absence) -> Button:
    return Button("absence.cancel", row.ref, words.say("absence.cancel.label"))


def form(words: Words, others: Sequence[Person], typed: str, why: RuleBroken | None) -> Form:
    """`others`: whom one may declare it for, besides oneself. What was `typed` and not read is handed back."""
    halves = tuple(Option(half, words.say(_HALVES[half])) for half in Half)
    fields: tuple[Field, ...] = (
        DateField("first", words.say("absence.field.first"), required=True, initial=typed),
        DateField("last", words.say("absence.field.last"), words.say("absence.field.last_hint")),
        ChoiceField("half", words.say("absence.field.half"), options=halves, initial=(Half.WHOLE,)),
        TextField("reason", words.say("absence.field.reason"), limit=REASON_LIMIT, lines=False),
        ToggleField("shown", words.say("absence.field.shown"), words.say("absence.field.shown_hint")),
    )
    if others:
        me = Option("", words.say("absence.field.me"))
        people = (me, *(Option(person.ref, person.name) for person in others))
        fields = (ChoiceField("who", words.say("absence.field.who"), options=people, initial=("",)), *fields)
    intro = Text(words.markup(why.key), why.params) if why else text(words, "absence.form.intro")
    return Form("absence.save", "", text(words, "absence.form.title"), fields, words.say("absence.form.submit"), intro)


def declared_card(words: Words, row: Absence, back_on: date | None, whose: str, beside: Sequence[Absence]) -> Card:
    """Noted, with what happens next and the way back. `whose` is empty for one's own."""
    if whose:
        title = text(words, "absence.declared_for", name=whose, when=when(words, row.span()))
    else:
        title = text(words, "absence.declared", when=when(words, row.span()))
    notes = tuple(Note(text(words, "absence.beside", when=when(words, each.span()))) for each in beside)
    return Card(title, (*notes, _what_next(words, row, back_on), Actions((_cancel(words, row),))))


def _what_next(words: Words, row: Absence, back_on: date | None) -> Text:
    if row.half == Half.MORNING:
        return text(words, "absence.next.morning")
    if row.half == Half.AFTERNOON:
        return text(words, "absence.next.afternoon")
    return (
        text(words, "absence.next.back", day=words.full_date(back_on)) if back_on else text(words, "absence.next.none")
    )


def told_card(words: Words, row: Absence, by: str, back_on: date | None) -> Card:
    """To the person whose absence somebody else declared: one tap undoes it."""
    title = text(words, "absence.told", name=by, when=when(words, row.span()))
    return Card(title, (_what_next(words, row, back_on), Actions((_cancel(words, row),))))


def known_card(words: Words, row: Absence) -> Card:
    return Card(text(words, "absence.known", when=when(words, row.span())), (Actions((_cancel(words, row),)),))


def cancelled_card(words: Words, row: Absence) -> Card:
    again = Button("absence.again", row.ref, words.say("absence.again.label"))
    title = text(words, "absence.cancelled", when=when(words, row.span()))
    return Card(title, (text(words, "absence.next.asked"), Actions((again,))))


def cancelled_by_card(words: Words, row: Absence, by: str) -> Card:
    """To the person, when somebody else cancelled it."""
    again = Button("absence.again", row.ref, words.say("absence.again.label"))
    title = text(words, "absence.cancelled_by", name=by, when=when(words, row.span()))
    return Card(title, (text(words, "absence.next.asked"), Actions((again,))))


# A team's closures --------------------------------------------------------------------------------


def closures_button(words: Words, team: Team) -> Button:
    return Button("absence.closures", team.ref, words.say("absence.closures.label"))


def closures_card(words: Words, team: Team, rows: Sequence[Closure]) -> Card:
    add = Button("absence.closure", team.ref, words.say("absence.closure.label"), Style.MAIN)
    if not rows:
        title = text(words, "absence.closures.empty", team=team.name)
        return Card(title, (text(words, "absence.closures.example"), Actions((add,))))
    blocks: list[Block] = []
    for row in rows:
        reopen = Button("absence.reopen", row.ref, words.say("absence.reopen.label"))
        blocks += [literal(_closure(words, row)), Actions((reopen,))]
    return Card(text(words, "absence.closures.title", team=team.name), (*blocks, Actions((add,))))


def _closure(words: Words, row: Closure) -> str:
    days = when(words, Span(row.first_on, row.last_on))
    return words.say("absence.closure.line", when=days, name=row.name) if row.name else days


def closure_form(words: Words, team: Team) -> Form:
    fields: tuple[Field, ...] = (
        DateField("first", words.say("absence.field.first"), required=True),
        DateField("last", words.say("absence.field.last"), words.say("absence.field.last_hint")),
        TextField("name", words.say("absence.closure.name"), limit=NAME_LIMIT, lines=False),
    )
    title, intro = text(words, "absence.closure.title"), text(words, "absence.closure.intro", team=team.name)
    return Form("absence.close", team.ref, title, fields, words.say("absence.form.submit"), intro)
