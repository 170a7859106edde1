"""How a retro is run by hand: opened, moved on, passed over, moved back, closed, set up."""

from collections.abc import Callable

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import retro_day as day
from ritualbot.handlers.context import Context
from ritualbot.reports import retro as report, retro_own as own
from ritualbot.rituals import dates, retro as rules
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.retro import RetroMode, RetroPhase, Template
from ritualbot.store import retro as retros, retro_run as runs
from ritualbot.store.retro import Retro

_CALENDAR_DAYS = 14  # a calendar of two weeks, where no sprint says otherwise


def _led(context: Context, event: CommandTyped | ButtonPressed) -> Retro:
    """The retro a button is about, or the one under way. Raises RuleBroken `retro.none_open`."""
    ref = event.ref if isinstance(event, ButtonPressed) else ""
    team_id = context.this_team().id or 0
    under_way = retros.under_way(context.session, team_id)
    retro = retros.by_ref(context.session, ref or (under_way.ref if under_way else ""))
    if retro is None:
        raise Absent("permission.absent") if ref else RuleBroken("retro.none_open")
    return retro


def open(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """Called now, whatever the calendar says; the phases follow its dates, or the next working days."""
    team = context.this_team()
    retro = retros.under_way(context.session, team.id or 0)
    if retro is None or RetroPhase(retro.phase) is not RetroPhase.WRITE:
        if retro is not None:
            raise RuleBroken("retro.open_already", number=str(retro.number))
        retro = runs.begin(context.session, team)
    if retro.called_at is not None:
        raise RuleBroken("retro.open_already", number=str(retro.number))
    if retro.group_at is None or retro.group_at <= context.now:
        runs.plan_from_now(context.session, team, retro, context.now)
    day.call(context, team, retro)
    return _moved(context, retro)


def _moved(context: Context, retro: Retro) -> Reply:
    seen = report.scene(context.session, retro, context.now)
    zone = context.person.zone()
    return Say(own.state_card(context.session, context.words, seen, context.roles, zone, context.now, ""))


Step = Callable[[RetroPhase, int], RetroPhase]


def _move(context: Context, event: CommandTyped | ButtonPressed, step: Step) -> Reply:
    retro = _led(context, event)
    if retro.phase == RetroPhase.CLOSED:
        raise RuleBroken("retro.closed", number=str(retro.number))
    to = step(RetroPhase(retro.phase), runs.count_notes(context.session, retro))
    day.move(context, retro, to, context.person)
    return _moved(context, retro)


def next(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    return _move(context, event, rules.following)


def skip(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """The phase that would come is passed over."""
    return _move(context, event, rules.passing_over)


def close(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    return _move(context, event, lambda _phase, _notes: RetroPhase.CLOSED)


def back(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """The phase before, with all notes and points. Once a retro was closed its ballots are gone, so that the vote
    cannot be opened again."""
    retro = _back_from(context, event)
    to = rules.preceding(RetroPhase(retro.phase))
    if to is RetroPhase.VOTE and not runs.has_ballots(context.session, retro):
        raise RuleBroken("retro.ballots_gone", number=str(retro.number))
    if retro.worth_count is not None:
        raise RuleBroken("retro.closed", number=str(retro.number))
    day.move(context, retro, to, context.person)
    return _moved(context, retro)


def _back_from(context: Context, event: CommandTyped | ButtonPressed) -> Retro:
    """As `_led`; after the close, the one that was closed last."""
    team_id = context.this_team().id or 0
    under_way, last = retros.under_way(context.session, team_id), retros.latest(context.session, team_id)
    if isinstance(event, CommandTyped) and under_way is None and last is not None:
        found = retros.by_ref(context.session, last.ref)
        assert found is not None
        return found
    return _led(context, event)


# -- settings ------------------------------------------------------------------------------------------------------


def settings(context: Context, event: ButtonPressed) -> Reply:
    retro = _writing(context, event.ref)
    last_on = local_day(retro.close_at, context.this_team().zone()) if retro.close_at else None
    return OpenForm(own.settings_form(context.words, report.scene(context.session, retro, context.now), last_on))


def _writing(context: Context, ref: str) -> Retro:
    """Raises RuleBroken `retro.not_now` once the writing is over: columns and names are settled then."""
    retro = retros.by_ref(context.session, ref)
    if retro is None:
        raise Absent("permission.absent")
    if retro.phase != RetroPhase.WRITE:
        phase = context.words.say(f"retro.phase.{retro.phase}")
        raise RuleBroken("retro.not_now", number=str(retro.number), phase=phase)
    return retro


def save_settings(context: Context, event: FormSubmitted) -> Reply:
    retro = _writing(context, event.ref)
    values = event.values
    template, mode = values.get("template", ""), values.get("mode", "")
    if template not in {*Template} or mode not in {*RetroMode}:
        raise RuleBroken("input.form_changed")
    columns = "\n".join(rules.own_columns(values.get("columns", ""))) if template == Template.CUSTOM else retro.columns
    budget = rules.own_budget(values.get("budget", ""), context.words.language)
    people = len(runs.people_of(context.session, retro.team_id))
    rules.check_mode(RetroMode(retro.mode), RetroMode(mode), people)
    if mode == RetroMode.ANONYMOUS:
        runs.raise_mode(context.session, retro, people)
    retro.template, retro.columns, retro.budget = template, columns, budget
    retro.tells_done = bool(values.get("tells_done", ""))
    _redate(context, retro, values.get("last_on", ""))
    context.session.add(retro)
    if retro.called_at is not None:
        day.set_alarms(context, retro)
        day.post_phase(context, retro, f"settings:{context.now.isoformat()}")
    seen = report.scene(context.session, retro, context.now)
    return Say(own.saved_card(context.words, seen, context.person.zone()))


def _redate(context: Context, retro: Retro, typed: str) -> None:
    """The day it ends on moves every phase; left as it is, nothing."""
    team = context.this_team()
    if not typed.strip():
        return
    today = local_day(context.now, team.zone())
    last_on = dates.coming_day(typed, context.words.language, today, field="last_on")
    if retro.close_at is None or local_day(retro.close_at, team.zone()) != last_on:
        days = (retro.minutes == rules.SHORT_MINUTES and rules.WEEK_LONG) or _CALENDAR_DAYS
        runs.plan(context.session, team, retro, last_on, days)
