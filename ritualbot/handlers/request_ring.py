"""A request's clock makes itself heard: each rung once, to whom it concerns at that moment."""

from ritualbot.handlers.context import Tick
from ritualbot.handlers.request_told import askers, looked_after, team_reader
from ritualbot.reports import request as report
from ritualbot.reports.request import Reader, Scene
from ritualbot.reports.request_ring import ring_card
from ritualbot.rituals import ladder, request_clock
from ritualbot.rituals.desk import Seat
from ritualbot.rituals.ladder import Call, Heard, RungName
from ritualbot.rituals.request_history import WITH_DESK, Happened
from ritualbot.store import person as people, request as requests, request_desk as desks, team as teams
from ritualbot.store.outbox import Outbox
from ritualbot.store.team import Person

LISTED, PING, BREACH = "request.listed", "request.ping", "request.breach"


def ring(tick: Tick, ref: str) -> None:
    """The alarm of a request. What was missed meanwhile is one message, which says how late it comes."""
    row = requests.by_ref(tick.session, ref)
    if row is None:
        return
    each, steps = report.scene(tick.session, row), requests.steps(tick.session, row)
    found = request_clock.moments(each.now, each.calendar)
    call = ladder.call(found, request_clock.spoken(steps), tick.now)
    if call is None:
        requests.wind(tick.session, row, tick.now)
        return
    rungs = {"rungs": ",".join(call.passed)}
    event = requests.record(tick.session, row, Happened.RUNG, None, tick.now, rungs)
    told: set[int] = set()
    for heard in Heard:
        for person in _hearing(tick, each, heard) if heard in call.tells else []:
            if person.id is not None and person.id not in told:
                told.add(person.id)
                _tell(tick, each, person, heard, call, event.ref, request_clock.cycle(steps))


def _tell(tick: Tick, each: Scene, person: Person, heard: Heard, call: Call, event: str, cycle: int) -> None:
    subject = f"request:{each.row.ref}:{cycle}:{call.rung}:{person.ref}"
    card = ring_card(each, _reader(tick, each, person, heard), heard, call, tick.now)
    tick.tell(person, _kind(heard, call.rung), subject, subject, card, ref=event)


def _kind(heard: Heard, rung: RungName) -> str:
    if rung is RungName.LISTED:
        return LISTED
    told_of_breach = heard in (Heard.OWNER, Heard.REQUESTER) and rung in request_clock.BREACHES
    return BREACH if told_of_breach else PING


def _reader(tick: Tick, each: Scene, person: Person, heard: Heard) -> Reader:
    of_team = heard in (Heard.REQUESTER, Heard.SCRUM_MASTER)
    return team_reader(tick, each, person) if of_team else report.reader_at_desk(each, person)


def _hearing(tick: Tick, each: Scene, heard: Heard) -> list[Person]:
    """Those who hear as that; nobody hears as the desk about their own request."""
    if heard is Heard.REQUESTER:
        return askers(tick, each)
    if heard is Heard.SCRUM_MASTER:
        return people.leads(tick.session, each.team, tick.now)[:1]
    found = {Heard.OWNER: _owner, Heard.BACKUP: _backup, Heard.LEAD: _leads}[heard](tick, each)
    return [person for person in found if person.id != each.row.requester_id]


def _owner(tick: Tick, each: Scene) -> list[Person]:
    found = looked_after(tick, each)
    return [found] if found else []


def _backup(tick: Tick, each: Scene) -> list[Person]:
    """The backup of who looks after it, else the lead: SPEC E13."""
    owners = {person.id for person in _owner(tick, each)}
    seats = desks.people(tick.session, each.desk.id or 0)
    backups = {seat.backup_id for seat, person in seats if person.id in owners and seat.backup_id} - owners
    found = [person for person in teams.people(tick.session, backups).values() if person.active]
    return found or [person for person in _leads(tick, each) if person.id not in owners]


def _leads(tick: Tick, each: Scene) -> list[Person]:
    return [person for seat, person in desks.people(tick.session, each.desk.id or 0) if seat.role == Seat.LEAD]


# -- as a sending begins -------------------------------------------------------------------------------------------


def wanted(tick: Tick, row: Outbox) -> bool:
    """Nobody is pinged about what was done, put off or passed on meanwhile."""
    found, event = requests.of_event(tick.session, row.ref), requests.event_by_ref(tick.session, row.ref)
    if found is None or event is None or found.state not in WITH_DESK:
        return False
    course = requests.course(tick.session, found)
    last = RungName(requests.step_of(event).data["rungs"].split(",")[-1])
    return any(
        moment.rung is last and moment.at <= tick.now for moment in request_clock.moments(course.now, course.calendar)
    )
