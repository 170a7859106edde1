"""The size of a test is worked out before it starts, and what else to do where it would take too long."""

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.handlers.context import Context
from ritualbot.handlers.hypothesis_step import done, ready, take
from ritualbot.reports import hypothesis_plan as report
from ritualbot.rituals import hypothesis_plan as rules
from ritualbot.rituals.hypothesis_act import Act
from ritualbot.rituals.hypothesis_form import PILOT_SHARE
from ritualbot.rituals.hypothesis_history import Happened, Piece, TestKind


def size(context: Context, event: ButtonPressed) -> Reply:
    each = ready(context, Act.SIZE, event.ref)
    return OpenForm(report.size_form(context.words, each.row.ref, each.name, each.now))


def save_size(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.SIZE, event.ref)
    said = rules.parse(event.values, context.words.language)
    after = take(context, each, Happened.PLANNED, said)
    return Say(report.size_card(context.words, after.row.ref, after.name, after.now, context.today()))


def bolder(context: Context, event: ButtonPressed) -> Reply:
    """The form again, with the effect that can be shown in time."""
    each = ready(context, Act.SIZE, event.ref)
    wanted = rules.wanted(each.now.plan)
    reachable = rules.sizing(wanted).reachable if wanted is not None else None
    effect = str(reachable) if reachable is not None else ""
    return OpenForm(report.size_form(context.words, each.row.ref, each.name, each.now, effect))


def as_pilot(context: Context, event: ButtonPressed) -> Reply:
    """Its start then proposes a pilot, which exposes a part of the target."""
    each = ready(context, Act.SIZE, event.ref)
    said = {Piece.KIND: TestKind.PILOT.value, Piece.SHARE: PILOT_SHARE}
    return done(context, take(context, each, Happened.PLANNED, said), "as_pilot")
