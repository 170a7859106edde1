"""What both sides are told of a request: a card each, kept true where it stands, and the news that ask for a look."""

from dataclasses import replace

from ritualbot.errors import RuleBroken
from ritualbot.handlers import sponsor_help_told
from ritualbot.handlers.context import Context, Tick
from ritualbot.i18n import Words
from ritualbot.reports import (
    request as report,
    request_channel as channel_report,
    request_done as answers,
    request_version as forms,
)
from ritualbot.reports.request import Reader, Scene
from ritualbot.rituals import permissions
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.request import makes_version
from ritualbot.rituals.request_act import Side
from ritualbot.rituals.request_history import WITH_DESK, Happened, RequestState, Step
from ritualbot.rituals.sponsor_help import About
from ritualbot.store import (
    also,
    desk_duty,
    outbox,
    person as people,
    request as requests,
    request_desk as desks,
    team as teams,
)
from ritualbot.store.outbox import Outbox, Outgoing
from ritualbot.store.team import Person

CHANNEL = "request.channel"
FILED = "filed"  # the key of what is told of a request first

# What the other side hears as a message of its own; all else shows on its card, in silence.
NEWS = {
    Side.DESK: frozenset(
        {
            *(Happened.ASKED, Happened.DATE_PROPOSED, Happened.DATE_DECLINED),
            *(Happened.APPROVED, Happened.RESERVED, Happened.REFUSED, Happened.CORRECTED, Happened.COMMITTED),
            *(Happened.DELIVERED, Happened.SAID, Happened.OPTIONS_OFFERED, Happened.RETYPED, Happened.REOPENED),
        }
    ),
    Side.TEAM: frozenset(
        {
            *(Happened.SAID, Happened.NUDGED, Happened.WITHDRAWN, Happened.REWORKED),
            *(Happened.DATE_PROPOSED, Happened.DATE_DECLINED, Happened.OPTION_PICKED, Happened.REOPENED),
            Happened.ASKED,  # by somebody outside, beside the desk
        }
    ),
}


def receivers(tick: Tick, each: Scene) -> list[Person]:
    """Whom of the desk it goes to: its owner, else whoever is on duty, or who is there instead. With nobody there it
    waits for the one it would go to; nobody answers themselves."""
    found, but = looked_after(tick, each), {each.row.requester_id}
    return [found] if found else desks.receivers(tick.session, each.row.desk_id, each.now.owner, but)


def comes_to(tick: Tick, each: Scene, person: Person) -> bool:
    """Whether it is this person of the desk who hears of it; what stands in the desk's channel comes to nobody yet."""
    return not in_channel_alone(tick, each) and person.id in {one.id for one in receivers(tick, each)}


def looked_after(tick: Tick, each: Scene) -> Person | None:
    """Who of the desk is there for it now: SPEC E13."""
    owner, but = tick.session.get(Person, each.now.owner) if each.now.owner else None, {each.row.requester_id}
    if owner is None:
        return desk_duty.on_duty(tick.session, each.desk, tick.now, but)
    return desk_duty.instead_of(tick.session, each.desk, owner, tick.now, but)


def askers(tick: Tick, each: Scene) -> list[Person]:
    """Whoever asked, or whoever leads the team once they are gone from it."""
    member = permissions.holds(teams.roles_in(tick.session, each.row.requester_id, each.team), Right.REQUEST_EDIT)
    return [each.requester] if each.requester.active and member else people.leads(tick.session, each.team, tick.now)


def show(tick: Tick, each: Scene, key: str) -> None:
    """The card of each side as it now stands. On the desk's it is a message to whom it goes, and an edit elsewhere; in
    the desk's channel, where there is one, for all of the desk."""
    row = each.row
    show_team(tick, each, key)
    alone = in_channel_alone(tick, each)
    to = {person.id for person in receivers(tick, each)} if each.now.state in WITH_DESK and not alone else set()
    subject = f"request:{row.ref}:desk"
    for _, person in desks.people(tick.session, row.desk_id):
        if person.id != row.requester_id:
            kind = "request.desk" if person.id in to else "request.settled"
            card = report.card(each, report.reader_at_desk(each, person))
            tick.tell(person, kind, f"{subject}:{person.ref}", f"{subject}:{person.ref}:{key}", card, ref=row.ref)
    _post(tick, each, key)
    sponsor_help_told.follow(tick, About.REQUEST, row.ref, each.now.open, key)


def show_team(tick: Tick, each: Scene, key: str) -> None:
    """The team's side alone."""
    row, subject = each.row, f"request:{each.row.ref}:team"
    for person in askers(tick, each):
        card = report.card(each, team_reader(tick, each, person))
        tick.tell(person, "request.mine", f"{subject}:{person.ref}", f"{subject}:{person.ref}:{key}", card, ref=row.ref)


def team_reader(tick: Tick, each: Scene, person: Person) -> Reader:
    roles = teams.roles_in(tick.session, person.id or 0, each.team)
    return replace(report.reader_for_team(each, person), leads=permissions.holds(roles, Right.HELP_ASK))


def in_channel_alone(tick: Tick, each: Scene) -> bool:
    """Whether nobody is meant yet but whoever of the desk takes it in its channel."""
    if not each.desk.conversation or each.now.state is not RequestState.NEW:
        return False
    return not any(seat.duty for seat, _ in desks.people(tick.session, each.row.desk_id))


def _post(tick: Tick, each: Scene, key: str) -> None:
    """What is new is posted in the desk's channel; what stands there is kept true, also once it is bound no more."""
    row, subject = each.row, f"request:{each.row.ref}:channel"
    stands = outbox.newest(tick.session, subject)
    here = (stands.workspace_id, stands.conversation) if stands else (each.desk.workspace_id, each.desk.conversation)
    if here[0] is None or not here[1] or (stands is None and key != FILED):
        return
    card = channel_report.channel_card(each)
    said = Outgoing(here[0], CHANNEL, subject, f"{subject}:{key}", card, conversation=here[1], ref=row.ref)
    outbox.put(tick.session, tick.now, said)


def news(tick: Tick, each: Scene, by: Side, step: Step, about: str, key: str) -> None:
    """What one side did, for the other one. `about`: the event whose message this is, told again as it changes."""
    if step.kind not in NEWS[by] and step.kind is not Happened.ANSWERED:
        return
    to = askers(tick, each) if by is Side.DESK else receivers(tick, each)
    for person in to:
        subject = f"request:{each.row.ref}:news:{about}:{person.ref}"
        reader = report.reader_for_team(each, person) if by is Side.DESK else report.reader_at_desk(each, person)
        card = report.news_card(each, reader, step)
        tick.tell(person, "request.news", subject, f"{subject}:{key}", card, ref=each.row.ref)


def version(tick: Tick, each: Scene, step: Step, about: str) -> None:
    """Another version of what is asked, or what was awaited, for the desk: what is different, and whether its clock
    starts over."""
    if not makes_version(step) and not step.data.get("answers"):
        return
    asked = about if makes_version(step) and restartable(each) and not step.data.get("anew") else ""
    for person in receivers(tick, each):
        subject = f"request:{each.row.ref}:news:{about}:{person.ref}"
        card = forms.version_card(each, report.reader_at_desk(each, person), step, asked)
        tick.tell(person, "request.news", subject, f"{subject}:first", card, ref=each.row.ref)


def restartable(each: Scene) -> bool:
    """Whether there is a clock that could start over."""
    decide = each.now.decide
    return each.now.open and decide.met_at is None and decide.starts_at is not None


def nobody(tick: Tick, each: Scene) -> None:
    """A request that reached nobody: whoever leads the team hears what to do."""
    subject = f"request:{each.row.ref}:nobody"
    for person in people.leads(tick.session, each.team, tick.now):
        card = answers.nobody_card(each, Words(person.language or each.team.language))
        tick.tell(person, "request.nobody", subject, f"{subject}:{person.ref}", card, ref=each.row.ref)


def stale(context: Context, each: Scene) -> RuleBroken:
    """It has moved on: what happened, by whom, when."""
    when = report.moment(context.words, each.now.told.at, context.person.zone(), each.desk.tz)
    what = report.what_happened(context.words, each, each.now.told)
    return RuleBroken("request.stale", number=str(each.row.number), what=what, moment=when)


# -- as a sending begins -------------------------------------------------------------------------------------------


def desk_wanted(tick: Tick, row: Outbox) -> bool:
    """Nobody is asked for what is no longer theirs to do, nor twice; what stands already is kept true."""
    if row.edits:
        return True
    found, to = requests.by_ref(tick.session, row.ref), teams.person_at(tick.session, row.workspace_id, row.user)
    if found is None or to is None or (row.page == 1 and also.newest(tick.session, row.subject).id != row.id):
        return False
    if found.state not in WITH_DESK:
        return False
    each = report.scene(tick.session, found)
    listed = "all" in each.now.told.data and each.now.told.person == to.id  # the answer to their press showed it
    return not listed and comes_to(tick, each, to)


def desk_failed(tick: Tick, row: Outbox, _why: str) -> None:
    """Whom nothing reaches answers nothing: whoever of the desk is there instead hears of it, or that nobody does."""
    found, to = requests.by_ref(tick.session, row.ref), teams.person_at(tick.session, row.workspace_id, row.user)
    if found is None or to is None or row.edits or row.page > 1 or found.state not in WITH_DESK:
        return
    each = report.scene(tick.session, found)
    instead = [person for person in receivers(tick, each) if person.id != to.id]
    if instead:
        show(tick, each, f"unreached:{row.id}")
    else:
        nobody(tick, each)


def channel_wanted(tick: Tick, row: Outbox) -> bool:
    """What was taken, answered or withdrawn before it could be posted is not posted any more."""
    found = requests.by_ref(tick.session, row.ref)
    return bool(row.edits) or (found is not None and found.state == RequestState.NEW)


def channel_failed(tick: Tick, row: Outbox, _why: str) -> None:
    """Nothing can be posted there: the desk has no channel until somebody binds one, and people hear of it again."""
    found = requests.by_ref(tick.session, row.ref)
    if found is None or row.edits:
        return
    each = report.scene(tick.session, found)
    each.desk.workspace_id, each.desk.conversation = None, ""
    tick.session.add(each.desk)
    tick.session.flush()
    show(tick, each, "no_channel")


def settled_wanted(tick: Tick, row: Outbox) -> bool:
    """Only ever an edit."""
    return bool(row.edits)
