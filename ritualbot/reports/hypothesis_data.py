"""The data of hypotheses as people see it: what one uses, what it was worth, the few that explain most, the journey."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from ritualbot.chat.cards import Actions, Block, Button, Card, Facts, Note, Row, Said, Table
from ritualbot.chat.forms import ChoiceField, Field, Form, NumberField, Option, TextField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.request_item import data_button
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import inputs
from ritualbot.rituals.hypothesis import OPEN, Standing
from ritualbot.rituals.hypothesis_act import Act, possible
from ritualbot.rituals.hypothesis_data import MOST_OF_IT, TEXT_LIMIT, Journey, Moment, Ranked, Use, written
from ritualbot.rituals.hypothesis_history import Piece
from ritualbot.store.hypothesis import HypothesisData
from ritualbot.store.team import Team

MOST_RANKED = 30

# -- what one uses -------------------------------------------------------------------------------------------------


def sources_form(words: Words, ref: str, name: str, now: Standing, rows: Sequence[HypothesisData]) -> Form:
    fields: tuple[Field, ...] = (
        TextField("data", *_labels(words, "data"), initial=written(rows, words.say("hypothesis.data.not_yet"))),
        *(
            TextField(piece, *_labels(words, piece), initial=now.piece(piece), limit=TEXT_LIMIT, lines=False)
            for piece in (Piece.SEGMENT, Piece.CHANNEL, Piece.LINKS)
        ),
        NumberField(Piece.BUDGET, *_labels(words, Piece.BUDGET), initial=_budget(words, now)),
    )
    title = text(words, "hypothesis.data.form", name=name)
    return Form("hypothesis.save_sources", ref, title, fields, words.say("hypothesis.form.submit"))


def _labels(words: Words, name: str) -> tuple[str, str]:
    return words.say(f"hypothesis.data.field.{name}"), words.say(f"hypothesis.data.hint.{name}")


def sources_part(
    words: Words, now: Standing, rows: Sequence[HypothesisData], asked: Collection[str], ref: str
) -> tuple[Block, ...]:
    """`asked`: the refs of the sources IT was asked for already."""
    told = {Piece.SEGMENT: now.piece(Piece.SEGMENT), Piece.CHANNEL: now.piece(Piece.CHANNEL)}
    told[Piece.BUDGET] = _budget(words, now)
    facts = tuple(
        (text(words, f"hypothesis.data.field.{piece}"), Said("", said)) for piece, said in told.items() if said
    )
    blocks: tuple[Block, ...] = (Facts(facts),) if facts else ()
    if not rows:
        return blocks
    wanted = [row for row in rows if now.state in OPEN and not row.available and row.ref not in asked]
    lines = tuple(Row((_source_text(words, row, asked),)) for row in rows if row not in wanted)
    said: tuple[Block, ...] = (text(words, "hypothesis.data.used"), *((Table((), lines),) if lines else ()))
    for row in wanted:
        said = (*said, _source_text(words, row, asked), Actions((data_button(words, row.ref),)))
    if possible(Act.WORTH, now) and not all(row.worth for row in rows):
        said = (*said, Actions((Button("hypothesis.worth", ref, words.say("hypothesis.worth.label")),)))
    return (*blocks, *said)


def _budget(words: Words, now: Standing) -> str:
    kept = now.piece(Piece.BUDGET)
    return inputs.number_text(Decimal(kept), words) if kept else ""


def _source_text(words: Words, row: HypothesisData, asked: Collection[str]) -> Text:
    if row.worth:
        worth = words.say(f"hypothesis.worth.{row.worth}")
        return text(words, "hypothesis.data.worth_line", name=row.name, worth=worth)
    if row.available:
        return literal(row.name)
    key = "hypothesis.data.asked_line" if row.ref in asked else "hypothesis.data.missing_line"
    return text(words, key, name=row.name)


# -- what it was worth ---------------------------------------------------------------------------------------------


def worth_form(words: Words, ref: str, name: str, rows: Sequence[HypothesisData]) -> Form:
    options = tuple(Option(use, words.say(f"hypothesis.worth.{use}")) for use in Use)
    fields = tuple(ChoiceField(row.ref, row.name, "", True, options, (row.worth or Use.UNKNOWN,)) for row in rows)
    title = text(words, "hypothesis.worth.form", name=name)
    return Form("hypothesis.save_worth", ref, title, fields, words.say("hypothesis.form.submit"))


def ranked_card(words: Words, team: Team, rows: Sequence[Ranked]) -> Card:
    """`/hypothesis data`."""
    if not rows:
        return Card(text(words, "hypothesis.data.none"), (text(words, "hypothesis.data.none_next"), _new(words, team)))
    vital = [row.name for row in rows if row.vital]
    lead: tuple[Block, ...] = ()
    if vital:
        lead = (counted(words, "hypothesis.data.vital", len(vital), names=words.listed(vital), most=str(MOST_OF_IT)),)
    head = tuple(text(words, f"hypothesis.data.head.{name}") for name in ("source", "share", *Use))
    table = Table(head, tuple(Row(_cells(words, row)) for row in rows[:MOST_RANKED]))
    more = len(rows) - MOST_RANKED
    rest = (Note(counted(words, "hypothesis.data.more", more)),) if more > 0 else ()
    return Card(counted(words, "hypothesis.data.title", len(rows)), (*lead, table, *rest))


def _cells(words: Words, row: Ranked) -> tuple[Text, ...]:
    share = words.say("input.percent", number=words.number(row.share)) if row.useful else ""
    counts = (words.number(each) for each in (row.useful, row.useless, row.unknown))
    return (literal(row.name), literal(share), *(literal(each) for each in counts))


# -- the journey ---------------------------------------------------------------------------------------------------


def journey_card(words: Words, team: Team, found: Journey) -> Card:
    """`/hypothesis list journey`: the contact moments that have no test."""
    new = _new(words, team)
    if not found.untested:
        key = "hypothesis.journey.all_tested" if found.known else "hypothesis.journey.none"
        return Card(text(words, key), (new,))
    rows = tuple(Row((_moment(words, each),)) for each in found.untested)
    title = counted(words, "hypothesis.journey.title", len(found.untested), known=words.number(found.known))
    return Card(title, (Table((), rows), new))


def _new(words: Words, team: Team) -> Actions:
    return Actions((Button("hypothesis.new", team.ref, words.say("hypothesis.new.label")),))


def _moment(words: Words, each: Moment) -> Text:
    if not each.ideas:
        return literal(each.name)
    return counted(words, "hypothesis.journey.ideas", each.ideas, moment=each.name)
