"""Whose request it is: the workspace it belongs to and who acts in it, as each kind of payload says it.

Bolt's `context.team_id` is none of it: of an organisation-wide install it is the workspace in a click, the
organisation in a submitted view and None in an event.
"""

from dataclasses import dataclass

from ritualbot.platforms.shape import Json, flag, part, parts, word


@dataclass(frozen=True)
class Sender:
    """`enterprise` is there only for an organisation-wide install; `bot` is our own user id, where Slack tells it."""

    enterprise: str
    team: str
    user: str
    bot: str = ""


def of_command(body: Json) -> Sender:
    wide = flag(body, "is_enterprise_install")
    return Sender(word(body, "enterprise_id") if wide else "", word(body, "team_id"), word(body, "user_id"))


def of_interaction(body: Json) -> Sender:
    """`team` is null for an organisation-wide install, and the view may name the organisation instead."""
    user, installed = part(body, "user"), word(part(body, "view"), "app_installed_team_id")
    team = word(part(body, "team"), "id") or word(user, "team_id")
    enterprise = word(part(body, "enterprise"), "id") or (installed if installed.startswith("E") else "")
    wide = flag(body, "is_enterprise_install") or not word(part(body, "team"), "id")
    return Sender(enterprise if wide else "", team, word(user, "id"))


def of_event(body: Json) -> Sender:
    """The first authorization names our install: on both sides of a shared channel the outer ids may be the other's.
    Only the events of a removal have none."""
    event = part(body, "event")
    user = event.get("user")
    actor = word(user, "id") if isinstance(user, dict) else word(event, "user")
    for first in parts(body, "authorizations")[:1]:
        wide = flag(first, "is_enterprise_install") or not word(first, "team_id")
        enterprise = word(first, "enterprise_id") if wide else ""
        team = word(first, "team_id") or word(body, "context_team_id") or word(body, "team_id")
        return Sender(enterprise, team, actor, word(first, "user_id") if flag(first, "is_bot") else "")
    team = word(body, "team_id")
    return Sender("" if team else word(body, "enterprise_id"), team, actor)
