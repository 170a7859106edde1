"""chat.postMessage, chat.update, chat.delete, chat.postEphemeral."""

import json

from tests.clouds.clock import SECOND
from tests.clouds.slack import shapes
from tests.clouds.slack.arguments import flag, structure, text
from tests.clouds.slack.world import Call, Conversation, Json, Limited, Refused, Workspace
from tests.platforms.slack.lint import lint_message

POSTED = 40_000  # bytes of text; a real Slack cuts there
UPDATED = 4_000
METADATA = 16_384
OWN_NAME = ("username", "icon_url", "icon_emoji")


def post_message(call: Call) -> Json:
    workspace = call.workspace
    if any(name in call.arguments for name in OWN_NAME):
        workspace.require("chat:write.customize")
    place = _place_to_write(call)
    parent = parent_of(place, text(call, "thread_ts", ""))
    words, blocks = _content(call, POSTED)
    metadata = _metadata(call)
    _take_turn(workspace, place)
    message = shapes.app_message(workspace, workspace.stamp(), words, blocks)
    if parent:
        message |= {"thread_ts": parent["ts"], "parent_user_id": parent["user"]}
        _count_reply(workspace, parent, message["ts"])
    kept = message | {"metadata": metadata} if metadata else message
    place.messages.append({**kept, "flags": {name: flag(call, name) for name in ("link_names", "unfurl_links")}})
    call.visible = True
    if metadata:
        # The payload is given back only for types that the app's manifest declares.
        message = {**message, "metadata": {"event_type": metadata["event_type"], "event_payload": {}}}
    return {"channel": place.id, "ts": message["ts"], "message": message}


def update(call: Call) -> Json:
    """Metadata that is not given again stays (docs.slack.dev, chat.update)."""
    place = place_of(call)
    if place.archived:
        raise Refused("is_inactive")
    found = place.message(text(call, "ts"))
    if found is None:
        raise Refused("message_not_found")
    if found.get("bot_id") != call.workspace.bot_id:
        raise Refused("cant_update_message")
    words, blocks = _content(call, UPDATED)
    metadata = _metadata(call)
    found["text"] = words
    if blocks:
        found["blocks"] = blocks
    else:
        found.pop("blocks", None)
    if metadata is not None:
        found["metadata"] = metadata
    found["edited"] = {"user": call.workspace.bot_id, "ts": f"{call.workspace.seconds()}.000000"}
    call.visible = True
    message = {key: value for key, value in found.items() if key not in ("ts", "metadata", "flags")}
    return {"channel": place.id, "ts": found["ts"], "text": words, "message": message}


def delete(call: Call) -> Json:
    place = place_of(call)
    found = place.message(text(call, "ts"))
    if found is None:
        raise Refused("message_not_found")
    if found.get("bot_id") != call.workspace.bot_id:
        raise Refused("cant_delete_message")
    place.messages.remove(found)
    return {"channel": place.id, "ts": found["ts"]}


def post_ephemeral(call: Call) -> Json:
    place = _place_to_write(call)
    user = text(call, "user")
    if user not in place.members:
        raise Refused("user_not_in_channel")
    words, blocks = _content(call, POSTED)
    ts = call.workspace.stamp()
    call.workspace.private.append({"channel": place.id, "user": user, "ts": ts, "text": words, "blocks": blocks})
    call.visible = True
    return {"message_ts": ts}


def place_of(call: Call, name: str = "channel") -> Conversation:
    """The conversation meant. One that the app is not allowed to see does not exist for it."""
    place = call.workspace.conversations.get(text(call, name))
    hidden = place is not None and place.kind == "private" and call.workspace.bot not in place.members
    if place is None or hidden:
        raise Refused("channel_not_found")
    return place


def _place_to_write(call: Call) -> Conversation:
    """A person's id stands for their direct conversation."""
    workspace, named = call.workspace, text(call, "channel")
    if named in workspace.users:
        workspace.require("im:write")
        check_person(workspace, named)
        return workspace.direct(named)
    place = place_of(call)
    if place.archived:
        raise Refused("is_archived")
    if workspace.bot not in place.members:
        raise Refused("not_in_channel")
    if place.kind == "im":
        check_person(workspace, place.user)
    return place


def check_person(workspace: Workspace, user: str) -> None:
    """Whether the app can write to this person directly."""
    found = workspace.users.get(user)
    if found is None:
        raise Refused("user_not_found")
    if found["deleted"]:
        raise Refused("user_disabled")
    if found.get("is_stranger"):
        raise Refused("user_not_visible")
    if found["is_bot"] or user == "USLACKBOT":
        raise Refused("cannot_dm_bot")


def _content(call: Call, longest: int) -> tuple[str, list[Json]]:
    """Text and blocks. Slack would take blocks without text; readers' ears would not."""
    words = text(call, "text", "")
    blocks = structure(call, "blocks", "invalid_blocks_format") or []
    if not words.strip():
        raise Refused("no_text")
    if len(words.encode()) > longest:
        raise Refused("msg_too_long")
    if not isinstance(blocks, list) or not all(isinstance(each, dict) for each in blocks):
        raise Refused("invalid_blocks_format")
    findings = lint_message({"text": words, "blocks": blocks}) if blocks else []
    if any("msg_blocks_too_long" in finding for finding in findings):
        raise Refused("msg_blocks_too_long")
    if findings:
        told = [f"[ERROR] {finding}" for finding in findings]
        raise Refused("invalid_blocks", errors=findings, response_metadata={"messages": told})
    _pictures(call, blocks)
    return words, shapes.named_blocks(blocks)


def _pictures(call: Call, blocks: list[Json]) -> None:
    """Only a file that was uploaded whole, in all three steps, can stand in a message (python-slack-sdk #1658)."""
    for place, each in enumerate(blocks):
        if each["type"] != "image":
            continue
        file = call.workspace.files.get(each["slack_file"]["id"])
        if file is None or not file.complete:
            told = f"invalid slack file [json-pointer:/blocks/{place}/slack_file]"
            raise Refused("invalid_blocks", errors=[told], response_metadata={"messages": [f"[ERROR] {told}"]})


def _metadata(call: Call) -> Json | None:
    metadata = structure(call, "metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or (metadata and set(metadata) != {"event_type", "event_payload"}):
        raise Refused("invalid_metadata_format")
    if metadata and not (isinstance(metadata["event_type"], str) and isinstance(metadata["event_payload"], dict)):
        raise Refused("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA:
        raise Refused("metadata_too_large")
    return metadata


def parent_of(place: Conversation, ts: str) -> Json | None:
    if not ts:
        return None
    found = place.message(ts)
    if found is None:
        raise Refused("thread_not_found")
    if found.get("thread_ts", ts) != ts:
        raise Refused("cannot_reply_to_message")
    return found


def _count_reply(workspace: Workspace, parent: Json, ts: str) -> None:
    users = [*dict.fromkeys([*parent.get("reply_users", []), workspace.bot])]
    parent |= {
        "thread_ts": parent["ts"],
        "reply_count": parent.get("reply_count", 0) + 1,
        "reply_users_count": len(users),
        "latest_reply": ts,
        "reply_users": users,
        "is_locked": False,
        "subscribed": True,
    }


def _take_turn(workspace: Workspace, place: Conversation) -> None:
    """One message a second and conversation."""
    now = workspace.clock.now()
    if place.posted is not None and now - place.posted < SECOND:
        raise Limited(1)
    place.posted = now
