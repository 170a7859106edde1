"""What people hear when they come to a desk, leave it, or see somebody leave it."""

from collections.abc import Callable

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Note, Row, Table
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.request import title_elsewhere
from ritualbot.reports.wording import text
from ritualbot.rituals.desk import Seat
from ritualbot.store import desk_people as desks, person as people, request as requests, team as teams
from ritualbot.store.desk import Desk
from ritualbot.store.team import Person


def welcome_card(session: Session, person: Person) -> Card | None:
    """Six lines at most, for who is on a desk and in no team: who added them, what they get and how much of it, who
    reads it, how long it is kept, being away; it asks their hours and their backup."""
    found = desks.of_person(session, person)
    if not found:
        return None
    desk = found[0]
    words = Words(person.language or desk.language)
    names = words.listed([each.name for each in found])
    adder = people.by_ref(session, person.added_by) if person.added_by != person.ref else None
    if adder is None:
        title = text(words, "desk.welcome.title", name=person.name, desk=names)
    else:
        title = text(words, "desk.welcome.title_by", name=person.name, desk=names, by=adder.name)
    return Card(title, (*_lines(words, person), Actions(_buttons(words, desk))))


def _lines(words: Words, person: Person) -> tuple[Block, ...]:
    hours = {"opens": words.clock(person.opens), "closes": words.clock(person.closes)}
    return (
        text(words, "desk.welcome.gets", **hours),
        text(words, "desk.welcome.read"),
        text(words, "desk.welcome.kept"),
        text(words, "desk.welcome.away"),
        text(words, "desk.welcome.ask"),
    )


def _buttons(words: Words, desk: Desk) -> tuple[Button, ...]:
    return (
        Button("person.edit", "", words.say("desk.welcome.hours")),
        Button("desk.backup", desk.ref, words.say("desk.backup.label")),
        Button("desk.show", desk.ref, words.say("desk.show.label")),
    )


def seated_card(session: Session, words: Words, desk: Desk, person: Person, by: Person) -> Card:
    """To who knows us already: what they are there from now on."""
    row = desks.seat_of(session, desk, person)
    key = "desk.seated.lead" if row is not None and row.role == Seat.LEAD else "desk.seated.contact"
    gets = text(words, "desk.welcome.gets", opens=words.clock(person.opens), closes=words.clock(person.closes))
    title = text(words, key, desk=desk.name, by=by.name)
    return Card(title, (gets, text(words, "desk.welcome.ask"), Actions(_buttons(words, desk))))


def unseated_card(words: Words, desk: Desk, by: Person) -> Card:
    return Card(text(words, "desk.unseated", desk=desk.name, by=by.name), (text(words, "desk.unseated.next"),))


def left(session: Session, desk: Desk, gone: Person) -> Callable[[Words], Card]:
    """What is to be handed over, as it stands before the seat is free; a card of it in anybody's words."""
    row = desks.seat_of(session, desk, gone)
    backed = [each.person_id for each in desks.seats(session, desk) if each.backup_id == gone.id]
    names = [each.name for each in teams.people(session, set(backed)).values()]
    led, duty = row is not None and row.role == Seat.LEAD, row is not None and row.duty
    others = [each for each in desks.people(session, desk, Seat.LEAD) if each.id != gone.id]
    owned = [each for each in requests.open_of_desks(session, [desk.id or 0]) if each.owner_id == gone.id]

    def card(words: Words) -> Card:
        lines: list[Text] = []
        if led:
            lines.append(text(words, "desk.left.lead" if others else "desk.left.no_lead"))
        if duty:
            lines.append(text(words, "desk.left.duty"))
        if names:
            lines.append(text(words, "desk.left.backup", names=words.listed(names)))
        rest: tuple[Block, ...] = tuple(lines)
        if owned:
            rows = tuple(Row((literal(f"#{each.number} {title_elsewhere(words, each)}"),)) for each in owned)
            rest = (*rest, text(words, "desk.left.requests"), Table((), rows))
        rest = rest or (Note(text(words, "desk.left.nothing")),)
        show = Button("desk.show", desk.ref, words.say("desk.show.label"))
        return Card(text(words, "desk.left.title", name=gone.name, desk=desk.name), (*rest, Actions((show,))))

    return card
