"""What whoever makes a link sees of it: the form with its warning, the address once, that it is over."""

from ritualbot.chat.cards import Actions, Button, Card, Note, Said, Style
from ritualbot.chat.forms import ChoiceField, Form, Option, TextField
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports import request as report
from ritualbot.reports.request import Reader, Scene
from ritualbot.reports.wording import text
from ritualbot.rituals.request_act import Side
from ritualbot.rituals.request_link import DAYS, NAME_LIMIT, USUAL_DAYS
from ritualbot.store.request_link import RequestLink


def not_offered_card(words: Words) -> Card:
    return Card(text(words, "request.outside.not_here"), (text(words, "request.outside.not_here_next"),))


def link_form(words: Words, each: Scene) -> Form:
    """Whom it is for, how long it lasts, and what they will read."""
    options = tuple(Option(str(days), words.count("request.outside.days", days)) for days in DAYS)
    fields = (
        TextField(
            "name",
            words.say("request.outside.name"),
            words.say("request.outside.name_hint"),
            required=True,
            limit=NAME_LIMIT,
            lines=False,
        ),
        ChoiceField(
            "days", words.say("request.outside.lasts"), required=True, options=options, initial=(str(USUAL_DAYS),)
        ),
    )
    key = "request.outside.confidential" if each.row.confidential else "request.outside.warning"
    intro = text(words, key, desk=each.desk.name)
    title = text(words, "request.outside.title", number=str(each.row.number))
    return Form("request.save_outside", each.row.ref, title, fields, words.say("request.outside.submit"), intro)


def made_card(each: Scene, reader: Reader, link: RequestLink, url: str) -> Card:
    words = reader.words
    until = report.moment(words, link.expires_at, reader.zone, each.desk.tz)
    title = text(words, "request.outside.made", name=link.name, number=str(each.row.number))
    next_ = text(words, "request.outside.made_next", name=link.name, moment=until)
    return Card(title, (Text("`{url}`", {"url": url}), next_, Note(text(words, "request.outside.once"))))


def warned_card(words: Words, each: Scene, side: Side, typed: str, line: str) -> Card:
    """A typed line somebody outside would read is passed on by a press. `line` refers to the text, which is kept."""
    who = report.readers(words, each, side)
    button = Button("request.pass_on", f"{line}.{each.row.ref}", words.say("request.outside.pass_on.label"), Style.MAIN)
    title = text(words, "request.outside.will_read", number=str(each.row.number), who=who)
    return Card(title, (Said("", typed), Actions((button,))))


def revoked_card(words: Words, each: Scene, link: RequestLink) -> Card:
    title = text(words, "request.revoked", name=link.name, number=str(each.row.number))
    return Card(title, (text(words, "request.revoked_next"),))
