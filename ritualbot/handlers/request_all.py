"""[Take all]: one press takes everything new that came to somebody of a desk, and one takes that back."""

from ritualbot.chat.events import ButtonPressed
from ritualbot.chat.replies import Reply, Say
from ritualbot.errors import Absent, NotAllowed, RuleBroken
from ritualbot.handlers import request_step, request_told as told
from ritualbot.handlers.context import Context
from ritualbot.reports import request as report, request_all as answers
from ritualbot.reports.request import UNDO_WITHIN, Scene
from ritualbot.rituals import permissions
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.request_act import Act, Side, may
from ritualbot.rituals.request_history import Happened, RequestState
from ritualbot.store import desk_people, request as requests
from ritualbot.store.request import Concerned, Request


def take_all(context: Context, _event: ButtonPressed) -> Reply:
    """What would come to somebody else of the desk is left to them."""
    seats = desk_people.of_person(context.session, context.person)
    if not seats:
        permissions.allow(context.roles, Right.REQUEST_DECIDE, own=False)
    taken: list[Scene] = []
    last = ""
    for found in requests.open_of_desks(context.session, [desk.id or 0 for desk in seats]):
        row = requests.by_ref(context.session, found.ref) if found.state == RequestState.NEW else None
        here = _allowed(context, row) if row else None
        if row is None or here is None:
            continue
        each = report.scene(context.session, row)
        if may(Act.TAKE, Side.DESK, each.now, each.type.ending) and told.comes_to(context, each, context.person):
            data = {"by": Side.DESK.value, "owner": str(context.person.id), "all": "1"}
            after, _, last = request_step.take(here, each, Side.DESK, Happened.TAKEN, data)
            taken.append(after)
    return Say(answers.taken_card(request_step.reader(context, Side.DESK), taken, last, context.now))


def _allowed(context: Context, row: Request) -> Context | None:
    here = context.concerning(Concerned(row.desk_id, row.requester_id))
    return here if permissions.holds(here.roles, Right.REQUEST_DECIDE, own=here.own) else None


def untake_all(context: Context, event: ButtonPressed) -> Reply:
    """Those nobody did anything with since."""
    done = requests.event_by_ref(context.session, event.ref)
    if done is None:
        raise Absent("permission.absent")
    if done.person_id != context.person.id:
        raise NotAllowed("permission.own_only")
    if context.now - done.at > UNDO_WITHIN:
        raise RuleBroken("request.take_all.undo_late")
    given_back: list[Scene] = []
    for line, row in requests.taken_with(context.session, done):
        here, each = _allowed(context, row), report.scene(context.session, row)
        if here is not None and each.now.told.seq == line.seq:
            after, _, _ = request_step.take(here, each, Side.DESK, Happened.UNTAKEN, {})
            given_back.append(after)
    return Say(answers.given_back_card(request_step.reader(context, Side.DESK), given_back))
