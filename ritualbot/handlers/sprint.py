"""What people do with a sprint: look at it, start it, change its goal and days."""

from collections.abc import Mapping

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import digest_told, request_item, sprint_day, sprint_names
from ritualbot.handlers.context import Context
from ritualbot.i18n import Words
from ritualbot.reports import sprint as report, sprint_form as forms
from ritualbot.rituals import sprint as rules
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.decision import Decision, Wanted
from ritualbot.rituals.inputs import is_blank
from ritualbot.rituals.sprint import SprintState
from ritualbot.rituals.sprint_item import ItemSpec, parse_lines
from ritualbot.store import (
    sprint as sprints,
    sprint_goal as goals,
    sprint_hypotheses as tests,
    sprint_item as items,
    team as teams,
)
from ritualbot.store.audit import Action
from ritualbot.store.sprint import Sprint
from ritualbot.store.team_roster import id_of


def command(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """Where the sprint stands; between two, when the next begins."""
    team, session, words = context.this_team(), context.session, context.words
    sprint = sprints.current(session, id_of(team))
    if sprint is not None:
        seen = report.scene(session, team, sprint, local_day(context.now, team.zone()))
        return Say(sprint_names.beside(context, report.sprint_card(words, seen, team, context.roles), team))
    last = next(iter(sprints.of_team(session, id_of(team))), None)
    waiting = len(items.backlog(session, id_of(team)))
    span = sprints.next_span(session, team, context.now)
    return Say(sprint_names.beside(context, report.none_card(words, team, last, span, waiting, context.roles), team))


# -- starting ------------------------------------------------------------------------------------------------------


def start(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """The form of the next sprint. Raises RuleBroken `sprint.runs_already`."""
    team, session = context.this_team(), context.session
    _require_none(context)
    waiting, ready = items.backlog(session, id_of(team)), tests.ready(session, id_of(team))
    name = context.words.say("sprint.default_name", n=str(sprints.last_number(session, id_of(team)) + 1))
    span = sprints.next_span(session, team, context.now)
    owners = report.owners(session, waiting)
    return OpenForm(forms.start_form(context.words, team.ref, name, span, waiting, owners, ready))


def _require_none(context: Context) -> None:
    running = sprints.current(context.session, id_of(context.this_team()))
    if running is not None:
        raise RuleBroken("sprint.runs_already", name=running.name, day=context.words.day(running.ends_on))


def begin(context: Context, event: FormSubmitted) -> Reply:
    """The sprint runs, with what was chosen and typed in it. Raises FieldsRefused, RuleBroken `sprint.runs_already`."""
    team, session = context.this_team(), context.session
    sprints.lock_team(session, id_of(team))
    _require_none(context)
    spec = rules.read(
        event.values, sprints.others(session, team, None), local_day(context.now, team.zone()), context.words.language
    )
    lines = _lines(context, event.values)
    sprint = sprints.start(session, team, spec, context.person.id, context.now)
    chosen = event.values.get("items", "").split(",")
    items.plan(session, sprint, chosen)
    tests.plan(session, sprint, chosen)
    items.add(session, id_of(team), sprint.id, lines, context.person.id, context.now)
    sprint_day.record(context, Action.SPRINT_STARTED, sprint)
    sprint_day.follow(context, team)
    request_item.offer(context, team, sprint)
    return _announce(context, sprint)


def _lines(context: Context, values: Mapping[str, str]) -> list[ItemSpec]:
    typed = values.get("lines", "")
    return [] if is_blank(typed) else parse_lines(typed, sprint_day.people(context), field="lines")


def _announce(context: Context, sprint: Sprint) -> Reply:
    """In every channel of the team, in its language; whoever started it reads what comes next."""
    team, session = context.this_team(), context.session
    seen = report.scene(session, team, sprint, local_day(context.now, team.zone()))
    subject = f"sprint:{sprint.ref}:started"
    for place in teams.destinations(session, id_of(team)):
        card = report.announced_card(Words(place.language), seen)
        context.post(place, "sprint.started", subject, subject, card, ref=sprint.ref)
    return Say(report.started_card(context.words, seen, team, sprint_day.channels(context)))


# -- changing ------------------------------------------------------------------------------------------------------


def edit(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(forms.edit_form(context.words, _running(context, event.ref)))


def change(context: Context, event: FormSubmitted) -> Reply:
    """Goal, name, days. Raises FieldsRefused, RuleBroken `sprint.closed_already`."""
    sprint, team = _running(context, event.ref), context.this_team()
    today = local_day(context.now, team.zone())
    others = sprints.others(context.session, team, sprint)
    spec = rules.read(event.values, others, today, context.words.language)
    before = sprint.goal
    sprints.change(context.session, team, sprint, spec, context.now)
    for row in goals.changed(context.session, sprint, before, context.person.id, context.now):
        decision = Decision(Wanted.GOAL, row.ref, row.team_id, None)
        digest_told.follow(context, decision, f"{row.ref}:{context.now.isoformat()}")
    sprint_day.record(context, Action.SPRINT_CHANGED, sprint)
    sprint_day.follow(context, team)
    return Say(report.changed_card(context.words, report.scene(context.session, team, sprint, today), team))


def _running(context: Context, ref: str) -> Sprint:
    sprint = sprints.lock(context.session, ref)
    if sprint is None:
        raise Absent("permission.absent")
    if sprint.state != SprintState.RUNNING:
        raise sprint_day.closed_already(context, sprint)
    return sprint
