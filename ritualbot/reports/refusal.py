"""What people read when a rule says no, or when something fails: why, what to do, and their text back."""

from collections.abc import Mapping

from ritualbot.chat.cards import Card, Note, Said
from ritualbot.chat.events import Event, FormSubmitted, MessageEdited, MessageTyped
from ritualbot.chat.text import Text, literal
from ritualbot.errors import FieldsRefused, NotAllowed, RuleBroken
from ritualbot.i18n import Words


def worded(words: Words, broken: RuleBroken) -> Text:
    """A broken rule as a sentence; what was typed stays plain data."""
    params: Mapping[str, str] = broken.params
    if isinstance(broken, NotAllowed):
        needed = [words.say(f"role.{role}") for role in broken.params.get("needed", "").split(",") if role]
        params = {**broken.params, "needed": words.listed(needed)}
    return Text(words.markup(broken.key), params)


def refusal_card(words: Words, broken: RuleBroken | FieldsRefused, event: Event) -> Card:
    first = broken.broken[0] if isinstance(broken, FieldsRefused) else broken
    return Card(worded(words, first), handed_back(words, event))


def handed_back(words: Words, event: Event) -> tuple[Note | Said, ...]:
    """What the person typed, so that nothing is lost with the refusal."""
    written = (
        [value for value in event.values.values() if value and isinstance(value, str)]
        if isinstance(event, FormSubmitted)
        else []
    )
    if isinstance(event, MessageTyped | MessageEdited):
        written = [event.text]
    if not written:
        return ()
    return (Note(Text(words.markup("ritual.here_is_your_text"))), *(Said("", text) for text in written))


def failed_card(event: Event, event_id: str) -> Card:
    """Nobody's language is known when the database is what failed: both are spoken."""
    cards = [Text(Words(language).markup("ritual.failed"), {"id": event_id}) for language in ("fr", "en")]
    return Card(literal(""), (*cards, *handed_back(Words("fr"), event)))
