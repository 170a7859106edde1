"""Which hypotheses a pilot groups: each joins it, leaves it and is decided on its own."""

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers.context import Context
from ritualbot.handlers.pilot import reader, ready, row_of
from ritualbot.reports import pilot_form as forms, pilot_told as cards
from ritualbot.reports.pilot import Seen
from ritualbot.rituals.hypothesis_history import Happened
from ritualbot.rituals.pilot_act import Act
from ritualbot.store import hypothesis as hypotheses
from ritualbot.store.hypothesis import Hypothesis


def add(context: Context, event: ButtonPressed) -> Reply:
    each = ready(context, Act.ADD, row_of(context, event.ref))
    rows = _free(context, each)
    if not rows:
        raise RuleBroken("pilot.nothing_to_add")
    return OpenForm(forms.hypothesis_form(each, Act.ADD, reader(context), rows))


def save_add(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.ADD, row_of(context, event.ref))
    return _move(context, each, _chosen(event, _free(context, each)), "joined")


def remove(context: Context, event: ButtonPressed) -> Reply:
    each = ready(context, Act.REMOVE, row_of(context, event.ref))
    rows = hypotheses.in_pilot(context.session, each.row.ref)
    if not rows:
        raise RuleBroken("pilot.nothing_to_remove")
    return OpenForm(forms.hypothesis_form(each, Act.REMOVE, reader(context), rows))


def save_remove(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.REMOVE, row_of(context, event.ref))
    return _move(context, each, _chosen(event, hypotheses.in_pilot(context.session, each.row.ref)), "left")


def _free(context: Context, each: Seen) -> list[Hypothesis]:
    """The team's open ones that no pilot groups."""
    return [row for row in hypotheses.open_in(context.session, each.row.team_id) if not row.pilot_ref]


def _chosen(event: FormSubmitted, rows: list[Hypothesis]) -> str:
    """Raises RuleBroken `input.form_changed` for one that cannot be chosen any more."""
    ref = event.values.get("hypothesis", "")
    if ref not in {row.ref for row in rows}:
        raise RuleBroken("input.form_changed", field="hypothesis")
    return ref


def _move(context: Context, each: Seen, ref: str, key: str) -> Reply:
    row = hypotheses.by_ref(context.session, ref)
    assert row is not None
    data, platform = {"pilot": each.row.ref if key == "joined" else ""}, context.workspace.platform
    hypotheses.record(context.session, row, Happened.JOINED, context.person.id, context.now, data, platform)
    return Say(cards.grouped_card(each, row, key, reader(context)))
