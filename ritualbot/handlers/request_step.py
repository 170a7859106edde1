"""A step of a request: whether it may be taken as things stand, its line in the history, what both sides see of it."""

from collections.abc import Mapping

from ritualbot.chat.replies import Reply, Say
from ritualbot.errors import Absent
from ritualbot.handlers import request_blocker, request_log, request_told as told
from ritualbot.handlers.context import Context
from ritualbot.reports import request as report, request_done as answers
from ritualbot.reports.request import Reader, Scene
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.request_act import Act, Side, may
from ritualbot.rituals.request_history import Happened, Step
from ritualbot.store import request as requests
from ritualbot.store.request import Request, RequestEvent


def ready(context: Context, act: Act, ref: str) -> tuple[Scene, Side]:
    """The request, locked, and the actor's side. Raises RuleBroken `request.stale` where it has moved on."""
    row = requests.by_ref(context.session, ref)
    if row is None:
        raise Absent("permission.absent")
    each, side = report.scene(context.session, row), side_of(context)
    if not may(act, side, each.now, each.type.ending):
        raise told.stale(context, each)
    return each, side


def side_of(context: Context) -> Side:
    """On which side somebody is of the request the context is about."""
    return Side.DESK if context.has(Role.DESK_CONTACT, Role.DESK_LEAD) and not context.own else Side.TEAM


def record(context: Context, row: Request, kind: Happened, data: Mapping[str, str]) -> RequestEvent:
    platform = context.workspace.platform
    return requests.record(context.session, row, kind, context.person.id, context.now, data, platform)


def reader(context: Context, side: Side) -> Reader:
    return Reader(context.words, context.person.zone(), side, context.person.id or 0)


def take(context: Context, each: Scene, side: Side, kind: Happened, data: Mapping[str, str]) -> tuple[Scene, Step, str]:
    """Writes it down and lets both sides see it; what the request is after it, the line, and the line's ref."""
    event = record(context, each.row, kind, data)
    after, step = report.scene(context.session, each.row), requests.step_of(event)
    told.show(context, after, event.ref)
    told.news(context, after, side, step, event.ref, "first")
    request_blocker.follow(context, after, each.now)
    request_log.log(context, each.row, kind, context.person)
    return after, step, event.ref


def done(context: Context, side: Side, after: Scene, step: Step) -> Reply:
    return Say(answers.done_card(after, reader(context, side), step))
