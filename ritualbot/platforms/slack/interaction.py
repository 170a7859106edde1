"""Commands, clicks and forms, as events. A view's `callback_id` is the form's action; see `values` for the rest."""

import re
from collections.abc import Mapping
from typing import Any

from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormClosed, FormSubmitted, FormTyped, Place, Who
from ritualbot.platforms.shape import Json, needed, part, parts, word, written
from ritualbot.platforms.slack.typed import as_seen
from ritualbot.platforms.slack.values import pressed, ref_of, values

_CHANNEL = re.compile(r"[CG][A-Z0-9]{8,20}", re.ASCII)
_INPUT = "value"  # the action id of every input of a form; whatever else acts is pressed


def command(body: Json, who: Who, names: Mapping[str, str]) -> CommandTyped:
    """The name without its slash; the rest as it was typed."""
    place = _place(word(body, "channel_id"), written(body, "channel_name"))
    typed = as_seen(written(body, "text"), names)
    return CommandTyped(needed(body, "trigger_id"), who, place, written(body, "command").removeprefix("/"), typed)


def _place(channel: str, name: str) -> Place:
    """Only a public channel is told by its name: any direct conversation is a `directmessage`, any private channel a
    `privategroup`. Of direct conversations only one's own with the bot begins with D and reaches us."""
    direct = channel.startswith("D")
    return Place(channel, direct, "" if direct or name in ("directmessage", "privategroup") else name)


def actions(body: Json, who: Who) -> Event | None:
    """A press, what is in an open form by now, or None: a link that was followed, a choice in a message."""
    acted = parts(body, "actions")[0]
    view = part(body, "view")
    if word(acted, "action_id") != _INPUT:
        return _press(body, acted, who)
    if word(view, "type") == "modal":
        key = f"{needed(view, 'id')}:{word(view, 'hash')}:{word(acted, 'action_ts')}"
        return FormTyped(key, who, Place("", direct=True), word(view, "callback_id"), _ref(view), values(view))
    return None


def _press(body: Json, acted: Json, who: Who) -> ButtonPressed | None:
    action, ref = pressed(acted)
    if action in ("", "link"):
        return None
    container, channel = part(body, "container"), part(body, "channel")
    where = word(container, "message_ts") or word(container, "view_id")
    key = f"{who.user}:{where}:{word(acted, 'action_ts')}"
    place = _about(ref) or _where(word(channel, "id") or word(container, "channel_id"), written(channel, "name"))
    return ButtonPressed(key, who, place, action, ref, in_place=word(part(body, "view"), "type") == "modal")


def _where(channel: str, name: str) -> Place:
    """A view is nowhere: it is the person's own."""
    return _place(channel, name) if channel else Place("", direct=True)


def _about(ref: str) -> Place | None:
    """What is about a channel happens in it, wherever it was pressed: a view does not say where it was opened."""
    return Place(ref) if _CHANNEL.fullmatch(ref) else None


def submitted(body: Json, who: Who) -> FormSubmitted:
    view = part(body, "view")
    ref = _ref(view)
    place = _about(ref) or Place("", direct=True)
    return FormSubmitted(_key(view), who, place, word(view, "callback_id"), ref, values(view))


def closed(body: Json, who: Who) -> FormClosed:
    """Slack tells no values then; another key than the submission's, which may have been refused before."""
    view = part(body, "view")
    return FormClosed(f"{_key(view)}:closed", who, Place("", direct=True), word(view, "callback_id"), _ref(view))


def _key(view: Json) -> str:
    return f"{needed(view, 'id')}:{needed(view, 'hash')}"


def _ref(view: Json) -> str:
    return ref_of(view)


def picked(body: Json) -> tuple[str, ...]:
    """The people chosen in a form, by id."""
    found: dict[str, None] = {}
    for block in part(body, "view", "state", "values").values():
        for element in block.values():
            found |= dict.fromkeys(_chosen(element))
    return tuple(found)


def _chosen(element: Mapping[str, Any]) -> list[str]:
    many, one = element.get("selected_users"), element.get("selected_user")
    return [each for each in (*(many if isinstance(many, list) else ()), one) if isinstance(each, str) and each]
