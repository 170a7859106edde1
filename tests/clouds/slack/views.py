"""views.open, push, update, publish."""

import json

from tests.clouds.clock import SECOND
from tests.clouds.slack import shapes
from tests.clouds.slack.arguments import missing, structure, text
from tests.clouds.slack.world import Call, Json, Refused
from tests.platforms.slack.lint import lint_view

TRIGGER_LIVES = 3 * SECOND
STACK = 3
LARGEST = 250_000  # bytes


def open_(call: Call) -> Json:
    asked = _asked(call, "modal")
    user = _exchange(call)
    return _shown(call, asked, call.workspace.new("V"), user)


def push(call: Call) -> Json:
    """On top of the modal the trigger came from; three at most."""
    asked = _asked(call, "modal")
    user = _exchange(call)
    below = [each for each in call.workspace.views.values() if each["type"] == "modal" and each["user"] == user]
    if not below:
        raise Refused("not_found")
    if len(below) >= STACK:
        raise Refused("push_limit_reached")
    shown = _shown(call, asked, call.workspace.new("V"), user)
    kept = call.workspace.views[shown["view"]["id"]]
    kept |= {"previous_view_id": below[-1]["id"], "root_view_id": below[0]["root_view_id"]}
    return {"view": _told(kept)}


def update(call: Call) -> Json:
    asked = _asked(call, "modal")
    view_id, external = text(call, "view_id", ""), text(call, "external_id", "")
    if not view_id and not external:
        raise missing("view_id")
    views = call.workspace.views
    found = next(
        (each for each in views.values() if each["id"] == view_id or external == each["external_id"] != ""), None
    )
    if found is None or found["type"] != "modal":
        raise Refused("not_found")
    _check_hash(call, found)
    shown = _shown(call, asked, found["id"], found["user"])
    views[found["id"]] |= {name: found[name] for name in ("previous_view_id", "root_view_id")}
    return {"view": _told(views[found["id"]])} if shown else shown


def publish(call: Call) -> Json:
    workspace, user = call.workspace, text(call, "user_id")
    asked = _asked(call, "home")
    if not workspace.has_home:
        raise Refused("not_enabled")
    if user not in workspace.users:
        raise missing("user_id")
    known = workspace.homes.get(user)
    if known is None:
        known = workspace.homes[user] = workspace.new("V")
    else:
        _check_hash(call, workspace.views[known])
    return _shown(call, asked, known, user)


def _asked(call: Call, kind: str) -> Json:
    """The view given. Views report what is wrong as invalid arguments, with pointers below /view."""
    asked = structure(call, "view", "invalid_arguments")
    if asked is None:
        raise missing("view")
    if not isinstance(asked, dict):
        raise Refused("invalid_arguments")
    if len(json.dumps(asked).encode()) > LARGEST:
        raise Refused("view_too_large")
    findings = lint_view(asked)
    if asked.get("type") != kind:
        findings = [*findings, f"must be a {kind} view"]
    if findings:
        told = [f"[ERROR] {finding} [json-pointer:/view]" for finding in findings]
        raise Refused("invalid_arguments", response_metadata={"messages": told})
    return asked


def _exchange(call: Call) -> str:
    """Whose trigger it is. It counts once, and for three seconds."""
    trigger = call.workspace.triggers.get(text(call, "trigger_id"))
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    if call.workspace.clock.now() - trigger.given > TRIGGER_LIVES:
        raise Refused("expired_trigger_id")
    trigger.used = True
    return trigger.user


def _check_hash(call: Call, view: Json) -> None:
    said = text(call, "hash", "")
    if said and said != view["hash"]:
        raise Refused("hash_conflict")


def _shown(call: Call, asked: Json, view_id: str, user: str) -> Json:
    made = shapes.view(call.workspace, asked, view_id)
    call.workspace.views[view_id] = {**made, "user": user}
    return {"view": made}


def _told(view: Json) -> Json:
    return {key: value for key, value in view.items() if key != "user"}
