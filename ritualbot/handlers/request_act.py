"""What the two sides do with a request. One table says who may do what when; a stale button says what happened."""

from collections.abc import Mapping

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, NotAllowed, RuleBroken
from ritualbot.handlers import request_blocker, request_item, request_log, request_step, request_told as told
from ritualbot.handlers.context import Context
from ritualbot.handlers.request_step import record
from ritualbot.reports import request as report, request_done as answers, request_form as forms
from ritualbot.reports.request import UNDO_WITHIN, Reader, Scene
from ritualbot.rituals import durations, inputs, sla
from ritualbot.rituals.calendar import local_day, zone
from ritualbot.rituals.dates import coming_day
from ritualbot.rituals.desk import USUAL_EXPRESS
from ritualbot.rituals.request_act import Act, Side
from ritualbot.rituals.request_form import TEXT_LIMIT
from ritualbot.rituals.request_history import Happened, Party, RequestState, Step
from ritualbot.rituals.request_types import Ending
from ritualbot.store import request as requests
from ritualbot.store.request import RequestEvent

_KINDS: Mapping[Act, Happened] = {
    Act.TAKE: Happened.TAKEN,
    Act.ASK: Happened.ASKED,
    Act.PAUSE: Happened.PAUSED,
    Act.RESUME: Happened.RESUMED,
    Act.DATE: Happened.DATE_PROPOSED,
    Act.AGREE: Happened.DATE_AGREED,
    Act.DECLINE: Happened.DATE_DECLINED,
    Act.APPROVE: Happened.APPROVED,
    Act.RESERVE: Happened.RESERVED,
    Act.REFUSE: Happened.REFUSED,
    Act.CORRECT: Happened.CORRECTED,
    Act.COMMIT: Happened.COMMITTED,
    Act.DELIVER: Happened.DELIVERED,
    Act.ACCEPT: Happened.ACCEPTED,
    Act.REWORK: Happened.REWORKED,
    Act.SAY: Happened.SAID,
    Act.NUDGE: Happened.NUDGED,
    Act.WITHDRAW: Happened.WITHDRAWN,
    Act.REDATE: Happened.CHANGED,
    Act.OPTIONS: Happened.OPTIONS_OFFERED,
    Act.VERSION: Happened.VERSIONED,
    Act.EDIT: Happened.CHANGED,
    Act.SIGN: Happened.SIGNED_OFF,
    Act.REFERENCE: Happened.REFERENCED,
}


def press(act: Act, context: Context, event: ButtonPressed) -> Reply:
    """A button of a card: done at once, or after what it still needs."""
    each, side = ready(context, act, event.ref)
    if forms.needs_form(act):
        readers = report.readers(context.words, each, side)
        return OpenForm(forms.act_form(context.words, each, act, readers))
    return do(context, each, side, act, {})


def save(act: Act, context: Context, event: FormSubmitted) -> Reply:
    each, side = ready(context, act, event.ref)
    return do(context, each, side, act, _needed(context, each, act, event.values))


def ready(context: Context, act: Act, ref: str) -> tuple[Scene, Side]:
    """The request, locked, and the actor's side. Raises RuleBroken `request.stale` where it has moved on."""
    each, side = request_step.ready(context, act, ref)
    if act is Act.CORRECT:
        _check_correction(context, each)
    if act is Act.NUDGE:
        _check_nudge(context, each)
    return each, side


def _check_correction(context: Context, each: Scene) -> None:
    """One's own decision, for one business day of the desk."""
    decided = each.now.told
    if decided.person != context.person.id:
        raise NotAllowed("permission.own_only")
    until = sla.business_days_after(each.calendar, decided.at, 1)
    if until is not None and context.now > until:
        raise RuleBroken("request.correct_late", number=str(each.row.number))


def _check_nudge(context: Context, each: Scene) -> None:
    there = zone(each.desk.tz)
    days = {
        local_day(step.at, there) for step in requests.steps(context.session, each.row) if step.kind is Happened.NUDGED
    }
    if local_day(context.now, there) in days:
        raise RuleBroken("request.nudged_today", number=str(each.row.number))


def _needed(context: Context, each: Scene, act: Act, values: Mapping[str, str]) -> dict[str, str]:
    """What an act's form says. Raises RuleBroken at the field."""
    if act in forms.DATES:
        day = coming_day(values.get("on", ""), context.words.language, context.today(), field="on")
        if act is Act.REDATE:
            return {"on": day.isoformat()}
        if not each.calendar.windows_on(day):
            raise RuleBroken("request.closed_then", field="on", desk=each.desk.name, day=context.words.day(day))
        return {"on": day.isoformat(), "due": each.calendar.open_time.closing_on(day).isoformat()}
    said = {"text": inputs.require_text(values.get("text", ""), field="text", limit=TEXT_LIMIT, required=True)}
    if act is not Act.PAUSE:
        return said
    party = forms.chosen_party(values)
    if party is None:
        raise RuleBroken("input.form_changed", field="party")
    return {**said, "party": party}


def do(context: Context, each: Scene, side: Side, act: Act, data: dict[str, str]) -> Reply:
    """Writes it down, lets both sides see it, and says what comes next."""
    waited = each.now.state is RequestState.WAITING and each.now.ball is Party.TEAM
    event = record(context, each.row, _KINDS[act], {**data, "by": side.value, "owner": str(context.person.id)})
    _keep(context, each, act, data)
    after = report.scene(context.session, each.row)
    step = requests.step_of(event)
    told.show(context, after, event.ref)
    told.news(context, after, side, step, event.ref, "first")
    told.version(context, after, step, event.ref)
    request_blocker.follow(context, after, each.now)
    if act is Act.WITHDRAW:
        request_item.follow(context, after.team, after.row)
    request_log.log(context, each.row, _KINDS[act], context.person)
    reader = Reader(context.words, context.person.zone(), side, context.person.id or 0)
    if act is Act.SAY and waited:
        return Say(answers.is_it_card(after, reader, event.ref))
    return Say(answers.done_card(after, reader, step, event.ref if act is Act.TAKE else ""))


def _keep(context: Context, each: Scene, act: Act, data: Mapping[str, str]) -> None:
    """What an act leaves besides its line in the history: evidence, another day wished for."""
    if _signs(each, act) and context.person.id is not None:
        conditions, version = data.get("text", ""), each.now.version
        requests.sign_off(context.session, each.row, version, conditions, context.person.id, context.now)
    elif act in (Act.CORRECT, Act.REFUSE):
        requests.take_back_sign_off(context.session, each.row, each.now.version)
    elif act is Act.REDATE:
        requests.need(context.session, each.row, data["on"])


def _signs(each: Scene, act: Act) -> bool:
    """Whether it is the final word on the version there is: SPEC E14."""
    validates = each.type.ending is Ending.VALIDATION and act in (Act.APPROVE, Act.RESERVE)
    return validates or act is Act.SIGN or (act is Act.ACCEPT and each.type.creation)


# -- afterwards ----------------------------------------------------------------------------------------------------


def _own_event(context: Context, ref: str) -> tuple[RequestEvent, Scene]:
    event, row = requests.event_by_ref(context.session, ref), requests.of_event(context.session, ref)
    if event is None or row is None:
        raise Absent("permission.absent")
    if event.person_id != context.person.id:
        raise NotAllowed("permission.own_only")
    return event, report.scene(context.session, row)


def undo(context: Context, event: ButtonPressed) -> Reply:
    """Takes back that one took it, for ten minutes and while nothing followed."""
    done, each = _own_event(context, event.ref)
    if done.kind != Happened.TAKEN or each.now.told.seq != done.seq:
        raise told.stale(context, each)
    if context.now - done.at > UNDO_WITHIN:
        raise RuleBroken("request.undo_late", number=str(each.row.number))
    undone = record(context, each.row, Happened.UNTAKEN, {})
    after = report.scene(context.session, each.row)
    told.show(context, after, undone.ref)
    request_log.log(context, each.row, Happened.UNTAKEN, context.person)
    reader = Reader(context.words, context.person.zone(), Side.DESK, context.person.id or 0)
    return Say(answers.done_card(after, reader, requests.step_of(undone)))


def expected(context: Context, event: ButtonPressed) -> Reply:
    """[Yes], it is the awaited answer: the desk has the ball again, and the clock runs."""
    said, each = _own_event(context, event.ref)
    if each.now.state is not RequestState.WAITING or each.now.ball is not Party.TEAM:
        raise told.stale(context, each)
    text = requests.step_of(said).data.get("text", "")
    answered = record(context, each.row, Happened.ANSWERED, {"text": text})
    after = report.scene(context.session, each.row)
    step: Step = requests.step_of(answered)
    told.show(context, after, answered.ref)
    told.news(context, after, Side.TEAM, step, said.ref, "answered")
    reader = Reader(context.words, context.person.zone(), Side.TEAM, context.person.id or 0)
    return Say(answers.done_card(after, reader, step))


def just_said(context: Context, event: ButtonPressed) -> Reply:
    """[Just a message]: it was passed on, and the clock still stands."""
    _, each = _own_event(context, event.ref)
    return Say(answers.just_said_card(context.words, each))


def express(context: Context, event: ButtonPressed) -> Reply:
    """[Express]: the answer is due sooner from now on, as often as the desk agreed to in a sprint."""
    row = requests.by_ref(context.session, event.ref)
    if row is None:
        raise Absent("permission.absent")
    each = report.scene(context.session, row)
    if each.now.state not in (RequestState.NEW, RequestState.TAKEN) or each.now.express:
        raise told.stale(context, each)
    if not requests.express_left(context.session, each.desk, row.team_id, context.now):
        raise RuleBroken("request.no_express", desk=each.desk.name)
    duration = durations.parse(each.desk.express_target or USUAL_EXPRESS, each.desk.language, field=None)
    start = each.now.decide.starts_at or context.now
    budget = sla.budget_of(each.calendar, start, duration)
    data = {"decide": str(int(budget.total_seconds())), "express": "1"}
    faster = record(context, row, Happened.RETYPED, data)
    after = report.scene(context.session, row)
    told.show(context, after, faster.ref)
    reader = report.reader_for_team(after, context.person)
    return Say(answers.done_card(after, reader, requests.step_of(faster)))


def keep(context: Context, event: ButtonPressed) -> Reply:
    """[Keep] the day wished for, though the answer may come after it: the desk sees it."""
    row = requests.by_ref(context.session, event.ref)
    if row is None:
        raise Absent("permission.absent")
    return Say(answers.kept_card(context.words, report.scene(context.session, row)))
