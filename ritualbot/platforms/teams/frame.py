"""What stands around the elements of a card."""

from ritualbot.platforms.teams.limits import VERSION
from ritualbot.platforms.teams.literal import Json

_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"


def framed(body: list[Json], text: str, entities: list[Json]) -> Json:
    """An Adaptive Card as wide as the conversation. `text` stands for it where no card can be shown, `entities` are
    the people it calls."""
    return {
        "$schema": _SCHEMA,
        "type": "AdaptiveCard",
        "version": VERSION,
        "fallbackText": text,
        "msteams": {"width": "Full", **({"entities": entities} if entities else {})},
        "body": body,
    }
