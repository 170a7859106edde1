"""Addresses to answer a payload at: five times, for half an hour, without a token."""

from aiohttp import web

from tests.clouds.clock import SECOND
from tests.clouds.slack.world import Json, Workspace, World
from tests.platforms.slack.lint import lint_message

USES = 5
LIVES = 30 * 60 * SECOND


async def answer(world: World, request: web.Request) -> web.Response:
    workspace = world.workspaces.get(request.match_info["workspace"])
    place = workspace.responses.get(request.match_info["response"]) if workspace else None
    if workspace is None or place is None:
        return web.Response(status=404, text="no_such_url")
    if place.uses >= USES:
        return web.Response(status=404, text="used_url")
    if workspace.clock.now() - place.given > LIVES:
        return web.Response(status=404, text="expired_url")
    body: Json = await request.json()
    refused = _refused(body)
    workspace.log.append({"method": "response_url", "arguments": body, "error": refused, "visible": not refused})
    if refused:
        return web.json_response({"ok": False, "error": refused})
    place.uses += 1
    if not body.get("delete_original"):
        _say(workspace, body, place.channel, place.user)
    return web.json_response({"ok": True})


def _refused(body: Json) -> str:
    if body.get("delete_original") is True:
        return ""
    if not str(body.get("text", "")).strip():
        return "no_text"
    blocks = body.get("blocks")
    return "invalid_blocks" if blocks and lint_message({"text": body["text"], "blocks": blocks}) else ""


def _say(workspace: Workspace, body: Json, channel: str, user: str) -> None:
    told = {"channel": channel, "user": user, "ts": workspace.stamp(), "text": body["text"]}
    workspace.private.append({**told, "blocks": body.get("blocks", []), "type": body.get("response_type", "ephemeral")})
