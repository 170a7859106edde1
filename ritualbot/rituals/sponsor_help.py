"""A team asks its sponsor's help: what is asked, what may be answered, how often a sponsor is written to, pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.dates import coming_day

TEXT_LIMIT = 500
LINE_LIMIT = 200
URGENT_EVERY = timedelta(days=7)  # one message of its own a sponsor and week, over all teams
MOST_REPEATED = 1  # digests that show it again, before it goes on the review's agenda


class About(StrEnum):
    """What the help is for."""

    REQUEST = "request"
    BLOCKER = "blocker"


class HelpAnswer(StrEnum):
    """What the sponsor answers."""

    TAKE = "take"
    MEET = "meet"  # the sponsor wants to talk to whoever has it
    NOT_NOW = "not_now"
    HAND = "hand"  # to somebody else


@dataclass(frozen=True)
class Asked:
    """What a sponsor is asked. `otherwise`: what happens without an answer."""

    question: str
    recommendation: str
    needed_on: date
    otherwise: str


def parse(values: Mapping[str, str], language: str, today: date) -> Asked:
    """The form. Raises FieldsRefused, one RuleBroken a field."""
    texts: dict[str, str] = {}
    broken: list[RuleBroken] = []
    for field in ("question", "recommendation", "otherwise"):
        try:
            texts[field] = inputs.require_text(values.get(field, ""), field=field, limit=TEXT_LIMIT, required=True)
        except RuleBroken as refused:
            broken.append(refused)
    needed_on = today
    try:
        needed_on = coming_day(values.get("needed_on", ""), language, today, field="needed_on")
    except RuleBroken as refused:
        broken.append(refused)
    if broken:
        raise FieldsRefused(broken)
    return Asked(texts["question"], texts["recommendation"], needed_on, texts["otherwise"])


def parse_line(values: Mapping[str, str]) -> str:
    """What a sponsor adds to an answer, or nothing. Raises RuleBroken `input.too_long`."""
    line = inputs.require_text(values.get("line", ""), field="line", limit=LINE_LIMIT, required=False)
    return " ".join(line.split())
