"""Who comes to a desk and who leaves it: told to them, noted, and what a leaver looked after handed over."""

from collections.abc import Sequence

from ritualbot.chat.cards import Card
from ritualbot.handlers.context import Context, Tick
from ritualbot.handlers.desk_right import record, words_for
from ritualbot.reports import desk_seat as report
from ritualbot.rituals.desk import Seat
from ritualbot.store import desk_people as desks, person as people
from ritualbot.store.audit import Action
from ritualbot.store.desk import Desk
from ritualbot.store.team import Person

_GIVEN = {Seat.LEAD: Action.DESK_LEAD_GIVEN, Seat.CONTACT: Action.DESK_CONTACT_GIVEN}
_TAKEN = {Seat.LEAD: Action.DESK_LEAD_TAKEN, Seat.CONTACT: Action.DESK_CONTACT_TAKEN}


def seat(context: Context, desk: Desk, contacts: Sequence[Person], leads: Sequence[Person]) -> None:
    """These and no others sit there. Who comes is welcomed or told, who goes is told; every change is noted."""
    before = {row.person_id: Seat(row.role) for row in desks.seats(context.session, desk)}
    was = {each.id: each for each in desks.people(context.session, desk)}
    came = desks.seat(context.session, desk, contacts, leads)
    after = {row.person_id: Seat(row.role) for row in desks.seats(context.session, desk)}
    known = was | {each.id: each for each in (*contacts, *leads)}
    for person_id in dict.fromkeys((*before, *after)):
        if before.get(person_id) == after.get(person_id):
            continue
        if person_id in before:
            record(context, _TAKEN[before[person_id]], known[person_id].ref)
        if person_id in after:
            record(context, _GIVEN[after[person_id]], known[person_id].ref)
    _tell(context, desk, [known[each] for each in before if each not in after], came)


def _tell(context: Context, desk: Desk, gone: Sequence[Person], came: Sequence[Person]) -> None:
    """Whoever never heard from us has a first word coming, which says all of it."""
    people.expect_welcome(context.session, came, context.person.ref, context.now)
    met = [each for each in came if each.welcomed_at is not None and each.id != context.person.id]
    for each in met:
        card = report.seated_card(context.session, words_for(each, desk), desk, each, context.person)
        _send(context, desk, each, "seated", card)
    for each in (person for person in gone if person.welcomed_at is not None and person.id != context.person.id):
        _send(context, desk, each, "unseated", report.unseated_card(words_for(each, desk), desk, context.person))


def _send(context: Context, desk: Desk, person: Person, what: str, card: Card) -> None:
    subject = f"desk:{desk.ref}:{what}:{context.now.isoformat()}"
    context.tell(person, "desk.news", subject, f"{subject}:{person.ref}", card, ref=desk.ref)


def leave(tick: Tick, gone: Person) -> None:
    """Somebody left the company: their seats are free, and whoever leads the desk hears what they looked after; where
    they led it themselves, the scrum masters do, or the admins."""
    for desk in desks.of_person(tick.session, gone):
        card_of = report.left(tick.session, desk, gone)
        desks.leave(tick.session, desk, gone)
        leads = desks.people(tick.session, desk, Seat.LEAD)
        ranks = (leads, desks.scrum_masters(tick.session, desk.tenant_id), people.admins(tick.session, desk.tenant_id))
        for each in next((rank for rank in ranks if rank), []):
            subject = f"desk:{desk.ref}:left:{gone.ref}:{tick.now.isoformat()}"
            tick.tell(each, "desk.news", subject, f"{subject}:{each.ref}", card_of(words_for(each, desk)), ref=desk.ref)
