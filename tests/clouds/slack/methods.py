"""Every method this Slack knows: what answers it, the scopes of which one is needed, and how arguments may come."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.clouds.slack import chat, conversations, files, oauth, users, views
from tests.clouds.slack.world import Call, Json

_READ = tuple(scope for scope in conversations.READ.values())
_HISTORY = tuple(scope for scope in conversations.HISTORY.values())


@dataclass(frozen=True)
class Method:
    """`json_body`: writing methods take JSON, reading ones forms only (docs.slack.dev, Web API)."""

    answer: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    json_body: bool = True


METHODS = {
    "auth.test": Method(users.auth_test),
    "apps.connections.open": Method(oauth.connections_open),
    "chat.postMessage": Method(chat.post_message, ("chat:write",)),
    "chat.update": Method(chat.update, ("chat:write",)),
    "chat.delete": Method(chat.delete, ("chat:write",)),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",)),
    "conversations.open": Method(conversations.open_, ("im:write", "mpim:write")),
    "conversations.info": Method(conversations.info, _READ, json_body=False),
    "conversations.members": Method(conversations.members, _READ, json_body=False),
    "conversations.history": Method(conversations.history, _HISTORY, json_body=False),
    "conversations.replies": Method(conversations.replies, _HISTORY, json_body=False),
    "users.info": Method(users.info, ("users:read",), json_body=False),
    "users.list": Method(users.list_, ("users:read",), json_body=False),
    "views.open": Method(views.open_),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
    "views.publish": Method(views.publish),
    "files.getUploadURLExternal": Method(files.upload_url, ("files:write",), json_body=False),
    "files.completeUploadExternal": Method(files.complete, ("files:write",)),
}
# The one method without a workspace, answered apart.
ACCESS = "oauth.v2.access"
