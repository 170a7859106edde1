"""A desk that cannot answer now: whoever looks after a request hears of it later, or hands it to somebody else."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers import request_step, request_told as told
from ritualbot.handlers.context import Context
from ritualbot.reports import request as report, request_later as later
from ritualbot.reports.request import Scene
from ritualbot.rituals import inputs, request_clock, request_later as rules
from ritualbot.rituals.calendar import local_moment
from ritualbot.rituals.dates import coming_day
from ritualbot.rituals.hours import next_open_minute
from ritualbot.rituals.request_act import Act, Side
from ritualbot.rituals.request_form import TEXT_LIMIT
from ritualbot.rituals.request_history import Happened, Party
from ritualbot.rituals.request_later import Later
from ritualbot.store import desk_duty, outbox, request as requests, request_desk as desks, standup_run, team as teams
from ritualbot.store.team import Person

_TWO_HOURS, _MORNING = timedelta(hours=2), time(9)

# -- later ---------------------------------------------------------------------------------------------------------


def snooze(context: Context, event: ButtonPressed) -> Reply:
    each, _ = _snoozed(context, event.ref)
    return OpenForm(later.snooze_form(context.words, each))


def save_snooze(context: Context, event: FormSubmitted) -> Reply:
    """The clock runs on: past the time limit it takes a reason, and whoever asked hears of a breach all the same."""
    each, rung = _snoozed(context, event.ref)
    until = _until(context, event.values)
    why = inputs.clean_text(event.values.get("text", "")).strip()
    due_at = rules.deadline(each.now)
    if due_at is not None and until > due_at and inputs.is_blank(why):
        raise RuleBroken("request.later.why", field="text", moment=_moment(context, each, due_at))
    said = inputs.require_text(why, field="text", limit=TEXT_LIMIT, required=False)
    data = {"until": until.isoformat(), "rung": rung, "text": said}
    request_step.record(context, each.row, Happened.SNOOZED, data)
    after = report.scene(context.session, each.row)
    return Say(later.snoozed_card(after, request_step.reader(context, Side.DESK), until))


def _snoozed(context: Context, ref: str) -> tuple[Scene, str]:
    """What the actor looks after, or nobody took, and the rung it is at. Raises RuleBroken `request.later.twice`."""
    each, _ = request_step.ready(context, Act.SNOOZE, ref)
    follows, owner = told.looked_after(context, each), each.now.owner
    if follows is not None and owner is not None and context.person.id not in (follows.id, owner):
        raise RuleBroken("request.later.not_yours", number=str(each.row.number), name=follows.name)
    steps = requests.steps(context.session, each.row)
    rung = request_clock.current(steps)
    if rules.times(steps, rung) >= rules.MOST:
        raise RuleBroken("request.later.twice", number=str(each.row.number))
    return each, rung


def _until(context: Context, values: Mapping[str, str]) -> datetime:
    """A moment at which the actor works, on their own clock."""
    zone, today = context.person.zone(), context.today()
    match values.get("when", ""):
        case Later.HOURS:
            at = context.now + _TWO_HOURS
        case Later.TOMORROW:
            at = local_moment(today + timedelta(days=1), _MORNING, zone)
        case Later.DATE:
            day = coming_day(values.get("on", ""), context.words.language, today, field="on")
            at = local_moment(day, _MORNING, zone)
        case _:
            raise RuleBroken("input.form_changed", field="when")
    works = standup_run.attendee(context.session, context.person, context.now)
    until = next_open_minute(works.pattern, works.opens, works.closes, at)
    if until is None or until <= context.now:
        raise RuleBroken("request.later.past", field="on")
    return until


def _moment(context: Context, each: Scene, at: datetime) -> str:
    return report.moment(context.words, at, context.person.zone(), each.desk.tz)


# -- somebody else -------------------------------------------------------------------------------------------------


def delegate(context: Context, event: ButtonPressed) -> Reply:
    each, _ = request_step.ready(context, Act.DELEGATE, event.ref)
    return OpenForm(later.delegate_form(context.words, each, _others(context, each)))


def save_delegate(context: Context, event: FormSubmitted) -> Reply:
    """From now on it is theirs: the card and the pings go to them."""
    each, side = request_step.ready(context, Act.DELEGATE, event.ref)
    to = next((one for one in _others(context, each) if one.ref == event.values.get("to")), None)
    if to is None:
        raise RuleBroken("input.form_changed", field="to")
    if not desk_duty.is_there(context.session, each.desk, to, context.now):
        raise RuleBroken("request.delegate.away", field="to", name=to.name)
    has_card = _has_card(context, each, to)
    after, step, ref = request_step.take(
        context, each, side, Happened.DELEGATED, {"owner": str(to.id), "by": side.value}
    )
    if has_card and after.now.ball is Party.DESK:
        subject = f"request:{each.row.ref}:news:{ref}:{to.ref}"
        card = report.news_card(after, report.reader_at_desk(after, to), step)
        context.tell(to, "request.news", subject, subject, card, ref=each.row.ref)
    return request_step.done(context, side, after, step)


def _others(context: Context, each: Scene) -> list[Person]:
    """Who of the desk it can be handed to: never whoever asked, nor whoever has it."""
    without = {each.row.requester_id, each.now.owner}
    if each.now.owner is None:
        without.add(context.person.id)
    found = [person for _, person in desks.people(context.session, each.row.desk_id) if person.id not in without]
    if not found:
        raise RuleBroken("request.delegate.nobody", desk=each.desk.name)
    return found


def _has_card(context: Context, each: Scene, person: Person) -> bool:
    """Whether they have its card already, which then only changes in silence."""
    subject = f"request:{each.row.ref}:desk:{person.ref}"
    found = teams.addresses(context.session, person.id or 0)
    return any(outbox.posted(context.session, f"{subject}:{address.id}") for address in found)
