"""What people do with their own settings, their first word from us, and what follows when they change or leave."""

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Context, Tick
from ritualbot.i18n import Words
from ritualbot.reports import person as report
from ritualbot.rituals.desk import Seat
from ritualbot.rituals.person import Settings, amended
from ritualbot.store import alarms, desk_people, digest_plan, person as people, team as teams
from ritualbot.store.outbox import Outbox
from ritualbot.store.team import Workspace

REPLAN = {"tz", "opens", "closes", "region", "days"}  # what moves the next stand-up


# -- settings ------------------------------------------------------------------------------------------------------


def show(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    return Say(report.me_card(context.session, context.words, context.person, context.team, context.now))


def edit(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(report.me_form(context.session, context.words, context.person, _settings(context)))


def save(context: Context, event: FormSubmitted) -> Reply:
    """Echoes everything kept, in the language just chosen, and moves what is still to be asked."""
    person, before = context.person, _settings(context)
    changed = people.write(context.session, person, before, amended(before, event.values))
    follows = bool(event.values.get("follows")) and report.may_follow(context.session, person)
    switched = follows != person.follows
    person.follows = follows
    if changed & REPLAN:
        day.replan(context, person)
        digest_plan.expect_person(context.session, person, context.now)
    words = Words(report.language_for(person, context.team, context.workspace.language))
    kept = bool(changed) or switched
    return Say(report.saved_card(context.session, words, person, context.team, context.now, changed=kept))


def _settings(context: Context) -> Settings:
    return people.settings_of(context.person, context.words.language)


# -- a first word --------------------------------------------------------------------------------------------------


def welcome(tick: Tick, ref: str) -> None:
    """The alarm of a first word; outside their hours after all, it waits for the next opening."""
    person = people.by_ref(tick.session, ref)
    if person is None or not person.active or person.welcomed_at is not None:
        return
    at = people.next_open(tick.session, person, tick.now)
    if at == tick.now:
        tick.welcome(person)
    elif at is not None:
        alarms.set(tick.session, "person.welcome", ref, at)


def welcome_failed(tick: Tick, row: Outbox, why: str) -> None:
    """Somebody who was brought in cannot be written to: whoever did hears of it, with what to do, or who leads."""
    person = teams.person_at(tick.session, row.workspace_id, row.user)
    here = tick.session.get(Workspace, row.workspace_id)
    if person is None or person.id is None or here is None:
        return
    adder = people.by_ref(tick.session, person.added_by)
    team = next(iter(teams.teams_of(tick.session, person.id)), None)
    desk = None if team else next(iter(desk_people.of_person(tick.session, person)), None)
    leads = day.leads(tick, team) if team else desk_people.people(tick.session, desk, Seat.LEAD) if desk else []
    language = (team or desk or here).language
    for each in (one for one in ([adder] if adder else leads) if one.id != person.id):
        card = report.unreachable_card(Words(each.language or language), person, here, why, desk.name if desk else "")
        tick.tell(each, "person.unreachable", f"{row.subject}:failed", f"{row.subject}:failed", card)
