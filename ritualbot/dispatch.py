"""One event, one transaction, one handler, one reply; and the alarms that are due, one handler each."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from ritualbot import handlers
from ritualbot.chat.cards import Card
from ritualbot.chat.events import (
    ButtonPressed,
    CommandTyped,
    Event,
    FormSubmitted,
    FormTyped,
    HomeOpened,
    Installed,
    Joined,
    LinkUsed,
    MessageEdited,
    MessageTyped,
    PersonChanged,
    PlaceChanged,
    Removed,
)
from ritualbot.chat.replies import FieldErrors, Nothing, Reply, Say
from ritualbot.chat.text import Text
from ritualbot.clock import Clock
from ritualbot.errors import Absent, FieldsRefused, NotAllowed, RuleBroken
from ritualbot.handlers import typed
from ritualbot.handlers.context import CarryOn, Context, Route, Tick
from ritualbot.i18n import Words
from ritualbot.logs import log, new_event_id
from ritualbot.reports.refusal import failed_card, refusal_card, worded
from ritualbot.rituals import permissions
from ritualbot.rituals.command import find, in_channel, in_direct
from ritualbot.rituals.inputs import clean_text
from ritualbot.store import alarms, inbox, request_link, retro_box, team as teams, team_choice
from ritualbot.store.alarms import Alarm
from ritualbot.store.engine import is_passing, reading, scrub, transact
from ritualbot.store.team import Team, Workspace

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
            return Say(failed_card(event, event_id), kept=False)
        self.after_commit()
        return reply

    def ring(self, now: datetime) -> int:
        """Rings due alarms, up to a batch; returns how many were taken, so 0 means nothing is due."""
        with reading(self.engine) as session:
            first = alarms.next_moment(session, handlers.ALARMS)
        if first is None or first > now:
            return 0  # seen by reading: an idle look holds no write lock
        return self.ring_due(now)

    def ring_due(self, now: datetime) -> int:
        """The same where something is known to be due."""
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

    def scrub(self) -> None:
        """What retros deleted leaves the database's files, also where nobody could do it right after the commit."""
        scrub(self.engine, retro_box.SCRUBBED)

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
    tick = Tick(session, now)
    if isinstance(event, LinkUsed):
        return _from_outside(tick, event)
    if isinstance(event, Installed):
        workspace: Workspace | None = handlers.FOUND(tick, event)
    else:
        workspace = teams.workspace(session, event.who.platform, event.who.workspace)
    if workspace is None or workspace.id is None:
        return Say(Card(Text(Words("en").markup("ritual.unknown_workspace"))))
    if not isinstance(event, FormTyped) and not inbox.first_time(session, workspace.id, _key(session, event), now):
        return Nothing()
    for profile in event.profiles:
        handlers.MEET(tick, workspace, profile)
    if isinstance(event, PersonChanged | PlaceChanged | Joined | Installed | Removed):
        return _told_by_platform(tick, workspace, event)
    person = teams.person_at(session, workspace.id, event.who.user)
    if person is None:
        return Say(Card(Text(Words(workspace.language).markup("ritual.unknown_person"))))
    context = Context(session, now, workspace, event.place, person, Words(person.language or workspace.language))
    if isinstance(event, FormSubmitted):
        return _submitted(context, event)
    if isinstance(event, FormTyped):
        return _drafted(context, event)
    meant = _meant(event)
    try:
        with session.begin_nested():
            reply = _run(context, meant)
    except (RuleBroken, FieldsRefused) as broken:
        reply = Say(refusal_card(context.words, broken, meant))
    return reply if _answers_in_place(event) else typed.answered_apart(context, meant, reply)


def _from_outside(tick: Tick, event: LinkUsed) -> Reply:
    """Nobody we know: what they may do hangs on the link alone. One that ended meanwhile leaves no trace."""
    link = request_link.by_ref(tick.session, event.link)
    if link is None or not link.lasts(tick.now):
        return Nothing()
    if not inbox.first_time(tick.session, link.workspace_id, event.id, tick.now):
        return Nothing()
    try:
        return handlers.BY_LINK(tick, link, replace(event, values=_legible(event.values)))
    except RuleBroken as broken:
        raise _Refused(FieldErrors({broken.field or "": worded(Words(event.language), broken)})) from broken


def _key(session: Session, event: Event) -> str:
    """What the inbox keeps of an event: the sender's own key, or what the route makes of it where nobody is to be
    known by it."""
    try:
        route, ref = _route(_meant(event))
    except Absent:
        return event.id
    if route is None or route.veil is None or clean_text(ref) != ref:
        return event.id
    return route.veil(session, event.id, ref)


def _told_by_platform(
    tick: Tick, workspace: Workspace, event: PersonChanged | PlaceChanged | Joined | Installed | Removed
) -> Reply:
    """What needs nobody known: the platform itself says it."""
    match event:
        case PersonChanged():
            return handlers.CHANGED(tick, workspace, event)
        case PlaceChanged():
            return handlers.PLACE_CHANGED(tick, workspace, event)
        case Joined():
            return handlers.JOINED(tick, workspace, event)
        case Installed():
            return handlers.INSTALLED(tick, workspace, event)
        case Removed():
            return handlers.REMOVED(tick, workspace, event)


def _answers_in_place(event: Event) -> bool:
    match event:
        case MessageTyped() | MessageEdited():
            return False
        case ButtonPressed(in_place=in_place):
            return in_place
        case _:
            return True


def _meant(event: Event) -> Event:
    """A message that is a command, as one: the words after a mention in a channel, a whole text in private."""
    if not isinstance(event, MessageTyped):
        return event
    called = None if event.called is None else in_channel(event.called)
    line = in_direct(event.text) if event.place.direct else called
    if line is None:
        return event
    return CommandTyped(event.id, event.who, event.place, *line, form_in_message=event.form_in_message, stands=True)


def _drafted(context: Context, event: FormTyped) -> Reply:
    """Never an answer: the person is in the middle of a sentence."""
    try:
        with context.session.begin_nested():
            return _run(context, replace(event, values=_legible(event.values)))
    except (RuleBroken, FieldsRefused):
        return Nothing()


def _submitted(context: Context, event: FormSubmitted) -> Reply:
    """A refused form leaves no trace: the corrected one comes from the same view, and may carry the same key."""
    try:
        reply = _run(context, replace(event, values=_legible(event.values)))
    except FieldsRefused as refused:
        errors = {each.field or "": worded(context.words, each) for each in refused.broken}
        raise _Refused(FieldErrors(errors)) from refused
    except (NotAllowed, Absent) as broken:
        raise _Refused(Say(refusal_card(context.words, broken, event))) from broken
    except RuleBroken as broken:
        if broken.field is None:
            raise _Refused(Say(refusal_card(context.words, broken, event))) from broken
        raise _Refused(FieldErrors({broken.field: worded(context.words, broken)})) from broken
    if isinstance(reply, FieldErrors):
        raise _Refused(reply)
    return reply


def _legible(values: Mapping[str, str]) -> dict[str, str]:
    """What a form holds with nothing in it that cannot be stored. Raises RuleBroken for a value that is no text:
    platforms send none, so it was made up."""
    if not all(isinstance(value, str | None) for value in values.values()):
        raise RuleBroken("input.form_changed")
    return {name: clean_text(value or "") for name, value in values.items()}


def _run(context: Context, event: Event) -> Reply:
    route, ref = _route(event)
    if route is None:
        return Nothing()
    if clean_text(ref) != ref:
        raise Absent("permission.absent")
    if route.about is None and route.asks_team and not ref and isinstance(event, CommandTyped | ButtonPressed):
        among = _meant_teams(context)
        if len(among) > 1:
            return typed.which_team(context, _bare(event) if route.veil else event, among)
    here = _about(context, route, ref)
    if here.team is not None or route.about is not None:
        permissions.allow(here.roles, route.right, own=here.own)
    reply = route.handler(here, _told_apart(event))
    if isinstance(reply, CarryOn):
        return _run(context, reply.event)
    assert isinstance(reply, Reply)
    if not isinstance(event, FormSubmitted):
        return typed.with_draft(here, reply)
    typed.sent(here, event, reply)
    return reply


def _route(event: Event) -> tuple[Route | None, str]:
    match event:
        case CommandTyped(command=command, text=text):
            # What is typed carries no reference: it is about the team of the place.
            return replace(handlers.ROUTES.get(find(command, text).action, handlers.UNKNOWN), about=None), ""
        case MessageTyped(place=place):
            return (handlers.MESSAGE if place.direct else None), ""
        case MessageEdited(place=place):
            return (handlers.EDITED if place.direct else None), ""
        case HomeOpened():
            return handlers.HOME, ""
        case ButtonPressed(action=action, ref=ref):
            return _known(handlers.ROUTES, action), ref
        case FormSubmitted(action=action, ref=ref):
            return _known(handlers.FORMS, action), ref
        case FormTyped(action=action, ref=ref):
            route = _known(handlers.FORMS, action)
            return None if route.veil else replace(route, handler=typed.keep_draft), ref
        case _:
            return None, ""


def _told_apart(event: Event) -> Event:
    """A known command with only what follows its name as its text."""
    if not isinstance(event, CommandTyped):
        return event
    found = find(event.command, event.text)
    return event if found.action not in handlers.ROUTES else replace(event, text=found.rest)


def _bare(event: CommandTyped | ButtonPressed) -> CommandTyped | ButtonPressed:
    """A command without the text behind it."""
    if isinstance(event, ButtonPressed):
        return event
    line = f"{event.command} {event.text}"
    return replace(event, text=line.removesuffix(find(event.command, event.text).rest).partition(" ")[2])


def _known(routes: Mapping[str, Route], action: str) -> Route:
    """Raises Absent for an action that was never ours, or is no more."""
    if action not in routes:
        raise Absent("ritual.expired")
    return routes[action]


def _meant_teams(context: Context) -> list[Team]:
    """The actor's own teams that something said here may be about."""
    assert context.person.id is not None and context.workspace.id is not None
    place = context.place.conversation
    return team_choice.meant(context.session, context.workspace.id, place, context.person.id, context.today())


def _about(context: Context, route: Route, ref: str) -> Context:
    """The context with the team an event is about, among the actor's own: anything else answers as absent."""
    if route.about is not None:
        team_id = route.about(context.session, ref)
        team = context.session.get(Team, team_id) if team_id is not None else None
        if team is None:
            raise Absent("permission.absent")
    else:
        team = next(iter(_meant_teams(context)), None)
        if team is None:
            return context
    here = context.within(team)
    if route.concerned is not None:
        here = here.concerning(route.concerned(context.session, ref))
    if not here.roles or team.tenant_id != context.person.tenant_id:
        raise Absent("permission.absent")
    return here
