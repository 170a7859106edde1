"""Another system's number for a request: written down by either side, found by whoever may see the request."""

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers import request
from ritualbot.handlers.context import Context
from ritualbot.handlers.request_act import do, ready
from ritualbot.reports import request as report, request_reference as forms
from ritualbot.rituals import inputs, permissions
from ritualbot.rituals.links import web_link
from ritualbot.rituals.permissions import Right, Role
from ritualbot.rituals.request_act import Act, Side
from ritualbot.rituals.request_reference import REFERENCE_LIMIT, reference_key, request_number
from ritualbot.store import desk_people, request as requests, request_version as versions
from ritualbot.store.request import Request


def ask(context: Context, event: ButtonPressed) -> Reply:
    each, side = ready(context, Act.REFERENCE, event.ref)
    return OpenForm(forms.reference_form(context.words, each, side))


def save(context: Context, event: FormSubmitted) -> Reply:
    """Written down by the desk it acknowledges, unless somebody says otherwise or something did already."""
    each, side = ready(context, Act.REFERENCE, event.ref)
    typed = event.values.get("ref", "")
    ref = " ".join(inputs.require_text(typed, field="ref", limit=REFERENCE_LIMIT, required=True).split())
    if not reference_key(ref):
        raise RuleBroken("request.reference_empty", field="ref", typed=inputs.echo(typed))
    link = event.values.get("link", "")
    link = "" if inputs.is_blank(link) else web_link(link, field="link")
    unseen = side is Side.DESK and each.now.acknowledge.met_at is None
    data = {"ref": ref, "link": link}
    data |= {"acknowledges": "1"} if unseen and event.values.get("acknowledges") else {}
    versions.refer(context.session, each.row, ref, reference_key(ref), link)
    return do(context, each, side, Act.REFERENCE, data)


def show(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/request`, and behind it a reference or a number: what is found by that, among what one may see."""
    typed = event.text if isinstance(event, CommandTyped) else ""
    if inputs.is_blank(typed):
        return request.show(context, event)
    team = context.team if _reads(context) else None
    seats = [desk.id or 0 for desk in desk_people.of_person(context.session, context.person)]
    if team is None and not seats:
        return request.show(context, event)  # says which right it takes
    number = request_number(typed) if team is not None else None
    rows = versions.found(context.session, team.id if team else None, seats, reference_key(typed), number)
    seen = [row for row in rows if request.may_look(_about(context, row), row)]
    if len(seen) == 1:
        return request.shown(_about(context, seen[0]), seen[0])
    scenes = [report.scene(context.session, row) for row in seen]
    return Say(forms.found_card(context.words, inputs.echo(typed), scenes))


def _reads(context: Context) -> bool:
    here = context.roles - {Role.DESK_CONTACT, Role.DESK_LEAD}
    return context.team is not None and permissions.holds(here, Right.REQUEST_READ)


def _about(context: Context, row: Request) -> Context:
    """The same person, as what they are to this request."""
    here = context
    if context.team is not None and context.team.id != row.team_id:
        here = context.within(report.scene(context.session, row).team)
    return here.concerning(requests.concerned(context.session, row.ref))
