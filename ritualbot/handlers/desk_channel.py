"""A desk's channel, where its new requests are posted: bound in the channel itself by who runs the desk, and let go."""

from ritualbot.chat.events import ButtonPressed, CommandTyped
from ritualbot.chat.replies import Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers import desk_right as right
from ritualbot.handlers.context import Context
from ritualbot.reports import desk as report
from ritualbot.rituals import inputs, permissions
from ritualbot.rituals.permissions import Right
from ritualbot.store import team as teams
from ritualbot.store.audit import Action
from ritualbot.store.desk import Desk
from ritualbot.store.team_roster import id_of


def bind(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/ritual desk channel`, typed there. Raises RuleBroken in a private conversation, in a team's own channel, and
    where it is not clear which desk is meant."""
    desk = _meant(context, event.text if isinstance(event, CommandTyped) else "")
    if desk is None:
        return Say(report.list_card(context.words, ()))
    place, workspace_id = context.place, id_of(context.workspace)
    if place.direct or not place.conversation:
        raise RuleBroken("desk.channel.direct", desk=desk.name)
    if teams.destination_at(context.session, workspace_id, place.conversation) is not None:
        raise RuleBroken("desk.channel.taken", desk=desk.name)
    desk.workspace_id, desk.conversation = workspace_id, place.conversation
    _keep(context, desk, Action.DESK_CHANNEL)
    return Say(report.channel_card(context.words, desk))


def _meant(context: Context, typed: str) -> Desk | None:
    """The one that was named, or the only one the actor runs; None where there is none at all."""
    roles = right.roles_at_any(context)
    seen = right.seen(context) if permissions.holds(roles, Right.DESK_READ) else []
    found = [each for each in seen if _runs(context, each)]
    if not found:
        permissions.allow(roles, Right.DESK_EDIT)
    if not inputs.is_blank(typed):
        named = [each for each in seen if each.name_key == inputs.name_key(typed)]
        if not named:
            raise RuleBroken("desk.unknown", typed=inputs.echo(typed))
        return right.the_desk(context, named[0].ref, Right.DESK_EDIT)
    if len(found) > 1:
        raise RuleBroken("desk.channel.which", desks=context.words.listed([each.name for each in found]))
    return next(iter(found), None)


def _runs(context: Context, desk: Desk) -> bool:
    return permissions.holds(right.roles_at(context, desk), Right.DESK_EDIT)


def let_go(context: Context, event: ButtonPressed) -> Reply:
    """Its requests go to people alone from now on; what stands in the channel is kept true."""
    desk = right.the_desk(context, event.ref, Right.DESK_EDIT)
    desk.workspace_id, desk.conversation = None, ""
    _keep(context, desk, Action.DESK_CHANNEL_OFF)
    return Say(report.no_channel_card(context.words, desk))


def _keep(context: Context, desk: Desk, action: Action) -> None:
    context.session.add(desk)
    context.session.flush()
    right.record(context, action, desk.ref)
