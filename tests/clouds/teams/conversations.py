"""The Connector's calls: create, send, reply, update, delete, and who is there."""

from base64 import b64decode, b64encode
from collections.abc import Callable

from tests.clouds.teams.activities import check
from tests.clouds.teams.world import Call, Conversation, Json, Person, Refused

FEWEST, MOST = 50, 500  # people a page


def create(call: Call) -> tuple[int, Json]:
    """A 1:1 conversation, or a thread in a channel (BadSyntax: "Incorrect conversation creation parameters")."""
    asked = {name.lower(): value for name, value in call.body.items()}  # the SDK writes tenantID
    tenant = _part(asked, "channeldata", "tenant").get("id")
    if tenant != call.tenant.id or asked.get("tenantid", tenant) != tenant:
        raise Refused("BadSyntax")  # "Could not parse tenant id"
    if _part(asked, "bot").get("id") != call.tenant.bot or not isinstance(asked.get("isgroup"), bool):
        raise Refused("BadSyntax")
    return _thread(call, asked) if asked["isgroup"] else _personal(call, asked)


def _personal(call: Call, asked: Json) -> tuple[int, Json]:
    members = asked.get("members")
    if not isinstance(members, list) or len(members) != 1 or _part(asked, "channeldata", "channel"):
        raise Refused("BadSyntax")
    person = call.tenant.people.get(_part({"member": members[0]}, "member").get("id", ""))
    if person is None or person.role == "anonymous":
        raise Refused("BadSyntax")
    if not (person.installed or _share_a_team(call, person)):
        raise Refused("ForbiddenOperationException")
    if person.blocked:
        raise Refused("ConversationBlockedByUser")
    place = call.tenant.personal(person.account)
    if asked.get("activity") is not None:
        _post(call, place, asked["activity"], "")
    return 201, {"id": place.id}


def _thread(call: Call, asked: Json) -> tuple[int, Json]:
    place, root = call.tenant.place(str(_part(asked, "channeldata", "channel").get("id", "")))
    if root or place.kind != "channel" or "members" in asked or "activity" not in asked:
        raise Refused("BadSyntax")
    made = _post(call, place, asked["activity"], "")
    return 201, {"id": f"{place.id};messageid={made}", "activityId": made}


def send(call: Call) -> tuple[int, Json]:
    place, root = call.tenant.place(call.path["conversation"])
    return 201, {"id": _post(call, place, call.body, root)}


def reply(call: Call) -> tuple[int, Json]:
    place, root = call.tenant.place(call.path["conversation"])
    found = place.message(call.path["activity"])
    return 201, {"id": _post(call, place, call.body, root or found["root"] or found["id"])}


def update(call: Call) -> tuple[int, Json]:
    place, message = _ours(call)
    check(call.body, place)
    message["activity"] = call.body
    message["edited"] = message.get("edited", 0) + 1
    return 200, {"id": message["id"]}


def delete(call: Call) -> tuple[int, None]:
    place, message = _ours(call)
    place.messages.remove(message)
    return 200, None


def members(call: Call) -> tuple[int, Json]:
    place = _readable(call)
    size = call.query.get("pageSize", "200")
    if not size.isdecimal() or not FEWEST <= int(size) <= MOST:
        raise Refused("BadArgument")
    try:
        start = int(b64decode(call.query.get("continuationToken", "MA=="), validate=True))
    except ValueError:
        raise Refused("BadArgument") from None
    end = start + (call.tenant.page or int(size))
    told: Json = {"members": [_told(call, each) for each in place.members[start:end]]}
    more = {"continuationToken": b64encode(str(end).encode()).decode()} if end < len(place.members) else {}
    return 200, more | told


def member(call: Call) -> tuple[int, Json]:
    place = _readable(call)
    for account in place.members:
        if call.path["member"] in (account, call.tenant.people[account].object_id):
            return 200, _told(call, account)
    raise Refused("MemberNotFoundInConversation")


METHODS: dict[str, Callable[[Call], tuple[int, Json | None]]] = {
    "create": create,
    "send": send,
    "reply": reply,
    "update": update,
    "delete": delete,
    "members": members,
    "member": member,
}


def _post(call: Call, place: Conversation, activity: Json, root: str) -> str:
    """Its id. A post into a channel that names no thread begins one."""
    _check_access(call, place)
    check(activity, place)
    made = call.tenant.stamp()
    if activity["type"] == "message":
        place.messages.append({"id": made, "from": call.tenant.bot, "root": root, "activity": activity})
        call.visible = True
    return made


def _ours(call: Call) -> tuple[Conversation, Json]:
    place, _ = call.tenant.place(call.path["conversation"])
    _check_access(call, place)
    message = place.message(call.path["activity"])
    if message["from"] != call.tenant.bot:
        raise Refused("ForbiddenOperationException")
    return place, message


def _readable(call: Call) -> Conversation:
    place, _ = call.tenant.place(call.path["conversation"])
    _check_access(call, place)
    return place


def _check_access(call: Call, place: Conversation) -> None:
    if not place.bot:
        raise Refused("BotNotInConversationRoster")
    if place.kind == "personal":
        person = call.tenant.people[place.members[0]]
        if person.blocked:
            raise Refused("ConversationBlockedByUser")
        if not person.installed and not _share_a_team(call, person):
            raise Refused("BotNotInConversationRoster")


def _share_a_team(call: Call, person: Person) -> bool:
    places = call.tenant.conversations.values()
    return any(each.bot and each.kind != "personal" and person.account in each.members for each in places)


def _told(call: Call, account: str) -> Json:
    """A person as the roster describes them; the anonymous have neither object id nor address."""
    person = call.tenant.people[account]
    named = {"id": account, "name": person.full_name}
    ends = {"tenantId": call.tenant.id, "userRole": person.role}
    if person.role == "anonymous":
        return named | ends
    first, _, last = person.full_name.partition(" ")
    mail = f"{person.name}@example.com"
    more = {"objectId": person.object_id, "givenName": first, "surname": last, "email": mail, "userPrincipalName": mail}
    return named | more | ends


def _part(of: Json, *path: str) -> Json:
    found: object = of
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}
