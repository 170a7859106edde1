"""Who may set up a team in a channel, and what is known of that channel: for setting up and for asking to."""

from datetime import date

from ritualbot.errors import RuleBroken
from ritualbot.handlers.context import Context
from ritualbot.reports import setup as report
from ritualbot.rituals import permissions
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.permissions import Right
from ritualbot.store import access_request as requests, audit, setup_code as codes, team as teams, team_roster as roster
from ritualbot.store.audit import Action


def may(context: Context, conversation: str) -> bool:
    """By role; by a code of one's own; by what was granted for this channel."""
    workspace_id, person_id = roster.id_of(context.workspace), roster.id_of(context.person)
    return (
        may_by_role(context)
        or codes.held(context.session, workspace_id, person_id, context.now) is not None
        or requests.granted(context.session, workspace_id, person_id, conversation) is not None
    )


def may_by_role(context: Context) -> bool:
    held = roster.roles_anywhere(context.session, context.person)
    return bool(held & set(permissions.needed_roles(Right.TEAM_SETUP)))


def taken(context: Context, conversation: str) -> bool:
    return teams.team_at(context.session, roster.id_of(context.workspace), conversation) is not None


def require_free(context: Context, conversation: str) -> None:
    """Raises RuleBroken `team.not_here` for no channel, `team.channel_taken`."""
    if not conversation:
        raise RuleBroken("team.not_here")
    if taken(context, conversation):
        raise RuleBroken("team.channel_taken", typed=conversation)


def prefill(context: Context, conversation: str) -> dict[str, str]:
    """The channel's name and people, as far as the platform tells them; the setter is one of them."""
    users = teams.users(context.session, roster.id_of(context.workspace))
    setter = users[roster.id_of(context.person)]
    if context.place.conversation != conversation:
        return report.prefilled(setter, "", ())
    known = set(users.values())
    there = [user for user in dict.fromkeys((setter, *context.place.members)) if user in known]
    return report.prefilled(setter, context.place.name, there)


def today(context: Context) -> date:
    return local_day(context.now, context.person.zone())


def log(context: Context, action: Action, object: str) -> None:
    audit.record(
        context.session,
        context.workspace.tenant_id,
        context.now,
        actor=context.person.ref,
        action=action,
        object=object,
    )
