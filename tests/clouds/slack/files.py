"""The three steps of an upload: an address, the bytes, and where the file is to be seen."""

from aiohttp import web

from tests.clouds.slack import shapes
from tests.clouds.slack.arguments import number, structure, text
from tests.clouds.slack.chat import parent_of, place_of
from tests.clouds.slack.world import Call, File, Json, Refused, World

LARGEST = 1_000_000_000  # bytes


def upload_url(call: Call) -> Json:
    workspace = call.workspace
    name = text(call, "filename")
    text(call, "length")
    made = File(workspace.new("F"), name, number(call, "length", 0, LARGEST))
    workspace.files[made.id] = made
    return {"upload_url": f"{call.world.url}/upload/v1/{workspace.id}/{made.id}", "file_id": made.id}


async def receive(world: World, request: web.Request) -> web.Response:
    """Plain text comes back, not JSON. The address is used without a token, raw or as a form."""
    workspace = world.workspaces.get(request.match_info["workspace"])
    waiting = workspace.files.get(request.match_info["file"]) if workspace else None
    if waiting is None or waiting.content is not None:
        return web.Response(status=404, text="no such upload")
    if "Authorization" in request.headers:
        return web.Response(status=400, text="no token belongs here")
    content = await _content(request)
    if len(content) != waiting.length:
        return web.Response(status=400, text="another length was announced")
    waiting.content = content
    return web.Response(text=f"OK - {len(content)}")


async def _content(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    (field,) = (await request.post()).values()
    assert isinstance(field, web.FileField)
    return field.file.read()


def complete(call: Call) -> Json:
    workspace = call.workspace
    asked = structure(call, "files", "invalid_arguments")
    if not isinstance(asked, list) or not asked:
        raise Refused("invalid_arguments")
    channel = text(call, "channel_id", "")
    place = place_of(call, "channel_id") if channel else None
    if place and workspace.bot not in place.members:
        raise Refused("not_in_channel")
    done = []
    for each in asked:
        kept = workspace.files.get(each.get("id", ""))
        if kept is None or kept.content is None or kept.complete:
            raise Refused("file_not_found")
        kept.title, kept.channel, kept.complete = each.get("title", kept.name), channel, True
        done.append(kept)
    if place:
        message = shapes.app_message(workspace, workspace.stamp(), text(call, "initial_comment", ""), [])
        if thread := text(call, "thread_ts", ""):
            parent = parent_of(place, thread)
            assert parent is not None
            message |= {"thread_ts": parent["ts"], "parent_user_id": parent["user"]}
        place.messages.append(message | {"files": [shapes.file(each) for each in done]})
        call.visible = True
    return {"files": [shapes.file(each) for each in done]}
