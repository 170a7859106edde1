"""What a test decides and asks, beside the Connector it tests: tenants, time, faults, keys, what people do and see."""

import asyncio
import uuid
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.clouds.clock import SECOND, Clock
from tests.clouds.faults import Fault
from tests.clouds.teams.activities import is_offer
from tests.clouds.teams.kinds import KINDS
from tests.clouds.teams.login import Ring
from tests.clouds.teams.world import App, Conversation, Json, Person, Tenant, Upload, World

Change = Callable[[Tenant, Json], Any]


def routes(world: World, ring: Ring) -> list[web.RouteDef]:
    async def make(request: web.Request) -> web.Response:
        return web.json_response(_new_tenant(world, await request.json()))

    async def release(_request: web.Request) -> web.Response:
        """Whatever waits goes on."""
        world.release.set()
        world.release = asyncio.Event()
        return web.json_response({})

    async def mint(request: web.Request) -> web.Response:
        tenant = world.tenants[request.match_info["tenant"]]
        made = ring.mint(tenant.app, f"{world.url}/amer/{tenant.id}/", await request.json())
        return web.json_response({"token": made})

    async def change(request: web.Request) -> web.Response:
        tenant = world.tenants[request.match_info["tenant"]]
        return web.json_response(CHANGES[request.match_info["what"]](tenant, await request.json()))

    return [
        web.post("/control/tenants", make),
        web.post("/control/release", release),
        web.post("/control/{tenant}/mint", mint),
        web.post("/control/{tenant}/{what}", change),
    ]


def _new_tenant(world: World, asked: Json) -> Json:
    """`app` is another tenant's app id; without it, the tenant has an app of its own."""
    number = world.number()
    app_id = asked.get("app") or str(uuid.UUID(int=number, version=4))
    app = world.apps.setdefault(app_id, App(app_id, asked.get("secret") or f"fictive~secret~{number}"))
    made = Tenant(asked.get("id") or str(uuid.UUID(int=number << 64, version=4)), app, Clock(), world.number)
    world.tenants[made.id] = made
    people = {each["name"]: _person(made, each) for each in asked.get("users", [])}
    teams = {each["name"]: _team(made, each) for each in asked.get("teams", [])}
    groups = {each["name"]: _group(made, each)["id"] for each in asked.get("groups", [])}
    return {"id": made.id, "app": app.id, "secret": app.secret, "people": people, "teams": teams, "groups": groups}


def _person(tenant: Tenant, asked: Json) -> Json:
    """`name`, `full_name`, `role` (user, guest, anonymous), `installed`, `blocked`, `locale`, `zone`."""
    number = tenant.number()
    account = asked.pop("account", "") or f"29:1Fictive{asked['name'].capitalize()}{number:06d}"
    known = asked.pop("object_id", "") or str(uuid.UUID(int=number << 32, version=4))
    full_name = asked.pop("full_name", "") or asked["name"].capitalize()
    object_id = "" if asked.get("role") == "anonymous" else known
    made = Person(account=account, object_id=object_id, full_name=full_name, **asked)
    tenant.people[account] = made
    return {"account": account, "object_id": object_id}


def _plain(name: str) -> str:
    """An id holds letters and digits alone, whatever the channel is called."""
    return "".join(each for each in name if each.isascii() and each.isalnum())


def _team(tenant: Tenant, asked: Json) -> Json:
    """`members` are names, `channels` names too; the team's own id is that of its general channel. `bot`: the app is
    in it, unless said otherwise."""
    names = ("Team", *asked.get("channels", []))
    ids = [f"19:Fictive{tenant.number():08d}{_plain(name)}@thread.tacv2" for name in names]
    members = _accounts(tenant, asked.get("members", []))
    for name, place in zip(("", *asked.get("channels", [])), ids, strict=True):
        made = Conversation(place, "channel", name, ids[0], members, asked.get("bot", True))
        tenant.conversations[place] = made
    return {"id": ids[0], "channels": dict(zip(asked.get("channels", []), ids[1:], strict=True))}


def _group(tenant: Tenant, asked: Json) -> Json:
    made = Conversation(f"19:Fictive{tenant.number():08d}@thread.v2", "groupChat", asked["name"])
    made.members, made.bot = _accounts(tenant, asked.get("members", [])), asked.get("bot", True)
    tenant.conversations[made.id] = made
    return {"id": made.id}


def _accounts(tenant: Tenant, names: list[str]) -> list[str]:
    by_name = {each.name: each.account for each in tenant.people.values()}
    return [by_name.get(each, each) for each in names]


def _change_tenant(tenant: Tenant, asked: Json) -> Json:
    """`dead` (a code), `page`."""
    return _set(tenant, asked)


def _change_person(tenant: Tenant, asked: Json) -> Json:
    return _set(tenant.people[asked.pop("account")], asked)


def _change_conversation(tenant: Tenant, asked: Json) -> Json:
    """`bot`, `members` (accounts), `name`, or `gone`."""
    found = tenant.conversations[asked.pop("conversation")]
    if asked.pop("gone", False):
        del tenant.conversations[found.id]
    return _set(found, asked)


def _change_app(tenant: Tenant, asked: Json) -> Json:
    """`published` (names of keys), `endorsements`, `secret`, or `revoked`: the tokens given so far stop counting."""
    if asked.pop("revoked", False):
        tenant.app.tokens.clear()
    return _set(tenant.app, asked)


def _set(of: object, asked: Json) -> Json:
    for name, value in asked.items():
        assert hasattr(of, name), name
        setattr(of, name, value)
    return {}


def _set_time(tenant: Tenant, asked: Json) -> Json:
    """`now`: seconds since 1970; `rate`: how many of them pass in one of the wall's."""
    tenant.clock = Clock(round(asked["now"] * SECOND), asked.get("rate", 0.0))
    return {}


def _say(tenant: Tenant, asked: Json) -> Json:
    """A person writes into a conversation (`root`: into a thread); the id of it."""
    place, root = tenant.place(asked["conversation"])
    made = tenant.stamp()
    activity = {"type": "message", "text": asked["text"]}
    place.messages.append({"id": made, "from": asked["account"], "root": root, "activity": activity})
    return {"id": made}


def _faults(tenant: Tenant, asked: Json) -> Json:
    """Takes the place of the faults there were, of the Connector or (`sign_in`) of the sign-in side."""
    faults = tenant.app.faults if asked.get("sign_in") else tenant.faults
    faults.waiting = [Fault.read(each, KINDS) for each in asked["faults"]]
    return {}


def _accept(tenant: Tenant, asked: Json) -> Json:
    """`account` says yes to the newest offer of a file, or to that of `activity`: what the invoke then holds."""
    place = tenant.personal(asked["account"])
    offers = [each for each in place.messages if is_offer(each["activity"])]
    offer = place.message(asked["activity"]) if asked.get("activity") else offers[-1]
    (card,) = offer["activity"]["attachments"]
    made = Upload(card["name"])
    number = f"up{tenant.number()}"
    tenant.uploads[number] = made
    told = {
        "contentUrl": f"https://files.example.com/personal/{made.name}",
        "name": made.name,
        "uploadUrl": f"{asked['url']}/{tenant.id}/upload/{number}?session=fictive",
        "uniqueId": str(uuid.UUID(int=tenant.number(), version=4)).upper(),
        "fileType": made.name.rpartition(".")[2],
    }
    return {"activity": offer["id"], "uploadInfo": told, **card["content"]}


def _uploads(tenant: Tenant, _asked: Json) -> list[Json]:
    return [
        {"name": each.name, "content": None if each.content is None else b64encode(each.content).decode()}
        for each in tenant.uploads.values()
    ]


CHANGES: dict[str, Change] = {
    "tenant": _change_tenant,
    "person": _change_person,
    "people": _person,
    "teams": _team,
    "groups": _group,
    "conversation": _change_conversation,
    "app": _change_app,
    "time": _set_time,
    "say": _say,
    "faults": _faults,
    "accept": _accept,
    "uploads": _uploads,
    "personal": lambda tenant, asked: {"id": tenant.personal(asked["account"]).id},
    "log": lambda tenant, _asked: tenant.log,
    "sign_ins": lambda tenant, _asked: tenant.app.log,
    "messages": lambda tenant, _asked: {place.id: place.messages for place in tenant.conversations.values()},
}
