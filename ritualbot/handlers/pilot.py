"""What people do with pilots: plan one, start it, answer its checkpoints, decide on its end, automate it."""

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, NotAllowed, RuleBroken
from ritualbot.handlers import digest_told, pilot_day as days, pilot_told as told
from ritualbot.handlers.context import Context
from ritualbot.reports import pilot as report, pilot_form as forms
from ritualbot.reports.pilot import Reader, Seen
from ritualbot.reports.pilot_list import list_card
from ritualbot.reports.pilot_wall import wall_card
from ritualbot.rituals import inputs, pilot_act as acts, pilot_form as rules
from ritualbot.rituals.decision import Decision, Wanted
from ritualbot.rituals.pilot import Happened, PilotState, Standing, Step
from ritualbot.rituals.pilot_act import MOVES, Act
from ritualbot.store import audit, pilot as pilots, team as teams, team_roster as roster
from ritualbot.store.audit import Action
from ritualbot.store.pilot import Pilot
from ritualbot.store.team import Person

_OWNED = frozenset({Act.EDIT, Act.ASSIGN, Act.AUTOMATE})  # whose form names its owner

# -- looking -------------------------------------------------------------------------------------------------------


def all(context: Context, _event: CommandTyped | ButtonPressed) -> Reply:
    return Say(list_card(context.session, context.this_team(), reader(context)))


def wall(context: Context, _event: CommandTyped | ButtonPressed) -> Reply:
    return Say(wall_card(context.session, context.this_team(), reader(context)))


def show(context: Context, event: ButtonPressed) -> Reply:
    return Say(report.card(context.session, report.seen(context.session, row_of(context, event.ref)), reader(context)))


# -- a new one -----------------------------------------------------------------------------------------------------


def new(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/hypothesis pilot NAME`: the form with its name."""
    typed = event.text if isinstance(event, CommandTyped) else ""
    name, team = " ".join(inputs.clean_text(typed).split()), context.this_team()
    return OpenForm(forms.new_form(context.words, team.ref, name, _owners(context), context.person))


def create(context: Context, event: FormSubmitted) -> Reply:
    return _plan(context, event, None)


def _plan(context: Context, event: FormSubmitted, improves: Pilot | None) -> Reply:
    data = rules.read(Act.EDIT, event.values, context.words.language, context.today(), Standing())
    data |= {"owner": str(_chosen(context, event))}
    by = roster.id_of(context.person)
    row = pilots.plan(context.session, context.this_team(), data, by, context.now, improves)
    each = report.seen(context.session, row)
    told.give(context, each, context.person, context.now.isoformat())
    return Say(report.done_card(context.session, each, Happened.PLANNED, reader(context)))


# -- what is done with one -----------------------------------------------------------------------------------------


def ask(act: Act, context: Context, event: ButtonPressed) -> Reply:
    each = ready(context, act, row_of(context, event.ref))
    return OpenForm(forms.act_form(each, act, reader(context), _owners(context), context.person))


def save(act: Act, context: Context, event: FormSubmitted) -> Reply:
    row = row_of(context, event.ref)
    each = ready(context, act, row)
    if act is Act.IMPROVE:
        return _plan(context, event, row)
    data = rules.read(act, event.values, context.words.language, context.today(), each.now)
    if act in _OWNED:
        data |= {"owner": str(_chosen(context, event))}
    if act is Act.END:
        days.end(context, row, data, roster.id_of(context.person))
        return _done(context, row, Happened.ENDED)
    return _record(context, each, act, data)


def _record(context: Context, each: Seen, act: Act, data: dict[str, str]) -> Reply:
    row, was, kind = each.row, each.row.owner_id, MOVES[act].writes
    assert kind is not None
    event = pilots.record(context.session, row, kind, context.person.id, context.now, data, _via(context))
    after = report.seen(context.session, row)
    if row.owner_id != was:
        told.give(context, after, context.person, event.ref)
    if act in acts.DECIDING and after.now.decided is not None:
        _tell_decided(context, after, after.now.decided, event.ref)
    if kind is Happened.YIELDED:
        told.settle_yield(context, after, event.ref)
    days.watch_budget(context, row)
    return _done(context, row, kind)


def _tell_decided(context: Context, after: Seen, step: Step, key: str) -> None:
    """To whom it concerns, in the team's channels, and in the log."""
    told.tell_decided(context, after, step, context.person, key)
    told.post_decided(context, after, step, context.person, key)
    digest_told.follow(context, Decision(Wanted.PILOT, after.row.ref, after.row.team_id, None), key)
    actor, action = context.person.ref, Action(f"pilot.{step.kind}")
    tenant_id = context.this_team().tenant_id
    audit.record(context.session, tenant_id, context.now, actor=actor, action=action, object=after.row.ref)


def check(context: Context, event: ButtonPressed) -> Reply:
    each, week = _checkpoint(context, event.ref)
    return OpenForm(forms.check_form(each, week, reader(context)))


def save_check(context: Context, event: FormSubmitted) -> Reply:
    """Answered, or corrected; the last one brings the pilot to its end. What was spent until then goes with it."""
    each, week = _checkpoint(context, event.ref)
    data = rules.read(Act.CHECK, event.values, context.words.language, context.today(), each.now)
    row, by, total = each.row, context.person.id, data.pop("total")
    data |= {"week": str(week)}
    step = pilots.record(context.session, row, Happened.CHECKED, by, context.now, data, _via(context))
    if total and total != str(each.now.spent):
        pilots.record(context.session, row, Happened.SPENT, by, context.now, {"total": total}, _via(context))
    days.watch_budget(context, row)
    days.end(context, row, {})
    after = report.seen(context.session, row)
    told.settle_check(context, after, week, step.ref)
    if each.now.state is PilotState.AT_END:
        told.ask_decision(context, after, step.ref)
    return _done(context, row, Happened.CHECKED)


# -- what follows --------------------------------------------------------------------------------------------------


def row_of(context: Context, ref: str) -> Pilot:
    """The pilot, locked."""
    row = pilots.by_ref(context.session, ref)
    if row is None:
        raise Absent("permission.absent")
    return row


def ready(context: Context, act: Act, row: Pilot) -> Seen:
    """Raises RuleBroken `pilot.not_now`; NotAllowed where the end is somebody else's to decide."""
    each = report.seen(context.session, row)
    if act in acts.DECIDING:
        told.require_at_end(context, each)
    if not acts.may(act, each.now):
        raise told.not_now(context, each)
    if not acts.lets(context.roles, act, sponsored=each.sponsored):
        needed = acts.needed(act, sponsored=each.sponsored)
        raise NotAllowed("permission.needs", needed=",".join(needed))
    return each


def _checkpoint(context: Context, ref: str) -> tuple[Seen, int]:
    """Of a week that was asked about."""
    pilot_ref, _, week = ref.partition(":")
    row = row_of(context, pilot_ref)
    each = ready(context, Act.CHECK, row)
    found = next((asked for asked in each.now.asked if str(asked) == week), None)
    if found is None:
        raise Absent("permission.absent")
    return each, found


def _owners(context: Context) -> list[Person]:
    """Whom a pilot may belong to; the actor first."""
    people = teams.people_with(context.session, roster.id_of(context.this_team()), *teams.PARTICIPANTS)
    return sorted(people, key=lambda person: person.id != context.person.id)


def _chosen(context: Context, event: FormSubmitted) -> int:
    """Raises RuleBroken `input.form_changed` for nobody of the team."""
    found = [person for person in _owners(context) if person.ref == event.values.get("owner", "")]
    if not found:
        raise RuleBroken("input.form_changed", field="owner")
    return roster.id_of(found[0])


def _via(context: Context) -> str:
    return context.workspace.platform


def reader(context: Context) -> Reader:
    return Reader(context.words, context.roles, context.today())


def _done(context: Context, row: Pilot, kind: Happened) -> Reply:
    return Say(report.done_card(context.session, report.seen(context.session, row), kind, reader(context)))
