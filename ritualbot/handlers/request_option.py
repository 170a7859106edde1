"""A desk answers with options, and the requester picks one."""

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent
from ritualbot.handlers import request_told as told
from ritualbot.handlers.context import Context
from ritualbot.handlers.request_act import do, ready
from ritualbot.handlers.request_step import record
from ritualbot.reports import request as report, request_done as answers, request_option as forms
from ritualbot.reports.request import Reader
from ritualbot.rituals.request_act import Act, Side
from ritualbot.rituals.request_history import Happened, Party
from ritualbot.rituals.request_option import parse_options, written_offered
from ritualbot.rituals.request_types import Ending
from ritualbot.store import request as requests


def ask(context: Context, event: ButtonPressed) -> Reply:
    each, _ = ready(context, Act.OPTIONS, event.ref)
    return OpenForm(forms.options_form(context.words, each))


def save(context: Context, event: FormSubmitted) -> Reply:
    """The requester has the ball, and the clock stands still; options there were before are offered no more."""
    each, side = ready(context, Act.OPTIONS, event.ref)
    found = parse_options(event.values, context.words.language, context.today(), each.calendar)
    data = {"options": written_offered(found), "party": Party.TEAM.value}
    return do(context, each, side, Act.OPTIONS, data)


def pick(number: int, context: Context, event: ButtonPressed) -> Reply:
    """The desk has the ball again, with that option as what is asked."""
    row = requests.of_event(context.session, event.ref)
    if row is None:
        raise Absent("permission.absent")
    each = report.scene(context.session, row)
    if each.offer != event.ref or number > len(each.now.options):
        raise told.stale(context, each)
    on = each.now.options[number - 1].on
    data = {"option": str(number - 1), "by": Side.TEAM.value}
    if on is not None:
        promised = each.type.ending is Ending.DELIVERY
        data |= {"on": on.isoformat(), "commits": "1"} if promised else {"on": on.isoformat(), "anew": "1"}
    picked = record(context, row, Happened.OPTION_PICKED, data)
    after = report.scene(context.session, row)
    step = requests.step_of(picked)
    told.show(context, after, picked.ref)
    told.news(context, after, Side.TEAM, step, picked.ref, "first")
    reader = Reader(context.words, context.person.zone(), Side.TEAM, context.person.id or 0)
    return Say(answers.done_card(after, reader, step))
