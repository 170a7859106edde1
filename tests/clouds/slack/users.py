"""auth.test, users.info, users.list."""

from tests.clouds.slack.arguments import flag, text
from tests.clouds.slack.conversations import cut
from tests.clouds.slack.world import Call, Json, Refused


def auth_test(call: Call) -> Json:
    workspace = call.workspace
    answer: Json = {
        "url": f"https://{workspace.name.lower()}.example.com/",
        "team": workspace.name,
        "user": "ritualbot",
        "team_id": workspace.id,
        "user_id": workspace.bot,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": workspace.org_wide,
    }
    return answer | {"enterprise_id": workspace.id} if workspace.org_wide else answer


def info(call: Call) -> Json:
    found = call.workspace.users.get(text(call, "user"))
    if found is None:
        raise Refused("user_not_found")
    return {"user": _told(call, found)}


def list_(call: Call) -> Json:
    """Deactivated people are among them."""
    everyone = [each for each in call.workspace.users.values() if "is_stranger" not in each]
    page, cursor = cut(call, everyone, 1000, 1000)
    told = [_told(call, each) for each in page]
    return {"members": told, "cache_ts": call.workspace.seconds(), "response_metadata": {"next_cursor": cursor}}


def _told(call: Call, person: Json) -> Json:
    return person if flag(call, "include_locale") else {key: value for key, value in person.items() if key != "locale"}
