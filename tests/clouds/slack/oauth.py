"""oauth.v2.access and apps.connections.open: the two methods that take something else than a workspace's bot token."""

from aiohttp import BasicAuth, web

from tests.clouds.slack.world import Call, Json, Refused, World


def connections_open(call: Call) -> Json:
    """An app-level token only, as a header only."""
    workspace = call.workspace
    if not workspace.app_token or call.token != workspace.app_token:
        raise Refused("not_allowed_token_type")
    return {"url": workspace.socket_url}


def access(world: World, request: web.Request, arguments: Json) -> Json:
    """A code counts once, for the app and the address it was given to."""
    client, secret = _client(request, arguments)
    ids = {grant.client_id for grant in world.grants.values()}
    if client not in ids:
        raise Refused("invalid_client_id" if client else "invalid_arguments")
    if all((client, secret) != (grant.client_id, grant.client_secret) for grant in world.grants.values()):
        raise Refused("bad_client_secret")
    grant = world.grants.get(str(arguments.get("code", "")))
    if grant is None or grant.client_id != client:
        raise Refused("invalid_code")
    if grant.used:
        raise Refused("code_already_used")
    if str(arguments.get("redirect_uri", "")) != grant.redirect_uri:
        raise Refused("bad_redirect_uri")
    grant.used = True
    return grant.answer


def _client(request: web.Request, arguments: Json) -> tuple[str, str]:
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        told = BasicAuth.decode(header)
        return told.login, told.password
    return str(arguments.get("client_id", "")), str(arguments.get("client_secret", ""))
