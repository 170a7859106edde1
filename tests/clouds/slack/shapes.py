"""The objects of Slack's answers, key for key as Slack gives them."""

import hashlib

from tests.clouds.clock import SECOND
from tests.clouds.slack.world import APP, Conversation, File, Json, Workspace

ASSETS = "https://assets.example.com"
_TITLE = {"value": "", "creator": "", "last_set": 0}
_DESCRIBED = ("color", "real_name", "tz", "tz_label", "tz_offset")
KINDS: dict[str, Json] = {
    "member": {},
    "admin": {"is_admin": True},
    "owner": {"is_admin": True, "is_owner": True},
    "guest": {"is_restricted": True},
    "single_guest": {"is_restricted": True, "is_ultra_restricted": True},
    "stranger": {"is_stranger": True},
    "visitor": {},  # of a workspace that shares a channel
    "bot": {"is_bot": True},
    "app_user": {"is_app_user": True},
    "deactivated": {"deleted": True},
}


def user(workspace: Workspace, asked: Json) -> Json:
    """A person as Slack describes them, with `locale`, which users.info tells only when asked."""
    kind = asked.get("kind", "member")
    real = str(asked.get("real_name", asked["name"].capitalize()))
    team = str(asked.get("team", workspace.id))
    flags = ("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted")
    made: Json = {
        "id": asked.get("id") or workspace.new("U"),
        "team_id": team,
        "name": asked["name"],
        "deleted": False,
        "color": "9f69e7",
        "real_name": real,
        "tz": asked.get("tz", "Europe/Paris"),
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "profile": profile(real, str(asked.get("display_name", asked["name"])), team),
        **dict.fromkeys(flags, False),
        "is_bot": False,
        "is_app_user": False,
        "updated": 1_790_000_000,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
        "locale": asked.get("locale", "fr-FR"),
        **KINDS[kind],
    }
    if made.get("is_stranger"):
        del made["is_email_confirmed"], made["profile"]["phone"], made["profile"]["skype"]
    return deactivated(made) if made["deleted"] else made


def profile(real: str, display: str, team: str) -> Json:
    pictures = {f"image_{size}": f"{ASSETS}/u_{size}.png" for size in (24, 32, 48, 72, 192, 512)}
    first, _, last = real.partition(" ")
    return {
        "title": "",
        "phone": "",
        "skype": "",
        "real_name": real,
        "real_name_normalized": real,
        "display_name": display,
        "display_name_normalized": display,
        "fields": None,
        "status_text": "",
        "status_text_canonical": "",
        "status_emoji": "",
        "status_emoji_display_info": [],
        "status_expiration": 0,
        "avatar_hash": "g000000000000",
        "first_name": first,
        "last_name": last,
        **pictures,
        "huddle_state": "default_unset",
        "huddle_state_expiration_ts": 0,
        "team": team,
    }


def deactivated(person: Json) -> Json:
    """Only these keys are left of them."""
    kept = ("id", "team_id", "name", "profile", "is_bot", "is_app_user", "updated")
    left = {key: person[key] for key in kept}
    left["profile"] = {key: value for key, value in left["profile"].items() if key != "huddle_state_expiration_ts"}
    return left | {"deleted": True}


def conversation(workspace: Workspace, place: Conversation) -> Json:
    return direct(workspace, place) if place.kind == "im" else channel(workspace, place)


def direct(workspace: Workspace, place: Conversation) -> Json:
    return {
        "id": place.id,
        "created": 1_790_000_000,
        "is_archived": False,
        "is_im": True,
        "is_org_shared": False,
        "context_team_id": workspace.id,
        "updated": 1_790_000_000_000,
        "user": place.user,
        "last_read": "0000000000.000000",
        "latest": None,
        "unread_count": 0,
        "unread_count_display": 0,
        "is_open": True,
        "priority": 0,
    }


def channel(workspace: Workspace, place: Conversation) -> Json:
    made = {
        "id": place.id,
        "name": place.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": place.kind == "private",
        "created": 1_790_000_000,
        "is_archived": place.archived,
        "is_general": False,
        "unlinked": 0,
        "name_normalized": place.name,
        "is_shared": bool(place.shared),
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": workspace.id,
        "updated": 1_790_000_000_000,
        "parent_conversation": None,
        "creator": place.members[0] if place.members else "",
        "is_ext_shared": bool(place.shared),
        "shared_team_ids": [workspace.id, *place.shared],
        "pending_connected_team_ids": [],
        "is_member": workspace.bot in place.members and not place.archived,
        "topic": dict(_TITLE),
        "purpose": dict(_TITLE),
        "previous_names": [],
    }
    if place.shared:
        made |= {
            "internal_team_ids": [workspace.id],
            "connected_team_ids": place.shared,
            "conversation_host_id": workspace.id,
            "connected_limited_team_ids": [],
        }
    return made


def app_message(workspace: Workspace, ts: str, text: str, blocks: list[Json]) -> Json:
    message: Json = {
        "user": workspace.bot,
        "type": "message",
        "ts": ts,
        "bot_id": workspace.bot_id,
        "app_id": APP,
        "text": text,
        "team": workspace.id,
        "bot_profile": {
            "id": workspace.bot_id,
            "deleted": False,
            "name": "ritualbot",
            "updated": 1_790_000_000,
            "app_id": APP,
            "user_id": workspace.bot,
            "icons": {f"image_{size}": f"{ASSETS}/bot_{size}.png" for size in (36, 48, 72)},
            "team_id": workspace.id,
        },
    }
    return message | {"blocks": blocks} if blocks else message


def person_message(workspace: Workspace, ts: str, user: str, text: str) -> Json:
    element = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    number = hashlib.sha256(ts.encode()).hexdigest()
    return {
        "type": "message",
        "user": user,
        "ts": ts,
        "client_msg_id": "-".join((number[:8], number[8:12], number[12:16], number[16:20], number[20:32])),
        "text": text,
        "team": workspace.id,
        "blocks": [{"type": "rich_text", "block_id": number[:5], "elements": [element]}],
    }


def named_blocks(blocks: list[Json]) -> list[Json]:
    """Slack gives every block without a `block_id` one of five characters."""
    made = []
    for number, block in enumerate(blocks):
        name = hashlib.sha256(f"{number}".encode()).hexdigest()[:5]
        made.append(block if block.get("block_id") else {**block, "block_id": name})
    return made


def view(workspace: Workspace, asked: Json, view_id: str) -> Json:
    """A view as Slack keeps it: what was not given has its default, and every change a new hash."""
    home = asked["type"] == "home"
    default_title = {"type": "plain_text", "text": "View Title"}
    number = hashlib.sha256(f"{view_id}{workspace.number()}".encode()).hexdigest()[:8]
    made: Json = {
        "id": view_id,
        "team_id": workspace.id,
        "type": asked["type"],
        "blocks": named_blocks(asked["blocks"]),
        "private_metadata": asked.get("private_metadata", ""),
        "callback_id": asked.get("callback_id", ""),
        "state": {"values": {}},
        "hash": f"{workspace.clock.now() // SECOND}.{number}",
        "title": _worded(asked.get("title", default_title if home else None)),
        "clear_on_close": asked.get("clear_on_close", False),
        "notify_on_close": asked.get("notify_on_close", False),
        "close": _worded(asked.get("close")),
        "submit": _worded(asked.get("submit")),
        "previous_view_id": None,
        "root_view_id": view_id,
        "app_id": APP,
        "external_id": asked.get("external_id", ""),
        "app_installed_team_id": workspace.id,
        "bot_id": workspace.bot_id,
    }
    return made if home else made | {"submit_disabled": False}


def _worded(text: Json | None) -> Json | None:
    return text and {"emoji": True, **text}


def file(kept: File) -> Json:
    return {"id": kept.id, "title": kept.title or kept.name}
