"""The page a link for somebody outside leads to: plain HTML that needs no script, no cookie and nothing from elsewhere.

Jinja escapes it all: what people typed is never markup.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ritualbot.chat.cards import plain_block, plain_cell
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.reports import request as report
from ritualbot.reports.request import Reader, Scene
from ritualbot.reports.request_facts import form_said
from ritualbot.rituals.request_act import Side
from ritualbot.rituals.request_history import Happened, Step
from ritualbot.rituals.request_link import Outside
from ritualbot.store.request_link import RequestLink

_FOLDER = Path(__file__).with_name("templates")
_PAGES = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_STYLE = (_FOLDER / "request_page.css").read_text(encoding="utf-8")
STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
"""Of the page's one style, for its Content-Security-Policy."""


# What is written for the other side, whose form says that whoever has a link reads it as well; the rest is not shown.
_READ = frozenset(
    {
        *(Happened.SAID, Happened.ASKED, Happened.ANSWERED, Happened.PAUSED, Happened.REWORKED, Happened.REOPENED),
        *(Happened.RESERVED, Happened.REFUSED),
    }
)


@dataclass(frozen=True)
class Refused:
    """A form that was not taken: why, and what was typed in it."""

    act: str
    why: str
    typed: str


@dataclass(frozen=True)
class Line:
    """What somebody wrote, or did."""

    when: str
    what: str
    text: str = ""


@dataclass(frozen=True)
class Way:
    """A form of the page. `sealed` makes it count once; `writes`: there is something to write."""

    act: Outside
    sealed: str
    label: str
    hint: str
    submit: str
    writes: bool
    typed: str
    why: str


def page(
    words: Words,
    each: Scene,
    link: RequestLink,
    steps: Sequence[Step],
    forms: Mapping[Outside, str],
    refused: Refused | None = None,
) -> str:
    """The request as it stands, what was said since the link was made, and `forms`, by act, each with its seal."""
    zone = ZoneInfo(each.desk.tz)
    reader = Reader(words, zone, Side.TEAM, 0, acts=False)
    facts, texts = form_said(words, each.row, each.type)
    said = [(label.plain(), plain_cell(value)) for label, value in facts]
    since = [step for step in steps if step.at >= link.made_at]
    mine = [step for step in since if step.data.get("link") == link.ref]
    return _render(
        "request_page.html",
        words,
        each=each,
        link=link,
        until=report.moment(words, link.expires_at, zone, each.desk.tz),
        city=words.city(zone),
        type=report.type_name(words, each.row.type),
        ball=report.party_name(words, each, each.now.ball) if each.now.open else "",
        awaited=[line for block in report.awaited(each, reader) for line in plain_block(block)],
        last=_line(words, each, each.now.told, zone),
        noted=_line(words, each, mine[-1], zone) if mine and refused is None else None,
        said=[pair for pair in said if pair[1] != each.row.link],
        texts=[(label.plain(), value.text) for label, value in texts],
        host=urlsplit(each.row.link).hostname or "",
        talk=[_line(words, each, step, zone) for step in since if step.kind in _READ and step.data.get("text")],
        ways=[_way(words, each, act, sealed, refused) for act, sealed in forms.items()],
        whole=refused if refused is not None and refused.act not in forms else None,
    )


def _line(words: Words, each: Scene, step: Step, zone: ZoneInfo) -> Line:
    when, what = report.moment(words, step.at, zone, each.desk.tz), report.what_happened(words, each, step)
    return Line(when, what, step.data.get("text", ""))


def _way(words: Words, each: Scene, act: Outside, sealed: str, refused: Refused | None) -> Way:
    again = refused if refused is not None and refused.act == act else Refused(act, "", "")
    hint = words.say(f"request.page.hint.{act}", desk=each.desk.name, name=each.requester.name)
    label, submit = words.say(f"request.page.label.{act}"), words.say(f"request.page.submit.{act}")
    return Way(act, sealed, label, hint, submit, act is not Outside.ACKNOWLEDGE, again.typed, again.why)


def gone_page(words: Words) -> str:
    """One and the same for every address that leads nowhere, and for whoever came too often."""
    return _render("request_gone.html", words, key="request.page.gone")


def busy_page(words: Words) -> str:
    return _render("request_gone.html", words, key="request.page.busy")


def _render(template: str, words: Words, **context: object) -> str:
    shared = {"t": words.say, "count": words.count, "lang": words.language, "languages": LANGUAGES, "style": _STYLE}
    return _PAGES.get_template(template).render({**shared, **context})
