"""What people typed, as they saw it: a mention stands in the text as an element of its own, and again as an entity."""

from dataclasses import dataclass

from ritualbot.platforms.shape import Json, part, parts, word, written


@dataclass(frozen=True)
class Typed:
    """`text` with names where people were mentioned; `called`: whether the bot was, its own mention being left out."""

    text: str
    called: bool


def typed(activity: Json, bot: str) -> Typed | None:
    """None where the activity tells no text at all, which some edits do not."""
    if activity.get("text") is None:
        return None
    rest, seen, called = written(activity, "text"), "", False
    for entity in parts(activity, "entities"):
        mark = written(entity, "text")
        if entity.get("type") != "mention" or not mark or mark not in rest:
            continue
        before, _, rest = rest.partition(mark)
        mentioned = part(entity, "mentioned")
        ours = word(mentioned, "id") == bot
        seen += before + ("" if ours else f"@{written(mentioned, 'name')}")
        called = called or ours
    return Typed((seen + rest).strip(), called)
