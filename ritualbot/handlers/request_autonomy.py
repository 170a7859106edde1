"""Whoever did an IT request says whether marketing could do it alone next time, if they like."""

from ritualbot.chat.events import ButtonPressed
from ritualbot.chat.replies import Reply, Say
from ritualbot.errors import Absent
from ritualbot.handlers import request_told as told
from ritualbot.handlers.context import Context
from ritualbot.handlers.request_step import record
from ritualbot.reports import request as report, request_autonomy as forms
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.request_act import Side
from ritualbot.rituals.request_autonomy import Autonomy, asks_autonomy
from ritualbot.rituals.request_history import Happened
from ritualbot.store import request as requests


def say(answer: Autonomy, context: Context, event: ButtonPressed) -> Reply:
    """Said again, the last word counts."""
    row = requests.by_ref(context.session, event.ref)
    if row is None:
        raise Absent("permission.absent")
    each = report.scene(context.session, row)
    if not asks_autonomy(each.now, DeskKind(each.desk.kind)):
        raise told.stale(context, each)
    data = {"answer": answer.value, "by": Side.DESK.value}
    said = record(context, row, Happened.AUTONOMY, data)
    told.show(context, report.scene(context.session, row), said.ref)
    return Say(forms.noted_card(context.words, row.number, row.ref, answer))
