"""Bridge days: ten business days before, whoever leads a team is asked; then the whole team, each, or nobody is off."""

from datetime import datetime, timedelta

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed
from ritualbot.chat.replies import Nothing, Reply
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import standup_absence, standup_day as day
from ritualbot.handlers.context import Context, Tick
from ritualbot.reports import bridge as report
from ritualbot.rituals.absence import Half
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.standup import Attendee
from ritualbot.store import (
    absence as absences,
    alarms,
    audit,
    bridge as bridges,
    standup_run,
    team as teams,
)
from ritualbot.store.audit import Action
from ritualbot.store.bridge import ALARM, ASKED_AT, Answer, Bridge
from ritualbot.store.outbox import Outbox
from ritualbot.store.team import Person, Team

CHOICE = "bridge.choice"
_LOOKED_AHEAD = 60  # days searched for one on which somebody works


# -- asking --------------------------------------------------------------------------------------------------------


def ask_due(tick: Tick, ref: str) -> None:
    """The alarm of a team's next question: inside the hours of who leads it, else it waits for them."""
    team = teams.team_by_ref(tick.session, ref)
    coming = bridges.coming(tick.session, team, tick.now) if team else None
    if team is None or coming is None:
        return
    leads = day.leads(tick, team)
    works = {person.ref: standup_run.attendee(tick.session, person, tick.now) for person in leads}
    there = [person for person in leads if _may_ask(works[person.ref], tick.now)]
    if bridges.asked_at(team, coming) > tick.now:
        bridges.schedule(tick.session, team, tick.now)
    elif there:
        bridge = bridges.ask(tick.session, team, coming.held_on)
        for person in there:
            _show(tick, bridge, team, person, "bridge.question")
        bridges.schedule(tick.session, team, tick.now)
    else:
        moments = [moment for each in works.values() if (moment := _next_moment(each, tick.now))]
        alarms.set(tick.session, ALARM, ref, min(moments, default=tick.now + timedelta(days=1)))


def _may_ask(works: Attendee, now: datetime) -> bool:
    return works.pattern.works_on(local_day(now, works.pattern.zone)) and works.may_be_asked(now)


def _next_moment(works: Attendee, now: datetime) -> datetime | None:
    """The next one at which this person may be asked: at ten, on a day they work."""
    today = local_day(now, works.pattern.zone)
    moments = (works.prompt_on(today + timedelta(days=n), ASKED_AT) for n in range(_LOOKED_AHEAD))
    return next((moment for moment in moments if moment > now and _may_ask(works, moment)), None)


def _show(tick: Tick, bridge: Bridge, team: Team, person: Person, kind: str) -> None:
    """The question, or what became of it in its place."""
    subject = f"bridge:{bridge.ref}:lead:{person.ref}"
    card = report.question_card(day.words_for(person, team), bridge, team)
    tick.tell(person, kind, subject, f"{subject}:v{bridge.version}", card, ref=bridge.ref)


# -- answering for the team ----------------------------------------------------------------------------------------


def team(context: Context, event: ButtonPressed) -> Reply:
    """[Whole team]: a closure, so that nobody is asked that day."""
    bridge = _coming(context, event.ref)
    if bridge.answer == Answer.ASKED:
        absences.close(context.session, bridge.team_id, bridge.held_on, bridge.held_on, "")
        _settle(context, bridge, Answer.TEAM)
    return Nothing()


def each(context: Context, event: ButtonPressed) -> Reply:
    """[Each decides]: everyone the stand-up asks is asked this too, once, inside their hours."""
    bridge = _coming(context, event.ref)
    if bridge.answer == Answer.ASKED:
        _settle(context, bridge, Answer.EACH)
        for person in teams.people_with(context.session, bridge.team_id, *teams.PARTICIPANTS):
            alarms.set(context.session, CHOICE, f"{bridge.ref}:{person.ref}", context.now)
    return Nothing()


def no(context: Context, event: ButtonPressed) -> Reply:
    bridge = _coming(context, event.ref)
    if bridge.answer == Answer.ASKED:
        _settle(context, bridge, Answer.NO)
    return Nothing()


def undo(context: Context, event: ButtonPressed) -> Reply:
    """The question again. What each was asked cannot be unasked."""
    bridge = _coming(context, event.ref)
    if bridge.answer in (Answer.TEAM, Answer.NO):
        if bridge.answer == Answer.TEAM:
            absences.open_again(context.session, bridge.team_id, bridge.held_on)
        _settle(context, bridge, Answer.ASKED)
    return Nothing()


def _coming(context: Context, ref: str) -> Bridge:
    """Raises RuleBroken `bridge.over` once the day has come."""
    bridge = bridges.lock(context.session, ref)
    if bridge is None:
        raise Absent("permission.absent")
    if bridge.held_on <= local_day(context.now, context.this_team().zone()):
        raise RuleBroken("bridge.over", day=context.words.day(bridge.held_on))
    return bridge


def _settle(context: Context, bridge: Bridge, answer: Answer) -> None:
    """Everyone who was asked, and who answered, sees what became of it."""
    bridge.answer, bridge.version = answer, bridge.version + 1
    context.session.add(bridge)
    context.session.flush()
    team = context.this_team()
    audit.record(
        context.session,
        team.tenant_id,
        context.now,
        actor=context.person.ref,
        action=Action(f"bridge.{answer}"),
        object=bridge.ref,
    )
    asked = {person.ref: person for person in (*day.leads(context, team), context.person)}
    for person in asked.values():
        _show(context, bridge, team, person, "bridge.answered")
    standup_absence.follow_calendar(context, team)


# -- answering for oneself -----------------------------------------------------------------------------------------


def choice_due(tick: Tick, ref: str) -> None:
    """The alarm of one person's own choice; who does not work that day anyway has none."""
    bridge_ref, _, person_ref = ref.partition(":")
    bridge = bridges.by_ref(tick.session, bridge_ref)
    person = teams.person_by_ref(tick.session, person_ref)
    team = tick.session.get(Team, bridge.team_id) if bridge else None
    if bridge is None or person is None or team is None:
        return
    works = standup_run.attendee(tick.session, person, tick.now)
    past = bridge.held_on <= local_day(tick.now, works.pattern.zone)
    if past or not works.pattern.works_on(bridge.held_on):
        return
    if _may_ask(works, tick.now):
        _tell(tick, bridge, person, CHOICE, report.choice_card(day.words_for(person, team), bridge))
    elif moment := _next_moment(works, tick.now):
        alarms.set(tick.session, CHOICE, ref, moment)


def _tell(tick: Tick, bridge: Bridge, person: Person, kind: str, card: Card) -> None:
    subject = f"bridge:{bridge.ref}:{person.ref}"
    key = subject if kind == CHOICE else f"{subject}:v{bridge.version}"
    tick.tell(person, kind, subject, key, card, ref=bridge.ref)


def choice_wanted(tick: Tick, row: Outbox) -> bool:
    """Nobody is asked about a day that has come."""
    bridge = bridges.by_ref(tick.session, row.ref)
    return bridge is not None and tick.now.date() < bridge.held_on


def take(context: Context, event: ButtonPressed) -> Reply:
    """[I take the day]: an absence, with its way back in the same message."""
    bridge = _mine(context, event.ref)
    assert context.person.id is not None
    taken = absences.on(context.session, context.person.id, bridge.held_on)
    if all(row.half != Half.WHOLE for row in taken):
        absences.declare(context.session, context.person.id, bridge.held_on, bridge.held_on, context.now)
        _answer(context, bridge, report.taken_card(context.words, bridge))
    return Nothing()


def work(context: Context, event: ButtonPressed) -> Reply:
    """[I work]: and no absence of that day, if one was taken."""
    bridge = _mine(context, event.ref)
    assert context.person.id is not None
    absences.cut_out(context.session, context.person.id, bridge.held_on, context.now)
    _answer(context, bridge, report.worked_card(context.words, bridge))
    return Nothing()


def _mine(context: Context, ref: str) -> Bridge:
    """Raises Absent where nobody was asked to choose."""
    bridge = _coming(context, ref)
    if bridge.answer != Answer.EACH:
        raise Absent("permission.absent")
    return bridge


def _answer(context: Context, bridge: Bridge, card: Card) -> None:
    bridge.version += 1
    context.session.add(bridge)
    _tell(context, bridge, context.person, "bridge.answered", card)
    standup_absence.follow_calendar(context, context.this_team())
