"""conversations.open, info, members, history, replies."""

from base64 import b64decode, b64encode
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from tests.clouds.slack import shapes
from tests.clouds.slack.arguments import flag, number, text
from tests.clouds.slack.chat import check_person, place_of
from tests.clouds.slack.world import Call, Conversation, Json, Refused

T = TypeVar("T")
READ = {"public": "channels:read", "private": "groups:read", "im": "im:read"}
HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history"}
MOST_DIRECT = 8


def open_(call: Call) -> Json:
    workspace = call.workspace
    named = text(call, "channel", "")
    if named:
        place = place_of(call)
        if place.kind != "im":
            raise Refused("method_not_supported_for_channel_type")
        return _opened(call, place, was_there=True)
    users = [each for each in text(call, "users", "").split(",") if each]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > MOST_DIRECT:
        raise Refused("too_many_users")
    if len(users) > 1:
        workspace.require("mpim:write")
    check_person(workspace, users[0])
    there = any(each.user == users[0] for each in workspace.conversations.values())
    return _opened(call, workspace.direct(users[0]), was_there=there)


def _opened(call: Call, place: Conversation, *, was_there: bool) -> Json:
    told = shapes.direct(call.workspace, place) if flag(call, "return_im") else {"id": place.id}
    return {"no_op": True, "already_open": True, "channel": told} if was_there else {"channel": told}


def info(call: Call) -> Json:
    place = place_of(call)
    call.workspace.require(READ[place.kind])
    told = shapes.conversation(call.workspace, place)
    if flag(call, "include_num_members"):
        told["num_members"] = len(place.members)
    return {"channel": told}


def members(call: Call) -> Json:
    """Ids, the app's own among them; who was deactivated is not."""
    place = place_of(call)
    call.workspace.require(READ[place.kind])
    users = call.workspace.users
    there = [each for each in place.members if not users[each]["deleted"]]
    page, cursor = cut(call, there, 100, 1000)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def history(call: Call) -> Json:
    """Newest first, without what was said in threads."""
    place = _readable(call)
    found = [each for each in place.messages if each.get("thread_ts", each["ts"]) == each["ts"]]
    found = _between(call, found)
    found.reverse()
    page, cursor = cut(call, found, 100, 999)
    answer: Json = {"messages": [_told(call, each) for each in page], "has_more": bool(cursor), "pin_count": 0}
    answer |= {name: call.arguments[name] for name in ("latest", "oldest") if name in call.arguments}
    answer |= {"channel_actions_ts": None, "channel_actions_count": 0}
    return answer | {"response_metadata": {"next_cursor": cursor}} if cursor else answer


def replies(call: Call) -> Json:
    """The message that began it, whatever the times asked for, then the answers, oldest first."""
    place = _readable(call)
    ts = text(call, "ts")
    parent = place.message(ts)
    if parent is None:
        raise Refused("thread_not_found")
    answers = [each for each in place.messages if each.get("thread_ts") == ts and each["ts"] != ts]
    page, cursor = cut(call, [parent, *_between(call, answers)], 1000, 1000)
    answer: Json = {"messages": [_told(call, each) for each in page], "has_more": bool(cursor)}
    return answer | {"response_metadata": {"next_cursor": cursor}} if cursor else answer


def _readable(call: Call) -> Conversation:
    place = place_of(call)
    call.workspace.require(HISTORY[place.kind])
    if call.workspace.bot not in place.members:
        raise Refused("not_in_channel")
    return place


def _between(call: Call, messages: list[Json]) -> list[Json]:
    oldest, latest = (_moment(call, name) for name in ("oldest", "latest"))
    inclusive = flag(call, "inclusive")
    found = []
    for each in messages:
        ts = Decimal(each["ts"])
        after = oldest is None or ts > oldest or (inclusive and ts == oldest)
        before = latest is None or ts < latest or (inclusive and ts == latest)
        if after and before:
            found.append(each)
    return found


def _moment(call: Call, name: str) -> Decimal | None:
    said = text(call, name, "")
    try:
        return Decimal(said) if said else None
    except InvalidOperation:
        raise Refused(f"invalid_ts_{name}") from None


def _told(call: Call, message: Json) -> Json:
    """Without include_all_metadata only the type of a message's metadata is told."""
    told = {key: value for key, value in message.items() if key != "flags"}
    if "metadata" in told and not flag(call, "include_all_metadata"):
        told["metadata"] = {"event_type": told["metadata"].get("event_type", "")}
    return told


def cut(call: Call, everything: list[T], default: int, most: int) -> tuple[list[T], str]:
    """A page from where the cursor points, and the cursor of the next; empty: there is none."""
    limit = number(call, "limit", default, most)
    cursor = text(call, "cursor", "")
    try:
        start = int(b64decode(cursor, validate=True)) if cursor else 0
    except ValueError:
        raise Refused("invalid_cursor") from None
    end = start + limit
    return everything[start:end], b64encode(str(end).encode()).decode() if end < len(everything) else ""
