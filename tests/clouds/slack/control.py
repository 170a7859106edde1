"""What a test decides and asks, beside the API it tests: workspaces, time, faults, what people do, what they see."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.clouds.clock import SECOND, Clock
from tests.clouds.faults import Fault
from tests.clouds.slack import oauth_answers, shapes
from tests.clouds.slack.kinds import KINDS
from tests.clouds.slack.world import (
    APP,
    REQUIRED_SCOPES,
    Conversation,
    Grant,
    Json,
    Response,
    Trigger,
    Workspace,
    World,
)

Change = Callable[[World, Workspace, Json], Any]


def routes(world: World) -> list[web.RouteDef]:
    async def make(request: web.Request) -> web.Response:
        return web.json_response(_new_workspace(world, await request.json()))

    async def grant(request: web.Request) -> web.Response:
        _grant(world, await request.json())
        return web.json_response({})

    async def strays(_request: web.Request) -> web.Response:
        return web.json_response(world.strays)

    async def change(request: web.Request) -> web.Response:
        workspace = world.workspaces[request.match_info["workspace"]]
        asked = await request.json() if request.can_read_body else {}
        return web.json_response(CHANGES[request.match_info["what"]](world, workspace, asked))

    return [
        web.post("/control/workspaces", make),
        web.post("/control/grants", grant),
        web.get("/control/strays", strays),
        web.post("/control/{workspace}/{what}", change),
    ]


def _new_workspace(world: World, asked: Json) -> Json:
    workspace_id = asked.get("id") or f"T0{world.number():09d}"
    made = Workspace(
        id=workspace_id,
        name=asked.get("name", "Printemps"),
        token=asked.get("token") or f"xoxb-{workspace_id}",
        app_token=asked.get("app_token", ""),
        socket_url=asked.get("socket_url", ""),
        scopes=frozenset(asked.get("scopes", REQUIRED_SCOPES)),
        bot=f"U0BOT{world.number():06d}",
        bot_id=f"B0BOT{world.number():06d}",
        clock=Clock(),
        number=world.number,
    )
    world.workspaces[made.id] = made
    bot = shapes.user(made, {"id": made.bot, "name": "ritualbot", "kind": "bot"})
    bot["profile"] |= {"api_app_id": APP, "bot_id": made.bot_id, "always_active": True}
    made.users[made.bot] = bot
    people = {each["name"]: _person(world, made, each) for each in asked.get("users", [])}
    channels = {each["name"]: _channel(world, made, each) for each in asked.get("channels", [])}
    more = {"bot": made.bot, "bot_id": made.bot_id, "users": people, "channels": channels}
    return {"id": made.id, "token": made.token, **more}


def _person(_world: World, workspace: Workspace, asked: Json) -> str:
    made = shapes.user(workspace, asked)
    workspace.users[made["id"]] = made
    return str(made["id"])


def _channel(_world: World, workspace: Workspace, asked: Json) -> str:
    """The app is a member unless `bot` says otherwise; `members` are ids or names."""
    names = {each["name"]: user for user, each in workspace.users.items()}
    members = [names.get(each, each) for each in asked.get("members", [])]
    members += [workspace.bot] if asked.get("bot", True) else []
    made = Conversation(asked.get("id") or workspace.new("C"), asked.get("kind", "public"), asked["name"])
    made.members, made.archived, made.shared = members, asked.get("archived", False), asked.get("shared", [])
    workspace.conversations[made.id] = made
    return made.id


def _change_workspace(_world: World, workspace: Workspace, asked: Json) -> Json:
    """`dead` (a word), `scopes`, `has_home`, `socket_url`, `app_token`."""
    for name, value in asked.items():
        assert hasattr(workspace, name), name
        setattr(workspace, name, frozenset(value) if name == "scopes" else value)
    return {}


def _set_time(_world: World, workspace: Workspace, asked: Json) -> Json:
    """`now`: seconds since 1970; `rate`: how many of them pass in one of the wall's."""
    workspace.clock = Clock(round(asked["now"] * SECOND), asked.get("rate", 0.0))
    return {}


def _change_person(_world: World, workspace: Workspace, asked: Json) -> Json:
    """Whoever is back after `deleted` is described in full again."""
    found = workspace.users[asked.pop("user")]
    if found["deleted"] and asked.get("deleted") is False:
        named = {name: found["profile"][name] for name in ("display_name", "real_name")}
        found = shapes.user(workspace, {"id": found["id"], "name": found["name"], **named, **asked})
        workspace.users[found["id"]] = found
    for name in ("display_name", "real_name"):
        if name in asked and found["profile"][name] != asked[name]:
            found["profile"] |= {name: asked[name], f"{name}_normalized": asked[name]}
    found |= {name: value for name, value in asked.items() if name != "display_name"}
    if found["deleted"]:
        workspace.users[found["id"]] = shapes.deactivated(found)
    return {}


def _change_channel(_world: World, workspace: Workspace, asked: Json) -> Json:
    """`archived`, `name`, `shared`, `kind`, `members`, or `gone`, which nobody can undo."""
    found = workspace.conversations[asked.pop("channel")]
    if asked.pop("gone", False):
        del workspace.conversations[found.id]
        return {}
    for name, value in asked.items():
        assert hasattr(found, name), name
        setattr(found, name, value)
    return {}


def _say(_world: World, workspace: Workspace, asked: Json) -> Json:
    """A person writes, somewhere or (without `channel`) to the app."""
    user = asked["user"]
    place = workspace.conversations[asked["channel"]] if asked.get("channel") else workspace.direct(user)
    message = shapes.person_message(workspace, workspace.stamp(), user, asked["text"])
    if asked.get("thread_ts"):
        message["thread_ts"] = asked["thread_ts"]
    place.messages.append(message)
    return {"channel": place.id, **message}


def _delete(_world: World, workspace: Workspace, asked: Json) -> Json:
    place = workspace.conversations[asked["channel"]]
    place.messages = [each for each in place.messages if each["ts"] != asked["ts"]]
    return {}


def _trigger(_world: World, workspace: Workspace, asked: Json) -> Json:
    made = asked.get("id") or f"{workspace.seconds()}.{workspace.number()}.{workspace.number():032x}"
    workspace.triggers[made] = Trigger(asked["user"], workspace.clock.now())
    return {"trigger_id": made}


def _response(world: World, workspace: Workspace, asked: Json) -> Json:
    made = workspace.new("R")
    workspace.responses[made] = Response(asked["channel"], asked["user"], workspace.clock.now())
    return {"response_url": f"{world.url}/response/{workspace.id}/{made}"}


def _direct(_world: World, workspace: Workspace, asked: Json) -> Json:
    return {"channel": workspace.direct(asked["user"]).id}


def _close_view(_world: World, workspace: Workspace, asked: Json) -> Json:
    del workspace.views[asked["view"]]
    return {}


def _faults(_world: World, workspace: Workspace, asked: Json) -> Json:
    """Takes the place of the faults there were."""
    workspace.faults.waiting = [Fault.read(each, KINDS) for each in asked["faults"]]
    return {}


def _messages(_world: World, workspace: Workspace, _asked: Json) -> Json:
    return {place.id: place.messages for place in workspace.conversations.values()}


def _files(_world: World, workspace: Workspace, _asked: Json) -> list[Json]:
    files = workspace.files.values()
    return [
        {
            "id": each.id,
            "name": each.name,
            "title": each.title,
            "channel": each.channel,
            "size": len(each.content or b""),
            "content": b64encode(each.content or b"").decode(),
        }
        for each in files
    ]


def _grant(world: World, asked: Json) -> None:
    """A code that can be exchanged once, and what for: see oauth_answers."""
    given = oauth_answers.access(asked)
    world.grants[asked["code"]] = Grant(asked["client_id"], asked["client_secret"], asked["redirect_uri"], given)


CHANGES: dict[str, Change] = {
    "workspace": _change_workspace,
    "time": _set_time,
    "people": lambda _world, workspace, _asked: workspace.users,
    "users": lambda *asked: {"user": _person(*asked)},
    "channels": lambda *asked: {"channel": _channel(*asked)},
    "user": _change_person,
    "channel": _change_channel,
    "say": _say,
    "delete": _delete,
    "direct": _direct,
    "trigger": _trigger,
    "response": _response,
    "close": _close_view,
    "faults": _faults,
    "log": lambda _world, workspace, _asked: workspace.log,
    "private": lambda _world, workspace, _asked: workspace.private,
    "views": lambda _world, workspace, _asked: workspace.views,
    "homes": lambda _world, workspace, _asked: workspace.homes,
    "messages": _messages,
    "files": _files,
}
