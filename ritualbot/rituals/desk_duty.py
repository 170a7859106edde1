"""Who of a desk looks after a request at a moment: never somebody who is not there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ritualbot.rituals.desk import Seat


@dataclass(frozen=True)
class Sitting:
    """Someone on a desk, by their person's id."""

    person: int
    seat: Seat = Seat.CONTACT
    duty: bool = False
    backup: int | None = None


def on_duty(sitting: Sequence[Sitting], here: Collection[int]) -> int | None:
    """The person on duty, else the first contact who is there, else a backup, else the lead; None: nobody is there.

    `here` are the ids of those who are there. The backup of who is on duty comes before others.
    """
    duty = [each for each in sitting if each.duty]
    contacts = [each for each in sitting if each.seat is Seat.CONTACT]
    leads = [each for each in sitting if each.seat is Seat.LEAD]
    backups = [each.backup for each in (*duty, *contacts, *leads) if each.backup is not None]
    order = [each.person for each in (*duty, *contacts)] + backups + [each.person for each in leads]
    return next((person for person in order if person in here), None)


def instead_of(person: int, sitting: Sequence[Sitting], here: Collection[int]) -> int | None:
    """Who hears of what this person looks after: they themselves, while away their backup, else a lead, else whoever
    is on duty."""
    own = next((each for each in sitting if each.person == person), None)
    leads = [each.person for each in sitting if each.seat is Seat.LEAD]
    order = [person, *([own.backup] if own and own.backup else []), *leads]
    return next((each for each in order if each in here), on_duty(sitting, here))
