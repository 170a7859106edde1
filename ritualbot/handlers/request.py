"""What people ask of a desk: of whom, what kind, the form; and the lists of what waits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import request_item, request_told as told
from ritualbot.handlers.context import Context
from ritualbot.reports import request as report, request_done as answers, request_form, request_list
from ritualbot.reports.request import Reader
from ritualbot.reports.request_csv import desk_file, requests_file
from ritualbot.rituals import durations, inputs, permissions, sla
from ritualbot.rituals.blocker import BlockerState
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.permissions import Right, Role
from ritualbot.rituals.request_act import Side
from ritualbot.rituals.request_form import LINE_LIMIT, Filled, parse
from ritualbot.rituals.request_history import Source
from ritualbot.rituals.request_item import DATA_DESK, DATA_TYPE, DESKS, data_waiting, waiting
from ritualbot.rituals.request_types import TYPES, RequestType, types_of
from ritualbot.rituals.sprint import Need
from ritualbot.store import (
    blocker as blockers,
    desk_people,
    draft as drafts,
    request as requests,
    request_desk as desks,
    request_item as needs,
    sprint_item as items,
)
from ritualbot.store.blocker import Blocker
from ritualbot.store.desk import Desk
from ritualbot.store.request import Request
from ritualbot.store.request_blocker import tag_of, waited_for

LEADS = (Role.SCRUM_MASTER, Role.ASSISTANT)


def show(context: Context, _event: CommandTyped | ButtonPressed) -> Reply:
    """`/request`: what the team waits for, and what waits at one's own desks."""
    assert context.person.id is not None
    mine, kinds = None, []
    seats = desk_people.of_person(context.session, context.person)
    here = context.roles - {Role.DESK_CONTACT, Role.DESK_LEAD}  # what one is on a desk, one is in no team
    if context.team is not None and permissions.holds(here, Right.REQUEST_READ):
        mine = requests.open_in(context.session, context.team.id or 0)
        kinds = [*dict.fromkeys(desk.kind for desk in desk_people.of_tenant(context.session, context.team.tenant_id))]
    elif not seats:
        context.this_team()
        permissions.allow(context.roles, Right.REQUEST_READ)
    theirs = requests.open_of_desks(context.session, [desk.id or 0 for desk in seats]) if seats else None
    hidden = {row.ref for row in mine or () if not _open_to(context, row)} - {row.ref for row in theirs or ()}
    leads = context.team is not None and permissions.holds(here, Right.REQUEST_EDIT, own=False)
    files = [requests_file(context.words, context.this_team())] if leads else []
    files += [desk_file(context.words, desk) for desk in seats]
    beside = tuple(each.button for each in files)
    return Say(request_list.list_card(context.session, _reader(context), mine, theirs, kinds, hidden, beside))


def _open_to(context: Context, row: Request) -> bool:
    """Whether someone of the team may see what a request says."""
    return not row.confidential or row.requester_id == context.person.id or context.has(*LEADS)


def _reader(context: Context) -> Reader:
    person = context.person
    return Reader(context.words, person.zone(), Side.TEAM, person.id or 0)


def look(context: Context, event: ButtonPressed) -> Reply:
    """One request, with what its reader may do. What is confidential answers as absent to whom it does not concern."""
    row = requests.by_ref(context.session, event.ref)
    if row is None or not may_look(context, row):
        raise Absent("permission.absent")
    return shown(context, row)


def may_look(context: Context, row: Request) -> bool:
    return context.has(Role.DESK_CONTACT, Role.DESK_LEAD) or _open_to(context, row)


def shown(context: Context, row: Request) -> Reply:
    seated = context.has(Role.DESK_CONTACT, Role.DESK_LEAD)
    side = Side.DESK if seated and not context.own else Side.TEAM
    right = Right.REQUEST_DECIDE if side is Side.DESK else Right.REQUEST_EDIT
    acts = permissions.holds(context.roles, right, own=context.own)
    each = report.scene(context.session, row)
    leads = permissions.holds(context.roles, Right.HELP_ASK)
    return Say(report.card(each, replace(_reader(context), side=side, acts=acts, leads=leads)))


# -- asking --------------------------------------------------------------------------------------------------------


def choose(kind: DeskKind, context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/request legal`: what kind of thing. What is typed behind it waits in the form, as its title."""
    team = context.this_team()
    found = desks.of_kind(context.session, team.tenant_id, kind)
    if not found:
        return Say(request_list.no_desk_card(context.words, kind))
    typed = inputs.clean_text(event.text).strip() if isinstance(event, CommandTyped) else ""
    _keep_typed(context, kind, found, typed, "")
    return Say(request_list.types_card(context.words, team, found, ""))


def _keep_typed(context: Context, kind: DeskKind, found: Sequence[Desk], typed: str, after: str) -> None:
    """Waits in the form of every kind of thing. `after`: the end of those forms' refs."""
    if inputs.is_blank(typed):
        return
    values = {"title": typed} if inputs.graphemes(typed) <= LINE_LIMIT else {"details": typed}
    _keep(context, found, types_of(kind), values, after)


def _keep(
    context: Context, found: Sequence[Desk], types: Sequence[RequestType], values: Mapping[str, str], after: str
) -> None:
    for desk in found:
        for type_ in types:
            ref = f"{context.this_team().ref}:{desk.ref}:{type_.name}{after}"
            drafts.keep(context.session, context.person.id or 0, "request.file", ref, values, context.now)


def from_item(context: Context, event: ButtonPressed) -> Reply:
    """[Ask legal] for what an item of the sprint needs: its title waits in the form. Where it needs nothing any more,
    or it was asked for meanwhile, what there is."""
    row, team = items.by_ref(context.session, event.ref), context.this_team()
    if row is None:
        raise Absent("permission.absent")
    if not row.need or needs.is_asked(context.session, row):
        return show(context, event)
    kind, after = DESKS[Need(row.need)], f":{row.ref}"
    found = desks.of_kind(context.session, team.tenant_id, kind)
    if not found:
        return Say(request_list.no_desk_card(context.words, kind))
    _keep(context, found, types_of(kind), waiting(row.title, row.need_text, row.link), after)
    return Say(request_list.types_card(context.words, team, found, after))


def data(context: Context, event: ButtonPressed) -> Reply:
    """[Ask IT for the data] that is not there yet: the form of a data flow, filled in by whatever wants it."""
    meant, team = needs.data_wanted(context.session, event.ref), context.this_team()
    if meant is None:
        raise Absent("permission.absent")
    found = desks.of_kind(context.session, team.tenant_id, DATA_DESK)
    if not found:
        return Say(request_list.no_desk_card(context.words, DATA_DESK))
    values, type_ = data_waiting(meant.what, meant.source, meant.link), TYPES[DATA_TYPE]
    _keep(context, found[:1], (type_,), values, f":{event.ref}")
    ref = f"{team.ref}:{found[0].ref}:{type_.name}:{event.ref}"
    return OpenForm(request_form.file_form(context.words, ref, found[0], type_))


def from_blocker(context: Context, event: ButtonPressed) -> Reply:
    """[Ask the desk] that a blocker's text waits for: the text waits in the form, as the title. Where it waits for
    none, or one was asked meanwhile, what there is."""
    row, team = _blocker(context, event.ref), context.this_team()
    kind = waited_for(context.session, team, [row]).get(row.ref)
    if kind is None:
        return show(context, event)
    found, after = desks.of_kind(context.session, team.tenant_id, kind), f":{row.ref}"
    _keep_typed(context, kind, found, " ".join(row.text.split()), after)
    return Say(request_list.types_card(context.words, team, found, after))


def _blocker(context: Context, ref: str) -> Blocker:
    """An open blocker, locked, of whoever may change it. Raises RuleBroken `blocker.closed`."""
    row = blockers.by_ref(context.session, ref)
    if row is None:
        raise Absent("permission.absent")
    permissions.allow(context.roles, Right.BLOCKER_EDIT, own=row.person_id == context.person.id)
    if row.state != BlockerState.OPEN:
        raise RuleBroken("blocker.closed", number=str(row.number))
    return row


def _meant(context: Context, ref: str) -> tuple[Desk, RequestType]:
    _, desk_ref, type_, *_ = ref.split(":")
    desk = desk_people.of_ref(context.session, desk_ref)
    assert desk is not None
    return desk, TYPES[type_]


def open(context: Context, event: ButtonPressed) -> Reply:
    desk, type_ = _meant(context, event.ref)
    return OpenForm(request_form.file_form(context.words, event.ref, desk, type_))


def file(context: Context, event: FormSubmitted) -> Reply:
    desk, type_ = _meant(context, event.ref)
    filled = parse(type_, event.values, context.words.language, context.today())
    of = ":".join(event.ref.split(":")[3:])
    source = needs.source_of(context.session, of)
    blocker = _blocker(context, of) if source is Source.BLOCKER else None
    row = _file(context, desk, type_, filled, source, of)
    if blocker is not None:
        _tag(context, blocker, desk)
    request_item.follow(context, context.this_team(), row)
    each = report.scene(context.session, row)
    told.show(context, each, told.FILED)
    alone = told.in_channel_alone(context, each)
    to = None if alone else next(iter(told.receivers(context, each)), None)
    if to is None and not alone:
        told.nobody(context, each)
    left = requests.express_left(context.session, each.desk, row.team_id, each.now.told.at)
    return Say(answers.filed_card(each, report.reader_for_team(each, context.person), to, left))


def _tag(context: Context, row: Blocker, desk: Desk) -> None:
    """From now on it waits at the desk, and for it: a day without blockers closes it no more."""
    tag = tag_of(DeskKind(desk.kind))
    if row.tag != tag:
        blockers.update(context.session, row, context.person.id, row.text, tag, context.now)


def _file(context: Context, desk: Desk, type_: RequestType, filled: Filled, source: Source, of: str) -> Request:
    """Writes it down, with what the targets are worth in the desk's hours from now on. `of`: the ref of what it is made
    of."""
    team, desk_id = context.this_team(), desk.id or 0
    version = desks.newest_version(context.session, desk_id)
    calendar = desks.calendar(context.session, desk_id, version)
    terms = desks.terms(context.session, desk_id, type_.name)
    data = {"firm": "1" if terms.firm else ""}
    for name, typed in (("acknowledge", terms.acknowledge), ("decide", terms.decide)):
        duration = durations.parse(typed, desk.language, field=None)
        data[name] = str(int(sla.budget_of(calendar, context.now, duration).total_seconds()))
    row = Request(
        team_id=team.id or 0,
        number=0,
        desk_id=desk_id,
        type=type_.name,
        title=filled.title,
        fields=requests.kept(filled.fields),
        requester_id=context.person.id or 0,
        link=filled.link,
        needed_on=filled.needed_on,
        campaign=filled.campaign,
        confidential=filled.confidential,
        source=source,
        source_ref=of,
        filed_at=context.now,
        calendar_version=version,
    )
    return requests.file(context.session, row, data, context.workspace.platform)
