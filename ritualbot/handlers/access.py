"""Asking to set up a team without the right to, and deciding on it."""

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, NotAllowed
from ritualbot.handlers import setup_right as right
from ritualbot.handlers.context import Context
from ritualbot.i18n import Words
from ritualbot.reports import setup as report
from ritualbot.rituals.setup import FIELDS
from ritualbot.store import access_request as requests, team_roster as roster
from ritualbot.store.access_request import AccessRequest, AccessState
from ritualbot.store.audit import Action
from ritualbot.store.team import Person


def ask(context: Context, event: ButtonPressed | FormSubmitted) -> Reply:
    """Asks those who decide, once; asking again tells that it is asked. Whoever may meanwhile gets the form."""
    right.require_free(context, event.ref)
    typed = right.prefill(context, event.ref)
    if isinstance(event, FormSubmitted):
        typed = {field: event.values.get(field, "") for field in FIELDS}
    if right.may(context, event.ref):
        return OpenForm(report.setup_form(context.words, event.ref, typed, right.today(context)))
    deciders = requests.deciders(context.session, context.workspace.tenant_id)
    if not deciders:
        return Say(report.nobody_card(context.words))
    workspace_id, person_id = roster.id_of(context.workspace), roster.id_of(context.person)
    request = requests.current(context.session, workspace_id, person_id, event.ref)
    if request is None or request.state != AccessState.ASKED:
        channel = context.place.name if context.place.conversation == event.ref else ""
        request = requests.ask(context.session, workspace_id, person_id, event.ref, channel, typed, context.now)
        right.log(context, Action.ACCESS_ASKED, request.ref)
        for decider in deciders:
            _tell(
                context,
                decider,
                request,
                "asked",
                report.wanted_card(_words(context, decider), request, context.person.name),
            )
    return Say(report.waiting_card(context.words, request, [each.name for each in deciders]))


def grant(context: Context, event: ButtonPressed) -> Reply:
    return _decide(context, event.ref, AccessState.GRANTED)


def refuse(context: Context, event: ButtonPressed) -> Reply:
    return _decide(context, event.ref, AccessState.REFUSED)


def _decide(context: Context, ref: str, decision: AccessState) -> Reply:
    """The first one decides; the next is told who did. Raises Absent for anyone who was not to decide."""
    request = requests.lock(context.session, ref)
    deciders = requests.deciders(context.session, context.workspace.tenant_id)
    if request is None or context.person.id not in {each.id for each in deciders}:
        raise Absent("permission.absent")
    asker = context.session.get(Person, request.person_id)
    if asker is None or asker.tenant_id != context.person.tenant_id:
        raise Absent("permission.absent")
    if asker.id == context.person.id:
        raise NotAllowed("permission.not_own")
    if request.state != AccessState.ASKED:
        return Say(_decided(context, request, asker))
    request.state, request.decided_at, request.decided_by = decision, context.now, context.person.id
    right.log(context, Action(f"access.{decision}"), request.ref)
    build = report.granted_card if decision is AccessState.GRANTED else report.declined_access_card
    _tell(context, asker, request, decision, build(_words(context, asker), request, context.person.name))
    return Say(_decided(context, request, asker))


def _decided(context: Context, request: AccessRequest, asker: Person) -> Card:
    by = context.session.get(Person, request.decided_by) if request.decided_by else None
    return report.decided_card(context.words, request, asker.name, by.name if by else "")


def _tell(context: Context, person: Person, request: AccessRequest, what: str, card: Card) -> None:
    subject = f"access:{request.ref}:{what}:{person.id}"
    context.tell(person, "access.asked" if what == "asked" else "access.decided", subject, subject, card, request.ref)


def _words(context: Context, person: Person) -> Words:
    return Words(person.language or context.workspace.language)
