"""Another version of a request's pieces, and the team's own final word where the desk gives an opinion."""

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, FieldsRefused, RuleBroken
from ritualbot.handlers import request_told as told
from ritualbot.handlers.context import Context
from ritualbot.handlers.request_act import do, ready
from ritualbot.handlers.request_step import record
from ritualbot.reports import request as report, request_done as answers, request_version as forms
from ritualbot.reports.request import Reader, Scene
from ritualbot.rituals import inputs
from ritualbot.rituals.links import web_link
from ritualbot.rituals.request import makes_version
from ritualbot.rituals.request_act import Act, Side
from ritualbot.rituals.request_form import TEXT_LIMIT
from ritualbot.rituals.request_history import Happened, RequestState, Step
from ritualbot.store import request as requests, request_version as versions


def ask(context: Context, event: ButtonPressed) -> Reply:
    each, _ = ready(context, Act.VERSION, event.ref)
    return OpenForm(forms.version_form(context.words, each))


def save(context: Context, event: FormSubmitted) -> Reply:
    """The desk has it again; after an answer the request is open again."""
    each, side = ready(context, Act.VERSION, event.ref)
    link, text = _typed(event)
    waited = each.now.state is RequestState.WAITING and event.values.get("answers")
    data = {"link": link, "was": each.row.link, "text": text, "version": str(each.now.version + 1)}
    data |= {"answers": "1"} if waited else {}
    data |= {} if each.now.open else {"anew": "1"}
    versions.give(context.session, each.row, link)
    return do(context, each, side, Act.VERSION, data)


def _typed(event: FormSubmitted) -> tuple[str, str]:
    found: list[str] = []
    broken: list[RuleBroken] = []
    for name in ("link", "text"):
        typed = event.values.get(name, "")
        try:
            if name == "link":
                found.append(web_link(typed, field=name))
            else:
                found.append(inputs.require_text(typed, field=name, limit=TEXT_LIMIT, required=True))
        except RuleBroken as refused:
            broken.append(refused)
    if broken:
        raise FieldsRefused(broken)
    return found[0], found[1]


# -- the desk decides about the clock ------------------------------------------------------------------------------


def restart(context: Context, event: ButtonPressed) -> Reply:
    """[The clock restarts]: what is asked is another thing, and has all of its time again."""
    each = _another(context, event.ref)
    budget = str(int(each.now.decide.budget.total_seconds()))
    data = {"decide": budget, "restarts": "1", "by": Side.DESK.value}
    again = record(context, each.row, Happened.RETYPED, data)
    after = report.scene(context.session, each.row)
    step = requests.step_of(again)
    told.show(context, after, again.ref)
    told.news(context, after, Side.DESK, step, again.ref, "first")
    return Say(answers.done_card(after, _desk(context), step))


def go_on(context: Context, event: ButtonPressed) -> Reply:
    """[The clock continues], as it does where nobody says otherwise."""
    return Say(forms.go_on_card(_another(context, event.ref), _desk(context)))


def _desk(context: Context) -> Reader:
    return Reader(context.words, context.person.zone(), Side.DESK, context.person.id or 0)


def _another(context: Context, ref: str) -> Scene:
    """The request of a version, locked. Raises RuleBroken `request.stale` once another one came, the clock was started
    over, or there is an answer."""
    event, row = requests.event_by_ref(context.session, ref), requests.of_event(context.session, ref)
    if event is None or row is None:
        raise Absent("permission.absent")
    each = report.scene(context.session, row)
    since = [step for step in each.steps if step.seq >= event.seq and (makes_version(step) or _restarts(step))]
    if not told.restartable(each) or [step.seq for step in since] != [event.seq]:
        raise told.stale(context, each)
    return each


def _restarts(step: Step) -> bool:
    return step.kind is Happened.RETYPED and bool(step.data.get("restarts"))


# -- the final word ------------------------------------------------------------------------------------------------


def ask_sign(context: Context, event: ButtonPressed) -> Reply:
    each, _ = ready(context, Act.SIGN, event.ref)
    return OpenForm(forms.sign_form(context.words, each))


def save_sign(context: Context, event: FormSubmitted) -> Reply:
    """Said again, it counts as it was said last."""
    each, side = ready(context, Act.SIGN, event.ref)
    typed = event.values.get("text", "")
    conditions = inputs.require_text(typed, field="text", limit=TEXT_LIMIT, required=False)
    return do(context, each, side, Act.SIGN, {"text": conditions, "version": str(each.now.version)})
