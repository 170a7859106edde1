"""`/standup` alone: the form of the day, or what comes next."""

from collections.abc import Sequence
from datetime import date

from ritualbot.chat.cards import Button, Card, Note
from ritualbot.chat.events import CommandTyped
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Context
from ritualbot.handlers.standup import form_of
from ritualbot.reports import standup as report, standup_manage as manage
from ritualbot.rituals import permissions
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.standup import Presence
from ritualbot.store import alarms, standup as standups, standup_past as past, standup_run
from ritualbot.store.standup import Standup, StandupPart, StandupRun


def command(context: Context, event: CommandTyped) -> Reply:
    """`/standup`: the form of the day, as early or as late as it can be answered; else when the next one is."""
    found = standups.of_team_all(context.session, context.this_team().id or 0)
    if not found:
        raise RuleBroken("standup.none_yet")
    permissions.allow(context.roles, Right.STANDUP_ANSWER)
    mine = _mine_today(context, found) or _opened_early(context, found)
    if part := _foremost(mine):
        return OpenForm(form_of(context, part.ref))
    if mine:
        return Say(manage.which_card(context.words, [_choice(context, part) for part in mine]))
    return Say(_what_is_next(context, found))


def _mine_today(context: Context, found: Sequence[Standup]) -> list[StandupPart]:
    """The actor's parts in what is live today."""
    today = local_day(context.now, context.person.zone())
    runs = [run for each in found for run in standups.live_runs(context.session, each.id or 0) if run.held_on == today]
    parts = [standups.part_of(context.session, run.id or 0, context.person.id or 0) for run in runs]
    return [part for part in parts if part is not None]


def _opened_early(context: Context, found: Sequence[Standup]) -> list[StandupPart]:
    """Answering before the prompt opens the day early; the others are still asked at their own time."""
    today = local_day(context.now, context.person.zone())
    ahead = [each for each in found if each.next_on == today and _is_expected(context, each, today)]
    if not ahead:
        return []
    first = min(ahead, key=lambda each: each.at)
    day.open_day(context, first, today)
    standup_run.schedule(context.session, first, context.now)
    return _mine_today(context, [first])


def _foremost(parts: Sequence[StandupPart]) -> StandupPart | None:
    """The only one, or the one last prompted that waits for an answer; None where nothing tells them apart."""
    if len(parts) == 1:
        return parts[0]
    waiting = [part for part in parts if part.prompted and part.presence == Presence.EXPECTED]
    return max(waiting, key=lambda part: part.prompt_at, default=None)


def _choice(context: Context, part: StandupPart) -> Button:
    run = context.session.get(StandupRun, part.run_id)
    assert run is not None
    standup = report.scene(context.session, run).standup
    return Button("standup.open", part.ref, report.standup_name(context.words, standup))


def _what_is_next(context: Context, found: Sequence[Standup]) -> Card:
    """With one's own participation, and for who may, the way to manage it."""
    assert context.person.id is not None
    times = [alarms.rings_at(context.session, "standup.open", each.ref) for each in found]
    live = [run for each in found for run in standups.live_runs(context.session, each.id or 0)]
    last = max(live, key=lambda run: run.opened_at, default=None)
    part = standups.part_of(context.session, last.id or 0, context.person.id) if last else None
    turnout = past.own_turnout(context.session, [each.id or 0 for each in found], context.person.id)
    more: list[Button | Note] = [*manage.own_turnout_note(context.words, turnout)]
    if context.has(*permissions.needed_roles(Right.STANDUP_MANAGE)):
        more.append(manage.manage_button(context.words, found[0]))
    at = min((time for time in times if time is not None), default=None)
    return report.next_card(context.words, context.person, at, part, more)


def _is_expected(context: Context, standup: Standup, today: date) -> bool:
    works = standup_run.attendee(context.session, context.person, context.now)
    here = {person.id for person in standup_run.participants(context.session, standup)}
    return context.person.id in here and works.pattern.works_on(today)
