"""How desks answer, in figures, for whoever may look at them: never of a person."""

from ritualbot.chat.events import ButtonPressed
from ritualbot.chat.replies import Reply, Say
from ritualbot.handlers import desk_right as right
from ritualbot.handlers.context import Context
from ritualbot.reports import desk as desk_report, request_figures as report
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.request_figures import PERIOD
from ritualbot.store.desk import Desk


def show(context: Context, event: ButtonPressed) -> Reply:
    """Of one desk, a row a type."""
    return _of(context, right.the_desk(context, event.ref, Right.DESK_READ))


def _of(context: Context, desk: Desk) -> Reply:
    each = report.of_desk(context.session, desk, context.person, context.now)
    return Say(report.desk_card(context.words, each, local_day(context.now - PERIOD, context.person.zone())))


def all(context: Context, _event: ButtonPressed) -> Reply:
    """Of every desk the actor may look at."""
    found = right.seen(context)
    if len(found) == 1:
        return _of(context, found[0])
    if not found:
        return Say(desk_report.list_card(context.words, found))
    each = [report.of_desk(context.session, desk, context.person, context.now) for desk in found]
    return Say(report.all_card(context.words, each, local_day(context.now - PERIOD, context.person.zone())))
