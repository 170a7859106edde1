"""One event, one transaction, one handler, one reply; and the alarms that are due, one handler each."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from ritualbot import handlers
from ritualbot.chat.cards import Card, Note, Said, Text, literal
from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted, MessageTyped, PersonChanged
from ritualbot.chat.replies import FieldErrors, Nothing, Reply, Say
from ritualbot.clock import Clock
from ritualbot.errors import Absent, FieldsRefused, NotAllowed, RuleBroken
from ritualbot.handlers.context import Context, Route, Tick
from ritualbot.i18n import Words
from ritualbot.logs import log, new_event_id
from ritualbot.rituals import permissions
from ritualbot.rituals.command import find
from ritualbot.rituals.inputs import clean_text
from ritualbot.store import alarms, inbox, team as teams
from ritualbot.store.alarms import Alarm
from ritualbot.store.engine import is_passing, reading, transact
from ritualbot.store.team import Team

BATCH = 200
LOCK_BUDGET = 0.2  # seconds: SQLite's one write lock is what an acknowledgement waits for
LONGEST_POSTPONE = timedelta(hours=1)

T = TypeVar("T")


class _Refused(Exception):
    """Rolls a form's transaction back, its inbox row included, and carries the answer out of it."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply


@dataclass
class Dispatcher:
    """The one door for everything that changes state. Synchronous: callers run it in a thread."""

    engine: sa.Engine
    clock: Clock
    batch: int = BATCH
    after_commit: Callable[[], None] = lambda: None  # a nudge for delivery

    def handle(self, event: Event) -> Reply:
        """Never raises: a person always gets an answer in their language, and their text back when it was not kept."""
        now = self.clock.now()
        try:
            reply = transact(self.engine, lambda session: _answer(session, now, event))
        except _Refused as refused:
            return refused.reply
        except Exception:  # noqa: BLE001 - the one edge every platform shares
            event_id = new_event_id()
            log.exception("event.failed", event_id=event_id, kind=type(event).__name__)
            return _failed(event, event_id)
        self.after_commit()
        return reply

    def ring(self, now: datetime) -> int:
        """Rings due alarms, up to a batch; returns how many were taken, so 0 means nothing is due."""
        with reading(self.engine) as session:
            first = alarms.next_moment(session, handlers.ALARMS)
        if first is None or first > now:
            return 0  # seen by reading: an idle look holds no write lock
        try:
            count = transact(self.engine, lambda session: self._ring_together(session, now))
        except Exception as error:  # noqa: BLE001 - one bad alarm must not hold up the others
            log.warning("ring.batch_failed", error=type(error).__name__)
            count = transact(self.engine, lambda session: self._ring_apart(session, now))
        if count:
            self.after_commit()
        return count

    def _ring_together(self, session: Session, now: datetime) -> int:
        return self._ring_each(session, now, _ring)

    def _ring_apart(self, session: Session, now: datetime) -> int:
        return self._ring_each(session, now, _ring_or_postpone)

    def _ring_each(self, session: Session, now: datetime, ring: Callable[[Tick, Alarm], None]) -> int:
        """What the budget leaves no time for stays due: the next batch takes it."""
        end = time.monotonic() + LOCK_BUDGET
        rung = 0
        for alarm in alarms.due(session, now, self.batch, handlers.ALARMS):
            if alarms.take(session, alarm):
                ring(Tick(session, now), alarm)
            rung += 1
            if time.monotonic() > end:
                break
        return rung

    def chore(self, work: Callable[[Session, datetime], T]) -> T:
        """Housekeeping and the playground's memory, in a writing transaction of their own."""
        return transact(self.engine, lambda session: work(session, self.clock.now()))


def _ring(tick: Tick, alarm: Alarm) -> None:
    handlers.ALARMS[alarm.kind].handler(tick, alarm.ref)


def _ring_or_postpone(tick: Tick, alarm: Alarm) -> None:
    try:
        with tick.session.begin_nested():
            _ring(tick, alarm)
    except Exception as error:  # the bad row is postponed, the others ring
        if is_passing(error):
            raise
        wait = handlers.ALARMS[alarm.kind].postpone * 2 ** min(alarm.tries, 10)
        log.error("alarm.failed", kind=alarm.kind, tries=alarm.tries + 1, error=type(error).__name__)
        alarms.postpone(tick.session, alarm, tick.now + min(wait, LONGEST_POSTPONE))


def _answer(session: Session, now: datetime, event: Event) -> Reply:
    workspace = teams.workspace(session, event.who.platform, event.who.workspace)
    if workspace is None or workspace.id is None:
        return Say(Card(Text(Words("en").markup("ritual.unknown_workspace"))))
    if not inbox.first_time(session, workspace.id, event.id, now):
        return Nothing()
    if isinstance(event, PersonChanged):
        return handlers.CHANGED(Tick(session, now), workspace, event)
    person = teams.person_at(session, workspace.id, event.who.user)
    if person is None:
        return Say(Card(Text(Words(workspace.language).markup("ritual.unknown_person"))))
    context = Context(session, now, workspace, event.place, person, Words(person.language or workspace.language))
    if isinstance(event, FormSubmitted):
        return _submitted(context, event)
    try:
        with session.begin_nested():
            return _run(context, event)
    except (RuleBroken, FieldsRefused) as broken:
        return Say(_refusal(context.words, broken, event))


def _submitted(context: Context, event: FormSubmitted) -> Reply:
    """A refused form leaves no trace: the corrected one comes from the same view, and may carry the same key."""
    try:
        reply = _run(context, _legible(event))
    except FieldsRefused as refused:
        errors = {each.field or "": worded(context.words, each) for each in refused.broken}
        raise _Refused(FieldErrors(errors)) from refused
    except (NotAllowed, Absent) as broken:
        raise _Refused(Say(_refusal(context.words, broken, event))) from broken
    except RuleBroken as broken:
        if broken.field is None:
            raise _Refused(Say(_refusal(context.words, broken, event))) from broken
        raise _Refused(FieldErrors({broken.field: worded(context.words, broken)})) from broken
    if isinstance(reply, FieldErrors):
        raise _Refused(reply)
    return reply


def _legible(event: FormSubmitted) -> FormSubmitted:
    """The form with nothing in it that cannot be stored. Raises RuleBroken for a value that is no text: platforms
    send none, so it was made up."""
    if not all(isinstance(value, str | None) for value in event.values.values()):
        raise RuleBroken("input.form_changed")
    return replace(event, values={name: clean_text(value or "") for name, value in event.values.items()})


def _run(context: Context, event: Event) -> Reply:
    route, ref = _route(event)
    if route is None:
        return Nothing()
    if clean_text(ref) != ref:
        raise Absent("permission.absent")
    team, roles = _team(context, route, ref)
    here = replace(context, team=team, roles=roles)
    here.words = Words(context.person.language or (team.language if team else context.workspace.language))
    if team is not None or route.about is not None:
        permissions.allow(roles, route.right)
    reply = route.handler(here, _told_apart(event))
    assert isinstance(reply, Reply)
    return reply


def _route(event: Event) -> tuple[Route | None, str]:
    match event:
        case CommandTyped(command=command, text=text):
            return handlers.ROUTES.get(find(command, text).action, handlers.UNKNOWN), ""
        case MessageTyped(place=place):
            return (handlers.MESSAGE if place.direct else None), ""
        case ButtonPressed(action=action, ref=ref):
            return _known(handlers.ROUTES, action), ref
        case FormSubmitted(action=action, ref=ref):
            return _known(handlers.FORMS, action), ref
        case _:
            return None, ""


def _told_apart(event: Event) -> Event:
    """A known command with only what follows its name as its text."""
    if not isinstance(event, CommandTyped):
        return event
    found = find(event.command, event.text)
    return event if found.action not in handlers.ROUTES else replace(event, text=found.rest)


def _known(routes: Mapping[str, Route], action: str) -> Route:
    """Raises Absent for an action that was never ours, or is no more."""
    if action not in routes:
        raise Absent("ritual.expired")
    return routes[action]


def _team(context: Context, route: Route, ref: str) -> tuple[Team | None, frozenset[permissions.Role]]:
    """The team an event is about, looked up within the actor's own: anything else answers as absent."""
    session, person = context.session, context.person
    assert person.id is not None and context.workspace.id is not None
    if route.about is not None:
        team_id = route.about(session, ref)
        team = session.get(Team, team_id) if team_id is not None else None
    else:
        team = teams.team_at(session, context.workspace.id, context.place.conversation)
        if team is None or not teams.roles_in(session, person.id, team):
            team = next(iter(teams.teams_of(session, person.id)), None)
    if team is None:
        if route.about is not None:
            raise Absent("permission.absent")
        return None, frozenset()
    roles = teams.roles_in(session, person.id, team)
    if not roles or team.tenant_id != person.tenant_id:
        raise Absent("permission.absent")
    return team, roles


def worded(words: Words, broken: RuleBroken) -> Text:
    """A broken rule as a sentence; what was typed stays plain data."""
    params: Mapping[str, str] = broken.params
    if isinstance(broken, NotAllowed):
        needed = [words.say(f"role.{role}") for role in broken.params.get("needed", "").split(",") if role]
        params = {**broken.params, "needed": words.listed(needed)}
    return Text(words.markup(broken.key), params)


def _refusal(words: Words, broken: RuleBroken | FieldsRefused, event: Event) -> Card:
    first = broken.broken[0] if isinstance(broken, FieldsRefused) else broken
    return Card(worded(words, first), _handed_back(words, event))


def _handed_back(words: Words, event: Event) -> tuple[Note | Said, ...]:
    """What the person typed, so that nothing is lost with the refusal."""
    typed = (
        [value for value in event.values.values() if value and isinstance(value, str)]
        if isinstance(event, FormSubmitted)
        else []
    )
    if isinstance(event, MessageTyped):
        typed = [event.text]
    if not typed:
        return ()
    return (Note(Text(words.markup("ritual.here_is_your_text"))), *(Said("", text) for text in typed))


def _failed(event: Event, event_id: str) -> Reply:
    """Nobody's language is known when the database is what failed: both are spoken."""
    cards = [Text(Words(language).markup("ritual.failed"), {"id": event_id}) for language in ("fr", "en")]
    return Say(Card(literal(""), (*cards, *_handed_back(Words("fr"), event))))
