"""A line of a digest, and the turns of phrase lines share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ritualbot.chat.cards import Button
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.rituals.digest import Change, Section
from ritualbot.rituals.inputs import echo

_FEED = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")  # whatever begins another line
MOST_NAMED = 3  # in one line, before "and n others"


@dataclass(frozen=True)
class DigestLine:
    """`key` names the fact, the same from the preview to the sending. `fixed`: a decision or a breach, which nobody
    removes."""

    key: str
    section: Section
    text: Text
    fixed: bool = False
    buttons: tuple[Button, ...] = ()


def one_line(said: Text) -> Text:
    """Whatever was typed with line feeds in it."""
    params = {key: _FEED.sub(" ", each) if isinstance(each, str) else each for key, each in said.params.items()}
    return Text(_FEED.sub(" ", said.markup), params)


def change_text(words: Words, change: Change) -> str:
    """`(2 de plus)` beside a count, against the week before; empty where nothing changed."""
    if not change.more:
        return ""
    key = "digest.change.more" if change.more > 0 else "digest.change.less"
    return " " + words.count(key, abs(change.more))


def quoted(words: Words, typed: str, limit: int = 60) -> str:
    return words.say("digest.quoted", typed=echo(typed, limit))


def with_others(words: Words, named: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    shown = list(named[:MOST_NAMED])
    if len(named) > MOST_NAMED:
        shown.append(words.count("digest.others", len(named) - MOST_NAMED))
    return words.listed(shown)


def during(words: Words, first: date, last: date | None) -> str:
    """`depuis mardi 2 mars`, or from then to the day it ended."""
    if last is None:
        return words.say("digest.since", day=words.day(first))
    if last == first:
        return words.day(first)
    return words.say("digest.between", first=words.day(first), last=words.day(last))
