"""What can be read in Block Kit."""

from collections.abc import Iterator
from typing import Any

from ritualbot.chat.text import Channel, Mention
from tests.platforms.words import ISOLATES


def leaves(value: Any) -> Iterator[str]:
    """Every text of Block Kit JSON, in order; a person or a place by its id."""
    if isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif isinstance(value, dict):
        for key in ("text", "user_id", "channel_id"):
            if isinstance(value.get(key), str):
                yield value[key]
        for each in value.values():
            if isinstance(each, (list, dict)):
                yield from leaves(each)


def shown(*values: Any) -> str:
    """All that can be read, without the isolates that keep it in its place."""
    return "".join(leaf for value in values for leaf in leaves(value)).translate(ISOLATES)


def param_text(content: str | Mention | Channel) -> str:
    """How a run shows: Slack writes the name of whom it knows, so here it is the id."""
    match content:
        case Mention(user="U0ALICE0001" | "U1" as user):
            return user
        case Channel(conversation="C0PRINTEMPS" as place):
            return place
        case Mention(name=name):
            return name
        case Channel(name=name):
            return f"#{name}"
        case str():
            return content
