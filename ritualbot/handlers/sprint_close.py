"""Closing a sprint, once, and reopening it for a reason."""

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import digest_told, sprint_day, sprint_file
from ritualbot.handlers.context import Context
from ritualbot.i18n import Words
from ritualbot.reports import sprint_close as report
from ritualbot.reports.sprint_file import COMING
from ritualbot.rituals import sprint as rules
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.charter import measure
from ritualbot.rituals.decision import Decision, Wanted
from ritualbot.rituals.inputs import is_blank
from ritualbot.rituals.sprint import SprintState
from ritualbot.store import (
    charter as charters,
    digest as digests,
    sprint as sprints,
    sprint_close as closing,
    sprint_goal as goals,
    team as teams,
)
from ritualbot.store.audit import Action
from ritualbot.store.sprint import Sprint
from ritualbot.store.sprint_close import Outcome
from ritualbot.store.team_roster import id_of


def close(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """What is done and what is not, before anything is kept. Raises RuleBroken `sprint.closed_already`,
    `sprint.none_running`."""
    sprint = sprints.current(context.session, id_of(context.this_team()))
    if sprint is None:
        raise _none_runs(context)
    return Say(report.preview_card(context.words, _unfinished(context, sprint)))


def _none_runs(context: Context) -> RuleBroken:
    last = next(iter(sprints.of_team(context.session, id_of(context.this_team()))), None)
    return sprint_day.closed_already(context, last) if last else RuleBroken("sprint.none_running")


def _unfinished(context: Context, sprint: Sprint) -> report.Unfinished:
    team = context.this_team()
    return report.unfinished(context.session, team, sprint, local_day(context.now, team.zone()))


def ask_close(context: Context, event: ButtonPressed) -> Reply:
    sprint = sprints.by_ref(context.session, event.ref)
    if sprint is None:
        raise Absent("permission.absent")
    if sprint.state != SprintState.RUNNING:
        raise sprint_day.closed_already(context, sprint)
    charter = charters.read(context.session, sprint.team_id)
    return OpenForm(
        report.close_form(context.words, _unfinished(context, sprint), charter, sprint_day.channels(context))
    )


def close_now(context: Context, event: FormSubmitted) -> Reply:
    """All of it in this one transaction: whoever comes second is told by whom it was closed."""
    sprint, team = sprints.lock(context.session, event.ref), context.this_team()
    if sprint is None:
        raise Absent("permission.absent")
    if sprint.state != SprintState.RUNNING:
        raise sprint_day.closed_already(context, sprint)
    outcome = Outcome(
        rules.goal_met(event.values.get("goal_met", "")),
        measure(event.values.get("kpi", ""), context.words.language, "kpi"),
        frozenset(event.values.get("back", "").split(",")),
    )
    kept = closing.close(context.session, team, sprint, outcome, context.person, context.now)
    sprint_day.record(context, Action.SPRINT_CLOSED, sprint)
    sprint_day.follow(context, team)
    _tell_digests(context, sprint)
    told = report.told(kept)
    sprint_file.announce(context, sprint, kept, COMING)
    sprint_file.attach(context, sprint, kept.version)
    coming = sprints.next_span(context.session, team, context.now)
    return Say(report.closed_card(context.words, team, told, coming, sprint_day.channels(context)))


def _tell_digests(context: Context, sprint: Sprint) -> None:
    """Its goal is not decided any more; the digest that waited for its close goes out."""
    for row in goals.of_sprint(context.session, id_of(sprint)):
        if row.answered_at is None and row.settled_at is None:
            decision = Decision(Wanted.GOAL, row.ref, row.team_id, None)
            digest_told.follow(context, decision, f"{row.ref}:closed:v{sprint.version}")
    digests.hurry(context.session, sprint.team_id, context.now)


# -- reopening -----------------------------------------------------------------------------------------------------


def reopen(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """The last sprint goes on; without a reason in the command a form asks for it."""
    sprint = _last_closed(context)
    if isinstance(event, CommandTyped) and not is_blank(event.text):
        return _reopen(context, sprint.ref, event.text, field=None)
    return OpenForm(report.reopen_form(context.words, sprint))


def _last_closed(context: Context) -> Sprint:
    """Raises RuleBroken `sprint.runs_already`, `sprint.none_yet`."""
    team_id = id_of(context.this_team())
    running = sprints.current(context.session, team_id)
    if running is not None:
        raise RuleBroken("sprint.runs_already", name=running.name, day=context.words.day(running.ends_on))
    last = next(iter(sprints.of_team(context.session, team_id)), None)
    if last is None:
        raise RuleBroken("sprint.none_running")
    return last


def reopen_now(context: Context, event: FormSubmitted) -> Reply:
    return _reopen(context, event.ref, event.values.get("reason", ""), field="reason")


def _reopen(context: Context, ref: str, typed: str, field: str | None) -> Reply:
    """Raises RuleBroken where another sprint runs, or a later one was there. The team is locked before it is looked
    at, so that two at once reopen it once."""
    sprint, team = sprints.lock(context.session, ref), context.this_team()
    if sprint is None:
        raise Absent("permission.absent")
    if _last_closed(context).id != sprint.id:
        raise RuleBroken("sprint.reopen.later", name=sprint.name)
    reason = rules.reason(typed, field=field)
    came = closing.reopen(context.session, team, sprint, reason, context.now)
    sprint_day.record(context, Action.SPRINT_REOPENED, sprint)
    sprint_day.follow(context, team)
    subject = f"sprint:{sprint.ref}:reopened:v{sprint.version}"
    for place in teams.destinations(context.session, sprint.team_id):
        card = report.reopened_post(Words(place.language), sprint, context.person.name)
        context.post(place, "sprint.reopened", subject, subject, card, ref=sprint.ref)
    return Say(report.reopened_card(context.words, team, sprint, came))
