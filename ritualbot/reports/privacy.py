"""What is kept, for whom and how long, in ten lines."""

from collections.abc import Sequence

from ritualbot.chat.cards import Actions, Button, Card, Cell, Facts
from ritualbot.chat.text import Channel, Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.wording import text
from ritualbot.store.team import Destination

_MONTH = 30  # days; from half a year on, people count in months
_IN_MONTHS = 180


def privacy_card(words: Words, kept: Sequence[tuple[str, int]], places: Sequence[Destination], figures: str) -> Card:
    """`kept`: classes with the days each is kept for. Those kept equally long share a line, the shortest first.
    `figures`: "team", or "named" where admins may have participation by person."""
    by_days: dict[int, list[str]] = {}
    for key, days in sorted(dict.fromkeys(kept), key=lambda each: each[1]):
        by_days.setdefault(days, []).append(words.say(f"privacy.class.{key}"))
    durations: tuple[tuple[Text, Cell], ...] = tuple(
        (literal(_duration(words, days)), literal(", ".join(classes))) for days, classes in by_days.items()
    )
    buttons = (Button("ritual.help", "", words.say("ritual.help.label")),)
    blocks = (
        _purpose_and_readers(words, places),
        Facts(durations),
        text(words, f"privacy.rights.{figures}"),
        Actions(buttons),
    )
    return Card(text(words, "privacy.title"), blocks)


def _purpose_and_readers(words: Words, places: Sequence[Destination]) -> Text:
    """On one line: ten are promised."""
    readers = _readers(words, places)
    return Text(f"{words.markup('privacy.purpose')} {readers.markup}", readers.params)


def _readers(words: Words, places: Sequence[Destination]) -> Text:
    if not places:
        return text(words, "privacy.readers.none")
    params = {f"place{index}": Channel(place.conversation, place.name) for index, place in enumerate(places)}
    listed = ", ".join(f"{{{name}}}" for name in params)
    return Text(words.markup("privacy.readers").replace("{places}", listed), params)


def _duration(words: Words, days: int) -> str:
    return words.count("privacy.months", days // _MONTH) if days >= _IN_MONTHS else words.count("privacy.days", days)
