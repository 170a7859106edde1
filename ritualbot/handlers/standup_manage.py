"""What a scrum master does with the team's stand-ups: start, try, pass over, pause, archive, reschedule, look back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from ritualbot.chat.cards import Button
from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.chat.text import Text
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Context
from ritualbot.reports import standup as report_of, standup_manage as cards
from ritualbot.reports.standup_manage import asleep_card, done_card
from ritualbot.reports.team import effect_line
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.dates import past_day
from ritualbot.rituals.inputs import echo, fold, is_blank
from ritualbot.rituals.standup import LEAST_EXPECTED, Attendee, Presence
from ritualbot.rituals.standup_typed import rescheduled
from ritualbot.rituals.team_spec import StandupSpec, effect as effect_of
from ritualbot.store import audit, standup as standups, standup_past, standup_run, standup_setup, team_setup
from ritualbot.store.audit import Action
from ritualbot.store.standup import RunState, Standup, StandupRun

UNDO = timedelta(minutes=10)
_TOLD_DAYS = 5  # the days a wrong one is answered with
Verb = Callable[[Context, Standup], Reply]


def _all(context: Context) -> list[Standup]:
    """The team's stand-ups, the main one first. Raises RuleBroken `standup.none_yet`."""
    found = standups.of_team_all(context.session, context.this_team().id or 0)
    if not found:
        raise RuleBroken("standup.none_yet")
    return found


def _by_ref(context: Context, ref: str) -> Standup:
    found = standups.by_ref(context.session, ref)
    if found is None:
        raise Absent("permission.absent")
    return found


def _on_one(context: Context, event: CommandTyped | ButtonPressed, action: str, verb: Verb) -> Reply:
    """The stand-up of the button, or the one that was named; where several could be meant, it asks which."""
    if isinstance(event, ButtonPressed):
        return verb(context, _by_ref(context, event.ref))
    found = _all(context)
    if not is_blank(event.text):
        found = [each for each in found if fold(report_of.standup_name(context.words, each)) == fold(event.text)]
        if not found:
            raise RuleBroken("standup.unknown", typed=echo(event.text))
    elif len(found) > 1:
        found = [each for each in found if each.archived_at is None] or found
    if len(found) == 1:
        return verb(context, found[0])
    return Say(cards.which_stand_up(context.words, action, found))


def _record(context: Context, action: Action, standup: Standup) -> None:
    tenant_id, actor = context.this_team().tenant_id, context.person.ref
    audit.record(context.session, tenant_id, context.now, actor=actor, action=action, object=standup.ref)


def _running(context: Context, standup: Standup) -> StandupRun | None:
    """The one whose summary is still to come."""
    live = standups.live_run(context.session, standup.id or 0)
    return live if live is not None and live.state == RunState.OPEN else None


def manage(context: Context, event: ButtonPressed) -> Reply:
    standup = _by_ref(context, event.ref)
    others = [each for each in _all(context) if each.id != standup.id]
    return Say(cards.manage_card(context.words, context.this_team(), standup, others))


# -- now, on trial, not this time ----------------------------------------------------------------------------------


def run(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    return _on_one(context, event, "standup.run", _run)


def _run(context: Context, standup: Standup) -> Reply:
    """Opens today's run: everyone is asked at once, outside their hours at their own time if it is still ahead."""
    if standup.archived_at is not None:
        raise RuleBroken("standup.is_archived")
    today = local_day(context.now, context.this_team().zone())
    _refuse_twice(context, standup_past.run_on(context.session, standup.id or 0, today))

    def prompting(person: Attendee) -> datetime | None:
        return person.prompt_now(today, standup.at, context.now)

    roster = standup_run.roster(context.session, standup, today, context.now, prompting)
    parts = [part for part in roster if part.presence == Presence.EXPECTED]
    if len(parts) < LEAST_EXPECTED:
        raise RuleBroken("standup.run.nobody", n=context.words.number(len(parts)))
    day.open_day(context, standup, today, prompting)
    standup_run.schedule(context.session, standup, context.now)
    _record(context, Action.STANDUP_RUN, standup)
    opened = standup_past.run_on(context.session, standup.id or 0, today)
    assert opened is not None
    scene = report_of.scene(context.session, opened)
    return Say(cards.started_card(context.words, standup, scene, parts, context.now))


def _refuse_twice(context: Context, held: StandupRun | None) -> None:
    if held is None:
        return
    if held.state == RunState.OPEN:
        time = context.words.at(held.deadline, context.this_team().zone())
        raise RuleBroken("standup.run.is_open", time=time)
    raise RuleBroken("standup.run.was_held", day=context.words.day(held.held_on))


def dry_run(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    return _on_one(context, event, "standup.dry_run", _dry_run)


def _dry_run(context: Context, standup: Standup) -> Reply:
    on = standup.next_on or local_day(context.now, context.this_team().zone())
    return Say(cards.trial_card(context.session, context.words, standup, on, context.person, context.now))


def pass_over(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    return _on_one(context, event, "standup.pass_over", _pass_over)


def _pass_over(context: Context, standup: Standup) -> Reply:
    """Nobody is asked the next time. The day counts as passed, so that the one after it is set."""
    skipped = standup.next_on
    if skipped is None:
        raise RuleBroken("standup.nothing_next")
    standup.last_on = standup.skipped_on = skipped
    standup.skipped_at = context.now
    standup_run.schedule(context.session, standup, context.now)
    _record(context, Action.STANDUP_SKIP, standup)
    return Say(cards.skipped_card(context.words, standup, skipped, _running(context, standup)))


def put_back(context: Context, event: ButtonPressed) -> Reply:
    """Takes back a day passed over, for ten minutes."""
    standup = _by_ref(context, event.ref)
    skipped, at = standup.skipped_on, standup.skipped_at
    if skipped is None or at is None or context.now > at + UNDO or standup.last_on != skipped:
        raise RuleBroken("standup.put_back.late")
    standup.last_on, standup.skipped_on = skipped - timedelta(days=1), None
    standup_run.keep_day(context.session, standup, skipped, context.now)
    _record(context, Action.STANDUP_SKIP_UNDONE, standup)
    return Say(done_card(context.words, "standup.put_back.title", standup=standup))


# -- for longer ----------------------------------------------------------------------------------------------------


def pause(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    return _on_one(context, event, "standup.pause", _pause)


def _pause(context: Context, standup: Standup) -> Reply:
    if standup.archived_at is not None:
        raise RuleBroken("standup.is_archived")
    if standup.paused_at is None:
        standup.paused_at = context.now
        standup_run.schedule(context.session, standup, context.now)
        _record(context, Action.STANDUP_PAUSE, standup)
    return Say(asleep_card(context.words, "standup.pause.title", _running(context, standup), standup=standup))


def resume(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    return _on_one(context, event, "standup.resume", _resume)


def _resume(context: Context, standup: Standup) -> Reply:
    """Brings back a paused one, and an archived one too."""
    if not standup.sleeps():
        return Say(done_card(context.words, "standup.resume.awake", standup=standup))
    standup.paused_at = standup.archived_at = None
    standup_run.schedule(context.session, standup, context.now)
    _record(context, Action.STANDUP_RESUME, standup)
    return Say(done_card(context.words, "standup.resume.title", standup=standup))


def archive(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    return _on_one(context, event, "standup.archive", _archive)


def _archive(context: Context, standup: Standup) -> Reply:
    if standup.archived_at is not None:
        raise RuleBroken("standup.is_archived")
    return Say(cards.archive_card(context.words, standup))


def archive_now(context: Context, event: ButtonPressed) -> Reply:
    """Ends what is running, its summary posted, and opens no other."""
    standup = _by_ref(context, event.ref)
    if standup.archived_at is None:
        day.close_live(context, standup)
        standup_setup.archive(context.session, standup, context.now)
        _record(context, Action.STANDUP_ARCHIVE, standup)
    return Say(asleep_card(context.words, "standup.archive_now.title", None, standup=standup))


# -- looking back --------------------------------------------------------------------------------------------------


def report(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """A past day, privately: the last one, or the one that was named."""
    found = [_by_ref(context, event.ref)] if isinstance(event, ButtonPressed) else _all(context)
    ids = [each.id or 0 for each in found]
    typed = event.text if isinstance(event, CommandTyped) else ""
    held = _held_on(context, ids, typed) if not is_blank(typed) else standup_past.last_runs(context.session, ids, 1)
    if not held:
        raise RuleBroken("standup.report.never")
    if len(held) == 1:
        return _past(context, held[0])
    names = {each.id: report_of.standup_name(context.words, each) for each in found}
    choices = [Button("standup.past", run.ref, names[run.standup_id]) for run in held]
    return Say(cards.which_card(context.words, choices))


def _held_on(context: Context, standup_ids: list[int], typed: str) -> list[StandupRun]:
    """Raises RuleBroken `standup.report.none`, which names the last days there are; `standup.report.never`."""
    on = past_day(
        typed, context.person.language or context.words.language, local_day(context.now, context.this_team().zone())
    )
    held = standup_past.runs_on(context.session, standup_ids, on)
    if held:
        return held
    days = dict.fromkeys(run.held_on for run in standup_past.last_runs(context.session, standup_ids, _TOLD_DAYS))
    if not days:
        raise RuleBroken("standup.report.never")
    known = context.words.listed([context.words.day(each) for each in days])
    example = next(iter(days)).isoformat()
    raise RuleBroken("standup.report.none", day=context.words.full_date(on), known=known, example=example)


def past(context: Context, event: ButtonPressed) -> Reply:
    held = standups.run_by_ref(context.session, event.ref)
    if held is None:
        raise Absent("permission.absent")
    return _past(context, held)


def _past(context: Context, held: StandupRun) -> Reply:
    scene = report_of.scene(context.session, held)
    if held.state == RunState.OPEN:
        raise RuleBroken("standup.report.early", time=context.words.at(held.deadline, context.person.zone()))
    return Say(cards.past_card(context.session, context.words, scene, context.now))


# -- when it is held -----------------------------------------------------------------------------------------------


def edit_schedule(context: Context, event: ButtonPressed) -> Reply:
    standup = _by_ref(context, event.ref)
    spec = standup_setup.spec_of(context.session, standup)
    return OpenForm(cards.schedule_form(context.words, "standup.save_schedule", standup.ref, spec))


def add(context: Context, event: ButtonPressed) -> Reply:
    """Another stand-up for the team, with a name of its own."""
    return OpenForm(cards.schedule_form(context.words, "standup.create", event.ref, StandupSpec()))


def save_schedule(context: Context, event: FormSubmitted) -> Reply:
    standup = _by_ref(context, event.ref)
    return _save(context, event, standup, standup_setup.spec_of(context.session, standup))


def create(context: Context, event: FormSubmitted) -> Reply:
    return _save(context, event, None, StandupSpec())


def _save(context: Context, event: FormSubmitted, standup: Standup | None, spec: StandupSpec) -> Reply:
    """Raises FieldsRefused. Today's run is not lost when its new time is past, and stays as it is once open."""
    team = context.this_team()
    found = standups.of_team_all(context.session, team.id or 0)
    others = frozenset(each.name_key for each in found if each is not standup)
    main = standup is not None and standup is found[0]
    after = rescheduled(
        spec,
        event.values,
        taken=others if main or not found else others | {""},
        today=local_day(context.now, team.zone()),
        language=context.words.language,
    )
    saved, _ = standup_setup.write(context.session, team, standup, after, context.now)
    standup_run.reschedule(context.session, saved, context.now)
    _record(context, Action.STANDUP_SCHEDULE, saved)
    return Say(cards.saved_card(context.words, saved, _effect(context, saved, after)))


def _effect(context: Context, standup: Standup, spec: StandupSpec) -> Text | None:
    """What the new time does to people of other zones."""
    team = replace(team_setup.spec_of(context.session, context.this_team()), standup=spec)
    on = standup.next_on or local_day(context.now, context.this_team().zone())
    effect = effect_of(team, on)
    return effect_line(context.words, team, effect) if effect else None
