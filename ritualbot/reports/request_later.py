"""The forms and answers of a desk that puts a request off or hands it on, and of either side that takes it up again."""

from collections.abc import Sequence
from datetime import datetime

from ritualbot.chat.cards import Card
from ritualbot.chat.forms import ChoiceField, DateField, Form, Option, TextField
from ritualbot.i18n import Words
from ritualbot.reports import request as report
from ritualbot.reports.request import Reader, Scene, act_label, type_name
from ritualbot.reports.wording import text
from ritualbot.rituals.request_act import Act, Side
from ritualbot.rituals.request_form import TEXT_LIMIT
from ritualbot.rituals.request_later import Later
from ritualbot.rituals.request_types import types_of
from ritualbot.store.team import Person


def snooze_form(words: Words, each: Scene) -> Form:
    options = tuple(Option(when, words.say(f"request.later.{when}")) for when in Later)
    fields = (
        ChoiceField("when", words.say("request.later.when"), required=True, options=options, initial=(Later.HOURS,)),
        DateField("on", words.say("request.later.on"), words.say("request.later.on_hint")),
        TextField("text", words.say("request.later.text"), words.say("request.later.text_hint"), limit=TEXT_LIMIT),
    )
    return _form(words, each, Act.SNOOZE, fields, "request.later.intro")


def snoozed_card(each: Scene, reader: Reader, until: datetime) -> Card:
    """Until when, and that the clock runs on."""
    words = reader.words
    moment = report.moment(words, until, reader.zone, each.desk.tz)
    title = text(words, "request.later.done", number=str(each.row.number), moment=moment)
    return Card(title, (text(words, "request.later.runs_on"), *report.awaited(each, reader)))


def delegate_form(words: Words, each: Scene, among: Sequence[Person]) -> Form:
    options = tuple(Option(person.ref, person.name) for person in among)
    who = ChoiceField("to", words.say("request.delegate.to"), required=True, options=options)
    return _form(words, each, Act.DELEGATE, (who,), "request.delegate.intro")


def retype_form(words: Words, each: Scene) -> Form:
    """The other things this desk is asked for."""
    others = [type_ for type_ in types_of(each.type.desk) if type_.name != each.type.name]
    options = tuple(Option(type_.name, type_name(words, type_.name)) for type_ in others)
    field = ChoiceField("type", words.say("request.retype.type"), required=True, options=options)
    return _form(words, each, Act.RETYPE, (field,), "request.retype.intro")


def reopen_form(words: Words, each: Scene, side: Side) -> Form:
    why = TextField("text", words.say("request.reopen.why"), required=True, limit=TEXT_LIMIT)
    return _form(words, each, Act.REOPEN, (why,), "request.reopen.intro", side)


def _form(
    words: Words,
    each: Scene,
    act: Act,
    fields: tuple[ChoiceField | DateField | TextField, ...],
    intro: str,
    side: Side = Side.DESK,
) -> Form:
    title = text(words, "request.act_form.title", act=act_label(words, each, act), number=str(each.row.number))
    said = text(words, intro, who=report.readers(words, each, side))
    return Form(f"request.save_{act}", each.row.ref, title, fields, words.say("request.act_form.submit"), said)
