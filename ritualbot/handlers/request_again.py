"""What is taken up again: a closed request that is opened once more, one that turns out to be of another type."""

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply
from ritualbot.errors import RuleBroken
from ritualbot.handlers import request_step
from ritualbot.handlers.context import Context
from ritualbot.reports import request_later as report
from ritualbot.reports.request import Scene
from ritualbot.rituals import durations, inputs, sla
from ritualbot.rituals.request_act import Act, Side
from ritualbot.rituals.request_form import TEXT_LIMIT
from ritualbot.rituals.request_history import Happened
from ritualbot.rituals.request_types import types_of
from ritualbot.store import request as requests, request_desk as desks

REOPENED_WITHIN = 10  # business days of the desk

# -- opened once more ----------------------------------------------------------------------------------------------


def reopen(context: Context, event: ButtonPressed) -> Reply:
    each, side = _closed(context, event.ref)
    return OpenForm(report.reopen_form(context.words, each, side))


def save_reopen(context: Context, event: FormSubmitted) -> Reply:
    """The clock goes on where it stood; a day that was agreed on and not over moves by the time it was closed. What was
    signed off is so no more."""
    each, side = _closed(context, event.ref)
    why = inputs.require_text(event.values.get("text", ""), field="text", limit=TEXT_LIMIT, required=True)
    data = {"text": why, "by": side.value, **_agreed_anew(context, each)}
    requests.take_back_sign_off(context.session, each.row, each.now.version)
    after, step, _ = request_step.take(context, each, side, Happened.REOPENED, data)
    return request_step.done(context, side, after, step)


def _closed(context: Context, ref: str) -> tuple[Scene, Side]:
    each, side = request_step.ready(context, Act.REOPEN, ref)
    assert each.now.closed_at is not None
    until = sla.business_days_after(each.calendar, each.now.closed_at, REOPENED_WITHIN)
    if until is not None and context.now > until:
        raise RuleBroken("request.reopen.late", number=str(each.row.number))
    return each, side


def _agreed_anew(context: Context, each: Scene) -> dict[str, str]:
    agreed, since = each.now.agreed_at, each.now.decide.met_at or each.now.closed_at
    if agreed is None or since is None or agreed <= since:
        return {}
    due_at = sla.due_at(each.calendar, context.now, sla.elapsed(each.calendar, since, agreed))
    return {"due": due_at.isoformat()} if due_at else {}


# -- another type --------------------------------------------------------------------------------------------------


def retype(context: Context, event: ButtonPressed) -> Reply:
    each, _ = request_step.ready(context, Act.RETYPE, event.ref)
    return OpenForm(report.retype_form(context.words, each))


def save_retype(context: Context, event: FormSubmitted) -> Reply:
    """The time limit is that of the type it is now, from the same start: what has gone by has gone by."""
    each, side = request_step.ready(context, Act.RETYPE, event.ref)
    type_ = event.values.get("type", "")
    if type_ == each.row.type or type_ not in {known.name for known in types_of(each.type.desk)}:
        raise RuleBroken("input.form_changed", field="type")
    data = _other_terms(context, each, type_)
    requests.retype(context.session, each.row, type_)
    after, step, _ = request_step.take(context, each, side, Happened.RETYPED, {**data, "by": side.value})
    return request_step.done(context, side, after, step)


def _other_terms(context: Context, each: Scene, type_: str) -> dict[str, str]:
    """What was made express stays so."""
    terms = desks.terms(context.session, each.row.desk_id, type_)
    start, budget = each.now.decide.starts_at or context.now, each.now.decide.budget
    if not each.now.express:
        duration = durations.parse(terms.decide, each.desk.language, field=None)
        budget = sla.budget_of(each.calendar, start, duration)
    decide = str(int(budget.total_seconds()))
    return {"type": type_, "was": each.row.type, "decide": decide, "firm": "1" if terms.firm else ""}
