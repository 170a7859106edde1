"""Cards, forms and fragments of the page as HTML. Jinja escapes it all: what is typed is never markup."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import assert_never
from urllib.parse import urlsplit

import regex
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ritualbot.chat.cards import (
    Actions,
    Block,
    Button,
    Callout,
    Card,
    Chart,
    Facts,
    File,
    Link,
    Menu,
    Style,
    Table,
)
from ritualbot.chat.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    NumberField,
    PeopleField,
    TextField,
    TimeField,
    ToggleField,
)
from ritualbot.chat.text import Channel, Emphasis, Mention, Param, Text
from ritualbot.i18n import Words
from ritualbot.platforms.playground.play import Actor

WORD = 24  # characters of an option that may stand beside others
RADIOS = 5  # a choice of at most so many options shows them all
_TURNED = {"R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}
_TAGS = {Emphasis.PLAIN: "", Emphasis.BOLD: "strong", Emphasis.ITALIC: "em", Emphasis.CODE: "code"}


@dataclass(frozen=True)
class Reader:
    """For whom a fragment is written. `place_url` gives the page's address of a conversation, `file_url` that of a
    file, `picture_url` that of a picture, empty where there is none."""

    words: Words
    place_url: Callable[[str], str]
    file_url: Callable[[File], str] = lambda _file: ""
    picture_url: Callable[[Chart], str] = lambda _chart: ""
    shared: Mapping[str, object] = field(default_factory=dict)


def render(template: str, reader: Reader, **context: object) -> str:
    words = reader.words
    return _ENVIRONMENT.get_template(template).render(
        {
            "t": words.say,
            "count": words.count,
            "lang": words.language,
            "written_day": partial(written_day, words),
            "place_url": reader.place_url,
            "file_url": reader.file_url,
            "picture_url": reader.picture_url,
            **reader.shared,
            **context,
        }
    )


def card_html(card: Card, reader: Reader) -> str:
    return render("one_card.html", reader, card=card)


def text_html(text: Text, reader: Reader) -> str:
    return render("one_text.html", reader, text=text)


def form_html(form: Form, reader: Reader, people: Sequence[Actor]) -> str:
    """What goes into the dialog. Every field has a place for its error, which the page fills in."""
    return render("form.html", reader, form=form, people=people)


def initials(name: str) -> str:
    """Two grapheme clusters: of the first two words, or of the only one."""
    words = [regex.findall(r"\X", word) for word in name.split() if word]
    letters = [words[0][0], words[1][0]] if len(words) > 1 else (words[0][:2] if words else ["?"])
    return "".join(letters).upper()


def block_kind(block: Block) -> str:
    return type(block).__name__.lower()


def item_kind(item: Button | Link | Menu) -> str:
    match item:
        case Button():
            return "button"
        case Link():
            return "link"
        case Menu():
            return "menu"
        case _:
            assert_never(item)


def param_kind(content: Param) -> str:
    match content:
        case str():
            return "turned" if any(unicodedata.bidirectional(each) in _TURNED for each in content) else "plain"
        case Mention():
            return "mention"
        case Channel():
            return "channel"
        case _:
            assert_never(content)


def field_kind(asked: Field) -> str:
    match asked:
        case TextField():
            return "lines" if asked.lines else "line"
        case NumberField():
            return "number"
        case DateField():
            return "date"
        case TimeField():
            return "time"
        case ChoiceField():
            if asked.many:
                return "many"
            return "radios" if asked.required and len(asked.options) <= RADIOS else "select"
        case PeopleField():
            return "people"
        case ToggleField():
            return "toggle"
        case _:
            assert_never(asked)


def written_day(words: Words, initial: str) -> str:
    """A day as people write it in their language; what somebody typed stays as it is."""
    try:
        return words.calendar_date(date.fromisoformat(initial))
    except ValueError:
        return initial


def wordy(asked: Field) -> bool:
    """Whether its options are sentences rather than words: each has a line of its own then."""
    return isinstance(asked, ChoiceField) and any(len(option.label) > WORD for option in asked.options)


def web_address(url: str) -> str:
    """The address if it is a page one can go to, otherwise empty: `javascript:` leads nowhere."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    own = not parts.scheme and not parts.netloc and url.startswith("/") and "\\" not in url
    return url if own or (parts.scheme in {"http", "https"} and parts.hostname) else ""


def host(url: str) -> str:
    return urlsplit(url).hostname or ""


def main_button(card: Card) -> Button | None:
    """The one filled button: the first that asks for it."""
    items = [item for block in card.blocks if isinstance(block, Actions) for item in block.items]
    return next((i for i in items if isinstance(i, Button) and i.style is Style.MAIN), None)


def framed(card: Card) -> bool:
    """Whether the card stands in a frame: one sentence does not."""
    rich = any(isinstance(block, (Table, Facts, Callout, Chart)) for block in card.blocks)
    return rich or bool(card.title.plain() and (card.blocks or card.subtitle))


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        block_kind=block_kind,
        item_kind=item_kind,
        param_kind=param_kind,
        field_kind=field_kind,
        wordy=wordy,
        tag=_TAGS.__getitem__,
        web_address=web_address,
        host=host,
        main_button=main_button,
        framed=framed,
        initials=initials,
    )
    return made


_ENVIRONMENT = _environment()
