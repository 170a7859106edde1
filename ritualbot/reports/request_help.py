"""The sponsor's help on a request's card: the button that asks for it, and what became of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from ritualbot.chat.cards import Button
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.wording import text
from ritualbot.rituals.request_history import Happened, Step


def ask_button(words: Words, ref: str) -> Button:
    return Button("sponsor.ask_request", ref, words.say("sponsor.ask.label"))


def help_text(
    words: Words, steps: Sequence[Step], names: Mapping[int, str], moment: Callable[[datetime], str]
) -> Text | None:
    """`Appui du sponsor : Claire s’en charge (jeudi 11 mars 10:00).` None: it was never asked for."""
    step = next((each for each in reversed(steps) if each.kind is Happened.HELP_ASKED), None)
    if step is None:
        return None
    said = step.data.get("answer", "asked")
    to = names.get(int(step.data.get("to", "0")), "")
    what = words.say(f"sponsor.what.{said}", name=names.get(step.person or 0, ""), to=to)
    return text(words, "sponsor.history", what=what, moment=moment(step.at))
